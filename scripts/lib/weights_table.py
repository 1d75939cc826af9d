# SPDX-License-Identifier: Apache-2.0
"""Prints, function by function, what a weights.rs said before and says now: microseconds of reference time,
reads and writes of the runtime's database included, with every component at the top of its range.

    weights_table.py PALLET BEFORE AFTER
"""

import re
import sys

# ParityDbWeight, in picoseconds.
READ, WRITE = 8_000_000, 50_000_000
# Where the file says no range: none was measured, and one is what there is.
ALONE = 1


def functions(path):
    """Name -> microseconds, of the implementation for a runtime."""
    with open(path) as file:
        text = file.read()
    start = text.index("for SubstrateWeight<T>")
    end = text.index("impl WeightInfo for ()")
    found, ranges = {}, {}
    for part in re.split(r"\n\t}", text[start:end]):
        head = re.search(r"fn (\w+)\(", part)
        if head is None:
            continue
        for name, top in re.findall(r"component `(\w+)` is `\[\d+, (\d+)\]`", part):
            ranges[name] = int(top)
        found[head[1]] = total(part[head.end() :], ranges) / 1_000_000
        ranges = {}
    return found


def total(body, ranges):
    """Picoseconds of one body: every addend is a number of something, maybe times a component."""
    body = re.sub(r"//.*", "", body).replace("_u64", "")
    number = lambda digits: int(digits.replace("_", ""))
    sum_ps = 0
    for addend in body.split(".saturating_add(") if "saturating_add" in body else [body]:
        times = re.search(r"saturating_mul\((\w+)\.into\(\)\)", addend)
        times = ranges.get(times[1].lstrip("_"), ALONE) if times else 1
        time = re.search(r"from_parts\(([\d_]+)", addend)
        reads = re.search(r"\breads\(\(?([\d_]+)", addend)
        writes = re.search(r"\bwrites\(\(?([\d_]+)", addend)
        both = re.search(r"reads_writes\(([\d_]+), ([\d_]+)", addend)
        one = number(time[1]) if time else 0
        one += READ * number(reads[1]) if reads else 0
        one += WRITE * number(writes[1]) if writes else 0
        one += READ * number(both[1]) + WRITE * number(both[2]) if both else 0
        sum_ps += one * times
    return sum_ps


def main():
    pallet, before, after = sys.argv[1], functions(sys.argv[2]), functions(sys.argv[3])
    for name in after:
        old = before.get(name)
        told = f"{old:12.1f}" if old is not None else f"{'new':>12}"
        ratio = f"{after[name] / old:8.2f}" if old else f"{'':8}"
        print(f"{pallet + '::' + name:44} {told} {after[name]:12.1f} {ratio}")


main()
