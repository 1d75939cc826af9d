// SPDX-License-Identifier: Apache-2.0
//! What traders and wallets ask: the option chain, a portfolio, what a trade would do, settlement.
//!
//! Each answer is composed of what the pallets say at that block; nothing is computed here.

use crate::{configs::options::MAX_UNDERLYINGS, *};
use polkadot_sdk::*;

use alloc::vec::Vec;
use codec::{Decode, Encode};
use pallet_liquidation::{Auction, Quote};
use pallet_margin::{
	ExpiryPositions, MarginInputs, MarginReport, SeriesMark, StressView, WhatIf, WhatIfLeg,
};
use pallet_series::ExpiryStatus;
use pallet_settlement::SettlementRecord;
use pallet_trading::{PortfolioOrders, Print};
use scale_info::TypeInfo;
use sp_runtime::DispatchError;
use tenor_fixed::{Cash, Fixed, Price, Quantity, Vol};
use tenor_matching::Side;
use tenor_series::{
	AssetId, ExpiryKey, MarginMode, Moment, OptionKind, PortfolioId, PortfolioStatus, SeriesKey,
	Symbol, UnderlyingId,
};

/// A "no" and its reason in words: the codec carries a module error's numbers only.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
pub struct Refusal {
	/// The error.
	pub error: DispatchError,
	/// Its name.
	pub reason: Vec<u8>,
}

impl From<DispatchError> for Refusal {
	fn from(error: DispatchError) -> Self {
		let name: &'static str = error.into();
		Self { error, reason: name.as_bytes().to_vec() }
	}
}

/// The book of a series.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
pub struct Book {
	/// The tick, e8.
	pub tick: Price,
	/// The lot, e8.
	pub lot: Quantity,
	/// Best first.
	pub bids: Vec<BookLevel>,
	/// Best first.
	pub asks: Vec<BookLevel>,
}

/// What rests at one price.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
pub struct BookLevel {
	/// Premium per contract, e8.
	pub price: Price,
	/// Contracts, e8.
	pub quantity: Quantity,
	/// The volatility at which the mark's forward gives that premium; `None` if no volatility does, or
	/// without market data.
	pub iv: Option<Vol>,
}

/// One series of a chain.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
pub struct SeriesQuote {
	/// The strike, e8.
	pub strike: Price,
	/// Call or put.
	pub kind: OptionKind,
	/// Mark price, implied volatility, Greeks; `None` before the first market data.
	pub mark: Option<SeriesMark>,
	/// Sum of longs, e8.
	pub open_interest_e8: u64,
}

/// One expiry of a chain.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
pub struct ExpiryChain {
	/// The instant of expiry.
	pub expiry: Moment,
	/// Where it is in its life.
	pub status: ExpiryStatus,
	/// The forward, 18 decimals; `None` before the first market data.
	pub forward: Option<Fixed>,
	/// Its series, ascending by strike, calls first.
	pub series: Vec<SeriesQuote>,
}

/// The option chain of an underlying.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
pub struct OptionChain {
	/// Which.
	pub underlying: UnderlyingId,
	/// Its ticker.
	pub symbol: Symbol,
	/// The index, 18 decimals; `None` before the first print.
	pub spot: Option<Fixed>,
	/// Whether the index may be acted on.
	pub fresh: bool,
	/// Expiries, ascending.
	pub expiries: Vec<ExpiryChain>,
}

/// A portfolio with its margin.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
pub struct PortfolioReport {
	/// Its owner.
	pub owner: AccountId,
	/// How it is margined.
	pub mode: MarginMode,
	/// Whether it may act.
	pub status: PortfolioStatus,
	/// Cash, e8.
	pub cash: Cash,
	/// Collateral assets and amounts, e8.
	pub assets: Vec<(AssetId, u128)>,
	/// Positions by expiry.
	pub positions: Vec<ExpiryPositions>,
	/// The margin, or why there is none now.
	pub margin: Result<MarginReport, Refusal>,
}

/// A margin with all that it was computed from.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
pub struct MarginWithInputs {
	/// The margin.
	pub report: MarginReport,
	/// What it follows from: [`MarginInputs::report`] gives it again.
	pub inputs: MarginInputs,
}

