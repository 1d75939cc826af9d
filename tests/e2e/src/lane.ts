// SPDX-License-Identifier: Apache-2.0
/** A lane from outside: its programs as processes, orders signed by its formats, its answers. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { KeyringPair } from '@polkadot/keyring/types';
import { u8aConcat, u8aToHex } from '@polkadot/util';
import type { Chain } from './client.ts';
import type { Listed } from './desk.ts';
import { freePort, until } from './devnode.ts';
import { num, type Json } from './json.ts';
import { Program } from './program.ts';
import type { Trader } from './trades.ts';
import { text } from './units.ts';

/** The lane that the development chain begins with. */
export const LANE = 0;
/** Version of what is signed. */
const VERSION = 1;

/** A sequencer's account and its key for receipts, and where it keeps its log. */
export interface Operator {
	readonly name: string;
	readonly account: KeyringPair;
	readonly receipts: KeyringPair;
	readonly folder: string;
}

/** An operator with files of its keys. */
export function operator(chain: Chain, name: string, folder: string): Operator {
	const own = join(folder, name);
	mkdirSync(own, { recursive: true });
	writeFileSync(join(own, 'account'), `//Demo${name}\n`, { mode: 0o600 });
	writeFileSync(join(own, 'receipts'), `//Demo${name}//receipts\n`, { mode: 0o600 });
	return { name, account: chain.account(`Demo${name}`), receipts: chain.account(`Demo${name}//receipts`), folder: own };
}

/** Bonds an operator: it runs the lane, or waits for it. */
export async function register(chain: Chain, who: Operator): Promise<void> {
	await chain.submit(chain.call('lane', 'register', LANE, who.receipts.publicKey), who.account, { feeAsset: 1 });
}

/** A sequencer that answers. */
export class Sequencer extends Program {
	private constructor(name: string, args: readonly string[], private readonly port: number) {
		super(name, args);
	}

	/** Starts one and waits until it is its turn; with `fraud`, one that breaks that rule. */
	static async start(url: string, who: Operator, fraud?: string): Promise<Sequencer> {
		const [port, metrics] = [await freePort(), await freePort()];
		const args = [
			...['--url', url, '--lane', String(LANE), '--data', join(who.folder, 'log')],
			...['--account-file', join(who.folder, 'account'), '--receipt-key-file', join(who.folder, 'receipts')],
			...['--listen', `127.0.0.1:${port}`, '--metrics-port', String(metrics)],
		];
		const sequencer =
			fraud === undefined
				? new Sequencer('tenor-sequencer', ['run', ...args], port)
				: new Sequencer('tenor-lane-fraud', ['--commit', fraud, ...args], port);
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

	/** Waits until an allowance is in the log. */
	async knows(trader: Trader, symbol: string): Promise<Json> {
		return until(() => `the allowance of ${trader.name}; it said ${this.output}`, async () =>
			this.ask('lane_account', trader.portfolio, symbol).catch(() => undefined),
		);
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

	/** Sends an order and returns its receipt. */
	async order(to: Sequencer, trader: Trader, wish: Wish): Promise<Json> {
		const { listed, side, quantity, limit, nonce, expires } = wish;
		const body = this.chain.encodeArgument('lane', 'forceOrder', 1, {
			portfolio: trader.portfolio,
			series: listed.series,
			...{ side, quantity, limit, expires, nonce },
			kind: 'Limit',
		});
		const words = {
			portfolio: trader.portfolio,
			series: listed.name,
			side: side.toLowerCase(),
			quantity: decimal(quantity),
			limit: decimal(limit),
			...{ expires, nonce },
			kind: 'limit',
		};
		return to.ask('lane_order', words, this.signed('tenor/lane-order', body, trader.pair));
	}
}

/** The present sequencer's time: its epoch, and how many operations the chain has. */
export async function term(chain: Chain): Promise<{ epoch: number; record: Json }> {
	const epoch = num(await chain.read('lane', 'lanes', LANE), 'epoch');
	return { epoch, record: await chain.read('lane', 'terms', [LANE, epoch]) };
}
