// SPDX-License-Identifier: Apache-2.0
/** One WebSocket to a sequencer, as a trader's program has it: it breaks when the sequencer dies, and is opened again. */
import { WebSocket } from 'ws';
import { until } from './devnode.ts';
import { at, num, str, type Json } from './json.ts';
import type { Counter } from './lane.ts';

/** The connection is gone, and the answer with it. */
export class Lost extends Error {}

/** The sequencer says no, by that reason. */
export class Denied extends Error {}

interface Waiting {
	readonly resolve: (result: Json) => void;
	readonly reject: (reason: Error) => void;
	/** Where items go if the answer is a subscription. */
	readonly onItem: ((item: Json) => void) | undefined;
}

/** A connection, or none at the moment. */
export class Line implements Counter {
	private socket: WebSocket | undefined;
	private next = 0;
	private readonly waiting = new Map<number, Waiting>();
	private readonly topics = new Map<string, (item: Json) => void>();

	constructor(private readonly url: string) {}

	/** Connects unless it is connected, and tries again until somebody is there. */
	async open(): Promise<void> {
		if (this.socket !== undefined) return;
		await until(`a connection to ${this.url}`, async () => ((await this.attempt()) ? true : undefined));
	}

	private async attempt(): Promise<boolean> {
		const socket = new WebSocket(this.url);
		socket.on('message', (data: Buffer) => { this.hear(JSON.parse(data.toString()) as Json); });
		return new Promise((resolve) => {
			socket.once('open', () => {
				this.socket = socket;
				resolve(true);
			});
			// It says so once more when it closes.
			socket.on('error', () => { resolve(false); });
			socket.once('close', () => { if (this.socket === socket) this.lose(); });
		});
	}

	/** One request. */
	async ask(method: string, ...params: readonly unknown[]): Promise<Json> {
		return this.send(method, params);
	}

	/** Every item of a subscription from now on, until the connection ends. */
	async follow(method: string, params: readonly unknown[], onItem: (item: Json) => void): Promise<void> {
		await this.send(method, params, onItem);
	}

	private async send(method: string, params: readonly unknown[], onItem?: (item: Json) => void): Promise<Json> {
		const { socket } = this;
		if (socket === undefined) throw new Lost(`${this.url} is away`);
		const id = (this.next += 1);
		return new Promise<Json>((resolve, reject) => {
			this.waiting.set(id, { resolve, reject, onItem });
			socket.send(JSON.stringify({ jsonrpc: '2.0', id, method, params }));
		});
	}

	private hear(message: Json): void {
		const { id, error, params } = message as { id?: number; error?: Json; params?: Json };
		if (params !== undefined) {
			this.topics.get(JSON.stringify(at(params, 'subscription')))?.(at(params, 'result'));
			return;
		}
		const asked = this.waiting.get(num(id ?? null));
		if (asked === undefined) return;
		this.waiting.delete(num(id ?? null));
		if (error !== undefined) {
			asked.reject(new Denied(str(error, 'message')));
			return;
		}
		const result = at(message, 'result');
		// Items may follow in the same breath.
		if (asked.onItem !== undefined) this.topics.set(JSON.stringify(result), asked.onItem);
		asked.resolve(result);
	}

	private lose(): void {
		this.socket = undefined;
		this.topics.clear();
		for (const { reject } of this.waiting.values()) reject(new Lost(`${this.url} went away`));
		this.waiting.clear();
	}

	close(): void {
		this.socket?.close();
	}
}
