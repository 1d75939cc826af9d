// SPDX-License-Identifier: Apache-2.0
/** What goes on while a network is disturbed: options are listed, traded and settled, again and again. */
import { Refused, type Chain } from '../client.ts';
import { pause } from '../devnode.ts';
import { Operators, type OpenExpiry } from '../feeds.ts';
import { big, num } from '../json.ts';
import { positionsOf, resultsOf, settled } from '../ledger.ts';
import { printsOf, readBlocks } from '../observe.ts';
import { limitOrder, onGrid } from '../orders.ts';
import { BTC, ETH } from '../quotes.ts';
import { CAST, bundles, leg, premium } from '../scenario.ts';
import { payout, settlementPrice, type Position } from '../settle.ts';
import { Pump, enter, fund, listExpiry, market, postCurves, type Market } from '../stage.ts';
import { Nonces, blockTrade, execution, type Series, type Trader } from '../trades.ts';
import { E8 } from '../units.ts';

/** So long is traded on the book, ms; block trades go on beside it. */
const TRADE_MS = 70_000;
/** From there to the expiry, ms: opening ends half a minute before it. */
const REST_MS = 40_000;
/** Between two trades on the book, ms. */
const TURN_MS = 1_000;
/** After the expiry, settlement may take so long, ms. */
const PATIENCE_MS = 120_000;
/** The last print before a window is not older than this, ms. */
const PRINTS_MS = 30_000;
/** A node's pool is level with it so long after its start, slots. */
const POOL_SLOTS = 4;
/** What one order is for, e8. */
const SIZE = E8 / 100n;

/** What a listing came to. */
export interface Round {
	/** Block trades and pairs of orders that were executed. */
	readonly trades: number;
	/** What was submitted and came to nothing, by what was said of it. */
	readonly lost: readonly string[];
	/** Portfolios with positions, and those among them without a result. */
	readonly holders: number;
	readonly unpaid: number;
	/** By how much payouts, and settlement prices, differ from those computed here, e8. */
	readonly priceDifference: bigint;
	readonly difference: bigint;
	/** From the expiry to the last books closed, ms of chain time. */
	readonly settlingMs: number;
}

/** What a listing is for, beyond trading on the book. */
export interface Plan {
	/** Trading goes on for so long, ms. */
	readonly tradeMs?: number;
	/** What happens beside it. */
	readonly beside?: (expiry: number) => Promise<void>;
	/** What happens between trading and the expiry, which is so much later then. */
	readonly act?: () => Promise<void>;
	readonly lastsMs?: number;
}

/** An expiry in which was traded. */
interface Opened extends Pick<Round, 'trades' | 'lost'> {
	readonly expiry: number;
	readonly open: readonly OpenExpiry[];
	/** What was held in each of them when trading ended. */
	readonly held: readonly ReadonlyMap<number, readonly Position[]>[];
}

/** Several listings as one: sums, and the longest settlement. */
export const together = (rounds: readonly Round[]): Round =>
	rounds.reduce((a, b) => ({
		trades: a.trades + b.trades,
		lost: [...a.lost, ...b.lost],
		holders: a.holders + b.holders,
		unpaid: a.unpaid + b.unpaid,
		priceDifference: a.priceDifference + b.priceDifference,
		difference: a.difference + b.difference,
		settlingMs: Math.max(a.settlingMs, b.settlingMs),
	}));

/** Traders and operators at work on a node. */
export class Activity {
	private readonly nonces = new Nonces();

	private constructor(
		readonly chain: Chain,
		readonly markets: readonly Market[],
		private readonly operators: Operators,
		private readonly pump: Pump,
		private readonly traders: readonly Trader[],
	) {}

	/** Starts the feeds and lets the cast of the demo in. */
	static async begin(chain: Chain): Promise<Activity> {
		const operators = await Operators.find(chain);
		const markets = [await market(chain, BTC), await market(chain, ETH)];
		const values = markets.map(({ underlying, quoted }) => ({ underlying, value: quoted.index }));
		const pump = new Pump(chain, operators, (time) =>
			// A wave of half a percent in a minute, so that no two prints are alike.
			values.map(({ underlying, value }) => ({
				underlying,
				value: Math.round(value * (1 + 0.005 * Math.sin(time / 9_549)) * 100) / 100,
			})),
		);
		await pump.start();
		await fund(chain, CAST);
		const traders = await Promise.all(CAST.map((role) => enter(chain, role)));
		return new Activity(chain, markets, operators, pump, traders);
	}

	/** Lists an expiry, trades, and sees it settled. */
	async round({ tradeMs = TRADE_MS, beside, act, lastsMs = 0 }: Plan = {}): Promise<Round> {
		const { expiry, open, held, trades, lost } = await this.open(tradeMs + REST_MS + lastsMs, tradeMs, beside);
		await act?.();
		await settled(this.chain, open, expiry + PATIENCE_MS);
		const { closedAt, ...payouts } = await this.payouts(open, held);
		const holders = held.reduce((sum, positions) => sum + positions.size, 0);
		return { trades, lost, holders, ...payouts, settlingMs: closedAt - expiry };
	}

	/** Lists an expiry that lives so long, ms, and trades in it. */
	async open(life: number, tradeMs = TRADE_MS, beside?: (expiry: number) => Promise<void>): Promise<Opened> {
		const expiry = Math.ceil(this.pump.now / 1_000) * 1_000 + life;
		const open = await listExpiry(this.chain, this.markets, expiry);
		await postCurves(this.chain, this.operators, this.markets, this.pump.now);
		const [{ trades, lost }] = await Promise.all([this.trade(expiry, tradeMs), beside?.(expiry)]);
		const held = await Promise.all(open.map((key) => positionsOf(this.chain, key)));
		return { expiry, open, held, trades, lost };
	}

