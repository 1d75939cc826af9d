// SPDX-License-Identifier: Apache-2.0
/** What a node shows to Prometheus, against the state and the events of its own blocks. */
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Chain, type ChainEvent } from '../src/client.ts';
import { Desk } from '../src/desk.ts';
import { DevNode, freePort, until } from '../src/devnode.ts';
import { at, big, list, num, type Json } from '../src/json.ts';
import { metricsIn, metricsNamed, namesOf, readAlerts, scrape, type Scrape } from '../src/metrics.ts';
import { limitOrder, onGrid } from '../src/orders.ts';
import { enter, fund } from '../src/stage.ts';
import { E8 } from '../src/units.ts';

/** Room to trade, and then for the settlement window of the preset. */
const LIFE_MS = 45_000;
const PATIENCE_MS = 90_000;
const DOCS = new URL('../../../docs/', import.meta.url);

let folder: string;
let node: DevNode;
let chain: Chain;
let port: number;

before(async () => {
	folder = mkdtempSync(join(tmpdir(), 'tenor-metrics-'));
	port = await freePort();
	node = await DevNode.start(folder, '--prometheus-port', String(port));
	chain = await Chain.connect(node.url);
});

after(async () => {
	await chain.disconnect();
	await node.end('SIGINT');
	rmSync(folder, { recursive: true });
});

const value = (metrics: Scrape, name: string): number => {
	const found = metrics.get(name);
	assert.ok(found !== undefined, `no ${name} among ${[...metrics.keys()].filter((key) => key.startsWith('tenor_')).join(' ')}`);
	return found;
};

/** Scrapes until something holds. */
async function scraped(what: string, holds: (metrics: Scrape) => boolean): Promise<Scrape> {
	const ask = async (): Promise<Scrape | undefined> => {
		const metrics = await scrape(port);
		return holds(metrics) ? metrics : undefined;
	};
	return until(what, ask, PATIENCE_MS);
}

/** A scrape, with the number and the hash of the block that it is about. */
async function snapshot(): Promise<{ metrics: Scrape; number: number; hash: string }> {
	const metrics = await scraped('a block', (found) => (found.get('tenor_block_timestamp_seconds') ?? 0) > 0);
	const time = value(metrics, 'tenor_block_timestamp_seconds') * 1_000;
	let header = await chain.api.rpc.chain.getHeader();
	while (chain.chainTime(header) > time) header = await chain.api.rpc.chain.getHeader(header.parentHash);
	assert.equal(chain.chainTime(header), time);
	return { metrics, number: header.number.toNumber(), hash: header.hash.toHex() };
}

/** A storage value at a block. */
async function stateAt(hash: string, pallet: string, item: string, ...keys: readonly unknown[]): Promise<Json> {
	const query = (await chain.api.at(hash)).query[pallet]?.[item];
	assert.ok(query, `the chain has no storage ${pallet}.${item}`);
	return (await query(...keys)).toPrimitive() as Json;
}

/** All events up to a block. */
async function eventsUpTo(number: number): Promise<readonly ChainEvent[]> {
	const numbers = Array.from({ length: number }, (_, index) => index + 1);
	const blocks = await Promise.all(
		numbers.map(async (n) => chain.events((await chain.api.rpc.chain.getBlockHash(n)).toHex())),
	);
	return blocks.flat();
}

/** What the counters must say after these events. */
function expectedCounters(events: readonly ChainEvent[]): Record<string, number> {
	const all = (pallet: string, ...names: readonly string[]): readonly ChainEvent[] =>
		events.filter((event) => event.pallet === pallet && names.includes(event.name));
	const sum = (of: readonly ChainEvent[], count: (event: ChainEvent) => number): number =>
		of.reduce((total, event) => total + count(event), 0);
	return {
		tenor_orders_total: all('trading', 'OrderPlaced', 'ComboPlaced').length,
		tenor_batches_total: all('trading', 'SeriesMatched').length,
		tenor_batch_fills_total: sum(all('trading', 'SeriesMatched'), ({ data }) => list(data, 3).length),
		tenor_settled_portfolios_total: sum(all('settlement', 'BatchSettled'), ({ data }) => num(data, 1)),
		tenor_settlements_closed_total: all('settlement', 'SettlementClosed').length,
		tenor_flagged_portfolios_total: all('liquidation', 'Flagged').length,
		tenor_unread_blocks_total: 0,
	};
}

