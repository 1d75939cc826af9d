// SPDX-License-Identifier: Apache-2.0
/** Programs beside the node, as child processes of tests. */
import { spawn, type ChildProcess } from 'node:child_process';
import { dirname, join } from 'node:path';
import { binary, tie, until } from './devnode.ts';

/** A program that was built beside the node, and runs. */
export class Program {
	private readonly child: ChildProcess;
	private said = '';

	constructor(name: string, args: readonly string[]) {
		this.child = spawn(join(dirname(binary()), name), [...args]);
		tie(this.child);
		for (const stream of [this.child.stdout, this.child.stderr]) {
			stream?.on('data', (text: Buffer) => { this.said += text.toString(); });
		}
	}

	/** Whether the process is there. */
	get running(): boolean {
		return this.child.exitCode === null && this.child.signalCode === null;
	}

	/** What it has printed. */
	get output(): string {
		return this.said;
	}

	/** Waits until it has printed something like that. */
	async says(what: RegExp, patience?: number): Promise<void> {
		await until(() => `${what}; it said ${this.said}`, () => (what.test(this.said) ? true : undefined), patience);
	}

	/** Waits until it has ended by itself. */
	async ended(patience?: number): Promise<void> {
		await until(() => `its end; it said ${this.said}`, () => (this.running ? undefined : true), patience);
	}

	/** Ends it at once, without a chance to write anything. */
	async kill(): Promise<void> {
		if (!this.running) return;
		const gone = new Promise((resolve) => this.child.once('exit', resolve));
		this.child.kill('SIGKILL');
		await gone;
	}
}
