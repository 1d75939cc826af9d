// SPDX-License-Identifier: Apache-2.0
//! What becomes of an auction.

use crate::{buffer_floor, factor_ceil, Params};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use tenor_fixed::Cash;
use tenor_series::Moment;

/// Which of the two prices an auction goes by.
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
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum Stage {
	/// Bidders pay for what is worth something.
	Solvent,
	/// The fund pays bidders to take what is worth less than nothing.
	Insolvent,
	/// Bidders pay for a share of what a safe portfolio holds, until it owes no cash any more.
	Debt,
	/// Bidders take the positions of a safe portfolio whose owner wants to be without any, and nothing else.
	Exit,
}

/// What an auction must know of its portfolio.
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
pub struct Standing {
	/// Value of everything, debts taken off: `E`.
	pub equity: Cash,
	/// Maintenance margin: `MM`.
	pub maintenance: Cash,
	/// Cash, below zero if owed.
	pub cash: Cash,
	/// Whether there is a position or an asset.
	pub holds: bool,
	/// Whether there is a position.
	pub positions: bool,
	/// Whether cash alone covers whatever the positions can cost.
	pub covered: bool,
}

/// What becomes of an auction.
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
pub enum Verdict {
	/// It goes on.
	Continue,
	/// It goes on from the start, with `R = 0` and no second fee: the cash received is what is left of
	/// the equity, and is sold with the rest.
	Restart,
	/// It goes on as an insolvent one, with `R = 0`.
	TurnInsolvent,
	/// The portfolio is safe again.
	Safe,
	/// Nothing is left to sell, and nothing is owed.
	Sold,
	/// Nothing is left to sell, and the cash is below zero.
	WriteOff,
}

/// What becomes of an auction in this stage with the clock at `active_ms`. `None`: a number does not
/// fit.
pub fn verdict(
	stage: Stage,
	standing: &Standing,
	received: Cash,
	active_ms: Moment,
	params: &Params,
) -> Option<Verdict> {
	if stage == Stage::Exit {
		return Some(if standing.positions { Verdict::Continue } else { Verdict::Sold });
	}
	if !standing.holds {
		let owes = standing.cash.is_negative();
		return Some(if owes { Verdict::WriteOff } else { Verdict::Sold });
	}
	let Standing { equity, maintenance, .. } = *standing;
	if stage == Stage::Debt {
		return Some(if !standing.cash.is_negative() {
			Verdict::Safe
		} else if equity <= received {
			Verdict::Restart
		} else {
			Verdict::Continue
		});
	}
	if standing.covered {
		return Some(Verdict::Safe);
	}
	if stage == Stage::Insolvent {
		let safe = !maintenance.is_negative();
		return Some(if safe { Verdict::Safe } else { Verdict::Continue });
	}
	if !buffer_floor(equity, maintenance, params.buffer)?.is_negative() {
		return Some(Verdict::Safe);
	}
	let worthless = factor_ceil(params, active_ms)?.is_zero();
	Some(if !equity.is_positive() || worthless {
		Verdict::TurnInsolvent
	} else if equity <= received {
		Verdict::Restart
	} else {
		Verdict::Continue
	})
}

/// By how much a clock advances that was last looked at `since`: only if data are fresh and nothing is
/// halted (`runs`), and by no more than a block may count.
pub fn counted_ms(params: &Params, since: Moment, now: Moment, runs: bool) -> Moment {
	if runs {
		now.saturating_sub(since).min(params.most_per_block_ms)
	} else {
		0
	}
}
