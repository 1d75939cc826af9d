# SPDX-License-Identifier: Apache-2.0
"""Draws the inputs and writes the vector files. Same seed, same files, byte for byte."""

import csv
import json
import random
from pathlib import Path

from mpmath import mp, mpf

import black76
import coefficients
import functions
import liquidation
import margin
import regime
import svi
from functions import DAY_MS, E8, E18, YEAR_MS, e18, text

I128_MAX = 2**127 - 1
HOUR_MS = 3_600_000


def log_uniform(rng, low, high):
    return mp.exp(mp.log(low) + (mp.log(high) - mp.log(low)) * mpf(rng.random()))


def units(value):
    """Nearest fixed-point form with 18 decimals."""
    return int(mp.nint(mpf(value) * E18))


def write_csv(path, header, rows):
    with open(path, "w", newline="\n") as f:
        out = csv.writer(f, lineterminator="\n")
        out.writerow(header)
        out.writerows(rows)


# Functions of one argument


def ln_inputs(rng):
    xs = {1, 2, 3, 10, E18, E18 - 1, E18 + 1, I128_MAX, I128_MAX - 1}
    xs |= {1 << i for i in range(127)} | {(1 << i) - 1 for i in range(2, 127)}
    xs |= {E18 + s * 10**i for i in range(18) for s in (1, -1)}
    xs |= {units(log_uniform(rng, 1e-18, 1.7e20)) or 1 for _ in range(500)}
    xs |= {units(mpf(rng.uniform(0.4, 2.5))) for _ in range(500)}
    return sorted(x for x in xs if 0 < x <= I128_MAX)


def exp_inputs(rng):
    xs = {0, 1, -1, 44 * E18, -41 * E18, -42 * E18, -45 * E18}
    xs |= {s * 10**i for i in range(19) for s in (1, -1)}
    xs |= {units(mpf(rng.uniform(-42, 0))) for _ in range(600)}
    xs |= {units(mpf(rng.uniform(0, 44))) for _ in range(300)}
    xs |= {units(mpf(rng.uniform(-1, 1))) for _ in range(300)}
    xs |= {units(k * mp.ln(2) / 2) + d for k in range(-120, 120) for d in (0, 1)}
    return sorted(x for x in xs if x <= 44 * E18)


