// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Chain } from '../src/client.ts';
import { DevNode } from '../src/devnode.ts';
import { at, list, str, type Json } from '../src/json.ts';

let folder: string;
let node: DevNode;

before(async () => {
	folder = mkdtempSync(join(tmpdir(), 'tenor-rpc-'));
	node = await DevNode.start(folder);
});

after(async () => {
	await node.end('SIGINT');
	rmSync(folder, { recursive: true });
});

test('plain JSON-RPC over HTTP reads the chain', async () => {
	assert.equal(await node.request('system_chain'), 'Tenor Development');
	const metadata = (await node.request('state_getMetadata')) as string;
	assert.ok(metadata.startsWith('0x6d657461'), 'no metadata');
	const version = (await node.request('state_getRuntimeVersion')) as Json;
	assert.equal(str(version, 'specName'), 'tenor');
	const methods = list((await node.request('rpc_methods')) as Json, 'methods').map((m) => str(m));
	assert.ok(methods.some((m) => m.startsWith('options_')), 'no method options_*');
});

test('a block comes every second, each one slot after the last', async () => {
	const chain = await Chain.connect(node.url);
	const times: number[] = [];
	const stop = await chain.follow((header) => times.push(chain.chainTime(header)));
	await new Promise((resolve) => setTimeout(resolve, 6_500));
	stop();
	await chain.disconnect();
	const [first = 0] = times;
	assert.ok(times.length >= 5, `${times.length} blocks in 6.5 s`);
	assert.deepEqual(times, times.map((_, i) => first + i * 1_000));
});

test('the client library reads the chain with stock metadata', async () => {
	const chain = await Chain.connect(node.url);
	assert.ok((await chain.entries('market', 'underlyings')).length >= 2);
	const balance = await chain.read('system', 'account', chain.account('Alice').address);
	assert.notEqual(at(balance, 'data', 'free'), 0);
	assert.equal(chain.api.tx['sudo'], undefined, 'there is a sudo');
	await chain.disconnect();
});
