// SPDX-License-Identifier: Apache-2.0
/**
 * Full blocks of orders while an expiry of very many positions settles and the market jumps, on a network
 * whose genesis holds all of it (`tenor-bench --spec`): nothing may starve, everything must come to its end.
 */
import type { KeyringPair } from '@polkadot/keyring/types';
import { Refused, type Chain } from '../client.ts';
import { Operators, type OpenExpiry } from '../feeds.ts';
import { at, big, list, num, str, variant, type Json } from '../json.ts';
import { Signer, quantile } from '../load.ts';
import { limitOrder, onGrid, type NewOrder } from '../orders.ts';
import { Pump } from '../stage.ts';
import { E18, E8, YEAR_MS, e18 } from '../units.ts';
import { finalityTimes, intervals, reportFinality } from './finality.ts';
import { RPC, VALIDATORS } from './nodes.ts';
import { seconds } from './report.ts';
import type { Run } from './run.ts';
import { slotOf } from './watch.ts';

const BTC = 0;
/**
 * The index before the jump and after it, which comes so long before the expiry, ms: what is posted with it is for all
 * expiries that are open, and must arrive while they are.
 */
const SPOT = 100_000;
const JUMP = 122_000;
const BEFORE_MS = 8_000;
/** Everything has to be done in so many blocks behind the expiry. */
const MOST = 900;
/** Calls of that many orders are kept waiting in the pool, so that blocks are full. */
const ORDERS = 16;
const WAITING = 60;
/** Series that are traded: calls of the next expiry around the new index. */
const STRIKES = Array.from({ length: 30 }, (_, i) => 95_000 + i * 1_000);
/** Marks and surfaces are renewed so often, blocks. */
const RENEW = 30;
/** Blocks until the first orders are matched. */
const BEGUN = 3;
/** Whoever trades is valued again: so many are always queued. */
const CALM = 136;
/** All calls that wait are in blocks after so many slots. */
const DRAIN_SLOTS = 15;
/** A bid that a block did not take is sent again after so many blocks. */
const PATIENCE = 5;
/** Places of steps in the engine's order. */
const STEPS = { settlement: 2, sweep: 3, matching: 6 } as const;

/** What the specification says it holds. */
interface Size {
	readonly holders: number;
	readonly banded: number;
	readonly writers: number;
	readonly traders: number;
}

/** A trader of the genesis. */
interface Trader {
	readonly pair: KeyringPair;
	readonly portfolio: number;
}

/** What is left to do after a block. */
interface Left {
	readonly settling: boolean;
	readonly queued: number;
	readonly auctions: number;
}

/** The market of the load and everybody who is to act in it. */
class Crowd {
	readonly outstanding = new Set<string>();
	private readonly bids = new Map<number, number>();
	private prices: readonly (readonly [number, bigint])[] = [];
	private turn = 0;
	/** Calls of orders, and bids, that the pool did not take. */
	refused = 0;

	private constructor(
		readonly chain: Chain,
		private readonly signer: Signer,
		private readonly traders: readonly Trader[],
		private readonly bidder: Trader,
		readonly expiries: readonly OpenExpiry[],
	) {}

	static async find(chain: Chain, size: Size): Promise<Crowd> {
		const trader = async (n: number): Promise<Trader> => {
			const pair = chain.account(`Bench${n}`);
			const [owned] = await chain.entries('collateral', 'portfolioOf', pair.address);
			if (owned === undefined) throw new Error(`Bench${n} has no portfolio`);
			return { pair, portfolio: num(owned.value) };
		};
		const all = await Promise.all(Array.from({ length: size.traders + 1 }, (_, n) => trader(n)));
		const signer = new Signer(chain);
		await signer.read(all.map(({ pair }) => pair));
		const bidder = all.pop();
		if (bidder === undefined) throw new Error('nobody bids');
		const open = await chain.entries('market', 'expiries');
		const expiries = open
			.map(({ keys }) => ({ underlying: BTC, expiry: num(at(keys[0] ?? null, 'expiry')) }))
			.sort((a, b) => a.expiry - b.expiry);
		return new Crowd(chain, signer, all, bidder, expiries);
	}

	/** The expiry that settles, and the next one, on which orders are placed. */
	get first(): OpenExpiry { return this.nth(0); }
	private get next(): OpenExpiry { return this.nth(1); }

	private nth(n: number): OpenExpiry {
		const found = this.expiries[n];
		if (found === undefined) throw new Error('the genesis has too few expiries');
		return found;
	}

