// SPDX-License-Identifier: Apache-2.0
/** Block trades: built, signed off-chain by every party, sent in by anyone. */
import type { KeyringPair } from '@polkadot/keyring/types';
import { stringToU8a, u8aConcat } from '@polkadot/util';
import type { Call, Chain } from './client.ts';

/** A contract of the chain. */
export interface Series {
	readonly underlying: number;
	readonly expiry: number;
	readonly strike: bigint;
	readonly kind: 'Call' | 'Put';
}

/** One exchange of contracts against premium; portfolios by number. */
export interface Leg {
	readonly series: Series;
	readonly buyer: number;
	readonly seller: number;
	readonly quantity: bigint;
	readonly price: bigint;
}

/** A portfolio with the key of its owner. */
export interface Trader {
	readonly name: string;
	readonly pair: KeyringPair;
	readonly portfolio: number;
}

/** A trade as the chain's types have it. */
export interface BlockTrade {
	readonly parties: readonly { portfolio: number; nonce: number; limit: bigint }[];
	readonly deadline: number;
	readonly legs: readonly Leg[];
}

const TAG = 'tenor/block-trade';
const VERSION = new Uint8Array([1, 0]);
/** What a party's signature allows it to pay at most: far more than any premium here. */
const GENEROUS_LIMIT = 10n ** 8n * 10n ** 8n;

/** Hands out each portfolio's nonces. */
export class Nonces {
	private readonly next = new Map<number, number>();

	take(portfolio: number): number {
		const nonce = this.next.get(portfolio) ?? 0;
		this.next.set(portfolio, nonce + 1);
		return nonce;
	}
}

/** Puts legs together into a trade: its parties are the portfolios of the legs, ascending. */
export function blockTrade(legs: readonly Leg[], deadline: number, nonces: Nonces): BlockTrade {
	const portfolios = [...new Set(legs.flatMap((leg) => [leg.buyer, leg.seller]))];
	portfolios.sort((a, b) => a - b);
	const parties = portfolios.map((portfolio) => ({
		portfolio,
		nonce: nonces.take(portfolio),
		limit: GENEROUS_LIMIT,
	}));
	return { parties, deadline, legs };
}

/** The bytes that every party signs. */
export function signingPayload(chain: Chain, trade: BlockTrade): Uint8Array {
	const encoded = chain.encodeArgument('trading', 'executeBlockTrade', 0, trade);
	return u8aConcat(stringToU8a(TAG), chain.api.genesisHash.toU8a(), VERSION, encoded);
}

/** Signs for every party; `wrapped` as wallets do it, inside `<Bytes>..</Bytes>`. */
export function sign(
	payload: Uint8Array,
	trade: BlockTrade,
	traders: readonly Trader[],
	wrapped: boolean,
): readonly { Sr25519: Uint8Array }[] {
	const message = wrapped ? u8aConcat('<Bytes>', payload, '</Bytes>') : payload;
	return trade.parties.map(({ portfolio }) => {
		const trader = traders.find((t) => t.portfolio === portfolio);
		if (trader === undefined) throw new Error(`nobody here owns portfolio ${portfolio}`);
		return { Sr25519: trader.pair.sign(message) };
	});
}

/** The call that executes a trade with every party's signature. */
export function execution(
	chain: Chain,
	trade: BlockTrade,
	traders: readonly Trader[],
	wrapped = false,
): Call {
	const signatures = sign(signingPayload(chain, trade), trade, traders, wrapped);
	return chain.call('trading', 'executeBlockTrade', trade, signatures);
}
