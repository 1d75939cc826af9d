// SPDX-License-Identifier: Apache-2.0
/** A network with traders at work on it, and what must be true of it at the end of every scenario. */
import { spawnSync } from 'node:child_process';
import { Chain } from '../client.ts';
import { money } from '../ledger.ts';
import { text } from '../units.ts';
import { Activity, type Round } from './activity.ts';
import { Network, RPC, VALIDATORS, type Ground, type Special } from './nodes.ts';
import { few, type Report } from './report.ts';
import { Watch, hashOf, slotOf, type Header } from './watch.ts';

/** Until every node has called the same block final at the end, ms. */
const AGREE_MS = 60_000;
/** What no log may say. The pool's task says that it failed whenever a node is asked to end. */
const BAD = /Detected (prevote|precommit) equivocation|panicked at|Essential task (?!`txpool-background`).* failed/g;

/** A canonical block, as a node has it. */
interface Block {
	readonly hash: string;
	readonly header: Header;
}

/** Feeds that are kept up. */
interface Feeds {
	/** Ends them; what they ran into is returned, an empty list is expected. */
	close(): readonly string[];
}

/** A scenario under way. */
export class Run {
	private traders: Activity | undefined;
	private readonly feeds: Feeds[] = [];

	private constructor(
		readonly report: Report,
		readonly network: Network,
		readonly watch: Watch,
		readonly chain: Chain,
	) {}

	/** Starts all nodes and waits for finality. */
	static async begin(report: Report, folder: string, ground: Ground): Promise<Run> {
		const network = await Network.prepare(folder, ground);
		try {
			report.say(`${VALIDATORS.length} validators and a node for clients start`);
			await network.startAll();
			const urls = Object.fromEntries([...network.nodes].map(([name, node]) => [name, node.url]));
			const watch = Watch.begin(urls);
			await watch.until('a final block', AGREE_MS, () => watch.of(RPC).finality > 0);
			report.say(`block ${watch.of(RPC).finality} is final`);
			return new Run(report, network, watch, await Chain.connect(network.node(RPC).url));
		} catch (reason) {
			await network.end();
			throw reason;
		}
	}

	/** Operators and traders at work; they begin when they are first asked for. */
	async activity(): Promise<Activity> {
		this.traders ??= this.tend(await Activity.begin(this.chain));
		return this.traders;
	}

	/** Sees to it that feeds end with the scenario, and says what they ran into. */
	tend<T extends Feeds>(feeds: T): T {
		this.feeds.push(feeds);
		return feeds;
	}

	/** Starts a node of the network again, or one more, and watches it; returns without waiting for it. */
	async launch(name: string, special: Special = {}): Promise<void> {
		const node = await this.network.launch(name, special);
		if (!this.watch.words.has(name)) this.watch.add(name, node.url);
	}

	/** Says what a round of trading came to. Calls come to nothing where half of the network is away at times (`late`). */
	reportRound(round: Round, late = false): void {
		const { report } = this;
		report.check('trades executed', String(round.trades), '> 60', round.trades > 60);
		if (late) report.figure('calls that came to nothing', few(round.lost));
		else report.check('calls that came to nothing', few(round.lost), '0', round.lost.length === 0);
		report.check('portfolios paid at the expiry', String(round.holders - round.unpaid), String(round.holders), round.unpaid === 0 && round.holders > 0);
		report.check('settlement prices, difference to those computed here', text(round.priceDifference, 8, 8), '0', round.priceDifference === 0n);
		report.check('payouts, difference to those computed here', text(round.difference, 8, 8), '0', round.difference === 0n);
		report.figure('from the expiry to the last books closed', `${round.settlingMs / 1_000} s of chain time`);
	}

