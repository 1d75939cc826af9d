// SPDX-License-Identifier: Apache-2.0
/** A book with very many holders, so that its settlement takes more than one block. */
import { enter, fund, listExpiry, market, postCurves, type Pump } from './stage.ts';
import type { Chain } from './client.ts';
import { Operators, type OpenExpiry } from './feeds.ts';
import { num } from './json.ts';
import { TREASURER, USDC, units } from './ids.ts';
import { BTC, ETH } from './quotes.ts';
import { Nonces, blockTrade, execution, type Leg, type Trader } from './trades.ts';
import { E8 } from './units.ts';

/** Accounts, and portfolios of each: what one account may open. */
const OWNERS = 28;
const PORTFOLIOS = 32;
/** Takers of one trade, beside the maker. */
const TAKERS = 4;
/** From the listing to the expiry: time to trade, and to restart nodes before the window, ms. */
const LIFE_MS = 240_000;

/** Opens the portfolios, lists, trades; returns the expiry. */
export async function crowdedBook(chain: Chain, pump: Pump): Promise<number> {
	const maker = { name: 'Maker', mode: 'Portfolio', usdc: 2_000_000, does: 'sells to all' } as const;
	await fund(chain, [maker]);
	const seller = await enter(chain, maker);
	const takers = await openAll(chain);
	const markets = [await market(chain, BTC), await market(chain, ETH)];
	const expiry = Math.ceil(pump.now / 1_000) * 1_000 + LIFE_MS;
	await listExpiry(chain, markets, expiry);
	await postCurves(chain, await Operators.find(chain), markets, pump.now);
	const nonces = new Nonces();
	const submitter = chain.account('Dave');
	const trades: Promise<unknown>[] = [];
	for (let from = 0; from < takers.length; from += TAKERS) {
		const group = takers.slice(from, from + TAKERS);
		const legs = group.flatMap((taker, i) =>
			markets.map(({ underlying, quoted }): Leg => {
				const calls = quoted.quotes.filter((q) => q.kind === 'C' && q.strike > quoted.forward * 0.95);
				const quote = calls[i % 3];
				if (quote === undefined) throw new Error('too few quotes');
				return {
					series: { underlying, expiry, strike: BigInt(quote.strike) * E8, kind: 'Call' },
					buyer: taker.portfolio,
					seller: seller.portfolio,
					quantity: E8 / 1_000n + BigInt(from + i),
					price: BigInt(Math.round(quote.markCoin * quoted.forward * 1e4)) * 10_000n + 1n,
				};
			}),
		);
		const trade = blockTrade(legs, expiry, nonces);
		trades.push(chain.submit(execution(chain, trade, [...group, seller]), submitter));
	}
	await Promise.all(trades);
	return expiry;
}

/** Funds the owners and opens every portfolio, one batch each. */
async function openAll(chain: Chain): Promise<readonly Trader[]> {
	const owners = Array.from({ length: OWNERS }, (_, i) => chain.account(`Owner${i}`));
	const gifts = owners.map((pair) =>
		chain.call('assets', 'transfer', USDC.id, pair.address, units(USDC, 6_000)),
	);
	await chain.submit(chain.call('utility', 'batchAll', gifts), chain.account(TREASURER));
	const opened = await Promise.all(
		owners.map(async (pair): Promise<readonly Trader[]> => {
			const open = chain.call('collateral', 'openPortfolio', 'Standard', units(USDC, 100));
			const batch = chain.call('utility', 'batchAll', Array.from({ length: PORTFOLIOS }, () => open));
			const included = await chain.submit(batch, pair, { feeAsset: USDC.id });
			return included.events
				.filter((e) => e.pallet === 'collateral' && e.name === 'PortfolioOpened')
				.map((e) => ({ name: pair.address, pair, portfolio: num(e.data, 0) }));
		}),
	);
	return opened.flat();
}

/** The two expiries at that moment. */
export async function openExpiries(chain: Chain, expiry: number): Promise<readonly OpenExpiry[]> {
	const markets = [await market(chain, BTC), await market(chain, ETH)];
	return markets.map(({ underlying }) => ({ underlying, expiry }));
}

