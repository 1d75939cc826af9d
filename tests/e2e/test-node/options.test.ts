// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { black } from '../src/black.ts';
import { Chain } from '../src/client.ts';
import { Desk, type Listed } from '../src/desk.ts';
import { DevNode } from '../src/devnode.ts';
import { list, num, str, type Json } from '../src/json.ts';
import { limitOrder, onGrid, type NewOrder } from '../src/orders.ts';
import { enter, fund } from '../src/stage.ts';
import type { Trader } from '../src/trades.ts';
import { E18, E8, YEAR_MS, text } from '../src/units.ts';

const LIFE_MS = 3_600_000;
/** An update that takes longer than this does not come. */
const PATIENCE_MS = 10_000;
const LOT = E8 / 100n;

let folder: string;
let node: DevNode;
let chain: Chain;
let desk: Desk;
let maker: Trader;
let taker: Trader;

before(async () => {
	folder = mkdtempSync(join(tmpdir(), 'tenor-options-'));
	node = await DevNode.start(folder);
	chain = await Chain.connect(node.url);
	desk = await Desk.open(chain, LIFE_MS);
	const roles = ['Mia', 'Tom'].map((name) => ({ name, mode: 'Portfolio', usdc: 300_000, does: 'trades' }) as const);
	await fund(chain, roles);
	const [first, second] = await Promise.all(roles.map((role) => enter(chain, role)));
	assert.ok(first && second);
	[maker, taker] = [first, second];
});

after(async () => {
	assert.deepEqual(desk.close(), [], 'feeds failed');
	await chain.disconnect();
	await node.end('SIGINT');
	rmSync(folder, { recursive: true });
});

/** A quoted series by the end of its name. */
async function listed(end: string): Promise<Listed> {
	for (const market of desk.markets) {
		const found = (await desk.series(market)).find(({ name }) => name.endsWith(end));
		if (found !== undefined) return found;
	}
	throw new Error(`nothing is called ${end}`);
}

/** Places orders of a trader, each of which must be accepted; returns the block they are in. */
async function place(trader: Trader, orders: readonly NewOrder[]): Promise<string> {
	const call = chain.call('trading', 'placeOrders', trader.portfolio, null, orders);
	const { block, events } = await chain.submit(call, trader.pair, { feeAsset: 1 });
	const refused = events.filter(({ name }) => name === 'OrderRefused');
	assert.deepEqual(refused, []);
	return block;
}

async function cancelAll(trader: Trader): Promise<void> {
	await chain.submit(chain.call('trading', 'cancelOrders', trader.portfolio, 'All', 256), trader.pair, { feeAsset: 1 });
}

/** Prices around the mark, `steps` ticks off it. */
const price = ({ mark, tick }: Listed, steps: bigint): bigint => onGrid(mark, tick, false) + steps * tick;

/** Decimal text as e8. */
const e8Of = (value: Json, ...path: readonly string[]): bigint => {
	const [whole = '', fraction = ''] = str(value, ...path).split('.');
	return BigInt(whole + fraction.padEnd(8, '0'));
};

const levels = (book: Json, side: 'bids' | 'asks'): readonly (readonly [bigint, bigint])[] =>
	list(book, side).map((level) => [e8Of(level, 'price'), e8Of(level, 'quantity')]);

