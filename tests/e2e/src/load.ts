// SPDX-License-Identifier: Apache-2.0
/** Signed calls offered to a node at a rate, and what became of each of them and of their orders. */
import { WsProvider } from '@polkadot/api';
import type { KeyringPair } from '@polkadot/keyring/types';
import type { Call, Chain, ChainEvent } from './client.ts';
import type { Heads } from './heads.ts';
import { at, big, list, num, str, variant, type Json } from './json.ts';

/** Connections that submit. */
const CONNECTIONS = 4;
/** Submissions that wait for their answer at most when there is no rate: none waits for a turn. */
const IN_FLIGHT = 64;
/** Blocks without anything new after which the rest of a run counts as left. */
const QUIET_BLOCKS = 8;
/** A run of which all but a hundredth was filled so soon has kept up, ms: three blocks. */
const KEPT_UP_MS = 3_000;

/** A call with its signature, ready to be sent. */
export interface Signed {
	readonly hex: string;
	/** Orders in it. */
	readonly orders: number;
}

/** Signs beforehand, so that signing is no part of what is measured. Nonces are kept by account. */
export class Signer {
	private readonly nonces = new Map<string, number>();

	constructor(private readonly chain: Chain) {}

	/** Reads the next nonce of these accounts from the pool. */
	async read(pairs: readonly KeyringPair[]): Promise<void> {
		await Promise.all(
			pairs.map(async ({ address }) => {
				this.nonces.set(address, num(await this.chain.rpc('system_accountNextIndex', address)));
			}),
		);
	}

	/** Accounts that have sent nothing yet. */
	begin(pairs: readonly KeyringPair[]): void {
		for (const { address } of pairs) this.nonces.set(address, 0);
	}

	/** Signs for ever: what is prepared may be sent minutes later. */
	sign(call: Call, pair: KeyringPair, orders: number): Signed {
		const nonce = this.nonces.get(pair.address);
		if (nonce === undefined) throw new Error(`the nonce of ${pair.address} was not read`);
		this.nonces.set(pair.address, nonce + 1);
		const { genesisHash, runtimeVersion } = this.chain.api;
		const signed = call.sign(pair, { nonce, blockHash: genesisHash, genesisHash, runtimeVersion });
		return { hex: signed.toHex(), orders };
	}
}

/** What one run gave. */
export interface Outcome {
	/** Calls offered, and orders in them. */
	readonly calls: number;
	readonly orders: number;
	/** Calls per second whose submission was answered, from the first submission to the last answer. */
	readonly acceptedPerSecond: number;
	/** Calls and filled orders per second of chain time, in the blocks between the first and the last. */
	readonly includedPerSecond: number;
	readonly filledPerSecond: number;
	readonly filled: number;
	/** From submission to the sight of the block with the last fill, ms, ascending. */
	readonly latencies: readonly number[];
	/** What was not accepted, executed or filled, by its name. */
	readonly refusals: ReadonlyMap<string, number>;
	/** Whether everything was filled, and no queue grew. */
	readonly keptUp: boolean;
	/** Most weight of a block, engine and transactions, share of what it may have. */
	readonly fullest: number;
	/** Slots without a block while it ran. */
	readonly missed: number;
}

interface Tracked {
	readonly submittedAt: number;
	left: bigint;
}

/** Adds up what blocks did with the calls of one run. */
class Account {
	readonly latencies: number[] = [];
	/** By chain time of blocks: calls included, orders filled. */
	readonly included: (readonly [number, number])[] = [];
	readonly filled: (readonly [number, number])[] = [];
	private readonly open = new Map<string, Tracked>();
	private awaited: number;

	constructor(
		private readonly chain: Chain,
		private readonly submitted: ReadonlyMap<string, number>,
		readonly refusals: Map<string, number>,
	) {
		this.awaited = submitted.size;
	}

	/** Whether every call was included and every order of them is over. */
	get done(): boolean {
		return this.awaited === 0 && this.open.size === 0;
	}

	get unfinished(): number {
		return this.awaited + this.open.size;
	}

