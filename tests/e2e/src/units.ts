// SPDX-License-Identifier: Apache-2.0
/** The chain's units: e8 integers for what is stored or moved, e18 for market inputs. */

export const E8 = 100_000_000n;
export const E18 = 1_000_000_000_000_000_000n;
/** A year is 365 days. */
export const YEAR_MS = 365 * 86_400_000;

/** A decimal number as an integer with `decimals` decimals, exactly as its shortest text says. */
export function scaled(value: number, decimals: number): bigint {
	if (!Number.isFinite(value)) throw new Error(`${value} is no amount`);
	const [mantissa = '0', exponent = '0'] = value.toExponential().split('e');
	const negative = mantissa.startsWith('-');
	const [whole = '0', fraction = ''] = mantissa.replace('-', '').split('.');
	const digits = BigInt(whole + fraction);
	const shift = Number(exponent) - fraction.length + decimals;
	const magnitude =
		shift >= 0 ? digits * 10n ** BigInt(shift) : roundedQuotient(digits, 10n ** BigInt(-shift));
	return negative ? -magnitude : magnitude;
}

function roundedQuotient(numerator: bigint, denominator: bigint): bigint {
	return (2n * numerator + denominator) / (2n * denominator);
}

export const e8 = (value: number): bigint => scaled(value, 8);
export const e18 = (value: number): bigint => scaled(value, 18);

/** `floor(a / b)` for any signs; `b` above zero. */
export function floorDiv(a: bigint, b: bigint): bigint {
	const quotient = a / b;
	return a % b < 0n ? quotient - 1n : quotient;
}

/** An integer with `decimals` decimals as text with at most `shown` of them. */
export function text(value: bigint, decimals = 8, shown = 2): string {
	const negative = value < 0n;
	const magnitude = negative ? -value : value;
	const unit = 10n ** BigInt(decimals);
	const whole = (magnitude / unit).toString().replace(/\B(?=(\d{3})+$)/g, ',');
	const fraction = (magnitude % unit).toString().padStart(decimals, '0').slice(0, shown);
	return `${negative ? '-' : ''}${whole}${shown > 0 ? `.${fraction}` : ''}`;
}

/** An e8 integer as a number, for pricing and printing only. */
export const fromE8 = (value: bigint): number => Number(value) / 1e8;
