// SPDX-License-Identifier: Apache-2.0
/**
 * An honest day: fifty traders and two makers in the lane while the book on chain trades the same series; the sequencer
 * is killed with a batch on its way and started again; allowances grow and end; the expiry settles.
 */
import { pause, until } from '../devnode.ts';
import { at, list, num, str, type Json } from '../json.ts';
import { positionsOf } from '../ledger.ts';
import { LANE, OrderDesk, Sequencer, Watcher, allow, operator, register, term, type Operator } from '../lane.ts';
import { LaneHistory, placed, type LaneFill } from '../lane-history.ts';
import { Line } from '../line.ts';
import { quantile } from '../load.ts';
import { enter, fund } from '../stage.ts';
import { E8, e8, text } from '../units.ts';
import type { Trader } from '../trades.ts';
import { Floor, Maker, Taker } from './lane-crowd.ts';
import { TREASURER } from './lanes.ts';
import { RPC } from './nodes.ts';
import { few, seconds } from './report.ts';
import type { Run } from './run.ts';

const TAKERS = 50;
const MAKERS = 2;
/** What they bring, USDC, and what the lane may use of it in each underlying, e8. */
const TAKER = { usdc: 20_000, allowed: [6_000n * E8, 3_000n * E8] } as const;
const MAKER = { usdc: 1_000_000, allowed: [300_000n * E8, 150_000n * E8] } as const;
/** Trading goes on for so long; after the first stretch allowances change, after the second the sequencer dies, ms. */
const TRADE_MS = 150_000;
const CHANGE_MS = 20_000;
const KILL_MS = 60_000;
/** So long it is away, ms. */
const AWAY_MS = 3_000;
/** What the log has is compared between trading and the expiry, ms. */
const COMPARE_MS = 80_000;
/** So many raise their allowances in bitcoin, by so much, e8; as many others end theirs. */
const CHANGING = 5;
const RAISE = 1_000n * E8;
const BITCOIN = 0;
/** An order stands no longer than this, and an allowance that ends is held no shorter, ms. */
const LIFETIME_MS = 600_000;
/** Receipts that are asked for at once. */
const CHUNK = 64;

/** Everybody who has to do with the lane. */
class Day {
	/** Fills that were streamed, by what they are. */
	private readonly streamed = new Set<string>();
	private floor: Floor | undefined;

	private constructor(
		private readonly run: Run,
		private readonly who: Operator,
		private sequencer: Sequencer,
		private readonly watcher: Watcher,
		private readonly history: LaneHistory,
		private readonly epoch: number,
		private readonly makers: readonly Trader[],
		private readonly takers: readonly Trader[],
	) {}

	/** Lets everybody in, starts sequencer and watcher, and gives the lane its allowances. */
	static async begin(run: Run): Promise<Day> {
		const { chain, report, network } = run;
		const role = (name: string, usdc: number, mode: 'Standard' | 'Portfolio') => ({ name, mode, usdc, does: 'trades in the lane' }) as const;
		const makers = Array.from({ length: MAKERS }, (_, i) => role(`LaneMaker${i}`, MAKER.usdc, 'Portfolio'));
		const takers = Array.from({ length: TAKERS }, (_, i) => role(`LaneTaker${i}`, TAKER.usdc, 'Standard'));
		await fund(chain, [...makers, ...takers, role('Seq', 100_000, 'Standard'), role('Wat', 1_000, 'Standard')], TREASURER);
		const [shown, came] = await Promise.all([makers, takers].map(async (roles) => Promise.all(roles.map(async (one) => enter(chain, one)))));
		if (shown === undefined || came === undefined) throw new Error('nobody came');
		const from = await chain.height();
		const who = await operator(chain, 'Seq', network.folder);
		await register(chain, who);
		const { url } = network.node(RPC);
		const sequencer = await Sequencer.start(url, who);
		const watcher = Watcher.begin(url, network.folder, 'Wat', from, sequencer.url);
		const { epoch } = await term(chain);
		const day = new Day(run, who, sequencer, watcher, new LaneHistory(chain, from), epoch, shown, came);
		await Promise.all([...day.allowances(shown, MAKER.allowed), ...day.allowances(came, TAKER.allowed)]);
		const { markets } = await run.activity();
		for (const { quoted: { symbol } } of markets) for (const one of [...shown, ...came]) await sequencer.knows(one, symbol);
		report.say(`${TAKERS} traders and ${MAKERS} makers are in the lane, epoch ${epoch}`);
		return day;
	}

