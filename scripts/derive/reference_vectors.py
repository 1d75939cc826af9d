#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Reference values for the tests of `tenor-transcendental` and `tenor-black76`, by mpmath at 60 digits
and by formulas other than those of the crates.

	reference_vectors.py [--check] [--count N] [--seed S] [--out DIR]

Inputs are integers with 18 decimals. `functions.txt`: name, arguments, value with 24 decimals.
`black.txt`: forward, strike, vol, tau, then each figure as `m e`, meaning m * 2^e with 100 bits:
the undiscounted price out of the money, delta of the call, delta of the put, gamma, vega, decay per day.
`implied.txt`: forward, strike, tau, discount, kind, price, then the volatility as `m e`.
"""
import argparse
import os
import random
import sys

from mpmath import mp, mpf, erfc, erfinv, exp, floor, frexp, log, nint, npdf, sqrt

mp.dps = 60
HERE = os.path.dirname(os.path.abspath(__file__))
PRIMITIVES = os.path.join(HERE, "..", "..", "primitives")
E18 = 10**18


def cdf(x):
    """Relatively exact in both tails."""
    return erfc(-x / sqrt(mpf(2))) / 2


def quantile(p):
    with mp.workdps(90):
        return sqrt(mpf(2)) * erfinv(2 * mpf(p) - 1)


def with_decimals(x, decimals=24):
    return str(int(nint(x * mpf(10) ** decimals)))


def binary(x):
    """x as an integer of 100 bits and a power of two."""
    if x == 0:
        return "0 0"
    m, e = frexp(x)
    return f"{int(nint(m * mpf(2) ** 100))} {e - 100}"


def raw(x):
    return mpf(x) / E18


def function_lines(rng, count):
    lines = []

    def add(name, value, *args):
        lines.append(" ".join([name, *map(str, args), with_decimals(value)]))

    def log_uniform(lo, hi):
        return int(10 ** rng.uniform(lo, hi))

    edges = [1, 2, 3, E18 - 1, E18, E18 + 1, 2 * E18, 10 * E18, 2**94, 2**95 + 1, 2**127 - 1]
    for x in edges + [log_uniform(0, 38.2) for _ in range(count)] + [E18 + rng.randint(-10**9, 10**9) for _ in range(count // 10)]:
        add("ln", log(raw(x)), x)
    for x in [0, 1, -1, E18, -E18, 31 * E18, -41 * E18, -43 * E18] + [int(rng.uniform(-42, 32) * E18) for _ in range(count)]:
        add("exp", exp(raw(x)), x)
    for x in edges + [log_uniform(0, 38.2) for _ in range(count // 2)]:
        add("sqrt", floor(sqrt(mpf(x) * E18)) / E18, x)
    points = [0, 1, -1, E18, -E18, 8 * E18, -8 * E18, 12 * E18, -12 * E18, 20 * E18, E18 // 8, E18 // 8 - 1]
    for x in points + [int(rng.uniform(-9, 9) * E18) for _ in range(count)] + [int(rng.gauss(0, 1) * E18) for _ in range(count)]:
        add("cdf", cdf(raw(x)), x)
        add("pdf", npdf(raw(x)), x)
    for p in [1, 2, E18 // 2, E18 // 2 + 1, E18 // 2 - 1, E18 - 1] + [rng.randint(1, E18 - 1) for _ in range(count // 2)] + [log_uniform(0, 17.7) for _ in range(count // 2)]:
        add("inverse", quantile(raw(p)), p)
    for _ in range(count // 2):
        base, power = log_uniform(12, 22), int(rng.uniform(-2, 2) * E18)
        add("pow", raw(base) ** raw(power), base, power)
    return lines


def black(f, k, vol, tau):
    """Through N(d1), N(d2) at enough digits that the cancellation does not matter."""
    with mp.workdps(120):
        f, k, vol, tau = raw(f), raw(k), raw(vol), raw(tau)
        s = vol * sqrt(tau)
        d1 = log(f / k) / s + s / 2
        d2 = d1 - s
        if f <= k:
            price = f * cdf(d1) - k * cdf(d2)
        else:
            price = k * cdf(-d2) - f * cdf(-d1)
        density = exp(-d1 * d1 / 2) / sqrt(2 * mp.pi)
        return [
            price,
            cdf(d1),
            -cdf(-d1),
            density / (f * s),
            f * density * sqrt(tau),
            -f * density * vol / (2 * sqrt(tau)) / 365,
        ]


def black_lines(rng, count):
    lines, cases = [], []
    for f, k, vol, tau in [
        (80_000, 80_000, 0.55, 30 / 365), (80_000, 90_000, 0.55, 30 / 365), (80_000, 70_000, 0.55, 30 / 365),
        (1, 1, 1, 1), (1, 1, 1e-9, 1), (1, 1, 1e-18, 1), (1, 2, 30, 1), (1, 1, 20, 1), (2, 1, 14, 1),
    ]:
        cases.append((int(f * E18), int(k * E18), int(vol * E18), int(tau * E18)))
    while len(cases) < count:
        f = int(10 ** rng.uniform(0, 11) * E18)
        tau = int(10 ** rng.uniform(-7.5, 1) * E18)
        vol = int(10 ** rng.uniform(-3, 1) * E18)
        s = float(vol) * (float(tau) ** 0.5) / 1e27
        # Distances from at the money to a price of 1e-25 of the forward.
        k = int(f * float(exp(rng.choice([-1, 1]) * s * rng.uniform(0, 10) * rng.choice([1, 1, 0.1, 0.001]))))
        if 0 < k < 2**126:
            cases.append((f, k, vol, tau))
    for _ in range(count // 4):
        # Total volatility around the joint of series and difference, and tiny ones.
        f = int(10 ** rng.uniform(0, 11) * E18)
        tau = E18
        vol = int(10 ** rng.uniform(-8.5, -1) * E18)
        k = f + int(f * float(vol) / 1e18 * rng.uniform(-5, 5))
        cases.append((f, k, vol, tau))
    for case in cases:
        lines.append(" ".join([*map(str, case), *map(binary, black(*case))]))
    return lines


def smaller_part(f, k, s):
    """(price out of the money, what is missing to min(F, K)), both relatively exact, and the slope."""
    d1 = log(f / k) / s + s / 2
    d2 = d1 - s
    slope = f * exp(-d1 * d1 / 2) / sqrt(2 * mp.pi)
    if f <= k:
        return f * cdf(d1) - k * cdf(d2), f * cdf(-d1) + k * cdf(d2), slope
    return k * cdf(-d2) - f * cdf(-d1), k * cdf(d2) + f * cdf(-d1), slope


def implied(f, k, price, s):
    """Newton on the logarithm of price or complement, from a start close by."""
    a = min(f, k)
    for _ in range(100):
        p, rest, slope = smaller_part(f, k, s)
        if price < a / 2:
            step = log(price / p) * p / slope
        else:
            step = log(rest / (a - price)) * rest / slope
        step = max(min(step, s), -s / 2)
        s += step
        if abs(step) < s * mpf(10) ** -55:
            return s
    return None


def implied_lines(rng, count):
    lines = []
    while len(lines) < count:
        with mp.workdps(120):
            f = int(10 ** rng.uniform(-1, 11) * E18)
            tau = int(10 ** rng.uniform(-6, 1) * E18)
            s = mpf(10) ** rng.choice([rng.uniform(-5, 1.3), rng.uniform(-3, 0), rng.uniform(-24, -5)])
            h = mpf(rng.choice([0, 0.01, 1, 4, 12])) * rng.random()
            k = int(f * exp(rng.choice([-1, 1]) * s * h))
            discount = rng.choice([E18, E18, int(rng.uniform(0.5, 1.1) * E18)])
            if not 0 < k < 2**126:
                continue
            otm, rest, _ = smaller_part(raw(f), raw(k), s)
            kind = rng.choice(["call", "put"])
            inside = (f > k) == (kind == "call")
            intrinsic = raw(discount) * abs(raw(f) - raw(k)) if inside else mpf(0)
            price = int(nint((raw(discount) * otm + intrinsic) * E18))
            # In integers: the difference to the intrinsic value must be exact.
            excess = price * E18 - (discount * abs(f - k) if inside else 0)
            if not 0 < excess < discount * min(f, k):
                continue
            solved = implied(raw(f), raw(k), mpf(excess) / discount / E18, s)
            assert solved is not None
            lines.append(f"{f} {k} {tau} {discount} {kind} {price} {binary(solved / sqrt(raw(tau)))}")
    return lines


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--count", type=int, default=300)
    parser.add_argument("--seed", type=int, default=20260327)
    parser.add_argument("--out")
    args = parser.parse_args()
    rng = random.Random(args.seed)
    files = {
        ("transcendental", "functions.txt"): function_lines(rng, args.count),
        ("black76", "black.txt"): black_lines(rng, args.count),
        ("black76", "implied.txt"): implied_lines(rng, args.count),
    }
    for (crate, name), lines in files.items():
        folder = args.out or os.path.join(PRIMITIVES, crate, "tests", "vectors")
        path = os.path.join(folder, name)
        text = "\n".join(lines) + "\n"
        if args.check:
            with open(path) as f:
                if f.read() != text:
                    sys.exit(f"{name} differs from what the script computes")
            continue
        with open(path, "w") as f:
            f.write(text)
        print(f"{name}: {len(lines)} lines, {len(text)} bytes")


main()