	/**
	 * Ends trading, compares all nodes block by block, and runs every invariant over the last state. Where
	 * forks are what it is about, a feed may come too late for the chain that won.
	 */
	async conclude(forks: boolean): Promise<void> {
		const { report, watch, network } = this;
		const failures = this.feeds.flatMap((feeds) => feeds.close());
		if (forks) report.figure('feeds that failed', few(failures));
		else report.check('feeds that failed', few(failures), '0', failures.length === 0);
		await this.checkMoney();
		const running = network.running;
		const target = Math.max(...running.map((name) => watch.of(name).height));
		await watch.until(`block ${target} to be final everywhere`, AGREE_MS, () =>
			running.every((name) => watch.of(name).finality >= target),
		);
		await this.compareNodes(running, target);
		const bad = [...network.nodes.values()].flatMap((node) => node.log().match(BAD) ?? []);
		report.check('equivocations and panics in logs', bad.length === 0 ? '0' : `${bad.length}: ${bad[0] ?? ''}`, '0', bad.length === 0);
		const died = [...network.nodes].filter(([, node]) => node.died).map(([name]) => name);
		report.check('nodes that ended by themselves', few(died), '0', died.length === 0);
		await this.chain.disconnect();
		await network.node(RPC).end('SIGINT');
		this.checkState();
	}

	/** The sums of money, read from every record. */
	private async checkMoney(): Promise<void> {
		const now = await money(this.chain);
		this.report.check('money: sum of all records less what the ledger owes', text(now.total - now.owed, 8, 8), '0', now.total === now.owed);
		this.report.check('money: custody beyond what the ledger owes', text(now.custody - now.owed, 8, 8), '>= 0', now.custody >= now.owed);
	}

	/** Every block up to `last` has one hash and one state root on all nodes, and so has whatever was called final. */
	private async compareNodes(names: readonly string[], last: number): Promise<void> {
		const { report, watch } = this;
		const canonical = await this.blocks(RPC, 1, last);
		let differing = 0;
		for (const name of names.filter((other) => other !== RPC)) {
			const own = await this.blocks(name, 1, last);
			differing += own.filter((block, i) => block.hash !== canonical[i]?.hash || block.header.stateRoot !== canonical[i].header.stateRoot).length;
		}
		report.check(`blocks 1 to ${last} on ${names.length} nodes, hashes or state roots that differ`, String(differing), '0', differing === 0);
		const words = [...watch.words.values()].flatMap((node) => node.final);
		const doubled = words.filter(({ number, header }) => number > 0 && number <= last && hashOf(this.chain, header) !== canonical[number - 1]?.hash);
		report.check(`announcements of finality, ${words.length}, for blocks that are not in the chain`, String(doubled.length), '0', doubled.length === 0);
		const slots = canonical.map(({ header }) => slotOf(header));
		const span = (slots.at(-1) ?? 0) - (slots[0] ?? 0) + 1;
		report.figure('blocks, and slots without one', `${slots.length}, ${span - slots.length}`);
	}

	/** The canonical blocks of a node. */
	private async blocks(name: string, from: number, to: number): Promise<readonly Block[]> {
		const node = this.network.node(name);
		const numbers = Array.from({ length: to - from + 1 }, (_, i) => from + i);
		const hashes = (await node.request('chain_getBlockHash', numbers)) as readonly string[];
		const blocks: Block[] = [];
		for (const hash of hashes) blocks.push({ hash, header: (await node.request('chain_getHeader', hash)) as Header });
		return blocks;
	}

	/**
	 * Exports the state of the node for clients and runs every `try_state` of the runtime on it. The program has this
	 * tree's runtime, which misreads the time of code with other slots.
	 */
	private checkState(): void {
		if (process.env['TENOR_CODE'] !== undefined) {
			this.report.figure('every try_state of the runtime', 'not asked: the code is not that of this tree');
			return;
		}
		const program = process.env['TENOR_CHECK_STATE'];
		if (program === undefined) throw new Error('TENOR_CHECK_STATE does not name the program that checks a state');
		const done = spawnSync(program, [this.network.exportState(RPC)], { encoding: 'utf8' });
		this.report.check('every try_state of the runtime', (done.stdout + done.stderr).trim(), 'holds', done.status === 0);
	}

	/** Stops everything, whatever the state it is in. */
	async end(): Promise<void> {
		this.watch.stop();
		await this.chain.disconnect();
		await this.network.end();
	}
}
