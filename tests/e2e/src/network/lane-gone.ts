// SPDX-License-Identifier: Apache-2.0
/** A sequencer that is killed for good, with nobody to follow: everybody gets out with his money by the chain alone. */
import { Refused } from '../client.ts';
import { until } from '../devnode.ts';
import { USDC } from '../ids.ts';
import { at, big, list, num, variant, type Json } from '../json.ts';
import { money } from '../ledger.ts';
import { Sequencer, signedReceipt, type SignedOrder } from '../lane.ts';
import { readBlocks } from '../observe.ts';
import { E18, E8 } from '../units.ts';
import { LaneGround, NOTICE, PATIENCE_MS, reasonOf } from './lanes.ts';
import type { Run } from './run.ts';

/** A unit of the token in e8. */
const UNIT = 10n ** BigInt(8 - USDC.decimals);
/** Those with contracts, those without, and those who buy what is auctioned. */
const HOLDERS = ['Mia', 'Tom', 'Tia'] as const;
const FREE = ['Fay', 'Gil'] as const;
const BIDDERS = ['Liz', 'Lou'] as const;
/** So much a bidder pays at most for the whole of a portfolio, e8. */
const LIMIT = 100_000n * E8;

/** Trades in the lane, kills its sequencer, and sees everybody out. */
export async function laneGone(run: Run): Promise<void> {
	const { report, chain } = run;
	const everybody = [...HOLDERS, ...FREE, ...BIDDERS];
	const before = new Set((await chain.entries('collateral', 'portfolios')).map(({ keys }) => num(keys[0] ?? null)));
	const issued = await supply(run);
	const ground = await LaneGround.begin(run, Object.fromEntries(everybody.map((name) => [name, 150_000])), ['Seq']);
	const { history } = ground;
	const epoch = await ground.turnOf(ground.operator('Seq'));
	const sequencer = await Sequencer.start(ground.url, ground.operator('Seq'));
	const unhonoured = await trade(ground, sequencer, epoch);
	await sequencer.kill();
	report.say('the sequencer is killed for good');
	const ended = await silence(ground, epoch);
	await ground.released([...HOLDERS, ...FREE], ended);
	await ground.claim('Gil', [signedReceipt(unhonoured.receipt), unhonoured.operation, null], epoch, 'the order in no batch');

	await Promise.all(FREE.map(async (name) => leave(ground, name)));
	report.say('who had no contract is out');
	await exits(ground);
	await Promise.all(HOLDERS.map(async (name) => close(ground, name)));
	report.say('who had contracts is out');
	await history.read();
	const offences = history.named('Slashed').length;
	report.check('offences of anybody', String(offences), '0', offences === 0);
	await account(ground, before, issued);
	await ground.watcher.kill();
}

/** Fills between three, orders that rest, and one that has a receipt when the sequencer dies. */
async function trade(ground: LaneGround, sequencer: Sequencer, epoch: number): Promise<{ receipt: Json; operation: SignedOrder }> {
	const { report } = ground.run;
	await ground.allow(sequencer, ...HOLDERS, ...FREE);
	const orders = ground.orders(epoch);
	const send = async (name: string, side: 'Buy' | 'Sell', lots: number, nonce: number, part = 1): Promise<Json> =>
		orders.order(sequencer, ground.trader(name), ground.wish(side, lots, nonce, part));
	await send('Mia', 'Sell', 50, 1);
	await send('Tom', 'Buy', 30, 1);
	await send('Tia', 'Buy', 15, 1);
	await send('Gil', 'Buy', 50, 1, 0.5);
	const filled = async (): Promise<boolean> => (await ground.held('Tom')) === (30n * E8) / 100n && (await ground.held('Tia')) === (15n * E8) / 100n;
	await until(() => `the fills; it said ${sequencer.output}`, async () => ((await filled()) ? true : undefined));
	// In the middle of a block: the batch before it is sent, and the next is not.
	await ground.betweenBlocks();
	const wish = ground.wish('Buy', 10, 2, 0.5);
	const operation = orders.operation(ground.trader('Gil'), wish);
	const receipt = await orders.order(sequencer, ground.trader('Gil'), wish, operation);
	report.say(`operation ${num(receipt, 'sequence')} has a receipt and is in no batch`);
	return { receipt, operation };
}

/** The watcher freezes the silent lane, and nobody takes it; returns the block in which its epoch ended. */
async function silence(ground: LaneGround, epoch: number): Promise<number> {
	const { run, history, deadlines } = ground;
	const { report, chain } = run;
	const said = (): string => `the watcher said ${ground.watcher.output}`;
	const frozen = await history.event('LaneFrozen', epoch, ground.patience(deadlines.silence + NOTICE), said);
	report.check('why the lane was frozen', reasonOf(frozen.data), 'Silent', reasonOf(frozen.data) === 'Silent');
	const last = history.named('BatchCommitted', epoch).at(-1)?.block ?? 0;
	const took = frozen.block - last;
	report.check('blocks from the last batch until then', String(took), `> ${deadlines.silence}, <= ${deadlines.silence + NOTICE}`, took > deadlines.silence && took <= deadlines.silence + NOTICE);
	const ended = await history.event('TermEnded', epoch, ground.patience(deadlines.tail), said);
	report.check('blocks from there to the end', String(ended.block - frozen.block), String(deadlines.tail + 1), ended.block - frozen.block === deadlines.tail + 1);
	const status = variant(at(await chain.read('lane', 'lanes', 0), 'status'));
	report.check('the lane is', status, 'Vacant', status === 'Vacant');
	return ended.block;
}

