// SPDX-License-Identifier: Apache-2.0
/**
 * A short story on a development chain in which everything happens that `options_*` tells of: orders rest
 * and trade, a block trade, an expiry that settles, a writer whom a jump takes below maintenance margin, a
 * bid for what he holds. Who subscribed before sees all of it.
 */
import { Chain } from './client.ts';
import { Desk, type Listed } from './desk.ts';
import { until } from './devnode.ts';
import { Operators } from './feeds.ts';
import { list, num, str, type Json } from './json.ts';
import { limitOrder, onGrid } from './orders.ts';
import { enter, fund, listExpiry, type Market } from './stage.ts';
import { quotedSurface } from './surfaces.ts';
import { Nonces, blockTrade, execution, type Leg, type Trader } from './trades.ts';
import { E18, E8, e8 } from './units.ts';

/** How long the quoted expiry lives, and the one that settles, ms. */
const LIFE_MS = 600_000;
const SHORT_LIFE_MS = 70_000;
/** By how much the index jumps: the writer is below maintenance margin, and above water. */
const JUMP = 1.14;
const LOT = E8 / 100n;

/** What the story left, to ask for. */
export interface Story {
	/** A series with a book, trades and positions. */
	readonly series: Listed;
	/** Traders: in portfolio mode with bitcoin; in standard mode with ether; the writer; the buyer. */
	readonly maker: Trader;
	readonly holder: Trader;
	readonly writer: Trader;
	readonly buyer: Trader;
	/** A block before the jump, and the one in which the bid waits. */
	readonly before: string;
	readonly bidding: string;
}

/** Posts curves of an expiry before the quoted one, which keeps its smile: the nearer has its part of the variance. */
async function postNearer(chain: Chain, on: Market, nearer: number, quoted: number, seen: number): Promise<void> {
	const operators = await Operators.find(chain);
	const { forward, index } = on.quoted;
	for (const expiry of [nearer, quoted]) await operators.curve({ underlying: on.underlying, expiry }, forward - index, seen);
	const { svi, tau } = quotedSurface(on.quoted);
	const part = (nearer - seen) / (quoted - seen);
	const scaled = { tau, svi: { ...svi, a: svi.a * part, b: svi.b * part } };
	await operators.surfaces(on.underlying, [nearer, quoted], scaled, forward, seen);
}

/** The cast and the market, ready for the story. */
export class Scene {
	private constructor(
		readonly chain: Chain,
		readonly desk: Desk,
		readonly cast: readonly [Trader, Trader, Trader, Trader],
		/** When the expiry that settles soon does, ms. */
		readonly settled: number,
		private readonly quotes: readonly Listed[],
	) {}

	/** Opens markets, portfolios, and an expiry that settles soon. */
	static async open(url: string): Promise<Scene> {
		const chain = await Chain.connect(url);
		const desk = await Desk.open(chain, LIFE_MS);
		const roles = [
			{ name: 'Mia', mode: 'Portfolio', usdc: 300_000, btc: 1, does: 'makes markets' },
			{ name: 'Tom', mode: 'Standard', usdc: 300_000, eth: 20, does: 'holds' },
			{ name: 'Wes', mode: 'Standard', usdc: 30_000, does: 'writes too much' },
			{ name: 'Bea', mode: 'Portfolio', usdc: 1_500_000, does: 'buys' },
		] as const;
		await fund(chain, roles);
		const [mia, tom, wes, bea] = await Promise.all(roles.map((role) => enter(chain, role)));
		const [btc] = desk.markets;
		if (!mia || !tom || !wes || !bea || !btc) throw new Error('somebody is missing');
		const now = chain.chainTime(await chain.api.rpc.chain.getHeader());
		const settled = Math.ceil(now / 1_000) * 1_000 + SHORT_LIFE_MS;
		await listExpiry(chain, [btc], settled);
		await postNearer(chain, btc, settled, desk.expiry, now);
		return new Scene(chain, desk, [mia, tom, wes, bea], settled, await desk.series(btc));
	}

	/** The end of the story. */
	async close(): Promise<readonly string[]> {
		const failures = this.desk.close();
		await this.chain.disconnect();
		return failures;
	}

