// SPDX-License-Identifier: Apache-2.0
/** Black-76, undiscounted, in double precision: the client's own judge of prices. */

/** Standard normal distribution, by the continued fraction in the tails and a series inside. */
export function normalCdf(x: number): number {
	const z = Math.abs(x);
	if (z > 38) return x > 0 ? 1 : 0;
	const density = Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
	let upper: number;
	if (z < 3) {
		let term = z;
		let sum = z;
		for (let n = 3; Math.abs(term) > 1e-17 * Math.abs(sum); n += 2) {
			term *= (z * z) / n;
			sum += term;
			if (n > 400) break;
		}
		upper = 0.5 - density * sum;
	} else {
		let tail = 0;
		for (let n = 60; n > 0; n -= 1) tail = n / (z + tail);
		upper = density / (z + tail);
	}
	return x > 0 ? 1 - upper : upper;
}

/** Undiscounted price of a call or put; `deviation` is vol * sqrt(tau). */
export function black(
	forward: number,
	strike: number,
	deviation: number,
	kind: 'C' | 'P',
): number {
	const sign = kind === 'C' ? 1 : -1;
	if (deviation <= 0) return Math.max(0, sign * (forward - strike));
	const d1 = Math.log(forward / strike) / deviation + deviation / 2;
	const d2 = d1 - deviation;
	return sign * (forward * normalCdf(sign * d1) - strike * normalCdf(sign * d2));
}
