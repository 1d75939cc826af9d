# SPDX-License-Identifier: Apache-2.0
"""Error of the price over moneyness and tenor, ours beside naive doubles."""

from pathlib import Path

import gmpy2
import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
import numpy as np

import accuracy

TENORS, STEPS = 60, 121


def run(folder, to):
    with gmpy2.context(gmpy2.get_context(), precision=accuracy.BITS):
        errors = list(accuracy.black_errors(accuracy.table(Path(folder) / "grid.bin", 19)))
        tau = np.array([float(e["tau"]) for e in errors]).reshape(TENORS, STEPS) * 365
        far = np.array([float(gmpy2.log(e["k"] / e["f"]) / e["s"]) for e in errors])
        far = far.reshape(TENORS, STEPS)
        floor = 1e-21

        def grid(name, by):
            values = [max(float(e[name] / by(e)), floor) for e in errors]
            return np.log10(np.array(values)).reshape(TENORS, STEPS)

        one = lambda e: gmpy2.mpfr(1)
        panels = [
            ("Tenor: error / F", grid("price", lambda e: e["f"]), (-21, -15)),
            ("doubles: error / F", grid("double_price", lambda e: e["f"]), (-21, -15)),
            ("Tenor: relative error, out of the money", grid("relative", one), (-20, -8)),
            ("doubles: relative error, out of the money", grid("double_relative", one), (-20, -8)),
        ]
    figure, axes = plt.subplots(2, 2, figsize=(9, 6.4), sharex=True, sharey=True,
                                layout="constrained")
    for axis, (title, values, (low, high)) in zip(axes.flat, panels):
        drawn = axis.pcolormesh(far, tau, values, vmin=low, vmax=high, cmap="viridis",
                                shading="nearest", rasterized=True)
        axis.set_yscale("log")
        axis.set_title(title, fontsize=10)
        figure.colorbar(drawn, ax=axis, label="log10")
    for axis in axes[1]:
        axis.set_xlabel("ln(K/F) in standard deviations")
    for axis in axes[:, 0]:
        axis.set_ylabel("days to expiry")
    figure.suptitle("Error of the Black-76 price, F = 80,000, 60 % volatility", fontsize=11)
    Path(to).parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(to, dpi=80)
