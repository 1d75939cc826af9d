// SPDX-License-Identifier: Apache-2.0
/** Nodes as child processes: started, killed, restarted and exported by tests. */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { closeSync, cpSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The node under test: what `cargo build --workspace` made. */
export function binary(): string {
	const path = process.env['TENOR_NODE'];
	if (path === undefined) throw new Error('TENOR_NODE does not name the node to test');
	return path;
}

/** A TCP port of the loopback that nobody listens on. */
export async function freePort(): Promise<number> {
	return new Promise((resolve, reject) => {
		const server = createServer();
		server.on('error', reject);
		server.listen(0, '127.0.0.1', () => {
			const address = server.address();
			const port = address !== null && typeof address === 'object' ? address.port : 0;
			server.close(() => { resolve(port); });
		});
	});
}

/** Lets so much time pass. */
export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** What does not happen within this does not happen, ms. */
const PATIENCE_MS = 120_000;

/** Asks again and again until the answer is something. */
export async function until<T>(
	what: string | (() => string),
	ask: () => Promise<T | undefined> | T | undefined,
	patience = PATIENCE_MS,
): Promise<T> {
	for (const start = Date.now(); ; ) {
		const found = await ask();
		if (found !== undefined) return found;
		if (Date.now() - start > patience) throw new Error(`waited too long for ${typeof what === 'string' ? what : what()}`);
		await pause(200);
	}
}

/** Runs a subcommand of the node to its end and returns what it printed. */
export function command(...args: readonly string[]): string {
	const done = spawnSync(binary(), [...args], { encoding: 'utf8', maxBuffer: 1 << 30 });
	if (done.status !== 0) throw new Error(`${args.join(' ')}: ${done.stderr.slice(-2_000)}`);
	return done.stdout;
}

/** How a node process is started, beyond its arguments. */
export interface Launch {
	/** The port of its RPC. */
	readonly port: number;
	/** The address of its RPC; the loopback unless it is in a network of its own. */
	readonly host?: string;
	/** What starts it instead of the shell, with its arguments: another clock, another network. */
	readonly prefix?: readonly string[];
}

/** Processes that run: none outlives this one. */
const alive = new Set<ChildProcess>();
process.once('exit', () => { for (const child of alive) child.kill('SIGKILL'); });

/** Sees to it that a process ends with this one. */
export function tie(child: ChildProcess): void {
	alive.add(child);
	child.once('exit', () => alive.delete(child));
}

/** A running node on a folder. */
export class NodeProcess {
	readonly port: number;
	private readonly host: string;
	private readonly child: ChildProcess;
	private stopped = false;

	/** Starts it; it answers some time later. */
	constructor(readonly folder: string, { port, host = '127.0.0.1', prefix = [] }: Launch, args: readonly string[]) {
		this.port = port;
		this.host = host;
		mkdirSync(folder, { recursive: true });
		const log = openSync(join(folder, 'node.log'), 'a');
		const compiled = process.env['TENOR_COMPILED'];
		const [program = binary(), ...rest] = [
			...prefix,
			binary(),
			...args,
			...['--base-path', join(folder, 'data'), '--rpc-port', String(port)],
			...(args.includes('--prometheus-port') ? [] : ['--no-prometheus']),
			...['--no-telemetry', '--no-mdns'],
			// Compiled once for all nodes where somebody says where.
			...(compiled === undefined ? [] : ['--compiled-runtimes', compiled]),
		];
		this.child = spawn(program, rest, { stdio: ['ignore', log, log] });
		closeSync(log);
		tie(this.child);
	}

	get url(): string {
		return `ws://${this.host}:${this.port}`;
	}

	/** Whether the process is there. */
	get running(): boolean {
		return this.child.exitCode === null && this.child.signalCode === null;
	}

	/** Whether it is gone and nobody asked it to. */
	get died(): boolean {
		return !this.running && !this.stopped;
	}

	/** One JSON-RPC request over plain HTTP, as curl would send it. */
	async request(method: string, ...params: readonly unknown[]): Promise<unknown> {
		const answer = await fetch(`http://${this.host}:${this.port}`, {
			method: 'POST',
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
		});
		const body = (await answer.json()) as { result?: unknown; error?: { message: string } };
		if (body.error) throw new Error(`${method}: ${body.error.message}`);
		return body.result;
	}

	/** Number of the best block; waits for an answer for at most `patience` ms. */
	async bestBlock(patience: number): Promise<number> {
		for (const start = Date.now(); ; ) {
			if (!this.running) throw new Error(`the node ended:\n${this.log().slice(-3_000)}`);
			try {
				const header = (await this.request('chain_getHeader')) as { number: string };
				return Number(header.number);
			} catch (reason) {
				if (Date.now() - start > patience) throw reason;
				await pause(200);
			}
		}
	}

	/** Waits until its best block is that high. */
	async reach(height: number, patience = PATIENCE_MS): Promise<void> {
		await until(`block ${height}`, async () => ((await this.bestBlock(10_000)) >= height ? true : undefined), patience);
	}

	log(): string {
		return readFileSync(join(this.folder, 'node.log'), 'utf8');
	}

	/** Ends the process; `SIGKILL` gives it no chance to write anything. */
	async end(signal: 'SIGINT' | 'SIGKILL'): Promise<void> {
		if (!this.running) return;
		this.stopped = true;
		const gone = new Promise((resolve) => this.child.once('exit', resolve));
		this.child.kill(signal);
		await gone;
	}
}

/** A development chain of its own. */
export class DevNode extends NodeProcess {
	/** Starts a node and waits until it has made a block of its own. */
	static async start(folder: string, ...args: readonly string[]): Promise<DevNode> {
		return DevNode.on(folder, `/ip4/127.0.0.1/tcp/${await freePort()}`, ...args);
	}

	/** The same, where peers find it at that address. */
	static async on(folder: string, address: string, ...args: readonly string[]): Promise<DevNode> {
		const port = await freePort();
		const node = new DevNode(folder, { port }, ['--dev', ...args, '--listen-addr', address]);
		// It compiles its runtime first, which takes a minute where the machine is busy.
		const first = await node.bestBlock(180_000);
		await node.reach(first + 1);
		return node;
	}
}

/** Starts a development chain in a folder of its own; both are gone when `act` is done. */
export async function onDevNode(act: (node: DevNode) => Promise<void>): Promise<void> {
	const folder = mkdtempSync(join(tmpdir(), 'tenor-bench-'));
	const node = await DevNode.start(folder);
	try {
		await act(node);
	} finally {
		await node.end('SIGINT');
		rmSync(folder, { recursive: true });
	}
}

/** Copies a stopped node's data to another folder. */
export function copyData(from: string, to: string): void {
	mkdirSync(to, { recursive: true });
	cpSync(join(from, 'data'), join(to, 'data'), { recursive: true });
}
