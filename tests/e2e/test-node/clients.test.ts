// SPDX-License-Identifier: Apache-2.0
/** Stock clients, each as its users have it, on one node: metadata of the node, no types of ours. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { ApiPromise, Keyring, WsProvider } from '@polkadot/api';
import { start } from 'smoldot';
import { finalized, key, openPortfolio, overLightClient, overWebSocket, portfolio, stored } from '../src/clients/papi.ts';
import { binary, command, DevNode, freePort } from '../src/devnode.ts';
import { USDC } from '../src/ids.ts';
import { list, str, type Json } from '../src/json.ts';

/** Units of the settlement asset that each client deposits; the ledger has two decimals more. */
const DEPOSIT = 2_500_000_000n;
const CREDITED = DEPOSIT * 100n;
/** What does not happen within this does not happen. */
const PATIENCE = { timeout: 120_000 };

let folder: string;
let node: DevNode;
let peer: number;

before(async () => {
	folder = mkdtempSync(join(tmpdir(), 'tenor-clients-'));
	peer = await freePort();
	node = await DevNode.on(folder, `/ip4/127.0.0.1/tcp/${peer}/ws`);
});

after(async () => {
	await node.end('SIGINT');
	rmSync(folder, { recursive: true });
});

test('polkadot-api reads, follows, and sends with a key and a fee asset of its own', PATIENCE, async () => {
	// GIVEN polkadot-api over the metadata of the node, and an account of the presets
	const client = overWebSocket(node.url);
	const ferdie = key('//Ferdie');
	// WHEN it opens a portfolio and pays in the settlement asset
	const id = await openPortfolio(client, ferdie, DEPOSIT, USDC.id);
	// THEN it reads the same from the runtime's answer and from storage
	const expected = { owner: ferdie.address, cash: CREDITED };
	for (const read of [portfolio, stored]) {
		const found = await read(client, id);
		assert.deepEqual({ owner: found?.owner, cash: found?.cash }, expected);
	}
	// AND follows finality without a gap
	const [first = 0, ...rest] = await finalized(client, 3);
	assert.deepEqual(rest, [first + 1, first + 2]);
	client.destroy();
});

test('polkadot.js reads and sends without any type of ours', PATIENCE, async () => {
	// GIVEN the library as it is
	const api = await ApiPromise.create({
		provider: new WsProvider(node.url) as never,
		noInitWarn: true,
		throwOnConnect: true,
	});
	const eve = new Keyring({ type: 'sr25519' }).addFromUri('//Eve');
	// WHEN it opens a portfolio
	const id = await new Promise<number>((resolve, reject) => {
		const call = api.tx['collateral']?.['openPortfolio']?.('Standard', DEPOSIT);
		assert.ok(call, 'the chain has no call collateral.openPortfolio');
		call
			.signAndSend(eve, ({ events, dispatchError, status }) => {
				if (dispatchError !== undefined) reject(new Error(dispatchError.toString()));
				if (!status.isFinalized) return;
				const opened = events.find(({ event }) => event.method === 'PortfolioOpened');
				resolve(Number(opened?.event.data[0]?.toString()));
			})
			.catch(reject);
	});
	// THEN it reads what is in it, by a runtime call that it has learnt from the metadata
	const report = await api.call['optionsApi']?.['portfolio']?.(id);
	const found = report?.toPrimitive() as { owner: string; cash: number };
	assert.deepEqual({ owner: found.owner, cash: BigInt(found.cash) }, { owner: eve.address, cash: CREDITED });
	await api.disconnect();
});

test('subxt in Rust reads, follows and sends without generated code', PATIENCE, () => {
	// GIVEN the example program WHEN it runs
	const program = join(dirname(binary()), 'tenor-subxt');
	const done = spawnSync(program, [node.url, '//Dave', String(DEPOSIT)], { encoding: 'utf8' });
	// THEN it has opened a portfolio, read it, and seen blocks become final one after the other
	assert.equal(done.status, 0, done.error?.message ?? done.stderr);
	const [opened, cash, ...blocks] = done.stdout.trim().split('\n');
	assert.match(opened ?? '', /^opened \d+$/);
	assert.equal(cash, `cash ${CREDITED.toString()}`);
	const numbers = blocks.map((line) => Number(line.replace('finalized ', '')));
	const [first = 0] = numbers;
	assert.deepEqual(numbers, [first, first + 1, first + 2]);
});

test('a light client follows finality and reads a portfolio with its proof', PATIENCE, async () => {
	// GIVEN a portfolio, and the chain's specification with this node in it as a bootnode
	const full = overWebSocket(node.url);
	const charlie = key('//Charlie');
	const id = await openPortfolio(full, charlie, DEPOSIT, USDC.id);
	full.destroy();
	const bootnode = `/ip4/127.0.0.1/tcp/${peer}/ws/p2p/${(await node.request('system_localPeerId')) as string}`;
	const file = join(folder, 'spec.json');
	command('export-chain-spec', '--chain', 'dev', '--raw', '--bootnodes', bootnode, '--output', file);
	const spec = readFileSync(file, 'utf8');
	assert.deepEqual(list(JSON.parse(spec) as Json, 'bootNodes').map((address) => str(address)), [bootnode]);

	// WHEN a light client starts with nothing but that
	const complaints: string[] = [];
	const smoldot = start({
		maxLogLevel: 1,
		logCallback: (_level, target, message) => complaints.push(`${target}: ${message}`),
	});
	const light = overLightClient(smoldot, spec);
	const numbers = await finalized(light, 3);

	// THEN it sees blocks become final while the node makes them
	const [first = 0] = numbers;
	assert.deepEqual(numbers, [first, first + 1, first + 2]);
	const head = (await node.request('chain_getFinalizedHead')) as string;
	const { number } = (await node.request('chain_getHeader', head)) as { number: string };
	assert.ok(Number(number) - (first + 2) <= 3, `the node is at ${Number(number)}, the light client at ${first + 2}`);
	// AND reads the portfolio from a proof of storage, and by a call that it executes itself
	for (const read of [stored, portfolio]) {
		const found = await read(light, id);
		assert.deepEqual({ owner: found?.owner, cash: found?.cash }, { owner: charlie.address, cash: CREDITED });
	}
	assert.deepEqual(complaints, []);
	light.destroy();
	await smoldot.terminate();
});
