// SPDX-License-Identifier: Apache-2.0
/**
 * How long a late node takes for a long history, in full and by warp sync. One validator makes it in slots of 50
 * ms, by the code that TENOR_CODE names; then three copies of it serve it. TENOR_NODE names the node,
 * TENOR_HISTORY the number of blocks (10,000).
 *
 *   npm run bench:history
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NodeProcess, copyData, freePort, pause } from './devnode.ts';
import { peerId, writeSpec } from './network/nodes.ts';
import { otherCode } from './network/throughput.ts';

const BLOCKS = Number(process.env['TENOR_HISTORY'] ?? 10_000);
/** Warp sync begins with no fewer peers. */
const SERVERS = 3;
const ALL = ['--state-pruning', 'archive', '--blocks-pruning', 'archive'] as const;
const LATE: Readonly<Record<string, readonly string[]>> = {
	'in full': ['--sync', 'full', ...ALL],
	'by warp sync': ['--sync', 'warp'],
};

const say = (line: string): void => { process.stdout.write(`${line}\n`); };
const seed = (n: number): string => n.toString(16).padStart(64, '0');

/** The specification of a development chain of the other code. */
function specification(folder: string): string {
	const code = otherCode();
	if (Object.keys(code).length === 0) throw new Error('TENOR_CODE names no code with short slots');
	const file = join(folder, 'spec.json');
	writeSpec(file, 'dev', code);
	return file;
}

/** Starts nodes of one chain and ends them all. */
class Nodes {
	private readonly running: NodeProcess[] = [];
	private readonly addresses: string[] = [];

	constructor(private readonly folder: string, private readonly spec: string) {}

	async start(name: string, args: readonly string[]): Promise<NodeProcess> {
		const [port, peer, number] = [await freePort(), await freePort(), this.running.length + 1];
		const known = this.addresses.length === 0 ? [] : ['--bootnodes', ...this.addresses];
		const node = new NodeProcess(join(this.folder, name), { port }, [
			...['--chain', this.spec, '--node-key', seed(number), '--listen-addr', `/ip4/127.0.0.1/tcp/${peer}`],
			...known,
			...args,
		]);
		this.addresses.push(`/ip4/127.0.0.1/tcp/${peer}/p2p/${peerId(`0x${seed(number)}`)}`);
		this.running.push(node);
		await node.bestBlock(300_000);
		return node;
	}

	async end(): Promise<void> {
		await Promise.all(this.running.map((node) => node.end('SIGKILL')));
	}
}

/** Number of the last final block. */
async function finality(node: NodeProcess): Promise<number> {
	const header = (await node.request('chain_getHeader', await node.request('chain_getFinalizedHead'))) as { number: string };
	return Number(header.number);
}

async function history(nodes: Nodes): Promise<void> {
	const begun = Date.now();
	const author = await nodes.start('author', ['--alice', '--force-authoring', ...ALL]);
	while ((await finality(author)) < BLOCKS) await pause(1_000);
	say(`${BLOCKS} blocks were made in ${Math.round((Date.now() - begun) / 1_000)} s`);
	await author.end('SIGINT');
	let last = 0;
	for (let n = 0; n < SERVERS; n += 1) {
		if (n > 0) copyData(author.folder, join(author.folder, `../server${n}`));
		const server = await nodes.start(n === 0 ? 'author' : `server${n}`, ALL);
		last = await finality(server);
	}
	say('| a late node | blocks | final after | blocks/s |\n|---|---|---|---|');
	for (const [how, args] of Object.entries(LATE)) {
		const startedAt = Date.now();
		const late = await nodes.start(how.replaceAll(' ', '-'), args);
		while ((await finality(late)) < last) await pause(50);
		const took = (Date.now() - startedAt) / 1_000;
		say(`| ${how} | ${last} | ${took.toFixed(1)} s | ${Math.round(last / took)} |`);
		await late.end('SIGINT');
	}
}

const folder = mkdtempSync(join(tmpdir(), 'tenor-history-'));
const nodes = new Nodes(folder, specification(folder));
try {
	await history(nodes);
} finally {
	await nodes.end();
	rmSync(folder, { recursive: true });
}
