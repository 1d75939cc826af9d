# SPDX-License-Identifier: Apache-2.0
"""Second and third judge of the reference model: QuantLib, MPFR, and an exchange's own figures."""

import csv
import gzip
import os
import random
from datetime import datetime
from pathlib import Path

import gmpy2
import QuantLib as ql
from mpmath import mp, mpf

import black76
import functions
from functions import years

ROOT = Path(__file__).resolve().parents[2]


class Table:
    """Largest differences, each beside what is allowed."""

    def __init__(self):
        self.rows = {}
        self.failed = 0

    def note(self, name, difference, allowed):
        n, worst, _ = self.rows.get(name, (0, mpf(0), allowed))
        self.rows[name] = (n + 1, max(worst, abs(difference)), allowed)

    def show(self, title):
        print(title)
        for name, (n, worst, allowed) in self.rows.items():
            good = worst <= allowed
            self.failed += not good
            verdict = "ok" if good else "TOO FAR"
            print(f"  {name:<28} {n:>6} cases  worst {mp.nstr(worst, 3):>10}"
                  f"  allowed {mp.nstr(mpf(allowed), 3):>8}  {verdict}")


def mpfr(table, rng):
    """ln, exp and N against MPFR at 200 bits."""
    with gmpy2.context(precision=200):
        for _ in range(20_000):
            x = rng.uniform(-42, 44)
            table.note("exp, MPFR (relative)", mpf(str(gmpy2.exp(gmpy2.mpfr(x)))) / mp.exp(x) - 1,
                       mpf(10) ** -45)
            y = 10 ** rng.uniform(-18, 20)
            table.note("ln, MPFR", mpf(str(gmpy2.log(gmpy2.mpfr(y)))) - mp.log(y), mpf(10) ** -45)
            z = rng.uniform(-9, 9)
            n = gmpy2.erfc(-gmpy2.mpfr(z) / gmpy2.sqrt(gmpy2.mpfr(2))) / 2
            table.note("N, MPFR", mpf(str(n)) - functions.cdf(z), mpf(10) ** -45)


def quantlib(table, rng):
    """Price, Greeks and implied deviation against QuantLib's double precision."""
    for _ in range(5_000):
        forward = 10 ** rng.uniform(-1, 6)
        tau = 10 ** rng.uniform(-3, 0.5)
        vol = 10 ** rng.uniform(-1, 0.5)
        deviation = vol * tau**0.5
        strike = forward * float(mp.exp(rng.gauss(0, 1.5) * deviation))
        discount = rng.uniform(0.5, 1)
        call = rng.random() < 0.5
        kind = ql.Option.Call if call else ql.Option.Put
        ours = black76.greeks(mpf(forward), mpf(strike), mpf(vol), mpf(tau), mpf(discount), call)
        theirs = ql.BlackCalculator(ql.PlainVanillaPayoff(kind, strike), forward, deviation,
                                    discount)
        table.note("price / max(F, K), QuantLib",
                   (ours.price - theirs.value()) / max(forward, strike), 1e-14)
        table.note("delta, QuantLib", ours.delta - theirs.deltaForward() / discount, 1e-13)
        if ours.gamma * forward * deviation > 1e-6:
            table.note("gamma, QuantLib (relative)",
                       theirs.gammaForward() / discount / ours.gamma - 1, 1e-9)
            table.note("vega, QuantLib (relative)", theirs.vega(tau) / ours.vega - 1, 1e-9)
        time_value = black76.undiscounted(mpf(forward), mpf(strike), mpf(deviation), call)
        intrinsic = max((forward - strike) if call else (strike - forward), 0)
        if time_value - intrinsic > 1e-4 * forward:
            solved = ql.blackFormulaImpliedStdDev(kind, strike, forward, float(time_value), 1.0,
                                                  0.0, deviation, 1e-14, 1000)
            exact = black76.implied_deviation(mpf(forward), mpf(strike), mpf(float(time_value)),
                                              call)
            table.note("implied vol, QuantLib (rel.)", solved / exact - 1, 1e-7)


