// SPDX-License-Identifier: Apache-2.0
/**
 * A subscribed client in a process of its own, so that the one that submits can't delay what it
 * sees: notes when each new head arrives, ms since the epoch.
 */
import { WsProvider } from '@polkadot/api';
import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';

interface Head {
	readonly number: number;
	readonly at: number;
}

const FILE = fileURLToPath(import.meta.url);

/** When which block was seen. */
export class Heads {
	private readonly seen = new Map<number, number>();
	private next = Infinity;

	private constructor(private readonly child: ChildProcess) {
		child.on('message', (head) => {
			const { number, at } = head as Head;
			// Those that a fork skipped were seen with this one.
			for (let skipped = this.next; skipped < number; skipped += 1) this.seen.set(skipped, at);
			this.seen.set(number, at);
			this.next = number + 1;
		});
	}

	/** Subscribes, and returns once a head was seen. */
	static async watch(url: string): Promise<Heads> {
		const child = fork(FILE, [url], { execArgv: ['--import', 'tsx'] });
		const heads = new Heads(child);
		await new Promise<void>((resolve, reject) => {
			child.once('message', () => { resolve(); });
			child.once('exit', () => { reject(new Error('the subscribed client ended')); });
		});
		return heads;
	}

	/** When a block was seen, or one that stands on it; undefined if none was. */
	at(number: number): number | undefined {
		return this.seen.get(number);
	}

	stop(): void {
		this.child.kill();
	}
}

/** The child: follows a node until it is killed, or its parent is gone. */
async function follow(url: string): Promise<void> {
	process.once('disconnect', () => process.exit(0));
	const provider = new WsProvider(url);
	await provider.isReady;
	await provider.subscribe('chain_newHead', 'chain_subscribeNewHeads', [], (error, head: { number: string }) => {
		if (error === null) process.send?.({ number: Number(head.number), at: Date.now() } satisfies Head);
	});
}

const [, started, url] = process.argv;
if (started === FILE && url !== undefined && process.send !== undefined) await follow(url);