	/** Posts a flat surface and no carry for every expiry that is open. */
	async post(operators: Operators, seen: number, index: number): Promise<void> {
		const open = this.expiries.filter(({ expiry }) => expiry > seen);
		const [operator] = operators.pairs;
		if (operator === undefined) throw new Error('there is no operator');
		const points = open.map(({ expiry }) => ({ expiry, carry: 0, rate: 0 }));
		const surfaces = open.map(({ expiry }) => {
			const tau = (expiry - seen) / YEAR_MS;
			const svi = { a: e18(0.36 * tau), b: 0, rho: 0, m: 0, sigma: e18(0.1) };
			return { expiry, surface: { svi, fRef: e18(index), tauRef: e18(tau) } };
		});
		await Promise.all([
			this.chain.submit(this.chain.call('market', 'submitCurve', BTC, points, E18, seen), operator),
			this.chain.submit(this.chain.call('market', 'submitSurfaces', BTC, surfaces, E18, seen), operator),
		]);
	}

	/** Reads the marks of what is traded. */
	async renew(): Promise<void> {
		const answer = await this.chain.rpc('options_chain', 'BTC', this.next.expiry);
		const series = list(list(answer, 'expiries')[0] ?? null, 'series');
		const tick = big(await this.chain.read('trading', 'markets', BTC), 'tick');
		this.prices = STRIKES.map((strike) => {
			const found = series.find((entry) => str(entry, 'series').endsWith(`-${strike}-C`));
			if (found === undefined) throw new Error(`the chain does not name the ${strike} call`);
			return [strike, onGrid(Number(str(found, 'mark', 'price')), tick, false)] as const;
		});
	}

	/** Tops up the calls that wait: the even traders sell, the odd ones buy, all at the marks. */
	async fill(): Promise<void> {
		const missing = WAITING - this.outstanding.size;
		const calls = Array.from({ length: Math.max(0, missing) }, () => this.orders());
		await Promise.all(calls.map(async (hex) => this.send(hex)));
	}

	private orders(): string {
		const n = this.turn % this.traders.length;
		const trader = this.traders[n];
		if (trader === undefined) throw new Error('there are no traders');
		const shift = Math.floor(this.turn / this.traders.length) * 5;
		const orders = Array.from({ length: ORDERS }, (_, k): NewOrder => {
			const [strike, price] = this.prices[(shift + k) % this.prices.length] ?? [0, 0n];
			const series = { ...this.next, strike: BigInt(strike) * E8, kind: 'Call' } as const;
			return limitOrder(series, n % 2 === 0 ? 'Sell' : 'Buy', E8 / 100n, price, { validity: 'ImmediateOrCancel' });
		});
		this.turn += 1;
		const call = this.chain.call('trading', 'placeOrders', trader.portfolio, null, orders);
		const { hex } = this.signer.sign(call, trader.pair, ORDERS);
		this.outstanding.add(hex);
		return hex;
	}

	private async send(hex: string): Promise<void> {
		try {
			await this.chain.rpc('author_submitExtrinsic', hex);
		} catch {
			this.outstanding.delete(hex);
			this.refused += 1;
		}
	}

	/** Bids for everything of each auction that has no bid. Returns how many auctions are open. */
	async bid(block: number): Promise<number> {
		const [auctions, bids] = await Promise.all([
			this.chain.entries('liquidation', 'auctions'),
			this.chain.entries('liquidation', 'bidsOf'),
		]);
		const taken = new Set(bids.filter(({ value }) => list(value).length > 0).map(({ keys }) => num(keys[0] ?? null)));
		const open = auctions.map(({ keys }) => num(keys[0] ?? null));
		const wanted = open.filter((id) => !taken.has(id) && block - (this.bids.get(id) ?? -PATIENCE) >= PATIENCE);
		await Promise.all(wanted.map(async (portfolio) => {
			this.bids.set(portfolio, block);
			const call = this.chain.call('liquidation', 'bid', portfolio, this.bidder.portfolio, E18, 1_000_000n * E8, null);
			await this.send(this.signer.sign(call, this.bidder.pair, 0).hex);
		}));
		return open.length;
	}

	/** What is left of settlement and sweep at the best block. */
	async left(auctions: number): Promise<Left> {
		const record = await this.chain.read('settlement', 'settlements', this.first);
		const queue = await this.chain.entries('margin', 'queue');
		const ones = (value: bigint): number => value.toString(2).replaceAll('0', '').length;
		return {
			settling: record === null || variant(at(record, 'phase')) !== 'Closed',
			queued: queue.reduce((sum, { value }) => sum + ones(big(value)), 0),
			auctions,
		};
	}
}

