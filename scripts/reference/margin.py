# SPDX-License-Identifier: Apache-2.0
"""Standard and portfolio margin, written from the design's text.

Money and prices are mpf in whole units; quantities signed, whole units. A book is

    {"cash": mpf, "stable": {"price": mpf}, "collateral": [holding], "underlyings": [underlying]}

with the fields that `vectors.py` draws. Nothing here is rounded.
"""

from dataclasses import dataclass, field

from mpmath import mp, mpf

import payoff
from black76 import greeks, undiscounted
from functions import DAY_MS, years

ZERO = mpf(0)
ONE = mpf(1)


@dataclass
class Position:
    strike_e8: int
    call: bool
    quantity_e8: int

    @property
    def strike(self):
        return mpf(self.strike_e8) / 10**8

    @property
    def amount(self):
        return mpf(self.quantity_e8) / 10**8


@dataclass
class Expiry:
    time_ms: int
    f_fix: mpf
    f_var: mpf
    rate: mpf
    surface: object
    forward_confidence: mpf
    rate_confidence: mpf
    vol_confidence: mpf
    positions: list = field(default_factory=list)

    @property
    def forward(self):
        return self.f_fix + self.f_var

    @property
    def tau(self):
        return years(self.time_ms)


# Standard mode


def otm_share(spot, position):
    gap = position.strike - spot if position.call else spot - position.strike
    return max(gap, ZERO) / spot


def isolated(spot, expiry, position, p):
    """(MtM, IM, MM) of one option; margin figures of a long one are 0."""
    deviation = expiry.surface.vol(position.strike) * mp.sqrt(expiry.tau)
    price = undiscounted(expiry.forward, position.strike, deviation, position.call)
    amount = position.amount
    mtm = amount * price
    if amount >= 0:
        return mtm, ZERO, ZERO
    share = max(p["max_spot_requirement"] - otm_share(spot, position), p["min_spot_requirement"])
    initial = mtm + amount * spot * share
    if position.call:
        return mtm, initial, mtm + amount * spot * p["mm_call"]
    maintenance = mtm + min(p["mm_put_spot"] * spot * amount, p["mm_put_mtm"] * mtm)
    return mtm, min(initial, p["put_im_offset"] * maintenance), maintenance


def standard_expiry(spot, expiry, p):
    """(MtM, IM requirement, MM requirement) of one expiry, without confidence."""
    parts = [isolated(spot, expiry, q, p) for q in expiry.positions]
    mtm = sum((x[0] for x in parts), ZERO)
    plain = [(q.strike_e8, q.call, q.quantity_e8) for q in expiry.positions]
    least = payoff.least_payoff_over_strikes(plain)
    offset = mpf(least.numerator) / least.denominator
    calls = mpf(payoff.net_calls(plain)) / 10**8
    requirement = []
    for i, scale in ((1, p["unpaired_im_scale"]), (2, p["unpaired_mm_scale"])):
        bound = offset + (scale * expiry.forward * calls if calls < 0 else ZERO)
        requirement.append(max(sum((x[i] for x in parts), ZERO), bound))
    return mtm, requirement[0], requirement[1]


def standard(book):
    stable = book["stable"]["price"]
    value = ZERO
    initial = maintenance = book["cash"]
    for u in book["underlyings"]:
        spot, p = u["spot"], u["standard"]
        all_shorts = ZERO
        for expiry in u["expiries"]:
            mtm, im, mm = standard_expiry(spot, expiry, p)
            value += mtm
            initial += im
            maintenance += mm
            shorts = -sum((q.amount for q in expiry.positions if q.amount < 0), ZERO)
            all_shorts += shorts
            confidence = min(
                u["spot_confidence"], expiry.forward_confidence, expiry.vol_confidence
            )
            if confidence < p["confidence_threshold"]:
                initial -= (1 - confidence) * p["confidence_factor"] * spot * shorts
        if stable < p["depeg_threshold"]:
            initial -= (p["depeg_threshold"] - stable) * p["depeg_factor"] * spot * all_shorts
    for c in book["collateral"]:
        worth = c["amount"] * c["price"]
        value += worth / stable
        maintenance += worth * c["standard_factor"]
        initial += worth * c["standard_factor"] * c["standard_im_scale"]
        if c["confidence"] < c["confidence_threshold"]:
            initial -= (1 - c["confidence"]) * c["confidence_factor"] * worth
    return {
        "value": value,
        "equity": value + book["cash"],
        "initial": initial,
        "maintenance": maintenance,
    }


# Portfolio mode


def tenor_multiplier(time_ms, p):
    reference = p["vol_reference_ms"]
    power = p["vol_power_short"] if time_ms <= reference else p["vol_power_long"]
    return (mpf(reference) / max(time_ms, p["vol_floor_ms"])) ** power


def skew_multiplier(k, tau, s):
    root = mp.sqrt(tau)
    cap = s["scale_cap"] + s["cap_slope"] * root
    star = max(s["min_k"], s["width"] * root * (s["vol_static"] + s["vol_scale"] * root))
    if star == 0:
        return ONE
    bent = k * cap / star
    return 1 + (min(cap, bent) if k >= 0 else max(-cap, bent))


def shocked_vol(vol, strike, direction, expiry, p):
    if direction in ("skew_linear", "skew_absolute"):
        k = mp.log(strike / expiry.forward)
        if direction == "skew_absolute":
            k = abs(k)
        return vol * max(ZERO, skew_multiplier(k, expiry.tau, p[direction]))
    m = tenor_multiplier(expiry.time_ms, p)
    if direction == "up":
        return max(p["min_vol"], vol * (1 + p["vol_up"] * m))
    if direction == "down":
        return vol * max(ZERO, 1 - p["vol_down"] * m)
    return vol


