# SPDX-License-Identifier: Apache-2.0
"""SVI total variance, the frozen-surface volatility, and the arbitrage checks."""

from dataclasses import dataclass

from mpmath import mp, mpf


@dataclass
class Surface:
    a: mpf
    b: mpf
    rho: mpf
    m: mpf
    sigma: mpf
    f_ref: mpf
    tau_ref: mpf

    def variance(self, k):
        x = k - self.m
        return self.a + self.b * (self.rho * x + mp.sqrt(x * x + self.sigma**2))

    def first(self, k):
        x = k - self.m
        return self.b * (self.rho + x / mp.sqrt(x * x + self.sigma**2))

    def second(self, k):
        x = k - self.m
        return self.b * self.sigma**2 / mp.sqrt(x * x + self.sigma**2) ** 3

    def minimum(self):
        return self.a + self.b * self.sigma * mp.sqrt(1 - self.rho**2)

    def reach(self):
        """Where the wings are cut: 4 sqrt(a + b sigma)."""
        return 4 * mp.sqrt(self.a + self.b * self.sigma)

    def vol(self, strike):
        k = mp.log(strike / self.f_ref)
        reach = self.reach()
        k = min(max(k, -reach), reach)
        return mp.sqrt(self.variance(k) / self.tau_ref)

    def durrleman(self, k):
        w, first, second = self.variance(k), self.first(k), self.second(k)
        return (1 - k * first / (2 * w)) ** 2 - first**2 / 4 * (1 / w + mpf(1) / 4) + second / 2

    def parameters_hold(self):
        return (
            self.b >= 0
            and abs(self.rho) < 1
            and self.sigma > 0
            and self.minimum() >= 0
            and self.b * (1 + abs(self.rho)) <= 2
        )

    def least_durrleman(self, points=2001):
        reach = self.reach()
        return min(
            self.durrleman(reach * (2 * mpf(i) / (points - 1) - 1)) for i in range(points)
        )


def least_calendar_gap(near, far, points=401):
    """Least w_far(k) - w_near(k) over the nearer surface's reach."""
    reach = max(near.reach(), far.reach())
    ks = (reach * (2 * mpf(i) / (points - 1) - 1) for i in range(points))
    return min(far.variance(k) - near.variance(k) for k in ks)
