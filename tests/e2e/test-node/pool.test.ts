// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Chain } from '../src/client.ts';
import { DevNode } from '../src/devnode.ts';
import { TNR } from '../src/ids.ts';
import { num } from '../src/json.ts';
import { readBlocks } from '../src/observe.ts';

const CROWD = 20;

let folder: string;
let node: DevNode;

before(async () => {
	folder = mkdtempSync(join(tmpdir(), 'tenor-pool-'));
	node = await DevNode.start(folder);
});

after(async () => {
	await node.end('SIGINT');
	rmSync(folder, { recursive: true });
});

/** Every block from `first` on ran the engine once and came one slot after its parent. */
async function engineRanOncePerBlock(chain: Chain, first: number): Promise<void> {
	const last = (await chain.api.rpc.chain.getHeader()).number.toNumber();
	const blocks = await readBlocks(chain, first, last);
	for (const [index, { number, time }] of blocks.entries()) {
		const hash = await chain.api.rpc.chain.getBlockHash(number);
		const state = await chain.api.at(hash);
		const run = (await state.query['engine']?.['lastRun']?.())?.toJSON() as { block: number };
		assert.equal(run.block, number, `the engine did not run in block ${number}`);
		const parent = blocks[index - 1];
		if (parent) assert.equal(time - parent.time, 1_000, `block ${number} missed its slot`);
	}
}

test('twenty transactions that turn invalid inside the block do not disturb it', async () => {
	// GIVEN twenty accounts whose money another account may move
	const chain = await Chain.connect(node.url);
	const [alice, thief] = [chain.account('Alice'), chain.account('Bob')];
	const crowd = Array.from({ length: CROWD }, (_, i) => chain.account(`Crowd${i}`));
	const gifts = crowd.map((pair) =>
		chain.call('balances', 'transferAllowDeath', pair.address, 50n * TNR),
	);
	await chain.submit(chain.call('utility', 'batchAll', gifts), alice);
	await Promise.all(
		crowd.map((pair) =>
			chain.submit(chain.call('proxy', 'addProxy', { Id: thief.address }, 'Any', 0), pair),
		),
	);
	const first = (await chain.api.rpc.chain.getHeader()).number.toNumber();

	// WHEN he takes all of it at the head of a block that twenty calls of theirs would follow
	const takes = crowd.map((pair) =>
		chain.call('proxy', 'proxy', { Id: pair.address }, null,
			chain.call('balances', 'transferAll', { Id: thief.address }, false)),
	);
	const late = crowd.map((pair) => chain.call('system', 'remark', '0x00').signAsync(pair, { tip: TNR }));
	const signed = await Promise.all(late);
	const theft = await chain.call('utility', 'batch', takes).signAsync(thief, { tip: 100n * TNR });
	await theft.send();
	await Promise.allSettled(signed.map((call) => call.send()));
	await new Promise((resolve) => setTimeout(resolve, 4_500));

	// THEN those calls are not in the chain, and the engine ran once in every block, each in its slot
	const nonces = await Promise.all(
		crowd.map(async ({ address }) => num(await chain.read('system', 'account', address), 'nonce')),
	);
	assert.ok(nonces.filter((nonce) => nonce <= 1).length >= CROWD - 2, `nonces ${nonces.join(' ')}`);
	await engineRanOncePerBlock(chain, first);
	await chain.disconnect();
});

test('twenty transactions of which one fits a block do not delay it', async () => {
	// GIVEN calls that each take most of what a block has for them
	const chain = await Chain.connect(node.url);
	const first = (await chain.api.rpc.chain.getHeader()).number.toNumber();
	const remark = `0x${'00'.repeat(1_000_000)}`;
	const crowd = Array.from({ length: CROWD }, (_, i) => chain.account(`Heavy${i}`));
	const gifts = crowd.map((pair) =>
		chain.call('balances', 'transferAllowDeath', pair.address, 20_000n * TNR),
	);
	await chain.submit(chain.call('utility', 'batchAll', gifts), chain.account('Charlie'));

	// WHEN all twenty are in the pool
	const signed = await Promise.all(
		crowd.map((pair) => chain.call('system', 'remark', remark).signAsync(pair, {})),
	);
	await Promise.all(signed.map((call) => call.send()));
	await new Promise((resolve) => setTimeout(resolve, 6_500));

	// THEN the engine ran once in every block, each in its slot
	await engineRanOncePerBlock(chain, first + 1);
	await chain.disconnect();
});