test('a book has its grid, the prices of each side from the best on, and what rests there', async () => {
	// GIVEN three bids and two asks of one series, two of the bids at the same price
	const call = await listed('-68000-C');
	const bid = (steps: bigint, lots: bigint): NewOrder => limitOrder(call.series, 'Buy', lots * LOT, price(call, steps));
	const ask = (steps: bigint, lots: bigint): NewOrder => limitOrder(call.series, 'Sell', lots * LOT, price(call, steps));
	await place(maker, [bid(-3n, 5n), bid(-9n, 7n), bid(-3n, 6n), ask(4n, 3n), ask(2n, 1n)]);
	await chain.slots(2);

	// WHEN it is asked for
	const book = await chain.rpc('options_book', call.name);

	// THEN units are contracts and money as decimal text, and nothing is there that was not placed
	assert.deepEqual(Object.keys(book as object), ['series', 'tick', 'lot', 'bids', 'asks']);
	assert.equal(str(book, 'series'), call.name);
	assert.equal(e8Of(book, 'tick'), call.tick);
	assert.equal(e8Of(book, 'lot'), LOT);
	assert.deepEqual(levels(book, 'bids'), [
		[price(call, -3n), 11n * LOT],
		[price(call, -9n), 7n * LOT],
	]);
	assert.deepEqual(levels(book, 'asks'), [
		[price(call, 2n), LOT],
		[price(call, 4n), 3n * LOT],
	]);

	// AND no more prices of a side than the depth asked for
	const best = await chain.rpc('options_book', call.name, 1);
	assert.deepEqual(levels(best, 'bids'), [[price(call, -3n), 11n * LOT]]);
	assert.deepEqual(levels(best, 'asks'), [[price(call, 2n), LOT]]);
	const none = await chain.rpc('options_book', call.name, 0);
	assert.deepEqual([list(none, 'bids'), list(none, 'asks')], [[], []]);
	await cancelAll(maker);
});

test('a book shows the volatilities that its prices stand for', async () => {
	// GIVEN quotes around the marks of a call and a put
	const both = [await listed('-69000-C'), await listed('-2050-P')];
	await place(maker, both.flatMap((one) => [
		limitOrder(one.series, 'Buy', LOT, price(one, -10n)),
		limitOrder(one.series, 'Sell', LOT, price(one, 10n)),
	]));
	const header = await chain.slots(2);

	// WHEN they are asked for at one block
	for (const { name, series } of both) {
		const block = header.hash.toHex();
		const [book, mark] = [await chain.rpc('options_book', name, 4, block), await chain.rpc('options_mark', name, block)];
		const tau = (series.expiry - chain.chainTime(header)) / YEAR_MS;
		const ivs = [...list(book, 'bids'), ...list(book, 'asks')].map((level) => {
			// THEN the client's own formula gives each price back at the mark's forward
			const iv = Number(str(level, 'iv'));
			const kind = series.kind === 'Call' ? 'C' : 'P';
			const own = black(Number(str(mark, 'forward')), Number(series.strike / E8), iv * Math.sqrt(tau), kind);
			const shown = Number(str(level, 'price'));
			assert.ok(Math.abs(own - shown) < 1e-6 * shown, `${name}: ${own} at ${iv}, ${shown} in the book`);
			return iv;
		});
		// AND the mark's volatility is between those of the best bid and ask
		const [bid = NaN, ask = NaN] = ivs;
		const marked = Number(str(mark, 'iv'));
		assert.ok(bid < marked && marked < ask, `${name}: ${bid} < ${marked} < ${ask}`);
	}
	await cancelAll(maker);
});

test('open orders are shown as they were placed, with what remains of them', async () => {
	// GIVEN three kinds of orders, one of them filled in part
	const put = await listed('-2050-P');
	const until = desk.expiry - 1_000;
	const [vol, collar] = [(E18 * 3n) / 2n, price(put, 50n)];
	const begun = num(await chain.rpc('options_orders', maker.portfolio), 'nextSequence');
	const block = await place(maker, [
		limitOrder(put.series, 'Sell', 5n * LOT, price(put, 20n)),
		limitOrder(put.series, 'Buy', 2n * LOT, price(put, -20n), { postOnly: true, validity: { UntilTime: until } }),
		limitOrder(put.series, 'Sell', 3n * LOT, 0n, { limit: { Vol: { vol, collar } } }),
	]);
	const since = (await chain.api.rpc.chain.getHeader(block)).number.toNumber();
	await chain.slots(2);
	await place(taker, [limitOrder(put.series, 'Buy', 2n * LOT, price(put, 20n), { validity: 'ImmediateOrCancel' })]);
	await chain.slots(2);

	// WHEN they are asked for
	const answer = await chain.rpc('options_orders', maker.portfolio);

	// THEN each has its terms, its number and its place in time
	const common = { series: put.name, postOnly: false, reduceOnly: false, since, resting: true };
	const decimal = (value: bigint): string => text(value, 8, 8).replace(/,/g, '').replace(/\.?0+$/, '');
	assert.deepEqual(answer, {
		portfolio: maker.portfolio,
		nextSequence: begun + 3,
		orders: [
			{ ...common, sequence: begun, side: 'sell', quantity: '0.03', price: decimal(price(put, 20n)), vol: null, validity: 'until cancelled' },
			{ ...common, sequence: begun + 1, side: 'buy', quantity: '0.02', price: decimal(price(put, -20n)), vol: null, validity: `until ${until} ms`, postOnly: true },
			{ ...common, sequence: begun + 2, side: 'sell', quantity: '0.03', price: decimal(collar), vol: '1.5', validity: 'until cancelled' },
		],
	});
	await cancelAll(maker);
	assert.deepEqual(list(await chain.rpc('options_orders', maker.portfolio), 'orders'), []);
});

