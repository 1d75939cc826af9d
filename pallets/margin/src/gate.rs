// SPDX-License-Identifier: Apache-2.0
//! What others ask: may value leave, what is the margin, what is a series worth.

use crate::{
	book::Account,
	pallet::{Band, Config, Error, Pallet, TransientKeys, TransientStore},
	session::{Session, Work},
	traits::{MarketData, PortfolioLedger, SeriesListing},
	types::{
		LastMark, MarginInputs, MarginReport, Reading, SeriesMark, TransientVectors, VectorKind,
		WhatIf, WhatIfLeg, COLLATERAL_ASSETS, PRICES_PER_CALL, PRICES_PER_EXPIRY,
		PRICES_PER_RELEASE,
	},
	weights::WeightInfo,
};
use alloc::vec::Vec;
use polkadot_sdk::{
	frame_support::{dispatch::DispatchResult, ensure, traits::Get},
	sp_runtime::DispatchError,
	sp_weights::Weight,
};
use tenor_fixed::{Cash, Price, Vol};
use tenor_risk::ExpiryMarket;
use tenor_series::{ExpiryKey, OptionKind, PortfolioId, PortfolioView, SeriesKey, UnderlyingId};

impl<T: Config> Pallet<T> {
	/// Err unless the portfolio, as `after` describes it, meets initial margin on fresh data; without
	/// fresh data, unless its cash alone covers the worst that its positions can cost. Returns what that
	/// took, at most [`Self::release_weight`].
	pub fn ensure_releasable(
		id: PortfolioId,
		after: &PortfolioView<T::AccountId>,
	) -> Result<Weight, DispatchError> {
		let account = Self::account(id, after);
		let mut session = Session::<T>::new(PRICES_PER_RELEASE);
		if session.is_fresh(&account) {
			let totals = session.margin(&account)?.totals;
			ensure!(!totals.initial.is_negative(), Error::<T>::BelowInitialMargin);
		} else {
			session.count_entries(&account);
			Self::ensure_account_covered(&account)?;
		}
		Ok(Self::released(&session))
	}

	/// Err unless the cash of the portfolio, as `after` describes it and without what is set aside, covers
	/// the worst that its positions can cost at any price: what may leave while prices count for nothing.
	/// Returns what that took, at most [`Self::release_weight`].
	pub fn ensure_covered(
		id: PortfolioId,
		after: &PortfolioView<T::AccountId>,
	) -> Result<Weight, DispatchError> {
		let account = Self::account(id, after);
		Self::ensure_account_covered(&account)?;
		let mut session = Session::<T>::new(0);
		session.count_entries(&account);
		Ok(Self::released(&session))
	}

	/// What a look at a portfolio took that something is to leave.
	fn released(session: &Session<T>) -> Weight {
		T::WeightInfo::ensure_releasable().saturating_add(session.work.weight::<T::WeightInfo>())
	}

	fn ensure_account_covered(account: &Account) -> DispatchResult {
		let covered = account.is_covered_by(account.own_cash()).ok_or(Error::<T>::Overflow)?;
		ensure!(covered, Error::<T>::StaleMarketData);
		Ok(())
	}

	/// Worst-case weight of [`Self::ensure_releasable`] for a portfolio with positions in so many
	/// expiries.
	pub fn release_weight(expiries: u32) -> Weight {
		let entries = expiries.min(T::MaxExpiries::get());
		let positions = entries.saturating_mul(T::MaxPositions::get());
		let prices = PRICES_PER_RELEASE.min(entries.saturating_mul(PRICES_PER_EXPIRY));
		let assets = COLLATERAL_ASSETS;
		let work =
			Work { prices, entries, positions, assets, expiries: entries, ..Work::default() };
		T::WeightInfo::ensure_releasable().saturating_add(work.weight::<T::WeightInfo>())
	}

	/// The margin of a portfolio on the data there are; `fresh` says whether they may be acted on.
	pub fn margin_of(id: PortfolioId) -> Result<MarginReport, DispatchError> {
		let view = T::Ledger::view(id).ok_or(Error::<T>::UnknownPortfolio)?;
		Session::<T>::new(PRICES_PER_CALL).margin(&Self::account(id, &view))
	}

	/// The same with all that it was computed from, so that anybody can compute it again.
	pub fn margin_with_inputs(
		id: PortfolioId,
	) -> Result<(MarginReport, MarginInputs), DispatchError> {
		let view = T::Ledger::view(id).ok_or(Error::<T>::UnknownPortfolio)?;
		let account = Self::account(id, &view);
		let mut session = Session::<T>::new(PRICES_PER_CALL);
		Ok((session.margin(&account)?, session.inputs(&account)?))
	}