	/** The series whose market there is. */
	series(end: string): Listed {
		const found = this.quotes.find(({ name }) => name.endsWith(end));
		if (found === undefined) throw new Error(`nothing is called ${end}`);
		return found;
	}

	/** Tells it: from the first order to the settled expiry. */
	async tell(): Promise<Story> {
		const [maker, holder, writer, buyer] = this.cast;
		const series = this.series('-69000-C');
		await this.trade(series);
		const before = (await this.chain.slots(2)).hash.toHex();
		const bidding = await this.liquidate();
		await until('the settlement', async () => {
			const record = await this.chain.rpc('options_settlement', 'BTC', this.settled).catch(() => null);
			return record !== null && str(record, 'phase') === 'Closed' ? true : undefined;
		});
		return { series, maker, holder, writer, buyer, before, bidding };
	}

	/** Orders that meet and orders that rest, and one block trade of all others. */
	private async trade(series: Listed): Promise<void> {
		const [maker, holder, writer, buyer] = this.cast;
		const near = onGrid(series.mark, series.tick, false);
		const order = (side: 'Buy' | 'Sell', lots: bigint, steps: bigint): ReturnType<typeof limitOrder> =>
			limitOrder(series.series, side, lots * LOT, near + steps * series.tick);
		const place = async (trader: Trader, ...orders: readonly ReturnType<typeof limitOrder>[]): Promise<unknown> =>
			this.chain.submit(this.chain.call('trading', 'placeOrders', trader.portfolio, null, orders), trader.pair, { feeAsset: 1 });
		await place(maker, order('Sell', 30n, 2n), order('Sell', 10n, 8n), order('Buy', 20n, -8n));
		await place(buyer, order('Buy', 20n, 2n));

		const put = this.series('-68000-P');
		const leg = (one: Listed, expiry: number, buys: Trader, sells: Trader, quantity: bigint): Leg => ({
			series: { ...one.series, expiry },
			buyer: buys.portfolio,
			seller: sells.portfolio,
			quantity,
			price: e8(one.mark),
		});
		const legs = [
			leg(series, this.desk.expiry, buyer, writer, 2n * E8),
			leg(put, this.desk.expiry, maker, holder, E8 / 2n),
		];
		const nonces = new Nonces();
		const send = async (all: readonly Leg[], traders: readonly Trader[]): Promise<unknown> => {
			const trade = blockTrade(all, this.settled - 35_000, nonces);
			return this.chain.submit(execution(this.chain, trade, traders), buyer.pair, { feeAsset: 1 });
		};
		await send(legs, [buyer, writer, maker, holder]);
		const call = this.series('-68000-C');
		const brief = await this.briefMark(call);
		await send([leg({ ...call, mark: brief }, this.settled, buyer, maker, E8)], [buyer, maker]);
	}

	/** The mark of a series' twin that settles. */
	private async briefMark({ name }: Listed): Promise<number> {
		const answer = await this.chain.rpc('options_chain', 'BTC', this.settled);
		const end = name.split('-').slice(2).join('-');
		const twin = list(list(answer, 'expiries')[0] ?? null, 'series').find((one) => str(one, 'series').endsWith(`-${end}`));
		if (twin === undefined) throw new Error(`no twin of ${name}`);
		return Number(str(twin, 'mark', 'price'));
	}

	/** The index jumps; the buyer bids for a part of what the writer held. Returns where the bid waits. */
	private async liquidate(): Promise<string> {
		const [, , writer, buyer] = this.cast;
		const [btc] = this.desk.markets;
		if (!btc) throw new Error('no market');
		this.desk.move(btc, btc.quoted.index * JUMP);
		const open = await until('the auction', async () => {
			const all = list(await this.chain.rpc('options_auctions'));
			return all.find((one: Json) => num(one, 'portfolio') === writer.portfolio && str(one, 'stage') !== 'flagged');
		});
		const limit = e8(Math.ceil(Number(str(open, 'price'))) + 1_000);
		const bid = this.chain.call('liquidation', 'bid', writer.portfolio, buyer.portfolio, E18 / 20n, limit, null);
		const { block } = await this.chain.submit(bid, buyer.pair, { feeAsset: 1 });
		return block;
	}
}
