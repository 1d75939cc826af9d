// SPDX-License-Identifier: Apache-2.0
//! One file per behaviour.

mod batch;
mod batch_properties;
mod holds;
mod initial_margin;
mod inputs;
mod lane;
mod lane_properties;
mod limits;
mod limits_properties;
mod marks;
mod modes;
mod params;
mod positions;
mod properties;
mod reach;
mod reduces_risk;
mod regime;
mod release;
mod seize;
mod settlement;
mod stale_data;
mod stress;
mod sweep;
mod sweep_properties;
mod totals;
mod transients;
