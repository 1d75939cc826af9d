// SPDX-License-Identifier: Apache-2.0
/** What the council does: a motion by more than half of its members. */
import type { KeyringPair } from '@polkadot/keyring/types';
import type { Call, Chain, Included } from './client.ts';
import { at, list, num, str, type Json } from './json.ts';
import { Refused } from './client.ts';

/** The dev accounts that may sit on a council or feed prices. */
export const DEV_NAMES = ['Alice', 'Bob', 'Charlie', 'Dave', 'Eve', 'Ferdie'] as const;

/** The dev accounts among a list of addresses. */
export function devMembers(chain: Chain, addresses: readonly Json[]): readonly KeyringPair[] {
	const wanted = new Set(addresses.map((address) => str(address)));
	return DEV_NAMES.map((name) => chain.account(name)).filter((pair) => wanted.has(pair.address));
}

/** Passes a motion: proposes, votes with as many members as are needed, closes. */
export async function councilMotion(chain: Chain, call: Call): Promise<Included> {
	const members = list(await chain.read('council', 'members'));
	const known = devMembers(chain, members);
	const needed = Math.floor(members.length / 2) + 1;
	const [proposer, ...others] = known;
	if (proposer === undefined || known.length < needed) {
		throw new Error(`only ${known.length} of ${members.length} council members are dev accounts`);
	}
	const length = call.method.encodedLength + 4;
	const proposed = await chain.submit(
		chain.call('council', 'propose', needed, call.method, length),
		proposer,
	);
	const event = proposed.events.find((e) => e.pallet === 'council' && e.name === 'Proposed');
	if (event === undefined) {
		// A council of one executes at once.
		return check(proposed);
	}
	const index = num(event.data, 1);
	const hash = str(event.data, 2);
	await Promise.all(
		[proposer, ...others]
			.slice(0, needed)
			.map((member) => chain.submit(chain.call('council', 'vote', hash, index, true), member)),
	);
	// What the call weighs as a transaction is a little more than what the motion needs.
	const { weight } = await call.paymentInfo(proposer);
	return check(
		await chain.submit(chain.call('council', 'close', hash, index, weight, length), proposer),
	);
}

/** The motion's own result. */
function check(closed: Included): Included {
	const executed = closed.events.find((e) => e.pallet === 'council' && e.name === 'Executed');
	const result = executed === undefined ? null : at(executed.data, 1);
	const failed = result !== null && typeof result === 'object' && 'err' in result;
	if (executed === undefined || failed) {
		throw new Refused('council', 'Executed', JSON.stringify(result));
	}
	return closed;
}
