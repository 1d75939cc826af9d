# SPDX-License-Identifier: Apache-2.0
"""One table of accuracy and time, each figure beside its reference and its goal."""

import json
import math
import os
import platform
import subprocess
import textwrap
from datetime import datetime, timezone
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


class Table:
    def __init__(self):
        self.rows = []

    def add(self, name, measured, unit, reference, reference_name, goal=None, low=None):
        """`goal` is the most that is allowed (`low` the least)."""
        verdict = None
        if goal is not None:
            verdict = measured <= goal and (low is None or measured >= low)
        self.rows.append({
            "name": name,
            "measured": measured,
            "unit": unit,
            "reference": reference,
            "reference_name": reference_name,
            "ratio": measured / reference if reference else None,
            "goal": goal,
            "goal_low": low,
            "met": verdict,
        })

    def missed(self):
        return [row["name"] for row in self.rows if row["met"] is False]


def number(x, unit=""):
    if x is None:
        return "-"
    if unit == "ns":
        return f"{x:,.0f} ns" if x < 1e4 else f"{x / 1e3:,.1f} us" if x < 1e6 else f"{x / 1e6:,.2f} ms"
    if unit in ("gas", "inputs"):
        return f"{x:,.0f} {unit}"
    if unit == "slope":
        return f"{x:.3f}"
    return f"{x:.1e}{' ' + unit if unit else ''}"


def goal_text(row):
    if row["goal"] is None:
        return "-"
    if row["goal_low"] is not None:
        return f"{row['goal_low']:g} to {row['goal']:g}"
    return "<= " + number(row["goal"], row["unit"])


def accuracy_rows(table, a):
    best = "best Solidity library (published)"
    for name, title, published in (("cdf", "N(x)", 4.2e-17), ("ln", "ln", 1.05e-18),
                                   ("exp", "exp, up to e^36.8", 1.0e-18)):
        table.add(f"{title}: absolute error", a[name]["error"], "", published, best, 1e-18)
    doubles = "naive doubles, ordinary inputs"
    e = lambda name: a[name]["error"]
    table.add("Black price: error / F", e("price / F"), "", e("double price / F"), doubles, 2e-18)
    table.add("Black price: relative, down to 1e-9 F", e("price relative"), "",
              e("double price relative"), doubles, 1e-15)
    table.add("delta: absolute error", e("delta"), "", e("double delta"), doubles, 1e-17)
    table.add("gamma: relative error", e("gamma relative"), "", None, "-", 1e-15)
    table.add("vega: relative error", e("vega relative"), "", None, "-", 1e-15)
    table.add("implied vol: relative error", e("implied relative"), "",
              e("double implied relative"), "f64 crate implied-vol, ordinary inputs", 1e-14)
    table.add("implied vol: attainable prices refused", a["implied relative"]["wrongly refused"],
              "inputs", None, "-", 0)
    if "contract price / F" in a:
        table.add("contract on an EVM: price error / F", e("contract price / F"), "",
                  e("price / F"), "ours")
        table.add("contract on an EVM: delta error", e("contract delta"), "", e("delta"), "ours")


SIZES = [64, 128, 256, 512, 1024]


def margin_times(ours, prefix, side):
    return [ours[f"{prefix}_{n}"][side]["best_ns"] for n in SIZES]


def line(xs, ys, weights):
    """Weighted least squares: (value at 0, slope)."""
    total = sum(weights)
    mean_x = sum(w * x for w, x in zip(weights, xs)) / total
    mean_y = sum(w * y for w, y in zip(weights, ys)) / total
    slope = sum(w * (x - mean_x) * (y - mean_y) for w, x, y in zip(weights, xs, ys)) / sum(
        w * (x - mean_x) ** 2 for w, x in zip(weights, xs))
    return mean_y - slope * mean_x, slope


def slope(times):
    """Of the line through the logarithms of time over those of positions."""
    ones = [1] * len(SIZES)
    return line([math.log(n) for n in SIZES], [math.log(t) for t in times], ones)[1]


def fixed_and_marginal(times):
    """(a, b) of t = a + b n, every point with the same relative weight."""
    return line(SIZES, times, [1 / t**2 for t in times])


