// SPDX-License-Identifier: Apache-2.0
/** The order book in the demo: a maker quotes a surface, others take, cross and combine. */
import { Refused, expectRefusal, type Chain, type ChainEvent, type Included } from './client.ts';
import { at, big, list, num, str, variant, type Json } from './json.ts';
import { limitOrder, onGrid, type NewOrder } from './orders.ts';
import type { Quote } from './quotes.ts';
import { premium } from './scenario.ts';
import type { Market } from './stage.ts';
import type { Leg, Series, Trader } from './trades.ts';
import { E8, text } from './units.ts';

/** The other side of a fill in an auction: everybody together. Its contracts cancel. */
const EVERYBODY = -1;
/** Half of the maker's spread, share of the premium. */
const HALF_SPREAD = 0.02;
/** Contracts of each quote. */
const SIZE = E8 / 4n;

/** What the book did: its fills as legs against everybody, and lines and checks to print. */
export interface BookRun {
	readonly fills: readonly Leg[];
	readonly lines: readonly string[];
	readonly checks: readonly { readonly holds: boolean; readonly what: string }[];
}

/** The fills of a run of blocks, from their events. */
function fillsOf(events: readonly ChainEvent[]): readonly Leg[] {
	const side = (series: Json, price: bigint, fill: Json): Leg => {
		const portfolio = num(fill, 'id', 'portfolio');
		const buys = str(fill, 'side') === 'Buy';
		return {
			series: {
				underlying: num(series, 'underlying'),
				expiry: num(series, 'expiry'),
				strike: big(series, 'strike'),
				kind: str(series, 'kind') === 'Call' ? 'Call' : 'Put',
			},
			buyer: buys ? portfolio : EVERYBODY,
			seller: buys ? EVERYBODY : portfolio,
			quantity: big(fill, 'quantity'),
			price,
		};
	};
	const trading = events.filter((event) => event.pallet === 'trading');
	const auctions = trading
		.filter((event) => event.name === 'SeriesMatched')
		.flatMap(({ data }) => list(data, 3).map((fill) => side(at(data, 0), big(data, 1), fill)));
	const whole = trading
		.filter((event) => event.name === 'FilledWhole')
		.flatMap(({ data }) =>
			list(data, 1).map((part) => side(at(part, 'series'), big(part, 'price'), at(part, 'fill'))),
		);
	return [...auctions, ...whole];
}

/** Events of the blocks behind `from`, up to the best one. */
async function eventsSince(chain: Chain, from: string): Promise<readonly ChainEvent[]> {
	const first = (await chain.api.rpc.chain.getHeader(from)).number.toNumber();
	const last = (await chain.api.rpc.chain.getHeader()).number.toNumber();
	const events: ChainEvent[] = [];
	for (let number = first; number <= last; number += 1) {
		const hash = await chain.api.rpc.chain.getBlockHash(number);
		events.push(...(await chain.events(hash.toHex())));
	}
	return events;
}

function printed(book: Json): readonly string[] {
	const level = (entry: Json | undefined): string => {
		if (entry === undefined) return ''.padEnd(34);
		const iv = at(entry, 'iv');
		const vol = iv === null ? '' : `${(Number(iv) * 100).toFixed(1)} %`;
		const quantity = Number(str(entry, 'quantity')).toFixed(2);
		return `${quantity.padStart(8)} ${Number(str(entry, 'price')).toFixed(1).padStart(12)} ${vol.padStart(12)}`;
	};
	const [bids, asks] = [list(book, 'bids'), list(book, 'asks')];
	const rows = Array.from({ length: Math.max(bids.length, asks.length) }, (_, i) => `    ${level(bids[i])}   |${level(asks[i])}`);
	return [`  the book of ${str(book, 'series')}: bids | asks, contracts, premium, volatility`, ...rows];
}

