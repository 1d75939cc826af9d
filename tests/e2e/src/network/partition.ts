// SPDX-License-Identifier: Apache-2.0
/** The network is cut in two halves of two validators each, for longer than authoring goes on unhindered. */
import { pause } from '../devnode.ts';
import { RPC } from './nodes.ts';
import { seconds } from './report.ts';
import type { Run } from './run.ts';

/** Who is cut off from the others, the node for clients among these. */
const OTHER_HALF = ['charlie', 'dave'] as const;
/** It lasts so long, ms: each half makes a block every other second. */
const LASTS_MS = 60_000;
/** Connections are there again and the halves agree after this, ms. */
const HEALED_MS = 180_000;
/** A block may become final on votes that were under way when the wires were cut. */
const UNDER_WAY = 3;

/** Cuts between trading and the expiry, joins, and settles. */
export async function partition(run: Run): Promise<void> {
	const act = async (): Promise<void> => {
		const { report, watch, network } = run;
		const before = watch.of(RPC).finality;
		network.wires?.cut(OTHER_HALF);
		report.say(`the network is cut in two; block ${before} is final`);
		await pause(LASTS_MS);
		const during = Math.max(...[...watch.words.values()].map((words) => words.finality));
		const [here, there] = [watch.of(RPC).height, watch.of('dave').height];
		report.say(`joined again: heights ${here} and ${there}, ${during} is final`);
		report.check('blocks made final while neither half has two thirds', String(during - before), `<= ${UNDER_WAY}`, during - before <= UNDER_WAY);
		report.check('blocks made by the halves meanwhile', `${here - before}, ${there - before}`, '> 10 each', here - before > 10 && there - before > 10);
		network.wires?.heal();
		const everybody = [...watch.words.values()];
		const took = await watch.until('new finality everywhere', HEALED_MS, () => everybody.every((words) => words.finality > Math.max(here, there)));
		report.check('from the joining until everybody calls newer blocks final', seconds(took), `<= ${seconds(HEALED_MS)}`, took <= HEALED_MS);
	};
	const round = await (await run.activity()).round({ lastsMs: 120_000, act });
	run.reportRound(round);
}
