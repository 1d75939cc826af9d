// SPDX-License-Identifier: Apache-2.0
//! What pallets told in a block, as subscribers receive it.

use super::{heads::Enacted, json::stage_name};
use pallet_liquidation::{DropReason, Event as LiquidationEvent, Outcome};
use pallet_settlement::Event as SettlementEvent;
use pallet_trading::{Event as TradingEvent, LegFill};
use polkadot_sdk::sp_runtime::DispatchError;
use serde::Serialize;
use tenor_matching::Side;
use tenor_runtime::{BlockNumber, Hash, Runtime};
use tenor_series::{series_name, ExpiryKey, SeriesKey, UnderlyingId};

/// One message of a subscription to events.
#[derive(Serialize)]
#[serde(untagged)]
pub(super) enum Notice<T> {
	/// A block told something.
	Told {
		/// Its hash.
		block: Hash,
		/// Its number.
		number: BlockNumber,
		/// Its chain time, ms.
		moment: u64,
		/// What it told, in its order.
		events: Vec<T>,
	},
	/// A block is no longer on the best chain: what it told has not happened.
	Retracted {
		/// Its hash.
		block: Hash,
		/// Always true.
		retracted: bool,
	},
}

impl<T> Notice<T> {
	/// What a block told, if anything.
	pub(super) fn told(block: &Enacted, events: Vec<T>) -> Option<Self> {
		let (number, moment) = (block.number, block.events.moment);
		(!events.is_empty()).then_some(Self::Told { block: block.hash, number, moment, events })
	}

	/// What a block told counts no longer.
	pub(super) fn retracted(block: Hash) -> Self {
		Self::Retracted { block, retracted: true }
	}
}

impl Enacted {
	fn symbol(&self, id: UnderlyingId) -> String {
		let found = self.symbols.iter().find(|(underlying, _)| *underlying == id);
		found.map_or_else(String::new, |(_, symbol)| symbol.as_str().into())
	}

	fn name(&self, series: &SeriesKey) -> String {
		let found = self.symbols.iter().find(|(underlying, _)| *underlying == series.underlying);
		found.map_or_else(String::new, |(_, symbol)| series_name(symbol, series))
	}
}

/// What kind of trade it was.
#[derive(Clone, Copy, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) enum TradeKind {
	/// A batch of orders, all at one price.
	Batch,
	/// A combo or a fill-or-kill order against the book.
	Whole,
	/// A block trade.
	Block,
	/// A request for quotes.
	Request,
}

/// Contracts that changed hands.
#[derive(Serialize)]
pub(super) struct Traded {
	series: String,
	price: String,
	quantity: String,
	kind: TradeKind,
}

/// Trades of the series for which `wanted` holds.
pub(super) fn trades(block: &Enacted, wanted: impl Fn(&SeriesKey) -> bool) -> Vec<Traded> {
	let told = block.events.trading.iter().flat_map(parts);
	told.filter(|(series, ..)| wanted(series))
		.map(|(series, price, quantity, kind)| Traded {
			series: block.name(&series),
			price: price.to_string(),
			quantity: quantity.to_string(),
			kind,
		})
		.collect()
}

type Part = (SeriesKey, tenor_fixed::Price, tenor_fixed::Quantity, TradeKind);

/// Each series of a trade with its price and the contracts that changed hands, e8.
fn parts(event: &TradingEvent<Runtime>) -> Vec<Part> {
	match event {
		TradingEvent::SeriesMatched { series, price, volume, .. } => {
			vec![(*series, *price, *volume, TradeKind::Batch)]
		}
		// Both sides of every part are told; what one side received is what changed hands.
		TradingEvent::FilledWhole { fills, .. } => {
			let bought = fills.iter().filter(|part: &&LegFill| part.fill.side == Side::Buy);
			bought
				.map(|part| (part.series, part.price, part.fill.quantity, TradeKind::Whole))
				.collect()
		}
		TradingEvent::BlockTradeExecuted { trade, .. } => {
			let legs = trade.legs.iter();
			legs.map(|leg| (leg.series, leg.price, leg.quantity, TradeKind::Block)).collect()
		}
		TradingEvent::RequestExecuted { request, quote, .. } => {
			let legs = request.legs.iter().zip(&quote.prices);
			legs.map(|(leg, price)| (leg.series, *price, leg.quantity, TradeKind::Request))
				.collect()
		}
		_ => Vec::new(),
	}
}

