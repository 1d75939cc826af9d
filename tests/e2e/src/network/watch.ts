// SPDX-License-Identifier: Apache-2.0
/**
 * What every node of a network says of its best and final blocks, and when: noted in a process of
 * its own, so that whoever signs and submits can't delay it.
 */
import { WsProvider } from '@polkadot/api';
import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { hexToU8a } from '@polkadot/util';
import type { Chain } from '../client.ts';
import { pause } from '../devnode.ts';

/** A header as JSON-RPC has it. */
export interface Header {
	readonly number: string;
	readonly parentHash: string;
	readonly stateRoot: string;
	readonly digest: { readonly logs: readonly string[] };
}

/** A node's word for a block. */
export interface Word {
	readonly number: number;
	readonly header: Header;
	/** When it came, ms since the epoch. */
	readonly at: number;
}

interface Message extends Omit<Word, 'number'> {
	readonly node: string;
	readonly kind: 'best' | 'final';
}

const FILE = fileURLToPath(import.meta.url);
/** A node that is away is looked for so often, ms. */
const RETRY_MS = 250;

/** What one node said, in the order in which it came. */
export class Words {
	readonly best: Word[] = [];
	readonly final: Word[] = [];

	/** Number of the best block. */
	get height(): number {
		return this.best.at(-1)?.number ?? 0;
	}

	/** Number of the last final block. */
	get finality(): number {
		return this.final.at(-1)?.number ?? 0;
	}

	/** When the node first called a block final that is at least so high; undefined if it did not. */
	finalAt(number: number): number | undefined {
		return this.final.find((word) => word.number >= number)?.at;
	}
}

/** All nodes that are watched. */
export class Watch {
	readonly words = new Map<string, Words>();

	private constructor(private readonly child: ChildProcess) {
		child.on('message', (message) => {
			const { node, kind, header, at } = message as Message;
			this.of(node)[kind].push({ number: Number(header.number), header, at });
		});
	}

	/** Begins with these nodes, by name and address. */
	static begin(urls: Readonly<Record<string, string>>): Watch {
		const watch = new Watch(fork(FILE, [], { execArgv: ['--import', 'tsx'] }));
		for (const [name, url] of Object.entries(urls)) watch.add(name, url);
		return watch;
	}

	/** Watches one more. */
	add(name: string, url: string): void {
		this.child.send({ name, url });
	}

	/** What a node has said so far. */
	of(name: string): Words {
		const known = this.words.get(name) ?? new Words();
		this.words.set(name, known);
		return known;
	}

	/** Waits until `holds`, or fails after `patience` ms; returns how long it took, ms. */
	async until(what: string, patience: number, holds: () => boolean): Promise<number> {
		const begun = Date.now();
		while (!holds()) {
			if (Date.now() - begun > patience) throw new Error(`waited ${patience / 1_000} s for ${what}`);
			await pause(20);
		}
		return Date.now() - begun;
	}

	stop(): void {
		this.child.kill();
	}
}

/** Slot of a block: the number in its Aura digest. */
export function slotOf(header: Header): number {
	// A log of 6 (before the runtime), the engine's four letters, and a length of 8.
	const aura = header.digest.logs.find((log) => log.startsWith('0x066175726120'));
	if (aura === undefined) throw new Error(`block ${header.number} has no slot`);
	return Number(new DataView(hexToU8a(aura).buffer).getBigUint64(6, true));
}

/** A block's own hash. */
export const hashOf = (chain: Chain, header: Header): string =>
	chain.api.registry.createType('Header', header).hash.toHex();

/** The child: follows nodes as it is told of them, until it is killed or its parent is gone. */
function follow(): void {
	// The library's words on nodes that are away, which is what they are meant to be.
	console.error = () => undefined;
	process.once('disconnect', () => process.exit(0));
	process.on('message', (told) => {
		const { name, url } = told as { name: string; url: string };
		// It subscribes again by itself when a node comes back.
		const provider = new WsProvider(url, RETRY_MS);
		// Attempts at a node that is away are no errors here.
		provider.on('error', () => undefined);
		const subscribe = (kind: Message['kind'], type: string, method: string): Promise<unknown> =>
			provider.subscribe(type, method, [], (error, header: Header) => {
				if (error === null) process.send?.({ node: name, kind, header, at: Date.now() } satisfies Message);
			});
		void provider.isReady.then(async () => {
			await subscribe('best', 'chain_newHead', 'chain_subscribeNewHeads');
			await subscribe('final', 'chain_finalizedHead', 'chain_subscribeFinalizedHeads');
		});
	});
}

const [, started] = process.argv;
if (started === FILE && process.send !== undefined) follow();
