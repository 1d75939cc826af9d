// SPDX-License-Identifier: Apache-2.0
/** A lane from outside: its programs as processes, orders signed by its formats, its answers. */
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { KeyringPair } from '@polkadot/keyring/types';
import { u8aConcat, u8aToHex } from '@polkadot/util';
import type { Chain } from './client.ts';
import type { Listed } from './desk.ts';
import { freePort, until } from './devnode.ts';
import { at, big, list, num, str, type Json } from './json.ts';
import { Program } from './program.ts';
import type { Trader } from './trades.ts';
import { text } from './units.ts';

/** The lane that the development chain begins with. */
export const LANE = 0;
/** Version of what is signed. */
const VERSION = 1;
/** Bytes of a portfolio's number. */
const PORTFOLIO_BYTES = 8;

/** A sequencer's account and its key for receipts, where it keeps its log and where it listens. */
export interface Operator {
	readonly name: string;
	readonly account: KeyringPair;
	readonly receipts: KeyringPair;
	readonly folder: string;
	readonly port: number;
}

/** An operator with files of its keys. */
export async function operator(chain: Chain, name: string, folder: string): Promise<Operator> {
	const own = join(folder, name);
	mkdirSync(own, { recursive: true });
	writeFileSync(join(own, 'account'), `//Demo${name}\n`, { mode: 0o600 });
	writeFileSync(join(own, 'receipts'), `//Demo${name}//receipts\n`, { mode: 0o600 });
	const [account, receipts] = [chain.account(`Demo${name}`), chain.account(`Demo${name}//receipts`)];
	return { name, account, receipts, folder: own, port: await freePort() };
}

/** Bonds an operator: it runs the lane, or waits for it. */
export async function register(chain: Chain, who: Operator): Promise<void> {
	await chain.submit(chain.call('lane', 'register', LANE, who.receipts.publicKey), who.account, { feeAsset: 1 });
}

/** Lets the lane use so much more of a trader's money, by his own key. */
export async function allow(chain: Chain, trader: Trader, underlying: number, amount: bigint): Promise<void> {
	const call = chain.call('lane', 'raiseAllowance', LANE, trader.portfolio, underlying, amount, trader.pair.publicKey);
	await chain.submit(call, trader.pair, { feeAsset: 1 });
}

/** Whoever answers `lane_*`. */
export interface Counter {
	ask(method: string, ...params: readonly unknown[]): Promise<Json>;
}

/** A sequencer that answers. */
export class Sequencer extends Program implements Counter {
	private constructor(name: string, args: readonly string[], private readonly port: number) {
		super(name, args);
	}

	/** Starts one, and does not wait for its turn; with `fraud`, one that breaks that rule. */
	static async launch(url: string, who: Operator, fraud?: string): Promise<Sequencer> {
		const args = [
			...['--url', url, '--lane', String(LANE), '--data', join(who.folder, 'log')],
			...['--account-file', join(who.folder, 'account'), '--receipt-key-file', join(who.folder, 'receipts')],
			...['--listen', `127.0.0.1:${who.port}`, '--metrics-port', String(await freePort())],
		];
		return fraud === undefined
			? new Sequencer('tenor-sequencer', ['run', ...args], who.port)
			: new Sequencer('tenor-lane-fraud', ['--commit', fraud, ...args], who.port);
	}

	/** The same, and waits until it is its turn. */
	static async start(url: string, who: Operator, fraud?: string): Promise<Sequencer> {
		const sequencer = await Sequencer.launch(url, who, fraud);
		await sequencer.says(/listening on/);
		return sequencer;
	}

	/** Where it listens for WebSockets. */
	get url(): string {
		return `ws://127.0.0.1:${this.port}`;
	}

	/** One request. */
	async ask(method: string, ...params: readonly unknown[]): Promise<Json> {
		const answer = await fetch(`http://127.0.0.1:${this.port}`, {
			method: 'POST',
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
		});
		const body = (await answer.json()) as { result?: Json; error?: { message: string } };
		if (body.error) throw new Error(`${method}: ${body.error.message}`);
		return body.result ?? null;
	}