def normal_inputs(rng):
    xs = {0, 1, E18, 8 * E18, 9 * E18, 10 * E18, 38 * E18, 1000 * E18, 10**30, I128_MAX}
    xs |= {10**i for i in range(20)}
    xs |= {i * E18 // 8 + d for i in range(0, 90) for d in (-1, 0, 1)}
    xs |= {units(mpf(rng.uniform(0, 3))) for _ in range(300)}
    xs |= {units(mpf(rng.uniform(0, 9.5))) for _ in range(200)}
    return sorted(xs | {-x for x in xs})


def probability_inputs(rng):
    ps = {1, 2, 3, 10, E18 // 2, E18 // 2 - 1, E18 // 2 + 1, E18 - 1, E18 - 2, E18 // 4}
    ps |= {10**i for i in range(18)} | {E18 - 10**i for i in range(18)}
    ps |= {units(mpf(rng.random())) for _ in range(300)}
    ps |= {units(log_uniform(rng, 1e-18, 0.5)) or 1 for _ in range(300)}
    return sorted(p for p in ps if 0 < p < E18)


def sqrt_inputs(rng):
    xs = {0, 1, 2, 3, 4, E18, E18 - 1, E18 + 1, 4 * E18, I128_MAX}
    xs |= {(1 << i) - d for i in range(1, 127) for d in (0, 1)}
    xs |= {units(log_uniform(rng, 1e-18, 1.7e20)) for _ in range(300)}
    return sorted(xs)


def scalar_files(folder, rng):
    of = {
        "ln": (ln_inputs, mp.log),
        "exp": (exp_inputs, mp.exp),
        "cdf": (normal_inputs, functions.cdf),
        "pdf": (normal_inputs, functions.pdf),
        "inverse_cdf": (probability_inputs, functions.inverse_cdf),
        "sqrt": (sqrt_inputs, mp.sqrt),
    }
    for name, (inputs, function) in of.items():
        rows = ((x, text(function(e18(x)))) for x in inputs(rng))
        write_csv(folder / f"{name}.csv", ["x_e18", name], rows)


# Black-76

TIMES = [0, 1, 1000, 60_000, HOUR_MS, DAY_MS, 7 * DAY_MS, 30 * DAY_MS, 90 * DAY_MS, YEAR_MS,
         5 * YEAR_MS]
VOLS = ["0", "0.000000000000000001", "0.0001", "0.01", "0.2", "0.6", "1.5", "5", "20"]
RATIOS = ["1", "1.00000001", "0.99999999", "1.0001", "0.999", "0.9", "1.1", "0.5", "2", "0.1",
          "10", "0.0001", "10000"]
FORWARDS = ["0.00000001", "0.02", "1", "80000", "12345678.87654321", "180000000000"]


def black_inputs(rng):
    def row(f, k, vol, time_ms, discount):
        return units(f), units(k), units(vol), time_ms, units(discount)

    for f in FORWARDS:
        for k in ("0", f):
            yield row(mpf(f), mpf(k), mpf("0.5"), DAY_MS, 1)
    yield row(0, 80000, mpf("0.5"), DAY_MS, 1)
    yield row(0, 0, mpf("0.5"), DAY_MS, 1)
    # Every time with every volatility at the money, every ratio for ordinary ones.
    for time_ms in TIMES:
        for vol in VOLS:
            for ratio in ("1", "1.0001", "0.9"):
                yield row(80000, 80000 * mpf(ratio), mpf(vol), time_ms, mpf("0.97"))
    for ratio in RATIOS:
        for time_ms in TIMES:
            for vol in ("0.2", "0.6", "1.5"):
                f = mpf(rng.choice(FORWARDS[1:5]))
                yield row(f, f * mpf(ratio), mpf(vol), time_ms, 1)
    # What a market looks like, then what none ever did.
    for _ in range(900):
        f = log_uniform(rng, 500, 200_000)
        time_ms = int(log_uniform(rng, 30_000, 2 * YEAR_MS))
        vol = log_uniform(rng, "0.15", 3)
        deviation = vol * mp.sqrt(functions.years(time_ms))
        k = f * mp.exp(mpf(rng.gauss(0, 1.8)) * deviation)
        yield row(f, k, vol, time_ms, mp.exp(-mpf(rng.uniform(0, 0.1)) * functions.years(time_ms)))
    for _ in range(400):
        f = log_uniform(rng, 1e-8, 1.8e11)
        k = f * log_uniform(rng, 1e-5, 1e5)
        if units(k) >= 18 * 10**28:
            continue
        time_ms = int(log_uniform(rng, 1, 20 * YEAR_MS))
        yield row(f, k, log_uniform(rng, 1e-6, 50), time_ms, mpf(rng.uniform(0.2, 1)))


def ledger(units_e18):
    """A price of the ledger: 8 decimals, 64 bits, in units of 1e-18."""
    return min(units_e18 // 10**10, 2**64 - 1) * 10**10


def black_file(folder, rng):
    header = ["forward_e18", "strike_e8", "vol_e18", "tau_e18", "discount_e18"]
    header += ["call", "put", "call_delta", "put_delta", "gamma", "vega"]
    header += ["call_theta", "put_theta", "call_rho", "put_rho"]
    seen = set()
    rows = []
    for f, k, vol, time_ms, discount in black_inputs(rng):
        k = ledger(k)
        if (f, k, vol, time_ms, discount) in seen:
            continue
        seen.add((f, k, vol, time_ms, discount))
        args = e18(f), e18(k), e18(vol), functions.years(time_ms), e18(discount)
        call, put = (black76.greeks(*args, side) for side in (True, False))
        values = [call.price, put.price, call.delta, put.delta, call.gamma, call.vega]
        values += [call.theta, put.theta, call.rho, put.rho]
        tau = time_ms * E18 // YEAR_MS
        rows.append([f, k // 10**10, vol, tau, discount] + [text(v) for v in values])
    write_csv(folder / "black76.csv", header, rows)


# Implied volatility


def implied_file(folder, rng):
    """Undiscounted prices as the 18 decimals hold them, and the exact volatility of those."""
    rows = []
    while len(rows) < 1200:
        if len(rows) < 800:
            f = log_uniform(rng, 500, 200_000)
            time_ms = int(log_uniform(rng, 60_000, 2 * YEAR_MS))
            vol = log_uniform(rng, "0.1", 4)
        else:
            f = log_uniform(rng, 1e-3, 1e8)
            time_ms = int(log_uniform(rng, 1000, 10 * YEAR_MS))
            vol = log_uniform(rng, "0.001", 20)
        root = mp.sqrt(functions.years(time_ms))
        k = f * mp.exp(mpf(rng.gauss(0, 2.2)) * vol * root)
        f_units, k_units = units(f), ledger(units(k))
        call = rng.random() < 0.5
        if not 0 < k_units < 2**64 * 10**10:
            continue
        forward, strike = e18(f_units), e18(k_units)
        price = units(black76.undiscounted(forward, strike, vol * root, call))
        deviation = black76.implied_deviation(forward, strike, e18(price), call)
        if deviation is None or not deviation / root < 10**18:
            continue
        sigma = deviation / root
        tau = time_ms * E18 // YEAR_MS
        rows.append([f_units, k_units // 10**10, tau, "C" if call else "P", price, text(sigma)])
    write_csv(
        folder / "implied_vol.csv",
        ["forward_e18", "strike_e8", "tau_e18", "kind", "price_e18", "vol"],
        rows,
    )


# SVI


def draw_svi(rng, tau):
    """Raw parameters of a smile that could be a market's, as units."""
    level = mpf(rng.uniform(0.3, 1.2)) ** 2 * tau
    rho = mpf(rng.uniform(-0.7, 0.5))
    sigma = mpf(rng.uniform(0.1, 0.6)) * mp.sqrt(max(tau, mpf("0.005")))
    b = level * mpf(rng.uniform(0.1, 0.6)) / max(sigma, mpf("0.02"))
    a = level * mpf(rng.uniform(0.35, 0.9))
    m = mpf(rng.uniform(-0.1, 0.1)) * mp.sqrt(tau)
    return [max(units(x), low) for x, low in
            ((a, 0), (b, 0), (rho, -E18), (m, -E18), (sigma, 10**12))]


def surface_of(raw, f_ref, tau_ref):
    return svi.Surface(*(e18(x) for x in raw), e18(f_ref), e18(tau_ref))


def svi_file(folder, rng):
    rows = []
    for i in range(160):
        tau = log_uniform(rng, 1e-4, 2)
        raw = draw_svi(rng, tau)
        f_ref = units(log_uniform(rng, 500, 200_000))
        tau_ref = units(tau)
        surface = surface_of(raw, f_ref, tau_ref)
        for _ in range(6):
            spread = 6 if rng.random() < 0.3 else 1.5
            k = e18(f_ref) * mp.exp(mpf(rng.gauss(0, spread)) * surface.reach() / 4)
            strike = max(1, ledger(units(k)) // 10**10)
            if strike >= 2**64 - 1:
                continue
            vol = surface.vol(mpf(strike) / E8)
            rows.append(raw + [f_ref, tau_ref, strike, text(vol)])
    header = ["a_e18", "b_e18", "rho_e18", "m_e18", "sigma_e18", "f_ref_e18", "tau_ref_e18"]
    write_csv(folder / "svi_vol.csv", header + ["strike_e8", "vol"], rows)


def check_file(folder, rng):
    """Surfaces that are clearly sound or clearly not, whatever the grid of the check."""
    rows = []
    for i in range(240):
        tau = log_uniform(rng, 1e-3, 2)
        raw = draw_svi(rng, tau)
        fault = i % 8
        if fault == 1:
            raw[1] = -raw[1] - 1
        elif fault == 2:
            raw[2] = E18 * rng.choice((1, -1)) + rng.randrange(2) * rng.choice((0, 1))
        elif fault == 3:
            raw[4] = -rng.randrange(2) * raw[4]
        elif fault == 4:
            raw[0] = -raw[0] - 2 * raw[1] * raw[4] // E18 - 10**12
        elif fault == 5:
            raw[1] = 3 * E18
        elif fault in (6, 7):
            # A narrow vertex under a steep wing: the density turns negative beside it.
            raw[4] = units(mpf(rng.uniform(0.01, 0.05)) * mp.sqrt(tau))
            raw[1] = units(mpf(rng.uniform(0.4, 1.0)) * mp.sqrt(tau))
            raw[0] = units(mpf("0.002") * tau)
            raw[3] = units(mpf(rng.uniform(0.2, 0.4)) * mp.sqrt(tau))
        surface = surface_of(raw, E18, units(tau))
        if not surface.parameters_hold():
            verdict = "parameters"
        else:
            least = surface.least_durrleman(401)
            if abs(least) < mpf("0.02"):
                continue
            verdict = "butterfly" if least < 0 else "sound"
        rows.append(raw + [units(tau), verdict])
    header = ["a_e18", "b_e18", "rho_e18", "m_e18", "sigma_e18", "tau_ref_e18", "verdict"]
    write_csv(folder / "svi_check.csv", header, rows)


# Risk

SKEW = dict(scale_cap="0.25", cap_slope="-0.1", min_k="0.01", width="4", vol_static="0.6",
            vol_scale="0")
STANDARD = dict(
    max_spot_requirement="0.15", min_spot_requirement="0.13", mm_call="0.09", mm_put_spot="0.09",
    mm_put_mtm="0.09", put_im_offset="1.05", unpaired_im_scale="1.2", unpaired_mm_scale="1.1",
    confidence_threshold="0.55", confidence_factor="1", depeg_threshold="0.99", depeg_factor="2",
)
PORTFOLIO = dict(
    im_factor="1", mm_factor="0.8", vol_up="0.5", vol_down="0.3", min_vol="0.4",
    vol_power_short="0.3", vol_power_long="0.13", basis_shock="0.045", basis_add="0.5",
    basis_mult="2", option_mm="0.003", option_im="0.002", long_base="0.95", long_mult="0",
    long_add="0.16", short_base="1.05", short_mult="0", short_add="0.16", peg_threshold="0.99",
    peg_factor="4", confidence_threshold="0.55", confidence_factor="1",
)
COLLATERAL = dict(
    BTC=dict(standard_factor="0.75", standard_im_scale="0.93", portfolio_mm_haircut="0.106",
             portfolio_im_extra_haircut="0.014"),
    ETH=dict(standard_factor="0.8", standard_im_scale="0.9375", portfolio_mm_haircut="0.056",
             portfolio_im_extra_haircut="0.014"),
    STABLE=dict(standard_factor="0.98", standard_im_scale="0.98", portfolio_mm_haircut="0.02",
                portfolio_im_extra_haircut="0.0196"),
)


def default_scenarios():
    grid = [("0.18", "up"), ("-0.18", "up")]
    for shock in ("0.135", "0.09", "0.045", "0", "-0.045", "-0.09", "-0.135"):
        grid += [(shock, direction) for direction in ("up", "same", "down")]
    rows = [(shock, direction, "1") for shock, direction in grid]
    rows += [(shock, "up", damp) for shock, damp in (
        ("-0.66", "0.21"), ("-0.33", "0.42"), ("0.5", "0.2772"), ("1", "0.1386"),
        ("2", "0.0693"), ("3", "0.0462"), ("4", "0.03465"), ("5", "0.02772"))]
    rows += [("0", "skew_linear", "1"), ("0", "skew_absolute", "1")]
    return [{"spot_shock": units(s), "vol": v, "dampening": units(d)} for s, v, d in rows]


def as_units(values):
    return {name: units(mpf(value)) for name, value in values.items()}


def draw_params(rng, wild):
    """Parameters as units: the defaults, or each moved at random."""
    standard, collateral = as_units(STANDARD), {k: as_units(v) for k, v in COLLATERAL.items()}
    portfolio = as_units(PORTFOLIO)
    skews = [as_units(SKEW), as_units(SKEW)]
    if wild:
        for group in [standard, portfolio, *skews]:
            for name in group:
                group[name] = group[name] * rng.randrange(700, 1300) // 1000
        for name in ("long_mult", "short_mult"):
            portfolio[name] = rng.randrange(2 * E18)
        for skew in skews:
            skew["vol_scale"] = rng.randrange(-E18 // 10, E18 // 5)
            # At long tenors the cap then falls below zero.
            skew["cap_slope"] = -rng.randrange(E18 * 3 // 10)
        skews[1]["min_k"] = skews[1]["width"] = 0
    portfolio.update(vol_reference_ms=30 * DAY_MS, vol_floor_ms=DAY_MS)
    portfolio["skew_linear"], portfolio["skew_absolute"] = skews
    return standard, portfolio, collateral


def draw_expiry(rng, spot, time_ms, now_ms, confidence):
    tau = functions.years(time_ms)
    carry = spot * mpf(rng.gauss(0.05, 0.05)) * tau
    f_fix, f_var = mpf(0), spot + carry
    window = 30 * 60_000
    if time_ms < window:
        # Inside the settlement window a part of the average is already fixed.
        f_fix = spot * mpf(rng.uniform(0.97, 1.03)) * (1 - mpf(time_ms) / window)
        f_var *= mpf(time_ms) / window
    tau_ref = tau + mpf(rng.uniform(0, 3)) * HOUR_MS / YEAR_MS + mpf(60_000) / YEAR_MS
    return {
        "expiry_ms": now_ms + time_ms,
        "time_to_expiry_ms": time_ms,
        "f_fix": units(f_fix),
        "f_var": units(f_var),
        "rate": units(mpf(rng.gauss(0.03, 0.03))),
        "svi": draw_svi(rng, tau_ref),
        "f_ref": units((f_fix + f_var) * mpf(rng.uniform(0.97, 1.03))),
        "tau_ref": units(tau_ref),
        "forward_confidence": confidence(),
        "rate_confidence": confidence(),
        "vol_confidence": confidence(),
        "positions": [],
    }


def draw_positions(rng, expiry, spot, count, step_e8, tilt):
    forward = (expiry["f_fix"] + expiry["f_var"]) // 10**10
    width = 32 * step_e8
    low = max(step_e8, (forward - width) // step_e8 * step_e8)
    strikes = [low + i * step_e8 for i in range(64)]
    slots = [(k, kind) for k in strikes for kind in ("C", "P")]
    picked = sorted(rng.sample(slots, min(count, len(slots))))
    for strike, kind in picked:
        size = int(log_uniform(rng, "0.01", 200) * E8)
        sign = 1 if rng.random() > tilt else -1
        expiry["positions"].append([strike, kind, sign * size])


def draw_book(rng, name, count, wild=False, doubt=False, tilt=0.5, expiries=None, both=False):
    now_ms = 1_774_000_000_000
    standard, portfolio, collateral = draw_params(rng, wild)

    def confidence():
        return rng.randrange(E18 // 5, E18 + 1) if doubt and rng.random() < 0.4 else E18

    underlyings = []
    for index in range(2 if both else 1):
        spot = units(log_uniform(rng, 40_000, 120_000) if index == 0
                     else log_uniform(rng, 1_500, 5_000))
        step = 100_000_000_000 if index == 0 else 5_000_000_000
        share = count // 2 if both else count
        if both and index == 1:
            share = count - count // 2
        wanted = expiries or rng.randrange(1, 7)
        wanted = max(min(wanted, share), -(-share // 100))
        times = set()
        while len(times) < wanted:
            low = 30_000 if rng.random() < 0.2 else 2 * HOUR_MS
            times.add(int(log_uniform(rng, low, 1.5 * YEAR_MS)) // 1000 * 1000)
        listed = []
        for i, time_ms in enumerate(sorted(times)):
            expiry = draw_expiry(rng, e18(spot), time_ms, now_ms, confidence)
            part = share // wanted + (1 if i < share % wanted else 0)
            draw_positions(rng, expiry, spot, part, step, tilt)
            listed.append(expiry)
        underlyings.append({
            "id": index,
            "spot": spot,
            "spot_confidence": confidence(),
            "standard": standard,
            "portfolio": portfolio,
            "scenarios": default_scenarios(),
            "expiries": listed,
        })
    holdings = []
    for asset, (symbol, own) in enumerate((("BTC", 0), ("ETH", 1), ("STABLE", None))):
        if rng.random() < 0.5:
            continue
        if own is not None and own < len(underlyings):
            price = underlyings[own]["spot"]
        else:
            own = None
            price = units(mpf(rng.uniform(0.97, 1.02))) if symbol == "STABLE" else units(2500)
        cancelling = own if own is not None and rng.random() < 0.7 else None
        holdings.append({
            "asset": asset + 1,
            "amount_e8": int(log_uniform(rng, "0.05", 500) * E8),
            "price": price,
            "confidence": confidence(),
            "risk_cancelling_for": cancelling,
            "confidence_threshold": units("0.55"),
            "confidence_factor": E18,
            **collateral[symbol],
        })
    return {
        "name": name,
        "cash_e8": int(rng.gauss(0, 1) * 1e6 * E8),
        "stable_price": units(rng.uniform(0.9, 1.01)) if doubt and rng.random() < 0.5 else E18,
        "underlyings": underlyings,
        "collateral": holdings,
    }


NOT_E18 = {"vol_reference_ms", "vol_floor_ms"}


def values_of(group):
    """Units to numbers, one level deep."""
    return {
        name: values_of(v) if isinstance(v, dict) else v if name in NOT_E18 else e18(v)
        for name, v in group.items()
    }


def model_book(book):
    """The book as `margin.py` reads it."""
    underlyings = []
    for u in book["underlyings"]:
        expiries = [
            margin.Expiry(
                time_ms=x["time_to_expiry_ms"],
                f_fix=e18(x["f_fix"]),
                f_var=e18(x["f_var"]),
                rate=e18(x["rate"]),
                surface=surface_of(x["svi"], x["f_ref"], x["tau_ref"]),
                forward_confidence=e18(x["forward_confidence"]),
                rate_confidence=e18(x["rate_confidence"]),
                vol_confidence=e18(x["vol_confidence"]),
                positions=[margin.Position(k, kind == "C", q) for k, kind, q in x["positions"]],
            )
            for x in u["expiries"]
        ]
        underlyings.append({
            "id": u["id"],
            "spot": e18(u["spot"]),
            "spot_confidence": e18(u["spot_confidence"]),
            "standard": values_of(u["standard"]),
            "portfolio": values_of(u["portfolio"]),
            "scenarios": [
                {"spot_shock": e18(s["spot_shock"]), "vol": s["vol"],
                 "dampening": e18(s["dampening"])}
                for s in u["scenarios"]
            ],
            "expiries": expiries,
        })
    plain = ("asset", "amount_e8", "risk_cancelling_for")
    holdings = []
    for c in book["collateral"]:
        holding = values_of({k: v for k, v in c.items() if k not in plain})
        holding["amount"] = mpf(c["amount_e8"]) / E8
        holding["risk_cancelling_for"] = c["risk_cancelling_for"]
        holdings.append(holding)
    return {
        "cash": mpf(book["cash_e8"]) / E8,
        "stable": {"price": e18(book["stable_price"])},
        "underlyings": underlyings,
        "collateral": holdings,
    }


def texts(result):
    if isinstance(result, dict):
        return {k: texts(v) for k, v in result.items()}
    if isinstance(result, list):
        return [texts(v) for v in result]
    return text(result)


def quoted(value):
    """JSON readers lose integers above 2^53: every one of ours is a string."""
    if isinstance(value, dict):
        return {k: quoted(v) for k, v in value.items()}
    if isinstance(value, list):
        return [quoted(v) for v in value]
    return str(value) if isinstance(value, int) else value


def risk_books(rng):
    yield draw_book(rng, "empty", 0)
    for count in range(1, 65, 3):
        yield draw_book(rng, f"defaults_{count}", count)
    for count in (1, 2, 5, 9, 17, 33, 64):
        yield draw_book(rng, f"wild_{count}", count, wild=True, doubt=True)
        yield draw_book(rng, f"doubt_{count}", count, doubt=True)
        yield draw_book(rng, f"short_{count}", count, tilt=1.0)
        yield draw_book(rng, f"long_{count}", count, tilt=0.0)
        yield draw_book(rng, f"both_{count}", count, doubt=True, both=True, wild=count > 9)
    for i in range(10):
        yield draw_book(rng, f"single_{i}", 1 + i // 4, wild=i % 2 == 1, doubt=True)
    for i, tilt in enumerate((0.5, 0.9, 0.2)):
        yield draw_book(rng, f"thousand_{i}", 1000, tilt=tilt, expiries=16, both=i == 2)


def risk_file(folder, rng):
    with open(folder / "risk.jsonl", "w", newline="\n") as f:
        for book in risk_books(rng):
            model = model_book(book)
            book["expected"] = {
                "standard": texts(margin.standard(model)),
                "portfolio": texts(margin.portfolio(model)),
            }
            if book["underlyings"][0]["standard"] == as_units(STANDARD):
                # Short for the reader: the defaults are named, not repeated.
                for u in book["underlyings"]:
                    u["standard"] = u["portfolio"] = "defaults"
            for u in book["underlyings"]:
                u["scenarios"] = "defaults"
            json.dump(quoted(book), f, separators=(",", ":"))
            f.write("\n")


def liquidation_file(folder, rng):
    write_csv(folder / "liquidation.csv", liquidation.HEADER, liquidation.rows(rng))


def regime_file(folder, rng):
    write_csv(folder / "regime.csv", regime.HEADER, regime.rows(rng))


def coefficient_file(folder, _):
    rows = []
    for table, value, places, rounding in coefficients.all_of_them():
        with mp.workdps(coefficients.DIGITS):
            rows.append((table, text(value, 50), places, rounding))
    write_csv(folder / "coefficients.csv", ("table", "value", "places", "rounding"), rows)


def write_all(folder, only=()):
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    parts = {
        "coefficients": coefficient_file,
        "scalars": scalar_files,
        "black76": black_file,
        "implied_vol": implied_file,
        "svi_vol": svi_file,
        "svi_check": check_file,
        "risk": risk_file,
        "liquidation": liquidation_file,
        "regime": regime_file,
    }
    for name, part in parts.items():
        if not only or name in only:
            # A seed of its own for each file: changing one leaves the others as they are.
            part(folder, random.Random(f"tenor/{name}"))
            print(f"{name}: written")
