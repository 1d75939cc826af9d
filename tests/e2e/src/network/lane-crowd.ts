// SPDX-License-Identifier: Apache-2.0
/** Makers and takers in a lane, each with a connection of his own: they sign, send, and remember what they were promised. */
import type { Chain } from '../client.ts';
import { listed, type Listed } from '../desk.ts';
import { pause } from '../devnode.ts';
import { num, type Json } from '../json.ts';
import { OrderDesk, type Place, type Watcher, type Wish } from '../lane.ts';
import { Denied, Line, Lost } from '../line.ts';
import { onGrid } from '../orders.ts';
import type { Market } from '../stage.ts';
import type { Trader } from '../trades.ts';
import { E8 } from '../units.ts';

/** Makers quote so far from the mark, to either side, and takers cross that or stay as far behind it. */
const SPREAD = 0.03;
const REACH = 0.2;
/** Series that are worth less than so many ticks are left out. */
const LEAST_TICKS = 20;
/** Of each underlying so many are traded. */
const SERIES = 4;
/** Marks are read so often, makers look at their quotes and takers act so often, ms. */
const MARKS_MS = 1_500;
const MAKER_MS = 1_500;
const TAKER_MS = 4_000;
/** Orders stand so long; quotes are renewed when so much is left of that, ms. */
const QUOTE_MS = 60_000;
const RENEW_MS = 20_000;
/** What an order is for, e8, by underlying: makers show so many times that. */
const SIZES = [E8 / 100n, E8 / 10n] as const;
const SHOWN = 20n;

/** A receipt that was given, and how long it took. */
export interface Promised {
	readonly receipt: Json;
	readonly tookMs: number;
}

/** What the traders share: marks, the time to stop, and what came of it all. */
export class Floor {
	readonly promised: Promised[] = [];
	readonly refusals = new Map<string, number>();
	/** Requests whose answer was lost with the connection. */
	lost = 0;
	over = false;
	private marks: readonly Listed[] = [];

	constructor(
		readonly chain: Chain,
		readonly orders: OrderDesk,
		readonly url: string,
		readonly expiry: number,
		private readonly markets: readonly Market[],
		private readonly watcher: Watcher,
	) {}

	/** The series that are traded, at their marks. */
	get series(): readonly Listed[] {
		return this.marks;
	}

	/** Reads marks until it is over. The series are those of the beginning. */
	async follow(): Promise<void> {
		while (!this.over) {
			await this.renew();
			await pause(MARKS_MS);
		}
	}

	/** Reads them once. */
	async renew(): Promise<void> {
		const all = (await Promise.all(this.markets.map(async (on) => listed(this.chain, on, this.expiry)))).map(
			(ofOne, i) => (this.marks.length === 0 ? nearest(ofOne, this.markets[i]) : ofOne.filter(({ name }) => this.marks.some((known) => known.name === name))),
		);
		this.marks = all.flat();
	}

	/** Sends something signed; its receipt, or nothing if it was refused or lost. */
	async attempt(send: () => Promise<Json>): Promise<Json | undefined> {
		const begun = performance.now();
		try {
			const receipt = await send();
			this.promised.push({ receipt, tookMs: performance.now() - begun });
			this.watcher.handIn(receipt);
			return receipt;
		} catch (reason) {
			if (reason instanceof Lost) this.lost += 1;
			else if (reason instanceof Denied) this.refusals.set(reason.message, (this.refusals.get(reason.message) ?? 0) + 1);
			else throw reason;
			return undefined;
		}
	}
}

/** The series around the index that are worth something. */
function nearest(all: readonly Listed[], on: Market | undefined): readonly Listed[] {
	const worth = all.filter(({ mark, tick }) => mark * Number(E8) > LEAST_TICKS * Number(tick));
	const distance = ({ series }: Listed): number => Math.abs(Number(series.strike / E8) - (on?.quoted.index ?? 0));
	return [...worth].sort((a, b) => distance(a) - distance(b)).slice(0, SERIES);
}

/** Somebody with a connection and a nonce. */
abstract class Member {
	protected readonly line: Line;
	private nonce = 0;

	constructor(readonly trader: Trader, protected readonly floor: Floor) {
		this.line = new Line(floor.url);
	}

	/** Acts every so often until it is over; a connection that went away is opened again. */
	async work(everyMs: number, delayMs: number): Promise<void> {
		await this.line.open();
		await pause(delayMs);
		for (let turn = 0; !this.floor.over; turn += 1) {
			await this.act(turn);
			await pause(everyMs);
			await this.line.open();
		}
		this.line.close();
	}

