// SPDX-License-Identifier: Apache-2.0
/** Orders as the chain's types have them. */
import type { Series } from './trades.ts';
import { e8 } from './units.ts';

/** What a trader asks for. */
export interface NewOrder {
	readonly series: Series;
	readonly side: 'Buy' | 'Sell';
	readonly quantity: bigint;
	readonly limit: { readonly Price: bigint } | { readonly Vol: { vol: bigint; collar: bigint } };
	readonly validity: 'UntilCancelled' | 'ImmediateOrCancel' | 'FillOrKill' | { readonly UntilTime: number };
	readonly postOnly: boolean;
	readonly reduceOnly: boolean;
}

/** A plain limit order that stands until it is cancelled, with what is to be different. */
export const limitOrder = (
	series: Series,
	side: 'Buy' | 'Sell',
	quantity: bigint,
	price: bigint,
	more: Partial<NewOrder> = {},
): NewOrder => ({
	series,
	side,
	quantity,
	limit: { Price: price },
	validity: 'UntilCancelled',
	postOnly: false,
	reduceOnly: false,
	...more,
});

/** A price in e8 on the grid, at least one tick. */
export const onGrid = (price: number, tick: bigint, up: boolean): bigint => {
	const units = e8(price);
	const whole = (units / tick) * tick;
	const rounded = up && whole < units ? whole + tick : whole;
	return rounded > tick ? rounded : tick;
};
