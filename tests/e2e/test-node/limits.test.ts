// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { WsProvider } from '@polkadot/api';
import { DevNode, pause } from '../src/devnode.ts';
import { at, list, num, str, type Json } from '../src/json.ts';

/** Calls a minute that the node under test allows: few, so that a flood is short. */
const CALLS_PER_MINUTE = 600;
/** As the node's own defaults say: docs/rpc.md. */
const BATCH = 100;
const REQUEST_BYTES = 11 * 1024 * 1024;
const SUBSCRIPTIONS = 256;

let folder: string;
/** As it is by default, but for the loopback, which is held to the rate here. */
let node: DevNode;

before(async () => {
	folder = mkdtempSync(join(tmpdir(), 'tenor-limits-'));
	const limited = ['--rpc-rate-limit', String(CALLS_PER_MINUTE), '--rpc-rate-limit-whitelisted-ips', '192.0.2.0/24'];
	node = await DevNode.start(folder, ...limited, '--state-pruning', '16', '--blocks-pruning', 'archive');
});

after(async () => {
	await node.end('SIGINT');
	rmSync(folder, { recursive: true });
});

/** Sends a body as it is; returns the status and what came back. */
async function post(body: string, to = node.port): Promise<{ status: number; text: string }> {
	const headers = { 'content-type': 'application/json' };
	const answer = await fetch(`http://127.0.0.1:${to}`, { method: 'POST', headers, body });
	return { status: answer.status, text: await answer.text() };
}

/** What a server says to bytes, until it ends or says no more. */
async function raw(bytes: string): Promise<string> {
	return new Promise((resolve, reject) => {
		const socket = connect(node.port, '127.0.0.1', () => { socket.write(bytes); });
		let said = '';
		socket.setTimeout(5_000, () => { socket.destroy(); });
		socket.on('data', (part) => {
			said += part.toString();
			if (said.includes('}')) socket.destroy();
		});
		socket.once('error', reject);
		socket.once('close', () => { resolve(said); });
	});
}

const call = (method: string, params: unknown, id: unknown = 1): string => JSON.stringify({ jsonrpc: '2.0', id, method, params });

/** The error that comes back for a body. */
async function errorOf(body: string): Promise<{ code: number; message: string }> {
	const { text } = await post(body);
	const error = at(JSON.parse(text) as Json, 'error');
	return { code: num(error, 'code'), message: JSON.stringify(error) };
}

/** Whatever was sent to it, the node answers and makes blocks, and nothing in it has panicked. */
async function isWell(): Promise<void> {
	const first = await node.bestBlock(10_000);
	for (const start = Date.now(); (await node.bestBlock(10_000)) < first + 2; ) {
		assert.ok(Date.now() - start < 20_000, 'no blocks are made any more');
		await pause(200);
	}
	assert.ok(Array.isArray(await node.request('options_underlyings')));
	assert.doesNotMatch(node.log(), /panicked|Essential task/);
}

test('what is no request is refused by a code of JSON-RPC', async () => {
	for (const body of ['', '{', 'null', '7', '"options_mark"', '{"jsonrpc":"2.0"', '\u0000\u0001', '['.repeat(100_000)]) {
		const { code } = await errorOf(body);
		assert.ok([-32700, -32600].includes(code), `${body.slice(0, 20)}: ${code}`);
	}
	const { status } = await post(Buffer.from([0xff, 0xfe, 0xfd]).toString('latin1'));
	assert.ok(status < 500, `${status}`);
	await isWell();
});

test('parameters of wrong types, and names that are none, are refused by name', async () => {
	const cases: readonly (readonly [string, unknown, number, RegExp])[] = [
		['options_mark', [7], -32602, /invalid type: integer/],
		['options_mark', [], -32602, /Invalid params/],
		['options_mark', { series: ['x'] }, -32602, /invalid type/],
		['options_margin', ['seven'], -32602, /invalid type: string/],
		['options_margin', [-1], -32602, /invalid value: integer/],
		['options_margin', [1e30], -32602, /Invalid params/],
		['options_chain', ['BTC', 'soon'], -32602, /invalid type: string/],
		['options_portfoliosOf', ['nobody'], -32602, /Invalid params/],
		['options_mark', ['BTC-27MAR26-80000-C', '0x12'], -32602, /Invalid params/],
		['options_whatIf', [0, [{ series: 'BTC-27MAR26-80000-C' }]], -32602, /missing field/],
		['options_chain', ['XRP'], 7_001, /no underlying is called XRP/],
		['options_mark', ['BTC-27FOO26-80000-C'], 7_001, /names no series/],
		['options_mark', ['A'.repeat(100_000)], 7_001, /names no series/],
		['options_portfolio', [999_999], 7_001, /there is no portfolio 999999/],
		['options_auctionQuote', [0, 'half'], 7_001, /half is no share/],
		['options_everything', [], -32601, /Method not found/],
	];
	for (const [method, params, code, message] of cases) {
		const error = await errorOf(call(method, params));
		assert.equal(error.code, code, `${method}: ${error.message}`);
		assert.match(error.message, message, method);
	}
	await isWell();
});

