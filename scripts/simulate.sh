#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Runs random blocks through the whole runtime, natively, against a reference ledger, and prints what was
# done. Fails if an invariant broke, and says how to see it again.
#
#   scripts/simulate.sh [--seed N] [--operations N] [--episode] [--fuzz] [--quick] [--out FILE]
#
# --operations: calls that are sent (100,000). --fuzz: any call with any arguments. --quick: looks at
# everything in one block of eight. --episode: the seed is one that a failure printed.
set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
TARGET=${CARGO_TARGET_DIR:-$ROOT/target}

# The node's own profile and features, so that nothing is compiled twice.
(cd "$ROOT" && cargo build --locked --workspace)
exec "$TARGET/debug/simulate" "$@"
