// SPDX-License-Identifier: Apache-2.0
/** What a scenario found: a table, and whether all of it is as it must be. */

interface Row {
	readonly what: string;
	readonly found: string;
	readonly wanted: string;
	readonly holds: boolean | undefined;
}

/** Rows as they come, said at once and once more as a table at the end. */
export class Report {
	private readonly rows: Row[] = [];
	private readonly begun = Date.now();

	constructor(private readonly write: (line: string) => void) {}

	/** What happens now, with the time since the beginning. */
	say(line: string): void {
		this.write(`  ${((Date.now() - this.begun) / 1_000).toFixed(1).padStart(6)} s  ${line}`);
	}

	/** A figure nobody promised. */
	figure(what: string, found: string): void {
		this.add({ what, found, wanted: '', holds: undefined });
	}

	/** A figure, or a fact, that must be so. */
	check(what: string, found: string, wanted: string, holds: boolean): void {
		this.add({ what, found, wanted, holds });
	}

	private add(row: Row): void {
		this.rows.push(row);
		if (row.holds === false) this.say(`WRONG: ${row.what}: ${row.found}, wanted ${row.wanted}`);
	}

	/** Whether nothing was wrong, and something was checked. */
	get good(): boolean {
		const checked = this.rows.filter((row) => row.holds !== undefined);
		return checked.length > 0 && checked.every((row) => row.holds);
	}

	/** The table, in the form of the documentation. */
	table(): string {
		const verdict = ({ holds }: Row): string => (holds === undefined ? '' : holds ? 'ok' : 'WRONG');
		const rows = this.rows.map((row) => `| ${row.what} | ${row.found} | ${row.wanted} | ${verdict(row)} |`);
		return ['| what | found | wanted | |', '|---|---|---|---|', ...rows].join('\n');
	}
}

/** How many things went wrong, and what the first of them were. */
export const few = (wrong: readonly string[]): string => (wrong.length === 0 ? '0' : `${wrong.length}: ${wrong.slice(0, 3).join('; ')}`);

/** Milliseconds as seconds. */
export const seconds = (ms: number): string => `${(ms / 1_000).toFixed(2)} s`;
