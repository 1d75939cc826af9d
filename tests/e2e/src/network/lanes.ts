// SPDX-License-Identifier: Apache-2.0
/** What scenarios of the lane share: people with money, bonded sequencers, a watcher, a series, and the lane's history. */
import type { Included } from '../client.ts';
import { Desk, type Listed } from '../desk.ts';
import { pause, until } from '../devnode.ts';
import { at, big, num, str, variant, type Json } from '../json.ts';
import { LANE, OrderDesk, Watcher, allow, contracts, operator, orderOf, register, term, type Operator, type Sequencer, type Wish } from '../lane.ts';
import { LaneHistory } from '../lane-history.ts';
import { onGrid } from '../orders.ts';
import { enter, fund } from '../stage.ts';
import type { Trader } from '../trades.ts';
import { E8 } from '../units.ts';
import { RPC } from './nodes.ts';
import type { Run } from './run.ts';

/** The series live longer than any of these scenarios, ms. */
const LIFE_MS = 3_600_000;
/** How long an order stands, ms. */
const ORDER_MS = 500_000;
/** What a trader lets the lane use, e8. */
export const ALLOWANCE = 10_000n * E8;
/** A sequencer's account holds its bond and its fees. */
const OPERATOR_USDC = 100_000;
/** Whose tokens they get: the other one pays for what goes on beside. */
export const TREASURER = 'Bob';
/** Who watches. */
const WATCHER = 'Wat';

/** What the chain holds for all lanes, in blocks. */
export interface Deadlines {
	readonly inbox: number;
	readonly receipt: number;
	readonly silence: number;
	readonly tail: number;
}

/** Waiting beyond the blocks that the chain's deadlines have, ms. */
export const PATIENCE_MS = 90_000;
/** Every allowance that is over has come back after so many blocks. */
const RETURN = 10;
/** From a final block that shows something to a call about it in a final block, blocks at most. */
export const NOTICE = 16;

/** A network on which a lane is to run. */
export class LaneGround {
	private constructor(
		readonly run: Run,
		readonly desk: Desk,
		readonly traders: readonly Trader[],
		readonly operators: ReadonlyMap<string, Operator>,
		readonly history: LaneHistory,
		readonly watcher: Watcher,
		/** A call of bitcoin out of the money. */
		readonly call: Listed,
		readonly deadlines: Deadlines,
	) {}

	/** Lets people in with so many USDC each, bonds sequencers in that order, and begins to watch. */
	static async begin(run: Run, people: Readonly<Record<string, number>>, sequencers: readonly string[], followed?: string): Promise<LaneGround> {
		const { chain, report } = run;
		const desk = run.tend(await Desk.open(chain, LIFE_MS));
		const usdc = { ...people, ...Object.fromEntries(sequencers.map((name) => [name, OPERATOR_USDC])), [WATCHER]: 1_000 };
		const roles = Object.entries(usdc).map(([name, amount]) => ({ name, mode: 'Portfolio', usdc: amount, does: 'trades' }) as const);
		await fund(chain, roles, TREASURER);
		const traders = await Promise.all(roles.slice(0, Object.keys(people).length).map(async (role) => enter(chain, role)));
		const from = await chain.height();
		const operators = new Map<string, Operator>();
		for (const name of sequencers) {
			const one = await operator(chain, name, run.network.folder);
			operators.set(name, one);
			await register(chain, one);
		}
		const url = run.network.node(RPC).url;
		const follows = followed === undefined ? undefined : operators.get(followed);
		const watcher = Watcher.begin(url, run.network.folder, WATCHER, from, follows && `ws://127.0.0.1:${follows.port}`);
		const call = (await desk.series(desk.markets[0] ?? never('market'))).find(({ name }) => name.endsWith('-69000-C'));
		report.say(`${traders.length} traders have money, ${operators.size} sequencers are bonded`);
		const limits = chain.constant('lane', 'limits');
		const deadlines = {
			inbox: num(limits, 'inboxDeadline'),
			receipt: num(limits, 'receiptDeadline'),
			silence: num(limits, 'silence'),
			tail: num(limits, 'tail'),
		};
		return new LaneGround(run, desk, traders, operators, new LaneHistory(chain, from), watcher, call ?? never('series'), deadlines);
	}

	/** Where programs find the node. */
	get url(): string {
		return this.run.network.node(RPC).url;
	}

	trader(name: string): Trader {
		return this.traders.find((trader) => trader.name === name) ?? never(name);
	}

	operator(name: string): Operator {
		return this.operators.get(name) ?? never(name);
	}

