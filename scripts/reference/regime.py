# SPDX-License-Identifier: Apache-2.0
"""The regime of volatility: realised variance from averages of intervals, and the multipliers.

Written from the text of docs/decisions/0016. Prices are averages in units of 1e-8, rounded down as on
the chain; everything else is mpmath at full precision."""

from fractions import Fraction

from mpmath import mp, mpf

from functions import YEAR_MS

MOST_VARIANCE = 400
WHOLE = 16
HEADER = (
    *("path", "interval_ms", "memory_ms", "reference_e18", "most", "fall_ms", "rise_ms"),
    *("at", "integral_e8_ms", "covered_ms", "variance", "initial", "maintenance"),
)


class Path:
    def __init__(self, params):
        self.interval, self.memory, reference, self.most, self.fall, self.rise = params
        self.reference = mpf(reference) / 10**18
        self.opened = self.mean = self.variance = None
        self.initial = self.maintenance = WHOLE
        self.calm = self.tense = 0

    def step(self, at, integral, covered):
        opened, self.opened = self.opened, (at, integral, covered)
        if opened is None:
            return
        length, seen = at - opened[0], covered - opened[2]
        if seen == 0 or Fraction(length - seen, length) > Fraction(1, 10):
            return
        mean = ((integral - opened[1]) // seen, opened[0], at)
        before, self.mean = self.mean, mean
        if before is None:
            return
        self.sample(before, mean, length)

    def sample(self, before, mean, length):
        stands_for = Fraction(before[2] - before[1], 3) + mean[1] - before[2] + Fraction(length, 3)
        stands_for = mpf(stands_for.numerator) / stands_for.denominator
        change = mp.log(mpf(mean[0]) / before[0])
        variance = min(mpf(MOST_VARIANCE), change**2 * YEAR_MS / stands_for)
        old = self.reference**2 if self.variance is None else self.variance
        self.variance = old + (variance - old) * length / (length + self.memory)
        target = mp.ceil(mp.sqrt(self.variance) / self.reference * WHOLE)
        self.move(min(self.most, max(WHOLE, int(target))), length)

    def move(self, target, length):
        if target >= self.initial:
            self.initial, self.calm = target, 0
        else:
            down, self.calm = divmod(self.calm + length, self.fall)
            self.initial = max(target, self.initial - down)
        if self.maintenance >= self.initial:
            self.maintenance, self.tense = self.initial, 0
        else:
            up, self.tense = divmod(self.tense + length, self.rise)
            self.maintenance = min(self.initial, self.maintenance + up)


def path_rows(rng, number):
    """A price that walks at changing speeds, with gaps, in blocks of a few seconds."""
    minute = 60_000
    interval = rng.choice([1, 5, 15]) * minute
    params = (
        *(interval, rng.randint(4, 200) * interval, rng.randint(2, 20) * 10**17 // 2),
        *(rng.choice([16, 24, 32, 64]), rng.randint(1, 90) * minute, rng.randint(1, 90) * minute),
    )
    path, rows = Path(params), []
    at, integral, covered = rng.randint(1, 10**12), rng.randint(0, 10**20), rng.randint(0, 10**9)
    price = rng.randint(10**8, 10**13)
    for _ in range(40):
        path.step(at, integral, covered)
        variance = "" if path.variance is None else int(mp.nint(path.variance * 10**18))
        rows.append((number, *params, at, integral, covered, variance, path.initial, path.maintenance))
        if rng.random() < 0.1:
            at += rng.randint(1, 2_000) * minute
        until, speed = at + interval + rng.randint(0, 6_000), rng.choice([0.0001, 0.001, 0.01])
        while at < until:
            length = rng.randint(20_000, 40_000)
            seen = length if rng.random() < 0.97 else rng.randint(0, length)
            at, covered, integral = at + length, covered + seen, integral + price * seen
            price = max(10**6, price + int(price * rng.uniform(-speed, speed)))
    return rows


def rows(rng):
    return [row for number in range(60) for row in path_rows(rng, number)]
