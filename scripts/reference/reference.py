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
    a.add_argument("--json", default=None)
    p = commands.add_parser("plot", help="draw the error over moneyness and tenor")
    p.add_argument("folder")
    p.add_argument("--to", default=ROOT / "docs" / "img" / "black76_error.png")
    args = parser.parse_args()
    if args.command == "vectors":
        import vectors

        vectors.write_all(args.to, args.only)
    elif args.command == "judge":
        import judge

        raise SystemExit(judge.run(args.data))
    elif args.command == "accuracy":
        import accuracy

        accuracy.run(args.folder, args.json)
    else:
        import plot

        plot.run(args.folder, args.to)


if __name__ == "__main__":
    main()
