// SPDX-License-Identifier: Apache-2.0
/** One validator is killed while options are traded and comes back. */
import { pause } from '../devnode.ts';
import { finalityTimes, reportFinality } from './finality.ts';
import { RPC } from './nodes.ts';
import { seconds } from './report.ts';
import type { Run } from './run.ts';
import { slotOf } from './watch.ts';

const VICTIM = 'dave';
/** Its place in the set: who authors a slot is the slot's number modulo four. */
const PLACE = 3;
const AUTHORITIES = 4;
/** Trading goes on for so long before it dies, ms. */
const BEFORE_MS = 20_000;
/** So long it is away, ms. */
const AWAY_MS = 25_000;
/** It must be one with the others again after this, ms. */
const RECOVERY_MS = 60_000;

/** Kills it, lets the others go on, starts it again on what its database kept. */
export async function kill(run: Run): Promise<void> {
	const { report, watch, network, chain } = run;
	const traded = (await run.activity()).round();
	await pause(BEFORE_MS);
	const [killedAt, from] = [Date.now(), watch.of(RPC).height + 1];
	await network.node(VICTIM).end('SIGKILL');
	report.say(`${VICTIM} is killed at block ${from - 1}`);
	await pause(AWAY_MS);
	const back = watch.of(RPC).height;
	const startedAt = Date.now();
	await run.launch(VICTIM);
	report.say(`${VICTIM} starts again at block ${back}`);
	const own = watch.of(VICTIM);
	const near = (): boolean => own.final.some(({ at, number }) => at > startedAt && number + 1 >= watch.of(RPC).finality);
	const recovered = await watch.until(`${VICTIM} to follow finality`, RECOVERY_MS, near);
	await watch.until(`a block by ${VICTIM}`, RECOVERY_MS, () => authored(run, startedAt) !== undefined);
	const first = (authored(run, startedAt) ?? 0) - startedAt;
	report.say(`${VICTIM} follows finality after ${seconds(recovered)}, makes a block after ${seconds(first)}`);
	run.reportRound(await traded);

	const away = finalityTimes(watch.of(RPC), from, back, chain.slotMs());
	report.check('blocks made while it was away', String(back - from + 1), '> 12', back - from + 1 > 12);
	reportFinality(report, 'slot to finality while it was away', away);
	report.check('longest the rest waited for finality', seconds(longestWait(run, killedAt, startedAt)), '<= 10 s', longestWait(run, killedAt, startedAt) <= 10_000);
	report.check('from its start until it follows finality', seconds(recovered), `<= ${seconds(RECOVERY_MS)}`, recovered <= RECOVERY_MS);
	report.figure('from its start until its first block', seconds(first));
}

/** When the others first saw a block of the victim's slots that was made after `since`. */
function authored(run: Run, since: number): number | undefined {
	const slotMs = run.chain.slotMs();
	return run.watch.of(RPC).best.find(({ header }) => {
		const slot = slotOf(header);
		return slot * slotMs >= since && slot % AUTHORITIES === PLACE;
	})?.at;
}

/** Longest time between two announcements of finality at the node for clients, ms. */
function longestWait(run: Run, from: number, to: number): number {
	const times = run.watch.of(RPC).final.map(({ at }) => at).filter((at) => at >= from && at <= to);
	return Math.max(0, ...times.slice(1).map((at, i) => at - (times[i] ?? at)));
}