	/** Stops the feeds and disconnects: the node may go away until `resume`. */
	async pause(): Promise<void> {
		await this.pump.pause();
		await this.chain.disconnect();
	}

	/** Goes on once the node is back. */
	async resume(): Promise<void> {
		await this.chain.reconnect();
		// Until it has seen blocks being made, its pool judges by the one it woke up with.
		await this.chain.slots(POOL_SLOTS);
		await this.pump.start();
	}

	/** Ends the feeds; what they ran into is returned, an empty list is expected. */
	close(): readonly string[] {
		this.pump.stop();
		return this.pump.failures;
	}

	private async trade(expiry: number, lastsMs: number): Promise<{ trades: number; lost: readonly string[] }> {
		const lost: string[] = [];
		let trades = 0;
		const one = async (act: Promise<unknown>): Promise<void> => {
			try {
				await act;
				trades += 1;
			} catch (reason) {
				lost.push(reason instanceof Refused ? `${reason.pallet}.${reason.error}` : String(reason));
			}
		};
		const underway = [...this.blockTrades(expiry)].map(one);
		const end = this.pump.now + lastsMs;
		for (let turn = 0; this.pump.now < end; turn += 1) {
			underway.push(one(this.cross(expiry, turn)));
			await pause(TURN_MS);
		}
		await Promise.all(underway);
		return { trades, lost };
	}

	private series(on: Market, expiry: number, strike: number, kind: 'C' | 'P'): Series {
		return { underlying: on.underlying, expiry, strike: BigInt(strike) * E8, kind: kind === 'C' ? 'Call' : 'Put' };
	}

	private trader(name: string): Trader {
		const found = this.traders.find((trader) => trader.name === name);
		if (found === undefined) throw new Error(`nobody is called ${name}`);
		return found;
	}

	/** The demo's block trades, all at once. */
	private *blockTrades(expiry: number): Generator<Promise<unknown>> {
		const series = (quoted: { symbol: string }, strike: number, kind: 'C' | 'P'): Series => {
			const on = this.markets.find((one) => one.quoted.symbol === quoted.symbol);
			if (on === undefined) throw new Error(`no market for ${quoted.symbol}`);
			return this.series(on, expiry, strike, kind);
		};
		for (const { deals } of bundles(BTC, ETH)) {
			const legs = deals.map((deal) => leg(deal, series, (name) => this.trader(name).portfolio));
			const trade = blockTrade(legs, expiry, this.nonces);
			yield this.chain.submit(execution(this.chain, trade, this.traders), this.trader('Ivy').pair, { feeAsset: 1 });
		}
	}

	/** Two orders that meet on the book: what a market maker sells, another buys. */
	private async cross(expiry: number, turn: number): Promise<void> {
		const [on] = this.markets;
		if (on === undefined) throw new Error('there is no market');
		const quotes = on.quoted.quotes.filter((quote) => premium(on.quoted, quote) > 20);
		const quote = quotes[turn % quotes.length];
		if (quote === undefined) throw new Error('no quote is worth trading');
		const tick = big(await this.chain.read('trading', 'markets', on.underlying), 'tick');
		const price = onGrid(premium(on.quoted, quote), tick, false);
		const [seller, buyer] = turn % 2 === 0 ? ['Gus', 'Hal'] : ['Hal', 'Gus'];
		const place = async (name: string | undefined, side: 'Buy' | 'Sell'): Promise<unknown> => {
			const { portfolio, pair } = this.trader(name ?? '');
			const order = limitOrder(this.series(on, expiry, quote.strike, quote.kind), side, SIZE, price);
			return this.chain.submit(this.chain.call('trading', 'placeOrder', portfolio, order), pair, { feeAsset: 1 });
		};
		await Promise.all([place(seller, 'Sell'), place(buyer, 'Buy')]);
	}

	/** Compares what was paid with what the index says, computed here. */
	private async payouts(
		open: readonly OpenExpiry[],
		held: readonly ReadonlyMap<number, readonly Position[]>[],
	): Promise<{ unpaid: number; difference: bigint; priceDifference: bigint; closedAt: number }> {
		const best = (await this.chain.api.rpc.chain.getHeader()).number.toNumber();
		const windows = Math.max(...open.map(({ expiry }, i) => this.pump.now - expiry + (this.markets[i]?.windowMs ?? 0)));
		const from = Math.max(1, best - Math.ceil((windows + PRINTS_MS) / this.chain.slotMs()));
		const blocks = await readBlocks(this.chain, from, best);
		let [unpaid, difference, priceDifference, closedAt] = [0, 0n, 0n, 0];
		for (const [index, key] of open.entries()) {
			const on = this.markets[index];
			if (on === undefined) throw new Error('an expiry without a market');
			const record = await this.chain.read('settlement', 'settlements', key);
			const price = settlementPrice(printsOf(blocks, on), key.expiry, on.windowMs);
			const results = await resultsOf(this.chain, key);
			for (const [portfolio, positions] of held[index] ?? []) {
				const got = results.get(portfolio);
				if (got === undefined) unpaid += 1;
				else difference += abs(got - payout(positions, price));
			}
			priceDifference += abs(big(record, 'price', 'price') - price);
			closedAt = Math.max(closedAt, num(record, 'closedAt'));
		}
		return { unpaid, difference, priceDifference, closedAt };
	}
}

const abs = (value: bigint): bigint => (value < 0n ? -value : value);
