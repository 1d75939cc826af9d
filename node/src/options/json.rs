// SPDX-License-Identifier: Apache-2.0
//! The answers as JSON: money and numbers as decimal text, so that no client rounds them; times in
//! milliseconds; series by their names.

use pallet_margin::{MarginInputs, MarginReport, SeriesMark, WhatIf};
use pallet_settlement::SettlementRecord;
use pallet_trading::{Limit, OpenOrder, PortfolioOrders, Print, Stage, Validity};
use serde::{Deserialize, Serialize};
use tenor_fixed::Cash;
use tenor_runtime::{
	options_api::{self, BookLevel, OptionChain, PortfolioReport, Refusal},
	Hash,
};
use tenor_series::{series_name, SeriesKey, Symbol, UnderlyingId};

/// An underlying and its ticker.
#[derive(Clone, Serialize)]
pub struct Underlying {
	/// Its number on chain.
	pub id: u16,
	/// Its ticker.
	pub symbol: String,
}

/// The mark of a series.
#[derive(Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Mark {
	price: String,
	iv: String,
	forward: String,
	delta: String,
	gamma: String,
	vega: String,
	theta: String,
	rho: String,
	fresh: bool,
}

impl From<&SeriesMark> for Mark {
	fn from(mark: &SeriesMark) -> Self {
		Self {
			price: mark.price.to_string(),
			iv: mark.iv.to_string(),
			forward: mark.forward.to_string(),
			delta: mark.greeks.delta.to_string(),
			gamma: mark.greeks.gamma.to_string(),
			vega: mark.greeks.vega.to_string(),
			theta: mark.greeks.theta.to_string(),
			rho: mark.greeks.rho.to_string(),
			fresh: mark.fresh,
		}
	}
}

/// One series of a chain.
#[derive(Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Quote {
	series: String,
	mark: Option<Mark>,
	open_interest: String,
}

/// One expiry of a chain.
#[derive(Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Expiry {
	expiry: u64,
	status: String,
	forward: Option<String>,
	series: Vec<Quote>,
}

/// The chain of an underlying.
#[derive(Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Chain {
	underlying: u16,
	symbol: String,
	spot: Option<String>,
	fresh: bool,
	expiries: Vec<Expiry>,
}

impl From<&OptionChain> for Chain {
	fn from(chain: &OptionChain) -> Self {
		let expiries = chain
			.expiries
			.iter()
			.map(|expiry| Expiry {
				expiry: expiry.expiry,
				status: format!("{:?}", expiry.status),
				forward: expiry.forward.map(|f| f.to_string()),
				series: expiry
					.series
					.iter()
					.map(|quote| Quote {
						series: series_name(
							&chain.symbol,
							&SeriesKey {
								underlying: chain.underlying,
								expiry: expiry.expiry,
								strike: quote.strike,
								kind: quote.kind,
							},
						),
						mark: quote.mark.as_ref().map(Mark::from),
						open_interest: Cash::from_e8(quote.open_interest_e8.into()).to_string(),
					})
					.collect(),
			})
			.collect();
		Self {
			underlying: chain.underlying.0,
			symbol: chain.symbol.as_str().into(),
			spot: chain.spot.map(|s| s.to_string()),
			fresh: chain.fresh,
			expiries,
		}
	}
}

/// One position of a portfolio.
#[derive(Clone, Serialize)]
pub struct Holding {
	series: String,
	quantity: String,
}

/// The margin of a portfolio, or why there is none now.
#[derive(Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct MarginAnswer {
	portfolio: u64,
	#[serde(skip_serializing_if = "Option::is_none")]
	margin: Option<MarginReport>,
	#[serde(skip_serializing_if = "Option::is_none")]
	margin_error: Option<String>,
}

impl MarginAnswer {
	/// From the report of that portfolio.
	pub fn new(portfolio: u64, report: &PortfolioReport) -> Self {
		Self {
			portfolio,
			margin: report.margin.as_ref().ok().cloned(),
			margin_error: report.margin.as_ref().err().map(reason),
		}
	}
}

fn reason(refusal: &Refusal) -> String {
	String::from_utf8_lossy(&refusal.reason).into_owned()
}

/// The margin of a portfolio with everything it was computed from, in the words of the risk crate.
#[derive(Clone, Serialize)]
pub struct MarginWithInputs {
	/// Whose.
	pub portfolio: u64,
	/// At which block.
	pub block: Hash,
	/// The margin.
	pub margin: MarginReport,
	/// What it follows from.
	pub inputs: MarginInputs,
}

/// A portfolio.
#[derive(Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Portfolio {
	id: u64,
	owner: String,
	mode: String,
	status: String,
	cash: String,
	assets: Vec<(u32, String)>,
	positions: Vec<Holding>,
	#[serde(skip_serializing_if = "Option::is_none")]
	margin: Option<MarginReport>,
	#[serde(skip_serializing_if = "Option::is_none")]
	margin_error: Option<String>,
}

