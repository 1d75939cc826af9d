// SPDX-License-Identifier: Apache-2.0
/**
 * A network namespace for each node, on a switch that can be cut in two: who is on the other half is not there.
 * Clients reach every node over a line of its own, which nothing cuts. Needs to be in network and mount namespaces
 * of its own, with the right to make more: `scripts/network.sh` sees to that.
 */
import { spawnSync } from 'node:child_process';

function ip(...args: readonly string[]): void {
	const done = spawnSync('ip', [...args], { encoding: 'utf8' });
	if (done.status !== 0) throw new Error(`ip ${args.join(' ')}: ${done.stderr}`);
}

/** The two halves of the switch. */
const HALVES = ['tenor0', 'tenor1'] as const;

/** Wires of up to a hundred nodes. */
export class Wires {
	private readonly names: string[] = [];

	constructor() {
		ip('link', 'set', 'lo', 'up');
		for (const half of HALVES) {
			ip('link', 'add', half, 'type', 'bridge');
			ip('link', 'set', half, 'up');
		}
	}

	/** Plugs a node in. */
	plug(name: string): void {
		const n = this.names.push(name);
		ip('netns', 'add', name);
		ip('link', 'add', `p-${name}`, 'type', 'veth', 'peer', 'name', 'peers', 'netns', name);
		ip('link', 'add', `c-${name}`, 'type', 'veth', 'peer', 'name', 'clients', 'netns', name);
		ip('link', 'set', `p-${name}`, 'master', HALVES[0], 'up');
		ip('addr', 'add', `10.89.${n}.1/30`, 'dev', `c-${name}`);
		ip('link', 'set', `c-${name}`, 'up');
		ip('-n', name, 'link', 'set', 'lo', 'up');
		ip('-n', name, 'addr', 'add', `${this.peerHost(name)}/24`, 'dev', 'peers');
		ip('-n', name, 'addr', 'add', `${this.rpcHost(name)}/30`, 'dev', 'clients');
		for (const device of ['peers', 'clients']) ip('-n', name, 'link', 'set', device, 'up');
	}

	/** Where other nodes find it. */
	peerHost(name: string): string {
		return `10.88.0.${this.number(name)}`;
	}

	/** Where clients find it. */
	rpcHost(name: string): string {
		return `10.89.${this.number(name)}.2`;
	}

	/** What starts a process there. */
	prefix(name: string): readonly string[] {
		return ['nsenter', `--net=/run/netns/${name}`];
	}

	/** Takes these nodes to the other half. */
	cut(names: readonly string[]): void {
		for (const name of names) ip('link', 'set', `p-${name}`, 'master', HALVES[1]);
	}

	/** Everybody is on one switch again. */
	heal(): void {
		for (const name of this.names) ip('link', 'set', `p-${name}`, 'master', HALVES[0]);
	}

	private number(name: string): number {
		const index = this.names.indexOf(name);
		if (index < 0) throw new Error(`${name} is not plugged in`);
		return index + 1;
	}
}
