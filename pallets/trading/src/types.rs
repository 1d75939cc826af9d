// SPDX-License-Identifier: Apache-2.0
//! What is signed, what is charged, and what stops a second execution.

use alloc::vec::Vec;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use polkadot_sdk::{
	frame_support::{traits::ConstU32, BoundedVec},
	sp_io::hashing::blake2_256,
};
use scale_info::TypeInfo;
use tenor_fixed::{Cash, Price, Quantity};
use tenor_matching::Side;
use tenor_series::{Moment, PortfolioId, SeriesKey};

/// Most legs of one block trade.
pub const MAX_LEGS: u32 = 32;
/// Most portfolios of one block trade.
pub const MAX_PARTIES: u32 = 8;
/// Most legs of a request for quotes.
pub const MAX_REQUEST_LEGS: u32 = 16;
/// Most quotes sent in with a request.
pub const MAX_QUOTES: u32 = 8;
/// What a signed quote begins with: no other message of this chain begins so.
pub const QUOTE_TAG: [u8; 11] = *b"tenor/quote";
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

/// What is asked for in one series.
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
pub struct RequestLeg {
	/// Of what; each series once.
	pub series: SeriesKey,
	/// What the taker does.
	pub side: Side,
	/// Contracts, e8, above zero.
	pub quantity: Quantity,
}

/// A request for quotes. The taker shows it to makers off-chain and sends it in with their answers.
#[derive(
	Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct QuoteRequest {
	/// Who asks.
	pub taker: PortfolioId,
	/// All of them execute, or none.
	pub legs: BoundedVec<RequestLeg, ConstU32<MAX_REQUEST_LEGS>>,
	/// The most net premium the taker pays, e8; below zero: the least it receives. Fees come on top.
	pub limit: Cash,
	/// Last instant at which it executes.
	pub deadline: Moment,
	/// Makes two requests for the same thing different.
	pub salt: u64,
}

/// A maker's answer. Its owner, or a key it gave that scope, signs [`Quote::signing_payload`].
#[derive(
	Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct Quote {
	/// Who answers.
	pub maker: PortfolioId,
	/// Used once per portfolio; see [`ReplayWindow`].
	pub nonce: u64,
	/// Last instant at which it executes.
	pub deadline: Moment,
	/// Premium per contract of each leg, in their order.
	pub prices: BoundedVec<Price, ConstU32<MAX_REQUEST_LEGS>>,
}

impl Quote {
	/// The bytes that are signed, as they are or inside `<Bytes>..</Bytes>`.
	pub fn signing_payload<Hash: Encode>(
		&self,
		request: &QuoteRequest,
		genesis_hash: &Hash,
	) -> Vec<u8> {
		(QUOTE_TAG, genesis_hash, BLOCK_TRADE_VERSION, request, self).encode()
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
