// SPDX-License-Identifier: Apache-2.0
//! The primitives natively and in wasm: the sample of `scripts/bench.sh math` that CI runs. The tests
//! stand in `tests/identity.rs`.
