# SPDX-License-Identifier: Apache-2.0
"""Black-76 with the design's conventions.

delta and gamma: of the undiscounted price by the forward (N(d1) type); price, vega, theta and rho:
of the discounted price. vega per 1.00 of volatility, theta per day as time passes, rho per 1.00 of
rate. At sigma = 0, tau = 0, F = 0 or K = 0 the option is its intrinsic value: gamma, vega and decay
are 0, and the delta exactly at the strike is 1/2.
"""

from dataclasses import dataclass

from mpmath import mp, mpf

from functions import cdf, pdf


@dataclass
class Greeks:
    price: mpf
    delta: mpf
    gamma: mpf
    vega: mpf
    theta: mpf
    rho: mpf


def d1_d2(forward, strike, deviation):
    d1 = mp.log(forward / strike) / deviation + deviation / 2
    return d1, d1 - deviation


def undiscounted(forward, strike, deviation, call):
    """Price from the total deviation sigma * sqrt(tau), each side by its own formula."""
    sign = 1 if call else -1
    if deviation == 0 or forward == 0 or strike == 0:
        return max(sign * (forward - strike), mpf(0))
    d1, d2 = d1_d2(forward, strike, deviation)
    return sign * (forward * cdf(sign * d1) - strike * cdf(sign * d2))


def delta(forward, strike, deviation, call):
    if forward > 0 and strike > 0 and deviation > 0:
        sign = 1 if call else -1
        return sign * cdf(sign * d1_d2(forward, strike, deviation)[0])
    of_call = mpf(1) if forward > strike else mpf(0) if forward < strike else mpf(1) / 2
    return of_call if call else of_call - 1


def greeks(forward, strike, vol, tau, discount, call):
    """All of one option. `discount` is exp(-r tau); theta's term in r follows from it."""
    deviation = vol * mp.sqrt(tau)
    value = undiscounted(forward, strike, deviation, call)
    rate = -mp.log(discount) / tau if tau > 0 else mpf(0)
    density = gamma = decay = mpf(0)
    if forward > 0 and strike > 0 and deviation > 0:
        density = pdf(d1_d2(forward, strike, deviation)[0])
        gamma = density / (forward * deviation)
        decay = forward * density * vol / (2 * mp.sqrt(tau))
    price = discount * value
    return Greeks(
        price=price,
        delta=delta(forward, strike, deviation, call),
        gamma=gamma,
        vega=discount * forward * density * mp.sqrt(tau),
        theta=(rate * price - discount * decay) / 365,
        rho=-tau * price,
    )


def implied_deviation(forward, strike, price, call):
    """Total deviation of an undiscounted price strictly between intrinsic and the upper limit.

    Bisection to a bracket, then Newton on the logarithm of the out-of-the-money price.
    """
    sign = 1 if call else -1
    intrinsic = max(sign * (forward - strike), mpf(0))
    time_value = price - intrinsic
    limit = min(forward, strike)
    if not 0 < time_value < limit:
        return None
    otm_call = strike >= forward

    def value(s):
        return undiscounted(forward, strike, s, otm_call)

    low, high = mpf(0), mpf(1)
    while value(high) < time_value:
        low, high = high, high * 2
    for _ in range(24):
        middle = (low + high) / 2
        if value(middle) < time_value:
            low = middle
        else:
            high = middle
    s = (low + high) / 2
    for _ in range(60):
        v = value(s)
        vega = forward * pdf(d1_d2(forward, strike, s)[0])
        # Near the upper limit the distance to it is the quantity that keeps its digits.
        if v < limit / 2:
            step = mp.log(v / time_value) * v / vega
        else:
            rest = complement(forward, strike, s)
            step = -mp.log(rest / (limit - time_value)) * rest / vega
        following = s - step
        if not low < following < high:
            following = (low + high) / 2
            if value(following) < time_value:
                low = following
            else:
                high = following
        if abs(following - s) < mpf(10) ** -44 * s:
            return following
        s = following
    return s


def complement(forward, strike, deviation):
    """min(F, K) - time value, without cancellation; one formula for both sides."""
    d1, d2 = d1_d2(forward, strike, deviation)
    return forward * cdf(-d1) + strike * cdf(d2)