	/** Takes a block into account; whether it did anything of this run. */
	block(time: number, seenAt: number, extrinsics: readonly string[], events: readonly ChainEvent[]): boolean {
		const own = extrinsics.map((hex) => this.submitted.get(hex));
		const included = own.filter((submittedAt) => submittedAt !== undefined).length;
		this.awaited -= included;
		this.included.push([time, included]);
		let filled = 0;
		let ended = 0;
		for (const { pallet, name, data, extrinsic } of events) {
			const submittedAt = extrinsic === undefined ? undefined : own[extrinsic];
			if (pallet === 'system' && name === 'ExtrinsicFailed' && submittedAt !== undefined) {
				count(this.refusals, this.errorName(at(data, 0)));
			} else if (pallet !== 'trading') {
				continue;
			} else if (name === 'OrderPlaced' && submittedAt !== undefined) {
				const left = big(data, 1, 'terms', 'quantity');
				this.open.set(orderKey(num(data, 0), num(data, 1, 'sequence')), { submittedAt, left });
			} else if (name === 'OrderRefused' && submittedAt !== undefined) {
				count(this.refusals, this.errorName(at(data, 2)));
			} else if (name === 'SeriesMatched') {
				for (const fill of list(data, 3)) filled += this.fill(fill, seenAt);
			} else if (name === 'OrderEnded' && this.open.delete(orderKey(num(data, 0), num(data, 1)))) {
				count(this.refusals, variant(at(data, 3)));
				ended += 1;
			}
		}
		this.filled.push([time, filled]);
		return included + filled + ended > 0;
	}

	/** One if this fill was an order's last. */
	private fill(fill: Json, seenAt: number): number {
		const key = orderKey(num(fill, 'id', 'portfolio'), num(fill, 'id', 'sequence'));
		const order = this.open.get(key);
		if (order === undefined) return 0;
		order.left -= big(fill, 'quantity');
		if (order.left > 0n) return 0;
		this.open.delete(key);
		this.latencies.push(seenAt - order.submittedAt);
		return 1;
	}

	private errorName(error: Json): string {
		if (error === null || typeof error !== 'object' || !('module' in error)) return JSON.stringify(error);
		const [code = 0] = Buffer.from(str(error, 'module', 'error').slice(2), 'hex');
		return this.chain.api.registry.findMetaError(Uint8Array.of(num(error, 'module', 'index'), code)).name;
	}
}

function count(counts: Map<string, number>, name: string): void {
	counts.set(name, (counts.get(name) ?? 0) + 1);
}

/** A transaction as the node writes it, bytes or hexadecimal. */
const hexOf = (bytes: Json): string =>
	typeof bytes === 'string' ? bytes : `0x${Buffer.from(list(bytes) as number[]).toString('hex')}`;

const orderKey = (portfolio: number, sequence: number): string => `${portfolio}:${sequence}`;

/** Sum per second of chain time, without the first and the last block that had something. */
function perSecond(counts: readonly (readonly [number, number])[]): number {
	const busy = counts.filter(([, count]) => count > 0);
	const [first, last] = [busy[0], busy.at(-1)];
	if (first === undefined || last === undefined) return 0;
	const between = busy.slice(1, -1);
	const end = between.at(-1);
	// So few blocks that there is nothing between: all of them, a slot each.
	if (end === undefined) return busy.reduce((sum, [, count]) => sum + count, 0) / busy.length;
	return between.reduce((sum, [, count]) => sum + count, 0) / ((end[0] - first[0]) / 1_000);
}

/** What that share of ascending values does not exceed. */
export const quantile = (sorted: readonly number[], share: number): number =>
	sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;

/** The node, as several clients at once see it. */
export class Bench {
	private constructor(
		readonly chain: Chain,
		private readonly providers: readonly WsProvider[],
		private readonly heads: Heads,
	) {}

	static async on(url: string, chain: Chain, heads: Heads): Promise<Bench> {
		const providers = Array.from({ length: CONNECTIONS }, () => new WsProvider(url));
		await Promise.all(providers.map((provider) => provider.isReady));
		return new Bench(chain, providers, heads);
	}

	async disconnect(): Promise<void> {
		await Promise.all(this.providers.map((provider) => provider.disconnect()));
		this.heads.stop();
	}