test('a request that is too large, and a batch that is too long, are refused whole', async () => {
	// Its length alone is enough to refuse it.
	const large = await raw(`POST / HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: ${REQUEST_BYTES + 1}\r\n\r\n{`);
	assert.match(large, /^HTTP\/1\.1 413 /);
	assert.match(large, /"code":-32007,"message":"Request is too big"/);
	const batch = (length: number): string => `[${Array.from({ length }, (_, id) => call('system_chain', [], id)).join()}]`;
	const { text } = await post(batch(BATCH + 1));
	assert.match(text, new RegExp(`-32010.*batch.*${BATCH}`, 's'));
	// AND one of the longest is answered whole
	const answers = list(JSON.parse((await post(batch(BATCH))).text) as Json);
	assert.equal(answers.length, BATCH);
	for (const answer of answers) assert.equal(str(answer, 'result'), 'Tenor Development');
	await isWell();
});

test('a connection has no more subscriptions than it may, and no place is lost', async () => {
	const wires = new WsProvider(node.url, false);
	await wires.connect();
	await wires.isReady;
	// GIVEN all that one connection may have; each costs a call, and calls beyond the rate wait
	const follow = (): Promise<number | string> => wires.subscribe('trades_update', 'options_subscribeTrades', ['BTC'], () => undefined);
	const taken = await Promise.all(Array.from({ length: SUBSCRIPTIONS }, follow));
	// WHEN one more is asked for, THEN it is refused; and there is room when one was left
	await assert.rejects(follow(), /-32006|Too many subscriptions/);
	assert.equal(await wires.unsubscribe('trades_update', 'options_unsubscribeTrades', taken[0] ?? ''), true);
	await follow();
	await wires.disconnect();
	await isWell();
});

test('calls beyond the rate of a connection wait, and a flood is refused', { timeout: 120_000 }, async () => {
	// GIVEN many more calls at once than a minute has
	const wires = new WsProvider(node.url, false, {}, 110_000);
	await wires.connect();
	await wires.isReady;
	const calls = Array.from({ length: 4 * CALLS_PER_MINUTE }, () => wires.send<string>('system_chain', []));
	const ends = await Promise.allSettled(calls);
	// THEN what fits is answered, and the rest is told that it was too much
	const answered = ends.filter(({ status }) => status === 'fulfilled').length;
	const refused = ends.filter((end) => end.status === 'rejected' && String(end.reason).includes('-32999: RPC rate limit exceeded')).length;
	assert.ok(answered >= CALLS_PER_MINUTE, `${answered} answered`);
	assert.ok(refused > 0, 'nothing was refused');
	assert.equal(answered + refused, ends.length, 'a call was lost');
	// AND meanwhile others were served, and the same connection is again
	await wires.disconnect();
	await isWell();
});

test('half a request, and a connection that says nothing, hold up nobody', async () => {
	const sockets: Socket[] = [];
	for (let n = 0; n < 20; n += 1) {
		const socket = connect(node.port, '127.0.0.1');
		socket.on('error', () => undefined);
		socket.write(n % 2 === 0 ? 'POST / HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 1000\r\n\r\n{' : '');
		sockets.push(socket);
	}
	await isWell();
	for (const socket of sockets) socket.destroy();
});

test('a node that prunes says that it no longer has an old state', async () => {
	await node.reach(30);
	const old = (await node.request('chain_getBlockHash', 3)) as string;
	for (const [method, ...params] of [['options_underlyings'], ['options_margin', 0], ['options_book', 'BTC-27MAR26-80000-C', 1]] as const) {
		const error = await errorOf(call(method, [...params, old]));
		assert.equal(error.code, 7_004, error.message);
		assert.match(error.message, /no longer holds the state of block 3 .*: ask an archive node/);
	}
});

/** Methods that change the node or tell its secrets, with parameters that would do. */
const UNSAFE: readonly (readonly [string, readonly unknown[]])[] = [
	['author_insertKey', ['aura', '//Eve', '0x00']],
	['author_rotateKeys', []],
	['author_hasKey', ['0x00', 'aura']],
	['author_removeExtrinsic', [[]]],
	['system_addReservedPeer', ['/ip4/192.0.2.1/tcp/1/p2p/12D3KooWEyoppNCUx8Yx66oV9fJnriXwCcXwDDUA2kj6vnc6iDEp']],
	['system_removeReservedPeer', ['12D3KooWEyoppNCUx8Yx66oV9fJnriXwCcXwDDUA2kj6vnc6iDEp']],
	['system_peers', []],
	['system_addLogFilter', ['trace']],
	['offchain_localStorageSet', ['PERSISTENT', '0x00', '0x00']],
	['state_traceBlock', [`0x${'00'.repeat(32)}`, null, null, null]],
];

test('unsafe methods are refused by default, on the loopback too', async () => {
	for (const [method, params] of UNSAFE) {
		const { code, message } = await errorOf(call(method, params));
		// 4003: the SDK's older code for the same, of `state_*`.
		assert.ok([-32601, 4003].includes(code), `${method}: ${message}`);
		assert.match(message, /unsafe to be called externally/, method);
	}
});

test('unsafe methods are refused where everybody may ask, and served where the operator says so', async () => {
	const start = async (name: string, ...args: readonly string[]): Promise<DevNode> => DevNode.start(join(folder, name), ...args);
	const [open, trusted] = await Promise.all([
		start('open', '--unsafe-rpc-external', '--rpc-methods', 'auto'),
		start('trusted', '--rpc-methods', 'auto'),
	]);
	try {
		for (const [method, params] of UNSAFE) {
			const { text } = await post(call(method, params), open.port);
			assert.match(text, /unsafe to be called externally/, method);
		}
		assert.ok(Array.isArray(await trusted.request('system_peers')));
	} finally {
		await Promise.all([open.end('SIGINT'), trusted.end('SIGINT')]);
	}
});
