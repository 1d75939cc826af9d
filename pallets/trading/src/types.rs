// SPDX-License-Identifier: Apache-2.0
//! What is signed, what is charged, and what stops a second execution.

use alloc::vec::Vec;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use polkadot_sdk::{
	frame_support::{traits::ConstU32, BoundedVec},
	sp_io::hashing::blake2_256,
};
use scale_info::TypeInfo;
use tenor_fixed::{Cash, Fixed, Price, Quantity};
use tenor_series::{Moment, PortfolioId, SeriesKey};

/// Most legs of one block trade.
pub const MAX_LEGS: u32 = 32;
/// Most portfolios of one block trade.
pub const MAX_PARTIES: u32 = 8;
/// What a signed block trade begins with: no other message of this chain begins so.
pub const BLOCK_TRADE_TAG: [u8; 17] = *b"tenor/block-trade";
/// Version of the signed layout.
pub const BLOCK_TRADE_VERSION: u16 = 1;

/// A portfolio's side of a block trade.
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
pub struct Party {
	/// Who trades. Its owner signs.
	pub portfolio: PortfolioId,
	/// Used once per portfolio; see [`ReplayWindow`].
	pub nonce: u64,
	/// The most cash this portfolio gives, premiums and fees netted, e8. Below zero: the least it
	/// must receive. Guards against a fee that changes between signing and execution.
	pub limit: Cash,
}

/// One exchange of contracts against premium.
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
pub struct TradeLeg {
	/// Of what.
	pub series: SeriesKey,
	/// Receives contracts, pays premium.
	pub buyer: PortfolioId,
	/// Gives contracts, receives premium.
	pub seller: PortfolioId,
	/// Contracts, e8, above zero.
	pub quantity: Quantity,
	/// Premium per contract, e8, above zero.
	pub price: Price,
}

/// A trade agreed off-chain. Every party's owner signs [`BlockTrade::signing_payload`].
#[derive(
	Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct BlockTrade {
	/// Every portfolio that appears in a leg, ascending, none twice.
	pub parties: BoundedVec<Party, ConstU32<MAX_PARTIES>>,
	/// Last instant at which it executes.
	pub deadline: Moment,
	/// All of them execute, or none.
	pub legs: BoundedVec<TradeLeg, ConstU32<MAX_LEGS>>,
}

impl BlockTrade {
	/// The bytes each party signs, as they are or inside `<Bytes>..</Bytes>`.
	pub fn signing_payload<Hash: Encode>(&self, genesis_hash: &Hash) -> Vec<u8> {
		(BLOCK_TRADE_TAG, genesis_hash, BLOCK_TRADE_VERSION, self).encode()
	}

	/// Names the trade in events.
	pub fn hash(&self) -> [u8; 32] {
		blake2_256(&self.encode())
	}
}

/// What block trades cost, each side of each leg alike.
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
pub struct FeeSchedule {
	/// Share of quantity x index price.
	pub notional_rate: Fixed,
	/// Share of the premium above which the fee does not go.
	pub premium_cap: Fixed,
}

impl Default for FeeSchedule {
	/// 0.03 % of the notional, at most 12.5 % of the premium: what the field charges.
	fn default() -> Self {
		Self {
			notional_rate: Fixed::from_e18(300_000_000_000_000),
			premium_cap: Fixed::from_e18(125_000_000_000_000_000),
		}
	}
}

impl FeeSchedule {
	/// Largest share of the notional a setter accepts: 1 %.
	pub const MAX_NOTIONAL_RATE: Fixed = Fixed::from_e18(10_000_000_000_000_000);
	/// Largest share of the premium a setter accepts: 50 %.
	pub const MAX_PREMIUM_CAP: Fixed = Fixed::from_e18(500_000_000_000_000_000);

	/// Whether both shares are between zero and their bound.
	pub fn is_within_bounds(&self) -> bool {
		(Fixed::ZERO..=Self::MAX_NOTIONAL_RATE).contains(&self.notional_rate)
			&& (Fixed::ZERO..=Self::MAX_PREMIUM_CAP).contains(&self.premium_cap)
	}