	/** Offers the calls at `rate` a second, or as fast as they are answered, and follows them to their end. */
	async run(calls: readonly Signed[], rate: number | undefined): Promise<Outcome> {
		const first = (await this.chain.api.rpc.chain.getHeader()).number.toNumber() + 1;
		const submitted = new Map<string, number>();
		const refusals = new Map<string, number>();
		let accepted = 0;
		const begun = Date.now();
		const send = async ({ hex }: Signed, index: number): Promise<void> => {
			submitted.set(hex, Date.now());
			try {
				await this.providers[index % CONNECTIONS]?.send('author_submitExtrinsic', [hex]);
				accepted += 1;
			} catch (reason) {
				count(refusals, `pool: ${reason instanceof Error ? reason.message : String(reason)}`);
				submitted.delete(hex);
			}
		};
		await (rate === undefined ? burst(calls, send) : paced(calls, rate, send));
		const took = (Date.now() - begun) / 1_000;
		const account = new Account(this.chain, submitted, refusals);
		const { fullest, missed } = await this.follow(account, first);
		const orders = calls.reduce((sum, call) => sum + call.orders, 0);
		if (account.unfinished > 0) refusals.set('left', account.unfinished);
		const latencies = account.latencies.sort((a, b) => a - b);
		return {
			calls: calls.length,
			orders,
			acceptedPerSecond: accepted / took,
			includedPerSecond: perSecond(account.included),
			filledPerSecond: perSecond(account.filled),
			filled: latencies.length,
			latencies,
			refusals,
			keptUp: refusals.size === 0 && quantile(latencies, 0.99) < KEPT_UP_MS,
			fullest,
			missed,
		};
	}

	/** Reads final blocks from `number` on until the run is over or nothing of it happens any more. */
	private async follow(account: Account, number: number): Promise<Pick<Outcome, 'fullest' | 'missed'>> {
		const limit = Number(big(this.chain.constant('system', 'blockWeights'), 'maxBlock', 'refTime'));
		let [fullest, missed, before] = [0, 0, 0];
		for (let quiet = 0; !account.done && quiet < QUIET_BLOCKS; number += 1) {
			const seenAt = await this.seen(number);
			const hash = await this.chain.api.rpc.chain.getBlockHash(number);
			const state = await this.chain.api.at(hash);
			const weight = (await state.query['system']?.['blockWeight']?.())?.toPrimitive() as Json;
			const used = ['normal', 'operational', 'mandatory'].map((name) => Number(big(weight, name, 'refTime')));
			fullest = Math.max(fullest, used.reduce((a, b) => a + b) / limit);
			const raw = await this.chain.rpc('chain_getBlock', hash.toHex());
			const extrinsics = list(raw, 'block', 'extrinsics').map(hexOf);
			const time = this.chain.chainTime(await this.chain.api.rpc.chain.getHeader(hash));
			if (before > 0) missed += (time - before) / this.chain.slotMs() - 1;
			before = time;
			const events = await this.chain.events(hash.toHex());
			quiet = account.block(time, seenAt, extrinsics, events) ? 0 : quiet + 1;
		}
		return { fullest, missed };
	}

	/** When the block was seen; waits until it is final, since a fork may put another in its place. */
	private async seen(number: number): Promise<number> {
		for (;;) {
			const found = this.heads.at(number);
			if (found !== undefined && (await this.chain.finalHeight()) >= number) return found;
			await new Promise((resolve) => setTimeout(resolve, 50));
		}
	}
}

type Send = (call: Signed, index: number) => Promise<void>;

/** As fast as they are answered. */
async function burst(calls: readonly Signed[], send: Send): Promise<void> {
	let next = 0;
	const lane = async (): Promise<void> => {
		for (let index = next++; ; index = next++) {
			const call = calls[index];
			if (call === undefined) return;
			await send(call, index);
		}
	};
	await Promise.all(Array.from({ length: IN_FLIGHT }, lane));
}

/** Evenly spread by twos, so that who sells and who buys arrive together; whatever the answers. */
async function paced(calls: readonly Signed[], rate: number, send: Send): Promise<void> {
	const begun = Date.now();
	const sent: Promise<void>[] = [];
	while (sent.length < calls.length) {
		const due = 2 * (Math.floor(((Date.now() - begun) * rate) / 2_000) + 1);
		for (const call of calls.slice(sent.length, due)) sent.push(send(call, sent.length));
		await new Promise((resolve) => setTimeout(resolve, 2));
	}
	await Promise.all(sent);
}
