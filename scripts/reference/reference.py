# SPDX-License-Identifier: Apache-2.0
"""Command line of the reference model: see README.md."""

import argparse
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def main():
    parser = argparse.ArgumentParser(prog="reference.py", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    v = commands.add_parser("vectors", help="write tests/vectors")
    v.add_argument("--to", default=ROOT / "tests" / "vectors")
    v.add_argument("--only", nargs="*", default=())
    j = commands.add_parser("judge", help="compare the model with QuantLib and exchange data")
    j.add_argument("--data", default=None, help="folder with the exchange files")
    a = commands.add_parser("accuracy", help="measure a dump of bench-math against MPFR")
    a.add_argument("folder")
    r = commands.add_parser("report", help="print the table of a bench run")
    r.add_argument("folder")
    r.add_argument("--write", action="store_true", help="also write docs/benchmarks.md")
    args = parser.parse_args()
    if args.command == "vectors":
        import vectors

        vectors.write_all(args.to, args.only)
    elif args.command == "judge":
        import judge

        raise SystemExit(judge.run(args.data))
    elif args.command == "accuracy":
        import accuracy

        accuracy.run(args.folder)
    else:
        import report

        report.run(args.folder, args.write)


if __name__ == "__main__":
    main()
