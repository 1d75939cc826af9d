# SPDX-License-Identifier: Apache-2.0
"""Auctions of unsafe portfolios, in exact fractions: money in units of 1e-8, shares as fractions.

Written from the design's text with its default parameters; each number is rounded once, at the end."""

from fractions import Fraction
from math import ceil, floor

E18 = 10**18
BUFFER = Fraction(15, 100)
START, KNEE = Fraction(95, 100), Fraction(70, 100)
FAST, SLOW, RAMP = 15 * 60_000, 120 * 60_000, 60 * 60_000
FEE = Fraction(1, 10)
CLEARANCE = 1_000


def buffer_margin(equity, maintenance):
    return maintenance + BUFFER * (maintenance - equity)


def factor(clock):
    if clock <= FAST:
        return START - (START - KNEE) * Fraction(clock, FAST)
    return max(Fraction(0), KNEE - KNEE * Fraction(clock - FAST, SLOW))


def largest_share(buffer, equity, received, d):
    return min(Fraction(1), (buffer - CLEARANCE) / (buffer - equity * d - received * (1 - d)))


def fee(equity, buffer):
    return max(Fraction(0), FEE * equity * buffer / (buffer - equity)) if equity > 0 and buffer < 0 else 0


def payout(share, equity, maintenance, clock):
    owed = min(0, equity)
    premium = min(Fraction(1), Fraction(clock, RAMP)) * max(0, owed - maintenance)
    return share * -owed, share * premium


def row(equity, maintenance, received, share_e18, clock):
    """Inputs and expected values as integers, rounded as the chain rounds them."""
    share = Fraction(share_e18, E18)
    buffer = Fraction(floor(buffer_margin(equity, maintenance)))
    d = Fraction(ceil(factor(clock) * E18), E18)
    sells = equity > received and buffer < 0
    most = ceil(largest_share(buffer, equity, received, d) * E18) if sells else 0
    cost = ceil(share * max(0, equity - received) * d)
    loss, premium = payout(share, equity, maintenance, clock)
    return (
        *(equity, maintenance, received, share_e18, clock),
        *(int(buffer), int(d * E18), most, cost, ceil(fee(equity, buffer)), floor(loss), floor(premium)),
    )


HEADER = (
    *("equity", "maintenance", "received", "share", "clock_ms"),
    *("buffer", "factor", "largest_share", "cost", "fee", "loss", "premium"),
)


def rows(rng):
    edges = (0, 1, FAST - 1, FAST, FAST + 1, FAST + SLOW - 1, FAST + SLOW, 10**9)
    for clock in edges:
        yield row(10**11, -(10**10), 0, E18, clock)
    for _ in range(1_200):
        size = 10 ** rng.randint(2, 17)
        equity = rng.randint(-size, 2 * size)
        maintenance = min(equity, 0) - rng.randint(1, size) + (rng.randint(0, 1) and max(0, equity) // 2)
        received = rng.randint(0, max(0, equity)) if rng.random() < 0.5 else 0
        share = rng.choice((E18, rng.randint(1, E18), rng.randint(1, 10**9)))
        yield row(equity, maintenance, received, share, rng.randint(0, FAST + SLOW + 10**6))