test('the last prices of a series are its trades, the newest last', async () => {
	// GIVEN two trades of a series in different blocks
	const put = await listed('-68000-P');
	assert.deepEqual(await chain.rpc('options_trades', put.name), []);
	const moments: number[] = [];
	for (const [steps, lots] of [[3n, 2n], [-4n, 1n]] as const) {
		const placed = await Promise.all([
			place(maker, [limitOrder(put.series, 'Sell', lots * LOT, price(put, steps))]),
			place(taker, [limitOrder(put.series, 'Buy', lots * LOT, price(put, steps))]),
		]);
		const numbers = await Promise.all(placed.map(async (hash) => (await chain.api.rpc.chain.getHeader(hash)).number.toNumber()));
		await chain.slots(2);
		// Orders meet in the block behind the one that took the later of them.
		const hash = await chain.api.rpc.chain.getBlockHash(Math.max(...numbers) + 1);
		moments.push(chain.chainTime(await chain.api.rpc.chain.getHeader(hash)));
	}

	// WHEN they are asked for
	const trades = list(await chain.rpc('options_trades', put.name));

	// THEN each has the block's time, its price and the contracts
	assert.deepEqual(
		trades.map((trade) => [num(trade, 'moment'), e8Of(trade, 'price'), e8Of(trade, 'volume')]),
		[
			[moments[0], price(put, 3n), 2n * LOT],
			[moments[1], price(put, -4n), LOT],
		],
	);
});

/** Books as a subscriber receives them. */
class Subscriber {
	readonly books: Json[] = [];
	private constructor() {}
	stop: () => Promise<boolean> = () => Promise.resolve(false);

	static async to(on: Chain, ...params: readonly unknown[]): Promise<Subscriber> {
		const subscriber = new Subscriber();
		subscriber.stop = await on.subscribe('options', 'Book', 'book_update', params, (book) => subscriber.books.push(book));
		return subscriber;
	}

	/** The first book from index `from` on that is as `holds` says. */
	async until(from: number, holds: (book: Json) => boolean): Promise<Json> {
		for (const start = Date.now(); ; ) {
			const found = this.books.slice(from).find(holds);
			if (found !== undefined) return found;
			assert.ok(Date.now() - start < PATIENCE_MS, `waited too long; seen ${JSON.stringify(this.books.slice(from))}`);
			await new Promise((resolve) => setTimeout(resolve, 50));
		}
	}
}

const isEmpty = (book: Json): boolean => list(book, 'bids').length + list(book, 'asks').length === 0;