	/** Waits until an allowance is in the log, and an index. */
	async knows(trader: Trader, symbol: string): Promise<Json> {
		await until(() => `an index of ${symbol}; it said ${this.output}`, async () => {
			const rules = list(await this.ask('lane_rules'));
			return rules.some((one) => str(one, 'underlying') === symbol && num(one, 'block') > 0) ? true : undefined;
		});
		return until(() => `the allowance of ${trader.name}; it said ${this.output}`, async () =>
			this.ask('lane_account', trader.portfolio, symbol).catch(() => undefined),
		);
	}
}

/** A watcher, with a folder for receipts. */
export class Watcher extends Program {
	private constructor(args: readonly string[], private readonly receipts: string) {
		super('tenor-sequencer', args);
	}

	/** Starts one that looks at all blocks from one on, and maybe at a sequencer's log. `who` sends proofs. */
	static begin(url: string, folder: string, who: string, from: number, sequencer?: string): Watcher {
		const [secret, receipts] = [join(folder, 'watcher'), join(folder, 'handed-in')];
		mkdirSync(receipts, { recursive: true });
		writeFileSync(secret, `//Demo${who}\n`, { mode: 0o600 });
		const args = [
			...['watch', '--url', url, '--lane', String(LANE), '--secret-file', secret],
			...['--data', join(folder, 'watch'), '--from', String(from), '--receipts', receipts],
			...(sequencer === undefined ? [] : ['--sequencer', sequencer]),
		];
		return new Watcher(args, receipts);
	}

	/** Hands a receipt in: it is read as a whole. */
	handIn(receipt: Json): void {
		const name = join(this.receipts, `${num(receipt, 'epoch')}-${num(receipt, 'sequence')}`);
		writeFileSync(`${name}.new`, JSON.stringify(receipt));
		renameSync(`${name}.new`, `${name}.json`);
	}

	/** What it has held against a sequencer, and what it could make nothing of. */
	get findings(): readonly string[] {
		return this.output.split('\n').filter((line) => /proof|freeze|: wrong|receipt/.test(line));
	}
}

/** What a trader wants. */
export interface Wish {
	readonly listed: Listed;
	readonly side: 'Buy' | 'Sell';
	readonly quantity: bigint;
	readonly limit: bigint;
	readonly nonce: number;
	readonly expires: number;
	readonly kind?: 'Limit' | 'PostOnly' | 'ImmediateOrCancel';
}

/** Where an order rests: its receipt has the number. */
export interface Place extends Pick<Wish, 'listed' | 'side' | 'limit'> {
	readonly sequence: number;
}

/** The operation of an order, as the chain's types have it. */
export interface SignedOrder {
	readonly Order: { readonly body: Readonly<Record<string, unknown>>; readonly signature: string };
}

/** All decimals of e8 units. */
const decimal = (units: bigint): string => text(units, 8, 8).replaceAll(',', '');

/** Signs orders for one sequencer's time, and sends them. */
export class OrderDesk {
	constructor(
		private readonly chain: Chain,
		private readonly epoch: number,
	) {}

	private domain(): Uint8Array {
		const rest = new Uint8Array(6);
		const view = new DataView(rest.buffer);
		view.setUint16(0, LANE, true);
		view.setUint32(2, this.epoch, true);
		return u8aConcat(this.chain.api.genesisHash.toU8a(), rest);
	}

	private signed(tag: string, body: Uint8Array, signer: KeyringPair): string {
		const payload = u8aConcat(tag, new Uint8Array([VERSION, 0]), this.domain(), body);
		return u8aToHex(signer.sign(payload));
	}

	private orderBytes(trader: Trader, wish: Wish): Uint8Array {
		return this.chain.encodeArgument('lane', 'forceOrder', 1, orderOf(trader, wish));
	}

