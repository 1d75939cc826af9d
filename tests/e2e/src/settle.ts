// SPDX-License-Identifier: Apache-2.0
/**
 * Settlement computed independently of the chain, in integers: the time average of the index over
 * the window and the payout of a portfolio.
 */
import { E8, floorDiv } from './units.ts';

/** An index value that came into force at a chain time. */
export interface Print {
	readonly at: number;
	readonly value: bigint;
	/** Last moment at which it is in force. */
	readonly until: number;
}

/** The settlement price: time integral of the index in force, divided by the covered time. */
export function settlementPrice(prints: readonly Print[], expiry: number, window: number): bigint {
	const start = expiry - window;
	let integral = 0n;
	let covered = 0;
	prints.forEach((print, i) => {
		const next = prints[i + 1]?.at ?? Infinity;
		const from = Math.max(print.at, start);
		const to = Math.min(next, print.until, expiry);
		if (to > from) {
			integral += print.value * BigInt(to - from);
			covered += to - from;
		}
	});
	if (covered === 0) throw new Error('no index in the window');
	return floorDiv(integral, BigInt(covered));
}

/** A position of one expiry: all in e8, short below zero. */
export interface Position {
	readonly strike: bigint;
	readonly kind: 'C' | 'P';
	readonly quantity: bigint;
}

/** What one contract pays, e8. */
export function payoff(price: bigint, strike: bigint, kind: 'C' | 'P'): bigint {
	const difference = kind === 'C' ? price - strike : strike - price;
	return difference > 0n ? difference : 0n;
}

/** What a portfolio is paid for an expiry: its exact net, rounded down once. */
export function payout(positions: readonly Position[], price: bigint): bigint {
	const exact = positions.reduce((sum, p) => sum + p.quantity * payoff(price, p.strike, p.kind), 0n);
	return floorDiv(exact, E8);
}
