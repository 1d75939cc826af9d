// SPDX-License-Identifier: Apache-2.0
/** Surfaces for the chain: the smile of the real quotes, carried over to a demo's short life. */
import { black } from './black.ts';
import { EXPIRED_AT, SEEN_AT, type QuotedExpiry } from './quotes.ts';
import { YEAR_MS } from './units.ts';
import { fit, type Svi } from './svi.ts';

/** A fitted smile with the time to expiry of its quotes, in years. */
export interface QuotedSurface {
	readonly svi: Svi;
	readonly tau: number;
}

/**
 * Fits the total variance of the quotes. Total variance, not volatility, is what carries over: with
 * it the series have their real prices however short the demo's life is. The weights are the
 * squared vega by total variance, so that errors in price count alike.
 */
export function quotedSurface(expiry: QuotedExpiry): QuotedSurface {
	const tau = (EXPIRED_AT - SEEN_AT) / YEAR_MS;
	const points = expiry.quotes.map((quote) => {
		const w = quote.vol * quote.vol * tau;
		const bump = w * 0.01;
		const price = (variance: number): number =>
			black(expiry.forward, quote.strike, Math.sqrt(variance), quote.kind);
		const slope = (price(w + bump) - price(w - bump)) / (2 * bump) / expiry.forward;
		return { k: Math.log(quote.strike / expiry.forward), w, weight: slope * slope + 1e-3 };
	});
	return { svi: fit(points), tau };
}
