# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
#
# Named steps with elapsed times, a sign of life every 15 seconds, and a table at the end.
# Sourced by the scripts beside this folder; it starts nothing by itself.

STEP_LOGS=$(mktemp -d "${TMPDIR:-/tmp}/tenor-steps.XXXXXX")
STEP_NAMES=()
STEP_TIMES=()
STEP_RESULTS=()
PASSED=0
FAILED=0

# The cargo bar holds the only count of the crates; cargo draws it for a terminal unless told so.
export CARGO_TERM_PROGRESS_WHEN=always CARGO_TERM_PROGRESS_WIDTH=100 CARGO_TERM_COLOR=never

span() { printf '%d:%02d' "$(($1 / 60))" "$(($1 % 60))"; }

# A log as text: cargo's bar redraws its line with carriage returns and escapes.
plain_log() { cat -- "$@" | tr '\r' '\n' | sed 's/\x1b\[[0-9;]*[A-Za-z]//g'; }

# How far the step behind log $1 is: cargo's crate count, the number of finished tests, or its last line.
step_position() {
	local tail count
	tail=$(tail -c 6000 "$1" | plain_log | grep -v '^ *$') || true
	count=$(grep -cE '^test .* \.\.\. ' "$1") || true
	if printf '%s\n' "$tail" | tail -n 1 | grep -qE '[0-9]+/[0-9]+(:|$)'; then
		printf 'cargo %s' "$(printf '%s\n' "$tail" | grep -oE '[0-9]+/[0-9]+(:.*)?$' | tail -n 1 | cut -c 1-70)"
	elif [ "${count:-0}" -gt 0 ]; then
		printf '%s tests so far' "$count"
	else
		printf '%s' "$(printf '%s\n' "$tail" | tail -n 1 | cut -c 1-90)"
	fi
}

# Prints where a step is until the process of the step ends.
step_watch() {
	local pid=$1 log=$2 start=$SECONDS next=15
	while kill -0 "$pid" 2>/dev/null; do
		sleep 1
		if [ "$((SECONDS - start))" -ge "$next" ]; then
			next=$((next + 15))
			printf '    %s  %s\n' "$(span "$((SECONDS - start))")" "$(step_position "$log")"
		fi
	done
}

step_record() {
	STEP_NAMES+=("$1")
	STEP_TIMES+=("$2")
	STEP_RESULTS+=("$3")
}

# run_step NAME COMMAND...: the output goes to $STEP_LOGS/NAME.log and is shown if it fails.
# The status is the command's.
run_step() {
	local name=$1 log=$STEP_LOGS/$1.log start=$SECONDS status=0
	shift
	printf '==> %s\n' "$name"
	"$@" >"$log" 2>&1 </dev/null &
	local pid=$!
	step_watch "$pid" "$log"
	wait "$pid" || status=$?
	local took=$((SECONDS - start))
	if [ "$status" = 0 ]; then
		printf '    ok after %s\n' "$(span "$took")"
		step_record "$name" "$took" ok
	else
		printf '    FAILED after %s, the end of its output:\n' "$(span "$took")"
		plain_log "$log" | grep -vE '^ *(Building|Compiling|Checking) |^ *$' | tail -n "${STEP_TAIL:-60}"
		step_record "$name" "$took" FAILED
	fi
	return "$status"
}

# show_step NAME COMMAND...: as run_step, with the output shown while it runs.
show_step() {
	local name=$1 log=$STEP_LOGS/$1.log start=$SECONDS status=0
	shift
	printf '==> %s\n' "$name"
	"$@" </dev/null 2>&1 | tee "$log" || status=$?
	local took=$((SECONDS - start))
	if [ "$status" = 0 ]; then
		printf '    ok after %s\n' "$(span "$took")"
		step_record "$name" "$took" ok
	else
		printf '    FAILED after %s\n' "$(span "$took")"
		step_record "$name" "$took" FAILED
	fi
	return "$status"
}

skip_step() {
	printf '==> %s\n    skipped: %s\n' "$1" "$2"
	step_record "$1" 0 "skipped: $2"
}

# A step that is one test by itself.
count_step() {
	if [ "$1" = 0 ]; then PASSED=$((PASSED + 1)); else FAILED=$((FAILED + 1)); fi
}

# Adds the tests that the log of a cargo or node run names. A run that failed without naming a
# failed test (it did not build, it crashed) is one failure.
count_tests() {
	local status=$1 log=$STEP_LOGS/$2.log ok bad
	ok=$(sed -n 's/^test result: .*\. \([0-9]*\) passed; .*/\1/p; s/^\(# \|ℹ \)pass \([0-9]*\)$/\2/p' "$log" | awk '{n += $1} END {print n + 0}')
	bad=$(sed -n 's/^test result: .* passed; \([0-9]*\) failed; .*/\1/p; s/^\(# \|ℹ \)fail \([0-9]*\)$/\2/p' "$log" | awk '{n += $1} END {print n + 0}')
	if [ "$status" != 0 ] && [ "$bad" = 0 ]; then bad=1; fi
	PASSED=$((PASSED + ok))
	FAILED=$((FAILED + bad))
}

print_summary() {
	local i
	printf '\n%-14s %8s  %s\n' step time result
	for i in "${!STEP_NAMES[@]}"; do
		printf '%-14s %8s  %s\n' "${STEP_NAMES[$i]}" "$(span "${STEP_TIMES[$i]}")" "${STEP_RESULTS[$i]}"
	done
	printf '%-14s %8s\n\n' total "$(span "$SECONDS")"
}
