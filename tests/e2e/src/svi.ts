// SPDX-License-Identifier: Apache-2.0
/**
 * SVI total variance `w(k) = a + b (rho (k - m) + sqrt((k - m)^2 + sigma^2))`, fitted to quotes.
 * For a given vertex (m, sigma) the rest is a linear least-squares problem (Zeliade's quasi-explicit
 * calibration), so the search has two dimensions.
 */

/** The five parameters. */
export interface Svi {
	readonly a: number;
	readonly b: number;
	readonly rho: number;
	readonly m: number;
	readonly sigma: number;
}

/** A point to fit: log-moneyness, total variance, weight. */
export interface Point {
	readonly k: number;
	readonly w: number;
	readonly weight: number;
}

/** How far from the forward a surface is used: the chain clamps log-moneyness there. */
export const clampBound = (s: Svi): number => 4 * Math.sqrt(s.a + s.b * s.sigma);

/** Total variance at a log-moneyness, without the clamp. */
export function rawVariance(s: Svi, k: number): number {
	const x = k - s.m;
	return s.a + s.b * (s.rho * x + Math.hypot(x, s.sigma));
}

/** Total variance as the chain uses it: clamped. */
export function variance(s: Svi, k: number): number {
	const bound = clampBound(s);
	return rawVariance(s, Math.max(-bound, Math.min(bound, k)));
}

/** Durrleman's g: below zero means butterfly arbitrage. */
export function durrleman(s: Svi, k: number): number {
	const x = k - s.m;
	const root = Math.hypot(x, s.sigma);
	const w = rawVariance(s, k);
	const slope = s.b * (s.rho + x / root);
	const curvature = (s.b * s.sigma * s.sigma) / root ** 3;
	return (1 - (k * slope) / (2 * w)) ** 2 - (slope * slope * (1 / w + 0.25)) / 4 + curvature / 2;
}

/** Whether the chain's own checks would accept the parameters; the first that fails otherwise. */
export function refusal(s: Svi): string | undefined {
	if (s.b < 0) return 'b < 0';
	if (Math.abs(s.rho) >= 1) return '|rho| >= 1';
	if (s.sigma <= 0) return 'sigma <= 0';
	if (s.a + s.b * s.sigma * Math.sqrt(1 - s.rho * s.rho) < 0) return 'negative variance';
	if (s.b * (1 + Math.abs(s.rho)) > 2) return 'wings too steep';
	const bound = clampBound(s);
	for (let i = -64; i <= 64; i += 1) {
		if (durrleman(s, (bound * i) / 64) < 0) return `butterfly arbitrage at ${(bound * i) / 64}`;
	}
	return undefined;
}

/** Solves the 3x3 normal equations by Cramer's rule. */
function solve3(m: readonly (readonly number[])[], v: readonly number[]): number[] | undefined {
	const at = (r: number, c: number): number => m[r]?.[c] ?? 0;
	const det = (col: number): number => {
		const cell = (r: number, c: number): number => (c === col ? (v[r] ?? 0) : at(r, c));
		return (
			cell(0, 0) * (cell(1, 1) * cell(2, 2) - cell(1, 2) * cell(2, 1)) -
			cell(0, 1) * (cell(1, 0) * cell(2, 2) - cell(1, 2) * cell(2, 0)) +
			cell(0, 2) * (cell(1, 0) * cell(2, 1) - cell(1, 1) * cell(2, 0))
		);
	};
	const whole = det(-1);
	return whole === 0 ? undefined : [det(0) / whole, det(1) / whole, det(2) / whole];
}

/** The best (a, b, rho) for a vertex, and the weighted squared error. */
function fitAtVertex(points: readonly Point[], m: number, sigma: number): [Svi, number] {
	const matrix = [
		[0, 0, 0],
		[0, 0, 0],
		[0, 0, 0],
	];
	const vector = [0, 0, 0];
	for (const { k, w, weight } of points) {
		const basis = [1, k - m, Math.hypot(k - m, sigma)];
		basis.forEach((x, row) => {
			basis.forEach((y, column) => {
				const cells = matrix[row];
				if (cells) cells[column] = (cells[column] ?? 0) + weight * x * y;
			});
			vector[row] = (vector[row] ?? 0) + weight * x * w;
		});
	}
	const [a = 0, tilt = 0, b = 0] = solve3(matrix, vector) ?? [];
	const slope = Math.max(b, Math.abs(tilt) / 0.999, 1e-9);
	const svi = { a, b: slope, rho: Math.max(-0.999, Math.min(0.999, tilt / slope)), m, sigma };
	const error = points.reduce(
		(sum, p) => sum + p.weight * (rawVariance(svi, p.k) - p.w) ** 2,
		0,
	);
	return [svi, refusal(svi) === undefined ? error : error * 1e6 + 1];
}

/** Fits by a grid over the vertex that is refined around its best cell. */
export function fit(points: readonly Point[]): Svi {
	const spread = Math.max(...points.map((p) => Math.abs(p.k)));
	let centre: [number, number] = [0, spread / 3];
	let width: [number, number] = [spread / 2, spread / 3.2];
	let best: [Svi, number] = fitAtVertex(points, ...centre);
	for (let round = 0; round < 30; round += 1) {
		for (let i = -6; i <= 6; i += 1) {
			for (let j = -6; j <= 6; j += 1) {
				const sigma = centre[1] + (width[1] * j) / 6;
				if (sigma <= spread / 1_000) continue;
				const found = fitAtVertex(points, centre[0] + (width[0] * i) / 6, sigma);
				if (found[1] < best[1]) best = found;
			}
		}
		centre = [best[0].m, best[0].sigma];
		width = [width[0] * 0.6, width[1] * 0.6];
	}
	return best[0];
}
