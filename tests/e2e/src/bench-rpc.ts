// SPDX-License-Identifier: Apache-2.0
/**
 * Trading end to end: a node of its own, signed calls over WebSocket, fills as a subscribed client
 * sees them. Prints tables; the node is what TENOR_NODE names.
 *
 *   npm run bench:rpc
 */
import type { KeyringPair } from '@polkadot/keyring/types';
import { cpus, loadavg } from 'node:os';
import { Chain } from './client.ts';
import { Desk, type Listed } from './desk.ts';
import { onDevNode, type DevNode } from './devnode.ts';
import { Heads } from './heads.ts';
import { TNR, TREASURER, USDC, units } from './ids.ts';
import { list, num } from './json.ts';
import { Bench, Signer, quantile, type Outcome, type Signed } from './load.ts';
import { transfers } from './network/throughput.ts';
import { limitOrder, onGrid } from './orders.ts';
import { E8 } from './units.ts';

/** Pairs of portfolios that trade, each portfolio with an owner of its own. */
const PAIRS = 64;
/** Life of the series, ms: longer than any run. */
const LIFE_MS = 4 * 3_600_000;
/** Time between two posts of the index, ms: the feeds take no part of what is measured. */
const FEED_MS = 60_000;
/** Series whose premium is below this are not quoted, USD. */
const LEAST_PREMIUM = 1;
/** Orders of one call. */
const BATCH = 64;
/** How long a rate is offered, s. */
const OFFERED_S = 10;
/** Calls of a saturating run. */
const SATURATING = { noOps: 6_000, transfers: 6_000, single: 3_000, batched: 2 * PAIRS } as const;
/** Offered rates, calls a second. */
const RATES = { single: [50, 100, 150, 200, 250, 300, 350], batched: [2, 4, 6, 8, 10, 12, 14] } as const;
/** What the design wants of measured execution, orders a second. */
const GOALS = { single: 3_000, batched: 30_000 } as const;

type Kind = keyof typeof RATES;

/** Who trades: a portfolio and its owner's key. */
interface Party {
	readonly pair: KeyringPair;
	readonly portfolio: number;
}

const say = (line: string): void => {
	process.stdout.write(`${line}\n`);
};

/** Funds owners and opens a portfolio of each, half of them in either margin mode. */
async function parties(chain: Chain): Promise<readonly Party[]> {
	const pairs = Array.from({ length: 2 * PAIRS }, (_, i) => chain.account(`Bench${i}`));
	const treasurer = chain.account(TREASURER);
	for (let from = 0; from < pairs.length; from += 32) {
		const gifts = pairs.slice(from, from + 32).flatMap(({ address }) => [
			chain.call('balances', 'transferAllowDeath', address, 1_000n * TNR),
			chain.call('assets', 'transfer', USDC.id, address, units(USDC, 60_000)),
		]);
		await chain.submit(chain.call('utility', 'batchAll', gifts), treasurer);
	}
	return Promise.all(
		pairs.map(async (pair, i) => {
			// Makers and takers stand side by side; every second pair has the same mode.
			const mode = Math.floor(i / 2) % 2 === 0 ? 'Standard' : 'Portfolio';
			const opened = await chain.submit(chain.call('collateral', 'openPortfolio', mode, units(USDC, 50_000)), pair);
			const event = opened.events.find(({ name }) => name === 'PortfolioOpened');
			if (event === undefined) throw new Error(`${pair.address} has no portfolio`);
			return { pair, portfolio: num(event.data, 0) };
		}),
	);
}

/** Makes the calls of runs. Sides change from run to run, so that positions do not grow. */
class Book {
	private turn = 0;

	constructor(
		private readonly chain: Chain,
		private readonly signer: Signer,
		private readonly parties: readonly Party[],
		private readonly series: () => Promise<readonly Listed[]>,
	) {}

	/** Signed no-ops of all owners in turn. */
	async noOps(count: number): Promise<readonly Signed[]> {
		await this.signer.read(this.parties.map(({ pair }) => pair));
		return Array.from({ length: count }, (_, i) =>
			this.signer.sign(this.chain.call('system', 'remark', '0x00'), this.party(i).pair, 0),
		);
	}

