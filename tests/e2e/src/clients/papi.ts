// SPDX-License-Identifier: Apache-2.0
/** polkadot-api as anybody would use it: its dynamic API over the metadata of the node, its own keys. */
import { createClient, type PolkadotClient, type PolkadotSigner } from 'polkadot-api';
import { getPolkadotSigner } from 'polkadot-api/signer';
import { getSmProvider } from 'polkadot-api/sm-provider';
import { getWsProvider } from 'polkadot-api/ws';
import { sr25519CreateDerive } from '@polkadot-labs/hdkd';
import { DEV_PHRASE, entropyToMiniSecret, mnemonicToEntropy, ss58Address } from '@polkadot-labs/hdkd-helpers';
import type { Client as Smoldot } from 'smoldot';
import { WebSocket } from 'ws';

/** A client of a node; Node 20 has no WebSocket of its own. */
export const overWebSocket = (url: string): PolkadotClient =>
	createClient(getWsProvider(url, { websocketClass: WebSocket as never }));

/** A client of a light client's chain. */
export const overLightClient = (smoldot: Smoldot, chainSpec: string): PolkadotClient =>
	createClient(getSmProvider(() => smoldot.addChain({ chainSpec })));

/** A development key. */
export interface Key {
	readonly address: string;
	readonly signer: PolkadotSigner;
}

/** The development key at a path, `//Alice`. */
export function key(path: string): Key {
	const derive = sr25519CreateDerive(entropyToMiniSecret(mnemonicToEntropy(DEV_PHRASE)));
	const pair = derive(path);
	return {
		address: ss58Address(pair.publicKey),
		signer: getPolkadotSigner(pair.publicKey, 'Sr25519', pair.sign),
	};
}

/** What a portfolio has, as far as clients compare it. */
export interface Portfolio {
	readonly owner: string;
	readonly cash: bigint;
}

/** A portfolio by the runtime's own composed answer. */
export async function portfolio(client: PolkadotClient, id: bigint): Promise<Portfolio | undefined> {
	const report: unknown = await client.getUnsafeApi().apis['OptionsApi']?.['portfolio']?.(id);
	return report as Portfolio | undefined;
}

/** The same from its storage: over a light client, by a proof of the block's state. */
export async function stored(client: PolkadotClient, id: bigint): Promise<Portfolio | undefined> {
	const record: unknown = await client.getUnsafeApi().query['Collateral']?.['Portfolios']?.getValue(id);
	return record as Portfolio | undefined;
}

/** Opens a portfolio with so much of the settlement asset, its fee paid in an asset; its number. */
export async function openPortfolio(
	client: PolkadotClient,
	{ signer }: Key,
	deposit: bigint,
	feeAsset: number,
): Promise<bigint> {
	const call = client.getUnsafeApi().tx['Collateral']?.['open_portfolio']?.({ mode: { type: 'Standard' }, deposit });
	if (call === undefined) throw new Error('the chain has no call Collateral.open_portfolio');
	const payment = { tip: 0n, asset: feeAsset };
	const done = await call.signAndSubmit(signer, payment);
	if (!done.ok) throw new Error(`refused: ${JSON.stringify(done.dispatchError)}`);
	const events = done.events as readonly { type: string; value: { type: string; value: unknown } }[];
	const opened = events.find(({ type, value }) => type === 'Collateral' && value.type === 'PortfolioOpened');
	if (opened === undefined) throw new Error('no event Collateral.PortfolioOpened');
	return (opened.value.value as { portfolio: bigint }).portfolio;
}

/** Waits until so many blocks have become final, and returns their numbers. */
export async function finalized(client: PolkadotClient, count: number): Promise<readonly number[]> {
	const numbers: number[] = [];
	return new Promise((resolve, reject) => {
		const watch = client.finalizedBlock$.subscribe({
			next: ({ number }) => {
				numbers.push(number);
				if (numbers.length < count) return;
				queueMicrotask(() => { watch.unsubscribe(); });
				resolve(numbers);
			},
			error: reject,
		});
	});
}
