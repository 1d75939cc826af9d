// SPDX-License-Identifier: Apache-2.0
/**
 * Real quotes of one Deribit expiry, 27MAR26 08:00 UTC, as they stood at 04:59:44 UTC of that day.
 * Source: the public repository znmahbub/SVCJ-Deribit-Inverse-Options-Pricer, commit 516b0cb.
 * Prices of trades are facts; these few dozen stand here so that the demo trades at real prices.
 */

/** A quoted series: strike in USD, mark in coin, implied volatility per 1.00. */
export interface Quote {
	readonly strike: number;
	readonly kind: 'C' | 'P';
	readonly markCoin: number;
	readonly vol: number;
}

/** The quotes of one underlying with the forward and index they were seen with. */
export interface QuotedExpiry {
	readonly symbol: string;
	readonly forward: number;
	readonly index: number;
	readonly quotes: readonly Quote[];
}

/** When the quotes were seen. */
export const SEEN_AT = Date.UTC(2026, 2, 27, 4, 59, 44);
/** When the quoted contracts expired. */
export const EXPIRED_AT = Date.UTC(2026, 2, 27, 8, 0, 0);

const q = (strike: number, kind: 'C' | 'P', markCoin: number, vol: number): Quote => ({
	strike,
	kind,
	markCoin,
	vol,
});

/** BTC: 26 series. */
export const BTC: QuotedExpiry = {
	symbol: 'BTC',
	forward: 68534.75,
	index: 68538.18,
	quotes: [
		q(62000, 'C', 0.09534654, 1.178),
		q(62000, 'P', 1e-08, 1.178),
		q(64000, 'C', 0.06616903, 1.178),
		q(64000, 'P', 4.86e-06, 1.178),
		q(65000, 'C', 0.05162408, 1.1731),
		q(65000, 'P', 5.11e-05, 1.1731),
		q(66000, 'C', 0.0370728, 0.9389),
		q(66000, 'P', 9.1e-05, 0.9389),
		q(67000, 'C', 0.0227346, 0.7739),
		q(67000, 'P', 0.00034399, 0.7739),
		q(68000, 'C', 0.00905696, 0.5448),
		q(68000, 'P', 0.00125754, 0.5448),
		q(69000, 'C', 0.00088438, 0.4314),
		q(69000, 'P', 0.00767614, 0.4314),
		q(70000, 'C', 0.00013845, 0.6128),
		q(70000, 'P', 0.02152139, 0.6128),
		q(71000, 'C', 2.358e-05, 0.7468),
		q(71000, 'P', 0.03599771, 0.7468),
		q(72000, 'C', 3.42e-06, 0.8432),
		q(72000, 'P', 0.05056873, 0.8432),
		q(73000, 'C', 1e-07, 0.8466),
		q(73000, 'P', 0.0651566, 0.8466),
		q(74000, 'C', 1e-08, 0.9103),
		q(74000, 'P', 0.07974769, 0.9103),
		q(75000, 'C', 0.0, 1.0118),
		q(75000, 'P', 0.09433887, 1.0118),
	],
};

/** ETH: 18 series. */
export const ETH: QuotedExpiry = {
	symbol: 'ETH',
	forward: 2054.25,
	index: 2052.04,
	quotes: [
		q(1850, 'C', 0.099503, 1.2819),
		q(1850, 'P', 0.0, 1.2819),
		q(1900, 'C', 0.075166, 1.2136),
		q(1900, 'P', 1e-06, 1.2136),
		q(1950, 'C', 0.050854, 1.0796),
		q(1950, 'P', 2.7e-05, 1.0796),
		q(2000, 'C', 0.026756, 0.8451),
		q(2000, 'P', 0.000267, 0.8451),
		q(2050, 'C', 0.005391, 0.5832),
		q(2050, 'P', 0.003298, 0.5831),
		q(2100, 'C', 8.5e-05, 0.5855),
		q(2100, 'P', 0.022272, 0.5855),
		q(2150, 'C', 3e-06, 0.7738),
		q(2150, 'P', 0.046527, 0.7738),
		q(2200, 'C', 0.0, 0.9225),
		q(2200, 'P', 0.070862, 0.9225),
		q(2250, 'C', 0.0, 1.042),
		q(2250, 'P', 0.0952, 1.042),
	],
};