def derivatives(table, rng):
    """Each Greek against a numerical derivative of the price at 50 digits."""
    for _ in range(200):
        f = mpf(10 ** rng.uniform(0, 5))
        tau, vol = mpf(10 ** rng.uniform(-3, 0.3)), mpf(10 ** rng.uniform(-1, 0.3))
        k = f * mp.exp(mpf(rng.gauss(0, 1)) * vol * mp.sqrt(tau))
        rate = mpf(rng.uniform(0, 0.1))
        call = rng.random() < 0.5

        def price(f_, v_, t_, r_):
            return mp.exp(-r_ * t_) * black76.undiscounted(f_, k, v_ * mp.sqrt(t_), call)

        g = black76.greeks(f, k, vol, tau, mp.exp(-rate * tau), call)
        disc = mp.exp(-rate * tau)

        # Central differences: steps of 1e-14 of the value leave about 1e-20.
        def slope(function, x, scale):
            h = scale * mpf(10) ** -14
            return (function(x + h) - function(x - h)) / (2 * h)

        limit = mpf(10) ** -18
        table.note("delta, derivative", slope(lambda x: price(x, vol, tau, rate), f, f) / disc
                   - g.delta, limit)
        curve = slope(lambda x: black76.greeks(x, k, vol, tau, disc, call).delta, f, f)
        table.note("gamma, derivative (relative)", curve / g.gamma - 1, limit)
        table.note("vega, derivative (relative)",
                   slope(lambda x: price(f, x, tau, rate), vol, vol) / g.vega - 1, limit)
        table.note("theta, derivative / F",
                   (-slope(lambda x: price(f, vol, x, rate), tau, tau) / 365 - g.theta) / f, limit)
        table.note("rho, derivative / F",
                   (slope(lambda x: price(f, vol, tau, x), rate, mpf(1)) - g.rho) / f, limit)


def rows_of(path):
    with gzip.open(path, "rt") as f:
        return list(csv.DictReader(line for line in f if not line.startswith("#")))


def snapshot_of(path):
    with gzip.open(path, "rt") as f:
        return datetime.fromisoformat(f.readline().split("=")[1].strip())


def exchange(table, data):
    """The chains' marks in coin, with the tolerances of the data's README."""
    limits = {
        ("20260327T045944Z", "BTC"): 3.1e-5,
        ("20260327T045944Z", "ETH"): 7.5e-4,
        ("20260327T094709Z", "BTC"): 3.5e-4,
    }
    for stamp in ("20260327T045944Z", "20260327T094709Z"):
        path = data / f"deribit_chain_btc_eth_{stamp}.csv.gz"
        taken = snapshot_of(path)
        for row in rows_of(path):
            limit = limits.get((stamp, row["currency"]))
            expiry = datetime.fromisoformat(row["expiry_datetime"].replace("Z", "+00:00"))
            left = int((expiry - taken).total_seconds() * 1000)
            if limit is None or left <= 0 or not row["mark_price"]:
                continue
            f, k = mpf(row["futures_price"]), mpf(row["strike"])
            deviation = mpf(row["implied_volatility"]) * mp.sqrt(years(left))
            call = row["option_type"] == "call"
            mark = black76.undiscounted(f, k, deviation, call) / f
            table.note(f"mark, {row['currency']} {stamp[4:13]}", mark - mpf(row["mark_price"]),
                       limit)
            if row["delta"]:
                table.note(f"delta (minutes apart) {row['currency']}",
                           black76.delta(f, k, deviation, call) - mpf(row["delta"]), 0.02)
    for row in rows_of(data / "deribit_chain_btc_20200521_full_greeks.csv.gz"):
        left = int(row["expiration_ms"]) - int(row["timestamp_ms"])
        if left <= 0:
            continue
        f, k, vol = mpf(row["underlying_price"]), mpf(row["strike"]), mpf(row["mark_iv"]) / 100
        call = row["option_type"] == "call"
        g = black76.greeks(f, k, vol, years(left), mpf(1), call)
        table.note("mark, BTC 2020-05-21", g.price / f - mpf(row["mark_price"]), 2.5e-4)
        table.note("delta, BTC 2020-05-21", g.delta - mpf(row["delta"]), 1.05e-4)
        table.note("gamma, BTC 2020-05-21", g.gamma - mpf(row["gamma"]), 5.2e-6)
        table.note("vega, BTC 2020-05-21", g.vega / 100 - mpf(row["vega"]), 1.7e-3)


def run(folder):
    table = Table()
    rng = random.Random("tenor/judge")
    mpfr(table, rng)
    quantlib(table, rng)
    derivatives(table, rng)
    data = Path(folder or os.environ.get("TENOR_DATA") or ROOT / "../shared/data")
    if data.is_dir():
        exchange(table, data)
    else:
        print(f"exchange data skipped: no folder {folder or 'given'} (set TENOR_DATA)")
    table.show("The reference model against other judges")
    return 1 if table.failed else 0
