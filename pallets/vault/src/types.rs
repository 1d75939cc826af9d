// SPDX-License-Identifier: Apache-2.0
//! Records and their own rules.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use polkadot_sdk::frame_support::{traits::ConstU32, BoundedVec};
use scale_info::TypeInfo;
use tenor_fixed::{mul_div_floor, Cash, Fixed, E18, E8};
use tenor_liquidation::{carried_share_floor, lost_ceil, share_price_floor, Shares};
use tenor_series::{Moment, PortfolioId, DAY_MS};

/// Withdrawals that wait in a vault's queue at most.
pub const MAX_REQUESTS: u32 = 128;
/// A vault whose share is worth less than one in so many of what it began with takes no deposits: shares
/// would lose their meaning as numbers.
pub const WORN_OUT: i128 = 1_000;

/// Withdrawals that wait, first in, first out.
pub type Queue<AccountId> = BoundedVec<Request<AccountId>, ConstU32<MAX_REQUESTS>>;

/// A withdrawal that waits: its shares still bear what happens.
#[derive(
	Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct Request<AccountId> {
	/// Who leaves.
	pub who: AccountId,
	/// With how many shares, e8.
	pub shares: Shares,
	/// From when on it may be paid, ms.
	pub due: Moment,
}

/// What a vault has lost and taken since a moment.
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
pub struct Period {
	/// Since when, ms.
	pub since: Moment,
	/// What a share was worth then, e18.
	pub price: Fixed,
	/// How far what was taken since stood above its maintenance margin together, e8: what margin holds
	/// possible that it loses.
	pub taken: Cash,
}

/// One vault.
#[derive(
	Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct Vault<AccountId> {
	/// Where all it has is.
	pub portfolio: PortfolioId,
	/// All shares, those in the queue and those of the seed included, e8.
	pub shares: Shares,
	/// Who may place orders that only reduce what it holds.
	pub manager: Option<AccountId>,
	/// For the loss cap.
	pub period: Period,
}

/// How a vault, or what it is offered, stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Stands {
	/// Equity, e8.
	pub equity: Cash,
	/// Initial margin, e8.
	pub initial: Cash,
	/// Maintenance margin, e8.
	pub maintenance: Cash,
}

impl Stands {
	/// How much margin the whole needs of who is paid what it owes: `min(0, E) - margin`, e8.
	fn needs(&self, margin: Cash) -> Option<Cash> {
		self.equity.min(Cash::ZERO).checked_sub(margin)
	}

	/// What margin holds possible that the whole loses beyond what it owes, not below zero, e8.
	pub fn at_risk(&self) -> Option<Cash> {
		self.needs(self.maintenance).map(|needed| needed.max(Cash::ZERO))
	}
}

impl<AccountId> Vault<AccountId> {
	/// Begins a period at this price of a share if the last one is over. `None`: a number does not fit.
	pub fn roll(&mut self, nav: Cash, now: Moment, params: &Params) -> Option<bool> {
		if now < self.period.since.saturating_add(params.loss_period_ms) {
			return Some(false);
		}
		let price = share_price_floor(nav, self.shares)?;
		self.period = Period { since: now, price, taken: Cash::ZERO };
		Some(true)
	}

	/// What may still be lost in this period, e8: the cap's share of what all shares were worth when it
	/// began, less what was lost since, or less what was put at risk since if that is more. Below zero if
	/// the cap is passed.
	pub fn room(&self, nav: Cash, params: &Params) -> Option<Cash> {
		let Period { price, taken, .. } = self.period;
		let began = mul_div_floor(price.e18(), self.shares, E18).map(Cash::from_e8)?;
		let lost = lost_ceil(price, share_price_floor(nav, self.shares)?, self.shares)?;
		began.mul_floor(params.loss_cap)?.checked_sub(lost.max(taken))
	}

	/// The share that it takes of what stands like `sold`, itself standing like `own`: as much as its
	/// initial margin carries and the loss cap has room for; nothing if either is used up. Rounded down.
	pub fn offer_floor(&self, own: &Stands, sold: &Stands, params: &Params) -> Option<Fixed> {
		let room = self.room(own.equity, params)?;
		if !room.is_positive() || !own.initial.is_positive() || !own.equity.is_positive() {
			return Some(Fixed::ZERO);
		}
		let carried = carried_share_floor(own.initial, sold.needs(sold.initial)?)?;
		Some(carried.min(carried_share_floor(room, sold.at_risk()?)?))
	}
}

/// Why parameters are refused.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ParamError {
	/// The loss cap is not a share.
	CapOutOfRange,
	/// A time is longer than it may be, or the loss period is zero.
	TimeOutOfRange,
	/// The least amount is zero or below.
	LeastTooSmall,
}

/// Parameters of all vaults.
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
	serde::Serialize,
	serde::Deserialize,
)]
pub struct Params {
	/// How long a withdrawal waits at least, ms.
	pub notice_ms: Moment,
	/// The share of what a vault was worth when a period began that it may lose before it stops to bid.
	pub loss_cap: Fixed,
	/// How long a period is, ms.
	pub loss_period_ms: Moment,
	/// The least deposit, and the least withdrawal but of all, e8.
	pub least: Cash,
}

impl Default for Params {
	/// Three days of notice, a quarter in a week, a hundred dollars.
	fn default() -> Self {
		Self {
			notice_ms: 3 * DAY_MS,
			loss_cap: Fixed::from_e18(E18 / 4),
			loss_period_ms: 7 * DAY_MS,
			least: Cash::from_e8(100 * E8),
		}
	}
}

impl Params {
	/// Err unless governance may set these.
	pub fn sanity(&self) -> Result<(), ParamError> {
		if !(Fixed::ZERO..=Fixed::ONE).contains(&self.loss_cap) {
			return Err(ParamError::CapOutOfRange);
		}
		let period = 1..=90 * DAY_MS;
		if self.notice_ms > 30 * DAY_MS || !period.contains(&self.loss_period_ms) {
			return Err(ParamError::TimeOutOfRange);
		}
		if !self.least.is_positive() {
			return Err(ParamError::LeastTooSmall);
		}
		Ok(())
	}
}

/// A vault as its holders see it.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
pub struct VaultReport<AccountId> {
	/// The record.
	pub vault: Vault<AccountId>,
	/// The keyless account that owns its portfolio; before the vault opens, where bond and seed go.
	pub account: AccountId,
	/// Net asset value, e8; `None` while it is not known from fresh data.
	pub nav: Option<Cash>,
	/// What a share is worth, e18, rounded down.
	pub share_price: Option<Fixed>,
	/// What may still be lost in this period before the vault stops to bid, e8.
	pub loss_room: Option<Cash>,
}
