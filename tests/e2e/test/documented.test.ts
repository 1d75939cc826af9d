// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { misfit, replaced } from '../src/documented.ts';
import type { Json } from '../src/json.ts';

test('an answer of the shape that is shown fits, whatever its values', () => {
	const shown = { price: '1.5', count: 2, note: null, list: [{ a: 1 }, { b: '0x' }] };
	for (const list of [[{ a: 7 }], [{ b: 'x' }, { a: 0 }]]) {
		assert.equal(misfit(shown, { price: '-3', count: 9, note: { any: [] }, list }), undefined);
	}
});

test('what differs from the document is named with its place', () => {
	const shown: Json = { price: '1.5', list: [{ a: 1 }] };
	const cases: readonly [Json, RegExp][] = [
		[{ price: 1.5, list: [{ a: 1 }] }, /answer\.price is 1\.5/],
		[{ price: 'much', list: [{ a: 1 }] }, /answer\.price is "much"/],
		[{ list: [{ a: 1 }] }, /answer has list, the document shows list, price/],
		[{ price: '1', list: [{ a: 1 }], more: 1 }, /answer has list, more, price/],
		[{ price: '1', list: [] }, /answer\.list is empty/],
		[{ price: '1', list: [{ a: 1 }, { a: '1' }] }, /answer\.list\[1\]\.a/],
		[{ price: '1', list: {} }, /answer\.list is no list/],
		[null, /answer is no object/],
	];
	for (const [answer, expected] of cases) assert.match(misfit(shown, answer) ?? 'fits', expected);
	assert.equal(misfit(shown, { price: '1', list: [] }, true), undefined);
});

test('what stands for live values is replaced wherever it stands', () => {
	const by = new Map<Json, Json>([['X', 'Y'], [7, 9]]);
	assert.deepEqual(replaced(['X', { x: [7, 'X!'] }, null], by), ['Y', { x: [9, 'X!'] }, null]);
});
