// SPDX-License-Identifier: Apache-2.0
//! Tenor node.

fn main() {}
