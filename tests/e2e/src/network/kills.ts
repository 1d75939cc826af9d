// SPDX-License-Identifier: Apache-2.0
/**
 * Two of four validators killed at the moment they vote, again and again. The round can't end without them, so they come
 * back into it, with other blocks to vote for by then: they must vote as the others have already heard.
 */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { pause } from '../devnode.ts';
import { quantile } from '../load.ts';
import { together } from './activity.ts';
import { RPC, VALIDATORS } from './nodes.ts';
import { seconds } from './report.ts';
import type { Run } from './run.ts';

/** Kills, unless the environment says otherwise. */
const KILLS = 200;
/** What a validator logs when it has sent a vote. */
export const VOTED = 'which we voted on in round';
/** It dies within this time of a vote, ms: from before the database wrote it until long after. */
const WITHIN_MS = 30;
/** It votes within this time, and follows finality so long after its start, ms. */
const VOTE_MS = 30_000;
const RECOVERY_MS = 120_000;

/** Kills and starts pairs of validators by turns while options are traded and settled. */
export async function kills(run: Run): Promise<void> {
	const { report, watch } = run;
	const count = Number(process.env['TENOR_KILLS'] ?? KILLS);
	const activity = await run.activity();
	const state = { over: false };
	const trading = (async () => {
		const rounds = [await activity.round()];
		while (!state.over) rounds.push(await activity.round());
		return rounds;
	})();
	const back: number[] = [];
	for (let n = 0; back.length < count; n += 1) {
		const victims = [0, 1].map((k) => VALIDATORS[(n + k) % VALIDATORS.length] ?? 'alice');
		await Promise.all(victims.map(async (victim) => killAtVote(run, victim, (back.length * WITHIN_MS) / count)));
		const startedAt = Date.now();
		for (const victim of victims) await run.launch(victim);
		for (const victim of victims) {
			const near = (): boolean => watch.of(victim).final.some(({ at, number }) => at > startedAt && number + 2 >= watch.of(RPC).finality);
			await watch.until(`${victim} to follow finality`, RECOVERY_MS, near);
			back.push(Date.now() - startedAt);
		}
		if (n % 10 === 9) report.say(`${back.length} kills; block ${watch.of(RPC).finality} is final`);
	}
	state.over = true;
	const rounds = await trading;
	report.figure('listings traded and settled meanwhile', String(rounds.length));
	run.reportRound(together(rounds), true);
	report.check('validators killed while voting', String(back.length), `>= ${count}`, back.length >= count);
	back.sort((a, b) => a - b);
	report.figure('from a start until it follows finality, p50, most', `${seconds(quantile(back, 0.5))}, ${seconds(back.at(-1) ?? NaN)}`);
}

/** Waits until the node says that it has voted, and so long after that, then kills it. */
async function killAtVote(run: Run, name: string, afterMs: number): Promise<void> {
	const node = run.network.node(name);
	const file = openSync(join(node.folder, 'node.log'), 'r');
	try {
		let position = fstatSync(file).size;
		const begun = Date.now();
		for (const buffer = Buffer.alloc(1 << 16); ; ) {
			const length = readSync(file, buffer, 0, buffer.length, position);
			position += length;
			if (buffer.toString('utf8', 0, length).includes(VOTED)) break;
			if (Date.now() - begun > VOTE_MS) throw new Error(`${name} does not vote`);
			await pause(1);
		}
		if (afterMs >= 1) await pause(afterMs);
		await node.end('SIGKILL');
	} finally {
		closeSync(file);
	}
}
