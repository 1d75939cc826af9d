// SPDX-License-Identifier: Apache-2.0
/** The oracle operators: every one of them posts what the demo sees. */
import type { KeyringPair } from '@polkadot/keyring/types';
import type { Chain } from './client.ts';
import { devMembers } from './governance.ts';
import { list } from './json.ts';
import type { QuotedSurface } from './surfaces.ts';
import { E18, E8, YEAR_MS, e18, e8 } from './units.ts';

/** So many times its total variance the quoted smile is still free of arbitrage. */
const MOST_VARIANCE = 5;

/** An index value to post. */
export interface IndexValue {
	readonly underlying: number;
	readonly value: number;
}

/** An open expiry of an underlying. */
export interface OpenExpiry {
	readonly underlying: number;
	readonly expiry: number;
}

/** All operators whose keys are development keys. */
export class Operators {
	private constructor(
		private readonly chain: Chain,
		readonly pairs: readonly KeyringPair[],
	) {}

	static async find(chain: Chain): Promise<Operators> {
		const pairs = devMembers(chain, list(await chain.read('operators', 'members')));
		if (pairs.length === 0) throw new Error('no oracle operator is a dev account');
		return new Operators(chain, pairs);
	}

	private async everyone(name: string, ...args: readonly unknown[]): Promise<void> {
		await Promise.all(
			this.pairs.map((pair) => this.chain.submit(this.chain.call('market', name, ...args), pair)),
		);
	}

	/** Index values seen at chain time `seen`. */
	async indices(values: readonly IndexValue[], seen: number): Promise<void> {
		const quotes = values.map(({ underlying, value }) => ({
			underlying,
			value: e8(value),
			confidence: E18,
			observedAt: seen,
		}));
		await this.everyone('submitIndices', quotes);
	}

	/** The settlement asset at par. */
	async stable(seen: number): Promise<void> {
		await this.everyone('submitStable', E8, E18, seen);
	}

	/** Carry (forward less spot) and a rate of zero. */
	async curve(open: OpenExpiry, carry: number, seen: number): Promise<void> {
		const points = [{ expiry: open.expiry, carry: e18(carry), rate: 0 }];
		await this.everyone('submitCurve', open.underlying, points, E18, seen);
	}

	/**
	 * The quoted smile for every open expiry of an underlying, ascending: its total variance for
	 * the first, and in proportion to the time for later ones, as far as the smile bears it.
	 */
	async surfaces(
		underlying: number,
		expiries: readonly number[],
		quoted: QuotedSurface,
		forward: number,
		seen: number,
	): Promise<void> {
		const nearest = expiries[0];
		if (nearest === undefined) throw new Error('no open expiry to post a surface for');
		const surfaces = expiries.map((expiry) => {
			const share = Math.min(MOST_VARIANCE, (expiry - seen) / (nearest - seen));
			const { a, b, rho, m, sigma } = quoted.svi;
			return {
				expiry,
				surface: {
					svi: { a: e18(a * share), b: e18(b * share), rho: e18(rho), m: e18(m), sigma: e18(sigma) },
					fRef: e18(forward),
					tauRef: e18((expiry - seen) / YEAR_MS),
				},
			};
		});
		await this.everyone('submitSurfaces', underlying, surfaces, E18, seen);
	}
}
