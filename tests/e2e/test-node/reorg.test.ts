// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Chain } from '../src/client.ts';
import { DevNode, until } from '../src/devnode.ts';
import { at, str, type Json } from '../src/json.ts';

/** Blocks by which the other chain is longer, when the nodes meet. */
const AHEAD = 12;

let folder: string;
/** Two development chains that know nothing of each other; neither finalises, so that one can give way. */
let longer: DevNode;
let shorter: DevNode;
const running: DevNode[] = [];

before(async () => {
	folder = mkdtempSync(join(tmpdir(), 'tenor-reorg-'));
	const start = async (name: string): Promise<DevNode> => {
		// litep2p ends a connection when nobody serves GRANDPA's protocol.
		const node = await DevNode.start(join(folder, name), '--no-grandpa', '--network-backend', 'libp2p', '--rpc-methods', 'unsafe');
		running.push(node);
		return node;
	};
	longer = await start('longer');
	await longer.reach(AHEAD);
	shorter = await start('shorter');
});

after(async () => {
	await Promise.all(running.map((node) => node.end('SIGINT')));
	rmSync(folder, { recursive: true });
});

test('who follows events is told which blocks no longer count', async () => {
	// GIVEN a subscriber of the node with the shorter chain
	const chain = await Chain.connect(shorter.url);
	const events: Json[] = [];
	const marks: Json[] = [];
	await chain.subscribe('options', 'Settlements', 'settlements_update', [], (item) => events.push(item));
	await chain.subscribe('options', 'Marks', 'marks_update', ['BTC'], (item) => marks.push(item));
	await chain.slots(3);
	const abandoned = (await chain.api.rpc.chain.getHeader()).hash.toHex();

	// WHEN it meets the other
	const { port } = /\/tcp\/(?<port>\d+)/.exec(String(await longer.request('system_localListenAddresses')))?.groups ?? {};
	const peer = String(await longer.request('system_localPeerId'));
	await shorter.request('system_addReservedPeer', `/ip4/127.0.0.1/tcp/${port ?? ''}/p2p/${peer}`);

	// THEN it takes over that chain, and the subscriber hears of each of its own blocks that are gone
	const first = (await longer.request('chain_getBlockHash', 1)) as string;
	await until('the longer chain', async () => ((await shorter.request('chain_getBlockHash', 1)) === first ? true : undefined));
	const gone = await until('word of the block', () => events.find((one) => str(one, 'block') === abandoned));
	assert.deepEqual(gone, { block: abandoned, retracted: true });
	const blocks = events.map((one) => str(one, 'block'));
	assert.equal(new Set(blocks).size, blocks.length, 'a block was retracted twice');
	assert.ok(blocks.length >= 3, blocks.join());
	for (const one of events) assert.equal(at(one, 'retracted'), true);
	assert.ok(!blocks.includes(first));
	// AND the state that is followed is the best chain's
	assert.ok(marks.length > 0);
	await chain.disconnect();
});
