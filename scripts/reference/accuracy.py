# SPDX-License-Identifier: Apache-2.0
"""Judges the dumps of tests/bench-math with MPFR at 200 bits: errors of ours and of the references.

Every figure that is compared with a goal is the worst over its file, not an average.
"""

import json
import struct
from pathlib import Path

import gmpy2
from gmpy2 import mpfr

BITS = 200
E18 = 10**18


def table(path, columns):
    """Rows of little-endian 128-bit integers."""
    data = Path(path).read_bytes()
    words = struct.unpack(f"<{len(data) // 8}Q", data)
    for i in range(0, len(words), 2 * columns):
        row = []
        for j in range(i, i + 2 * columns, 2):
            x = words[j] | words[j + 1] << 64
            row.append(x - (1 << 128) if x >> 127 else x)
        yield row


def double(bits):
    return struct.unpack("<d", struct.pack("<Q", bits))[0]


def wide(mantissa, exponent):
    return gmpy2.mul_2exp(mpfr(mantissa), exponent) if exponent >= 0 else gmpy2.div_2exp(
        mpfr(mantissa), -exponent)


def at_home(f, k, s):
    """Where doubles are judged: an ordinary market."""
    return f / 3 < k < 3 * f and 0.01 < s < 3


class Judge:
    def __init__(self):
        self.half = mpfr(1) / 2
        self.root2 = gmpy2.sqrt(mpfr(2))
        self.root2pi = gmpy2.sqrt(2 * gmpy2.const_pi())

    def cdf(self, x):
        return gmpy2.erfc(-x / self.root2) / 2

    def pdf(self, x):
        return gmpy2.exp(-x * x / 2) / self.root2pi

    def black(self, f, k, s):
        """(d1, call, put) undiscounted; each price by its own formula."""
        d1 = gmpy2.log(f / k) / s + s / 2
        d2 = d1 - s
        call = f * self.cdf(d1) - k * self.cdf(d2)
        put = k * self.cdf(-d2) - f * self.cdf(-d1)
        return d1, call, put


def numbers(folder, result):
    judge = Judge()
    functions = {"ln": gmpy2.log, "exp": gmpy2.exp, "cdf": judge.cdf}
    for name, function in functions.items():
        worst, count = mpfr(0), 0
        for x, y in table(folder / f"{name}.bin", 2):
            worst = max(worst, abs(y - function(mpfr(x) / E18) * E18))
            count += 1
        result[name] = {"points": count, "error": float(worst / E18)}


def black_errors(rows):
    """One dictionary of errors per option."""
    judge = Judge()
    for row in rows:
        f, k, vol, tau = (mpfr(x) / E18 for x in row[:4])
        root = gmpy2.sqrt(tau)
        s = vol * root
        d1, call, put = judge.black(f, k, s)
        call_delta, put_delta = judge.cdf(d1), -judge.cdf(-d1)
        density = judge.pdf(d1)
        otm = call if f <= k else put
        price = max(abs(mpfr(row[4]) / E18 - call), abs(mpfr(row[5]) / E18 - put))
        delta = max(abs(mpfr(row[6]) / E18 - call_delta), abs(mpfr(row[7]) / E18 - put_delta))
        of_double = max(abs(double(row[16]) - call), abs(double(row[17]) - put))
        gamma, vega = density / (f * s), f * density * root
        yield {
            "f": f, "k": k, "tau": tau, "s": s, "otm": otm,
            "price": price,
            "relative": abs(wide(*row[8:10]) / otm - 1) if otm > 0 else mpfr(0),
            "delta": delta,
            "gamma": abs(wide(*row[10:12]) / gamma - 1) if gamma > 1e-40 else mpfr(0),
            "vega": abs(wide(*row[12:14]) / vega - 1) if vega > 1e-40 else mpfr(0),
            "double_price": of_double,
            "double_relative": abs(double(row[16] if f <= k else row[17]) / otm - 1)
            if otm > 0 else mpfr(0),
            "double_delta": abs(double(row[18]) - call_delta),
        }


