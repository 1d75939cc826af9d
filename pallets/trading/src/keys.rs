// SPDX-License-Identifier: Apache-2.0
//! Trading keys: accounts that trade for a portfolio's owner and can never take value out.

use crate::{
	pallet::{Config, Error, Event, Pallet, TradingKeys},
	traits::Portfolios,
};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use polkadot_sdk::{
	frame_support::{
		dispatch::DispatchResult,
		ensure,
		traits::{ConstU32, Time},
		BoundedVec,
	},
	sp_runtime::DispatchError,
};
use scale_info::TypeInfo;
use tenor_series::{Moment, PortfolioId, UnderlyingId};

/// Most trading keys of one portfolio.
pub const MAX_TRADING_KEYS: u32 = 8;

/// What a trading key may do. Nothing here moves value out of the portfolio.
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
pub struct KeyScope {
	/// Place and amend orders and combos.
	pub place: bool,
	/// Cancel orders.
	pub cancel: bool,
	/// Sign block trades and answers to requests for quotes, and ask for quotes. At most one key of
	/// a portfolio: every signature of a trade may have to be tried with it.
	pub block_trade: bool,
	/// One underlying only; `None`: every one. Does not bind block trades, so a key of one
	/// underlying may not have them.
	pub underlying: Option<UnderlyingId>,
}

/// A trading key of a portfolio.
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
pub struct KeyGrant<AccountId> {
	/// The key's account.
	pub key: AccountId,
	/// What it may do.
	pub scope: KeyScope,
	/// Last moment at which it may, ms.
	pub expires_at: Moment,
}

/// The trading keys of a portfolio, and how often one was revoked.
#[derive(
	Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct KeyRing<AccountId> {
	/// Goes up with every revocation, never down.
	pub revocations: u64,
	/// At most one grant per key.
	pub grants: BoundedVec<KeyGrant<AccountId>, ConstU32<MAX_TRADING_KEYS>>,
}

impl<AccountId> Default for KeyRing<AccountId> {
	fn default() -> Self {
		Self { revocations: 0, grants: BoundedVec::new() }
	}
}

/// What somebody wants to do with a portfolio.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Action {
	Place,
	Cancel,
	BlockTrade,
}

impl KeyScope {
	fn allows(&self, action: Action, underlying: Option<UnderlyingId>) -> bool {
		let kind = match action {
			Action::Place => self.place,
			Action::Cancel => self.cancel,
			Action::BlockTrade => self.block_trade,
		};
		kind && (self.underlying.is_none() || self.underlying == underlying)
	}
}

impl<T: Config> Pallet<T> {
	/// Err unless `who` owns the portfolio or holds a key for this. `underlying`: what it is about;
	/// `None` if it is about more than one.
	pub(crate) fn ensure_may(
		who: &T::AccountId,
		portfolio: PortfolioId,
		action: Action,
		underlying: Option<UnderlyingId>,
	) -> DispatchResult {
		let owner = T::Portfolios::owner(portfolio).ok_or(Error::<T>::UnknownPortfolio)?;
		if owner == *who {
			return Ok(());
		}
		let ring = TradingKeys::<T>::get(portfolio);
		let grant =
			ring.grants.iter().find(|grant| grant.key == *who).ok_or(Error::<T>::NotOwner)?;
		ensure!(T::Clock::now() <= grant.expires_at, Error::<T>::KeyExpired);
		ensure!(grant.scope.allows(action, underlying), Error::<T>::BeyondKeyScope);
		Ok(())
	}

	/// Who besides the owner may sign trades of the portfolio.
	pub(crate) fn trade_signer(portfolio: PortfolioId) -> Option<T::AccountId> {
		let now = T::Clock::now();
		let ring = TradingKeys::<T>::get(portfolio);
		let grant = ring.grants.iter().find(|g| g.scope.block_trade && now <= g.expires_at)?;
		Some(grant.key.clone())
	}

	pub(crate) fn do_grant_trading_key(
		owner: T::AccountId,
		portfolio: PortfolioId,
		grant: KeyGrant<T::AccountId>,
	) -> DispatchResult {
		Self::ensure_owner(&owner, portfolio)?;
		let now = T::Clock::now();
		ensure!(grant.expires_at > now, Error::<T>::KeyExpired);
		let scope = grant.scope;
		ensure!(
			(scope.place || scope.cancel || scope.block_trade)
				&& !(scope.block_trade && scope.underlying.is_some()),
			Error::<T>::EmptyKeyScope
		);
		TradingKeys::<T>::try_mutate(portfolio, |ring| -> Result<(), DispatchError> {
			// Room is made of what is over anyway; a grant replaces the key's earlier one.
			ring.grants.retain(|other| other.expires_at >= now && other.key != grant.key);
			let taken = scope.block_trade && ring.grants.iter().any(|g| g.scope.block_trade);
			ensure!(!taken, Error::<T>::SecondBlockTradeKey);
			ring.grants.try_push(grant.clone()).map_err(|_| Error::<T>::TooManyKeys)?;
			Ok(())
		})?;
		Self::deposit_event(Event::TradingKeyGranted { portfolio, grant });
		Ok(())
	}

	pub(crate) fn do_revoke_trading_keys(
		owner: T::AccountId,
		portfolio: PortfolioId,
		key: Option<T::AccountId>,
	) -> DispatchResult {
		Self::ensure_owner(&owner, portfolio)?;
		let revocations =
			TradingKeys::<T>::try_mutate(portfolio, |ring| -> Result<u64, DispatchError> {
				let before = ring.grants.len();
				ring.grants.retain(|grant| key.as_ref().is_some_and(|key| grant.key != *key));
				ensure!(ring.grants.len() < before, Error::<T>::UnknownKey);
				ring.revocations = ring.revocations.saturating_add(1);
				Ok(ring.revocations)
			})?;
		Self::deposit_event(Event::TradingKeysRevoked { portfolio, key, revocations });
		Ok(())
	}
}