/// What happened to an expiry.
#[derive(Serialize)]
pub(super) struct Settling {
	symbol: String,
	expiry: u64,
	#[serde(flatten)]
	step: SettlingStep,
}

#[derive(Serialize)]
#[serde(tag = "event", rename_all = "camelCase", rename_all_fields = "camelCase")]
enum SettlingStep {
	Began,
	RungReached { rung: String },
	PriceFixed { price: String, rung: String, gap_ms: u64, covered_ms: u64 },
	BatchPaid { portfolios: u32, credits: String, debits: String, skipped: u32 },
	PortfolioPaid { portfolio: u64, net: String },
	PortfolioSkipped { portfolio: u64, reason: String },
	Delayed { reason: String },
	Closed { portfolios: u32, credits: String, debits: String, dust: String },
}

/// What happened to the expiries of an underlying, or of all.
pub(super) fn settlements(block: &Enacted, of: Option<UnderlyingId>) -> Vec<Settling> {
	let told = block.events.settlement.iter().filter_map(settling);
	told.filter(|(expiry, _)| of.is_none_or(|wanted| wanted == expiry.underlying))
		.map(|(expiry, step)| Settling {
			symbol: block.symbol(expiry.underlying),
			expiry: expiry.expiry,
			step,
		})
		.collect()
}

fn reason(error: &DispatchError) -> String {
	let name: &'static str = (*error).into();
	name.into()
}

fn settling(event: &SettlementEvent<Runtime>) -> Option<(ExpiryKey, SettlingStep)> {
	use SettlementEvent as E;
	use SettlingStep as S;
	Some(match event {
		E::SettlementBegan { expiry } => (*expiry, S::Began),
		E::RungReached { expiry, rung } => (*expiry, S::RungReached { rung: format!("{rung:?}") }),
		E::PriceFixed { expiry, price } => {
			let (gap_ms, covered_ms) = (price.gap_ms, price.covered_ms);
			let (price, rung) = (price.price.to_string(), format!("{:?}", price.rung));
			(*expiry, S::PriceFixed { price, rung, gap_ms, covered_ms })
		}
		E::BatchSettled { expiry, portfolios, credits, debits, skipped } => {
			let (credits, debits) = (credits.to_string(), debits.to_string());
			let (portfolios, skipped) = (*portfolios, *skipped);
			(*expiry, S::BatchPaid { portfolios, credits, debits, skipped })
		}
		E::PortfolioSettled { expiry, portfolio, net } => {
			(*expiry, S::PortfolioPaid { portfolio: portfolio.0, net: net.to_string() })
		}
		E::PortfolioSkipped { expiry, portfolio, error } => {
			(*expiry, S::PortfolioSkipped { portfolio: portfolio.0, reason: reason(error) })
		}
		E::BeginFailed { expiry, error }
		| E::PriceNotFixed { expiry, error }
		| E::CloseFailed { expiry, error } => (*expiry, S::Delayed { reason: reason(error) }),
		E::SettlementClosed { expiry, portfolios, credits, debits, dust } => {
			let (credits, debits) = (credits.to_string(), debits.to_string());
			let (portfolios, dust) = (*portfolios, dust.to_string());
			(*expiry, S::Closed { portfolios, credits, debits, dust })
		}
		// Results that are no longer kept, and what governance set.
		_ => return None,
	})
}

/// What happened to a portfolio below maintenance margin.
#[derive(Serialize)]
pub(super) struct Liquidating {
	portfolio: u64,
	#[serde(flatten)]
	step: LiquidatingStep,
}

