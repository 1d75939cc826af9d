// SPDX-License-Identifier: Apache-2.0
/** How soon blocks are final while options are traded and settled. */
import { quantile } from '../load.ts';
import { RPC } from './nodes.ts';
import { seconds, type Report } from './report.ts';
import type { Run } from './run.ts';
import { slotOf, type Words } from './watch.ts';

/** Blocks that are measured at least. */
const LEAST_BLOCKS = 120;
/** Goals from the beginning of a block's slot until the node for clients calls it final, ms. */
const GOALS: Goals = { p50: 2_000, p99: 4_000 };

interface Goals {
	readonly p50: number;
	readonly p99: number;
}

/** From the beginning of the slot of each block in `from..to` to its finality on a node, ms, ascending. */
export function finalityTimes(words: Words, from: number, to: number, slotMs: number): readonly number[] {
	const times: number[] = [];
	for (const { number, header } of words.best) {
		const final = words.finalAt(number);
		if (number >= from && number < to && final !== undefined) times.push(final - slotOf(header) * slotMs);
	}
	return times.sort((a, b) => a - b);
}

/** Times between the sights of one best block and the next, ms, ascending. */
export function intervals(words: Words, from: number, to: number): readonly number[] {
	const seen = words.best.filter(({ number }) => number >= from && number <= to);
	return seen.slice(1).map(({ at }, i) => at - (seen[i]?.at ?? at)).sort((a, b) => a - b);
}

/** Puts times beside their goals, where there are some. */
export function reportFinality(report: Report, what: string, times: readonly number[], goals?: Goals): void {
	for (const [name, share] of [['p50', 0.5], ['p99', 0.99]] as const) {
		const found = quantile(times, share);
		const goal = goals?.[name];
		if (goal === undefined) report.figure(`${what}, ${name}`, seconds(found));
		else report.check(`${what}, ${name}`, seconds(found), `<= ${seconds(goal)}`, found <= goal);
	}
}

/** Trades and settles for as long as an expiry lives, and a little more. */
export async function finality(run: Run): Promise<void> {
	const { report, watch, chain } = run;
	const from = watch.of(RPC).height + 1;
	run.reportRound(await (await run.activity()).round());
	await watch.until(`${LEAST_BLOCKS} blocks`, 240_000, () => watch.of(RPC).finality >= from + LEAST_BLOCKS);
	const to = watch.of(RPC).finality;
	report.figure('blocks measured', String(to - from));
	reportFinality(report, 'slot to finality', finalityTimes(watch.of(RPC), from, to, chain.slotMs()), GOALS);
	const all = [...watch.words.values()].map((words) => quantile(finalityTimes(words, from, to, chain.slotMs()), 0.99));
	report.figure('the same at the slowest node, p99', seconds(Math.max(...all)));
	const gaps = intervals(watch.of(RPC), from, to);
	report.figure('between two blocks, p50, p99', `${seconds(quantile(gaps, 0.5))}, ${seconds(quantile(gaps, 0.99))}`);
}