/// What trading, settlement and liquidation told in one block, each in its order.
#[derive(Clone, PartialEq, Debug, Encode, Decode, TypeInfo)]
pub struct BlockEvents {
	/// Chain time of the block, ms.
	pub moment: Moment,
	/// Orders and trades.
	pub trading: Vec<pallet_trading::Event<Runtime>>,
	/// Expiries.
	pub settlement: Vec<pallet_settlement::Event<Runtime>>,
	/// Portfolios below maintenance margin.
	pub liquidation: Vec<pallet_liquidation::Event<Runtime>>,
}

/// A portfolio in liquidation, with the bids that wait.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
pub struct AuctionReport {
	/// The portfolio.
	pub portfolio: PortfolioId,
	/// Its auction as the engine left it.
	pub auction: Auction,
	/// Bids, the highest limit first.
	pub bids: Vec<pallet_liquidation::Bid>,
}

sp_api::decl_runtime_apis! {
	/// Composed answers about options.
	pub trait OptionsApi {
		/// Underlyings with their tickers.
		fn underlyings() -> Vec<(UnderlyingId, Symbol)>;
		/// The chain of an underlying with marks, implied volatilities, Greeks and open interest;
		/// `expiry` for one expiry only.
		fn option_chain(underlying: UnderlyingId, expiry: Option<Moment>) -> Option<OptionChain>;
		/// A portfolio with its margin and every component of it.
		fn portfolio(id: PortfolioId) -> Option<PortfolioReport>;
		/// The margin of a portfolio with all that it was computed from, or why there is none now; `None`
		/// if there is no such portfolio.
		fn margin_with_inputs(id: PortfolioId) -> Option<Result<MarginWithInputs, Refusal>>;
		/// What the pallets told in this block.
		fn block_events() -> BlockEvents;
		/// Portfolios of an account, with their index.
		fn portfolios_of(owner: AccountId) -> Vec<(u16, PortfolioId)>;
		/// What trading these legs would do to the portfolio's margin.
		fn what_if(id: PortfolioId, legs: Vec<WhatIfLeg>) -> Result<WhatIf, Refusal>;
		/// The mark of one series.
		fn mark(series: SeriesKey) -> Option<SeriesMark>;
		/// The settlement of an expiry.
		fn settlement(expiry: ExpiryKey) -> Option<SettlementRecord>;
		/// What a portfolio received (> 0) or paid (< 0) at an expiry, e8.
		fn settlement_result(expiry: ExpiryKey, id: PortfolioId) -> Option<Cash>;
		/// The best `depth` prices of each side of a book, with their volatilities.
		fn book(series: SeriesKey, depth: u32) -> Book;
		/// The open orders of a portfolio.
		fn open_orders(id: PortfolioId) -> PortfolioOrders;
		/// The last prices of a series, the newest last.
		fn last_trades(series: SeriesKey) -> Vec<Print>;
		/// Up to `limit` portfolios in liquidation behind `after`, in storage order.
		fn auctions(after: Option<PortfolioId>, limit: u32) -> Vec<AuctionReport>;
		/// What a share of a portfolio in liquidation would cost now, 18 decimals; no more than the
		/// largest share it sells.
		fn auction_quote(id: PortfolioId, share: Fixed) -> Result<Quote, Refusal>;
		/// What everybody together would lose in each stress, the limit, and whether trades that raise it
		/// are refused.
		fn stress() -> StressView;
		/// Realised volatility of an underlying and the multipliers of its shocks; `None` if there is no
		/// such underlying.
		fn volatility_regime(underlying: UnderlyingId) -> Option<tenor_risk::Regime>;
	}
}