	private cancelBytes(trader: Trader, place: Place): Uint8Array {
		const { listed, ...rest } = place;
		const body = { portfolio: trader.portfolio, place: { series: listed.series, ...rest } };
		return this.chain.encodeArgument('lane', 'forceCancel', 1, body);
	}

	/** The operation as the chain has it, signed by its trader. Signed again it is another: signatures are random. */
	operation(trader: Trader, wish: Wish): SignedOrder {
		const signature = this.signed('tenor/lane-order', this.orderBytes(trader, wish), trader.pair);
		return { Order: { body: orderOf(trader, wish), signature } };
	}

	/** Sends an order, as it was signed or signed now, and returns its receipt. */
	async order(to: Counter, trader: Trader, wish: Wish, signed = this.operation(trader, wish)): Promise<Json> {
		return to.ask('lane_order', orderWords(trader, wish), signed.Order.signature);
	}

	/** Ends an order. */
	async cancel(to: Counter, trader: Trader, place: Place): Promise<Json> {
		const signature = this.signed('tenor/lane-cancel', this.cancelBytes(trader, place), trader.pair);
		return to.ask('lane_cancel', { portfolio: trader.portfolio, place: placeWords(place) }, signature);
	}

	/** Ends an order and places another. */
	async replace(to: Counter, trader: Trader, place: Place, wish: Wish): Promise<Json> {
		// A replacement is a place and an order; a cancel is a portfolio and a place.
		const body = u8aConcat(this.cancelBytes(trader, place).slice(PORTFOLIO_BYTES), this.orderBytes(trader, wish));
		const signature = this.signed('tenor/lane-replace', body, trader.pair);
		return to.ask('lane_replace', { place: placeWords(place), order: orderWords(trader, wish) }, signature);
	}
}

/** An order as the chain's types have it. */
export const orderOf = (trader: Trader, { listed, kind = 'Limit', ...rest }: Wish): Readonly<Record<string, unknown>> => ({
	portfolio: trader.portfolio,
	series: listed.series,
	...rest,
	kind,
});

/** An order as JSON says it. */
const orderWords = (trader: Trader, wish: Wish): Readonly<Record<string, unknown>> => {
	const { listed, side, quantity, limit, nonce, expires, kind = 'Limit' } = wish;
	return {
		portfolio: trader.portfolio,
		series: listed.name,
		side: side.toLowerCase(),
		quantity: decimal(quantity),
		limit: decimal(limit),
		...{ expires, nonce },
		kind: kind.charAt(0).toLowerCase() + kind.slice(1),
	};
};

const placeWords = ({ listed, side, limit, sequence }: Place): Readonly<Record<string, unknown>> => ({
	series: listed.name,
	side: side.toLowerCase(),
	limit: decimal(limit),
	sequence,
});

/** A receipt as the chain's types have it. */
export const signedReceipt = (receipt: Json): Readonly<Record<string, unknown>> => {
	const { signature, ...body } = receipt as Readonly<Record<string, Json>>;
	return { body, signature };
};

/** The present sequencer's time: its epoch, and how many operations the chain has. */
export async function term(chain: Chain): Promise<{ epoch: number; record: Json }> {
	const epoch = num(await chain.read('lane', 'lanes', LANE), 'epoch');
	return { epoch, record: await chain.read('lane', 'terms', [LANE, epoch]) };
}

/** Contracts of a series that a portfolio has on chain, e8. */
export async function contracts(chain: Chain, portfolio: number, { series }: Listed): Promise<bigint> {
	const key = { underlying: series.underlying, expiry: series.expiry };
	const held = await chain.read('margin', 'positions', key, portfolio);
	const own = held === null ? undefined : list(held).find((one) => big(one, 'strike') === series.strike && at(one, 'kind') === series.kind);
	return own === undefined ? 0n : big(own, 'quantity');
}
