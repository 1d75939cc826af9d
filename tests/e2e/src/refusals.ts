// SPDX-License-Identifier: Apache-2.0
/** Attempts that the chain must refuse: each with the error that says why, and nothing changed. */
import { expectRefusal, type Chain } from './client.ts';
import type { OpenExpiry } from './feeds.ts';
import { USDC } from './ids.ts';
import { snapshot } from './ledger.ts';
import { BTC } from './quotes.ts';
import {
	blockTrade,
	execution,
	sign,
	signingPayload,
	type Leg,
	type Nonces,
	type Trader,
} from './trades.ts';
import { E8, e8 } from './units.ts';

/** What an attempt showed. */
export interface Outcome {
	readonly holds: boolean;
	readonly what: string;
}

interface Attempt {
	readonly title: string;
	readonly pallet: string;
	readonly errors: readonly string[];
	readonly run: () => Promise<unknown>;
}

/** Runs every attempt; a portfolio's record and positions must be the same before and after. */
export async function refusals(
	chain: Chain,
	traders: readonly Trader[],
	open: readonly OpenExpiry[],
	legs: readonly Leg[],
	nonces: Nonces,
): Promise<readonly Outcome[]> {
	const state = async (): Promise<string> =>
		JSON.stringify(await Promise.all(traders.map((t) => snapshot(chain, t.portfolio, open))));
	const before = await state();
	const outcomes: Outcome[] = await Promise.all(
		attempts(chain, traders, legs, nonces).map(async ({ title, pallet, errors, run }) => {
			try {
				const refused = await expectRefusal(run(), pallet, ...errors);
				return { holds: true, what: `${title}: ${refused.message}` };
			} catch (reason) {
				return { holds: false, what: `${title}: ${String(reason)}` };
			}
		}),
	);
	outcomes.push({ holds: (await state()) === before, what: 'no portfolio changed' });
	return outcomes;
}

function attempts(
	chain: Chain,
	traders: readonly Trader[],
	legs: readonly Leg[],
	nonces: Nonces,
): readonly Attempt[] {
	const named = (name: string): Trader => {
		const found = traders.find((t) => t.name === name);
		if (found === undefined) throw new Error(`nobody is called ${name}`);
		return found;
	};
	const [ivy, gus, cleo, ada] = [named('Ivy'), named('Gus'), named('Cleo'), named('Ada')];
	const model = legs[0];
	if (model === undefined) throw new Error('there is no leg to vary');
	const deadline = model.series.expiry;
	const base: Leg = { ...model, buyer: gus.portfolio, seller: ivy.portfolio, quantity: 5n * E8 };
	const send = (call: ReturnType<typeof execution>, from: Trader): Promise<unknown> =>
		chain.submit(call, from.pair, { feeAsset: USDC.id });
	const refusedTrade = (title: string, pallet: string, error: string, leg: Leg, sender: Trader): Attempt => ({
		title,
		pallet,
		errors: [error],
		run: () => send(execution(chain, blockTrade([leg], deadline, nonces), traders), sender),
	});
	const small = { ...base, seller: cleo.portfolio, quantity: E8 / 10n };
	// Deep in the money, at about its worth: only the listing is wrong.
	const strike = 12_345n * E8;
	const unlisted = { ...small, series: { ...small.series, strike }, price: e8(BTC.forward) - strike };
	return [
		refusedTrade('Ivy sells five calls on 1,000 USDC', 'margin', 'BelowInitialMargin', base, ivy),
		refusedTrade('a price far from the mark', 'trading', 'OutsideMarkBand', { ...small, price: small.price * 50n }, gus),
		refusedTrade('a strike that is not listed', 'series', 'UnknownSeries', unlisted, gus),
		refusedTrade('a quantity of zero', 'trading', 'QuantityNotPositive', { ...small, quantity: 0n }, gus),
		{
			title: 'Cleo withdraws what her short puts need',
			pallet: 'margin',
			errors: ['BelowInitialMargin'],
			run: () => send(chain.call('collateral', 'requestWithdrawal', cleo.portfolio, USDC.id, 395_000n * 1_000_000n), cleo),
		},
		{
			title: 'Ada withdraws more than there is',
			pallet: 'collateral',
			errors: ['MoreThanFree'],
			run: () => send(chain.call('collateral', 'requestWithdrawal', ada.portfolio, USDC.id, 10n ** 15n), ada),
		},
		{
			title: 'a trade is sent in twice',
			pallet: 'trading',
			errors: ['NonceUsed'],
			run: () => {
				const used = {
					parties: [gus.portfolio, cleo.portfolio]
						.sort((a, b) => a - b)
						.map((portfolio) => ({ portfolio, nonce: 0, limit: E8 * E8 })),
					deadline,
					legs: [small],
				};
				return send(execution(chain, used, traders), gus);
			},
		},
		{
			title: 'a price is altered after signing',
			pallet: 'trading',
			errors: ['BadSignature'],
			run: () => {
				const agreed = blockTrade([small], deadline, nonces);
				const signatures = sign(signingPayload(chain, agreed), agreed, traders, false);
				const altered = { ...agreed, legs: [{ ...small, price: small.price + 1n }] };
				return send(chain.call('trading', 'executeBlockTrade', altered, signatures), gus);
			},
		},
		{
			title: 'a deadline that has passed',
			pallet: 'trading',
			errors: ['DeadlinePassed'],
			run: () => send(execution(chain, blockTrade([small], 1_000, nonces), traders), gus),
		},
	];
}
