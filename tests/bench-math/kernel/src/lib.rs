// SPDX-License-Identifier: Apache-2.0
//! Placeholder until the loops are written.
#![cfg_attr(target_arch = "wasm32", no_std)]
