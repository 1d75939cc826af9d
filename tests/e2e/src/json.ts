// SPDX-License-Identifier: Apache-2.0
/** Typed looks into decoded chain values: what is missing or of another kind fails by name. */

/** What a decoded value turns into: large integers are decimal strings. */
export type Json =
	| null
	| boolean
	| number
	| string
	| readonly Json[]
	| { readonly [key: string]: Json };

/** Anything that decodes, as far as this file needs it. */
export interface Decoded {
	toPrimitive(disableAscii?: boolean): unknown;
}

/** A decoded value as plain data; byte arrays stay hexadecimal. */
export const plain = (value: Decoded): Json => value.toPrimitive(true) as Json;

/** The value at a path of keys and indices. */
export function at(value: Json, ...path: readonly (string | number)[]): Json {
	return path.reduce<Json>((inner, key) => {
		const found =
			inner !== null && typeof inner === 'object'
				? (inner as Readonly<Record<string, Json>>)[String(key)]
				: undefined;
		if (found === undefined) {
			throw new Error(`no ${path.join('.')} in ${JSON.stringify(value)}`);
		}
		return found;
	}, value);
}

/** An integer of any size. */
export function big(value: Json, ...path: readonly (string | number)[]): bigint {
	const found = at(value, ...path);
	if (typeof found === 'number' || typeof found === 'string') return BigInt(found);
	throw new Error(`no integer: ${JSON.stringify(found)}`);
}

/** A number that is exact in double precision. */
export function num(value: Json, ...path: readonly (string | number)[]): number {
	const found = Number(big(value, ...path));
	if (!Number.isSafeInteger(found)) throw new Error(`no safe integer: ${found}`);
	return found;
}

/** A string. */
export function str(value: Json, ...path: readonly (string | number)[]): string {
	const found = at(value, ...path);
	if (typeof found !== 'string') throw new Error(`no string: ${JSON.stringify(found)}`);
	return found;
}

/** A list. */
export function list(value: Json, ...path: readonly (string | number)[]): readonly Json[] {
	const found = at(value, ...path);
	if (!Array.isArray(found)) throw new Error(`no list: ${JSON.stringify(found)}`);
	return found as readonly Json[];
}

/** The name of an enum's variant, however it was decoded. */
export function variant(value: Json): string {
	const name = typeof value === 'string' ? value : Object.keys(value ?? {})[0];
	if (name === undefined) throw new Error(`no variant: ${JSON.stringify(value)}`);
	return name.charAt(0).toUpperCase() + name.slice(1);
}