test('a subscriber gets the book, each change of it, and nothing once he has left', async () => {
	// GIVEN a subscriber to a book in which nothing rests
	const call = await listed('-70000-C');
	const subscriber = await Subscriber.to(chain, call.name);
	await subscriber.until(0, isEmpty);
	await chain.slots(3);
	assert.equal(subscriber.books.length, 1, 'a book that does not change was sent again');

	// WHEN an order is placed, THEN he gets the book with it
	await place(maker, [limitOrder(call.series, 'Buy', 4n * LOT, price(call, -5n))]);
	const placed = await subscriber.until(1, (book) => !isEmpty(book));
	assert.deepEqual(levels(placed, 'bids'), [[price(call, -5n), 4n * LOT]]);
	assert.equal(str(placed, 'series'), call.name);

	// WHEN it is cancelled, THEN he gets the book without it
	await cancelAll(maker);
	await subscriber.until(2, isEmpty);

	// WHEN he unsubscribes, THEN nothing comes any more
	assert.equal(await subscriber.stop(), true);
	const seen = subscriber.books.length;
	await place(maker, [limitOrder(call.series, 'Buy', LOT, price(call, -5n))]);
	await chain.slots(3);
	assert.ok(!isEmpty(await chain.rpc('options_book', call.name)));
	assert.equal(subscriber.books.length, seen);
	await cancelAll(maker);
});

test('subscribers on one and on several connections each get what they asked for', async () => {
	// GIVEN subscribers of two connections, to two series and two depths
	const [call, put] = [await listed('-67000-C'), await listed('-67000-P')];
	const other = await Chain.connect(node.url);
	const [deep, flat, elsewhere, unmoved] = await Promise.all([
		Subscriber.to(chain, call.name),
		Subscriber.to(chain, call.name, 1),
		Subscriber.to(other, call.name),
		Subscriber.to(other, put.name),
	]);
	await Promise.all([deep, flat, elsewhere, unmoved].map((one) => one.until(0, isEmpty)));

	// WHEN two prices of one series get orders
	const bids = [limitOrder(call.series, 'Buy', LOT, price(call, -8n)), limitOrder(call.series, 'Buy', LOT, price(call, -6n))];
	await place(maker, bids);

	// THEN each sees his depth, also on another connection, and the other series' subscriber nothing
	const [best, next] = [[price(call, -6n), LOT] as const, [price(call, -8n), LOT] as const];
	assert.deepEqual(levels(await deep.until(1, (book) => !isEmpty(book)), 'bids'), [best, next]);
	assert.deepEqual(levels(await flat.until(1, (book) => !isEmpty(book)), 'bids'), [best]);
	assert.deepEqual(levels(await elsewhere.until(1, (book) => !isEmpty(book)), 'bids'), [best, next]);

	// AND who leaves takes nobody with him
	await Promise.all([deep.stop(), flat.stop()]);
	const seen = elsewhere.books.length;
	await cancelAll(maker);
	await elsewhere.until(seen, isEmpty);
	assert.equal(unmoved.books.length, 1);
	await other.disconnect();
});

test('what names no series is refused with that name', async () => {
	const call = await listed('-69000-C');
	const wrong = [call.name.replace('BTC', 'XRP'), call.name.replace('69000', 'many'), 'BTC-69000-C', ''];
	for (const name of wrong) {
		for (const method of ['options_book', 'options_trades', 'options_subscribeBook']) {
			const refusal = await chain.rpc(method, name).then(
				() => 'answered',
				(reason: unknown) => String(reason),
			);
			assert.ok(refusal.includes(`7001: ${name} names no series`), `${method} ${name}: ${refusal}`);
		}
	}
});

test('a series that is not listed, and a portfolio that is not there, are refused by name', async () => {
	const call = await listed('-69000-C');
	const unlisted = [call.name.replace('69000', '69001'), call.name.replace(/T\d+/, 'T000001')];
	for (const name of unlisted) {
		for (const method of ['options_book', 'options_trades', 'options_subscribeBook']) {
			await assert.rejects(chain.rpc(method, name), new RegExp(`7001: ${name} is not listed`), `${method} ${name}`);
		}
	}
	// AND so is a listed one at a block before it was
	const first = (await chain.api.rpc.chain.getBlockHash(1)).toHex();
	await assert.rejects(chain.rpc('options_book', call.name, null, first), new RegExp(`7001: ${call.name} is not listed`));
	await assert.rejects(chain.rpc('options_orders', 999_999), /7001: there is no portfolio 999999/);
});
