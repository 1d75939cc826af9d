// SPDX-License-Identifier: Apache-2.0
/** Brings a fresh development chain to where a demo or test can trade. */
import type { Header } from '@polkadot/types/interfaces';
import { Refused, type Chain, type Included } from './client.ts';
import { Operators, type IndexValue, type OpenExpiry } from './feeds.ts';
import { councilMotion } from './governance.ts';
import { TNR, TREASURER, USDC, WBTC, WETH, units } from './ids.ts';
import { at, list, num, str } from './json.ts';
import type { QuotedExpiry } from './quotes.ts';
import type { Role } from './scenario.ts';
import { quotedSurface } from './surfaces.ts';
import type { Trader } from './trades.ts';
import { e8 } from './units.ts';

/** An underlying of the chain with the quotes that stand for it. */
export interface Market {
	readonly underlying: number;
	readonly quoted: QuotedExpiry;
	/** Length of the settlement window, ms. */
	readonly windowMs: number;
	/** How long an index value is in force, ms. */
	readonly heartbeatMs: number;
}

/** Finds the underlying whose ticker the quotes carry. */
export async function market(chain: Chain, quoted: QuotedExpiry): Promise<Market> {
	for (const { keys, value } of await chain.entries('market', 'underlyings')) {
		const ticker = Buffer.from(str(value, 'symbol').replace(/^0x/, ''), 'hex').toString();
		if (ticker.replace(/\0/g, '') === quoted.symbol) {
			return {
				underlying: num(keys[0] ?? null),
				quoted,
				windowMs: num(value, 'params', 'windowMs'),
				heartbeatMs: num(value, 'params', 'index', 'heartbeatMs'),
			};
		}
	}
	throw new Error(`the chain knows no ${quoted.symbol}`);
}

/** The event of that name among what a call did. */
function eventOf(included: Included, pallet: string, name: string): readonly unknown[] {
	const found = included.events.find((e) => e.pallet === pallet && e.name === name);
	if (found === undefined) throw new Error(`no event ${pallet}.${name}`);
	return list(found.data);
}

/** Sends every role its tokens, out of one development account's: USDC alone makes an account. */
export async function fund(chain: Chain, cast: readonly Role[], from = TREASURER): Promise<void> {
	const calls = cast.flatMap((role) => {
		const to = chain.account(`Demo${role.name}`).address;
		const send = (asset: typeof USDC, amount: number): ReturnType<Chain['call']> =>
			chain.call('assets', 'transfer', asset.id, to, units(asset, amount));
		// A tenth more than the deposit, for the bond and for fees.
		// An asset that is not sufficient by itself needs an account that exists natively.
		const native = role.btc !== undefined || role.eth !== undefined;
		return [
			...(native ? [chain.call('balances', 'transferAllowDeath', to, TNR)] : []),
			send(USDC, role.usdc * 1.1 + 500),
			...(role.btc === undefined ? [] : [send(WBTC, role.btc)]),
			...(role.eth === undefined ? [] : [send(WETH, role.eth)]),
		];
	});
	await chain.submit(chain.call('utility', 'batchAll', calls), chain.account(from));
}

/** Opens a role's portfolio and deposits what he brings; he pays his fees in USDC. */
export async function enter(chain: Chain, role: Role): Promise<Trader> {
	const pair = chain.account(`Demo${role.name}`);
	const payment = { feeAsset: USDC.id };
	const opened = await chain.submit(
		chain.call('collateral', 'openPortfolio', role.mode, units(USDC, role.usdc)),
		pair,
		payment,
	);
	const portfolio = Number(eventOf(opened, 'collateral', 'PortfolioOpened')[0]);
	for (const [asset, amount] of [
		[WBTC, role.btc],
		[WETH, role.eth],
	] as const) {
		if (amount === undefined) continue;
		const call = chain.call('collateral', 'deposit', portfolio, asset.id, units(asset, amount));
		await chain.submit(call, pair, payment);
	}
	return { name: role.name, pair, portfolio };
}

