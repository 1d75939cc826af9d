// SPDX-License-Identifier: Apache-2.0
/** The connection to a node: calls by name, submission, errors by name, chain time. */
import { ApiPromise, Keyring, WsProvider } from '@polkadot/api';
import type { SubmittableExtrinsic } from '@polkadot/api/types';
import type { Header } from '@polkadot/types/interfaces';
import type { ProviderInterface } from '@polkadot/rpc-provider/types';
import { DEV_PHRASE } from '@polkadot/keyring';
import type { KeyringPair } from '@polkadot/keyring/types';
import { hexToU8a } from '@polkadot/util';
import { num, plain, str, type Decoded, type Json } from './json.ts';

/** A call, ready to be signed. */
export type Call = SubmittableExtrinsic<'promise'>;

/** An event of a block. */
export interface ChainEvent {
	readonly pallet: string;
	readonly name: string;
	readonly data: Json;
	/** The extrinsic it belongs to; undefined for the block's own events. */
	readonly extrinsic: number | undefined;
}

/** Where a call was executed, and what it did. */
export interface Included {
	readonly block: string;
	readonly events: readonly ChainEvent[];
}

/** A call that was executed and refused, by the pallet's own error name. */
export class Refused extends Error {
	constructor(
		readonly pallet: string,
		readonly error: string,
		readonly docs: string,
	) {
		super(`${pallet}.${error}: ${docs}`);
	}
}

interface DispatchErrorLike {
	readonly isModule: boolean;
	readonly asModule: { index: { toNumber(): number }; error: Uint8Array };
	toString(): string;
}

/** A node that does not answer for so long is taken for absent. */
const PATIENCE_MS = 30_000;
/** A call that is in no block after this is given up, ms. */
const CALL_MS = 120_000;

/** How calls are paid for. */
export interface Payment {
	/** The asset that pays the fee; undefined for the native token. */
	readonly feeAsset?: number;
}

/** A node, seen from a client. */
export class Chain {
	private readonly nonces = new Map<string, number>();
	/** What development accounts are derived from: its phrase is stretched once, not for each of thousands. */
	private readonly root = new Keyring({ type: 'sr25519' }).createFromUri(DEV_PHRASE);

	private constructor(
		readonly api: ApiPromise,
		private readonly provider: ProviderInterface,
	) {}

	/** Connects and waits until the node answers. */
	static async connect(url: string): Promise<Chain> {
		const provider = new WsProvider(url, 500, {}, 30_000) as unknown as ProviderInterface;
		const api = new ApiPromise({
			provider,
			noInitWarn: true,
			// The library takes fee assets for locations; here they are numbers.
			types: { TAssetConversion: 'Option<u32>' },
		});
		// The first failed attempt rejects this one; the provider goes on trying.
		api.isReadyOrError.catch(() => undefined);
		const late = new Promise<never>((_, reject) => {
			setTimeout(() => {
				reject(new Error(`no answer from ${url} in ${PATIENCE_MS / 1_000} s`));
			}, PATIENCE_MS).unref();
		});
		try {
			await Promise.race([api.isReady, late]);
		} catch (reason) {
			await api.disconnect();
			throw reason;
		}
		return new Chain(api, provider);
	}

	async disconnect(): Promise<void> {
		await this.api.disconnect();
	}

	/** A development account by its derivation path without the leading slashes. */
	account(name: string): KeyringPair {
		return this.root.derive(`//${name}`, { name });
	}

	/** A call by pallet and name, both in the style of the metadata's client: `trading`, `executeBlockTrade`. */
	call(pallet: string, name: string, ...args: readonly unknown[]): Call {
		const found = this.api.tx[pallet]?.[name];
		if (found === undefined) throw new Error(`the chain has no call ${pallet}.${name}`);
		return found(...args);
	}

	/** A storage value by pallet and name. */
	async read(pallet: string, name: string, ...args: readonly unknown[]): Promise<Json> {
		const found = this.api.query[pallet]?.[name];
		if (found === undefined) throw new Error(`the chain has no storage ${pallet}.${name}`);
		return plain(await found(...args));
	}

