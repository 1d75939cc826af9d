// SPDX-License-Identifier: Apache-2.0
/** What the chain holds, read back: money, positions, open interest. */
import type { Chain } from './client.ts';
import { at, big, list, num, str, variant } from './json.ts';
import type { Position } from './settle.ts';
import type { OpenExpiry } from './feeds.ts';
import { USDC } from './ids.ts';

/** All cash of the ledger, e8, by where it is. */
export interface Money {
	readonly portfolios: bigint;
	readonly bonds: bigint;
	readonly clearing: bigint;
	readonly insurance: bigint;
	readonly fees: bigint;
	readonly dust: bigint;
	/** Everything above less open shortfall. */
	readonly total: bigint;
	/** What the ledger itself says it owes: in minus out. */
	readonly owed: bigint;
	/** What the custody account holds of the token, in e8. */
	readonly custody: bigint;
}

/** Adds up every portfolio and account; nothing is taken from the chain's own sums but `owed`. */
export async function money(chain: Chain): Promise<Money> {
	const [records, clearings, insurance, fees, totals, sums, others] = await Promise.all([
		chain.entries('collateral', 'portfolios'),
		chain.entries('collateral', 'clearing'),
		chain.read('collateral', 'insurance'),
		chain.read('collateral', 'fees'),
		chain.read('collateral', 'totals', USDC.id),
		chain.read('collateral', 'sums'),
		chain.read('collateral', 'otherBonds'),
	]);
	const sum = (values: readonly bigint[]): bigint => values.reduce((a, b) => a + b, 0n);
	const parts = {
		portfolios: sum(records.map(({ value }) => big(value, 'cash'))),
		bonds: sum(records.map(({ value }) => big(value, 'bond'))) + big(others),
		clearing: sum(clearings.map(({ value }) => big(value))),
		insurance: big(insurance),
		fees: big(fees),
		dust: big(totals, 'dust'),
	};
	return {
		...parts,
		total: sum(Object.values(parts)) - big(sums, 'shortfall'),
		owed: big(totals, 'received') - big(totals, 'paid'),
		custody: await custody(chain),
	};
}

/** What the custody account holds of USDC, in e8. */
async function custody(chain: Chain): Promise<bigint> {
	const id = chain.constant('collateral', 'palletId');
	const seed = `0x6d6f646c${str(id).replace(/^0x/, '')}`.padEnd(66, '0');
	const account = await chain.read('assets', 'account', USDC.id, seed);
	return account === null ? 0n : big(account, 'balance') * 10n ** BigInt(8 - USDC.decimals);
}

/** Cash of one portfolio, e8. */
export async function cashOf(chain: Chain, portfolio: number): Promise<bigint> {
	return big(await chain.read('collateral', 'portfolios', portfolio), 'cash');
}

/** A portfolio's record and positions as one comparable text. */
export async function snapshot(chain: Chain, portfolio: number, open: readonly OpenExpiry[]): Promise<string> {
	const parts = await Promise.all([
		chain.read('collateral', 'portfolios', portfolio),
		...open.map((expiry) => chain.read('margin', 'positions', expiry, portfolio)),
	]);
	return JSON.stringify(parts);
}

/** All positions of an expiry by portfolio. */
export async function positionsOf(
	chain: Chain,
	expiry: OpenExpiry,
): Promise<ReadonlyMap<number, readonly Position[]>> {
	const entries = await chain.entries('margin', 'positions', expiry);
	return new Map(
		entries.map(({ keys, value }) => [
			num(keys[1] ?? null),
			list(value).map((position) => ({
				strike: big(position, 'strike'),
				kind: str(position, 'kind') === 'Call' ? ('C' as const) : ('P' as const),
				quantity: big(position, 'quantity'),
			})),
		]),
	);
}

/** Waits until every expiry is paid out and closed. */
export async function settled(chain: Chain, open: readonly OpenExpiry[], deadline: number): Promise<void> {
	for (;;) {
		const records = await Promise.all(open.map((e) => chain.read('settlement', 'settlements', e)));
		const phases = records.map((record) => (record === null ? 'Listed' : variant(at(record, 'phase'))));
		if (phases.every((phase) => phase === 'Closed')) return;
		const header = await chain.api.rpc.chain.getHeader();
		const now = chain.chainTime(header);
		if (now > deadline) throw new Error(`not settled in time: ${phases.join(', ')}`);
		await chain.until(now + chain.slotMs());
	}
}

/** What each portfolio was paid at an expiry. */
export async function resultsOf(chain: Chain, open: OpenExpiry): Promise<ReadonlyMap<number, bigint>> {
	const pages = await chain.entries('settlement', 'results', open);
	return new Map(pages.flatMap(({ value }) => list(value).map((one) => [num(one, 0), big(one, 1)] as const)));
}