/** Runs the whole of it. */
export async function load(run: Run): Promise<void> {
	const { report, chain, watch } = run;
	const size = (await chain.rpc('system_properties')) as unknown as Size;
	const crowd = await Crowd.find(chain, size);
	const operators = await Operators.find(chain);
	const jumpAt = crowd.first.expiry - BEFORE_MS;
	const index = (time: number): number => (time >= jumpAt ? JUMP : SPOT);
	const pump = new Pump(chain, operators, (time) => [{ underlying: BTC, value: index(time) }]);
	await pump.start();
	if (pump.now > crowd.first.expiry - 60_000) throw new Error('the network came too late for the expiry of its genesis');
	await crowd.post(operators, pump.now, SPOT);
	report.say(`${size.holders} holders, ${size.banded} portfolios with bands, ${size.writers} writers; the expiry is in ${(crowd.first.expiry - pump.now) / 1_000} s`);
	await chain.until(jumpAt);
	await crowd.post(operators, pump.now, JUMP);
	await chain.until(crowd.first.expiry);
	report.say(`the index stands at ${JUMP}, the expiry settles, orders come in`);
	// The block of the expiry counts.
	const from = watch.of(RPC).height - 1;
	const done = await storm(run, crowd, operators, pump);
	pump.stop();
	report.check('feeds that failed', pump.failures.length === 0 ? '0' : pump.failures.slice(0, 3).join('; '), '0', pump.failures.length === 0);
	report.check('blocks behind the expiry until everything is done', done === undefined ? `not in ${MOST}` : String(done.blocks), `<= ${MOST}`, done !== undefined);
	report.figure('calls of orders and bids that the pool refused', String(crowd.refused));
	const to = watch.of(RPC).height;
	// What still waits in the pool: the sums at the end are read while nothing moves.
	await chain.slots(DRAIN_SLOTS);
	times(run, from, to);
	await work(run, size, from, to, done?.sweptAfter ?? 0);
}

/** Blocks until everything was done, and until the sweep had valued everybody whom the jump concerned. */
interface Done {
	readonly blocks: number;
	readonly sweptAfter: number;
}

/** Acts in every block until nothing is left. */
async function storm(run: Run, crowd: Crowd, operators: Operators, pump: Pump): Promise<Done | undefined> {
	const { report, chain, watch } = run;
	const first = watch.of(RPC).height;
	let [block, flagged, quiet, sweptAfter] = [first, 0, 0, 0];
	for (let n = 0; block - first < MOST; n += 1) {
		if (n % RENEW === 0) {
			await crowd.post(operators, pump.now, JUMP).catch((reason: unknown) => {
				if (!(reason instanceof Refused)) throw reason;
			});
			await crowd.renew();
		}
		await watch.until('the next block', 60_000, () => watch.of(RPC).height > block);
		for (const next = watch.of(RPC).height; block < next; block += 1) await take(chain, crowd, block + 1);
		const auctions = await crowd.bid(block);
		await crowd.fill();
		flagged = Math.max(flagged, auctions);
		const left = await crowd.left(auctions);
		if (n % RENEW === 0) report.say(`block ${block}: ${left.settling ? 'settling' : 'settled'}, ${left.queued} to be valued, ${auctions} auctions`);
		if (left.queued > CALM) sweptAfter = block - first;
		const finished = !left.settling && auctions === 0 && flagged > 0 && left.queued <= CALM;
		quiet = finished ? quiet + 1 : 0;
		if (quiet === 2) return { blocks: block - first, sweptAfter };
	}
	return undefined;
}

/** Strikes off what a block included. */
async function take(chain: Chain, crowd: Crowd, number: number): Promise<void> {
	const hash = await chain.api.rpc.chain.getBlockHash(number);
	const raw = await chain.rpc('chain_getBlock', hash.toHex());
	for (const xt of list(raw, 'block', 'extrinsics')) crowd.outstanding.delete(hexOf(xt));
}

/** A transaction as the node writes it, bytes or hexadecimal. */
const hexOf = (bytes: Json): string =>
	typeof bytes === 'string' ? bytes : `0x${Buffer.from(list(bytes) as number[]).toString('hex')}`;

