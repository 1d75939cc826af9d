// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import test from 'node:test';
import { black, normalCdf } from '../src/black.ts';
import { PATH, factor } from '../src/path.ts';
import { BTC, ETH, EXPIRED_AT, SEEN_AT } from '../src/quotes.ts';
import { payout, settlementPrice } from '../src/settle.ts';
import { quotedSurface } from '../src/surfaces.ts';
import { clampBound, refusal, variance } from '../src/svi.ts';
import { E8, YEAR_MS, e18, e8, floorDiv, scaled, text } from '../src/units.ts';

test('amounts are scaled exactly and printed with signs', () => {
	assert.equal(e8(0.1), 10_000_000n);
	assert.equal(e8(-68534.75), -6_853_475_000_000n);
	assert.equal(e18(1e-18), 1n);
	assert.equal(scaled(1.5, 0), 2n);
	assert.equal(floorDiv(-3n, 2n), -2n);
	assert.equal(text(-123_456_789_000n), '-1,234.56');
});

test('the normal distribution agrees with known values', () => {
	for (const [x, expected] of [
		[0, 0.5],
		[1, 0.8413447460685429],
		[-2, 0.02275013194817921],
		[-6, 9.865876450376981e-10],
		[3.5, 0.9997673709209645],
	] as const) {
		assert.ok(Math.abs(normalCdf(x) - expected) < 1e-15 * (1 + 1 / expected ** 0), String(x));
	}
});

test('the quotes recompute by Black-76 from their volatilities', () => {
	const tau = (EXPIRED_AT - SEEN_AT) / YEAR_MS;
	for (const expiry of [BTC, ETH]) {
		for (const quote of expiry.quotes) {
			const deviation = quote.vol * Math.sqrt(tau);
			const coin = black(expiry.forward, quote.strike, deviation, quote.kind) / expiry.forward;
			assert.ok(Math.abs(coin - quote.markCoin) < 1e-4, `${expiry.symbol} ${quote.strike}`);
		}
	}
});

test('the fitted surfaces pass the chain\'s checks and lie near the quotes', () => {
	for (const expiry of [BTC, ETH]) {
		const { svi, tau } = quotedSurface(expiry);
		assert.equal(refusal(svi), undefined);
		for (const quote of expiry.quotes) {
			const k = Math.log(quote.strike / expiry.forward);
			if (Math.abs(k) > clampBound(svi)) continue;
			const vol = Math.sqrt(variance(svi, k) / tau);
			const price = black(expiry.forward, quote.strike, vol * Math.sqrt(tau), quote.kind);
			const off = Math.abs(price / expiry.forward - quote.markCoin);
			assert.ok(off < 2e-4, `${expiry.symbol}-${quote.strike}-${quote.kind}: ${off}`);
		}
	}
});

test('the path falls as it did', () => {
	assert.equal(factor(0, 'BTC'), 1);
	assert.ok(Math.min(...PATH.map(([btc]) => btc)) / (PATH[0]?.[0] ?? 1) < 0.9);
	assert.equal(factor(10_000, 'ETH'), factor(PATH.length - 1, 'ETH'));
});

test('the settlement price is the time average over the window, split at its ends', () => {
	const prints = [
		{ at: 0, value: 100n * E8, until: 1_000_000 },
		{ at: 70_000, value: 200n * E8, until: 1_000_000 },
	];
	assert.equal(settlementPrice(prints, 90_000, 30_000), floorDiv((100n + 400n) * E8, 3n));
	const gap = [{ at: 0, value: 100n * E8, until: 65_000 }];
	assert.equal(settlementPrice(gap, 90_000, 30_000), 100n * E8);
	assert.throws(() => settlementPrice([], 90_000, 30_000));
});

test('a payout is the exact net, rounded down once', () => {
	const positions = [
		{ strike: 100n * E8, kind: 'C', quantity: 1n },
		{ strike: 100n * E8, kind: 'P', quantity: -E8 },
	] as const;
	assert.equal(payout(positions, 100n * E8 + 1n), 0n);
	assert.equal(payout(positions, 100n * E8 - 1n), -1n);
	assert.equal(payout([{ strike: E8, kind: 'C', quantity: -1n }], 2n * E8 - 1n), -1n);
});
