# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
#
# A development node on free loopback ports with its data in a scratch folder. Sourced.
# After start_node: NODE_PID, NODE_RPC (port), NODE_BASE (folder), NODE_LOG.

# A TCP port of the loopback that nobody listens on.
free_port() {
	node -e 'const s = require("net").createServer(); s.listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close(); });'
}

# start_node BINARY FOLDER [ARGS...]: starts it and waits for its first block.
start_node() {
	local binary=$1
	NODE_BASE=$2
	shift 2
	mkdir -p "$NODE_BASE"
	NODE_LOG=$NODE_BASE/node.log
	NODE_RPC=$(free_port)
	"$binary" "$@" --base-path "$NODE_BASE/data" --rpc-port "$NODE_RPC" \
		--listen-addr "/ip4/127.0.0.1/tcp/$(free_port)" --no-prometheus --no-telemetry --no-mdns \
		>>"$NODE_LOG" 2>&1 </dev/null &
	NODE_PID=$!
	local waited=0
	until [ "$(best_block)" -ge 1 ] 2>/dev/null; do
		kill -0 "$NODE_PID" 2>/dev/null || {
			echo "the node ended before its first block:" && tail -n 20 "$NODE_LOG"
			return 1
		}
		sleep 1
		waited=$((waited + 1))
		if [ "$waited" -gt 120 ]; then
			echo "no block after two minutes:" && tail -n 20 "$NODE_LOG"
			return 1
		fi
	done
}

# The number of the node's best block, by plain JSON-RPC.
best_block() {
	curl -s -m 2 -H 'content-type: application/json' \
		-d '{"id":1,"jsonrpc":"2.0","method":"chain_getHeader","params":[]}' \
		"http://127.0.0.1:$NODE_RPC" |
		node -e 'let t = ""; process.stdin.on("data", (d) => (t += d)).on("end", () => { try { console.log(parseInt(JSON.parse(t).result.number, 16)); } catch { console.log(-1); } });'
}

# Ends the node as an operator does, and waits for it; kills it after 20 seconds.
stop_node() {
	[ -n "${NODE_PID:-}" ] || return 0
	kill -INT "$NODE_PID" 2>/dev/null
	local waited=0
	while kill -0 "$NODE_PID" 2>/dev/null && [ "$waited" -lt 20 ]; do
		sleep 1
		waited=$((waited + 1))
	done
	kill -KILL "$NODE_PID" 2>/dev/null
	wait "$NODE_PID" 2>/dev/null
	NODE_PID=
	return 0
}
