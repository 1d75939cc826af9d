// SPDX-License-Identifier: Apache-2.0
/** Nodes that come late: one by warp sync that keeps 256 states, one in full that keeps everything. */
import { RPC } from './nodes.ts';
import { seconds } from './report.ts';
import type { Run } from './run.ts';
import { hashOf } from './watch.ts';

/** The nodes are level with the network after this, ms. */
const LEVEL_MS = 180_000;
/** Blocks before anybody comes late. */
const HISTORY = 60;

const LATE: Readonly<Record<string, readonly string[]>> = {
	warped: ['--sync', 'warp'],
	archive: ['--sync', 'full', '--state-pruning', 'archive', '--blocks-pruning', 'archive'],
};

/** Both join while options are traded, and follow until these are settled. */
export async function sync(run: Run): Promise<void> {
	const { report, watch } = run;
	await watch.until(`${HISTORY} blocks`, 2 * HISTORY * 1_000, () => watch.of(RPC).finality >= HISTORY);
	const traded = (await run.activity()).round();
	for (const [name, args] of Object.entries(LATE)) await join(run, name, args);
	run.reportRound(await traded);
	const first = await run.network.node('archive').request('chain_getBlockHash', 1);
	await keeps(run, 'archive', 1);
	await keeps(run, 'warped', watch.of('warped').finality);
	const known = await run.network.node('warped').request('chain_getBlockHash', 1);
	report.check('the first block, fetched by the warped node too', known === first ? 'the same' : String(known), 'the same', known === first);
	const log = run.network.node('warped').log();
	const warped = /Warp sync is complete/.test(log) && /State sync is complete/.test(log);
	report.check('the warped node took a proof and a state, not all blocks', warped ? 'yes' : 'no', 'yes', warped);
}

async function join(run: Run, name: string, args: readonly string[]): Promise<void> {
	const { report, watch } = run;
	const behind = watch.of(RPC).height;
	await run.launch(name, { args });
	const took = await watch.until(`${name} to be level`, LEVEL_MS, () => {
		const own = watch.of(name);
		return own.finality >= behind && own.height + 2 >= watch.of(RPC).height;
	});
	const last = watch.of(name).final.at(-1);
	const hash = last === undefined ? '' : hashOf(run.chain, last.header);
	const canonical = await run.network.node(RPC).request('chain_getBlockHash', last?.number ?? 0);
	report.say(`${name} is level after ${seconds(took)}`);
	report.check(`${name} joins at block ${behind}: level after`, seconds(took), `<= ${seconds(LEVEL_MS)}`, took <= LEVEL_MS);
	report.check(`its last final block is that of the network`, hash === canonical ? 'yes' : 'no', 'yes', hash === canonical);
}

/** Whether a node still has the state of a block. */
async function keeps(run: Run, name: string, number: number): Promise<void> {
	const node = run.network.node(name);
	const hash = await node.request('chain_getBlockHash', number);
	const key = run.chain.api.query['system']?.['number']?.key();
	const value = await node.request('state_getStorage', key, hash).catch((reason: unknown) => String(reason));
	const expected = run.chain.api.registry.createType('u32', number).toHex(true);
	const holds = value === expected;
	run.report.check(`state of block ${number} at ${name}`, holds ? 'there' : String(value), 'there', holds);
}