	/** Waits until an operator has the lane; returns its epoch. */
	async turnOf(who: Operator): Promise<number> {
		return until(`the turn of ${who.name}`, async () => {
			const { epoch, record } = await term(this.run.chain);
			return record !== null && str(record, 'sequencer') === who.account.address ? epoch : undefined;
		});
	}

	/** Traders let the lane use their money in the call's underlying, and a sequencer has heard of it. */
	async allow(sequencer: Sequencer, ...names: readonly string[]): Promise<void> {
		const { underlying } = this.call.series;
		await Promise.all(names.map(async (name) => allow(this.run.chain, this.trader(name), underlying, ALLOWANCE)));
		for (const name of names) await sequencer.knows(this.trader(name), 'BTC');
	}

	/** An order in the call at its mark, or a part of that, for so many hundredths. */
	wish(side: Wish['side'], lots: number, nonce: number, part = 1): Wish {
		const limit = onGrid(this.call.mark * part, this.call.tick, false);
		const quantity = (BigInt(lots) * E8) / 100n;
		return { listed: this.call, side, quantity, limit, nonce, expires: Date.now() + ORDER_MS };
	}

	orders(epoch: number): OrderDesk {
		return new OrderDesk(this.run.chain, epoch);
	}

	/** Contracts of the call that somebody has on chain, e8. */
	async held(name: string): Promise<bigint> {
		return contracts(this.run.chain, this.trader(name).portfolio, this.call);
	}

	/** What is set aside of somebody's money, e8. */
	async setAside(name: string): Promise<bigint> {
		return big(await this.run.chain.read('collateral', 'portfolios', this.trader(name).portfolio), 'held');
	}

	/** A sequencer's time, as the chain has it. */
	async term(epoch: number): Promise<Json> {
		return this.run.chain.read('lane', 'terms', [LANE, epoch]);
	}

	/** How long to wait for something in so many blocks, ms. */
	patience(blocks: number, beyond = PATIENCE_MS): number {
		return blocks * 3 * this.run.chain.slotMs() + beyond;
	}

	/** Waits until allowances of portfolios have come back, and checks that it was soon and that nothing is set aside. */
	async released(names: readonly string[], from: number): Promise<void> {
		const { report } = this.run;
		const portfolios = names.map((name) => this.trader(name).portfolio);
		const blocks = await until('the allowances to come back', async () => {
			await this.history.read();
			const back = this.history.named('AllowanceReleased').filter(({ block }) => block >= from);
			const found = portfolios.map((portfolio) => back.find(({ data }) => num(data, 1) === portfolio)?.block);
			return found.every((block) => block !== undefined) ? found : undefined;
		}, PATIENCE_MS);
		const took = Math.max(...blocks) - from;
		report.check('blocks until every allowance was back', String(took), `<= ${RETURN}`, took <= RETURN);
		const aside = (await Promise.all(names.map(async (name) => this.setAside(name)))).reduce((a, b) => a + b, 0n);
		report.check('set aside of anybody then', `${aside / E8} USDC`, '0 USDC', aside === 0n);
	}

	/** Signs for somebody who pays in USDC. */
	async submit(name: string, pallet: string, call: string, ...args: readonly unknown[]): Promise<Included> {
		const { chain } = this.run;
		return chain.submit(chain.call(pallet, call, ...args), this.trader(name).pair, { feeAsset: 1 });
	}

	/** Places an order of somebody on chain; returns the block that has it. */
	async force(name: string, wish: Wish): Promise<number> {
		const { block } = await this.submit(name, 'lane', 'forceOrder', LANE, orderOf(this.trader(name), wish));
		return this.run.chain.height(block);
	}

	/** Waits for a new best block, and some of the time to the next: whatever was to be sent was sent. */
	async betweenBlocks(): Promise<void> {
		const { chain } = this.run;
		await chain.slots(1);
		await pause(chain.slotMs() / 3);
	}

	/** Checks that somebody got in the lane what a receipt is worth. */
	async claim(name: string, claim: readonly unknown[], epoch: number, what: string): Promise<void> {
		const { chain, report } = this.run;
		const before = big(await this.term(epoch), 'bond');
		await this.submit(name, 'lane', 'claimReceipt', ...claim);
		const wanted = big(chain.constant('lane', 'limits'), 'compensation');
		const paid = before - big(await this.term(epoch), 'bond');
		report.check(`${what}: the bond paid the holder of the receipt`, `${paid / E8} USDC`, `${wanted / E8} USDC`, paid === wanted);
	}
}

/** Why a lane was frozen. */
export const reasonOf = (frozen: Json): string => variant(at(frozen, 3));

function never(what: string): never {
	throw new Error(`there is no ${what}`);
}