	/** All entries of a map: keys and value. */
	async entries(
		pallet: string,
		name: string,
		...args: readonly unknown[]
	): Promise<readonly { keys: readonly Json[]; value: Json }[]> {
		const found = this.api.query[pallet]?.[name];
		if (found === undefined) throw new Error(`the chain has no storage ${pallet}.${name}`);
		const all = await found.entries(...args);
		return all.map(([key, value]) => ({
			keys: key.args.map((part) => plain(part)),
			value: plain(value),
		}));
	}

	/** A constant by pallet and name. */
	constant(pallet: string, name: string): Json {
		const found = this.api.consts[pallet]?.[name];
		if (found === undefined) throw new Error(`the chain has no constant ${pallet}.${name}`);
		return plain(found);
	}

	/** A JSON-RPC method the library does not know, with its raw answer. */
	async rpc(method: string, ...params: readonly unknown[]): Promise<Json> {
		return this.provider.send<Json>(method, [...params]);
	}

	/** The number of a block, or of the best one. */
	async height(...block: readonly string[]): Promise<number> {
		return num(await this.rpc('chain_getHeader', ...block), 'number');
	}

	/** The number of the last final block. */
	async finalHeight(): Promise<number> {
		return this.height(str(await this.rpc('chain_getFinalizedHead')));
	}

	/**
	 * A JSON-RPC subscription the library does not know: every item goes to `onItem` until the
	 * returned function is called. `space` is the namespace, `notification` what the server calls items.
	 */
	async subscribe(
		space: string,
		topic: string,
		notification: string,
		params: readonly unknown[],
		onItem: (item: Json) => void,
	): Promise<() => Promise<boolean>> {
		const type = `${space}_${notification}`;
		const id = await this.provider.subscribe(type, `${space}_subscribe${topic}`, [...params], (error, item) => {
			if (error === null) onItem(item as Json);
		});
		return async () => this.provider.unsubscribe(type, `${space}_unsubscribe${topic}`, id);
	}

	/** Encodes a value as the type that argument `index` of a call has. */
	encodeArgument(pallet: string, name: string, index: number, value: unknown): Uint8Array {
		const type = this.api.tx[pallet]?.[name]?.meta.args[index]?.type.toString();
		if (type === undefined) throw new Error(`no argument ${index} of ${pallet}.${name}`);
		return this.api.registry.createTypeUnsafe(type, [value]).toU8a();
	}

	/**
	 * Signs, submits and waits until the call is in a block. A call the chain refuses throws
	 * [`Refused`]; one that the pool refuses throws what the pool said.
	 */
	async submit(call: Call, signer: KeyringPair, payment: Payment = {}): Promise<Included> {
		const nonce = await this.nextNonce(signer.address);
		return new Promise<Included>((resolve, reject) => {
			const options = { nonce, ...(payment.feeAsset === undefined ? {} : { assetId: payment.feeAsset }) };
			let stop: (() => void) | undefined;
			const settle = (act: () => void): void => {
				clearTimeout(late);
				act();
				stop?.();
			};
			const late = setTimeout(() => {
				settle(() => { reject(new Error(`no word of the call in ${CALL_MS / 1_000} s`)); });
			}, CALL_MS);
			call
				.signAndSend(signer, options, (result) => {
					if (result.dispatchError) {
						const refused = this.decodeError(result.dispatchError);
						settle(() => { reject(refused); });
					} else if (result.isInBlock) {
						const events = result.events.map(({ event }) => ({
							pallet: event.section,
							name: event.method,
							data: plain(event.data),
							extrinsic: result.txIndex,
						}));
						settle(() => { resolve({ block: result.status.asInBlock.toHex(), events }); });
					} else if (result.isError) {
						// What it had signed for later numbers waits for this one for ever.
						this.nonces.delete(signer.address);
						settle(() => { reject(new Error(`the pool dropped the call: ${result.status.type}`)); });
					}
				})
				.then((unsubscribe) => {
					stop = unsubscribe;
				})
				.catch((reason: unknown) => {
					clearTimeout(late);
					this.nonces.delete(signer.address);
					reject(reason instanceof Error ? reason : new Error(String(reason)));
				});
		});
	}