	/** Calls in pairs: what one sells, the next buys, at the mark. One order each, or a batch. */
	async orders(kind: Kind, calls: number): Promise<readonly Signed[]> {
		this.turn += 1;
		await this.signer.read(this.parties.map(({ pair }) => pair));
		const listed = await this.series();
		return Array.from({ length: calls }, (_, i) => {
			const { pair, portfolio } = this.party(i);
			const side = (i + this.turn) % 2 === 0 ? 'Sell' : 'Buy';
			const order = (place: number): ReturnType<typeof limitOrder> => {
				const one = listed[place % listed.length];
				if (one === undefined) throw new Error('nothing is listed');
				return limitOrder(one.series, side, E8 / 100n, onGrid(one.mark, one.tick, false));
			};
			const call =
				kind === 'single'
					? this.chain.call('trading', 'placeOrder', portfolio, order(Math.floor(i / 2)))
					: this.chain.call('trading', 'placeOrders', portfolio, null, Array.from({ length: BATCH }, (_, j) => order(j)));
			return this.signer.sign(call, pair, kind === 'single' ? 1 : BATCH);
		});
	}

	/** Cancels what a run left open, so that the next one meets none of it. */
	async clear(): Promise<void> {
		await Promise.all(
			this.parties.map(async ({ pair, portfolio }) => {
				const open = list(await this.chain.read('trading', 'orders', portfolio), 'open');
				if (open.length > 0) await this.chain.submit(this.chain.call('trading', 'cancelOrders', portfolio, 'All', 256), pair);
			}),
		);
	}

	private party(i: number): Party {
		const found = this.parties[i % this.parties.length];
		if (found === undefined) throw new Error('nobody trades');
		return found;
	}
}

const whole = (value: number): string => Math.round(value).toString().replace(/\B(?=(\d{3})+$)/g, ',');
const seconds = (ms: number): string => `${(ms / 1_000).toFixed(2)} s`;
const refused = (outcome: Outcome): string =>
	[...outcome.refusals].map(([name, count]) => `${count} ${name}`).join(', ') || 'nothing';

/** One line of a table of offered rates. */
function rateLine(outcome: Outcome, rate: number): string {
	const per = outcome.orders / outcome.calls;
	const { latencies, keptUp, fullest, missed, filled, filledPerSecond } = outcome;
	return `| ${[
		whole(rate * per),
		whole(filledPerSecond),
		`${whole(filled)} of ${whole(outcome.orders)}`,
		refused(outcome),
		seconds(quantile(latencies, 0.5)),
		seconds(quantile(latencies, 0.99)),
		`${Math.round(fullest * 100)} %`,
		whole(missed),
		keptUp ? 'yes' : 'no',
	].join(' | ')} |`;
}

/** Offers rising rates until one is not kept up with; returns the last that was. */
async function rising(bench: Bench, book: Book, kind: Kind): Promise<{ rate: number; outcome: Outcome } | undefined> {
	say(`\n${kind === 'single' ? 'One order' : `${BATCH} orders`} per transaction, offered evenly for ${OFFERED_S} s:\n`);
	say('| offered, orders/s | filled/s | filled | refused or ended | p50 | p99 | fullest block | slots missed | kept up |');
	say('|---|---|---|---|---|---|---|---|---|');
	let best: { rate: number; outcome: Outcome } | undefined;
	for (const rate of RATES[kind]) {
		const calls = await book.orders(kind, rate * OFFERED_S);
		const outcome = await bench.run(calls, rate);
		say(rateLine(outcome, rate));
		if (!outcome.keptUp) break;
		best = { rate, outcome };
	}
	await book.clear();
	return best;
}

interface Saturated {
	readonly noOps: Outcome;
	readonly transfers: Outcome;
	readonly single: Outcome;
	readonly batched: Outcome;
}

