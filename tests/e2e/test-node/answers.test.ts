// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { DevNode, binary, until } from '../src/devnode.ts';
import { documented, misfit, replaced, type Documented } from '../src/documented.ts';
import { at, list, num, str, type Json } from '../src/json.ts';
import { Scene, type Story } from '../src/scene.ts';

const DOCUMENT = fileURLToPath(new URL('../../../docs/rpc.md', import.meta.url));
const EXAMPLES = documented(DOCUMENT);
const isSubscription = ({ method }: Documented): boolean => method.startsWith('options_subscribe');
const topicOf = (method: string): string => method.replace('options_subscribe', '');

let folder: string;
let node: DevNode;
let scene: Scene;
let story: Story;
/** Answers as they were when their block was the best. */
const then = new Map<string, { readonly method: string; readonly params: readonly Json[]; readonly answer: Json }>();
/** Messages of each subscription. */
const messages = new Map<string, Json[]>();

before(async () => {
	folder = mkdtempSync(join(tmpdir(), 'tenor-answers-'));
	node = await DevNode.start(folder, '--state-pruning', 'archive');
	scene = await Scene.open(node.url);
	const stops = await Promise.all(
		EXAMPLES.filter(isSubscription).map(async ({ method, request }) => follow(topicOf(method), list(replaced(request, standIns())))),
	);
	story = await scene.tell();
	await remember();
	await until('the sale', () => (heard('Liquidations').some((one) => str(one, 'event') === 'sold') ? true : undefined));
	assert.deepEqual(await Promise.all(stops.map((stop) => stop())), stops.map(() => true));
});

after(async () => {
	assert.deepEqual(await scene.close(), [], 'feeds failed');
	await node.end('SIGINT');
	rmSync(folder, { recursive: true });
});

/** Collects what a subscription sends. */
async function follow(topic: string, params: readonly Json[]): Promise<() => Promise<boolean>> {
	const seen: Json[] = [];
	messages.set(topic, seen);
	return scene.chain.subscribe('options', topic, `${topic.toLowerCase()}_update`, params, (item) => seen.push(item));
}

/** Messages of a subscription; of one to events, the events. */
const heard = (topic: string): readonly Json[] =>
	(messages.get(topic) ?? []).flatMap((message) => {
		const told = message !== null && typeof message === 'object' && 'events' in message;
		return told ? list(message, 'events') : [message];
	});

/** Notes what is answered at the best block now. */
async function remember(): Promise<void> {
	const block = (await scene.chain.api.rpc.chain.getHeader()).hash.toHex();
	const questions: readonly (readonly [string, readonly Json[]])[] = [
		['options_mark', [story.series.name]],
		['options_book', [story.series.name, 16]],
		['options_margin', [story.maker.portfolio]],
		['options_portfolio', [story.holder.portfolio]],
		['options_orders', [story.maker.portfolio]],
		['options_chain', ['BTC', scene.desk.expiry]],
		['options_auctions', [null, null]],
	];
	for (const [method, params] of questions) {
		const all = [...params, block];
		then.set(method, { method, params: all, answer: await scene.chain.rpc(method, ...all) });
	}
}

/** What there is here for what stands in the document's examples; the block only once there is a story. */
const standIns = (block: Json = null): ReadonlyMap<Json, Json> => {
	const [maker, , writer] = scene.cast;
	return new Map<Json, Json>([
		['BTC-27MAR26-69000-C', scene.series('-69000-C').name],
		[1_774_598_400_000, scene.desk.expiry],
		[1_774_512_000_000, scene.settled],
		[7, maker.portfolio],
		[9, writer.portfolio],
		['5DAAnrj7VHTznn2AWBemMuyBwZWs6FNFjdyVXUeYum3PTXFy', maker.pair.address],
		['0x2f0a5d9a1c7e4b8f6d3e2c1b0a99887766554433221100ffeeddccbbaa998877', block],
	]);
};

