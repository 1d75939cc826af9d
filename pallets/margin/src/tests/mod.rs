// SPDX-License-Identifier: Apache-2.0
//! One file per behaviour.

mod initial_margin;
mod marks;
mod modes;
mod params;
mod positions;
mod properties;
mod reduces_risk;
mod release;
mod settlement;
mod stale_data;
mod transients;