def holder_factor(value, rate, tau, discount, p):
    """What a shocked value counts: less than whole for a claim, more for a debt."""
    if value > 0:
        return p["long_base"] * mp.exp(-tau * (rate * p["long_mult"] + p["long_add"]))
    grown = p["short_base"] / mp.exp(-tau * (rate * p["short_mult"] + p["short_add"]))
    return min(1 / discount, grown)


def book_value(expiry, forward, direction, discount, p):
    root = mp.sqrt(expiry.tau)
    total = ZERO
    for q in expiry.positions:
        vol = shocked_vol(expiry.surface.vol(q.strike), q.strike, direction, expiry, p)
        total += q.amount * undiscounted(forward, q.strike, vol * root, q.call)
    return discount * total


def naked_shorts(positions):
    by_strike = {}
    for q in positions:
        pair = by_strike.setdefault(q.strike_e8, [ZERO, ZERO])
        pair[0 if q.call else 1] += q.amount
    total = ZERO
    for c, p in by_strike.values():
        if c * p < 0:
            total += max(ZERO, -(c + p))
        else:
            total += max(ZERO, -c) + max(ZERO, -p)
    return total


def expiry_scenarios(expiry, scenarios, p):
    """(V0, P&L of each scenario, basis contingency) of one expiry."""
    rate = max(ZERO, expiry.rate)
    tau = expiry.tau
    discount = mp.exp(-rate * tau)
    v0 = book_value(expiry, expiry.forward, "same", discount, p)
    results = []
    for s in scenarios:
        skew = s["vol"].startswith("skew")
        shock = ZERO if skew else s["spot_shock"]
        forward = expiry.f_fix + expiry.f_var * (1 + shock)
        shocked = book_value(expiry, forward, s["vol"], discount, p)
        shocked *= holder_factor(shocked, rate, tau, discount, p)
        result = (shocked - v0) * s["dampening"]
        results.append(-abs(result) if skew else result)
    moves = [
        book_value(expiry, expiry.f_fix + expiry.f_var * (1 + x), "same", discount, p) - v0
        for x in (p["basis_shock"], -p["basis_shock"])
    ]
    basis = min(moves + [ZERO]) * (p["basis_add"] + p["basis_mult"] * tau)
    return v0, results, basis


def sensitivities(expiry):
    rate = max(ZERO, expiry.rate)
    discount = mp.exp(-rate * expiry.tau)
    total = dict.fromkeys(("delta", "gamma", "vega", "theta", "rho"), ZERO)
    for q in expiry.positions:
        vol = expiry.surface.vol(q.strike)
        g = greeks(expiry.forward, q.strike, vol, expiry.tau, discount, q.call)
        for name in total:
            total[name] += q.amount * getattr(g, name)
    return total


def portfolio(book):
    stable = book["stable"]["price"]
    worth = [c["amount"] * c["price"] / stable for c in book["collateral"]]
    value = sum(worth, ZERO)
    mm_contingency = im_contingency = ZERO
    initial_worst = maintenance_worst = ZERO
    shown = []
    for u in book["underlyings"]:
        spot, p, scenarios = u["spot"], u["portfolio"], u["scenarios"]
        totals = [ZERO] * len(scenarios)
        basis = ZERO
        greeks_sum = dict.fromkeys(("delta", "gamma", "vega", "theta", "rho"), ZERO)
        for expiry in u["expiries"]:
            v0, results, b = expiry_scenarios(expiry, scenarios, p)
            value += v0
            basis += b
            totals = [x + y for x, y in zip(totals, results)]
            naked = naked_shorts(expiry.positions)
            mm_contingency += p["option_mm"] * spot * naked
            im_contingency += p["option_im"] * spot * naked
            confidence = min(
                u["spot_confidence"],
                expiry.forward_confidence,
                expiry.rate_confidence,
                expiry.vol_confidence,
            )
            if confidence < p["confidence_threshold"]:
                size = sum((abs(q.amount) for q in expiry.positions), ZERO)
                im_contingency += (1 - confidence) * p["confidence_factor"] * spot * size
            for name, x in sensitivities(expiry).items():
                greeks_sum[name] += x
        for c, w in zip(book["collateral"], worth):
            if c["risk_cancelling_for"] == u["id"]:
                for i, s in enumerate(scenarios):
                    shock = ZERO if s["vol"].startswith("skew") else s["spot_shock"]
                    totals[i] += w * shock * s["dampening"]
        worst = min(totals + [basis])
        initial_worst += worst * (
            p["im_factor"] + max(ZERO, p["peg_threshold"] - stable) * p["peg_factor"]
        )
        maintenance_worst += worst * p["mm_factor"]
        shown.append({"scenarios": totals, "basis": basis, "worst": worst, **greeks_sum})
    # The spot that a doubt about collateral refers to: the least sure of those traded.
    spots = [u["spot_confidence"] for u in book["underlyings"] if u["expiries"]]
    for c, w in zip(book["collateral"], worth):
        mm_contingency += w * c["portfolio_mm_haircut"]
        im_contingency += w * c["portfolio_im_extra_haircut"]
        confidence = min(spots + [c["confidence"]])
        if confidence < c["confidence_threshold"]:
            im_contingency += (1 - confidence) * c["confidence_factor"] * w
    base = value + book["cash"]
    return {
        "value": value,
        "equity": base,
        "mm_contingency": mm_contingency,
        "im_contingency": im_contingency,
        "initial": initial_worst - mm_contingency - im_contingency + base,
        "maintenance": maintenance_worst - mm_contingency + base,
        "underlyings": shown,
    }
