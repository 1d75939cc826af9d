// SPDX-License-Identifier: Apache-2.0
/** What a node shows to Prometheus, and what the documents say of it. */
import { parser } from '@prometheus-io/lezer-promql';
import { parse } from 'yaml';

/** One scrape: values by name with labels, `name{label="value"}`. */
export type Scrape = ReadonlyMap<string, number>;

/** Reads the text format of a metrics endpoint. The node's own label, the chain, is left out. */
export function readMetrics(text: string): Scrape {
	const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
	return new Map(
		lines.map((line) => {
			const space = line.lastIndexOf(' ');
			const name = line.slice(0, space).replace(/,?chain="[^"]*"/, '').replace('{}', '');
			const value = line.slice(space + 1);
			return [name, /^\+?inf$/i.test(value) ? Infinity : Number(value)];
		}),
	);
}

/** Scrapes the endpoint on a port of the loopback. */
export async function scrape(port: number): Promise<Scrape> {
	return readMetrics(await (await fetch(`http://127.0.0.1:${port}/metrics`)).text());
}

/** The names of a scrape, without labels. */
export const namesOf = (metrics: Scrape): ReadonlySet<string> =>
	new Set([...metrics.keys()].map((name) => name.replace(/\{.*/, '')));

/** An alert of a file of rules. */
export interface Alert {
	readonly alert: string;
	readonly expr: string;
	readonly labels: { readonly severity: string };
	readonly annotations: { readonly summary: string };
}

/** The alerts of a file of rules. */
export function readAlerts(text: string): readonly Alert[] {
	const { groups } = parse(text) as { groups: readonly { rules: readonly Alert[] }[] };
	return groups.flatMap(({ rules }) => rules);
}

/** The metrics that an expression asks for; one that is no PromQL is refused. */
export function metricsIn(expression: string): readonly string[] {
	const names: string[] = [];
	parser.parse(expression).iterate({
		enter: ({ type, name, from, to }) => {
			const text = expression.slice(from, to);
			if (type.isError) throw new Error(`no PromQL at ${from}: ${expression}`);
			// Labels to group or match by are called LabelName there.
			if (name === 'Identifier') names.push(text);
		},
	});
	return names;
}

/** The metrics of the engine that a document names. */
export const metricsNamed = (document: string): ReadonlySet<string> =>
	new Set([...document.matchAll(/`(tenor_[a-z0-9_]+)[`{]/g)].map(([, name = '']) => name));
