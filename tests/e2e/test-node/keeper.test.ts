// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { Chain } from '../src/client.ts';
import { Desk } from '../src/desk.ts';
import { DevNode, binary, until } from '../src/devnode.ts';
import { list, num, str, type Json } from '../src/json.ts';
import { Program } from '../src/program.ts';
import { enter, fund } from '../src/stage.ts';
import { Nonces, blockTrade, execution, type Trader } from '../src/trades.ts';
import { E8, e8 } from '../src/units.ts';

const LIFE_MS = 3_600_000;
/** What does not happen within this does not happen. */
const PATIENCE_MS = 60_000;
/** By how much the index jumps: the writer is below maintenance margin, and above water. */
const JUMP = 1.14;

let folder: string;
let node: DevNode;
let chain: Chain;
let desk: Desk;
let writer: Trader;
let buyer: Trader;
let bidder: Trader;

const keeper = (): string => join(dirname(binary()), 'tenor-keeper');

before(async () => {
	folder = mkdtempSync(join(tmpdir(), 'tenor-keeper-'));
	node = await DevNode.start(folder);
	chain = await Chain.connect(node.url);
	desk = await Desk.open(chain, LIFE_MS);
	const usdc = { Wes: 30_000, Bea: 300_000, Kim: 1_500_000 };
	const roles = Object.entries(usdc).map(([name, amount]) => ({ name, mode: 'Standard', usdc: amount, does: 'trades' }) as const);
	await fund(chain, roles);
	const [first, second, third] = await Promise.all(roles.map((role) => enter(chain, role)));
	assert.ok(first && second && third);
	[writer, buyer, bidder] = [first, second, third];
	writeFileSync(join(folder, 'secret'), '//DemoKim\n', { mode: 0o600 });
});

after(async () => {
	assert.deepEqual(desk.close(), [], 'feeds failed');
	await chain.disconnect();
	await node.end('SIGINT');
	rmSync(folder, { recursive: true });
});

/** Runs the keeper to its end. */
function run(...args: readonly string[]): { status: number | null; out: string; err: string } {
	const done = spawnSync(keeper(), ['--url', node.url, ...args], { encoding: 'utf8', timeout: PATIENCE_MS });
	return { status: done.status, out: done.stdout, err: done.stderr };
}

const mine = (): readonly string[] => ['--portfolio', String(bidder.portfolio), '--secret-file', join(folder, 'secret')];

const auction = async (): Promise<Json | undefined> =>
	list(await chain.rpc('options_auctions')).find((found) => num(found, 'portfolio') === writer.portfolio && str(found, 'stage') !== 'flagged');

test('a keeper refuses to start with a clear word', () => {
	const nobody = run('--portfolio', '999999', '--dry-run', '--once');
	// With no auction there is nothing to look at, and nothing to refuse.
	assert.deepEqual([nobody.status, nobody.out, nobody.err], [0, '', '']);
	assert.match(run('--portfolio', '1', '--once').err, /--secret-file/);
	assert.match(run('--portfolio', '1', '--secret-file', '/nowhere', '--once').err, /\/nowhere/);
	assert.match(run('--portfolio', '1', '--dry-run', '--charge', '2').err, /2 is not between 0 and 1/);
	const gone = spawnSync(keeper(), ['--url', 'ws://127.0.0.1:1', '--portfolio', '1', '--dry-run'], { encoding: 'utf8' });
	assert.equal(gone.status, 1);
	assert.match(gone.stderr, /can't reach ws:\/\/127\.0\.0\.1:1/);
});

test('a keeper bids for a portfolio in liquidation and takes it over at the price of the clock', async () => {
	// GIVEN a writer of two calls whom a jump of the index takes below maintenance margin
	const [btc] = desk.markets;
	assert.ok(btc);
	const series = (await desk.series(btc)).find(({ name }) => name.endsWith('-69000-C'));
	assert.ok(series);
	const leg = { series: series.series, buyer: buyer.portfolio, seller: writer.portfolio, quantity: 2n * E8, price: e8(series.mark) };
	const trade = blockTrade([leg], Date.now() + 600_000, new Nonces());
	await chain.submit(execution(chain, trade, [buyer, writer]), buyer.pair, { feeAsset: 1 });
	assert.deepEqual(list(await chain.rpc('options_auctions')), []);
	desk.move(btc, btc.quoted.index * JUMP);
	const open = await until('the auction', auction, PATIENCE_MS);
	assert.deepEqual([str(open, 'stage'), list(open, 'bids')], ['solvent', []]);

	// WHEN it is asked what the whole costs, THEN it is the clock's part of the equity
	const quote = await chain.rpc('options_auctionQuote', writer.portfolio);
	const [equity, price, factor] = ['equity', 'price', 'factor'].map((name) => Number(str(quote, name)));
	assert.ok(equity && price && factor);
	assert.ok(factor <= 0.95 && factor > 0.9 && Math.abs(price - equity * factor) < 0.01, JSON.stringify(quote));
	await assert.rejects(chain.rpc('options_auctionQuote', buyer.portfolio), /NoAuction/);

	// AND a keeper that only looks says what it would do and does nothing
	const dry = run('--portfolio', String(bidder.portfolio), '--dry-run', '--once', '--charge', '0.02');
	assert.equal(dry.status, 0, dry.err);
	assert.match(dry.out, new RegExp(`would bid for 1 of ${writer.portfolio} at most at `));
	const patient = run('--portfolio', String(bidder.portfolio), '--dry-run', '--once', '--least-profit', '1000000');
	assert.match(patient.out, /no bid, NoProfit/);
	assert.match(run('--portfolio', '999999', '--dry-run', '--once').err, /there is no portfolio 999999/);
	const others = run('--portfolio', String(buyer.portfolio), '--secret-file', join(folder, 'secret'), '--once');
	assert.match(others.err, new RegExp(`portfolio ${buyer.portfolio} is another account's`));

	// WHEN one works for that portfolio
	const worker = new Program('tenor-keeper', ['--url', node.url, ...mine(), '--charge', '0.02']);
	try {
		// THEN it holds what was written, and the writer is free
		await until(() => `the fill; the keeper said ${worker.output}`, async () => {
			assert.ok(worker.running, worker.output);
			return (await auction()) === undefined ? true : undefined;
		}, PATIENCE_MS);
	} finally {
		await worker.kill();
	}
	assert.match(worker.output, new RegExp(`bids for 1 of ${writer.portfolio} at most at `));
	const held = await chain.rpc('options_portfolio', bidder.portfolio);
	const expiries = list(held, 'positions');
	assert.ok(JSON.stringify(expiries).includes('-69000-C'), JSON.stringify(held));
	const freed = await chain.rpc('options_portfolio', writer.portfolio);
	assert.equal(str(freed, 'status'), 'Active');
});