impl Portfolio {
	/// Writes a report; `symbol` names an underlying.
	pub fn new(
		id: u64,
		report: &PortfolioReport,
		symbol: impl Fn(UnderlyingId) -> Option<Symbol>,
	) -> Self {
		let positions = report
			.positions
			.iter()
			.filter_map(|entry| Some((entry, symbol(entry.expiry.underlying)?)))
			.flat_map(|(entry, symbol)| {
				entry.positions.iter().map(move |p| Holding {
					series: series_name(&symbol, &entry.expiry.series(p.strike, p.kind)),
					quantity: p.quantity.to_string(),
				})
			})
			.collect();
		Self {
			id,
			owner: report.owner.to_string(),
			mode: format!("{:?}", report.mode),
			status: format!("{:?}", report.status),
			cash: report.cash.to_string(),
			assets: report
				.assets
				.iter()
				.map(|(asset, e8)| {
					(
						*asset,
						i128::try_from(*e8)
							.map_or_else(|_| e8.to_string(), |v| Cash::from_e8(v).to_string()),
					)
				})
				.collect(),
			positions,
			margin: report.margin.as_ref().ok().cloned(),
			margin_error: report.margin.as_ref().err().map(reason),
		}
	}
}

/// A leg of a what-if question.
#[derive(Clone, Deserialize)]
pub struct Leg {
	/// The series' name.
	pub series: String,
	/// Contracts received (> 0) or given (< 0), decimal text.
	pub quantity: String,
	/// Premium per contract, decimal text; the mark if absent.
	pub price: Option<String>,
}

/// The answer to a what-if question.
#[derive(Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct WhatIfAnswer {
	before: MarginReport,
	after: MarginReport,
	passes: bool,
}

impl From<&WhatIf> for WhatIfAnswer {
	fn from(answer: &WhatIf) -> Self {
		Self { before: answer.before.clone(), after: answer.after.clone(), passes: answer.passes }
	}
}

/// The settlement of an expiry.
#[derive(Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Settlement {
	phase: String,
	rung: String,
	begun_at: u64,
	price: Option<String>,
	gap_ms: Option<u64>,
	covered_ms: Option<u64>,
	portfolios: u32,
	credits: String,
	debits: String,
	dust: String,
	closed_at: Option<u64>,
}

impl From<&SettlementRecord> for Settlement {
	fn from(record: &SettlementRecord) -> Self {
		Self {
			phase: format!("{:?}", record.phase),
			rung: format!("{:?}", record.rung),
			begun_at: record.begun_at,
			price: record.price.as_ref().map(|p| p.price.to_string()),
			gap_ms: record.price.as_ref().map(|p| p.gap_ms),
			covered_ms: record.price.as_ref().map(|p| p.covered_ms),
			portfolios: record.portfolios,
			credits: record.credits.to_string(),
			debits: record.debits.to_string(),
			dust: record.dust.to_string(),
			closed_at: record.closed_at,
		}
	}
}

/// What rests at one price.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Level {
	price: String,
	quantity: String,
	iv: Option<String>,
}

impl From<&BookLevel> for Level {
	fn from(level: &BookLevel) -> Self {
		Self {
			price: level.price.to_string(),
			quantity: level.quantity.to_string(),
			iv: level.iv.map(|iv| iv.to_string()),
		}
	}
}

/// The book of a series, best prices first.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Book {
	series: String,
	tick: String,
	lot: String,
	bids: Vec<Level>,
	asks: Vec<Level>,
}

impl Book {
	/// Of the series of that name.
	pub fn new(series: String, book: &options_api::Book) -> Self {
		Self {
			series,
			tick: book.tick.to_string(),
			lot: book.lot.to_string(),
			bids: book.bids.iter().map(Level::from).collect(),
			asks: book.asks.iter().map(Level::from).collect(),
		}
	}

	/// Whether nothing of it rests.
	pub fn is_empty(&self) -> bool {
		self.bids.is_empty() && self.asks.is_empty()
	}
}

/// An open order.
#[derive(Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Order {
	sequence: u64,
	series: String,
	side: &'static str,
	/// What remains.
	quantity: String,
	/// The limit, or the collar of one quoted in volatility.
	price: String,
	vol: Option<String>,
	validity: String,
	post_only: bool,
	reduce_only: bool,
	/// Block of its priority.
	since: u32,
	resting: bool,
}

/// The open orders of a portfolio.
#[derive(Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct OpenOrders {
	portfolio: u64,
	/// The number the next order gets.
	next_sequence: u64,
	/// Ascending by number.
	orders: Vec<Order>,
}