test('the document shows every method and subscription of the node, and no other', async () => {
	const methods = list((await node.request('rpc_methods')) as Json, 'methods').map((name) => str(name));
	const served = methods.filter((name) => name.startsWith('options_'));
	const leaving = EXAMPLES.filter(isSubscription).map(({ method }) => method.replace('_subscribe', '_unsubscribe'));
	const shown = [...EXAMPLES.map(({ method }) => method), ...leaving];
	assert.deepEqual([...shown].sort(), [...served].sort());
	assert.ok(EXAMPLES.length > 15);
});

for (const example of EXAMPLES.filter((one) => !isSubscription(one))) {
	test(`the example of ${example.method} is answered as the document shows`, async () => {
		const params = list(replaced(example.request, standIns(story.bidding)));
		const answer = await scene.chain.rpc(example.method, ...params);
		assert.deepEqual(misfit(example.answers[0] ?? null, answer), undefined, JSON.stringify(answer));
	});
}

for (const example of EXAMPLES.filter(isSubscription)) {
	test(`messages of ${example.method} are as the document shows`, () => {
		const seen = messages.get(topicOf(example.method)) ?? [];
		assert.ok(seen.length > 0, 'nothing came');
		for (const message of seen) {
			const misfits = example.answers.map((shown) => misfit(shown, message, true));
			assert.ok(misfits.includes(undefined), `${String(misfits[0])} in ${JSON.stringify(message)}`);
		}
	});
}

test('subscribers were told of every trade, of the settlement and of the liquidation', async () => {
	// Two block trades and one batch: four legs in all.
	const trades = heard('Trades').map((one) => [str(one, 'kind'), str(one, 'quantity')].join(' '));
	assert.deepEqual([...trades].sort(), ['batch 0.2', 'block 0.5', 'block 1', 'block 2']);
	// AND of an expiry from its freeze to its end, once each
	const steps = heard('Settlements').map((one) => {
		assert.deepEqual([num(one, 'expiry'), str(one, 'symbol')], [scene.settled, 'BTC']);
		return str(one, 'event');
	});
	for (const step of ['began', 'priceFixed', 'closed']) assert.equal(steps.filter((one) => one === step).length, 1, steps.join());
	// AND the result is the one that can be asked for
	const closed = heard('Settlements').find((one) => str(one, 'event') === 'closed');
	const record = await scene.chain.rpc('options_settlement', 'BTC', scene.settled);
	assert.deepEqual([at(closed ?? null, 'credits'), at(closed ?? null, 'portfolios')], [at(record, 'credits'), at(record, 'portfolios')]);
	// AND of the writer's fall and the sale
	const fall = heard('Liquidations').map((one) => {
		assert.equal(num(one, 'portfolio'), story.writer.portfolio);
		return str(one, 'event');
	});
	assert.deepEqual(fall.slice(0, 4), ['flagged', 'opened', 'bidPlaced', 'sold']);
});

test('a margin is sent when it changes, with the figures that can be asked for', async () => {
	const seen = messages.get('Margin') ?? [];
	const values = new Set(seen.map((one) => JSON.stringify(one)));
	assert.ok(values.size > 3, `${values.size} different ones`);
	for (const [index, message] of seen.entries()) assert.notDeepEqual(message, seen[index - 1]);
	const now = await scene.chain.rpc('options_portfolio', story.maker.portfolio);
	assert.deepEqual(Object.keys(at(now, 'margin') as object).sort(), Object.keys(at(seen[0] ?? null, 'margin') as object).sort());
});

test('who asks for nothing there is, or too much, is refused by name', async () => {
	const cases: readonly (readonly [string, readonly Json[], RegExp])[] = [
		['options_subscribeMargin', [999_999], /7001: there is no portfolio 999999/],
		['options_subscribeMarks', ['XRP'], /7001: no underlying is called XRP/],
		['options_subscribeTrades', ['BTC-1'], /7001: BTC-1 names no series/],
		['options_subscribeSettlements', ['XRP'], /7001: no underlying is called XRP/],
		['options_subscribeLiquidations', [999_999], /7001: there is no portfolio 999999/],
		['options_margin', [999_999], /7001: there is no portfolio 999999/],
		['options_book', [story.series.name, 257], /7001: a book shows at most 256 prices of a side, not 257/],
		['options_auctions', [null, 257], /7001: an answer lists at most 256 auctions, not 257/],
		['options_whatIf', [story.maker.portfolio, Array.from({ length: 65 }, () => ({ series: story.series.name, quantity: '1' }))], /7001: a question has at most 64 legs, not 65/],
	];
	for (const [method, params, expected] of cases) await assert.rejects(scene.chain.rpc(method, ...params), expected, method);
});