#[derive(Serialize)]
#[serde(tag = "event", rename_all = "camelCase", rename_all_fields = "camelCase")]
enum LiquidatingStep {
	Flagged,
	ExitRequested,
	Opened { stage: &'static str, equity: String, maintenance: String, fee: String, version: u32 },
	Restarted,
	TurnedInsolvent { equity: String, maintenance: String },
	Ended { outcome: &'static str },
	Delayed { reason: String },
	BidPlaced { bidder: u64, share: String, limit: String },
	BidCancelled { bidder: u64 },
	BidDropped { bidder: u64, reason: String },
	Sold { bidder: u64, share: String, cost: String, loss: String, premium: String },
	BackstopRefused { backer: u64, share: String, reason: String },
}

/// What happened to a portfolio in liquidation, or to all.
pub(super) fn liquidations(block: &Enacted, of: Option<u64>) -> Vec<Liquidating> {
	let told = block.events.liquidation.iter().filter_map(liquidating);
	told.filter(|one| of.is_none_or(|wanted| wanted == one.portfolio)).collect()
}

fn liquidating(event: &LiquidationEvent<Runtime>) -> Option<Liquidating> {
	use LiquidatingStep as L;
	use LiquidationEvent as E;
	let (portfolio, step) = match event {
		E::Flagged { portfolio } => (portfolio, L::Flagged),
		E::ExitRequested { portfolio } => (portfolio, L::ExitRequested),
		E::AuctionOpened { portfolio, stage, equity, maintenance, fee, version } => {
			let (equity, maintenance) = (equity.to_string(), maintenance.to_string());
			let (fee, version, stage) = (fee.to_string(), *version, stage_name(*stage));
			(portfolio, L::Opened { stage, equity, maintenance, fee, version })
		}
		E::AuctionRestarted { portfolio } => (portfolio, L::Restarted),
		E::TurnedInsolvent { portfolio, equity, maintenance } => {
			let (equity, maintenance) = (equity.to_string(), maintenance.to_string());
			(portfolio, L::TurnedInsolvent { equity, maintenance })
		}
		E::AuctionEnded { portfolio, outcome } => {
			(portfolio, L::Ended { outcome: outcome_name(*outcome) })
		}
		E::AuctionSkipped { portfolio, error } => (portfolio, L::Delayed { reason: reason(error) }),
		E::BidPlaced { portfolio, bid } => {
			let (share, limit) = (bid.share.to_string(), bid.limit.to_string());
			(portfolio, L::BidPlaced { bidder: bid.bidder.0, share, limit })
		}
		E::BidCancelled { portfolio, bidder } => (portfolio, L::BidCancelled { bidder: bidder.0 }),
		E::BidDropped { portfolio, bidder, reason } => {
			(portfolio, L::BidDropped { bidder: bidder.0, reason: drop_reason(reason) })
		}
		E::BidFilled { portfolio, bidder, share, cost, loss, premium } => {
			let (share, cost) = (share.to_string(), cost.to_string());
			let (loss, premium) = (loss.to_string(), premium.to_string());
			(portfolio, L::Sold { bidder: bidder.0, share, cost, loss, premium })
		}
		E::BackstopRefused { portfolio, backer, share, error } => {
			let (share, reason) = (share.to_string(), reason(error));
			(portfolio, L::BackstopRefused { backer: backer.0, share, reason })
		}
		// What governance set.
		_ => return None,
	};
	Some(Liquidating { portfolio: portfolio.0, step })
}

fn outcome_name(outcome: Outcome) -> &'static str {
	match outcome {
		Outcome::Safe => "safe",
		Outcome::Sold => "sold",
		Outcome::WrittenOff => "writtenOff",
		Outcome::Exited => "exited",
		Outcome::Cancelled => "cancelled",
	}
}

fn drop_reason(why: &DropReason) -> String {
	match why {
		DropReason::VersionChanged => "versionChanged".into(),
		DropReason::Outbid => "outbid".into(),
		DropReason::Refused(error) => reason(error),
	}
}
