// SPDX-License-Identifier: Apache-2.0
/** A lane on a real node: sequencers that lie and lose it, and one that is killed and keeps its word. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Chain } from '../src/client.ts';
import { Desk, type Listed } from '../src/desk.ts';
import { DevNode, until } from '../src/devnode.ts';
import { at, big, num, str } from '../src/json.ts';
import { LANE, OrderDesk, Sequencer, Watcher, allow, contracts, operator, register, signedReceipt, term, type Operator, type Wish } from '../src/lane.ts';
import { LaneHistory, publishedProof } from '../src/lane-history.ts';
import { money } from '../src/ledger.ts';
import { onGrid } from '../src/orders.ts';
import type { Program } from '../src/program.ts';
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
let breaker: Operator;
let honest: Operator;
let watcher: Watcher;
const programs: Program[] = [];

before(async () => {
	folder = mkdtempSync(join(tmpdir(), 'tenor-lane-'));
	node = await DevNode.start(folder);
	chain = await Chain.connect(node.url);
	desk = await Desk.open(chain, LIFE_MS);
	const usdc = { Mia: 300_000, Tom: 300_000, Eve: 150_000, Bro: 150_000, Hon: 150_000, Wat: 1_000 };
	const roles = Object.entries(usdc).map(([name, amount]) => ({ name, mode: 'Standard', usdc: amount, does: 'trades' }) as const);
	await fund(chain, roles);
	const [first, second] = await Promise.all(roles.slice(0, 2).map((role) => enter(chain, role)));
	const [btc] = desk.markets;
	assert.ok(first && second && btc);
	[maker, taker] = [first, second];
	const found = (await desk.series(btc)).find(({ name }) => name.endsWith('-69000-C'));
	assert.ok(found);
	series = found;
	liar = await operator(chain, 'Eve', folder);
	breaker = await operator(chain, 'Bro', folder);
	honest = await operator(chain, 'Hon', folder);
	watcher = Watcher.begin(node.url, folder, 'Wat', 1);
	programs.push(watcher);
});

after(async () => {
	for (const program of programs) await program.kill();
	assert.deepEqual(desk.close(), [], 'feeds failed');
	await chain.disconnect();
	await node.end('SIGINT');
	rmSync(folder, { recursive: true });
});

/** Both have allowances in a sequencer's log. */
async function allowed(sequencer: Sequencer): Promise<void> {
	for (const trader of [maker, taker]) await allow(chain, trader, series.series.underlying, ALLOWANCE);
	for (const trader of [maker, taker]) await sequencer.knows(trader, 'BTC');
}

/** Hundredths of a contract of the series that a trader has on chain. */
const held = async ({ portfolio }: Trader): Promise<number> => Number((await contracts(chain, portfolio, series)) * 100n / E8);

const wish = (side: 'Buy' | 'Sell', lots: bigint, nonce: number): Wish => ({
	listed: series,
	side,
	quantity: (lots * E8) / 100n,
	limit: onGrid(series.mark, series.tick, false),
	nonce,
	expires: Date.now() + ORDER_MS,
});

/** Waits until an epoch is over; what its sequencer was slashed for. */
async function offence(epoch: number, sequencer: Sequencer): Promise<string> {
	await until(() => `the next sequencer; this one said ${sequencer.output}; the watcher said ${watcher.output}`, async () =>
		(await term(chain)).epoch > epoch ? true : undefined,
	);
	return str(await chain.read('lane', 'terms', [LANE, epoch]), 'offence');
}

test('a sequencer that lies about the state is proven wrong by a watcher, and the next one has the lane', async () => {
	// GIVEN a bonded liar, stand-bys, and a watcher
	const { epoch } = await term(chain);
	for (const who of [liar, breaker, honest]) await register(chain, who);
	// WHEN the liar commits its first section: rules, indices
	const sequencer = await Sequencer.start(node.url, liar, 'root');
	programs.push(sequencer);
	// THEN it is slashed for a transition, and the first stand-by runs the lane
	assert.equal(await offence(epoch, sequencer), 'Transition');
	assert.equal(str((await term(chain)).record, 'sequencer'), breaker.account.address);
	// AND it was the watcher's proof
	assert.match(watcher.output, /proof that operation \d+ of epoch \d+ is wrong/);
	await sequencer.kill();
});

test('a receipt that the log does not honour is proven by the watcher, and the bond pays its holder', async () => {
	// GIVEN a sequencer whose receipts name another history than its log has
	const { epoch } = await term(chain);
	const sequencer = await Sequencer.start(node.url, breaker, 'receipt');
	programs.push(sequencer);
	await allowed(sequencer);
	const orders = new OrderDesk(chain, epoch);
	const sold = wish('Sell', 10n, 1);
	const signed = orders.operation(maker, sold);
	const receipt = await orders.order(sequencer, maker, sold, signed);
	// WHEN the holder of one hands it in
	watcher.handIn(receipt);
	// THEN the sequencer is slashed for it, and what it signed is void
	assert.equal(await offence(epoch, sequencer), 'Receipt');
	assert.match(watcher.output, /proof that the receipt of operation \d+ is broken/);
	const { record } = await term(chain);
	assert.deepEqual([str(record, 'sequencer'), at(record, 'offence')], [honest.account.address, null]);
	// AND its holder is paid for it, once, by the proof that the watcher published
	const slashed = await new LaneHistory(chain, 1).event('Slashed', epoch, 60_000);
	const proof = await publishedProof(chain, slashed.block);
	const bond = async (): Promise<bigint> => big(await chain.read('lane', 'terms', [LANE, epoch]), 'bond');
	const before = await bond();
	const claim = async (): Promise<unknown> =>
		chain.submit(chain.call('lane', 'claimReceipt', signedReceipt(receipt), signed, proof), maker.pair, { feeAsset: 1 });
	await claim();
	assert.equal(before - (await bond()), big(chain.constant('lane', 'limits'), 'compensation'));
	await assert.rejects(claim(), /AlreadyClaimed/);
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
	await until(() => `the fill; it said ${sequencer.output}`, async () => ((await held(taker)) === 20 ? true : undefined));
	assert.equal(await held(maker), -20);
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
	await until(() => `the second fill; it said ${sequencer.output}`, async () => ((await held(taker)) === 30 ? true : undefined));
	// AND no money was made or lost
	const { total, owed } = await money(chain);
	assert.equal(total, owed);
});