	protected abstract act(turn: number): Promise<void>;

	protected wish(on: Listed, side: Wish['side'], times: bigint, price: number, kind: NonNullable<Wish['kind']>): Wish {
		this.nonce += 1;
		const size = SIZES[on.series.underlying] ?? SIZES[0];
		const limit = onGrid(Math.max(price, 0), on.tick, side === 'Sell');
		const expires = Math.min(Date.now() + QUOTE_MS, on.series.expiry);
		return { listed: on, side, quantity: size * times, limit, nonce: this.nonce, expires, kind };
	}

	protected async place(wish: Wish): Promise<Place | undefined> {
		const receipt = await this.floor.attempt(async () => this.floor.orders.order(this.line, this.trader, wish));
		return receipt === undefined ? undefined : placeOf(wish, receipt);
	}

	protected async replace(place: Place, wish: Wish): Promise<Place | undefined> {
		const receipt = await this.floor.attempt(async () => this.floor.orders.replace(this.line, this.trader, place, wish));
		return receipt === undefined ? undefined : placeOf(wish, receipt);
	}

	protected async cancel(place: Place): Promise<void> {
		await this.floor.attempt(async () => this.floor.orders.cancel(this.line, this.trader, place));
	}
}

const placeOf = ({ listed: on, side, limit }: Wish, receipt: Json): Place => ({ listed: on, side, limit, sequence: num(receipt, 'sequence') });

/** Quotes both sides of every series around its mark, and moves them with it. */
export class Maker extends Member {
	private readonly quotes = new Map<string, { readonly place: Place; readonly expires: number }>();

	async run(): Promise<void> {
		return this.work(MAKER_MS, 0);
	}

	protected async act(): Promise<void> {
		// Nonces of an underlying have to come in their order.
		const { series } = this.floor;
		const underlyings = [...new Set(series.map(({ series: { underlying } }) => underlying))];
		await Promise.all(underlyings.map(async (underlying) => {
			for (const on of series.filter((one) => one.series.underlying === underlying)) {
				for (const side of ['Buy', 'Sell'] as const) await this.quote(on, side);
			}
		}));
	}

	private async quote(on: Listed, side: 'Buy' | 'Sell'): Promise<void> {
		const key = `${on.name}-${side}`;
		const wish = this.wish(on, side, SHOWN, on.mark * (side === 'Buy' ? 1 - SPREAD : 1 + SPREAD), 'PostOnly');
		const quote = this.quotes.get(key);
		if (quote !== undefined && quote.place.limit === wish.limit && quote.expires - Date.now() > RENEW_MS) return;
		const place = quote === undefined || quote.expires < Date.now() ? await this.place(wish) : await this.replace(quote.place, wish);
		// One that was filled, or whose answer is lost: begun anew.
		if (place === undefined) this.quotes.delete(key);
		else this.quotes.set(key, { place, expires: wish.expires });
	}
}

/** Crosses the makers' quotes, and now and then lets an order rest, changes it and takes it back. */
export class Taker extends Member {
	private resting: Place | undefined;

	constructor(trader: Trader, floor: Floor, private readonly index: number) {
		super(trader, floor);
	}

	async run(): Promise<void> {
		return this.work(TAKER_MS, (this.index * TAKER_MS) / 50);
	}

	protected async act(turn: number): Promise<void> {
		const on = this.floor.series[(this.index + turn) % this.floor.series.length];
		if (on === undefined) return;
		const buys = (this.index + turn) % 2 === 0;
		if (this.resting !== undefined) {
			const { resting } = this;
			this.resting = undefined;
			const own = this.floor.series.find(({ name }) => name === resting.listed.name);
			if (turn % 8 === 4 && own !== undefined) this.resting = await this.replace(resting, this.wish(own, 'Buy', 1n, own.mark * (1 - 2 * REACH), 'Limit'));
			else await this.cancel(resting);
		} else if (turn % 4 === 3) {
			this.resting = await this.place(this.wish(on, 'Buy', 1n, on.mark * (1 - REACH), 'Limit'));
		} else {
			const price = on.mark * (buys ? 1 + REACH : 1 - REACH);
			await this.place(this.wish(on, buys ? 'Buy' : 'Sell', 1n, price, 'ImmediateOrCancel'));
		}
	}
}