/// Composes [`OptionChain`].
pub fn option_chain(underlying: UnderlyingId, expiry: Option<Moment>) -> Option<OptionChain> {
	let symbol = Market::symbol(underlying)?;
	let state = Market::underlying_state(underlying).ok();
	let expiries = Series::chain(underlying)
		.into_iter()
		.filter(|view| expiry.is_none_or(|wanted| wanted == view.expiry))
		.map(|view| {
			let key = ExpiryKey { underlying, expiry: view.expiry };
			let quote = |strike, kind, mark, open_interest_e8| SeriesQuote {
				strike,
				kind,
				mark,
				open_interest_e8,
			};
			let marks = Margin::marks(key, view.strikes.iter().map(|listed| listed.strike));
			ExpiryChain {
				expiry: view.expiry,
				status: view.status,
				forward: Market::expiry_state(key)
					.ok()
					.and_then(|state| state.f_fix.checked_add(state.f_var)),
				series: view
					.strikes
					.iter()
					.zip(marks)
					.flat_map(|(listed, [call, put])| {
						let (calls, puts) =
							(listed.call_open_interest_e8, listed.put_open_interest_e8);
						[
							quote(listed.strike, OptionKind::Call, call, calls),
							quote(listed.strike, OptionKind::Put, put, puts),
						]
					})
					.collect(),
			}
		})
		.collect();
	Some(OptionChain {
		underlying,
		symbol,
		spot: state.as_ref().map(|s| s.spot),
		fresh: state.is_some_and(|s| s.fresh),
		expiries,
	})
}

/// Composes [`PortfolioReport`].
pub fn portfolio(id: PortfolioId) -> Option<PortfolioReport> {
	let view = Collateral::view(id)?;
	Some(PortfolioReport {
		positions: Margin::positions_of(id),
		margin: Margin::margin_of(id).map_err(Refusal::from),
		owner: view.owner,
		mode: view.mode,
		status: view.status,
		cash: view.cash,
		assets: view.assets,
	})
}

/// Composes the answer of `margin_with_inputs`.
pub fn margin_with_inputs(id: PortfolioId) -> Option<Result<MarginWithInputs, Refusal>> {
	Collateral::view(id)?;
	let margin = Margin::margin_with_inputs(id);
	Some(margin.map(|(report, inputs)| MarginWithInputs { report, inputs }).map_err(Refusal::from))
}

/// Composes [`BlockEvents`].
pub fn block_events() -> BlockEvents {
	let mut told = BlockEvents {
		moment: <configs::system::SlotClock as frame_support::traits::Time>::now(),
		trading: Vec::new(),
		settlement: Vec::new(),
		liquidation: Vec::new(),
	};
	for record in System::read_events_no_consensus() {
		match record.event {
			RuntimeEvent::Trading(event) => told.trading.push(event),
			RuntimeEvent::Settlement(event) => told.settlement.push(event),
			RuntimeEvent::Liquidation(event) => told.liquidation.push(event),
			_ => {}
		}
	}
	told
}

/// Underlyings with their tickers, at most [`MAX_UNDERLYINGS`].
pub fn underlyings() -> Vec<(UnderlyingId, Symbol)> {
	Market::underlying_ids()
		.take(usize::from(MAX_UNDERLYINGS))
		.filter_map(|id| Some((id, Market::symbol(id)?)))
		.collect()
}

/// Legs of a what-if at most: twice what a block trade takes.
pub const MAX_WHAT_IF_LEGS: usize = 64;

/// Composes the answer of `what_if`.
pub fn what_if(id: PortfolioId, legs: Vec<WhatIfLeg>) -> Result<WhatIf, Refusal> {
	if legs.len() > MAX_WHAT_IF_LEGS {
		return Err(DispatchError::Other("more legs than a what-if takes").into());
	}
	Ok(Margin::what_if(id, &legs)?)
}

/// Composes [`AuctionReport`]s.
pub fn auctions(after: Option<PortfolioId>, limit: u32) -> Vec<AuctionReport> {
	let auctions = Liquidation::auctions(after, limit).into_iter();
	let report = |(portfolio, auction)| AuctionReport {
		portfolio,
		auction,
		bids: Liquidation::bids(portfolio),
	};
	auctions.map(report).collect()
}

/// Composes [`Book`].
pub fn book(series: SeriesKey, depth: u32) -> Book {
	let side = |side| {
		let levels = Trading::book_side(series, side, depth);
		let level = |(price, quantity)| BookLevel {
			price,
			quantity,
			iv: Margin::implied_vol(&series, price),
		};
		levels.into_iter().map(level).collect()
	};
	let (tick, lot) = Trading::grid(&series);
	Book { tick, lot, bids: side(Side::Buy), asks: side(Side::Sell) }
}
