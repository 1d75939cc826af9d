// SPDX-License-Identifier: Apache-2.0
/** All nodes at once, from disk: stopped as an operator does, then killed, with contracts open. */
import { RPC, VALIDATORS } from './nodes.ts';
import { seconds } from './report.ts';
import type { Run } from './run.ts';
import { hashOf } from './watch.ts';

/** All of them must make and finalise blocks again after this, ms. */
const BACK_MS = 120_000;

/**
 * Both times together take less, ms. Where no block is made no index is in force, and settlement would have to
 * look further for its price if that fell into its window.
 */
const DOWN_MS = 240_000;

/** Between trading and the expiry all nodes go down and come back, twice; then they settle. */
export async function restart(run: Run): Promise<void> {
	const act = async (): Promise<void> => {
		await downAndUp(run, 'SIGINT');
		await downAndUp(run, 'SIGKILL');
	};
	run.reportRound(await (await run.activity()).round({ lastsMs: DOWN_MS, act }));
}

async function downAndUp(run: Run, signal: 'SIGINT' | 'SIGKILL'): Promise<void> {
	const { report, watch, network } = run;
	const activity = await run.activity();
	await activity.pause();
	const names = [...VALIDATORS, RPC];
	await Promise.all(names.map((name) => network.node(name).end(signal)));
	const final = watch.of(RPC).final.at(-1);
	if (final === undefined) throw new Error('nothing was final');
	report.say(`all are down (${signal}); block ${final.number} was final`);
	const startedAt = Date.now();
	for (const name of names) await run.launch(name);
	const fresh = (kind: 'best' | 'final') => (): boolean =>
		names.every((name) => watch.of(name)[kind].some(({ at, number }) => at > startedAt && number > final.number + 1));
	const made = await watch.until('new blocks everywhere', BACK_MS, fresh('best'));
	const finalised = await watch.until('new finality everywhere', BACK_MS, fresh('final'));
	report.say(`blocks after ${seconds(made)}, finality after ${seconds(made + finalised)}`);
	report.figure(`all ended by ${signal}: until everybody has new blocks`, seconds(made));
	report.check('the same, until everybody has new finality', seconds(made + finalised), `<= ${seconds(BACK_MS)}`, made + finalised <= BACK_MS);
	const hash = await network.node(RPC).request('chain_getBlockHash', final.number);
	const kept = hash === hashOf(run.chain, final.header);
	report.check(`block ${final.number}, final before`, kept ? 'kept' : 'lost', 'kept', kept);
	await activity.resume();
}
