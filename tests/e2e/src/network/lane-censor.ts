// SPDX-License-Identifier: Apache-2.0
/** A sequencer that leaves an order of the chain waiting, and what its stand-by does with it. */
import { until } from '../devnode.ts';
import { at, list, num, str, type Json } from '../json.ts';
import { Sequencer } from '../lane.ts';
import { E8 } from '../units.ts';
import { ALLOWANCE, LaneGround, NOTICE, PATIENCE_MS, reasonOf } from './lanes.ts';
import type { Run } from './run.ts';

/** What the order on chain is for, hundredths of a contract. */
const LOTS = 20;

/** An order on chain is ignored, the lane goes to the next one, and the order fills there. */
export async function laneCensor(run: Run): Promise<void> {
	const { report } = run;
	const ground = await LaneGround.begin(run, { Mia: 200_000, Tom: 200_000 }, ['Cen', 'Hon']);
	const { history, deadlines } = ground;
	const [censor, honest] = [ground.operator('Cen'), ground.operator('Hon')];
	const epoch = await ground.turnOf(censor);
	const liar = await Sequencer.start(ground.url, censor, 'censor');
	const standby = await Sequencer.launch(ground.url, honest);
	await ground.allow(liar, 'Mia', 'Tom');
	const resting = ground.wish('Sell', 50, 1);
	const receipt = await ground.orders(epoch).order(liar, ground.trader('Mia'), resting);
	const placed = await ground.force('Tom', ground.wish('Buy', LOTS, 1));
	report.say(`an order waits on chain from block ${placed} on`);

	const said = (): string => `the watcher said ${ground.watcher.output}`;
	const frozen = await history.event('LaneFrozen', epoch, ground.patience(deadlines.inbox + NOTICE), said);
	report.say(`frozen at block ${frozen.block}`);
	report.check('why the lane was frozen', reasonOf(frozen.data), 'InboxOverdue', reasonOf(frozen.data) === 'InboxOverdue');
	const waited = frozen.block - placed;
	report.check('blocks that the order waited until then', String(waited), `> ${deadlines.inbox}, <= ${deadlines.inbox + NOTICE}`, waited > deadlines.inbox && waited <= deadlines.inbox + NOTICE);
	const late = await ground.orders(epoch).order(liar, ground.trader('Mia'), ground.wish('Sell', 10, 2)).then(() => 'taken', String);
	report.check('a new order off chain', late, 'LaneClosed', late.includes('LaneClosed'));

	const ended = await history.event('TermEnded', epoch, ground.patience(deadlines.tail), said);
	report.check('blocks from there to the next sequencer', String(ended.block - frozen.block), String(deadlines.tail + 1), ended.block - frozen.block === deadlines.tail + 1);
	const began = await history.event('TermBegan', epoch + 1, PATIENCE_MS);
	const next = str(began.data, 2) === honest.account.address && began.block === ended.block;
	report.check('who has the lane, from that block on', next ? 'the stand-by' : str(began.data, 2), 'the stand-by', next);
	await voided(ground, epoch, receipt);
	await standby.says(/listening on/);
	await ground.released(['Mia', 'Tom'], ended.block);
	await include(ground, standby, placed);
	await Promise.all([liar.ended(PATIENCE_MS), standby.kill(), ground.watcher.kill()]);
}

/** What was signed for the censor is good for nobody else, and the chain pays no claim for what it did put in its log. */
async function voided(ground: LaneGround, epoch: number, receipt: Json): Promise<void> {
	const { run, history } = ground;
	await history.read();
	const entry = history.log(epoch).find(({ sequence }) => sequence === num(receipt, 'sequence'));
	const kept = entry?.operation === str(receipt, 'operation') && entry.head === str(receipt, 'head');
	run.report.check('the receipt of an order that rested', kept ? 'honoured' : 'broken', 'honoured', kept);
	const taken = history.log(epoch).filter(({ kind, body }) => kind === 'inbox' && Object.hasOwn(at(body, 'message') as object, 'order'));
	run.report.check('orders of the chain in the log of the censor', String(taken.length), '0', taken.length === 0);
}

/** The stand-by takes the same order from the chain, and fills it. */
async function include(ground: LaneGround, standby: Sequencer, first: number): Promise<void> {
	const { run, history, deadlines } = ground;
	const { report } = run;
	const mia = ground.trader('Mia');
	const epoch = await ground.turnOf(ground.operator('Hon'));
	const orders = ground.orders(epoch);
	const book = await standby.ask('lane_book', ground.call.name);
	report.check('orders that rest with the stand-by', String(list(book, 'bids').length + list(book, 'asks').length), '0', list(book, 'bids').length + list(book, 'asks').length === 0);
	await ground.allow(standby, 'Mia', 'Tom');
	// Signed for the epoch of the censor.
	const old = await ground.orders(epoch - 1).order(standby, mia, ground.wish('Sell', 50, 1)).then(() => 'taken', String);
	report.check('an order that was signed for the censor', old, 'BadSignature', old.includes('BadSignature'));
	await orders.order(standby, mia, ground.wish('Sell', 50, 1));
	const placed = await ground.force('Tom', ground.wish('Buy', LOTS, 1));
	const bought = (BigInt(LOTS) * E8) / 100n;
	await until(() => `the fill; it said ${standby.output}`, async () => ((await ground.held('Tom')) === bought ? true : undefined));
	const entry = await until('the order in the log', async () => {
		await history.read();
		return history.log(epoch).find(({ kind, fills }) => kind === 'inbox' && fills.length > 0);
	});
	report.check('blocks until the stand-by had it in its log, filled', String(entry.block - placed), `<= ${deadlines.inbox}`, entry.block - placed <= deadlines.inbox);
	report.figure('blocks from the first time it was placed', String(entry.block - first));
	const [bid, asked] = [await ground.held('Tom'), await ground.held('Mia')];
	report.check('contracts that it moved', `${bid}, ${asked}`, `${bought}, ${-bought}`, bid === bought && asked === -bought);
	const aside = await ground.setAside('Tom');
	report.check('set aside of the buyer, less than he allowed by what he paid', String(aside < ALLOWANCE && aside > 0n), 'true', aside < ALLOWANCE && aside > 0n);
	await history.read();
	const accused = history.named('Slashed').length;
	report.check('offences of anybody', String(accused), '0', accused === 0);
}