def slope_rows(table, ours):
    """Both ways to grow: docs/decisions/0011."""
    sides = ("native", "wasm")
    for side in sides:
        table.add(f"slope, 64 to 1,024 positions, 16 to an expiry, {side}",
                  slope(margin_times(ours, "margin", side)), "slope", None, "-", 1.05, 0.95)
    for side in sides:
        table.add(f"slope, 64 to an expiry, {side}", slope(margin_times(ours, "margin_dense", side)),
                  "slope", None, "-")
    for side in sides:
        times = margin_times(ours, "margin_eight", side)
        table.add(f"slope, 8 expiries whatever the size, {side}", slope(times), "slope", None, "-")
        fixed, marginal = fixed_and_marginal(times)
        table.add(f"... time before the first position, {side}", fixed, "ns", None, "-")
        table.add(f"... and per position, {side}", marginal, "ns", None, "-")
        # Of the last doubling over the first two.
        early = (times[2] - times[0]) / (SIZES[2] - SIZES[0])
        late = (times[4] - times[3]) / (SIZES[4] - SIZES[3])
        table.add(f"... per position, 512 to 1,024 over 64 to 256, {side}", late / early, "slope",
                  None, "-")


def time_rows(table, t):
    ours, doubles, contract = t["ours"], t["doubles"], t["contract"] or {}
    best = lambda group, name: group[name]["best_ns"]

    def pair(title, name, reference=None, reference_name="-", native_goal=None, wasm_goal=None):
        native, through = best(ours[name], "native"), best(ours[name], "wasm")
        table.add(f"{title}, native", native, "ns", reference, reference_name, native_goal)
        table.add(f"{title}, wasm", through, "ns", native, "native", wasm_goal)

    pair("ln", "ln", best(doubles, "ln"), "f64")
    pair("exp", "exp", best(doubles, "exp"), "f64")
    pair("N(x)", "cdf", best(doubles, "cdf (libm erfc)"), "f64, libm erfc")
    pair("sqrt", "sqrt", best(doubles, "sqrt"), "f64")
    pair("price + delta, both kinds", "price_delta", best(doubles, "price_delta (libm)"),
         "f64, libm", 600, 1500)
    pair("price + delta from plain numbers", "price_delta_plain",
         best(doubles, "price_delta (libm)"), "f64, libm", 600, 1500)
    pair("price and all Greeks", "greeks")
    pair("implied vol", "implied", best(doubles, "implied (implied-vol)"),
         "f64, implied-vol", 6000)
    pair("volatility of a surface", "svi_vol")
    pair("scenario vectors: 64 strikes x 36 columns", "vectors_64_strikes")
    pair("margin check: 64 positions x 33 scenarios", "margin_64", 1e7,
         "in an EVM: tens of ms, published", None, 100_000)
    for n in (256, 1024):
        pair(f"margin check: {n} positions", f"margin_{n}")
    slope_rows(table, ours)
    for name, title in (("optionPrices_pub", "prices"), ("delta_pub", "deltas"),
                        ("pricesDeltaStdVega_pub", "prices, deltas, vega")):
        if name in contract:
            table.add(f"contract on an EVM: {title}", contract[name]["time"]["best_ns"], "ns",
                      best(ours["price_delta_plain"], "wasm"), "ours, plain, wasm")
            table.add(f"contract on an EVM: {title}, gas", contract[name]["gas"], "gas", None, "-")


def library_rows(table, t, a):
    ours = t["ours"]
    for row in t["libraries"]["rows"]:
        function = row["function"]
        name = f"{row['library']} {function}"
        table.add(f"{name}: time", row["time"]["best_ns"], "ns",
                  ours[function]["native"]["best_ns"], "ours, native")
        own = {"ln": "ln", "exp": "exp"}.get(function)
        table.add(f"{name}: error", a[name]["error"], "", a[own]["error"] if own else 1e-18,
                  "ours")


def cells(row):
    verdict = {None: "", True: "met", False: "**missed**"}[row["met"]]
    ratio = f"{row['ratio']:.2g}" if row["ratio"] else "-"
    if row["ratio"] and row["ratio"] >= 100:
        ratio = f"{row['ratio']:,.0f}"
    reference = "-"
    if row["reference"] is not None:
        reference = f"{number(row['reference'], row['unit'])} ({row['reference_name']})"
    return [row["name"], number(row["measured"], row["unit"]), reference, ratio, goal_text(row),
            verdict]


def markdown(rows):
    lines = ["| what | measured | reference | ratio | goal | |", "|---|---|---|---|---|---|"]
    lines += ["| " + " | ".join(cells(row)) + " |" for row in rows]
    return "\n".join(lines)


def machine():
    model = "unknown processor"
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            model = line.split(":", 1)[1].strip()
            break
    rustc = subprocess.run(["rustc", "--version"], capture_output=True, text=True).stdout.strip()
    return f"{model}, {os.cpu_count()} cores, {platform.system()}, {rustc}"


def fill(text):
    return textwrap.fill(" ".join(text.split()), 104)


