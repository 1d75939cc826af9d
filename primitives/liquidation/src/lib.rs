// SPDX-License-Identifier: Apache-2.0
#![doc = include_str!("../README.md")]
#![cfg_attr(not(feature = "std"), no_std)]
// The codec's derive numbers the variants of an enum by a cast; every enum here has a few.
#![allow(clippy::cast_possible_truncation)]

mod auction;
mod loss;
mod params;
mod stage;
mod vault;

pub use auction::{
	buffer_floor, claim_floor, cost_ceil, debt_share_ceil, exit_price_ceil, factor_ceil, fee_ceil,
	largest_share_ceil, of_rest_ceil, part_floor, payout_floor, BookWorth, Payout, CLEARANCE,
};
pub use loss::{redemption_share_floor, socialised_share_ceil, withdrawal_share_floor};
pub use params::{ParamError, Params};
pub use stage::{counted_ms, verdict, Stage, Standing, Verdict};
pub use vault::{
	carried_share_floor, lost_ceil, share_price_floor, shares_floor, worth_floor, Shares,
};
