// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Chain } from '../src/client.ts';
import { crowdedBook, openExpiries } from '../src/crowd.ts';
import { DevNode, command, copyData } from '../src/devnode.ts';
import { Operators, type OpenExpiry } from '../src/feeds.ts';
import { at, num, variant, type Json } from '../src/json.ts';
import { BTC, ETH } from '../src/quotes.ts';
import { Pump, market } from '../src/stage.ts';

/** What must be the same with and without the crash, whole prefixes of storage. */
const PREFIXES = [
	['collateral', 'portfolios'],
	['collateral', 'clearing'],
	['collateral', 'insurance'],
	['collateral', 'fees'],
	['collateral', 'totals'],
	['collateral', 'sums'],
	['margin', 'positions'],
	['series', 'openInterest'],
	['series', 'expiryOpenInterest'],
	['series', 'underlyingOpenInterest'],
	['settlement', 'results'],
] as const;

let folder: string;
const running: DevNode[] = [];

before(() => {
	folder = mkdtempSync(join(tmpdir(), 'tenor-crash-'));
});

after(async () => {
	await Promise.all(running.map((node) => node.end('SIGKILL')));
	rmSync(folder, { recursive: true });
});

async function start(name: string): Promise<DevNode> {
	const node = await DevNode.start(join(folder, name));
	running.push(node);
	return node;
}

/** Hash of each named prefix, and of the settlement records without their times. */
async function digest(chain: Chain, expiries: readonly OpenExpiry[]): Promise<Record<string, string>> {
	const result: Record<string, string> = {};
	for (const [pallet, item] of PREFIXES) {
		const prefix = chain.api.query[pallet]?.[item]?.keyPrefix();
		assert.ok(prefix, `the chain has no storage ${pallet}.${item}`);
		const keys: string[] = [];
		for (;;) {
			const page = (await chain.rpc('state_getKeysPaged', prefix, 1_000, keys.at(-1) ?? null)) as string[];
			keys.push(...page);
			if (page.length < 1_000) break;
		}
		const hash = createHash('sha256');
		for (let from = 0; from < keys.length; from += 1_000) {
			const changes = await chain.rpc('state_queryStorageAt', keys.slice(from, from + 1_000));
			hash.update(JSON.stringify(at(changes, 0, 'changes')));
		}
		result[`${pallet}.${item} (${keys.length})`] = hash.digest('hex');
	}
	for (const key of expiries) {
		const record = await chain.read('settlement', 'settlements', key);
		result[`settlement of ${key.underlying}`] = JSON.stringify(record, (name, value: unknown) =>
			/(At|Since|_at|_since)$/.test(name) ? undefined : value,
		);
	}
	return result;
}

const phases = async (chain: Chain, expiries: readonly OpenExpiry[]): Promise<readonly string[]> =>
	Promise.all(
		expiries.map(async (key) => {
			const record = await chain.read('settlement', 'settlements', key);
			return record === null ? 'Listed' : variant(at(record, 'phase'));
		}),
	);

async function waitFor(what: string, patience: number, holds: () => Promise<boolean>): Promise<void> {
	for (const start = Date.now(); !(await holds()); ) {
		assert.ok(Date.now() - start < patience, `waited too long for ${what}`);
		await new Promise((resolve) => setTimeout(resolve, 100));
	}
}

async function pump(chain: Chain): Promise<Pump> {
	const operators = await Operators.find(chain);
	const markets = [await market(chain, BTC), await market(chain, ETH)];
	const values = markets.map(({ underlying, quoted }) => ({ underlying, value: quoted.index }));
	const started = new Pump(chain, operators, () => values);
	await started.start();
	return started;
}

test('a node killed in the middle of a settlement ends with the same books', { timeout: 900_000 }, async () => {
	// GIVEN two copies of a chain with so many holders that a settlement takes several blocks
	const origin = await start('origin');
	const setup = await Chain.connect(origin.url);
	const feeding = await pump(setup);
	const expiry = await crowdedBook(setup, feeding);
	const expiries = await openExpiries(setup, expiry);
	feeding.stop();
	await setup.disconnect();
	await origin.end('SIGINT');
	copyData(join(folder, 'origin'), join(folder, 'calm'));
	copyData(join(folder, 'origin'), join(folder, 'crashed'));
	const [calm, doomed] = [await start('calm'), await start('crashed')];
	const [calmChain, doomedChain] = [await Chain.connect(calm.url), await Chain.connect(doomed.url)];
	const pumps = [await pump(calmChain), await pump(doomedChain)];

	// WHEN one of them is killed while it pays
	await waitFor('the settlement to begin', 360_000, async () => {
		const now = await phases(doomedChain, expiries);
		assert.ok(!now.every((phase) => phase === 'Closed'), 'settled before it could be killed');
		return now.includes('Paying');
	});
	await doomed.end('SIGKILL');
	for (const one of pumps) one.stop();
	await doomedChain.disconnect();
	const revived = await start('crashed');
	const revivedChain = await Chain.connect(revived.url);

	// THEN both close, with the same balances, positions, open interest and settlement records
	for (const chain of [calmChain, revivedChain]) {
		await waitFor('the settlement to close', 120_000, async () =>
			(await phases(chain, expiries)).every((phase) => phase === 'Closed'),
		);
	}
	assert.deepEqual(await digest(revivedChain, expiries), await digest(calmChain, expiries));
	await calmChain.disconnect();
	await revivedChain.disconnect();
});

test('exported blocks give the same roots on a fresh node', { timeout: 300_000 }, async () => {
	// GIVEN the chain that was killed, stopped again
	const revived = running.at(-1);
	assert.ok(revived, 'the test before did not start its node');
	const chain = await Chain.connect(revived.url);
	const height = (await chain.api.rpc.chain.getFinalizedHead()).toHex();
	const header = (await revived.request('chain_getHeader', height)) as Json;
	const number = num(at(header, 'number'));
	await chain.disconnect();
	await revived.end('SIGINT');

	// WHEN its blocks are imported elsewhere
	const blocks = join(folder, 'blocks');
	command('export-blocks', '--dev', '--binary', '--base-path', join(folder, 'crashed', 'data'), '--to', String(number), blocks);
	command('import-blocks', '--dev', '--binary', '--base-path', join(folder, 'fresh', 'data'), blocks);

	// THEN the same block has the same root there
	const fresh = await start('fresh');
	const hash = (await fresh.request('chain_getBlockHash', number)) as string;
	assert.equal(hash, height);
	const imported = (await fresh.request('chain_getHeader', hash)) as Json;
	assert.equal(at(imported, 'stateRoot'), at(header, 'stateRoot'));
	await fresh.end('SIGINT');
});
