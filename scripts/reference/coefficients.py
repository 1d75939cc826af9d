# SPDX-License-Identifier: Apache-2.0
"""What every coefficient of `tenor-transcendental` stands for, by formulas other than those that derived
it: polynomials through their Chebyshev series instead of divided differences, the scaled tail of the
normal distribution through Tricomi's function instead of erfc."""

from mpmath import mp, mpf

from functions import E18

DIGITS = 90


def chebyshev_series(f, low, high, degree):
    """Coefficients in T_0 .. T_degree of the interpolant at the zeros of T_(degree+1)."""
    n = degree + 1
    angles = [mp.pi * (2 * k + 1) / (2 * n) for k in range(n)]
    values = [f((low + high) / 2 + (high - low) / 2 * mp.cos(t)) for t in angles]
    series = [2 * mp.fsum(v * mp.cos(j * t) for v, t in zip(values, angles)) / n for j in range(n)]
    series[0] /= 2
    return series


def monomials(series, low, high):
    """The same polynomial in powers of x itself, by T_(j+1) = 2 u T_j - T_(j-1)."""
    scale, shift = 2 / (high - low), -(low + high) / (high - low)

    def by_argument(poly):
        moved = [mpf(0)] + [scale * c for c in poly]
        for i, c in enumerate(poly):
            moved[i] += shift * c
        return moved

    before, now = [mpf(1)], [shift, scale]
    total = [mpf(0)] * len(series)
    for j, weight in enumerate(series):
        for i, c in enumerate(before):
            total[i] += weight * c
        following = [2 * c for c in by_argument(now)]
        for i, c in enumerate(before):
            following[i] -= c
        before, now = now, following
    return total


def interpolant(f, low, high, degree):
    low, high = mpf(low), mpf(high)
    return monomials(chebyshev_series(f, low, high, degree), low, high)


def scaled_tail(z):
    """N(-z) e^(z^2/2) = U(1/2, 1/2, z^2/2) / (2 sqrt(pi))."""
    half = mpf(1) / 2
    return mp.hyperu(half, half, z * z / 2) / (2 * mp.sqrt(mp.pi))


def octaves_below_one(x):
    """How often x may be doubled and stay below 1."""
    return int(mp.ceil(-mp.log(x, 2))) - 1


def constants():
    ln2, tau = mp.ln(2), mp.sqrt(2 * mp.pi)
    yield "LN2_Q112", ln2, 112, "nearest"
    yield "LN_E18_Q112", 18 * mp.ln(10), 112, "nearest"
    yield "LN2_Q121", ln2, 121, "nearest"
    yield "EXP_CELL_Q120", ln2 / 128, 120, "nearest"
    yield "EXP_CELLS_PER_ONE_Q56", 128 / ln2, 56, "down"
    yield "LOG2_E_Q62", 1 / ln2, 62, "down"
    yield "INV_E18_Q180", 1 / mpf(E18), 180, "nearest"
    yield "INV_E18_Q123", 1 / mpf(E18), 123, "nearest"
    yield "INV_SQRT_2PI_Q65", 1 / tau, 65, "nearest"
    yield "INV_SQRT_2PI_Q124", 1 / tau, 124, "nearest"
    yield "SQRT_2PI_Q62", tau, 62, "nearest"


def logarithm():
    first = [-(-(2**15 * 128) // (128 + i)) for i in range(128)]
    for r in first:
        yield "LN_RECIPROCAL_1", mpf(r) / 2**15, 15, "nearest"
        yield "LN_VALUE_1", 15 * mp.ln(2) - mp.ln(r), 112, "nearest"
    # As many cells of 2^-14 as the first step leaves.
    rest = max(mpf(r * (129 + i)) / (2**15 * 128) - 1 for i, r in enumerate(first))
    for j in range(int(mp.floor(rest * 2**14)) + 1):
        r = -(-(2**42) // (2**14 + j))
        yield "LN_RECIPROCAL_2", mpf(r) / 2**28, 28, "nearest"
        yield "LN_VALUE_2", 28 * mp.ln(2) - mp.ln(r), 112, "nearest"


def exponential():
    for j in range(1, 129):
        yield "EXP_CELL", mp.root(mpf(1) / 2**j, 128), 64, "nearest"
    # expm1 keeps its digits near zero.
    poly = interpolant(lambda w: mp.expm1(w) / w, 0, mp.ln(2) / 128, 5)
    for i, c in enumerate(poly):
        yield "EXP_POLY", c, 64 if i else 63, "nearest"
    for i in range(45):
        yield "EXP_COARSE", mp.root(mp.e**i, 64), 126, "nearest"
    for i in range(64):
        yield "EXP_FINE", mp.root(mp.e**i, 4096), 126, "nearest"
    for n in range(1, 10):
        yield "INV_FACTORIAL", 1 / mp.gamma(n + 1), 127, "nearest"


def normal():
    for i in range(128):
        right = mpf(i + 1) / 8
        poly = interpolant(lambda d: scaled_tail(right - d), 0, mpf(1) / 8, 10)
        # At z = 0 the value is 1/2 itself: no doubling leaves it below 1.
        scale = octaves_below_one(scaled_tail(mpf(i) / 8)) if i else 0
        for c in poly:
            yield "MILLS", c, 64 + scale, "nearest"
        yield "MILLS", mpf(scale), 0, "nearest"

    def tail(v):
        z = 16 / mp.sqrt(v)
        return z * mp.sqrt(2 * mp.pi) * scaled_tail(z)

    for c in interpolant(tail, 0, 1, 9):
        yield "MILLS_TAIL", c, 62, "nearest"


def roots():
    for i in range(96):
        yield "RSQRT_SEED", mp.sqrt(mpf(64) / (64 + 2 * i + 1)), 16, "nearest"


def all_of_them():
    """(table, value, binary places, rounding), each table's in its order."""
    with mp.workdps(DIGITS):
        for part in (constants, logarithm, exponential, normal, roots):
            yield from part()