function report({ noOps, transfers: sent, single, batched }: Saturated, best: Readonly<Record<Kind, string>>): void {
	const row = (what: string, measured: number, reference: number | undefined, goal?: number): void => {
		const [ref, ratio] =
			reference === undefined ? ['', ''] : [`${whole(reference)} no-ops/s`, (measured / reference).toFixed(2)];
		const met = goal === undefined ? '' : measured >= goal ? 'met' : 'missed';
		say(`| ${what} | ${whole(measured)} /s | ${ref} | ${ratio} | ${goal === undefined ? '' : `>= ${whole(goal)}`} | ${met} |`);
	};
	const perCall = batched.orders / batched.calls;
	say('\n| what | measured | reference | ratio | goal | |');
	say('|---|---|---|---|---|---|');
	row('signed no-ops accepted by the RPC', noOps.acceptedPerSecond, undefined);
	row('signed no-ops included', noOps.includedPerSecond, undefined);
	row('standard transactions (transfers) included', sent.includedPerSecond, noOps.includedPerSecond);
	row('orders accepted by the RPC, one per transaction', single.acceptedPerSecond, noOps.acceptedPerSecond);
	row('orders included, one per transaction', single.includedPerSecond, noOps.includedPerSecond, GOALS.single);
	row('orders filled, one per transaction', single.filledPerSecond, noOps.includedPerSecond);
	row(`orders accepted by the RPC, ${BATCH} per transaction`, batched.acceptedPerSecond * perCall, noOps.acceptedPerSecond);
	row(`orders included, ${BATCH} per transaction`, batched.includedPerSecond * perCall, noOps.includedPerSecond, GOALS.batched);
	row(`orders filled, ${BATCH} per transaction`, batched.filledPerSecond, noOps.includedPerSecond);
	say(`| most offered with nothing refused and p99 below 3 s, one per transaction | ${best.single} | | | | |`);
	say(`| most offered with nothing refused and p99 below 3 s, ${BATCH} per transaction | ${best.batched} | | | | |`);
	say('\nRates are per second of wall time: a block a second, 330 ms of weight, of which transactions take at most three');
	say('quarters and the engine what matching needs. The goals are of measured execution. Saturated, fullest block by');
	say('weight, slots missed, what was not filled:');
	for (const [name, outcome] of [['no-ops', noOps], ['transfers', sent], ['single', single], ['batched', batched]] as const) {
		say(`  ${name}: ${Math.round(outcome.fullest * 100)} %, ${outcome.missed}, ${refused(outcome)}`);
	}
}

/** How long the author took for blocks that were full by weight, as its log says. */
function fullBlocks(log: string): string {
	const times = [...log.matchAll(/Prepared block for proposing at \d+ \((\d+) ms\).*end: HitBlockWeightLimit/g)]
		.map(([, ms]) => Number(ms))
		.sort((a, b) => a - b);
	if (times.length === 0) return 'no block was full by weight';
	return `${times.length} blocks were full by weight; they took the author ${quantile(times, 0.5)} ms at the median, ${quantile(times, 0.99)} ms at p99`;
}

async function measure(node: DevNode): Promise<void> {
	const chain = await Chain.connect(node.url);
	const desk = await Desk.open(chain, LIFE_MS, FEED_MS);
	const traders = await parties(chain);
	const series = async (): Promise<readonly Listed[]> => {
		const all = await Promise.all(desk.markets.map((market) => desk.series(market)));
		return all.flat().filter(({ mark }) => mark >= LEAST_PREMIUM);
	};
	const book = new Book(chain, new Signer(chain), traders, series);
	const bench = await Bench.on(node.url, chain, await Heads.watch(node.url));
	say(`${traders.length} portfolios, ${(await series()).length} series; signed beforehand; ${cpus().length} cores, load ${loadavg().map((load) => load.toFixed(1)).join(' ')} at the start`);
	const shown = (best: { rate: number; outcome: Outcome } | undefined): string => {
		if (best === undefined) return 'not the lowest rate';
		const { rate, outcome: { orders, calls, latencies } } = best;
		return `${whole((rate * orders) / calls)} /s, p50 ${seconds(quantile(latencies, 0.5))}, p99 ${seconds(quantile(latencies, 0.99))}`;
	};
	const best = { single: shown(await rising(bench, book, 'single')), batched: shown(await rising(bench, book, 'batched')) };
	const noOps = await bench.run(await book.noOps(SATURATING.noOps), undefined);
	const sent = await bench.run(await transfers(chain, SATURATING.transfers), undefined);
	const single = await bench.run(await book.orders('single', SATURATING.single), undefined);
	await book.clear();
	const batched = await bench.run(await book.orders('batched', SATURATING.batched), undefined);
	report({ noOps, transfers: sent, single, batched }, best);
	say(fullBlocks(node.log()));
	say(`\nload at the end ${loadavg().map((load) => load.toFixed(1)).join(' ')}`);
	const failures = desk.close();
	if (failures.length > 0) throw new Error(`feeds failed: ${failures.join('; ')}`);
	await bench.disconnect();
	await chain.disconnect();
}

await onDevNode(measure);
