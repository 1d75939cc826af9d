// SPDX-License-Identifier: Apache-2.0
/** What a lane did, read back from final blocks: its events, and its log with hashes computed here. */
import { u8aConcat, u8aToHex } from '@polkadot/util';
import { blake2AsU8a } from '@polkadot/util-crypto';
import type { Chain } from './client.ts';
import { until } from './devnode.ts';
import { at, list, num, plain, str, big, type Decoded, type Json } from './json.ts';
import { LANE } from './lane.ts';

/** An event of the lane's pallet. */
export interface LaneEvent {
	readonly block: number;
	readonly name: string;
	readonly data: Json;
}

/** A meeting of two orders. Who came last is the taker. */
export interface LaneFill {
	readonly sequence: number;
	readonly maker: number;
	readonly makerNonce: number;
	readonly taker: number;
	readonly takerNonce: number;
	/** What the taker did. */
	readonly side: 'Buy' | 'Sell';
	readonly series: Json;
	readonly quantity: bigint;
	readonly price: bigint;
}

/** An operation of a log that a block includes. */
export interface LaneEntry {
	readonly block: number;
	readonly sequence: number;
	/** `order`, `cancel`, `replace`, `tick`, `clock`, `inbox` or `expire`. */
	readonly kind: string;
	readonly body: Json;
	/** Its hash, and the head of the log with it. */
	readonly operation: string;
	readonly head: string;
	readonly fills: readonly LaneFill[];
}

/** A decoded record, as far as this file needs it: its fields may have a map's names. */
interface Fields extends Decoded {
	get(name: string): Fields;
	toU8a(): Uint8Array;
	[Symbol.iterator](): Iterator<Fields>;
}

/** A head that is carried on from operation to operation. */
interface Head {
	next: number;
	bytes: Uint8Array;
}

/** The history of one lane from a block on. */
export class LaneHistory {
	readonly events: LaneEvent[] = [];
	private readonly logs = new Map<number, LaneEntry[]>();
	private readonly heads = new Map<number, Head>();

	/** `next` is the first block that is looked at; every log of interest begins behind it. */
	constructor(private readonly chain: Chain, private next: number) {}

	/** The log of an epoch as far as it was read. */
	log(epoch: number): readonly LaneEntry[] {
		return this.logs.get(epoch) ?? [];
	}

	/** Events of that name with that epoch, or of any. */
	named(name: string, epoch?: number): readonly LaneEvent[] {
		return this.events.filter((event) => event.name === name && (epoch === undefined || num(event.data, 1) === epoch));
	}

	/** Reads on to the last final block; returns its number. */
	async read(): Promise<number> {
		const final = await this.chain.finalHeight();
		for (; this.next <= final; this.next += 1) await this.block(this.next);
		return final;
	}

	/** Waits for an event of that name and epoch in a final block. */
	async event(name: string, epoch: number, patience: number, why: () => string = (): string => ''): Promise<LaneEvent> {
		return until(() => `${name} of epoch ${epoch} ${why()}`, async () => {
			await this.read();
			return this.named(name, epoch)[0];
		}, patience);
	}

	private async block(number: number): Promise<void> {
		const hash = await this.chain.api.rpc.chain.getBlockHash(number);
		const events = (await this.chain.events(hash.toHex())).filter(({ pallet }) => pallet === 'lane');
		this.events.push(...events.map(({ name, data }) => ({ block: number, name, data })));
		const batches = events.filter(({ name, data }) => name === 'BatchCommitted' && num(data, 0) === LANE);
		if (batches.length === 0) return;
		const { block } = await this.chain.api.rpc.chain.getBlock(hash);
		for (const { data, extrinsic } of batches) {
			const section = block.extrinsics[extrinsic ?? -1]?.method.args[1] as unknown as Fields;
			// Its maps have a method `entries`: polkadot.js calls the field otherwise.
			this.section(number, num(data, 1), [...section.get('entries_')].slice(0, num(data, 3)));
		}
	}

	private section(block: number, epoch: number, entries: readonly Fields[]): void {
		const log = this.logs.get(epoch) ?? [];
		this.logs.set(epoch, log);
		const head = this.heads.get(epoch) ?? { next: 0, bytes: this.first(epoch) };
		this.heads.set(epoch, head);
		for (const entry of entries) {
			const operation = blake2AsU8a(entry.get('operation').toU8a());
			head.bytes = blake2AsU8a(u8aConcat(head.bytes, little(head.next, 8), operation));
			const [kind, body] = variantOf(plain(entry.get('operation')));
			const fills = list(plain(entry.get('fills'))).map((fill) => fillOf(head.next, kind, body, fill));
			log.push({ block, sequence: head.next, kind, body, operation: u8aToHex(operation), head: u8aToHex(head.bytes), fills });
			head.next += 1;
		}
	}

	/** The head of an empty log. */
	private first(epoch: number): Uint8Array {
		return blake2AsU8a(u8aConcat('tenor/lane', this.chain.api.genesisHash.toU8a(), little(LANE, 2), little(epoch, 4)));
	}
}

/** A number of so many bytes, the lowest first. */
function little(value: number, bytes: number): Uint8Array {
	const buffer = new Uint8Array(8);
	new DataView(buffer.buffer).setBigUint64(0, BigInt(value), true);
	return buffer.slice(0, bytes);
}

/** The name of a variant in lower case, and what it holds. */
function variantOf(value: Json): readonly [string, Json] {
	const [found] = Object.entries(value as Readonly<Record<string, Json>>);
	if (found === undefined) throw new Error(`no variant: ${JSON.stringify(value)}`);
	return found;
}

/** The order that an operation places. */
export function placed(kind: string, body: Json): Json {
	switch (kind) {
		case 'order':
			return at(body, 'body');
		case 'replace':
			return at(body, 'body', 'order');
		default:
			return at(body, 'message', 'order');
	}
}

function fillOf(sequence: number, kind: string, body: Json, fill: Json): LaneFill {
	const order = placed(kind, body);
	return {
		sequence,
		maker: num(fill, 'maker'),
		makerNonce: num(fill, 'nonce'),
		taker: num(order, 'portfolio'),
		takerNonce: num(order, 'nonce'),
		side: str(order, 'side') === 'Buy' ? 'Buy' : 'Sell',
		series: at(order, 'series'),
		quantity: big(fill, 'quantity'),
		price: big(fill, 'price'),
	};
}

/** What a watcher published in a block to prove a receipt broken: whoever holds that receipt can use it. */
export async function publishedProof(chain: Chain, number: number): Promise<unknown> {
	const { rpc } = chain.api;
	const { block } = await rpc.chain.getBlock(await rpc.chain.getBlockHash(number));
	const found = block.extrinsics.find(({ method }) => method.section === 'lane' && method.method === 'proveReceipt');
	if (found === undefined) throw new Error(`block ${number} has no proof of a receipt`);
	return found.method.args[1];
}