	private allowances(traders: readonly Trader[], amounts: readonly bigint[]): readonly Promise<void>[] {
		return traders.flatMap((trader) => amounts.map(async (amount, underlying) => allow(this.run.chain, trader, underlying, amount)));
	}

	/** Trades until it is time, with all that happens meanwhile, and until all of it is on chain. */
	async trade(expiry: number): Promise<void> {
		const { chain, report } = this.run;
		const begun = Date.now();
		const { markets } = await this.run.activity();
		const floor = new Floor(chain, new OrderDesk(chain, this.epoch), this.sequencer.url, expiry, markets, this.watcher);
		this.floor = floor;
		await floor.renew();
		report.say(`traded are ${floor.series.map(({ name }) => name).join(', ')}`);
		const tape = await this.listen();
		const work = [
			floor.follow(),
			...this.makers.map(async (trader) => new Maker(trader, floor).run()),
			...this.takers.map(async (trader, i) => new Taker(trader, floor, i).run()),
		];
		const script = async (): Promise<void> => {
			await pause(CHANGE_MS);
			await this.change();
			await pause(KILL_MS);
			await this.killAndStart(floor);
			await tape.open();
			await this.hear(tape);
			await pause(Math.max(0, begun + TRADE_MS - Date.now()));
			floor.over = true;
		};
		await Promise.all([script(), ...work]);
		const end = num(await this.sequencer.ask('lane_status'), 'logged');
		report.say(`${floor.promised.length} receipts, ${this.streamed.size} fills, the log has ${end} operations`);
		tape.close();
		await until('the log to be on chain', async () => {
			await this.history.read();
			return this.history.log(this.epoch).length >= end ? true : undefined;
		});
	}

	/** Fills as the sequencer streams them. */
	private async listen(): Promise<Line> {
		const tape = new Line(this.sequencer.url);
		await tape.open();
		await this.hear(tape);
		return tape;
	}

	private async hear(tape: Line): Promise<void> {
		await tape.follow('lane_subscribeFills', [], (step) => {
			for (const fill of list(step, 'fills')) this.streamed.add(streamedKey(num(step, 'sequence'), fill));
		});
	}

	/** Some may use more in the lane from now on, others nothing. */
	private async change(): Promise<void> {
		const { chain, report } = this.run;
		const [more, none] = [this.takers.slice(0, CHANGING), this.closing];
		const close = async ({ portfolio, pair }: Trader): Promise<unknown> =>
			chain.submit(chain.call('lane', 'closeAllowance', LANE, portfolio, BITCOIN), pair, { feeAsset: 1 });
		await Promise.all([...more.map(async (trader) => allow(chain, trader, BITCOIN, RAISE)), ...none.map(close)]);
		report.say(`${CHANGING} allowances were raised, ${CHANGING} end`);
	}

	private get closing(): readonly Trader[] {
		return this.takers.slice(-CHANGING);
	}

	/** Kills the sequencer while a batch waits in the pool, starts it again, and asks it for every receipt it gave. */
	private async killAndStart(floor: Floor): Promise<void> {
		const { chain, report, network } = this.run;
		await until('a batch on its way', async () => {
			const pool = await chain.api.rpc.author.pendingExtrinsics();
			return pool.some(({ method }) => method.section === 'lane' && method.method === 'commitBatch') ? true : undefined;
		});
		await this.sequencer.kill();
		const given = [...floor.promised];
		const newest = Math.max(...given.map(({ receipt }) => num(receipt, 'sequence')));
		const { record } = await term(chain);
		report.say(`the sequencer is killed, with a batch on its way; ${given.length} receipts were given`);
		report.check('operations with a receipt that no block had when it died', String(newest + 1 - num(record, 'next')), '> 0', newest >= num(record, 'next'));
		await pause(AWAY_MS);
		const begun = Date.now();
		this.sequencer = await Sequencer.start(network.node(RPC).url, this.who);
		report.figure('from its start until it took orders again', seconds(Date.now() - begun));
		report.figure('what it said', /epoch .* on chain/.exec(this.sequencer.output)?.[0] ?? '');
		let forgotten = 0;
		for (let from = 0; from < given.length; from += CHUNK) {
			const again = await Promise.all(given.slice(from, from + CHUNK).map(async ({ receipt }) => ({
				receipt,
				now: await this.sequencer.ask('lane_receipt', num(receipt, 'sequence')).catch(() => null),
			})));
			forgotten += again.filter(({ receipt, now }) => now === null || !same(receipt, now)).length;
		}
		report.check(`receipts from before, ${given.length}, that it gives otherwise or not at all`, String(forgotten), '0', forgotten === 0);
	}

