# SPDX-License-Identifier: Apache-2.0
"""Payoffs at expiry, in exact integers: strike and settlement price in e8."""

from fractions import Fraction


def payoff_e8(strike_e8, call, settlement_e8):
    return max(settlement_e8 - strike_e8 if call else strike_e8 - settlement_e8, 0)


def book_payoff(positions, settlement_e8):
    """Exact value in units of 1e-16 of a list of (strike_e8, call, quantity_e8)."""
    return sum(q * payoff_e8(k, call, settlement_e8) for k, call, q in positions)


def net_calls(positions):
    return sum(q for _, call, q in positions if call)


def least_payoff_over_strikes(positions):
    """min(payoff, 0) over the prices {0, all strikes}, as money."""
    prices = [0] + [k for k, _, _ in positions]
    return Fraction(min([0] + [book_payoff(positions, p) for p in prices]), 10**16)
