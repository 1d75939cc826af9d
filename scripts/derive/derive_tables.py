#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Derives every table and coefficient of `tenor-transcendental` and writes them as Rust.

	derive_tables.py           regenerate primitives/transcendental/src/tables.rs
	derive_tables.py --check   fail if the committed file differs from what is derived

Everything is computed with mpmath at 80 digits. Polynomials are Chebyshev interpolants, which are
within a small factor of the minimax error; each reported error is measured against the function.
"""
import os
import sys

from mpmath import mp, mpf, ceil, cos, diff, erfc, exp, floor, log, nint, pi, sqrt

mp.dps = 80
HERE = os.path.dirname(os.path.abspath(__file__))
TARGET = os.path.join(HERE, "..", "..", "primitives", "transcendental", "src", "tables.rs")

MILLS_WIDTH = mpf(1) / 8
MILLS_ROWS = 128
MILLS_DEGREE = 10
EXP_CELLS = 128
EXP_DEGREE = 5


def fixed(x, bits):
    """Nearest integer to x * 2^bits."""
    return int(nint(mpf(x) * mpf(2) ** bits))


def chebyshev_monomials(f, lo, hi, degree):
    """Monomial coefficients (ascending, in the variable itself) of the Chebyshev interpolant."""
    n = degree + 1
    nodes = [(lo + hi) / 2 + (hi - lo) / 2 * cos(pi * (2 * k + 1) / (2 * n)) for k in range(n)]
    # Newton's divided differences, then expansion.
    table = [f(x) for x in nodes]
    for level in range(1, n):
        for k in range(n - 1, level - 1, -1):
            table[k] = (table[k] - table[k - 1]) / (nodes[k] - nodes[k - level])
    poly = [table[n - 1]]
    for k in range(n - 2, -1, -1):
        shifted = [mpf(0)] + poly
        for i, c in enumerate(poly):
            shifted[i] -= nodes[k] * c
        shifted[0] += table[k]
        poly = shifted
    return poly


def worst_error(f, poly, lo, hi, samples=200):
    worst = mpf(0)
    for k in range(samples + 1):
        x = lo + (hi - lo) * k / samples
        value = mpf(0)
        for c in reversed(poly):
            value = value * x + c
        worst = max(worst, abs(value - f(x)))
    return worst


def scaled_mills(z):
    """M(z) = N(-z) * exp(z^2/2), with N the normal distribution function."""
    return erfc(z / sqrt(mpf(2))) * exp(z * z / 2) / 2


def mills_rows():
    rows, worst = [], mpf(0)
    for i in range(MILLS_ROWS):
        right = (i + 1) * MILLS_WIDTH
        f = lambda d, right=right: scaled_mills(right - d)
        poly = chebyshev_monomials(f, mpf(0), MILLS_WIDTH, MILLS_DEGREE)
        assert all(c > 0 for c in poly), "all terms positive makes the evaluation monotone"
        # The largest scale at which the row's largest value stays below 1.
        scale = 0
        while scaled_mills(i * MILLS_WIDTH) * mpf(2) ** (scale + 1) < 1:
            scale += 1
        worst = max(worst, worst_error(f, poly, mpf(0), MILLS_WIDTH, 60) * mpf(2) ** scale)
        row = [fixed(c, 64 + scale) for c in poly]
        assert all(0 < c < 2**64 for c in row)
        rows.append((scale, row))
    return rows, worst


def mills_tail():
    """z * sqrt(2 pi) * M(z) as a polynomial in v = 256/z^2 on (0, 1]."""
    def f(v):
        # Near v = 0 the value is 1: the asymptotic series, exact enough below 2^-9.
        if v < mpf(2) ** -9:
            total, term, n = mpf(0), mpf(1), 0
            while abs(term) > mpf(10) ** -70 and n < 60:
                total += term
                n += 1
                term *= -(2 * n - 1) * v / 256
            return total
        z = 16 / sqrt(v)
        return z * sqrt(2 * pi) * scaled_mills(z)

    degree = 9
    poly = chebyshev_monomials(f, mpf(0), mpf(1), degree)
    return [fixed(c, 62) for c in poly], worst_error(f, poly, mpf(0), mpf(1))


def exp_polynomial():
    """(e^w - 1)/w on [0, ln2/128]."""
    top = log(2) / EXP_CELLS

    def f(w):
        if w < mpf(10) ** -12:
            return 1 + w / 2 + w * w / 6 + w**3 / 24 + w**4 / 120
        return (exp(w) - 1) / w

    poly = chebyshev_monomials(f, mpf(0), top, EXP_DEGREE)
    return poly, worst_error(f, poly, mpf(0), top)


def reciprocal_tables():
    """ln by two steps of m * r - 1 >= 0 with short reciprocals r that are never too small."""
    first = [int(ceil(mpf(2**15 * 128) / (128 + i))) for i in range(128)]
    # The largest remainder of the first step fixes the length of the second table.
    rest = max(mpf(r) / 2**15 * (1 + mpf(i + 1) / 128) - 1 for i, r in enumerate(first))
    steps = int(floor(rest * 2**14)) + 1
    second = [int(ceil(mpf(2**28) / (1 + mpf(j) / 2**14))) for j in range(steps)]
    return first, second


def rsqrt_seeds():
    """1/sqrt(x) at the middle of 96 cells of width 1/32 on [1, 4), in units of 2^-16."""
    return [fixed(1 / sqrt(1 + (mpf(i) + mpf(1) / 2) / 32), 16) for i in range(96)]


def rust_array(name, kind, values, doc, width):
    lines = [f"/// {doc}", f"pub(crate) const {name}: [{kind}; {len(values)}] = ["]
    per_line = max(1, 96 // (width + 4))
    for start in range(0, len(values), per_line):
        lines.append("\t" + " ".join(f"0x{v:0{width}x}," for v in values[start : start + per_line]))
    lines.append("];")
    return lines


def constant(name, kind, value, doc, width, scope="pub(crate)"):
    return [f"/// {doc}", f"{scope} const {name}: {kind} = 0x{value:0{width}x};"]


def generate():
    out = [
        "// SPDX-License-Identifier: Apache-2.0",
        "//! Derived by `scripts/derive/derive_tables.py` (mpmath, 80 digits). Do not edit: change the",
        "//! script and run it; `derive_tables.py --check` compares.",
        "#![cfg_attr(rustfmt, rustfmt_skip)]",
        "#![allow(clippy::unreadable_literal)]",
        "",
    ]
    ln2, e18 = log(mpf(2)), mpf(10) ** 18
    out += constant("LN2_Q112", "i128", fixed(ln2, 112), "ln 2, 112 binary places.", 29)
    out += constant("LN_E18_Q112", "i128", fixed(log(e18), 112), "ln 10^18, 112 binary places.", 29)
    out += constant("LN2_Q121", "u128", fixed(ln2, 121), "ln 2, 121 binary places.", 31)
    out += constant("EXP_CELL_Q120", "u128", fixed(ln2 / EXP_CELLS, 120), "ln 2 / 128, 120 binary places.", 30)
    out += constant("EXP_CELLS_PER_ONE_Q56", "u64", int(floor(EXP_CELLS / ln2 * 2**56)), "128 / ln 2, 56 binary places, rounded down.", 16)
    out += constant("LOG2_E_Q62", "u64", int(floor(1 / ln2 * 2**62)), "1 / ln 2, 62 binary places, rounded down.", 16)
    out += constant("INV_E18_Q180", "u128", fixed(1 / e18, 180), "10^-18, 180 binary places.", 31)
    out += constant("INV_E18_Q123", "u64", fixed(1 / e18, 123), "10^-18, 123 binary places.", 16)
    out += constant("INV_SQRT_2PI_Q65", "u64", fixed(1 / sqrt(2 * pi), 65), "1 / sqrt(2 pi), 65 binary places.", 16, "pub")
    out += constant("INV_SQRT_2PI_Q124", "u128", fixed(1 / sqrt(2 * pi), 124), "1 / sqrt(2 pi), 124 binary places.", 31, "pub")
    out += constant("SQRT_2PI_Q62", "u64", fixed(sqrt(2 * pi), 62), "sqrt(2 pi), 62 binary places.", 16)

    first, second = reciprocal_tables()
    out += rust_array("LN_RECIPROCAL_1", "u32", first, "Reciprocals of 1 + i/128, 15 binary places, rounded up.", 5)
    out += rust_array("LN_VALUE_1", "u128", [fixed(-log(mpf(r) / 2**15), 112) for r in first], "-ln of them, 112 binary places.", 29)
    out += rust_array("LN_RECIPROCAL_2", "u32", second, "Reciprocals of 1 + j/2^14, 28 binary places, rounded up.", 8)
    out += rust_array("LN_VALUE_2", "u128", [fixed(-log(mpf(r) / 2**28), 112) for r in second], "-ln of them, 112 binary places.", 29)

    out += rust_array("EXP_CELL", "u64", [fixed(mpf(2) ** (-mpf(j + 1) / EXP_CELLS), 64) for j in range(EXP_CELLS)], "2^(-(j+1)/128), 64 binary places.", 16)
    poly, error = exp_polynomial()
    assert error * ln2 / EXP_CELLS < mpf(2) ** -70, error
    coefficients = [fixed(poly[0], 63)] + [fixed(c, 64) for c in poly[1:]]
    out += rust_array("EXP_POLY", "u64", coefficients, f"(e^w - 1)/w on [0, ln2/128], ascending; the first has 63 binary places, the rest 64. Error 2^{float(log(error, 2)):.1f}.", 16)
    out += rust_array("EXP_COARSE", "u128", [fixed(exp(mpf(i) / 64), 126) for i in range(45)], "e^(i/64), 126 binary places.", 32)
    out += rust_array("EXP_FINE", "u128", [fixed(exp(mpf(i) / 4096), 126) for i in range(64)], "e^(i/4096), 126 binary places.", 32)
    factorial, inverse = 1, []
    for n in range(1, 10):
        factorial *= n
        inverse.append(fixed(mpf(1) / factorial, 127))
    out += rust_array("INV_FACTORIAL", "u128", inverse, "1/n! from n = 1, 127 binary places.", 32)

    rows, error = mills_rows()
    assert error < mpf(2) ** -66, float(log(error, 2))
    out += [f"/// M(z) = N(-z) exp(z^2/2) for z = (i+1)/8 - d as a polynomial in d on [0, 1/8], ascending, with", f"/// 64 + scale binary places; the last word of a row is the scale. Error 2^{float(log(error, 2)):.1f} of the scaled value.", f"pub(crate) const MILLS: [[u64; {MILLS_DEGREE + 2}]; {MILLS_ROWS}] = ["]
    for scale, row in rows:
        out.append("\t[" + ", ".join(f"0x{c:016x}" for c in row) + f", {scale}],")
    out.append("];")
    tail, error = mills_tail()
    assert error < mpf(2) ** -62, float(log(error, 2))
    out += [f"/// z sqrt(2 pi) M(z) for z >= 16 as a polynomial in v = 256/z^2 on (0, 1], ascending, 62 binary", f"/// places. Error 2^{float(log(error, 2)):.1f}.", f"pub(crate) const MILLS_TAIL: [i64; {len(tail)}] = ["]
    out += [f"\t{c}," for c in tail] + ["];"]
    out += rust_array("RSQRT_SEED", "u32", rsqrt_seeds(), "1/sqrt(x) in the middle of 96 cells on [1, 4), 16 binary places.", 5)
    return "\n".join(out) + "\n"


def main():
    text = generate()
    if "--check" in sys.argv:
        with open(TARGET) as f:
            if f.read() != text:
                sys.exit("tables.rs differs from what the script derives")
        print("tables.rs is what the script derives")
        return
    with open(TARGET, "w") as f:
        f.write(text)
    print(f"wrote {os.path.normpath(TARGET)}")


main()