	/** Compares what traders were promised with what the chain has. */
	async compare(): Promise<void> {
		const { report } = this.run;
		const floor = this.floor;
		if (floor === undefined) throw new Error('nobody traded');
		const log = this.history.log(this.epoch);
		const broken = floor.promised.filter(({ receipt }) => {
			const entry = log[num(receipt, 'sequence')];
			return entry === undefined || !same(receipt, { operation: entry.operation, head: entry.head });
		});
		report.check(`receipts, ${floor.promised.length}, that the log on chain does not honour`, String(broken.length), '0', broken.length === 0 && floor.promised.length > 0);
		const count = (kind: string): number => log.filter((entry) => entry.kind === kind).length;
		for (const kind of ['order', 'replace', 'cancel']) report.check(`operations: ${kind}`, String(count(kind)), '> 100', count(kind) > 100);
		const times = floor.promised.map(({ tookMs }) => tookMs).sort((a, b) => a - b);
		report.figure('receipts, p50, p99, as its holder sees it', [0.5, 0.99].map((share) => `${quantile(times, share).toFixed(1)} ms`).join(', '));
		report.figure('requests whose answer died with the sequencer', String(floor.lost));
		report.figure('refused, by reason', [...floor.refusals].map(([name, n]) => `${n} ${name}`).join(', '));
		await this.compareFills(log.flatMap(({ fills }) => fills));
	}

	private async compareFills(fills: readonly LaneFill[]): Promise<void> {
		const { report, chain } = this.run;
		const onChain = new Set(fills.map(chainKey));
		const missing = [...this.streamed].filter((key) => !onChain.has(key));
		report.check(`fills that were streamed, ${this.streamed.size}, and are not on chain`, few(missing), '0', missing.length === 0 && this.streamed.size > 100);
		report.figure('fills on chain', String(fills.length));
		const skipped = this.history.named('FillSkipped', this.epoch);
		report.check('fills that margin refused', few(skipped.map(({ data }) => JSON.stringify(at(data, 4)))), '0', skipped.length === 0);
		const bought = new Map<string, bigint>();
		const add = (portfolio: number, series: Json, quantity: bigint): void => {
			const key = `${portfolio}:${num(series, 'underlying')}:${str(series, 'kind')}:${num(series, 'strike')}`;
			bought.set(key, (bought.get(key) ?? 0n) + quantity);
		};
		for (const { maker, taker, side, series, quantity } of fills) {
			add(taker, series, side === 'Buy' ? quantity : -quantity);
			add(maker, series, side === 'Buy' ? -quantity : quantity);
		}
		const own = new Set([...this.makers, ...this.takers].map(({ portfolio }) => portfolio));
		const { markets } = await this.run.activity();
		const held = new Map<string, bigint>();
		for (const { underlying } of markets) {
			for (const [portfolio, positions] of await positionsOf(chain, { underlying, expiry: this.expiry })) {
				if (!own.has(portfolio)) continue;
				for (const { strike, kind, quantity } of positions) held.set(`${portfolio}:${underlying}:${kind === 'C' ? 'Call' : 'Put'}:${strike}`, quantity);
			}
		}
		const keys = new Set([...held.keys(), ...bought.keys()]);
		const wrong = [...keys].filter((key) => (held.get(key) ?? 0n) !== (bought.get(key) ?? 0n));
		report.check(`positions of those in the lane, ${held.size}, that are not the sum of their fills`, few(wrong), '0', wrong.length === 0 && held.size > 0);
	}

	private get expiry(): number {
		const [series] = this.floor?.series ?? [];
		if (series === undefined) throw new Error('nothing is traded');
		return series.series.expiry;
	}

