// SPDX-License-Identifier: Apache-2.0
#![doc = include_str!("../README.md")]
#![cfg_attr(not(feature = "std"), no_std)]

mod book;
mod contract;

pub use book::{
	is_fully_covered, net_payoff_ceil, net_payoff_e16, net_payoff_floor, net_value_floor,
	WorstPayoff,
};
pub use contract::{Contract, Payoff, Shape};

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

/// Why a payoff can't be given.
#[derive(
	Clone,
	Copy,
	PartialEq,
	Eq,
	Debug,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub enum PayoffError {
	/// A sum left the range of its type.
	Overflow,
	/// The positions are not ascending by strike.
	UnsortedPositions,
}
