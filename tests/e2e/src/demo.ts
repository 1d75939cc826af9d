// SPDX-License-Identifier: Apache-2.0
/**
 * The whole life of options on a running development node: real quotes are listed, traded, carried
 * through a real fall of the index and settled; every payout is checked against the client's own.
 *
 *   tsx src/demo.ts ws://127.0.0.1:9944
 */
import { tradeOnBook } from './book.ts';
import { Chain } from './client.ts';
import { Operators, type OpenExpiry } from './feeds.ts';
import { big, str, variant } from './json.ts';
import { cashOf, money, positionsOf, resultsOf, settled, type Money } from './ledger.ts';
import { printsOf, readBlocks, type BlockReport } from './observe.ts';
import { PATH, factor } from './path.ts';
import { BTC, ETH } from './quotes.ts';
import { refusals } from './refusals.ts';
import { CAST, bundles, leg } from './scenario.ts';
import { payout, settlementPrice, type Position } from './settle.ts';
import { Pump, enter, fund, listExpiry, market, postCurves, type Market } from './stage.ts';
import { Nonces, blockTrade, execution, type Leg, type Series, type Trader } from './trades.ts';
import { E8, floorDiv, text } from './units.ts';

/** How long the series live, ms. */
const LIFE_MS = 110_000;
/** The council's motion takes this long before the listing stands, ms. */
const MOTION_MS = 6_000;
/** After the expiry, settlement may take this long, ms. */
const PATIENCE_MS = 60_000;

const failures: string[] = [];

function say(line: string): void {
	process.stdout.write(`${line}\n`);
}

function check(holds: boolean, what: string): void {
	say(`  ${holds ? 'ok      ' : 'MISMATCH'}  ${what}`);
	if (!holds) failures.push(what);
}

/** Executes every bundle and returns its legs; the first is also returned as a call, to replay it. */
async function trade(
	chain: Chain,
	markets: readonly Market[],
	traders: readonly Trader[],
	expiry: number,
	nonces: Nonces,
): Promise<readonly Leg[]> {
	const series = (quoted: { symbol: string }, strike: number, kind: 'C' | 'P'): Series => {
		const found = markets.find((m) => m.quoted.symbol === quoted.symbol);
		if (found === undefined) throw new Error(`no market for ${quoted.symbol}`);
		const name = kind === 'C' ? 'Call' : 'Put';
		return { underlying: found.underlying, expiry, strike: BigInt(strike) * E8, kind: name };
	};
	const portfolio = (name: string): number => {
		const found = traders.find((t) => t.name === name);
		if (found === undefined) throw new Error(`nobody is called ${name}`);
		return found.portfolio;
	};
	const submitter = chain.account('DemoIvy');
	const done = await Promise.all(
		bundles(BTC, ETH).map(async ({ title, deals }, index) => {
			const legs = deals.map((deal) => leg(deal, series, portfolio));
			const built = blockTrade(legs, expiry, nonces);
			await chain.submit(execution(chain, built, traders, index % 2 === 1), submitter, { feeAsset: 1 });
			const premium = legs.reduce((sum, l) => sum + floorDiv(l.quantity * l.price, E8), 0n);
			say(`  ${title}: ${legs.length} legs, premium ${text(premium)} USDC`);
			return legs;
		}),
	);
	return done.flat();
}

/** Positions that the executed legs add up to, by portfolio, sorted as the chain sorts them. */
function positionsFrom(legs: readonly Leg[], underlying: number): ReadonlyMap<number, readonly Position[]> {
	const books = new Map<number, Map<string, Position>>();
	for (const { series, buyer, seller, quantity } of legs) {
		if (series.underlying !== underlying) continue;
		const kind = series.kind === 'Call' ? 'C' : 'P';
		for (const [portfolio, signed] of [
			[buyer, quantity],
			[seller, -quantity],
		] as const) {
			const book = books.get(portfolio) ?? new Map<string, Position>();
			const key = `${series.strike.toString().padStart(20, '0')}${kind}`;
			const held = (book.get(key)?.quantity ?? 0n) + signed;
			if (held === 0n) book.delete(key);
			else book.set(key, { strike: series.strike, kind, quantity: held });
			books.set(portfolio, book);
		}
	}
	const sorted = [...books].map(([portfolio, book]) => {
		const positions = [...book].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, p]) => p);
		return [portfolio, positions] as const;
	});
	return new Map(sorted.filter(([, positions]) => positions.length > 0));
}

const asText = (value: unknown): string =>
	JSON.stringify(value, (_, v: unknown) => (typeof v === 'bigint' ? v.toString() : v));

