// SPDX-License-Identifier: Apache-2.0
/** A development chain made ready to trade: standing feeds, one listed expiry with its curves, names. */
import type { Chain } from './client.ts';
import { Operators } from './feeds.ts';
import { big, list, str } from './json.ts';
import { BTC, ETH, type Quote } from './quotes.ts';
import { Pump, listExpiry, market, postCurves, type Market } from './stage.ts';
import type { Series } from './trades.ts';
import { E8 } from './units.ts';

/** A series with what the chain says of it. */
export interface Listed {
	readonly series: Series;
	/** As the chain writes it. */
	readonly name: string;
	/** Per contract. */
	readonly mark: number;
	/** Of the market's prices, e8. */
	readonly tick: bigint;
}

/** Two underlyings with the quoted strikes, until `expiry`. */
export class Desk {
	private constructor(
		readonly chain: Chain,
		readonly markets: readonly Market[],
		readonly expiry: number,
		private readonly pump: Pump,
		private readonly values: { underlying: number; value: number }[],
	) {}

	/** From the next feed on the index of a market is another. */
	move(on: Market, value: number): void {
		for (const index of this.values) if (index.underlying === on.underlying) index.value = value;
	}

	/** Starts feeds of the quoted index, lists an expiry so far ahead, and posts its curves. */
	static async open(chain: Chain, lifeMs: number, feedEveryMs = 0): Promise<Desk> {
		const operators = await Operators.find(chain);
		const markets = [await market(chain, BTC), await market(chain, ETH)];
		const values = markets.map(({ underlying, quoted }) => ({ underlying, value: quoted.index }));
		const pump = new Pump(chain, operators, () => values, feedEveryMs);
		await pump.start();
		const expiry = Math.ceil(pump.now / 1_000) * 1_000 + lifeMs;
		await listExpiry(chain, markets, expiry);
		await postCurves(chain, operators, markets, pump.now);
		return new Desk(chain, markets, expiry, pump, values);
	}

	/** Ends the feeds; what they ran into is returned, an empty list is expected. */
	close(): readonly string[] {
		this.pump.stop();
		return this.pump.failures;
	}

	/** Every quoted series of a market at its present mark. */
	async series(on: Market): Promise<readonly Listed[]> {
		return listed(this.chain, on, this.expiry);
	}
}

/** Every quoted series of a market in an expiry at its present mark. */
export async function listed(chain: Chain, on: Market, expiry: number): Promise<readonly Listed[]> {
	const answer = await chain.rpc('options_chain', on.quoted.symbol, expiry);
	const quoted = list(list(answer, 'expiries')[0] ?? null, 'series');
	const tick = big(await chain.read('trading', 'markets', on.underlying), 'tick');
	return on.quoted.quotes.map((quote) => {
		const found = quoted.find((entry) => str(entry, 'series').endsWith(ending(quote)));
		if (found === undefined) throw new Error(`the chain does not name ${ending(quote)}`);
		return {
			series: {
				underlying: on.underlying,
				expiry,
				strike: BigInt(quote.strike) * E8,
				kind: quote.kind === 'C' ? 'Call' : 'Put',
			},
			name: str(found, 'series'),
			mark: Number(str(found, 'mark', 'price')),
			tick,
		};
	});
}

const ending = ({ strike, kind }: Quote): string => `-${strike}-${kind}`;
