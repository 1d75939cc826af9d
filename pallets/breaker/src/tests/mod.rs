// SPDX-License-Identifier: Apache-2.0

mod checks;
mod committee;
mod invariants;
mod properties;
mod shutdown;