/** Quotes, takes, crosses, combines and cancels on the first market. */
export async function tradeOnBook(
	chain: Chain,
	market: Market,
	traders: readonly Trader[],
	expiry: number,
): Promise<BookRun> {
	const named = (name: string): Trader => {
		const found = traders.find((trader) => trader.name === name);
		if (found === undefined) throw new Error(`nobody is called ${name}`);
		return found;
	};
	const rules = await chain.read('trading', 'markets', market.underlying);
	const tick = big(rules, 'tick');
	const { quoted, underlying } = market;
	const series = ({ strike, kind }: Quote): Series => ({
		underlying,
		expiry,
		strike: BigInt(strike) * E8,
		kind: kind === 'C' ? 'Call' : 'Put',
	});
	const order = (quote: Quote, side: 'Buy' | 'Sell', price: bigint, more: Partial<NewOrder> = {}): NewOrder =>
		limitOrder(series(quote), side, SIZE, price, more);
	const ask = (quote: Quote): bigint => onGrid(premium(quoted, quote) * (1 + HALF_SPREAD), tick, true);
	const bid = (quote: Quote): bigint => onGrid(premium(quoted, quote) * (1 - HALF_SPREAD), tick, false);
	const place = async (trader: Trader, placed: NewOrder): Promise<Included> =>
		chain.submit(chain.call('trading', 'placeOrder', trader.portfolio, placed), trader.pair, { feeAsset: 1 });
	const find = (strike: number, kind: 'C' | 'P'): Quote => {
		const found = quoted.quotes.find((quote) => quote.strike === strike && quote.kind === kind);
		if (found === undefined) throw new Error(`no quote of ${strike}-${kind}`);
		return found;
	};
	const checks: { holds: boolean; what: string }[] = [];
	const lines: string[] = [];

	// A maker quotes every series that is worth it, in one call.
	const [maker, ada, ben, gus, dan] = [named('Hal'), named('Ada'), named('Ben'), named('Gus'), named('Dan')];
	const quotes = quoted.quotes.filter((quote) => premium(quoted, quote) > 20);
	const both = quotes.flatMap((quote) => [
		order(quote, 'Buy', bid(quote), { postOnly: true }),
		order(quote, 'Sell', ask(quote), { postOnly: true }),
	]);
	const quoting = chain.call('trading', 'placeOrders', maker.portfolio, null, both);
	const begun = await chain.submit(quoting, maker.pair, { feeAsset: 1 });
	await chain.slots(2);
	const open = list(await chain.read('trading', 'orders', maker.portfolio), 'open');
	lines.push(`  ${maker.name} quotes ${quotes.length} series on both sides in one call: ${open.length} orders rest`);
	checks.push({ holds: open.length === both.length, what: 'every quote of the surface is in the book' });

	// Bad orders, each with its own error.
	const call = find(69_000, 'C');
	const refused: readonly (readonly [NewOrder, string])[] = [
		[order(call, 'Buy', ask(call) + 1n), 'OffTick'],
		[order(call, 'Buy', ask(call), { quantity: SIZE + 1n }), 'OffLot'],
		[order(call, 'Buy', ask(call), { postOnly: true }), 'WouldTake'],
		[order(call, 'Buy', ask(call) * 100n), 'OutsideMarkBand'],
		[order(find(66_000, 'C'), 'Buy', ask(find(66_000, 'C')), { reduceOnly: true }), 'WouldIncreasePosition'],
	];
	for (const [bad, error] of refused) {
		const answer = await expectRefusal(place(ada, bad), 'trading', error);
		checks.push({ holds: answer instanceof Refused, what: `order refused: trading.${error}` });
	}

	// Takers, a pair that crosses between the quotes, and a combo.
	const sold = find(67_000, 'P');
	const mid = onGrid(premium(quoted, find(68_000, 'C')), tick, false);
	await Promise.all([
		place(ada, order(call, 'Buy', ask(call), { validity: 'ImmediateOrCancel', quantity: E8 / 5n })),
		place(ben, order(sold, 'Sell', bid(sold), { validity: 'FillOrKill', quantity: E8 / 10n })),
		place(gus, order(find(68_000, 'C'), 'Sell', mid)),
	]);
	await place(ada, order(find(68_000, 'C'), 'Buy', mid, { quantity: E8 / 10n }));
	await chain.slots(2);
	const [near, far] = [find(68_000, 'C'), find(69_000, 'C')];
	const net = ((ask(near) - bid(far)) * (E8 / 10n)) / E8;
	const legs = [
		{ series: series(near), side: 'Buy', ratio: 1 },
		{ series: series(far), side: 'Sell', ratio: 1 },
	];
	const combo = chain.call('trading', 'placeCombo', dan.portfolio, { legs, quantity: E8 / 10n, limit: net });
	await chain.submit(combo, dan.pair, { feeAsset: 1 });
	await chain.slots(2);

	const answer = await chain.rpc('options_chain', quoted.symbol, expiry);
	const all = list(list(answer, 'expiries')[0] ?? null, 'series').map((entry) => str(entry, 'series'));
	const name = all.find((one) => one.endsWith('-68000-C'));
	if (name === undefined) throw new Error('the chain does not name the 68000 call');
	lines.push(...printed(await chain.rpc('options_book', name, 4)));

	// Cancels cost nothing.
	const cancel = await chain.submit(chain.call('trading', 'cancelOrders', maker.portfolio, 'All', 256), maker.pair, { feeAsset: 1 });
	const ended = cancel.events.filter((event) => event.pallet === 'trading' && event.name === 'OrderEnded');
	checks.push({ holds: ended.length > 0 && ended.every((e) => variant(at(e.data, 3)) === 'Cancelled'), what: `${ended.length} quotes cancelled in one call` });
	await chain.submit(chain.call('trading', 'cancelOrders', gus.portfolio, 'All', 256), gus.pair, { feeAsset: 1 }).catch((reason: unknown) => {
		if (!(reason instanceof Refused) || reason.error !== 'NothingToCancel') throw reason;
	});

	const fills = fillsOf(await eventsSince(chain, begun.block));
	const contracts = (portfolio: number, of: Quote): bigint =>
		fills
			.filter((fill) => fill.series.strike === series(of).strike && fill.series.kind === series(of).kind)
			.reduce((sum, f) => sum + (f.buyer === portfolio ? f.quantity : f.seller === portfolio ? -f.quantity : 0n), 0n);
	checks.push({ holds: contracts(ada.portfolio, call) === E8 / 5n, what: 'Ada took a fifth of a contract from the quotes' });
	checks.push({ holds: contracts(ben.portfolio, sold) === -(E8 / 10n), what: 'Ben sold a tenth, whole or not at all' });
	checks.push({ holds: contracts(ada.portfolio, near) === E8 / 10n, what: 'Ada and Gus met between the quotes' });
	checks.push({
		holds: contracts(dan.portfolio, near) === E8 / 10n && contracts(dan.portfolio, far) === -(E8 / 10n),
		what: 'Dan bought a call spread as one combo',
	});
	const sum = fills.reduce((total, f) => total + (f.buyer === EVERYBODY ? -f.quantity : f.quantity), 0n);
	checks.push({ holds: sum === 0n, what: 'bought and sold on the book cancel' });
	const volume = fills.filter((f) => f.seller === EVERYBODY).reduce((total, f) => total + f.quantity, 0n);
	lines.push(`  ${fills.length} fills, ${text(volume, 8, 2)} contracts`);
	return { fills, lines, checks };
}
