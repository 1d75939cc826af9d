// SPDX-License-Identifier: Apache-2.0
#![doc = include_str!("../README.md")]
#![cfg_attr(not(feature = "std"), no_std)]

extern crate alloc;

pub mod band;
mod error;
mod factor;
pub mod inputs;
mod mark;
pub mod orders;
mod params;
pub mod portfolio;
mod ramp;
pub mod regime;
mod scale;
mod scenario;
mod shock;
pub mod standard;
pub mod stress;
mod table;
mod types;

pub use error::RiskError;
pub use inputs::{MarginComponents, MarginInputs, MarginReport};
pub use mark::{implied_vol, mark, price_at, Mark};
pub use params::{scenarios_sanity, ParamError, PortfolioParams, SkewParams, StandardParams};
pub use portfolio::{PortfolioMargin, ScenarioVectors};
pub use ramp::Ramp;
pub use regime::{Regime, RegimeParams, ShockScale};
pub use scenario::{default_scenarios, Scenario, VolDirection, MAX_SCENARIOS};
pub use standard::{StandardMargin, StandardVectors};
pub use stress::{StressScenario, StressVectors};
pub use tenor_series::{OptionKind, Position};
pub use types::{
	CollateralHolding, CollateralParams, ExpiryMarket, FlatVol, Holdings, Sensitivities, Stable,
	Totals, UnderlyingMarket, VolSource,
};