	/** What became of allowances, and whether anybody was accused. */
	async close(): Promise<void> {
		const { report, chain } = this.run;
		await this.checkAllowances();
		const { record } = await term(chain);
		report.check('offence of the sequencer', JSON.stringify(at(record, 'offence')), 'null', at(record, 'offence') === null);
		const found = this.watcher.findings;
		report.check('what the watcher found', few(found), '0', found.length === 0 && this.watcher.running);
		report.check('the sequencer goes on', String(this.sequencer.running), 'true', this.sequencer.running);
		await Promise.all([this.sequencer.kill(), this.watcher.kill()]);
	}

	private async checkAllowances(): Promise<void> {
		const { report, chain } = this.run;
		const log = this.history.log(this.epoch);
		const messages = log.filter(({ kind }) => kind === 'inbox').map((entry) => ({ ...entry, message: at(entry.body, 'message') as Readonly<Record<string, Json>> }));
		const credits = messages.filter(({ message }) => message['credit'] !== undefined).length;
		const wanted = (TAKERS + MAKERS) * MAKER.allowed.length + CHANGING;
		report.check('allowances that began or grew, in the log', String(credits), String(wanted), credits === wanted);
		const closings = messages.filter(({ message }) => message['close'] !== undefined);
		const ended = new Map(closings.map(({ message, sequence, block }) => [num(message['close'] ?? null, 'portfolio'), { sequence, block }]));
		report.check('allowances that ended, in the log', String(ended.size), String(CHANGING), ended.size === CHANGING);
		const after = log.filter(({ kind, body, sequence }) => {
			if (kind !== 'order' && kind !== 'replace') return false;
			const order = placed(kind, body);
			const end = ended.get(num(order, 'portfolio'));
			return end !== undefined && sequence > end.sequence && num(order, 'series', 'underlying') === BITCOIN;
		}).flatMap(({ fills }) => fills);
		report.check('fills of those who ended theirs, by orders from after that', String(after.length), '0', after.length === 0);
		report.say('waiting until what ended comes back');
		const back = await until('allowances that ended to come back', async () => {
			await this.history.read();
			const found = this.history.named('AllowanceReleased').filter(({ data }) => ended.has(num(data, 1)) && num(data, 2) === BITCOIN);
			return found.length === CHANGING ? found : undefined;
		}, LIFETIME_MS + 120_000);
		const time = async (block: number): Promise<number> => chain.chainTime(await chain.api.rpc.chain.getHeader(await chain.api.rpc.chain.getBlockHash(block)));
		const waits = await Promise.all(back.map(async ({ block, data }) => (await time(block)) - (await time(ended.get(num(data, 1))?.block ?? 0))));
		const least = Math.min(...waits);
		report.check('from the end of an allowance to its return, shortest, longest', `${seconds(least)}, ${seconds(Math.max(...waits))}`, `> ${LIFETIME_MS / 1_000} s`, least > LIFETIME_MS);
		report.figure('what came back', back.map(({ data }) => text(BigInt(num(data, 3)))).join(', '));
	}
}

/** Whether a receipt says what the log has in its place. */
const same = (receipt: Json, place: Json): boolean => ['operation', 'head'].every((field) => str(receipt, field) === str(place, field));

/** What names a fill, of the stream and on chain. */
const fillKey = (...parts: readonly (number | bigint)[]): string => parts.join(':');
const chainKey = (fill: LaneFill): string =>
	fillKey(fill.sequence, fill.maker, fill.makerNonce, fill.taker, fill.takerNonce, fill.quantity, fill.price);
const streamedKey = (sequence: number, fill: Json): string => {
	const [quantity, price] = ['quantity', 'price'].map((field) => e8(Number(str(fill, field))));
	return fillKey(sequence, num(fill, 'maker', 0), num(fill, 'maker', 1), num(fill, 'taker', 0), num(fill, 'taker', 1), quantity ?? 0n, price ?? 0n);
};

/** Trades a listing in the lane and on the book. */
export async function laneDay(run: Run): Promise<void> {
	const activity = await run.activity();
	const day = await Day.begin(run);
	const round = await activity.round({
		tradeMs: TRADE_MS,
		beside: async (expiry) => day.trade(expiry),
		act: async () => day.compare(),
		lastsMs: COMPARE_MS,
	});
	run.reportRound(round);
	await day.close();
}