	/// What legs, bought or sold at their price or the mark, would do to a portfolio's margin. No
	/// fees, no band, no counterparty.
	pub fn what_if(id: PortfolioId, legs: &[WhatIfLeg]) -> Result<WhatIf, DispatchError> {
		let view = T::Ledger::view(id).ok_or(Error::<T>::UnknownPortfolio)?;
		let account = Self::account(id, &view);
		let mut changed = account.clone();
		for leg in legs {
			let price = match leg.price {
				Some(price) => price,
				None => Self::mark(&leg.series)
					.and_then(|mark| mark.price.to_price_ceil())
					.ok_or(Error::<T>::NoMarketData)?,
			};
			let paid = price.notional_ceil(leg.quantity).ok_or(Error::<T>::Overflow)?;
			changed.cash = changed.cash.checked_sub(paid).ok_or(Error::<T>::Overflow)?;
			changed.add(&leg.series, leg.quantity).ok_or(Error::<T>::Overflow)?;
		}
		let mut session = Session::<T>::new(PRICES_PER_CALL);
		session.announce(account.strikes());
		session.announce(changed.strikes());
		let (before, after) = (session.margin(&account)?, session.margin(&changed)?);
		let passes = !after.totals.initial.is_negative()
			|| crate::fills::reduces_risk(&before.totals, &after.totals, Cash::ZERO);
		Ok(WhatIf { before, after, passes })
	}

	/// Mark, volatility and Greeks of a series: the last good ones if the data are not fresh.
	pub fn mark(series: &SeriesKey) -> Option<SeriesMark> {
		let market = T::Market::expiry(series.expiry_key())?;
		mark_on(&market, series.strike, series.kind)
	}

	/// [`Self::mark`] of the call and the put of each of these strikes, by one read of the market.
	pub fn marks(
		expiry: ExpiryKey,
		strikes: impl IntoIterator<Item = Price>,
	) -> Vec<[Option<SeriesMark>; 2]> {
		let market = T::Market::expiry(expiry);
		let mark = |strike, kind| mark_on(market.as_ref()?, strike, kind);
		let both = |strike| [mark(strike, OptionKind::Call), mark(strike, OptionKind::Put)];
		strikes.into_iter().map(both).collect()
	}

	/// The last good mark of every listed series of an expiry, of any age, rounded down to e8: what it is
	/// closed at when its market is shut down. `None` if there is no market for it, or one of them has no
	/// mark. At most 128, one read of the market for all.
	pub fn last_marks(expiry: ExpiryKey) -> Option<Vec<LastMark>> {
		let market = T::Market::expiry(expiry)?.value;
		let mark = |strike: Price, kind: OptionKind| {
			let mark = tenor_risk::mark(&market, strike, kind).ok()?;
			Some(LastMark { strike, kind, value: mark.price.to_price_floor()? })
		};
		let strikes = T::Series::strikes(expiry).into_iter();
		strikes
			.flat_map(|strike| [mark(strike, OptionKind::Call), mark(strike, OptionKind::Put)])
			.collect()
	}

	/// The volatility that a premium stands for, on the last good forward and rate; `None` if no
	/// volatility gives that premium, or there is no mark.
	pub fn implied_vol(series: &SeriesKey, price: Price) -> Option<Vol> {
		let market = T::Market::expiry(series.expiry_key())?.value;
		tenor_risk::implied_vol(&market, series.strike, series.kind, price.to_fixed()).ok()
	}

	/// Lowest and highest price at which the series may trade; around the last good mark if the data
	/// are not fresh. Err if it does not trade at all, or there is no mark.
	pub fn mark_band(series: &SeriesKey) -> Result<(Price, Price), DispatchError> {
		// Whether it exists comes first: any strike has a price by the formula.
		T::Series::ensure_tradable(series, false)?;
		Self::band_of(series).ok_or_else(|| Error::<T>::NoMarketData.into())
	}

	/// [`Self::mark_band`] of a series that is known to trade.
	pub(crate) fn band_of(series: &SeriesKey) -> Option<(Price, Price)> {
		let mark = Self::mark(series)?;
		Band::<T>::get().around(mark.price, mark.forward)
	}

	/// The last index price of an underlying, whatever its age.
	pub fn last_index(underlying: UnderlyingId) -> Option<Price> {
		T::Market::underlying(underlying)?.value.spot.to_price_floor()
	}

	/// Keeps vectors for the rest of the block, if there is room.
	pub(crate) fn keep_transient(key: ExpiryKey, kind: VectorKind, vectors: TransientVectors) {
		let mut keys = TransientKeys::<T>::get();
		if !keys.contains(&(key, kind)) {
			if keys.try_push((key, kind)).is_err() {
				return;
			}
			TransientKeys::<T>::put(keys);
		}
		TransientStore::<T>::insert((key, kind), vectors);
	}

	/// Removes all vectors: called once, behind the last transaction of the block.
	pub fn clear_transients() {
		for key in TransientKeys::<T>::take() {
			TransientStore::<T>::remove(key);
		}
	}

	/// Worst-case weight of [`Self::clear_transients`].
	pub fn clear_transients_weight() -> Weight {
		T::WeightInfo::clear_transients(crate::types::TRANSIENT_VECTORS)
	}
}

fn mark_on(market: &Reading<ExpiryMarket>, strike: Price, kind: OptionKind) -> Option<SeriesMark> {
	let mark = tenor_risk::mark(&market.value, strike, kind).ok()?;
	Some(SeriesMark {
		price: mark.price,
		iv: mark.vol,
		forward: mark.forward,
		greeks: mark.sensitivities,
		fresh: market.fresh,
	})
}
