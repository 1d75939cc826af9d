// SPDX-License-Identifier: Apache-2.0
/**
 * Nine sequencers, one after the other, each of which breaks another rule, beside one watcher that nobody helps. Each is
 * the stand-by of the one before it.
 */
import { pause } from '../devnode.ts';
import { at, big, num, variant, type Json } from '../json.ts';
import { Sequencer, signedReceipt, type OrderDesk, type SignedOrder, type Wish } from '../lane.ts';
import { publishedProof, type LaneEntry } from '../lane-history.ts';
import { E8 } from '../units.ts';
import { LaneGround, NOTICE, reasonOf } from './lanes.ts';
import { RPC } from './nodes.ts';
import type { Run } from './run.ts';

/** Waiting beyond the blocks that the chain's deadlines have, ms. */
const PATIENCE_MS = 60_000;
/** A watcher looks for a sequencer's log so often, and a little more, ms. */
const COLLECT_MS = 6_000;

/** What somebody did who lost by it. */
interface Injured {
	readonly receipt: Json;
	readonly operation: SignedOrder;
}

/** What a crime came to before anybody said so. */
interface Done {
	/** The block in which it was done, if no section shows it. */
	readonly block?: number;
	/** The operation whose section shows it. */
	readonly sequence?: number;
	readonly injured?: Injured;
}

/** A fraud: what it takes to have it committed, and what must come of it. */
interface Crime {
	readonly fraud: string;
	/** Of the bond; without one the lane is frozen and nothing is lost but the lane. */
	readonly offence?: string;
	readonly reason: string;
	/** Whether the chain sees it by itself. */
	readonly seen?: boolean;
	/** Blocks that have to pass first. */
	readonly after: (ground: LaneGround) => number;
	readonly act: (scene: Scene) => Promise<Done>;
}

const CRIMES: readonly Crime[] = [
	{ fraud: 'root', offence: 'Transition', reason: 'Slashed', after: () => 0, act: async () => Promise.resolve({ sequence: 0 }) },
	{ fraud: 'fills', offence: 'Transition', reason: 'Slashed', after: () => 0, act: async (scene) => scene.cross() },
	{ fraud: 'price', offence: 'Limit', reason: 'Slashed', seen: true, after: () => 0, act: async (scene) => scene.cross(true) },
	{ fraud: 'signature', offence: 'Transition', reason: 'Slashed', after: () => 0, act: async (scene) => scene.rest() },
	{ fraud: 'receipt', offence: 'Receipt', reason: 'Slashed', after: () => 0, act: async (scene) => scene.handIn(true) },
	{ fraud: 'equivocation', offence: 'Equivocation', reason: 'Slashed', after: () => 0, act: async (scene) => scene.handIn() },
	{ fraud: 'ignored', offence: 'Ignored', reason: 'Slashed', after: ({ deadlines }) => deadlines.receipt, act: async (scene) => scene.handIn(true) },
	{ fraud: 'censor', reason: 'InboxOverdue', after: ({ deadlines }) => deadlines.inbox, act: async (scene) => scene.force() },
	{ fraud: 'silence', reason: 'Silent', after: ({ deadlines }) => deadlines.silence, act: async (scene) => scene.wait() },
];

/** The maker and the taker under one sequencer. */
class Scene {
	constructor(
		readonly ground: LaneGround,
		readonly sequencer: Sequencer,
		readonly orders: OrderDesk,
		readonly epoch: number,
	) {}

	private async send(name: string, wish: Wish): Promise<Injured> {
		const trader = this.ground.trader(name);
		const operation = this.orders.operation(trader, wish);
		return { receipt: await this.orders.order(this.sequencer, trader, wish, operation), operation };
	}

	/** An order that rests. */
	async rest(): Promise<Done> {
		await this.ground.allow(this.sequencer, 'Mia', 'Tom');
		const { receipt } = await this.send('Mia', this.ground.wish('Sell', 50, 1));
		return { sequence: num(receipt, 'sequence') };
	}

	/** One that rests, and one that takes a part of it. */
	async cross(injures = false): Promise<Done> {
		await this.rest();
		const injured = await this.send('Tom', this.ground.wish('Buy', 20, 1));
		return { sequence: num(injured.receipt, 'sequence'), ...(injures ? { injured } : {}) };
	}

	/** An order whose receipt the watcher gets, when it has had the time to find the sequencer's log if it follows it. */
	async handIn(injures = false): Promise<Done> {
		await this.ground.allow(this.sequencer, 'Mia');
		await pause(COLLECT_MS);
		const injured = await this.send('Mia', this.ground.wish('Sell', 10, 1));
		this.ground.watcher.handIn(injured.receipt);
		return { block: this.best(), ...(injures ? { injured } : {}) };
	}

