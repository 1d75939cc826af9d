// SPDX-License-Identifier: Apache-2.0
//! Trading keys: accounts that trade for a portfolio's owner and can never take value out. One that may
//! only deposit, cancel and reduce is a delegate: somebody who answers a margin call for him.

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
	/// What it places and amends are reduce-only orders: no combos, no other orders, no quote cap. Such
	/// a key signs no block trades.
	pub reduce_only: bool,
	/// Deposit from its own account into the portfolio.
	pub deposit: bool,
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
	/// Place or amend what may open a position, or bound what is placed.
	Place,
	/// Place or amend a reduce-only order.
	Reduce,
	Cancel,
	Deposit,
	BlockTrade,
}

impl Action {
	/// Placing or amending an order.
	pub(crate) const fn of_order(reduce_only: bool) -> Self {
		if reduce_only {
			Self::Reduce
		} else {
			Self::Place
		}
	}
}

impl KeyScope {
	fn allows(&self, action: Action, underlying: Option<UnderlyingId>) -> bool {
		let kind = match action {
			Action::Place => self.place && !self.reduce_only,
			Action::Reduce => self.place,
			Action::Cancel => self.cancel,
			// Money is of no underlying.
			Action::Deposit => return self.deposit,
			Action::BlockTrade => self.block_trade,
		};
		kind && (self.underlying.is_none() || self.underlying == underlying)
	}

	/// Whether it may do something, and signs block trades only if nothing narrows it.
	pub(crate) fn is_useful(&self) -> bool {
		let any = self.place || self.cancel || self.block_trade || self.deposit;
		any && !(self.block_trade && (self.reduce_only || self.underlying.is_some()))
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

	/// Whether `who` holds a key of the portfolio with which he may deposit into it.
	pub fn may_deposit(portfolio: PortfolioId, who: &T::AccountId) -> bool {
		Self::ensure_may(who, portfolio, Action::Deposit, None).is_ok()
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
		ensure!(scope.is_useful(), Error::<T>::EmptyKeyScope);
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
