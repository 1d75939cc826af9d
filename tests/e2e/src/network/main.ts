// SPDX-License-Identifier: Apache-2.0
/**
 * Runs a scenario on a network of its own and says what it found. TENOR_NODE names the node,
 * TENOR_CHECK_STATE the program that checks a state, TENOR_LOAD_SPEC the genesis of the load, TENOR_UPGRADE
 * the code that is upgraded to.
 *
 *   npm run network -- finality
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { finality } from './finality.ts';
import { kill } from './kill.ts';
import { kills } from './kills.ts';
import { laneCensor } from './lane-censor.ts';
import { laneDay } from './lane-day.ts';
import { laneFrauds } from './lane-frauds.ts';
import { laneGone } from './lane-gone.ts';
import { load } from './load.ts';
import type { Ground } from './nodes.ts';
import { partition } from './partition.ts';
import { Report } from './report.ts';
import { restart } from './restart.ts';
import { Run } from './run.ts';
import { skew } from './skew.ts';
import { sync } from './sync.ts';
import { otherCode, throughput } from './throughput.ts';
import { authorized, upgrade } from './upgrade.ts';
import { Wires } from './wires.ts';

const SCENARIOS: Readonly<Record<string, Scenario>> = {
	finality: { play: finality },
	kill: { play: kill },
	kills: { play: kills },
	'lane-censor': { play: laneCensor },
	'lane-day': { play: laneDay },
	'lane-frauds': { play: laneFrauds },
	'lane-gone': { play: laneGone },
	load: { play: load, ground: () => ({ spec: loadSpec() }) },
	partition: { play: partition, ground: () => ({ wires: new Wires() }), forks: true },
	restart: { play: restart },
	skew: { play: skew },
	sync: { play: sync },
	throughput: { play: throughput, ground: () => ({ storage: otherCode() }) },
	upgrade: { play: upgrade, ground: () => ({ storage: authorized() }), forks: true },
};

interface Scenario {
	readonly play: (run: Run) => Promise<void>;
	/** What the network stands on; the local preset on the loopback without. */
	readonly ground?: () => Ground;
	/** Whether it makes forks on purpose. */
	readonly forks?: boolean;
}

function loadSpec(): string {
	const spec = process.env['TENOR_LOAD_SPEC'];
	if (spec === undefined) throw new Error('TENOR_LOAD_SPEC names no chain specification');
	return spec;
}

function write(line: string): void {
	process.stdout.write(`${line}\n`);
}

const machine = (): string => `${cpus().length} cores, load ${loadavg().map((n) => n.toFixed(1)).join(' ')}`;

/** Runs it; whether everything was as it must be. */
async function play(name: string, scenario: Scenario): Promise<boolean> {
	const folder = mkdtempSync(join(tmpdir(), `tenor-network-${name}-`));
	const report = new Report(write);
	write(`${name}: ${new Date().toISOString()}, ${machine()}`);
	let good = false;
	try {
		const run = await Run.begin(report, folder, scenario.ground?.() ?? {});
		try {
			await scenario.play(run);
			await run.conclude(scenario.forks ?? false);
		} finally {
			await run.end();
		}
		good = report.good;
	} catch (reason) {
		report.say(`FAILED: ${reason instanceof Error ? (reason.stack ?? reason.message) : String(reason)}`);
	}
	write(`\n${report.table()}\n\n${name}: ${good ? 'everything is as it must be' : 'FAILED'}; ${machine()}`);
	if (good) rmSync(folder, { recursive: true });
	else write(`what the nodes said is kept in ${folder}`);
	return good;
}

// Nodes end with this process.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));
const [, , name = ''] = process.argv;
const scenario = SCENARIOS[name];
if (scenario === undefined) {
	write(`no scenario "${name}"; known: ${Object.keys(SCENARIOS).join(', ')}`);
	process.exit(2);
}
process.exit((await play(name, scenario)) ? 0 : 1);