	/** An order on chain. */
	async force(): Promise<Done> {
		await this.ground.allow(this.sequencer, 'Tom');
		return { block: await this.ground.force('Tom', this.ground.wish('Buy', 10, 1)) };
	}

	/** An order that gets a receipt, and is in no batch ever. */
	async wait(): Promise<Done> {
		await this.ground.allow(this.sequencer, 'Mia');
		const injured = await this.send('Mia', this.ground.wish('Sell', 10, 1));
		const began = await this.ground.history.event('TermBegan', this.epoch, PATIENCE_MS);
		return { block: began.block, injured };
	}

	private best(): number {
		return this.ground.run.watch.of(RPC).height;
	}
}

/** One after the other. */
export async function laneFrauds(run: Run): Promise<void> {
	const names = CRIMES.map(({ fraud }) => nameOf(fraud));
	// Only who signs two things is found by its log; the others' the watcher does not even reach.
	const ground = await LaneGround.begin(run, { Mia: 200_000, Tom: 200_000 }, names, nameOf('equivocation'));
	for (const crime of CRIMES) await commit(ground, crime);
	run.report.check('the watcher goes on', String(ground.watcher.running), 'true', ground.watcher.running);
	await ground.watcher.kill();
}

const nameOf = (fraud: string): string => `Lane${fraud}`;

/** Has one committed and sees what comes of it. */
async function commit(ground: LaneGround, crime: Crime): Promise<void> {
	const { run, history } = ground;
	const { report, chain } = run;
	const { fraud, offence, reason } = crime;
	const who = ground.operator(nameOf(fraud));
	const epoch = await ground.turnOf(who);
	const bond = big(await ground.term(epoch), 'bond');
	const sequencer = await Sequencer.start(ground.url, who, fraud);
	report.say(`${fraud}: epoch ${epoch}`);
	const done = await crime.act(new Scene(ground, sequencer, ground.orders(epoch), epoch));
	const blocks = crime.after(ground) + NOTICE;
	const said = (): string => `${fraud}: it said ${sequencer.output}; the watcher said ${ground.watcher.output}`;
	const frozen = await history.event('LaneFrozen', epoch, ground.patience(blocks, PATIENCE_MS), said);

	report.check(`${fraud}: the lane ended because of`, reasonOf(frozen.data), reason, reasonOf(frozen.data) === reason);
	const slashed = history.named('Slashed', epoch)[0];
	const recorded = slashed === undefined ? 'none' : variant(at(slashed.data, 2));
	report.check(`${fraud}: offence`, recorded, offence ?? 'none', recorded === (offence ?? 'none'));
	if (slashed !== undefined) reporter(ground, crime, slashed.data, bond, big(await ground.term(epoch), 'bond'));
	const begun = done.block ?? crimeOf(history.log(epoch), done.sequence) ?? frozen.block;
	const took = frozen.block - begun;
	report.check(`${fraud}: blocks from the crime to the end`, String(took), `<= ${blocks}`, took >= 0 && took <= blocks);

	const ended = await history.event('TermEnded', epoch, ground.patience(ground.deadlines.tail, PATIENCE_MS), said);
	const tail = offence === undefined ? ground.deadlines.tail : 0;
	report.check(`${fraud}: blocks from there to the next sequencer`, String(ended.block - frozen.block), String(tail + 1), ended.block - frozen.block === tail + 1);
	if (done.injured !== undefined) {
		const shown = fraud === 'receipt' ? await publishedProof(chain, frozen.block) : null;
		const { receipt, operation } = done.injured;
		await ground.claim(holder(fraud), [signedReceipt(receipt), operation, shown], epoch, fraud);
	}
	await sequencer.ended(PATIENCE_MS);
}

/** Who holds the receipt that was not honoured. */
const holder = (fraud: string): string => (fraud === 'price' ? 'Tom' : 'Mia');

/** Who got what for the proof. */
function reporter({ run, watcher }: LaneGround, { fraud, seen = false }: Crime, slashed: Json, before: bigint, after: bigint): void {
	const { report, chain } = run;
	const share = big(chain.constant('lane', 'limits'), 'reporterShare');
	const wanted = seen ? 0n : (before * share) / 10n ** 18n;
	const reward = big(slashed, 4);
	report.check(`${fraud}: taken from the bond for the proof`, `${(before - after) / E8} USDC`, `${wanted / E8} USDC`, before - after === wanted && reward === wanted);
	const by = at(slashed, 3);
	const right = seen ? by === null : by === chain.account('DemoWat').address;
	report.check(`${fraud}: proven by`, by === null ? 'the chain' : right ? 'the watcher' : JSON.stringify(by), seen ? 'the chain' : 'the watcher', right && watcher.running);
}

/** The block whose section has the operation that is wrong, if it was included. */
const crimeOf = (log: readonly LaneEntry[], sequence?: number): number | undefined => log.find((entry) => entry.sequence === sequence)?.block;