test('an archive node gives the answer of an old block again, and no other block has it', async () => {
	assert.equal(then.size, 7);
	await scene.chain.slots(3);
	for (const { method, params, answer } of then.values()) {
		assert.deepEqual(await scene.chain.rpc(method, ...params), answer, method);
	}
	// AND before the jump things were worth something else
	for (const method of ['options_mark', 'options_margin', 'options_portfolio']) {
		const { params = [], answer = null } = then.get(method) ?? {};
		const earlier = await scene.chain.rpc(method, params[0], story.before);
		assert.notDeepEqual(earlier, answer, method);
	}
	// AND of a block that there is not it says so
	const nowhere = `0x${'12'.repeat(32)}`;
	await assert.rejects(scene.chain.rpc('options_mark', story.series.name, nowhere), /7004: this node knows no block 0x1212/);
});

/** Runs `verify-margin` to its end. */
function verify(args: readonly string[], input = ''): { status: number | null; out: string; err: string } {
	const program = join(dirname(binary()), 'verify-margin');
	const done = spawnSync(program, [...args], { encoding: 'utf8', timeout: 60_000, input });
	return { status: done.status, out: done.stdout, err: done.stderr };
}

test('every margin follows from the inputs it comes with, at two blocks', async () => {
	const { maker, holder, writer, buyer, before: early } = story;
	const late = (await scene.chain.api.rpc.chain.getHeader()).hash.toHex();
	const modes = new Set<string>();
	for (const { portfolio } of [maker, holder, writer, buyer]) {
		const told: string[] = [];
		for (const block of [early, late]) {
			const { status, out, err } = verify([String(portfolio), '--at', block, '--url', node.url]);
			assert.deepEqual([status, err], [0, ''], out);
			const answer = await scene.chain.rpc('options_margin', portfolio, block);
			modes.add(str(answer, 'inputs', 'mode'));
			assert.ok(list(answer, 'inputs', 'underlyings').some((one) => list(one, 'expiries').length > 0), `${portfolio} holds nothing`);
			const [equity, im, mm] = ['equity', 'initialMargin', 'maintenanceMargin'].map((name) => str(answer, 'margin', name));
			assert.match(out, /^equal: \d+ figures; /);
			assert.ok(out.endsWith(`equity ${equity ?? ''}, IM ${im ?? ''}, MM ${mm ?? ''}\n`), out);
			told.push(out);
		}
		assert.notEqual(told[0], told[1], `${portfolio}: the jump changed nothing`);
	}
	assert.deepEqual(modes, new Set(['Portfolio', 'Standard']));
});

test('an input that was changed is found out, and a figure too', async () => {
	const honest = await scene.chain.rpc('options_margin', story.maker.portfolio);
	const tampered = (from: string, to: string): string => {
		const text = JSON.stringify(honest);
		assert.ok(text.includes(from), from);
		return text.replace(from, to);
	};
	assert.equal(verify(['--file', '-'], JSON.stringify(honest)).status, 0);
	const spot = str(honest, 'inputs', 'underlyings', 0, 'market', 'spot');
	const lower = verify(['--file', '-'], tampered(`"spot":"${spot}"`, `"spot":"${Number(spot) - 1}"`));
	assert.equal(lower.status, 1);
	assert.match(lower.out, /margin\.initialMargin: the answer says "/);
	const equity = str(honest, 'margin', 'equity');
	const figure = verify(['--file', '-'], tampered(`"equity":"${equity}"`, `"equity":"${equity}1"`));
	assert.deepEqual([figure.status, figure.out.split('\n').length], [1, 3], figure.out);
	assert.match(figure.out, /^margin\.equity: /);
	// AND what can't be checked is not called equal
	assert.equal(verify(['--file', '-'], '{}').status, 2);
	const nobody = verify(['999999', '--url', node.url]);
	assert.equal(nobody.status, 2);
	assert.match(nobody.err, /there is no portfolio 999999/);
});

