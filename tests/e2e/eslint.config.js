// SPDX-License-Identifier: Apache-2.0
import tseslint from 'typescript-eslint';

export default tseslint.config(...tseslint.configs.strictTypeChecked, {
	languageOptions: { parserOptions: { project: './tsconfig.json' } },
	rules: {
		'@typescript-eslint/restrict-template-expressions': [
			'error',
			{ allowNumber: true, allowBoolean: true },
		],
		'@typescript-eslint/no-floating-promises': [
			'error',
			{ allowForKnownSafeCalls: [{ from: 'package', name: ['test', 'default'], package: 'node:test' }] },
		],
		eqeqeq: 'error',
	},
});