impl OpenOrders {
	/// Of that portfolio; `symbol` names underlyings.
	pub fn new(
		portfolio: u64,
		open: &PortfolioOrders,
		symbol: impl Fn(UnderlyingId) -> Option<Symbol>,
	) -> Self {
		let order = |order: &OpenOrder| Order {
			sequence: order.sequence,
			series: symbol(order.terms.series.underlying)
				.map_or_else(String::new, |symbol| series_name(&symbol, &order.terms.series)),
			side: match order.terms.side {
				tenor_matching::Side::Buy => "buy",
				tenor_matching::Side::Sell => "sell",
			},
			quantity: order.terms.quantity.to_string(),
			price: order.terms.limit.worst().to_string(),
			vol: match order.terms.limit {
				Limit::Vol { vol, .. } => Some(vol.to_string()),
				Limit::Price(_) => None,
			},
			validity: validity(&order.terms.validity),
			post_only: order.terms.post_only,
			reduce_only: order.terms.reduce_only,
			since: order.since,
			resting: order.stage == Stage::Resting,
		};
		Self {
			portfolio,
			next_sequence: open.next_sequence,
			orders: open.open.iter().map(order).collect(),
		}
	}
}

fn validity(validity: &Validity) -> String {
	match validity {
		Validity::UntilCancelled => "until cancelled".into(),
		Validity::UntilTime(moment) => format!("until {moment} ms"),
		Validity::UntilBlock(block) => format!("until block {block}"),
		Validity::ImmediateOrCancel => "immediate or cancel".into(),
		Validity::FillOrKill => "fill or kill".into(),
	}
}

/// A price at which a series traded.
#[derive(Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Trade {
	moment: u64,
	price: String,
	volume: String,
}

impl From<&Print> for Trade {
	fn from(print: &Print) -> Self {
		Self {
			moment: print.moment,
			price: print.price.to_string(),
			volume: print.volume.to_string(),
		}
	}
}

/// A portfolio in liquidation.
#[derive(Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Auction {
	portfolio: u64,
	/// `flagged`, `solvent`, `insolvent` or `debt`.
	stage: &'static str,
	flagged_at: u64,
	/// What the clock shows.
	active_ms: u64,
	received: String,
	fee: String,
	version: u32,
	/// What the whole cost when the engine last looked.
	price: String,
	bids: Vec<Bid>,
}

/// A bid that waits.
#[derive(Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Bid {
	bidder: u64,
	share: String,
	limit: String,
	expected_version: Option<u32>,
}

pub(super) fn stage_name(stage: tenor_liquidation::Stage) -> &'static str {
	match stage {
		tenor_liquidation::Stage::Solvent => "solvent",
		tenor_liquidation::Stage::Insolvent => "insolvent",
		tenor_liquidation::Stage::Debt => "debt",
		tenor_liquidation::Stage::Exit => "exit",
	}
}

impl From<&options_api::AuctionReport> for Auction {
	fn from(report: &options_api::AuctionReport) -> Self {
		let options_api::AuctionReport { portfolio, auction, bids } = report;
		let bid = |bid: &pallet_liquidation::Bid| Bid {
			bidder: bid.bidder.0,
			share: bid.share.to_string(),
			limit: bid.limit.to_string(),
			expected_version: bid.expected_version,
		};
		Self {
			portfolio: portfolio.0,
			stage: match auction.phase {
				pallet_liquidation::Phase::Flagged => "flagged",
				pallet_liquidation::Phase::Selling(stage) => stage_name(stage),
			},
			flagged_at: auction.flagged_at,
			active_ms: auction.active_ms,
			received: auction.received.to_string(),
			fee: auction.fee.to_string(),
			version: auction.version,
			price: auction.price.to_string(),
			bids: bids.iter().map(bid).collect(),
		}
	}
}

/// What a share of a portfolio in liquidation costs now.
#[derive(Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct AuctionQuote {
	stage: &'static str,
	/// Whether the clock runs; if not, nothing fills.
	fresh: bool,
	equity: String,
	maintenance: String,
	cash: String,
	buffer: String,
	/// The largest share it sells.
	share: String,
	/// Of the whole; below zero the fund pays.
	price: String,
	factor: String,
	/// Of the share asked for.
	cost: String,
	version: u32,
}

impl From<&pallet_liquidation::Quote> for AuctionQuote {
	fn from(quote: &pallet_liquidation::Quote) -> Self {
		Self {
			stage: stage_name(quote.stage),
			fresh: quote.fresh,
			equity: quote.standing.equity.to_string(),
			maintenance: quote.standing.maintenance.to_string(),
			cash: quote.standing.cash.to_string(),
			buffer: quote.buffer.to_string(),
			share: quote.terms.share.to_string(),
			price: quote.terms.price.to_string(),
			factor: quote.terms.factor.to_string(),
			cost: quote.cost.to_string(),
			version: quote.version,
		}
	}
}