/** Prints and checks one expiry: series, price, positions, payouts. */
async function reportExpiry(
	chain: Chain,
	on: Market,
	open: OpenExpiry,
	held: ReadonlyMap<number, readonly Position[]>,
	traders: readonly Trader[],
	blocks: readonly BlockReport[],
	pump: Pump,
): Promise<Map<number, bigint>> {
	const name = on.quoted.symbol;
	const record = await chain.read('settlement', 'settlements', open);
	const price = big(record, 'price', 'price');
	const prints = printsOf(blocks, on);
	const own = settlementPrice(prints, open.expiry, on.windowMs);
	const rung = variant(str(record, 'price', 'rung'));
	say(`\n${name}: settlement price ${text(price, 8, 8)} (${rung}), computed here ${text(own, 8, 8)}`);
	check(price === own, `${name} settlement price: difference ${price - own}`);
	const posted = pump.posted.get(on.underlying) ?? new Set<bigint>();
	check(prints.every((p) => posted.has(p.value)), `${name}: every index value in force was one that was posted`);

	const results = await resultsOf(chain, open);
	const payouts = new Map<number, bigint>();
	say(`  ${'trader'.padEnd(6)} ${'series'.padEnd(14)} ${'contracts'.padStart(12)} ${'pays each'.padStart(14)}`);
	for (const trader of traders) {
		const positions = held.get(trader.portfolio) ?? [];
		if (positions.length === 0) continue;
		for (const { strike, kind, quantity } of positions) {
			const each = payout([{ strike, kind, quantity: E8 }], price);
			const series = `${text(strike, 8, 0).replace(/,/g, '')}-${kind}`;
			say(`  ${trader.name.padEnd(6)} ${series.padEnd(14)} ${text(quantity, 8, 4).padStart(12)} ${text(each, 8, 4).padStart(14)}`);
		}
		const expected = payout(positions, own);
		const paid = results.get(trader.portfolio);
		if (paid === undefined) throw new Error(`${trader.name} has no result of ${name}`);
		payouts.set(trader.portfolio, paid);
		check(
			paid === expected,
			`${trader.name} ${name}: chain paid ${text(paid, 8, 8)}, computed here ${text(expected, 8, 8)}, difference ${paid - expected}`,
		);
	}
	check((await positionsOf(chain, open)).size === 0, `${name}: no position is left`);
	const interest = await chain.read('series', 'expiryOpenInterest', open);
	check(big(interest) === 0n, `${name}: open interest is zero`);
	return payouts;
}

function reportMoney(before: Money, after: Money): void {
	say('\nMoney, USDC:              before            after');
	for (const part of Object.keys(before) as (keyof Money)[]) {
		say(`  ${part.padEnd(12)} ${text(before[part], 8, 8).padStart(24)} ${text(after[part], 8, 8).padStart(24)}`);
	}
	check(before.total === after.total, `sum of money before and after: difference ${after.total - before.total}`);
	check(after.total === after.owed, 'the sum is what the ledger owes');
	check(after.custody >= after.owed, 'custody covers what the ledger owes');
}

function reportBlocks(blocks: readonly BlockReport[], expiry: number): void {
	say('\nBlocks of the settlement: number, chain time after expiry, engine weight by step (us)');
	for (const { number, time, steps, events } of blocks) {
		const batches = events.filter((e) => e.pallet === 'settlement');
		if (time < expiry || batches.length === 0) continue;
		const shown = steps.map((step) => (step / 1_000_000n).toString()).join(' ');
		say(`  #${number} +${(time - expiry) / 1_000} s: ${shown}  ${batches.map((e) => e.name).join(', ')}`);
	}
}