def black(folder, result):
    worst = dict.fromkeys(
        ("price / F", "price relative", "delta", "gamma relative", "vega relative",
         "double price / F", "double price relative", "double delta"), mpfr(0))
    count = 0

    def note(name, x):
        worst[name] = max(worst[name], x)

    for e in black_errors(table(folder / "black.bin", 19)):
        count += 1
        # Below a forward of one the format's last unit is all there is.
        note("price / F", e["price"] / max(e["f"], 1))
        note("delta", e["delta"])
        note("gamma relative", e["gamma"])
        note("vega relative", e["vega"])
        if e["otm"] >= 1e-9 * e["f"]:
            note("price relative", e["relative"])
        if at_home(e["f"], e["k"], e["s"]):
            note("double price / F", e["double_price"] / e["f"])
            note("double delta", e["double_delta"])
            if e["otm"] >= 1e-9 * e["f"]:
                note("double price relative", e["double_relative"])
    for name, x in worst.items():
        result[name] = {"points": count, "error": float(x)}


def implied(folder, result):
    """From the volatility back to the price: the error is the price's, divided by vega."""
    judge = Judge()
    worst = mpfr(0)
    of_double = []
    count = without = refused = wrongly = 0
    for row in table(folder / "implied.bin", 9):
        f, k, tau = (mpfr(x) / E18 for x in row[:3])
        call, price = row[3], mpfr(row[4]) / E18
        # In integers: exactly.
        time_value = row[4] - max(row[0] - row[1] if call else row[1] - row[0], 0)
        if row[6] < 0:
            # Refused: right if no volatility gives the price as it was rounded.
            attainable = 0 <= time_value < min(row[0], row[1])
            refused, wrongly = refused + 1, wrongly + attainable
            continue
        if time_value == 0:
            # The intrinsic value itself: zero is the volatility.
            without += 1
            worst = max(worst, abs(mpfr(row[6])))
            continue
        count += 1

        def error(vol, root=gmpy2.sqrt(tau)):
            """Relative, to first order, which is exact at these sizes."""
            s = vol * root
            d1, of_call, of_put = judge.black(f, k, s)
            vega = f * judge.pdf(d1)
            return abs(((of_call if call else of_put) - price) / (vega * s))

        worst = max(worst, error(wide(*row[6:8])))
        guess = double(row[8])
        s = mpfr(row[5]) / E18 * gmpy2.sqrt(tau)
        if at_home(f, k, s) and time_value == row[4] and price > 1e-9 * f and guess > 0:
            of_double.append(float(error(mpfr(guess))))
    of_double.sort()
    result["implied relative"] = {"points": count, "error": float(worst), "intrinsic": without,
                                  "refused": refused, "wrongly refused": wrongly}
    result["double implied relative"] = {
        "points": len(of_double), "error": of_double[-1], "median": of_double[len(of_double) // 2],
    }


def contract(folder, result):
    path = folder / "contract.bin"
    if not path.exists():
        return
    judge = Judge()
    price = delta = mpfr(0)
    count = 0
    for f, k, vol, seconds, call, put, call_delta in table(path, 7):
        f, k = mpfr(f) / E18, mpfr(k) / E18
        s = mpfr(vol) / E18 * gmpy2.sqrt(mpfr(seconds) / 31_536_000)
        d1, of_call, of_put = judge.black(f, k, s)
        price = max(price, abs(mpfr(call) / E18 - of_call) / f, abs(mpfr(put) / E18 - of_put) / f)
        delta = max(delta, abs(mpfr(call_delta) / E18 - judge.cdf(d1)))
        count += 1
    result["contract price / F"] = {"points": count, "error": float(price)}
    result["contract delta"] = {"points": count, "error": float(delta)}


def libraries(timings, result):
    """Absolute errors of other libraries' texts; what is no number counts as none."""
    data = timings["libraries"]
    functions = {"exp": gmpy2.exp, "ln": gmpy2.log, "sqrt": gmpy2.sqrt}
    for row in data["rows"]:
        inputs = data["exp_inputs_e18" if row["function"] == "exp" else "positive_inputs_e18"]
        errors = []
        for x, y in zip(inputs, row["results"]):
            x = mpfr(int(x)) / E18
            exact = functions[row["function"]](x)
            errors.append(abs(mpfr(y) - exact) / max(exact if row["function"] == "exp" else 1, 1))
        result[f"{row['library']} {row['function']}"] = {
            "points": len(errors), "error": float(max(errors)),
        }


def run(folder):
    folder = Path(folder)
    result = {}
    with gmpy2.context(gmpy2.get_context(), precision=BITS):
        numbers(folder, result)
        black(folder, result)
        implied(folder, result)
        contract(folder, result)
        timings = folder / "time.json"
        if timings.exists():
            libraries(json.loads(timings.read_text()), result)
    (folder / "accuracy.json").write_text(json.dumps(result, indent=1))
    return result