/** Somebody without contracts takes out all of his money. */
async function leave(ground: LaneGround, name: string): Promise<void> {
	const portfolio = ground.trader(name).portfolio;
	const record = await ground.run.chain.read('collateral', 'portfolios', portfolio);
	await ground.submit(name, 'collateral', 'requestWithdrawal', portfolio, USDC.id, big(record, 'cash') / UNIT);
	await close(ground, name);
}

/** Everybody with contracts has them sold; returns once nobody has any. */
async function exits(ground: LaneGround): Promise<void> {
	const { report, chain } = ground.run;
	for (const name of HOLDERS) await ground.submit(name, 'liquidation', 'requestExit', ground.trader(name).portfolio);
	const from = await ground.history.read();
	let bids = 0;
	await until('the auctions to end', async () => {
		const open = (await chain.entries('liquidation', 'auctions')).map(({ keys }) => num(keys[0] ?? null));
		for (const portfolio of open) {
			const waiting = await chain.read('liquidation', 'bidsOf', portfolio);
			if (list(waiting).length > 0) continue;
			const bidder = BIDDERS[bids % BIDDERS.length] ?? BIDDERS[0];
			bids += 1;
			// One that is sold meanwhile takes no bid.
			await ground.submit(bidder, 'liquidation', 'bid', portfolio, ground.trader(bidder).portfolio, E18, LIMIT, null).catch(refused);
		}
		return open.length === 0 ? true : undefined;
	}, PATIENCE_MS);
	const events = (await readBlocks(chain, from, await chain.height())).flatMap((block) => block.events);
	const sold = events.filter(({ pallet, name, data }) => pallet === 'liquidation' && name === 'AuctionEnded' && variant(at(data, 1)) === 'Exited');
	report.check('portfolios sold by auction on chain', String(sold.length), String(HOLDERS.length), sold.length === HOLDERS.length);
}

function refused(reason: unknown): void {
	if (!(reason instanceof Refused)) throw reason;
}

/** Waits until somebody was paid what he asked for, and gives his portfolio back. */
async function close(ground: LaneGround, name: string): Promise<void> {
	const { chain } = ground.run;
	const { portfolio } = ground.trader(name);
	await until(`${name} to be paid`, async () => {
		const record = await chain.read('collateral', 'portfolios', portfolio);
		return num(record, 'requests') === 0 && big(record, 'cash') < UNIT ? true : undefined;
	}, PATIENCE_MS);
	await ground.submit(name, 'collateral', 'closePortfolio', portfolio);
}

/** All USDC that there is, in its units. */
async function supply({ chain }: Run): Promise<bigint> {
	return big(await chain.read('assets', 'asset', USDC.id), 'supply');
}

/** Who holds what at the end: nobody but the bidders, and every unit is somewhere. */
async function account(ground: LaneGround, before: ReadonlySet<number>, issued: bigint): Promise<void> {
	const { run } = ground;
	const { report, chain } = run;
	const bidders = BIDDERS.map((name) => ground.trader(name).portfolio);
	const records = (await chain.entries('collateral', 'portfolios')).filter(({ keys }) => !before.has(num(keys[0] ?? null)));
	const others = records.filter(({ keys }) => !bidders.includes(num(keys[0] ?? null)));
	report.check('portfolios of anybody but the bidders', String(others.length), '0', others.length === 0);
	const positions = await chain.entries('margin', 'positions');
	const holders = positions.filter(({ keys }) => !bidders.includes(num(keys[1] ?? null)));
	report.check('contracts of anybody but the bidders', String(holders.length), '0', holders.length === 0);
	const bought = await Promise.all(BIDDERS.map(async (name) => ground.held(name)));
	report.check('contracts of the bidders, longs and shorts together', String(bought.reduce((a, b) => a + b, 0n)), '0', bought.reduce((a, b) => a + b, 0n) === 0n);
	const now = await money(chain);
	const accounts = await chain.entries('assets', 'account', USDC.id);
	const held = accounts.reduce((sum, { value }) => sum + big(value, 'balance'), 0n);
	const total = await supply(run);
	report.check('USDC on all accounts, less what there was', String(held - issued), '0', held === issued && total === issued);
	report.figure('of these the ledger has: bidders, bonds, clearing, insurance, fees, dust', [now.portfolios, now.bonds, now.clearing, now.insurance, now.fees, now.dust].map((part) => String(part / E8)).join(', '));
}