/** Lists the quoted strikes of every market to expire at `expiry`, by a motion of the council. */
export async function listExpiry(
	chain: Chain,
	markets: readonly Market[],
	expiry: number,
): Promise<readonly OpenExpiry[]> {
	const calls = markets.map(({ underlying, quoted }) => {
		const strikes = [...new Set(quoted.quotes.map((q) => q.strike))].map((k) => e8(k));
		return chain.call('series', 'listExpiry', underlying, expiry, strikes);
	});
	await councilMotion(chain, chain.call('utility', 'batchAll', calls));
	return markets.map(({ underlying }) => ({ underlying, expiry }));
}

/** Posts carry, rate and the quoted smile for the newly listed expiry (and what else is open). */
export async function postCurves(
	chain: Chain,
	operators: Operators,
	markets: readonly Market[],
	seen: number,
): Promise<void> {
	const open = await chain.entries('market', 'expiries');
	await Promise.all(
		markets.map(async ({ underlying, quoted }) => {
			const expiries = open
				.filter(({ keys }) => num(at(keys[0] ?? null, 'underlying')) === underlying)
				.map(({ keys }) => num(at(keys[0] ?? null, 'expiry')))
				.filter((expiry) => expiry > seen)
				.sort((a, b) => a - b);
			for (const expiry of expiries) {
				await operators.curve({ underlying, expiry }, quoted.forward - quoted.index, seen);
			}
			const surface = quotedSurface(quoted);
			await operators.surfaces(underlying, expiries, surface, quoted.forward, seen);
		}),
	);
}

/** Index values on their way at most; a slow node is not flooded. */
const MOST_IN_FLIGHT = 4;
/** The settlement asset's price is posted this often, ms. */
const STABLE_EVERY = 30_000;

/** Posts the index with every block, or less often, until stopped, as `values` says for the block's time. */
export class Pump {
	private inFlight = 0;
	private accepted = 0;
	private postedAt = 0;
	private stableAt = 0;
	private unsubscribe: (() => void) | undefined;
	/** Chain time of the newest block. */
	now = 0;
	/** Every value posted, by underlying. */
	readonly posted = new Map<number, Set<bigint>>();
	/** What went wrong with feeds that were sent; an empty list is expected. */
	readonly failures: string[] = [];

	constructor(
		private readonly chain: Chain,
		private readonly operators: Operators,
		private readonly values: (time: number) => readonly IndexValue[],
		/** Time between two posts at least, ms: a benchmark's feeds are few. */
		private readonly everyMs = 0,
	) {}

	/** Begins, or goes on, and returns once the first values are in force. */
	async start(): Promise<void> {
		const before = this.accepted;
		this.unsubscribe = await this.chain.follow((header) => { this.onHead(header); });
		while (this.accepted === before) {
			const failure = this.failures[0];
			if (failure !== undefined) throw new Error(failure);
			await new Promise((resolve) => setTimeout(resolve, 100));
		}
	}

	stop(): void {
		this.unsubscribe?.();
	}

	/** Stops, and waits for the feeds that are on their way; `start` goes on. */
	async pause(): Promise<void> {
		this.stop();
		while (this.inFlight > 0) await new Promise((resolve) => setTimeout(resolve, 50));
	}

	private onHead(header: Header): void {
		const time = this.chain.chainTime(header);
		if (time <= this.now) return;
		this.now = time;
		if (this.inFlight >= MOST_IN_FLIGHT || time - this.postedAt < this.everyMs) return;
		this.postedAt = time;
		const values = this.values(time);
		for (const { underlying, value } of values) {
			const known = this.posted.get(underlying) ?? new Set();
			this.posted.set(underlying, known.add(e8(value)));
		}
		this.send(this.operators.indices(values, time));
		if (time - this.stableAt >= STABLE_EVERY) {
			this.stableAt = time;
			this.send(this.operators.stable(time));
		}
	}

	private send(feed: Promise<void>): void {
		this.inFlight += 1;
		feed
			.then(() => {
				this.accepted += 1;
			})
			.catch((reason: unknown) => {
				// A feed that a later one overtook is no failure.
				const overtaken = reason instanceof Refused && reason.error === 'NotNewerThanLast';
				if (!overtaken) this.failures.push(String(reason));
			})
			.finally(() => {
				this.inFlight -= 1;
			});
	}
}