/** Compares what can be compared at the block of a scrape. */
async function compare(): Promise<Scrape> {
	const { metrics, number, hash } = await snapshot();
	for (const [name, expected] of Object.entries(expectedCounters(await eventsUpTo(number)))) {
		assert.equal(value(metrics, name), expected, name);
	}
	const e8 = (read: Json): number => Number(big(read)) / 1e8;
	assert.equal(value(metrics, 'tenor_insurance_fund_usdc'), e8(await stateAt(hash, 'collateral', 'insurance')));
	assert.equal(value(metrics, 'tenor_portfolios_opened'), num(await stateAt(hash, 'collateral', 'nextPortfolio')));
	const interest = value(metrics, 'tenor_open_interest_contracts{market="BTC"}');
	assert.equal(interest, e8(await stateAt(hash, 'series', 'underlyingOpenInterest', 0)));
	const print = at(await stateAt(hash, 'market', 'indices', 0), 'print');
	if (print !== null) {
		assert.equal(value(metrics, 'tenor_index_price_usd{market="BTC"}'), e8(at(print, 'value')));
		assert.equal(value(metrics, 'tenor_index_timestamp_seconds{market="BTC"}'), num(print, 'observedAt') / 1_000);
	}
	const consumed = list(await stateAt(hash, 'engine', 'lastRun'), 'consumed').map((weight) => num(weight, 'refTime'));
	const steps = [...metrics].filter(([name]) => name.startsWith('tenor_engine_step_seconds'));
	const total = steps.reduce((sum, [, seconds]) => sum + seconds, 0);
	assert.ok(Math.abs(total - consumed.reduce((a, b) => a + b, 0) / 1e12) < 1e-9, `${total} s of steps`);
	return metrics;
}

test('a fresh chain shows markets that nobody feeds, and its own fund', async () => {
	const metrics = await compare();
	assert.equal(value(metrics, 'tenor_index_fresh{market="BTC"}'), 0);
	assert.equal(value(metrics, 'tenor_market_level{market="all"}'), 0);
	assert.equal(value(metrics, 'tenor_withdrawals_open'), 1);
	assert.ok(value(metrics, 'tenor_engine_budget_seconds') > 0);
	assert.ok(value(metrics, 'tenor_custody_tokens{asset="1"}') >= value(metrics, 'tenor_owed_tokens{asset="1"}'));
});

test('metrics follow what is traded and settled, and the log tells of it once', { timeout: 180_000 }, async () => {
	// GIVEN a fed market with a maker and a taker
	const desk = await Desk.open(chain, LIFE_MS);
	const roles = ['Mia', 'Tom'].map((name) => ({ name, mode: 'Portfolio', usdc: 300_000, does: 'trades' }) as const);
	await fund(chain, roles);
	const [maker, taker] = await Promise.all(roles.map((role) => enter(chain, role)));
	const [btc] = desk.markets;
	assert.ok(maker && taker && btc);
	const call = (await desk.series(btc)).find(({ name }) => name.endsWith('-69000-C'));
	assert.ok(call, 'the call is not listed');

	// WHEN they meet on the book
	const price = onGrid(call.mark, call.tick, true);
	await Promise.all(
		([[maker, 'Sell'], [taker, 'Buy']] as const).map(([who, side]) => {
			const orders = [limitOrder(call.series, side, E8 / 10n, price)];
			return chain.submit(chain.call('trading', 'placeOrders', who.portfolio, null, orders), who.pair, { feeAsset: 1 });
		}),
	);
	await scraped('the trade', (found) => (found.get('tenor_batch_fills_total') ?? 0) > 0);

	// THEN the metrics are those of the block
	const traded = await compare();
	assert.equal(value(traded, 'tenor_index_fresh{market="BTC"}'), 1);
	assert.equal(value(traded, 'tenor_open_interest_contracts{market="BTC"}'), 0.1);
	assert.equal(value(traded, 'tenor_batch_fills_total'), 2);

	// AND so they are when the expiry is settled
	await scraped('the settlement', (found) => found.get('tenor_settlements_closed_total') === desk.markets.length);
	const settled = await compare();
	assert.equal(value(settled, 'tenor_open_interest_contracts{market="BTC"}'), 0);
	assert.equal(value(settled, 'tenor_settled_portfolios_total'), 2);
	assert.equal(value(settled, 'tenor_settlements{stage="paying"}'), 0);
	assert.equal(value(settled, 'tenor_notes_total{severity="error"}'), 0);
	const expiry = call.name.split('-').slice(0, 2).join('-');
	for (const line of [`${expiry} is settled: 2 portfolios paid`, `${expiry}: the settlement price is `]) {
		assert.equal(node.log().split(line).length - 1, 1, line);
	}
	assert.deepEqual(desk.close(), [], 'feeds failed');
});

test('the document names every metric there is, and alerts ask for none that there is not', async () => {
	// GIVEN a node with something of everything
	const exported = namesOf(await scrape(port));
	const page = readFileSync(new URL('operations.md', DOCS), 'utf8');
	// WHEN its metrics are compared THEN the document names them all, and no others
	const ours = [...exported].filter((name) => name.startsWith('tenor_'));
	assert.deepEqual(ours.sort(), [...metricsNamed(page)].sort());
	// AND every alert asks for what is there; `up` is Prometheus' own
	for (const { alert, expr } of readAlerts(readFileSync(new URL('operations/alerts.yml', DOCS), 'utf8'))) {
		for (const name of metricsIn(expr)) assert.ok(name === 'up' || exported.has(name), `${alert}: there is no ${name}`);
	}
});
