#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# The main job, shown: options at real quotes are listed on a fresh development chain, traded,
# settled by the chain and checked to the last unit; then the state is exported and every
# try_state of the runtime runs over it natively.
#
#   scripts/demo.sh          sets up, builds, shows
#   scripts/demo.sh --built  shows only; what it needs was built by `cargo build --workspace`
set -uo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$ROOT" || exit 1
# shellcheck source=scripts/lib/steps.sh
. scripts/lib/steps.sh
# shellcheck source=scripts/lib/devnode.sh
. scripts/lib/devnode.sh

SCRATCH=$(mktemp -d "${TMPDIR:-/tmp}/tenor-demo.XXXXXX")
cleanup() {
	stop_node
	rm -rf "$SCRATCH" "$STEP_LOGS"
}
trap cleanup EXIT
trap 'exit 130' INT TERM

BIN=${CARGO_TARGET_DIR:-$ROOT/target}/debug

case "${1:-}" in
'')
	show_step setup bash scripts/setup.sh || exit 1
	echo "the first build takes about half an hour on two cores; the next ones take seconds"
	run_step build cargo build --locked --workspace || exit 1
	;;
--built) ;;
*)
	echo "unknown option $1; known: --built" >&2
	exit 2
	;;
esac

echo "==> node"
start_node "$BIN/tenor-node" "$SCRATCH/node" --dev || exit 1
echo "    first block after $(span "$SECONDS") since the start of this script"

echo "==> demo"
(cd tests/e2e && npm run --silent demo -- "ws://127.0.0.1:$NODE_RPC")
demo=$?
if [ "$demo" != 0 ]; then
	echo "    the node's last lines:"
	grep -vE 'Imported #|Idle|Prepared block|Starting consensus|Pre-sealed' "$NODE_LOG" | tail -n 20
fi
stop_node

echo "==> state"
"$BIN/tenor-node" export-state --dev --base-path "$SCRATCH/node/data" \
	>"$SCRATCH/state.json" 2>"$SCRATCH/export.log" || {
	tail -n 20 "$SCRATCH/export.log"
	exit 1
}
echo "    exported $(wc -c <"$SCRATCH/state.json") bytes"
"$BIN/check-state" "$SCRATCH/state.json" && "$BIN/solvency" "$SCRATCH/state.json"
state=$?

if [ "$demo" = 0 ] && [ "$state" = 0 ]; then
	echo "==> the demo passed"
else
	echo "==> the demo FAILED (client: $demo, state: $state)"
	exit 1
fi
