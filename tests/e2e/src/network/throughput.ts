// SPDX-License-Identifier: Apache-2.0
/**
 * Standard transactions a second, as polkadot-stps counts them: transfers between accounts that exist, each
 * account sending once, in blocks that are full of them. TENOR_CODE names other code than the node's own.
 */
import { readFileSync } from 'node:fs';
import { u8aToHex } from '@polkadot/util';
import type { Chain } from '../client.ts';
import { Heads } from '../heads.ts';
import { TNR, TREASURER } from '../ids.ts';
import { Bench, Signer, type Outcome, type Signed } from '../load.ts';
import { finalityTimes, intervals, reportFinality } from './finality.ts';
import { RPC } from './nodes.ts';
import { few } from './report.ts';
import type { Run } from './run.ts';

/** Accounts, and so transfers. */
const SENDERS = 6_000;
/** Gifts in one call. */
const GIFTS = 250;

/** Genesis storage with the code that TENOR_CODE names. */
export function otherCode(): Readonly<Record<string, string>> {
	const file = process.env['TENOR_CODE'];
	// The key is ":code".
	return file === undefined ? {} : { '0x3a636f6465': u8aToHex(readFileSync(file)) };
}

/** Accounts with enough for a transfer each, and their transfers in pairs, signed. */
export async function transfers(chain: Chain, count: number): Promise<readonly Signed[]> {
	const pairs = Array.from({ length: count }, (_, i) => chain.account(`Sender${i}`));
	const treasurer = chain.account(TREASURER);
	for (let from = 0; from < count; from += GIFTS) {
		const gifts = pairs.slice(from, from + GIFTS).map(({ address }) => chain.call('balances', 'transferKeepAlive', address, TNR));
		await chain.submit(chain.call('utility', 'batchAll', gifts), treasurer);
	}
	const signer = new Signer(chain);
	signer.begin(pairs);
	return pairs.map((pair, i) => {
		const to = pairs[i ^ 1] ?? pair;
		return signer.sign(chain.call('balances', 'transferKeepAlive', to.address, TNR / 10n), pair, 0);
	});
}

/** Standard transactions a second of a network of four validators. */
export async function throughput(run: Run): Promise<void> {
	const { report, network, chain, watch } = run;
	report.say(`${SENDERS} accounts are made`);
	const calls = await transfers(chain, SENDERS);
	const node = network.node(RPC);
	const bench = await Bench.on(node.url, chain, await Heads.watch(node.url));
	const from = watch.of(RPC).height;
	report.say('their transfers are sent');
	const outcome: Outcome = await bench.run(calls, undefined);
	const to = watch.of(RPC).height;
	const bad = [...outcome.refusals].map(([name, count]) => `${count} ${name}`);
	report.check('transfers that came to nothing', few(bad), '0', bad.length === 0);
	report.figure(`standard transactions a second, slots of ${chain.slotMs()} ms`, outcome.includedPerSecond.toFixed(0));
	report.figure('accepted by the node a second', outcome.acceptedPerSecond.toFixed(0));
	report.figure('fullest block, of its weight', `${Math.round(outcome.fullest * 100)} %`);
	report.figure('slots without a block', String(outcome.missed));
	const gaps = intervals(watch.of(RPC), from, to);
	report.figure('longest time between two blocks', `${gaps.at(-1) ?? 0} ms`);
	reportFinality(report, 'slot to finality', finalityTimes(watch.of(RPC), from, to, chain.slotMs()));
	await bench.disconnect();
}