def written(t):
    today = datetime.now(timezone.utc).strftime("%Y-%m-%d")
    return fill(f"""Written by `scripts/bench.sh math --full --write`; the same figures for machines are in
        `benchmarks.json` beside this page. Measured on {today}: {machine()}. Load average before
        {t['load_before'].split()[0]}, after {t['load_after'].split()[0]} (runnable tasks; above the
        number of cores the machine was shared, and times of other hours may be shorter).""")


def sampled(t):
    one = t["ours"]["price_delta"]["native"]
    return fill(f"""Times are criterion's, native and wasm one right after the other: the fastest of
        {one['samples']} samples of about {one['sample_ns'] / 1e6:.0f} ms. An absolute time is an order
        of magnitude for this kind of machine; the ratio counts. wasm is wasmtime as the node configures
        it, target `wasm32v1-none`, release, from the same source as the native loop. Ratios are measured
        / reference.""")


def judged(a):
    found = a["implied relative"]
    return fill(f"""The judge is MPFR at 200 bits, itself checked against the model in `scripts/reference`
        and that against QuantLib (`reference.py judge`). Each error is the worst of its run:
        {a['ln']['points']:,} points each of ln, exp and N; {a['price / F']['points']:,} options, three
        quarters of them within five standard deviations at tenors of minutes to two years, the rest
        wild; {found['points']:,} implied volatilities ({found['intrinsic']:,} more prices were the
        intrinsic value itself, whose volatility is 0, and {found['refused']:,} had by rounding none).
        Doubles are judged in an ordinary market only: strikes from a third to three times the forward, a
        total deviation from 0.01 to 3; implied-vol where besides the price is out of the money and above
        1e-9 F. Below a forward of 1 the price's error is counted in units of the 18th decimal.""")


def page(parts, t, identity, a):
    inputs = identity["inputs"]
    return f"""# Benchmarks

{written(t)}

{sampled(t)}

## Accuracy

{judged(a)}

{markdown(parts['accuracy'])}

![Error of the price over moneyness and tenor](img/black76_error.png)

## Time

{markdown(parts['time'])}

"Price + delta" gives both kinds. With forward and strike prepared is how the chain prices: an expiry's
strikes share the forward, a strike's scenarios share its logarithm. The margin check reads vectors
shared by all portfolios, which the row above it prices; 16 positions to an expiry where nothing else is
said. How an account grows decides the slope: `decisions/0011`.

The contract is the Black-Scholes library of an options protocol from 2022, the compiled bytecode of its
npm package, on a current EVM interpreter; gas without the cost of the transaction itself.

## Other integer libraries

Errors are absolute, for exp relative above 1; time over the same inputs, natively.

{markdown(parts['libraries'])}

## The same bits in native code and in wasm

{inputs:,} inputs through all functions and both margin rules, extremes and errors included, folded to
one word per 50,000: {len(identity['differing'])} words differ.
"""


def run(folder, write):
    folder = Path(folder)
    read = lambda name: json.loads((folder / name).read_text())
    t, a, identity = read("time.json"), read("accuracy.json"), read("identity.json")
    accuracy, time, libraries = Table(), Table(), Table()
    accuracy_rows(accuracy, a)
    time_rows(time, t)
    library_rows(libraries, t, a)
    accuracy.add("native = wasm: words that differ", len(identity["differing"]), "inputs", None, "-",
                 0)
    parts = {"accuracy": accuracy.rows, "time": time.rows, "libraries": libraries.rows}
    for name, rows in parts.items():
        print(f"\n{name}")
        for row in rows:
            cell = cells(row)
            print(f"  {cell[0]:<52} {cell[1]:>12}  {cell[2]:<44} {cell[3]:>8}  {cell[4]:<16} "
                  f"{cell[5].strip('*')}")
    missed = accuracy.missed() + time.missed()
    print(f"\n{inputs_line(identity)}; load {t['load_before']} -> {t['load_after']}")
    print("every goal is met" if not missed else "missed: " + "; ".join(missed))
    figures = {"load_before": t["load_before"], "load_after": t["load_after"],
               "identity": identity, **parts}
    (folder / "benchmarks.json").write_text(json.dumps(figures, indent=1) + "\n")
    if write:
        import plot

        docs = ROOT / "docs"
        docs.mkdir(exist_ok=True)
        plot.run(folder, docs / "img" / "black76_error.png")
        (docs / "benchmarks.md").write_text(page(parts, t, identity, a))
        (docs / "benchmarks.json").write_text(json.dumps(figures, indent=1) + "\n")


def inputs_line(identity):
    return f"{identity['inputs']:,} inputs native and in wasm, {len(identity['differing'])} words differ"
