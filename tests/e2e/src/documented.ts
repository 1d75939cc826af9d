// SPDX-License-Identifier: Apache-2.0
/** The examples of docs/rpc.md, and whether a node's answer has the shape of one. */
import { readFileSync } from 'node:fs';
import type { Json } from './json.ts';

/** A method or subscription as the document shows it. */
export interface Documented {
	readonly method: string;
	/** Parameters of the example. */
	readonly request: readonly Json[];
	/** The answer; of a subscription, messages of each kind. */
	readonly answers: readonly Json[];
}

const FENCE = /^```json (request|answer)\n([\s\S]*?)^```$/gm;

/** Every section `### options_x` with its examples. */
export function documented(file: string): readonly Documented[] {
	const sections = readFileSync(file, 'utf8').split(/^(?=#{2,3} )/m);
	return sections.flatMap((section) => {
		const method = /^### `(options_\w+)`/.exec(section)?.[1];
		if (method === undefined) return [];
		const blocks = [...section.matchAll(FENCE)].map(([, kind = '', text = '']) => ({ kind, value: parsed(method, text) }));
		const [request] = blocks.filter(({ kind }) => kind === 'request').map(({ value }) => value);
		const answers = blocks.filter(({ kind }) => kind === 'answer').map(({ value }) => value);
		if (!Array.isArray(request)) throw new Error(`${method} has no example of a request`);
		if (answers.length === 0) throw new Error(`${method} has no example of an answer`);
		return [{ method, request: request as readonly Json[], answers }];
	});
}

function parsed(method: string, text: string): Json {
	try {
		return JSON.parse(text) as Json;
	} catch (reason) {
		throw new Error(`an example of ${method} is no JSON: ${String(reason)}`);
	}
}

/** A value with every part that is a key of `by` replaced. */
export function replaced(value: Json, by: ReadonlyMap<Json, Json>): Json {
	const instead = by.get(value);
	if (instead !== undefined) return instead;
	if (Array.isArray(value)) return value.map((part: Json) => replaced(part, by));
	if (value === null || typeof value !== 'object') return value;
	return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, replaced(part, by)]));
}

const DECIMAL = /^-?\d+(\.\d+)?$/;

/** Where a comparison is, and whether a list may be empty that is not in the example. */
interface Place {
	readonly name: string;
	readonly emptyFits: boolean;
}

const inside = (place: Place, part: string): Place => ({ ...place, name: place.name + part });

/**
 * Where an answer is not of the shape of an example; undefined if it is. `null` in the example stands for
 * anything; each element of a list must have the shape of one of the example's.
 */
export const misfit = (example: Json, answer: Json, emptyFits = false): string | undefined =>
	misfitAt({ name: 'answer', emptyFits }, example, answer);

function misfitAt(place: Place, example: Json, answer: Json): string | undefined {
	if (example === null) return undefined;
	if (Array.isArray(example)) return listMisfit(place, example as readonly Json[], answer);
	if (typeof example === 'object') return objectMisfit(place, example as Readonly<Record<string, Json>>, answer);
	if (typeof answer !== typeof example) return `${place.name} is ${JSON.stringify(answer)}, the document shows ${JSON.stringify(example)}`;
	if (typeof example === 'string' && DECIMAL.test(example) !== DECIMAL.test(answer as string)) {
		return `${place.name} is ${JSON.stringify(answer)}, the document shows ${JSON.stringify(example)}`;
	}
	return undefined;
}

function listMisfit(place: Place, example: readonly Json[], answer: Json): string | undefined {
	if (!Array.isArray(answer)) return `${place.name} is no list`;
	const found = answer as readonly Json[];
	if (example.length > 0 && found.length === 0 && !place.emptyFits) return `${place.name} is empty, the document's is not`;
	for (const [index, element] of found.entries()) {
		const misfits = example.map((one) => misfitAt(inside(place, `[${index}]`), one, element));
		if (!misfits.includes(undefined)) return misfits[0] ?? `${place.name} is not empty, the document's is`;
	}
	return undefined;
}

function objectMisfit(place: Place, example: Readonly<Record<string, Json>>, answer: Json): string | undefined {
	if (answer === null || typeof answer !== 'object' || Array.isArray(answer)) return `${place.name} is no object`;
	const found = answer as Readonly<Record<string, Json>>;
	const [shown, given] = [Object.keys(example).sort(), Object.keys(found).sort()];
	if (shown.join() !== given.join()) return `${place.name} has ${given.join(', ')}, the document shows ${shown.join(', ')}`;
	for (const key of shown) {
		const inner = misfitAt(inside(place, `.${key}`), example[key] ?? null, found[key] ?? null);
		if (inner !== undefined) return inner;
	}
	return undefined;
}