/** Block times, missed slots and finality. */
function times(run: Run, from: number, to: number): void {
	const { report, watch, chain } = run;
	const words = watch.of(RPC);
	const gaps = intervals(words, from, to);
	const p99 = quantile(gaps, 0.99);
	report.figure('blocks under load', String(to - from));
	report.figure('between two blocks, p50', seconds(quantile(gaps, 0.5)));
	report.check('between two blocks, p99', seconds(p99), '<= 2.00 s', p99 <= 2_000);
	const slots = words.best.filter(({ number }) => number >= from && number <= to).map(({ header }) => slotOf(header));
	const span = Math.max(...slots) - Math.min(...slots);
	const missed = span - (to - from);
	report.check('slots without a block', `${missed} of ${span}`, '<= 1 %', missed * 100 <= span);
	reportFinality(report, 'slot to finality', finalityTimes(words, from, to, chain.slotMs()));
	const made = VALIDATORS.flatMap((name) => preparing(run.network.node(name).log(), from, to)).sort((a, b) => a - b);
	report.figure('the author of a block took, p50, p99, most', [0.5, 0.99, 1].map((share) => `${quantile(made, share)} ms`).join(', '));
}

/** How long an author took for each of its blocks, as its log says, ms. */
function preparing(log: string, from: number, to: number): readonly number[] {
	return [...log.matchAll(/Prepared block for proposing at (\d+) \((\d+) ms\)/g)]
		.filter(([, number]) => Number(number) > from && Number(number) <= to)
		.map(([, , ms]) => Number(ms));
}

/** What the blocks did, read back from their states. */
async function work(run: Run, size: Size, from: number, to: number, sweptAfter: number): Promise<void> {
	const { report, chain } = run;
	const limit = Number(big(chain.constant('system', 'blockWeights'), 'maxBlock', 'refTime'));
	const weights: number[] = [];
	const used: Record<keyof typeof STEPS, number[]> = { settlement: [], sweep: [], matching: [] };
	let [orders, fills, paid, sold, closedAfter, flaggedAfter, soldAfter] = [0, 0, 0, 0, 0, 0, 0];
	for (let number = from + 1; number <= to; number += 1) {
		const hash = (await chain.api.rpc.chain.getBlockHash(number)).toHex();
		const state = await chain.api.at(hash);
		const read = async (pallet: string, item: string): Promise<Json> => (await state.query[pallet]?.[item]?.())?.toPrimitive() as Json;
		const weight = await read('system', 'blockWeight');
		weights.push(['normal', 'operational', 'mandatory'].reduce((sum, name) => sum + Number(big(weight, name, 'refTime')), 0));
		const engine = await read('engine', 'lastRun');
		const step = (run: string, place: number): number => Number(big(engine, run, place, 'refTime'));
		for (const [name, place] of Object.entries(STEPS)) used[name as keyof typeof STEPS].push(step('consumed', place) + step('again', place));
		for (const { pallet, name, data } of await chain.events(hash)) {
			if (pallet === 'trading' && name === 'OrderPlaced') orders += 1;
			else if (pallet === 'trading' && name === 'SeriesMatched') fills += list(data, 3).length;
			else if (pallet === 'settlement' && name === 'BatchSettled') paid += num(data, 1);
			else if (pallet === 'settlement' && name === 'SettlementClosed') closedAfter = number - from;
			else if (pallet === 'liquidation' && name === 'Flagged' && flaggedAfter === 0) flaggedAfter = number - from;
			else if (pallet === 'liquidation' && name === 'AuctionEnded') [sold, soldAfter] = [sold + 1, number - from];
		}
	}
	const blocks = to - from;
	const percent = (value: number): string => `${Math.round((value / limit) * 100)} %`;
	weights.sort((a, b) => a - b);
	report.figure(`weight of a block, of a budget of ${limit / 1e9} ms: p50, most`, `${percent(quantile(weights, 0.5))}, ${percent(weights.at(-1) ?? 0)}`);
	report.check('portfolios paid by the engine', String(paid), `>= ${size.holders}`, paid >= size.holders);
	report.figure('blocks until the expiry was closed', String(closedAfter));
	report.figure('blocks until the sweep found the first unsafe writer', String(flaggedAfter));
	report.check('auctions that ended', `${sold}, the last after ${soldAfter} blocks`, `>= ${size.writers}`, sold >= size.writers);
	report.figure('orders taken, and fills, in a block', `${Math.round(orders / blocks)}, ${Math.round(fills / blocks)}`);
	for (const [name, until] of [['settlement', closedAfter - 1], ['sweep', sweptAfter], ['matching', blocks]] as const) {
		// The first orders come in a block or two later.
		const busy = used[name].slice(BEGUN, Math.max(BEGUN + 1, until));
		const idle = busy.filter((weight) => weight * 100 < limit).length;
		const mean = busy.reduce((sum, one) => sum + one, 0) / busy.length;
		const few = idle * 50 <= busy.length;
		report.check(`${name}: blocks with work left in which it did next to nothing; mean weight`, `${idle} of ${busy.length}; ${percent(mean)}`, '<= 2 %', few);
	}
}