	/** Connects again after `disconnect`. Nonces are read anew: the node may have lost what it had. */
	async reconnect(): Promise<void> {
		this.nonces.clear();
		await this.api.connect();
		while (!this.api.isConnected) await new Promise((resolve) => setTimeout(resolve, 50));
		await this.rpc('system_chain');
	}

	private async nextNonce(address: string): Promise<number> {
		const known = this.nonces.get(address);
		if (known !== undefined) {
			this.nonces.set(address, known + 1);
			return known;
		}
		const onChain = (await this.api.rpc.system.accountNextIndex(address)).toNumber();
		// Another call of the same signer may have asked while this one waited.
		const next = Math.max(onChain, this.nonces.get(address) ?? 0);
		this.nonces.set(address, next + 1);
		return next;
	}

	/** The pallet's own name of a dispatch error. */
	decodeError(error: DispatchErrorLike): Refused {
		if (!error.isModule) return new Refused('dispatch', error.toString(), '');
		const { section, name, docs } = this.api.registry.findMetaError(error.asModule as never);
		return new Refused(section, name, docs.join(' ').trim());
	}

	/** All events of a block, in order. */
	async events(block: string): Promise<readonly ChainEvent[]> {
		const at = await this.api.at(block);
		const records = (await at.query['system']?.['events']?.()) as unknown as readonly {
			event: { section: string; method: string; data: Decoded };
			phase: { isApplyExtrinsic: boolean; asApplyExtrinsic: { toNumber(): number } };
		}[];
		return records.map(({ event, phase }) => ({
			pallet: event.section,
			name: event.method,
			data: plain(event.data),
			extrinsic: phase.isApplyExtrinsic ? phase.asApplyExtrinsic.toNumber() : undefined,
		}));
	}

	/** Chain time of a block, ms: its Aura slot times the slot's length. */
	chainTime(header: Header): number {
		for (const log of header.digest.logs) {
			if (!log.isPreRuntime) continue;
			const [engine, data] = log.asPreRuntime;
			if (engine.toString() !== 'aura') continue;
			const slot = new DataView(hexToU8a(data.toHex()).buffer).getBigUint64(0, true);
			return Number(slot) * this.slotMs();
		}
		throw new Error(`block ${header.number.toString()} has no Aura slot`);
	}

	/** Length of a slot, ms. */
	slotMs(): number {
		return Number(this.constant('aura', 'slotDuration'));
	}

	/** Calls `onHead` for each new best block until the returned function is called. */
	async follow(onHead: (header: Header) => void): Promise<() => void> {
		return this.api.rpc.chain.subscribeNewHeads(onHead);
	}

	/** Waits until so many slots have passed: orders of one block meet in the next. */
	async slots(count: number): Promise<Header> {
		const header = await this.api.rpc.chain.getHeader();
		return this.until(this.chainTime(header) + count * this.slotMs());
	}

	/** Waits until chain time has reached `moment`. */
	async until(moment: number): Promise<Header> {
		return new Promise((resolve, reject) => {
			let stop: (() => void) | undefined;
			this.follow((header) => {
				if (this.chainTime(header) >= moment) {
					resolve(header);
					stop?.();
				}
			}).then((unsubscribe) => {
				stop = unsubscribe;
			}, reject);
		});
	}
}

/** Expects a refusal with that error; anything else fails. */
export async function expectRefusal(
	attempt: Promise<unknown>,
	pallet: string,
	...errors: readonly string[]
): Promise<Refused> {
	try {
		await attempt;
	} catch (reason) {
		if (reason instanceof Refused && reason.pallet === pallet && errors.includes(reason.error)) {
			return reason;
		}
		throw reason;
	}
	throw new Error(`accepted, but ${pallet}.${errors.join(' or ')} was expected`);
}
