// SPDX-License-Identifier: Apache-2.0
/** What the development preset calls things: the one place that knows. */

/** An asset of the preset. */
export interface Asset {
	readonly id: number;
	readonly decimals: number;
}

export const USDC: Asset = { id: 1, decimals: 6 };
export const WBTC: Asset = { id: 2, decimals: 8 };
export const WETH: Asset = { id: 3, decimals: 18 };

/** One native token. */
export const TNR = 10n ** 12n;

/** The account whose assets fund the demo's traders. */
export const TREASURER = 'Alice';

/** An amount of an asset in its own units. */
export const units = (asset: Asset, amount: number): bigint =>
	BigInt(Math.round(amount * 1e6)) * 10n ** BigInt(asset.decimals) / 1_000_000n;
