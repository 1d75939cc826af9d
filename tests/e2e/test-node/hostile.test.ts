// SPDX-License-Identifier: Apache-2.0
/** What is done to a node from outside of its RPC: it says what is wrong, and loses nothing. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { DevNode, command, copyData, until, type NodeProcess } from '../src/devnode.ts';
import { Network } from '../src/network/nodes.ts';

/** A node has done what it must after this, ms. */
const PATIENCE_MS = 120_000;

let folder: string;
let network: Network;

before(async () => {
	folder = mkdtempSync(join(tmpdir(), 'tenor-hostile-'));
	network = await Network.prepare(join(folder, 'network'));
	await network.start('alice');
	await network.start('bob');
	await blocks(network.node('alice'), 2);
});

after(async () => {
	await network.end();
	rmSync(folder, { recursive: true });
});

/** Waits for so many blocks more. */
async function blocks(node: NodeProcess, more: number): Promise<void> {
	await node.reach((await node.bestBlock(PATIENCE_MS)) + more);
}

/** Waits until something holds; the end of the node's log tells why it does not. */
async function held(node: NodeProcess, what: string, holds: () => boolean): Promise<void> {
	await until(() => `${what}; the log ends\n${node.log().slice(-2_000)}`, () => (holds() ? true : undefined));
}

test('a second node with the keys of a validator ends before it signs anything', async () => {
	// GIVEN two of four validators, of which Alice makes a block in each of her slots
	// WHEN a copy of her joins
	const twin = await network.launch('twin', { args: ['--alice'] });
	await held(twin, 'the twin to end', () => !twin.running);
	// THEN it says why, and has made nothing
	assert.match(twin.log(), /Another node signs with this validator's key/);
	assert.doesNotMatch(twin.log(), /Prepared block|panicked/);
	// AND she goes on, and nobody has seen two blocks of hers
	await blocks(network.node('alice'), 3);
	assert.doesNotMatch(network.node('bob').log(), /made two blocks|equivocation/);
});

test('garbage at the port for peers changes nothing', async () => {
	const node = network.node('bob');
	const port = network.peerPort('bob');
	const junk = async (bytes: Buffer): Promise<void> =>
		new Promise((resolve) => {
			const socket = connect(port, '127.0.0.1', () => { socket.write(bytes); });
			socket.on('error', () => { resolve(); });
			socket.on('close', () => { resolve(); });
			setTimeout(() => { socket.destroy(); }, 500);
		});
	const hello = Buffer.from('\x13/multistream/1.0.0\n');
	const kinds = [randomBytes(64 * 1_024), Buffer.alloc(1 << 20, 0xff), Buffer.concat([hello, randomBytes(4_096)]), hello, Buffer.alloc(0)];
	await Promise.all(Array.from({ length: 50 }, async (_, i) => junk(kinds[i % kinds.length] ?? hello)));
	await blocks(node, 3);
	assert.doesNotMatch(node.log(), /panicked|Essential task/);
	const { peers } = (await node.request('system_health')) as { peers: number };
	assert.ok(peers >= 1, 'Alice is still its peer');
});

test('a node of another genesis says so, and is no peer', async () => {
	// GIVEN a chain of the same name with one key more in its genesis
	const other = await Network.prepare(join(folder, 'other'), { storage: { '0x00': '0x00' } });
	const stranger = await other.launch('stranger', { args: ['--bootnodes', network.address('alice')] });
	try {
		await held(stranger, 'a word on the genesis', () => /they are of another chain: the genesis here is 0x/.test(stranger.log()));
		assert.equal(await stranger.bestBlock(PATIENCE_MS), 0);
	} finally {
		await other.end();
	}
	await blocks(network.node('alice'), 2);
});

test('a validator without keys says so, follows, and makes nothing', async () => {
	const keyless = await network.start('keyless', { args: ['--validator'] });
	await blocks(keyless, 3);
	assert.match(keyless.log(), /No key of this validator is an authority's/);
	assert.doesNotMatch(keyless.log(), /Prepared block|panicked/);
	await keyless.end('SIGINT');
});

test('a database with a hole is an error with its name, and a copy of before goes on', async () => {
	// GIVEN a stopped node with some blocks, and a copy of its data
	const node = await DevNode.start(join(folder, 'whole'));
	await blocks(node, 3);
	const height = await node.bestBlock(PATIENCE_MS);
	await node.end('SIGINT');
	// Whoever opens it after that moves what is in its log to its tables.
	command('chain-info', '--chain', 'dev', '--base-path', join(node.folder, 'data'));
	copyData(node.folder, join(folder, 'copy'));
	// WHEN its files are cut off in the middle
	const database = join(node.folder, 'data/chains/tenor-dev/paritydb/full');
	const files = readdirSync(database).filter((file) => /^(table|index)_/.test(file));
	for (const file of files) truncateSync(join(database, file), Math.floor(statSync(join(database, file)).size / 3));
	// THEN it ends with an error, without a panic
	const word = await DevNode.start(node.folder).then(() => 'it runs on a third of a database', String);
	assert.match(word, /[Dd]atabase|[Cc]orrupt/);
	assert.doesNotMatch(word, /panicked/);
	// AND the copy goes on where it was
	const copy = await DevNode.start(join(folder, 'copy'));
	assert.ok((await copy.bestBlock(PATIENCE_MS)) >= height - 1);
	await copy.end('SIGINT');
});

test('a full disk ends a node with that word, and with room again it goes on', async (t) => {
	// GIVEN a node whose data have a disk of their own, and its log another
	const own = join(folder, 'full');
	const disk = join(own, 'data');
	mkdirSync(disk, { recursive: true });
	if (spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64m', 'tmpfs', disk]).status !== 0) {
		t.skip('needs the right to mount');
		return;
	}
	try {
		const node = await DevNode.start(own);
		await blocks(node, 3);
		const { number } = (await node.request('chain_getHeader', await node.request('chain_getFinalizedHead'))) as { number: string };
		// WHEN something fills it to the last byte
		const filler = join(disk, 'filler');
		assert.throws(() => { writeFileSync(filler, Buffer.alloc(64 << 20)); }, /ENOSPC/);
		await until('the node to end', () => (node.running ? undefined : true));
		// THEN it has said why
		assert.match(node.log(), /No space left on device/);
		assert.doesNotMatch(node.log(), /panicked/);
		// AND with room again nothing final is lost
		rmSync(filler);
		const again = await DevNode.start(own);
		await again.reach(Number(number) + 1);
		await again.end('SIGINT');
	} finally {
		spawnSync('umount', ['-l', disk]);
	}
});
