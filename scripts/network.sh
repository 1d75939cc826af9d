#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# A network of four validators and a node for clients on the loopback, traded on while something happens to
# it; every node compared and every invariant checked at the end. docs/networks.md says more.
#
#   scripts/network.sh SCENARIO...
#
#   finality   how soon blocks are final
#   kill       one validator killed, and back
#   restart    all nodes down at once, and back from disk
#   sync       a pruned node by warp sync and an archive node in full, both late
#   kills      200 kills of validators at the moment they vote (TENOR_KILLS says otherwise)
#   skew       one clock ahead by less than others let pass, and by more; needs faketime
#   partition  two halves that can't reach each other, joined again; needs network namespaces and iproute2
#   throughput transfers as polkadot-stps counts them; TENOR_CODE names code with other slots
#   upgrade    the next version of the runtime, with a migration of several blocks, while options are traded
#   load       full blocks of orders, an expiry of 100,000 positions and a crash at the same time, with a
#              runtime whose blocks have 150 ms; --whole: with the 330 ms of the ordinary one; --quick: with
#              little of each
#   lane-day     fifty traders and two makers in the lane while the book trades the same series; the sequencer
#                killed with a batch on its way
#   lane-frauds  nine sequencers, each of which breaks another rule, and one watcher
#   lane-censor  a sequencer that leaves an order of the chain waiting
#   lane-gone    the sequencer gone for good, and nobody to follow
#   zombienet  the network of zombienet/ on its native provider, with zombienet from npm
#
# Each ends with a table; the exit status is 0 only if everything in all of them is as it must be. TENOR_NODE,
# TENOR_CHECK_STATE and TENOR_BENCH name other binaries than those of this tree, TENOR_UPGRADE other code. Needs npm.
set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$ROOT"
# shellcheck source=scripts/lib/code.sh
. scripts/lib/code.sh
BIN=${CARGO_TARGET_DIR:-$ROOT/target}/debug
SCRATCH=$(mktemp -d "${TMPDIR:-/tmp}/tenor-networks.XXXXXX")
trap 'rm -rf "$SCRATCH"' EXIT
trap 'exit 130' INT TERM

if [ $# = 0 ]; then
	sed -n '4,31s/^# \{0,1\}//p' "${BASH_SOURCE[0]}" >&2
	exit 2
fi
if [ -z "${TENOR_NODE:-}" ] || [ -z "${TENOR_CHECK_STATE:-}" ]; then
	cargo build --locked --workspace
fi
export TENOR_NODE=${TENOR_NODE:-$BIN/tenor-node}
export TENOR_CHECK_STATE=${TENOR_CHECK_STATE:-$BIN/check-state}
[ -d tests/e2e/node_modules ] || (cd tests/e2e && npm ci --silent)

# The genesis of the load begins when it is written.
load_spec() {
	local bench=${TENOR_BENCH:-} budget=(--features tenor-bench/budget-150) size=() flag
	for flag in "$@"; do
		case $flag in
		--whole) budget=() ;;
		--quick) size=(--quick) ;;
		*)
			echo "unknown option $flag of load; known: --whole, --quick" >&2
			exit 2
			;;
		esac
	done
	if [ -z "$bench" ]; then
		cargo build --locked --workspace --bin tenor-bench "${budget[@]}"
		bench=$BIN/tenor-bench
	fi
	export TENOR_LOAD_SPEC=$SCRATCH/load.json
	"$bench" --spec "$TENOR_LOAD_SPEC" "${size[@]}"
}

# The next version of the runtime; its own programs go on being those of this one.
upgrade_code() {
	[ -z "${TENOR_UPGRADE:-}" ] || return 0
	local beside
	for beside in tenor-sequencer tenor-lane-fraud; do
		beside=$(dirname "$TENOR_NODE")/$beside
		[ ! -x "$beside" ] || cp "$beside" "$SCRATCH/"
	done
	cp "$TENOR_NODE" "$SCRATCH/tenor-node"
	export TENOR_NODE=$SCRATCH/tenor-node TENOR_UPGRADE=$SCRATCH/upgrade.wasm
	code_with rehearsal "$TENOR_UPGRADE"
}

client() { (cd tests/e2e && npm run --silent network -- "$1"); }

# In network and mount namespaces of its own: what it makes there is gone with it.
client_on_wires() {
	local own=(unshare --net --mount)
	[ "$(id -u)" = 0 ] || own+=(--map-root-user)
	# shellcheck disable=SC2016
	"${own[@]}" sh -c 'mount -t tmpfs tmpfs /run && mkdir /run/netns && cd tests/e2e && npm run --silent network -- "$1"' sh "$1"
}

zombienet() {
	local home=${CARGO_TARGET_DIR:-$ROOT/target}/zombienet
	mkdir -p "$home" "$SCRATCH/zombienet"
	cp zombienet/package.json "$home/"
	[ -x "$home/node_modules/.bin/zombienet" ] ||
		(cd "$home" && npm install --silent --ignore-scripts --no-audit --no-fund)
	export TENOR_SPEC=$SCRATCH/spec.json
	"$TENOR_NODE" export-chain-spec --chain local --raw >"$TENOR_SPEC"
	TMPDIR=$SCRATCH/zombienet "$home/node_modules/.bin/zombienet" --provider native test zombienet/four-validators.zndsl
}

status=0
while [ $# -gt 0 ]; do
	scenario=$1
	shift
	flags=()
	while [[ ${1:-} == --* ]]; do
		flags+=("$1")
		shift
	done
	[ "$scenario" != load ] || load_spec "${flags[@]}"
	[ "$scenario" != upgrade ] || upgrade_code
	if [ "$scenario" = skew ] && ! command -v faketime >/dev/null; then
		echo "skew needs faketime, of the Debian package of that name" >&2
		exit 2
	fi
	case $scenario in
	zombienet) zombienet || status=1 ;;
	partition) client_on_wires "$scenario" || status=1 ;;
	*) client "$scenario" || status=1 ;;
	esac
done
exit "$status"
