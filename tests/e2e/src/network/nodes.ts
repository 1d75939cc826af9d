// SPDX-License-Identifier: Apache-2.0
/** Four validators and a node that serves clients, as processes on the loopback. */
import { base58Encode, ed25519PairFromSeed } from '@polkadot/util-crypto';
import { hexToU8a, u8aConcat } from '@polkadot/util';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { NodeProcess, command, freePort, type Launch } from '../devnode.ts';
import type { Wires } from './wires.ts';

/** The validators of the local preset. */
export const VALIDATORS = ['alice', 'bob', 'charlie', 'dave'] as const;
/** The node that clients talk to; it keeps everything. */
export const RPC = 'rpc';

/** How long a node may take to answer after its start, ms. */
const START_MS = 300_000;
const ARCHIVE = ['--state-pruning', 'archive', '--blocks-pruning', 'archive'] as const;

/** Where a node of the network is found. */
interface Place {
	/** Its key in the network, a seed. */
	readonly seed: string;
	readonly rpcPort: number;
	readonly peerPort: number;
}

/** What a network stands on. */
export interface Ground {
	/** A chain specification; the local preset without one. */
	readonly spec?: string;
	/** Further keys and values of the local preset's genesis, in hexadecimal. */
	readonly storage?: Readonly<Record<string, string>>;
	/** Wires that can be cut; the loopback without. */
	readonly wires?: Wires;
}

/** What is touched here of a raw specification. */
interface RawSpec {
	readonly genesis: { readonly raw: { readonly top: Record<string, string> } };
}

/** How one node differs from what its role asks for. */
export interface Special {
	/** Further arguments. */
	readonly args?: readonly string[];
	/** What starts it instead of the shell, with its arguments. */
	readonly prefix?: readonly string[];
}

/** Writes the raw specification of a preset with further keys and values in its genesis, in hexadecimal. */
export function writeSpec(file: string, preset: string, storage: Readonly<Record<string, string>> = {}): void {
	const spec = JSON.parse(command('export-chain-spec', '--chain', preset, '--raw')) as RawSpec;
	Object.assign(spec.genesis.raw.top, storage);
	writeFileSync(file, JSON.stringify(spec));
}

/** Nodes that share a genesis and know each other. */
export class Network {
	readonly nodes = new Map<string, NodeProcess>();
	private readonly places = new Map<string, Place>();

	private constructor(
		readonly folder: string,
		private readonly spec: string,
		readonly wires: Wires | undefined,
	) {}

	/**
	 * Prepares a network in `folder`: on the local preset, or on the specification in a file; on the loopback,
	 * or on wires.
	 */
	static async prepare(folder: string, { spec, storage, wires }: Ground = {}): Promise<Network> {
		mkdirSync(folder, { recursive: true });
		const file = spec ?? join(folder, 'spec.json');
		if (spec === undefined) writeSpec(file, 'local', storage);
		const network = new Network(folder, file, wires);
		for (const name of [...VALIDATORS, RPC]) await network.place(name);
		return network;
	}

	/** Finds ports and a key for a node, once. */
	private async place(name: string): Promise<Place> {
		const known = this.places.get(name);
		if (known !== undefined) return known;
		const seed = `0x${(this.places.size + 1).toString(16).padStart(64, '0')}`;
		const place = { seed, rpcPort: await freePort(), peerPort: await freePort() };
		this.places.set(name, place);
		this.wires?.plug(name);
		return place;
	}

	/** The address at which a node is reached by others. */
	address(name: string): string {
		const { seed, peerPort } = this.known(name);
		return `/ip4/${this.host(name)}/tcp/${peerPort}/p2p/${peerId(seed)}`;
	}

	/** The port at which it listens for peers. */
	peerPort(name: string): number {
		return this.known(name).peerPort;
	}

	private known(name: string): Place {
		const place = this.places.get(name);
		if (place === undefined) throw new Error(`the network has no ${name}`);
		return place;
	}

	private host(name: string): string {
		return this.wires?.peerHost(name) ?? '127.0.0.1';
	}

	/** How the process of a node is started, and where its clients find it. */
	private launching(name: string, rpcPort: number, special: Special): Launch {
		const prefix = [...(this.wires?.prefix(name) ?? []), ...(special.prefix ?? [])];
		return { port: rpcPort, prefix, ...(this.wires === undefined ? {} : { host: this.wires.rpcHost(name) }) };
	}

	/** Starts a node on what its folder holds, and returns without waiting for it. */
	async launch(name: string, special: Special = {}): Promise<NodeProcess> {
		const { seed, rpcPort, peerPort } = await this.place(name);
		const others = [...this.places.keys()].filter((other) => other !== name);
		const authority = VALIDATORS.some((validator) => validator === name);
		const node = new NodeProcess(
			join(this.folder, name),
			this.launching(name, rpcPort, special),
			[
				...['--chain', this.spec, '--node-key', seed.slice(2)],
				...['--listen-addr', `/ip4/${this.host(name)}/tcp/${peerPort}`],
				// Nobody but this machine reaches it on wires either, and a load is no flood.
				...(this.wires === undefined ? [] : ['--unsafe-rpc-external', '--rpc-cors', 'all', '--rpc-rate-limit-whitelisted-ips', '0.0.0.0/0']),
				...['--bootnodes', ...others.map((other) => this.address(other))],
				...(authority ? [`--${name}`] : ['--name', name]),
				...(name === RPC ? ARCHIVE : []),
				// Says when it votes.
				...(authority ? ['-lgrandpa=debug'] : []),
				...(special.args ?? []),
			],
		);
		this.nodes.set(name, node);
		return node;
	}

	/** Starts a node and waits until it answers. */
	async start(name: string, special: Special = {}): Promise<NodeProcess> {
		const node = await this.launch(name, special);
		await node.bestBlock(START_MS);
		return node;
	}

	/** Starts all nodes together and waits until every one has seen a block. */
	async startAll(): Promise<void> {
		for (const name of [...VALIDATORS, RPC]) await this.launch(name);
		for (const node of this.nodes.values()) {
			await node.bestBlock(START_MS);
			await node.reach(1, START_MS);
		}
	}

	node(name: string): NodeProcess {
		const node = this.nodes.get(name);
		if (node === undefined) throw new Error(`${name} was never started`);
		return node;
	}

	/** Names of the nodes whose processes run. */
	get running(): readonly string[] {
		return [...this.nodes].filter(([, node]) => node.running).map(([name]) => name);
	}

	/** The state at a node's last final block as a raw specification; the node must have stopped. */
	exportState(name: string): string {
		const file = join(this.folder, 'state.json');
		const data = join(this.folder, name, 'data');
		writeFileSync(file, command('export-state', '--chain', this.spec, '--base-path', data));
		return file;
	}

	/** Kills whatever still runs. */
	async end(): Promise<void> {
		await Promise.all([...this.nodes.values()].map((node) => node.end('SIGKILL')));
	}
}

/** What a network calls the node with that key: its public key as libp2p writes it. */
export function peerId(seed: string): string {
	const { publicKey } = ed25519PairFromSeed(hexToU8a(seed));
	// A multihash of no hashing (0, length 36) around a protocol buffer: ed25519, 32 bytes.
	return base58Encode(u8aConcat([0, 36, 8, 1, 18, 32], publicKey));
}
