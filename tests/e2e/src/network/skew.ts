// SPDX-License-Identifier: Apache-2.0
/** One validator's clock is ahead: by less than others let pass, then by more, then it is set right. */
import { spawnSync } from 'node:child_process';
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
/** An importer takes blocks of the next slot, and none later. */
const AHEAD = [
	{ seconds: 0.5, accepted: true },
	{ seconds: 3, accepted: false },
] as const;
/** So long each clock is looked at once the node is up, ms. */
const LOOK_MS = 30_000;
/** From its start with the right clock until it follows finality, ms. */
const RECOVERY_MS = 120_000;

/** Trades and settles while the clock is off. */
export async function skew(run: Run): Promise<void> {
	const act = async (): Promise<void> => {
		for (const { seconds: ahead, accepted } of AHEAD) await look(run, ahead, accepted);
		await run.network.node(VICTIM).end('SIGINT');
		const startedAt = Date.now();
		await run.launch(VICTIM);
		const took = await recovered(run, startedAt);
		run.report.check('with the right clock: from its start until it follows finality', seconds(took), `<= ${seconds(RECOVERY_MS)}`, took <= RECOVERY_MS);
	};
	run.reportRound(await (await run.activity()).round({ lastsMs: 150_000, act }));
}

/** Restarts the victim with its clock ahead and counts whose blocks the network takes. */
async function look(run: Run, ahead: number, accepted: boolean): Promise<void> {
	const { report, watch, network, chain } = run;
	await network.node(VICTIM).end('SIGINT');
	const startedAt = Date.now();
	await run.launch(VICTIM, { prefix: clock(ahead) });
	await network.node(VICTIM).bestBlock(RECOVERY_MS);
	await watch.until(`${VICTIM} to see blocks`, RECOVERY_MS, () => watch.of(VICTIM).best.filter(({ at }) => at > startedAt).length > 1);
	const from = watch.of(RPC).height + 1;
	await pause(LOOK_MS);
	const to = watch.of(RPC).finality;
	const slots = watch.of(RPC).best.filter(({ number }) => number >= from && number <= to).map(({ header }) => slotOf(header));
	const due = Math.floor(((slots.at(-1) ?? 0) - (slots[0] ?? 0)) / AUTHORITIES);
	const own = new Set(slots.filter((slot) => slot % AUTHORITIES === PLACE)).size;
	report.say(`${VICTIM} is ${ahead} s ahead: ${own} of its ${due} blocks are in the chain`);
	const what = `${VICTIM} ${ahead} s ahead`;
	report.check(`${what}: its blocks in the chain, of those due`, `${own} of ${due}`, accepted ? 'more than half' : 'none', accepted ? own * 2 > due : own === 0);
	reportFinality(report, `${what}: slot to finality`, finalityTimes(watch.of(RPC), from, to, chain.slotMs()), { p50: 3_000, p99: 8_000 });
}

/**
 * What gives a process another clock; durations pass as they do. Faketime's own command would stand between us and
 * the process.
 */
function clock(ahead: number): readonly string[] {
	const found = spawnSync('faketime', ['-m', '-f', '+0s', 'printenv', 'LD_PRELOAD'], { encoding: 'utf8' });
	if (found.status !== 0) throw new Error('faketime is not there: install the Debian package of that name');
	return ['env', `LD_PRELOAD=${found.stdout.trim()}`, `FAKETIME=+${ahead}s`, 'FAKETIME_DONT_FAKE_MONOTONIC=1'];
}

async function recovered(run: Run, startedAt: number): Promise<number> {
	const { watch } = run;
	const near = (): boolean => watch.of(VICTIM).final.some(({ at, number }) => at > startedAt && number + 2 >= watch.of(RPC).finality);
	return watch.until(`${VICTIM} to follow finality`, RECOVERY_MS, near);
}
