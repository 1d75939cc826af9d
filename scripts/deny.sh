#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Licences, sources and bans by cargo-deny where it is installed (it needs no network for these
# three). Without it, the two rules that the lock file alone can answer are still checked.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

if command -v cargo-deny >/dev/null 2>&1; then
	exec cargo deny --locked check bans licenses sources
fi
echo "cargo-deny is not installed: only the lock file's sources and the SDK's single version are checked"

foreign=$(grep '^source = ' Cargo.lock | grep -v '"registry+' | sort -u || true)
if [ -n "$foreign" ]; then
	printf 'a dependency comes from elsewhere than the registry:\n%s\n' "$foreign"
	exit 1
fi
twice=$(awk '/^name = /{n = $3} /^version = /{print n}' Cargo.lock |
	grep -E '^"(frame-(support|system|executive)|polkadot-sdk|sp-(core|io|runtime|state-machine|trie)|sc-(client-api|network|service|consensus))"$' |
	sort | uniq -d)
if [ -n "$twice" ]; then
	printf 'in two versions:\n%s\n' "$twice"
	exit 1
fi