async function run(url: string): Promise<void> {
	const chain = await Chain.connect(url);
	const version = chain.api.runtimeVersion;
	say(`Connected: ${version.specName.toString()} ${version.specVersion.toString()}`);
	const operators = await Operators.find(chain);
	const markets = [await market(chain, BTC), await market(chain, ETH)];

	let fallFrom = Infinity;
	const pump = new Pump(chain, operators, (time) =>
		markets.map(({ underlying, quoted }) => {
			const minute = Math.floor((time - fallFrom) / 1_000);
			const value = quoted.index * factor(minute, quoted.symbol === 'BTC' ? 'BTC' : 'ETH');
			return { underlying, value: Math.round(value * 100) / 100 };
		}),
	);
	say(`\nFeeds: ${operators.pairs.length} operators post the index with every block`);
	await pump.start();

	say('\nTraders: funded with USDC, which is enough to exist and to pay fees; two bring other collateral');
	await fund(chain, CAST);
	const traders = await Promise.all(CAST.map((role) => enter(chain, role)));
	for (const [index, role] of CAST.entries()) {
		say(`  portfolio ${traders[index]?.portfolio ?? 0}: ${role.name} ${role.does} (${role.mode}, ${role.usdc} USDC)`);
	}

	const expiry = Math.ceil((pump.now + MOTION_MS) / 1_000) * 1_000 + LIFE_MS;
	fallFrom = expiry - PATH.length * 1_000;
	const open = await listExpiry(chain, markets, expiry);
	const listed = (await chain.api.rpc.chain.getHeader()).number.toNumber();
	say(`\nListed: ${BTC.quotes.length} BTC and ${ETH.quotes.length} ETH series, expiring in ${(expiry - pump.now) / 1_000} s`);
	await postCurves(chain, operators, markets, pump.now);

	say('\nTrades, at the real quotes:');
	const nonces = new Nonces();
	const legs = await trade(chain, markets, traders, expiry, nonces);
	check(legs.length >= 40, `${legs.length} legs executed`);

	say('\nRefusals, each with its own error and nothing changed:');
	for (const { holds, what } of await refusals(chain, traders, open, legs, nonces)) check(holds, what);

	say('\nThe order book: orders of one block meet in the next, everybody at one price:');
	const [first] = markets;
	if (first === undefined) throw new Error('no market');
	const book = await tradeOnBook(chain, first, traders, expiry);
	for (const line of book.lines) say(line);
	for (const { holds, what } of book.checks) check(holds, what);

	const moves = [...legs, ...book.fills];
	const held = new Map(markets.map((m) => [m.underlying, positionsFrom(moves, m.underlying)]));
	for (const expiryKey of open) {
		const chainHas = await positionsOf(chain, expiryKey);
		const sorted = (map: ReadonlyMap<number, readonly Position[]>): string => asText([...map].sort(([a], [b]) => a - b));
		const same = sorted(chainHas) === sorted(held.get(expiryKey.underlying) ?? new Map<number, readonly Position[]>());
		check(same, `underlying ${expiryKey.underlying}: positions on chain are those of the executed legs`);
	}
	const before = await money(chain);
	const cashBefore = await Promise.all(traders.map((t) => cashOf(chain, t.portfolio)));

	say(`\nThe index now follows ${PATH.length} real minutes, one a second, until the expiry`);
	await chain.until(expiry);
	await settled(chain, open, expiry + PATIENCE_MS);
	pump.stop();
	const after = await money(chain);
	const cashAfter = await Promise.all(traders.map((t) => cashOf(chain, t.portfolio)));
	const last = (await chain.api.rpc.chain.getHeader()).number.toNumber();
	const windows = Math.max(...markets.map((m) => Math.max(m.windowMs, m.heartbeatMs)));
	const earliest = Math.max(1, Math.min(listed, last - Math.ceil(windows / chain.slotMs())));
	const blocks = await readBlocks(chain, earliest, last);

	const totals = new Map<number, bigint>();
	for (const [index, m] of markets.entries()) {
		const key = open[index];
		if (key === undefined) throw new Error('an expiry is missing');
		const paid = await reportExpiry(chain, m, key, held.get(m.underlying) ?? new Map<number, readonly Position[]>(), traders, blocks, pump);
		for (const [portfolio, amount] of paid) totals.set(portfolio, (totals.get(portfolio) ?? 0n) + amount);
	}
	say('\nCash of each trader moved by exactly his payouts:');
	for (const [index, trader] of traders.entries()) {
		const moved = (cashAfter[index] ?? 0n) - (cashBefore[index] ?? 0n);
		check(moved === (totals.get(trader.portfolio) ?? 0n), `${trader.name}: ${text(moved, 8, 8)}`);
	}
	reportMoney(before, after);
	reportBlocks(blocks, expiry);
	check(pump.failures.length === 0, `feeds that failed: ${pump.failures.slice(0, 3).join('; ') || 'none'}`);
	await chain.disconnect();
}

const started = Date.now();
run(process.argv[2] ?? 'ws://127.0.0.1:9944').then(
	() => {
		say(`\n${failures.length === 0 ? 'Everything agrees' : `${failures.length} MISMATCHES`} after ${Math.round((Date.now() - started) / 1_000)} s`);
		process.exit(failures.length === 0 ? 0 : 1);
	},
	(reason: unknown) => {
		say(`\nFAILED: ${reason instanceof Error ? (reason.stack ?? reason.message) : String(reason)}`);
		process.exit(1);
	},
);
