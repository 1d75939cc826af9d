// SPDX-License-Identifier: Apache-2.0
/** The demo's cast and its trades: named strategies first, then one leg for every other quote. */
import type { QuotedExpiry, Quote } from './quotes.ts';
import type { Leg, Series } from './trades.ts';
import { e8 } from './units.ts';

/** A trader as the demo introduces him: what he brings and how he is margined. */
export interface Role {
	readonly name: string;
	readonly mode: 'Standard' | 'Portfolio';
	readonly usdc: number;
	readonly btc?: number;
	readonly eth?: number;
	readonly does: string;
}

export const CAST: readonly Role[] = [
	{ name: 'Ada', mode: 'Standard', usdc: 300_000, does: 'buys a straddle' },
	{ name: 'Ben', mode: 'Standard', usdc: 300_000, does: 'buys a call spread' },
	{ name: 'Cleo', mode: 'Portfolio', usdc: 400_000, does: 'sells naked puts' },
	{ name: 'Dan', mode: 'Portfolio', usdc: 400_000, btc: 3, does: 'writes calls against his bitcoin' },
	{ name: 'Eva', mode: 'Standard', usdc: 300_000, does: 'buys a butterfly' },
	{ name: 'Fay', mode: 'Portfolio', usdc: 400_000, eth: 60, does: 'reverses risk in ether' },
	{ name: 'Gus', mode: 'Portfolio', usdc: 2_000_000, does: 'makes markets' },
	{ name: 'Hal', mode: 'Portfolio', usdc: 2_000_000, does: 'makes markets' },
	{ name: 'Ivy', mode: 'Standard', usdc: 1_000, does: 'has too little for what she wants' },
];

/** An agreed exchange by names, before it becomes a leg of portfolios. */
interface Deal {
	readonly quoted: QuotedExpiry;
	readonly strike: number;
	readonly kind: 'C' | 'P';
	readonly quantity: number;
	readonly buyer: string;
	readonly seller: string;
}

/** A named bundle of deals that executes whole or not at all. */
export interface Bundle {
	readonly title: string;
	readonly deals: readonly Deal[];
}

const deal = (
	quoted: QuotedExpiry,
	strike: number,
	kind: 'C' | 'P',
	quantity: number,
	buyer: string,
	seller: string,
): Deal => ({ quoted, strike, kind, quantity, buyer, seller });

/** The strategies that have a name. */
function strategies(btc: QuotedExpiry, eth: QuotedExpiry): readonly Bundle[] {
	return [
		{
			title: 'straddle: Ada buys the 69000 call and put',
			deals: [deal(btc, 69_000, 'C', 1.5, 'Ada', 'Gus'), deal(btc, 69_000, 'P', 1.5, 'Ada', 'Gus')],
		},
		{
			title: 'call spread: Ben buys 68000, sells 70000',
			deals: [deal(btc, 68_000, 'C', 2, 'Ben', 'Hal'), deal(btc, 70_000, 'C', 2, 'Hal', 'Ben')],
		},
		{
			title: 'naked short: Cleo sells 67000 puts',
			deals: [deal(btc, 67_000, 'P', 3, 'Gus', 'Cleo')],
		},
		{
			title: 'covered call: Dan writes 69000 against his bitcoin',
			deals: [deal(btc, 69_000, 'C', 2.5, 'Hal', 'Dan')],
		},
		{
			title: 'butterfly: Eva buys 66000 and 68000, sells two 67000 puts',
			deals: [
				deal(btc, 66_000, 'P', 1, 'Eva', 'Gus'),
				deal(btc, 67_000, 'P', 2, 'Gus', 'Eva'),
				deal(btc, 68_000, 'P', 1, 'Eva', 'Gus'),
			],
		},
		{
			title: 'risk reversal: Fay buys ether 2050 calls, sells 2000 puts',
			deals: [deal(eth, 2_050, 'C', 40, 'Fay', 'Hal'), deal(eth, 2_000, 'P', 40, 'Hal', 'Fay')],
		},
	];
}

/** Quotes below this are not traded, USD. */
const LEAST_PREMIUM = 0.05;

/** Price of a quote in USD. */
export const premium = (quoted: QuotedExpiry, quote: Quote): number =>
	quote.markCoin * quoted.forward;

/** One deal for every quote worth trading, among the larger traders. */
function flow(btc: QuotedExpiry, eth: QuotedExpiry): readonly Deal[] {
	const traders = ['Gus', 'Ada', 'Hal', 'Ben', 'Fay', 'Cleo', 'Dan', 'Eva'];
	const deals: Deal[] = [];
	for (const [quoted, size] of [
		[btc, 0.2],
		[eth, 5],
	] as const) {
		for (const quote of quoted.quotes) {
			if (premium(quoted, quote) < LEAST_PREMIUM) continue;
			const turn = deals.length;
			const buyer = traders[turn % traders.length] ?? 'Gus';
			const seller = traders[(turn + 3) % traders.length] ?? 'Hal';
			const quantity = size * (1 + (turn % 4));
			deals.push(deal(quoted, quote.strike, quote.kind, quantity, buyer, seller));
		}
	}
	return deals;
}

/** Every bundle of the demo. */
export function bundles(btc: QuotedExpiry, eth: QuotedExpiry): readonly Bundle[] {
	const rest = flow(btc, eth);
	const groups: Bundle[] = [];
	for (let start = 0; start < rest.length; start += 3) {
		const deals = rest.slice(start, start + 3);
		groups.push({ title: `${deals.length} quotes of ${deals[0]?.quoted.symbol ?? ''}`, deals });
	}
	return [...strategies(btc, eth), ...groups];
}

/** Turns a deal into a leg at the quoted price. */
export function leg(
	{ quoted, strike, kind, quantity, buyer, seller }: Deal,
	series: (quoted: QuotedExpiry, strike: number, kind: 'C' | 'P') => Series,
	portfolio: (name: string) => number,
): Leg {
	const quote = quoted.quotes.find((q) => q.strike === strike && q.kind === kind);
	if (quote === undefined) throw new Error(`no quote for ${quoted.symbol}-${strike}-${kind}`);
	return {
		series: series(quoted, strike, kind),
		buyer: portfolio(buyer),
		seller: portfolio(seller),
		quantity: e8(Math.round(quantity * 1e4) / 1e4),
		price: e8(Math.round(premium(quoted, quote) * 100) / 100),
	};
}
