// SPDX-License-Identifier: Apache-2.0
/**
 * How many questions a node answers a second, and how long the slowest hundredth waits: the option chain of an
 * underlying with 500 series above all. A development node of its own; TENOR_NODE names it.
 *
 *   npm run bench:options
 */
import { WsProvider } from '@polkadot/api';
import { cpus, loadavg } from 'node:os';
import { Chain } from './client.ts';
import { onDevNode, type DevNode } from './devnode.ts';
import { Operators } from './feeds.ts';
import { list, str, type Json } from './json.ts';
import { quantile } from './load.ts';
import { BTC } from './quotes.ts';
import { Pump, listExpiry, market, postCurves, type Market } from './stage.ts';

/** Expiries, and strikes of each: two series to a strike. */
const EXPIRIES = 5;
const STRIKES = Array.from({ length: 50 }, (_, i) => 44_000 + 1_000 * i);
const HOUR_MS = 3_600_000;
/** Time between two posts of the index, ms. */
const FEED_MS = 20_000;
/** Connections, questions under way on each, and how long it is asked, ms. */
const CONNECTIONS = 4;
const EACH = 4;
const LASTS_MS = 10_000;

const say = (line: string): void => { process.stdout.write(`${line}\n`); };

/** Lists the series and posts what marks need. */
async function prepare(chain: Chain): Promise<Pump> {
	const operators = await Operators.find(chain);
	const on = await market(chain, BTC);
	const pump = new Pump(chain, operators, () => [{ underlying: on.underlying, value: BTC.index }], FEED_MS);
	await pump.start();
	const quotes = STRIKES.map((strike) => ({ strike, kind: 'C', markCoin: 0, vol: 0 }) as const);
	const wide: Market = { ...on, quoted: { ...BTC, quotes } };
	const now = Math.ceil(pump.now / 1_000) * 1_000;
	for (let n = 1; n <= EXPIRIES; n += 1) await listExpiry(chain, [wide], now + 4 * n * HOUR_MS);
	await postCurves(chain, operators, [on], pump.now);
	return pump;
}

/** Asks on all connections for a while; how long each answer took, ms, ascending. */
async function ask(providers: readonly WsProvider[], method: string, params: readonly unknown[]): Promise<readonly number[]> {
	const times: number[] = [];
	const end = Date.now() + LASTS_MS;
	const lane = async (provider: WsProvider): Promise<void> => {
		while (Date.now() < end) {
			const begun = performance.now();
			await provider.send(method, [...params]);
			times.push(performance.now() - begun);
		}
	};
	await Promise.all(providers.flatMap((provider) => Array.from({ length: EACH }, async () => lane(provider))));
	return times.sort((a, b) => a - b);
}

async function measure(node: DevNode): Promise<void> {
	const chain = await Chain.connect(node.url);
	const pump = await prepare(chain);
	const providers = Array.from({ length: CONNECTIONS }, () => new WsProvider(node.url));
	await Promise.all(providers.map((provider) => provider.isReady));
	const answer = await chain.rpc('options_chain', 'BTC');
	const series = list(answer, 'expiries').flatMap((expiry: Json) => list(expiry, 'series'));
	const [first] = series;
	if (series.length !== 2 * EXPIRIES * STRIKES.length || first === undefined) throw new Error(`${series.length} series are listed`);
	const name = str(first, 'series');
	say(`${series.length} series, an answer of ${Math.round(JSON.stringify(answer).length / 1_024)} KiB; ${CONNECTIONS} connections with ${EACH} questions each; ${cpus().length} cores, load ${loadavg().map((one) => one.toFixed(1)).join(' ')}\n`);
	say('| what | measured | reference | ratio | goal | | p50 | p99 |\n|---|---|---|---|---|---|---|---|');
	let reference = 0;
	for (const [method, ...params] of [['chain_getHeader'], ['options_chain', 'BTC'], ['options_mark', name], ['options_book', name]] as const) {
		const times = await ask(providers, method, params);
		const rate = times.length / (LASTS_MS / 1_000);
		reference ||= rate;
		const [p50, p99] = [0.5, 0.99].map((share) => `${quantile(times, share).toFixed(1)} ms`);
		say(`| ${method} | ${rate.toFixed(0)} /s | ${reference.toFixed(0)} /s, chain_getHeader | ${(rate / reference).toFixed(3)} | | | ${p50} | ${p99} |`);
	}
	pump.stop();
	await Promise.all(providers.map((provider) => provider.disconnect()));
	await chain.disconnect();
	if (pump.failures.length > 0) throw new Error(`feeds failed: ${pump.failures.join('; ')}`);
}

await onDevNode(measure);
