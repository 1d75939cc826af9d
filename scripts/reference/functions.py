# SPDX-License-Identifier: Apache-2.0
"""Elementary functions at 50 digits, and the fixed-point formats of the vectors."""

from mpmath import mp, mpf

mp.dps = 50

E8 = 10**8
E18 = 10**18
YEAR_MS = 365 * 24 * 3600 * 1000
DAY_MS = 24 * 3600 * 1000


def e18(units):
    """The number whose fixed-point form with 18 decimals is `units`."""
    return mpf(units) / E18


def e8(units):
    """The number whose fixed-point form with 8 decimals is `units`."""
    return mpf(units) / E8


def years(time_ms):
    """Years of 365 days. Like every market input they enter with 18 decimals: rounded down."""
    return e18(time_ms * E18 // YEAR_MS)


def cdf(x):
    """Standard normal distribution; through erfc, so that the lower tail keeps its digits."""
    return mp.erfc(-mpf(x) / mp.sqrt(2)) / 2


def pdf(x):
    return mp.exp(-mpf(x) ** 2 / 2) / mp.sqrt(2 * mp.pi)


def inverse_cdf(p):
    """x with cdf(x) = p, by Newton's method on ln of the smaller tail."""
    p = mpf(p)
    if p > mpf(1) / 2:
        return -inverse_cdf(1 - p)
    if p == mpf(1) / 2:
        return mpf(0)
    # A start left of the root: -sqrt(-2 ln p) <= x for p < 1/2; ln cdf is concave and rising, so
    # Newton's steps from the left approach monotonically.
    x = -mp.sqrt(-2 * mp.log(p))
    for _ in range(200):
        n = cdf(x)
        step = mp.log(n / p) * n / pdf(x)
        x -= step
        if abs(step) < mpf(10) ** -46 * max(1, abs(x)):
            break
    return x


SMALLEST = mpf(10) ** -60


def text(value, digits=40):
    """A decimal text with `digits` significant digits, always parseable as [-]d.ddde[+-]dd."""
    # Far below every format in use; without the cut exponents of any length occur.
    if abs(value) < SMALLEST:
        return "0.0"
    return mp.nstr(mpf(value), digits, strip_zeros=True, min_fixed=1, max_fixed=0)
