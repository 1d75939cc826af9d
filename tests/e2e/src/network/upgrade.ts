// SPDX-License-Identifier: Apache-2.0
/**
 * New code with a migration of several blocks in the middle of trading: refused near an expiry, taken away from
 * one, and traded and settled under afterwards. TENOR_UPGRADE names the code. Its hash is authorized in the
 * genesis: what governance does behind its time lock is a test of the runtime.
 */
import { u8aConcat, u8aToHex } from '@polkadot/util';
import { blake2AsU8a, xxhashAsU8a } from '@polkadot/util-crypto';
import { readFileSync } from 'node:fs';
import { Refused, type Call } from '../client.ts';
import { pause } from '../devnode.ts';
import { finalityTimes, intervals, reportFinality } from './finality.ts';
import { RPC } from './nodes.ts';
import { few, seconds } from './report.ts';
import type { Run } from './run.ts';
import { slotOf } from './watch.ts';

/** No code is taken within this time of an expiry, ms. */
const DISTANCE_MS = 3_600_000;
/** The expiry that is open while the code changes is so much further off, ms. */
const BEYOND_MS = 300_000;
/** Trading goes on for so long before the code is sent, ms. */
const BEFORE_MS = 20_000;
/** What the change costs is looked at for so long, slots. */
const SLOTS = 60;
/** The migration has ended after this, ms. */
const PATIENCE_MS = 180_000;
/** The migration of the rehearsal takes two portfolios to a block, of which the cast has nine. */
const LEAST_BLOCKS = 5;

function code(): Uint8Array {
	const file = process.env['TENOR_UPGRADE'];
	if (file === undefined) throw new Error('TENOR_UPGRADE names no code to upgrade to');
	return readFileSync(file);
}

/** Storage of a chain whose governance has authorized the code, if it is a later version. */
export function authorized(): Readonly<Record<string, string>> {
	const key = u8aConcat(xxhashAsU8a('System', 128), xxhashAsU8a('AuthorizedUpgrade', 128));
	return { [u8aToHex(key)]: u8aToHex(u8aConcat(blake2AsU8a(code()), [1])) };
}

/** Near an expiry, away from one, and a round behind it. */
export async function upgrade(run: Run): Promise<void> {
	const { report, watch } = run;
	const before = await version(run, RPC);
	const activity = await run.activity();
	report.say('an expiry is traded, and the code is sent');
	const near = activity.round();
	await pause(BEFORE_MS);
	const refusal = await send(run);
	report.check('code within an hour of an expiry', refusal, 'series.ExpiryTooNear', refusal === 'series.ExpiryTooNear');
	run.reportRound(await near);

	report.say('an expiry beyond the hour is traded, and the code is sent');
	const traded = activity.open(DISTANCE_MS + BEYOND_MS);
	await pause(BEFORE_MS);
	// Its own events may be told in terms of the old code, which the client no longer knows: the version tells.
	void send(run);
	const sentAt = Date.now();
	while ((await version(run, RPC)) === before) {
		if (Date.now() - sentAt > PATIENCE_MS) throw new Error('the code was not taken away from an expiry');
		await pause(200);
	}
	const changed = await changedAt(run, before);
	report.say(`block ${changed} has the new code`);
	await watch.until('the time that is measured', PATIENCE_MS, () => slots(run, changed, watch.of(RPC).height) >= SLOTS);
	const { trades, lost } = await traded;
	report.check('trades executed in that expiry', String(trades), '> 30', trades > 30);
	report.figure('calls that came to nothing, signed for the old code or too early behind the new', few(lost));
	await cost(run, changed);
	const versions = await Promise.all(run.network.running.map(async (name) => version(run, name)));
	report.check('nodes that do not run the next version', String(versions.filter((one) => one !== before + 1).length), '0', versions.every((one) => one === before + 1));

	report.say('a round under the new code');
	// What is held in the far expiry leaves some of the cast too little margin for this one.
	run.reportRound(await activity.round(), true);
}

/** Sends the code; what became of it. */
async function send({ chain }: Run): Promise<string> {
	const call: Call = chain.call('system', 'applyAuthorizedUpgrade', u8aToHex(code()));
	try {
		await chain.submit(call, chain.account('Alice'));
		return 'taken';
	} catch (reason) {
		return reason instanceof Refused ? `${reason.pallet}.${reason.error}` : String(reason);
	}
}

/** The version of the code in a node's best block, or in another one. */
async function version({ network }: Run, name: string, ...block: readonly unknown[]): Promise<number> {
	const found = await network.node(name).request('state_getRuntimeVersion', ...block);
	return (found as { specVersion: number }).specVersion;
}

/** The first block whose state has no longer the code of that version. */
async function changedAt(run: Run, before: number): Promise<number> {
	for (let number = run.watch.of(RPC).height; number > 0; number -= 1) {
		const hash = await run.network.node(RPC).request('chain_getBlockHash', number);
		if ((await version(run, RPC, hash)) === before) return number + 1;
	}
	throw new Error('no block has the old code');
}

/** Slots from one block to another, as the node for clients saw them. */
function slots({ watch }: Run, from: number, to: number): number {
	const slot = (number: number): number => {
		const word = watch.of(RPC).best.find((one) => one.number === number);
		return word === undefined ? Number.NaN : slotOf(word.header);
	};
	return slot(to) - slot(from);
}

/** What the change cost: slots without a block, and blocks in which nobody could do anything. */
async function cost(run: Run, changed: number): Promise<void> {
	const { report, watch, chain, network } = run;
	let [ended, moved, to] = [0, 0, changed];
	while (slots(run, changed, to) < SLOTS) {
		to += 1;
		const hash = String(await network.node(RPC).request('chain_getBlockHash', to));
		const events = await chain.events(hash);
		const signed = events.some(({ pallet, name }) => pallet === 'transactionPayment' && name === 'TransactionFeePaid');
		if (ended === 0 && signed) moved += 1;
		if (ended === 0 && events.some(({ pallet, name }) => pallet === 'multiBlockMigrations' && name === 'UpgradeCompleted')) ended = to;
	}
	report.check('blocks of the migration', ended === 0 ? 'no end' : String(ended - changed), `>= ${LEAST_BLOCKS}`, ended - changed >= LEAST_BLOCKS);
	report.check('blocks of it with signed calls', String(moved), '0', moved === 0);
	report.figure(`slots without a block, of the ${SLOTS} behind the change`, String(slots(run, changed, to) - (to - changed)));
	const gaps = intervals(watch.of(RPC), changed, to);
	report.figure('longest time between two blocks', seconds(gaps.at(-1) ?? 0));
	reportFinality(report, 'slot to finality', finalityTimes(watch.of(RPC), changed, to, chain.slotMs()));
}