	/// The fee of one side, rounded up. `None` on overflow.
	pub fn fee_ceil(&self, index: Price, quantity: Quantity, premium: Cash) -> Option<Cash> {
		let by_notional = index.notional_ceil(quantity)?.mul_ceil(self.notional_rate)?;
		Some(by_notional.min(premium.mul_ceil(self.premium_cap)?))
	}
}

/// Why a nonce can't be used.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum NonceRefusal {
	/// Used or revoked before.
	Used,
	/// So far behind the newest used one that its use is no longer recorded.
	TooOld,
	/// So far ahead that using it would make all nonces between unusable.
	TooFar,
}

/// The nonces a portfolio has used: any order within the window, each once, in constant space (the
/// sliding window of IPsec, RFC 4303 section 3.4.3, over [`ReplayWindow::WIDTH`] nonces).
#[derive(
	Clone,
	Copy,
	PartialEq,
	Eq,
	Debug,
	Default,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub struct ReplayWindow {
	/// One above the newest used nonce.
	pub(crate) next: u64,
	/// Bit `i` is set if nonce `next - 1 - i` was used.
	pub(crate) used: u128,
}

impl ReplayWindow {
	/// How many nonces back uses are recorded, and how far ahead a nonce may be.
	pub const WIDTH: u64 = 128;

	/// The lowest nonce above all that were used.
	pub fn next(&self) -> u64 {
		self.next
	}

	/// The window after the use of `nonce`.
	pub fn after_use(self, nonce: u64) -> Result<Self, NonceRefusal> {
		match nonce.checked_sub(self.next) {
			Some(ahead) => {
				let window =
					self.advanced_to(nonce.checked_add(1).ok_or(NonceRefusal::TooFar)?, ahead)?;
				Ok(Self { used: window.used | 1, ..window })
			}
			None => {
				let bit = self.bit_of(nonce).ok_or(NonceRefusal::TooOld)?;
				if self.used & bit != 0 {
					return Err(NonceRefusal::Used);
				}
				Ok(Self { used: self.used | bit, ..self })
			}
		}
	}

	/// The window after every nonce below `floor` was revoked.
	pub fn after_revoking_below(self, floor: u64) -> Result<Self, NonceRefusal> {
		if let Some(last) = floor.checked_sub(1) {
			let raised = match last.checked_sub(self.next) {
				Some(ahead) => self.advanced_to(floor, ahead)?,
				None => self,
			};
			// Nonces from `floor` on keep their bits: they are the low ones.
			let keep = u32::try_from(raised.next.saturating_sub(floor)).unwrap_or(u32::MAX);
			let below = u128::MAX.checked_shl(keep).unwrap_or(0);
			return Ok(Self {
				used: (raised.used | below) & Self::existing(raised.next),
				..raised
			});
		}
		Ok(self)
	}

	/// Whether no nonce below zero is marked and the newest one is.
	pub fn is_well_formed(&self) -> bool {
		self.used & !Self::existing(self.next) == 0 && (self.next == 0 || self.used & 1 == 1)
	}

	/// Moves the top to `next`, `ahead` above the present one less one; the new bits are clear.
	fn advanced_to(self, next: u64, ahead: u64) -> Result<Self, NonceRefusal> {
		if ahead >= Self::WIDTH {
			return Err(NonceRefusal::TooFar);
		}
		let shift = u32::try_from(ahead.saturating_add(1)).unwrap_or(u32::MAX);
		Ok(Self { next, used: self.used.checked_shl(shift).unwrap_or(0) })
	}

	fn bit_of(&self, nonce: u64) -> Option<u128> {
		let age = self.next.checked_sub(1)?.checked_sub(nonce)?;
		1u128.checked_shl(u32::try_from(age).ok()?)
	}

	/// Bits of nonces that exist below `next`.
	fn existing(next: u64) -> u128 {
		let clear = Self::WIDTH.saturating_sub(next);
		u128::MAX.checked_shr(u32::try_from(clear).unwrap_or(u32::MAX)).unwrap_or(0)
	}
}
