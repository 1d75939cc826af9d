// SPDX-License-Identifier: Apache-2.0
/** Reads a run back from its blocks: index values that came into force, and the engine's weight. */
import type { Chain, ChainEvent } from './client.ts';
import { at, big, list, num, type Json } from './json.ts';
import type { Market } from './stage.ts';
import type { Print } from './settle.ts';

/** What one block did, as far as a report needs it. */
export interface BlockReport {
	readonly number: number;
	readonly time: number;
	readonly events: readonly ChainEvent[];
	/** Weight of each engine step, ref time in picoseconds. */
	readonly steps: readonly bigint[];
}

/** Reads the blocks `from..=to`. */
export async function readBlocks(chain: Chain, from: number, to: number): Promise<readonly BlockReport[]> {
	const reports: BlockReport[] = [];
	for (let number = from; number <= to; number += 1) {
		const hash = await chain.api.rpc.chain.getBlockHash(number);
		const header = await chain.api.rpc.chain.getHeader(hash);
		const state = await chain.api.at(hash);
		const query = state.query['engine']?.['lastRun'];
		if (query === undefined) throw new Error('the chain has no engine');
		const run = (await query()).toPrimitive() as Json;
		reports.push({
			number,
			time: chain.chainTime(header),
			events: await chain.events(hash.toHex()),
			steps: run === null ? [] : list(run, 'consumed').map((weight) => big(weight, 'refTime')),
		});
	}
	return reports;
}

/** Index values of an underlying as they came into force: the last of each block. */
export function printsOf(blocks: readonly BlockReport[], market: Market): readonly Print[] {
	const prints: Print[] = [];
	for (const block of blocks) {
		const accepted = block.events.filter(
			(e) => e.pallet === 'market' && e.name === 'ValueAccepted' && isIndexOf(e.data, market),
		);
		const last = accepted.at(-1);
		if (last === undefined) continue;
		prints.push({
			at: block.time,
			value: big(last.data, 1) / 10_000_000_000n,
			until: num(last.data, 3) + market.heartbeatMs,
		});
	}
	return prints;
}

function isIndexOf(data: Json, market: Market): boolean {
	const key = at(data, 0);
	const isIndex = key !== null && typeof key === 'object' && 'index' in key;
	return isIndex && num(key, 'index') === market.underlying;
}
