// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { metricsIn, metricsNamed, readAlerts } from '../src/metrics.ts';

const docs = new URL('../../../docs/', import.meta.url);
const alerts = readAlerts(readFileSync(new URL('operations/alerts.yml', docs), 'utf8'));
const page = readFileSync(new URL('operations.md', docs), 'utf8');

test('every alert is explained in the document, and nothing else is', () => {
	// GIVEN the alerts and the sections of the document about them
	const [, chapter = ''] = page.split('\n## Alerts\n');
	const [section = ''] = chapter.split('\n## ');
	const explained = [...section.matchAll(/^### (.*)$/gm)].flatMap(([, names = '']) => names.split(', '));
	// WHEN they are compared THEN each has its section, once
	assert.deepEqual([...explained].sort(), alerts.map(({ alert }) => alert).sort());
});

test('every alert says whom it wakes, and asks for metrics that the document explains', () => {
	const known = metricsNamed(page);
	for (const { alert, expr, labels, annotations } of alerts) {
		// GIVEN an alert WHEN its expression is parsed THEN it asks for metrics that are known
		const names = metricsIn(expr);
		assert.ok(names.length > 0, `${alert} asks for nothing`);
		for (const name of names) {
			assert.ok(!name.startsWith('tenor_') || known.has(name), `${alert}: the document has no ${name}`);
		}
		assert.ok(['page', 'ticket'].includes(labels.severity), alert);
		assert.ok(annotations.summary.length > 0, alert);
	}
});

test('what is no PromQL is refused', () => {
	for (const wrong of ['tenor_block_timestamp_seconds >', 'rate(tenor_orders_total[5m]', 'a b', '']) {
		assert.throws(() => {
			assert.ok(metricsIn(wrong).length > 0, 'nothing is asked for');
		}, wrong);
	}
	assert.deepEqual(metricsIn('a{step!="b"} - ignoring (status) rate(c[5m])'), ['a', 'c']);
});
