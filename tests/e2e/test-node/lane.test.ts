// SPDX-License-Identifier: Apache-2.0
/** A lane on a real node: a sequencer that lies and loses it, and one that is killed and keeps its word. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Chain } from '../src/client.ts';
import { Desk, type Listed } from '../src/desk.ts';
import { DevNode, until } from '../src/devnode.ts';
import { at, list, num, str } from '../src/json.ts';
import { LANE, OrderDesk, Sequencer, operator, register, term, type Operator } from '../src/lane.ts';
import { money } from '../src/ledger.ts';
import { onGrid } from '../src/orders.ts';
import { Program } from '../src/program.ts';
import { enter, fund } from '../src/stage.ts';
import type { Trader } from '../src/trades.ts';
import { E8 } from '../src/units.ts';

const LIFE_MS = 3_600_000;
/** How long an order stands. */
const ORDER_MS = 300_000;
const ALLOWANCE = 20_000n * E8;

let folder: string;
let node: DevNode;
let chain: Chain;
let desk: Desk;
let maker: Trader;
let taker: Trader;
let series: Listed;
let liar: Operator;
let honest: Operator;
const programs: Program[] = [];

before(async () => {
	folder = mkdtempSync(join(tmpdir(), 'tenor-lane-'));
	node = await DevNode.start(folder);
	chain = await Chain.connect(node.url);
	desk = await Desk.open(chain, LIFE_MS);
	const usdc = { Mia: 300_000, Tom: 300_000, Eve: 150_000, Hon: 150_000, Wat: 1_000 };
	const roles = Object.entries(usdc).map(([name, amount]) => ({ name, mode: 'Standard', usdc: amount, does: 'trades' }) as const);
	await fund(chain, roles);
	const [first, second] = await Promise.all(roles.slice(0, 2).map((role) => enter(chain, role)));
	const [btc] = desk.markets;
	assert.ok(first && second && btc);
	[maker, taker] = [first, second];
	const found = (await desk.series(btc)).find(({ name }) => name.endsWith('-69000-C'));
	assert.ok(found);
	series = found;
	[liar, honest] = [operator(chain, 'Eve', folder), operator(chain, 'Hon', folder)];
});

after(async () => {
	for (const program of programs) await program.kill();
	assert.deepEqual(desk.close(), [], 'feeds failed');
	await chain.disconnect();
	await node.end('SIGINT');
	rmSync(folder, { recursive: true });
});

/** Lets the lane use more of a trader, by his own key. */
async function allow(trader: Trader): Promise<void> {
	const call = chain.call('lane', 'raiseAllowance', LANE, trader.portfolio, series.series.underlying, ALLOWANCE, trader.pair.publicKey);
	await chain.submit(call, trader.pair, { feeAsset: 1 });
}

/** Both have allowances in a sequencer's log. */
async function allowed(sequencer: Sequencer): Promise<void> {
	for (const trader of [maker, taker]) await allow(trader);
	for (const trader of [maker, taker]) await sequencer.knows(trader, 'BTC');
}

/** Contracts of the series that a trader has on chain. */
async function held(trader: Trader): Promise<string> {
	const portfolio = await chain.rpc('options_portfolio', trader.portfolio);
	const found = list(portfolio, 'positions').find((one) => str(one, 'series') === series.name);
	return found === undefined ? '0' : str(found, 'quantity');
}

const wish = (side: 'Buy' | 'Sell', lots: bigint, nonce: number): Parameters<OrderDesk['order']>[2] => ({
	listed: series,
	side,
	quantity: (lots * E8) / 100n,
	limit: onGrid(series.mark, series.tick, false),
	nonce,
	expires: Date.now() + ORDER_MS,
});

test('a sequencer that lies about the state is proven wrong by a watcher, and the next one has the lane', async () => {
	// GIVEN a bonded liar, an honest stand-by, and a watcher
	const before = await term(chain);
	await register(chain, liar);
	await register(chain, honest);
	const sequencer = await Sequencer.start(node.url, liar, 'root');
	programs.push(sequencer);
	writeFileSync(join(folder, 'watcher'), '//DemoWat\n', { mode: 0o600 });
	const watcher = new Program('tenor-sequencer', [
		...['watch', '--url', node.url, '--lane', String(LANE), '--secret-file', join(folder, 'watcher')],
		...['--data', join(folder, 'watch'), '--from', '1'],
	]);
	programs.push(watcher);
	// WHEN the liar commits its first section: rules, indices
	// THEN it is slashed for a transition, and the stand-by runs the lane
	const now = await until(() => `the next sequencer; the liar said ${sequencer.output}; the watcher said ${watcher.output}`, async () => {
		const present = await term(chain);
		return present.epoch > before.epoch && present.record !== null ? present : undefined;
	});
	assert.equal(str(now.record, 'sequencer'), honest.account.address);
	const past = await chain.read('lane', 'terms', [LANE, before.epoch]);
	assert.equal(at(past, 'offence'), 'Transition', `the liar said ${sequencer.output}; the watcher said ${watcher.output}`);
	// AND it was the watcher's proof
	assert.match(watcher.output, /proof that operation \d+ is wrong/);
	await sequencer.kill();
	await watcher.kill();
});

test('an order has a place at once, fills on chain, and a receipt outlives a kill of the sequencer', async () => {
	// GIVEN the honest sequencer, and allowances
	let sequencer = await Sequencer.start(node.url, honest);
	programs.push(sequencer);
	const { epoch } = await term(chain);
	await allowed(sequencer);
	const orders = new OrderDesk(chain, epoch);
	// WHEN one sells and another buys a part of it
	const sold = await orders.order(sequencer, maker, wish('Sell', 50n, 1));
	const bought = await orders.order(sequencer, taker, wish('Buy', 20n, 1));
	assert.equal(num(bought, 'sequence'), num(sold, 'sequence') + 1);
	// THEN the contracts and the money move on chain
	await until(() => `the fill; it said ${sequencer.output}`, async () => ((await held(taker)) === '0.2' ? true : undefined));
	assert.equal(await held(maker), '-0.2');
	// AND what is signed by somebody else has no place
	const stranger: Trader = { ...maker, pair: taker.pair };
	await assert.rejects(orders.order(sequencer, stranger, wish('Sell', 1n, 2)), /BadSignature/);
	await assert.rejects(orders.order(sequencer, maker, wish('Sell', 1n, 1)), /NonceUsed/);

	// WHEN it is killed with an order that is in no batch yet, and starts again
	const third = await orders.order(sequencer, taker, wish('Buy', 10n, 2));
	await sequencer.kill();
	sequencer = await Sequencer.start(node.url, honest);
	programs.push(sequencer);
	// THEN the receipt stands, and the order fills
	const again = await sequencer.ask('lane_receipt', num(third, 'sequence'));
	for (const field of ['operation', 'head']) assert.equal(str(again, field), str(third, field));
	await until(() => `the second fill; it said ${sequencer.output}`, async () => ((await held(taker)) === '0.3' ? true : undefined));
	// AND no money was made or lost
	const { total, owed } = await money(chain);
	assert.equal(total, owed);
});
