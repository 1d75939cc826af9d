// SPDX-License-Identifier: Apache-2.0
//! `options_*`: what has to be composed for a trader. Everything is read at a block: the best one,
//! or any past one that the node still holds.

mod events;
mod heads;
mod json;
mod reader;
mod subscriptions;

pub use heads::Heads;
pub use reader::Reader;
pub use subscriptions::{OptionsSubscriptionsServer, Subscriptions};

use json::{
	Auction, AuctionQuote, Book, Chain, Leg, MarginWithInputs, Mark, OpenOrders, Portfolio,
	Settlement, Trade, Underlying, WhatIfAnswer,
};
use jsonrpsee::{core::RpcResult, proc_macros::rpc};
use pallet_liquidation::MAX_AUCTIONS_PER_VIEW;
use pallet_margin::WhatIfLeg;
use reader::{bad_question, no_portfolio, no_underlying, refused, runtime_failed, series_called};
use tenor_fixed::{Cash, Fixed, Price, Quantity};
use tenor_runtime::{
	options_api::{OptionsApi as _, MAX_WHAT_IF_LEGS},
	AccountId, Hash,
};
use tenor_series::{ExpiryKey, PortfolioId};

/// The methods. Each runs the runtime, so that none may hold up the connections' own threads.
#[rpc(server, namespace = "options")]
pub trait Options {
	/// Underlyings and their tickers.
	#[method(name = "underlyings", blocking)]
	fn underlyings(&self, at: Option<Hash>) -> RpcResult<Vec<Underlying>>;

	/// The chain of an underlying with marks, implied volatilities, Greeks and open interest; with
	/// `expiry` (ms) only that expiry.
	#[method(name = "chain", blocking)]
	fn chain(&self, symbol: String, expiry: Option<u64>, at: Option<Hash>) -> RpcResult<Chain>;

	/// The mark of a series, by its name.
	#[method(name = "mark", blocking)]
	fn mark(&self, series: String, at: Option<Hash>) -> RpcResult<Mark>;

	/// A portfolio with its margin and every component of it.
	#[method(name = "portfolio", blocking)]
	fn portfolio(&self, id: u64, at: Option<Hash>) -> RpcResult<Portfolio>;

	/// The margin of a portfolio with everything that it was computed from.
	#[method(name = "margin", blocking)]
	fn margin(&self, id: u64, at: Option<Hash>) -> RpcResult<MarginWithInputs>;

	/// The portfolios of an account: index and number.
	#[method(name = "portfoliosOf", blocking)]
	fn portfolios_of(&self, owner: AccountId, at: Option<Hash>) -> RpcResult<Vec<(u16, u64)>>;

	/// What trading these legs would do to a portfolio's margin.
	#[method(name = "whatIf", blocking)]
	fn what_if(&self, id: u64, legs: Vec<Leg>, at: Option<Hash>) -> RpcResult<WhatIfAnswer>;

	/// The settlement of an expiry (ms) of an underlying.
	#[method(name = "settlement", blocking)]
	fn settlement(&self, symbol: String, expiry: u64, at: Option<Hash>) -> RpcResult<Settlement>;

	/// What a portfolio received (> 0) or paid (< 0) at an expiry.
	#[method(name = "settlementResult", blocking)]
	fn settlement_result(
		&self,
		symbol: String,
		expiry: u64,
		id: u64,
		at: Option<Hash>,
	) -> RpcResult<String>;

	/// The book of a series by its name: the best `depth` prices of each side (16 unless told), with
	/// the volatilities they stand for.
	#[method(name = "book", blocking)]
	fn book(&self, series: String, depth: Option<u32>, at: Option<Hash>) -> RpcResult<Book>;

	/// The open orders of a portfolio.
	#[method(name = "orders", blocking)]
	fn orders(&self, id: u64, at: Option<Hash>) -> RpcResult<OpenOrders>;

	/// The last prices of a series, the newest last.
	#[method(name = "trades", blocking)]
	fn trades(&self, series: String, at: Option<Hash>) -> RpcResult<Vec<Trade>>;

	/// Portfolios in liquidation behind `after`, at most `limit` of them (64 unless told), with the bids
	/// that wait.
	#[method(name = "auctions", blocking)]
	fn auctions(
		&self,
		after: Option<u64>,
		limit: Option<u32>,
		at: Option<Hash>,
	) -> RpcResult<Vec<Auction>>;

	/// What a share (all of it unless told) of a portfolio in liquidation would cost now; no more than the
	/// largest share it sells.
	#[method(name = "auctionQuote", blocking)]
	fn auction_quote(
		&self,
		id: u64,
		share: Option<String>,
		at: Option<Hash>,
	) -> RpcResult<AuctionQuote>;
}

/// Prices of a side that a book shows unless told, and at most.
const DEPTH: u32 = 16;
const LARGEST_DEPTH: u32 = 256;
/// Auctions that an answer lists unless told.
const AUCTIONS: u32 = 64;

/// Answers from the client's state.
pub struct Options {
	reader: Reader,
}

impl Options {
	/// Over this reader.
	pub fn new(reader: Reader) -> Self {
		Self { reader }
	}
}

/// The depth of a book that is asked for.
fn depth_of(asked: Option<u32>) -> RpcResult<u32> {
	match asked.unwrap_or(DEPTH) {
		depth if depth <= LARGEST_DEPTH => Ok(depth),
		depth => Err(bad_question(format!(
			"a book shows at most {LARGEST_DEPTH} prices of a side, not {depth}"
		))),
	}
}

impl OptionsServer for Options {
	fn underlyings(&self, at: Option<Hash>) -> RpcResult<Vec<Underlying>> {
		Ok(self
			.reader
			.symbols(at)?
			.into_iter()
			.map(|(id, symbol)| Underlying { id: id.0, symbol: symbol.as_str().into() })
			.collect())
	}

	fn chain(&self, symbol: String, expiry: Option<u64>, at: Option<Hash>) -> RpcResult<Chain> {
		let underlying = self.reader.underlying(&symbol, at)?;
		let (api, at) = self.reader.ask(at)?;
		api.option_chain(at, underlying, expiry)
			.map_err(runtime_failed)?
			.as_ref()
			.map(Chain::from)
			.ok_or_else(|| no_underlying(&symbol))
	}

	fn mark(&self, series: String, at: Option<Hash>) -> RpcResult<Mark> {
		let key = self.reader.series(&series, at)?;
		let (api, at) = self.reader.ask(at)?;
		api.mark(at, key).map_err(runtime_failed)?.as_ref().map(Mark::from).ok_or_else(|| {
			bad_question(format!("{series} has no mark: not listed, or no market data yet"))
		})
	}

	fn portfolio(&self, id: u64, at: Option<Hash>) -> RpcResult<Portfolio> {
		let symbols = self.reader.symbols(at)?;
		let (api, at) = self.reader.ask(at)?;
		let report = api
			.portfolio(at, PortfolioId(id))
			.map_err(runtime_failed)?
			.ok_or_else(|| no_portfolio(id))?;
		let symbol = |wanted| symbols.iter().find(|(u, _)| *u == wanted).map(|(_, s)| *s);
		Ok(Portfolio::new(id, &report, symbol))
	}

	fn margin(&self, id: u64, at: Option<Hash>) -> RpcResult<MarginWithInputs> {
		let (api, at) = self.reader.ask(at)?;
		let margin = api.margin_with_inputs(at, PortfolioId(id)).map_err(runtime_failed)?;
		let margin = margin.ok_or_else(|| no_portfolio(id))?.map_err(refused)?;
		Ok(MarginWithInputs {
			portfolio: id,
			block: at,
			margin: margin.report,
			inputs: margin.inputs,
		})
	}

	fn portfolios_of(&self, owner: AccountId, at: Option<Hash>) -> RpcResult<Vec<(u16, u64)>> {
		let (api, at) = self.reader.ask(at)?;
		let portfolios = api.portfolios_of(at, owner).map_err(runtime_failed)?;
		Ok(portfolios.into_iter().map(|(index, id)| (index, id.0)).collect())
	}

	fn what_if(&self, id: u64, legs: Vec<Leg>, at: Option<Hash>) -> RpcResult<WhatIfAnswer> {
		if legs.len() > MAX_WHAT_IF_LEGS {
			return Err(bad_question(format!(
				"a question has at most {MAX_WHAT_IF_LEGS} legs, not {}",
				legs.len()
			)));
		}
		let symbols = self.reader.symbols(at)?;
		let legs = legs
			.iter()
			.map(|leg| {
				let wrong =
					|text: &str| bad_question(format!("{text} is no number with 8 decimals"));
				Ok(WhatIfLeg {
					series: series_called(&leg.series, &symbols)?,
					quantity: leg.quantity.parse::<Quantity>().map_err(|_| wrong(&leg.quantity))?,
					price: leg
						.price
						.as_ref()
						.map(|text| text.parse::<Price>().map_err(|_| wrong(text)))
						.transpose()?,
				})
			})
			.collect::<RpcResult<Vec<_>>>()?;
		let (api, at) = self.reader.ask(at)?;
		api.what_if(at, PortfolioId(id), legs)
			.map_err(runtime_failed)?
			.map(|answer| WhatIfAnswer::from(&answer))
			.map_err(refused)
	}

	fn settlement(&self, symbol: String, expiry: u64, at: Option<Hash>) -> RpcResult<Settlement> {
		let underlying = self.reader.underlying(&symbol, at)?;
		let (api, at) = self.reader.ask(at)?;
		api.settlement(at, ExpiryKey { underlying, expiry })
			.map_err(runtime_failed)?
			.as_ref()
			.map(Settlement::from)
			.ok_or_else(|| {
				bad_question("this expiry does not settle yet, or no longer has a record")
			})
	}

	fn settlement_result(
		&self,
		symbol: String,
		expiry: u64,
		id: u64,
		at: Option<Hash>,
	) -> RpcResult<String> {
		let underlying = self.reader.underlying(&symbol, at)?;
		let (api, at) = self.reader.ask(at)?;
		api.settlement_result(at, ExpiryKey { underlying, expiry }, PortfolioId(id))
			.map_err(runtime_failed)?
			.map(|net: Cash| net.to_string())
			.ok_or_else(|| bad_question("this portfolio has no result at that expiry"))
	}

	fn book(&self, series: String, depth: Option<u32>, at: Option<Hash>) -> RpcResult<Book> {
		let key = self.reader.series(&series, at)?;
		let (api, at) = self.reader.ask(at)?;
		let book = api.book(at, key, depth_of(depth)?).map_err(runtime_failed)?;
		let book = Book::new(series.clone(), &book);
		if book.is_empty() {
			self.reader.ensure_listed(&series, &key, Some(at))?;
		}
		Ok(book)
	}

	fn orders(&self, id: u64, at: Option<Hash>) -> RpcResult<OpenOrders> {
		let symbols = self.reader.symbols(at)?;
		let (api, at) = self.reader.ask(at)?;
		let open = api.open_orders(at, PortfolioId(id)).map_err(runtime_failed)?;
		if open.next_sequence == 0
			&& api.portfolio(at, PortfolioId(id)).map_err(runtime_failed)?.is_none()
		{
			return Err(no_portfolio(id));
		}
		let symbol = |wanted| symbols.iter().find(|(u, _)| *u == wanted).map(|(_, s)| *s);
		Ok(OpenOrders::new(id, &open, symbol))
	}

	fn trades(&self, series: String, at: Option<Hash>) -> RpcResult<Vec<Trade>> {
		let key = self.reader.series(&series, at)?;
		let (api, at) = self.reader.ask(at)?;
		let prints = api.last_trades(at, key).map_err(runtime_failed)?;
		if prints.is_empty() {
			self.reader.ensure_listed(&series, &key, Some(at))?;
		}
		Ok(prints.iter().map(Trade::from).collect())
	}

	fn auctions(
		&self,
		after: Option<u64>,
		limit: Option<u32>,
		at: Option<Hash>,
	) -> RpcResult<Vec<Auction>> {
		let limit = limit.unwrap_or(AUCTIONS);
		if limit > MAX_AUCTIONS_PER_VIEW {
			return Err(bad_question(format!(
				"an answer lists at most {MAX_AUCTIONS_PER_VIEW} auctions, not {limit}"
			)));
		}
		let (api, at) = self.reader.ask(at)?;
		let auctions = api.auctions(at, after.map(PortfolioId), limit).map_err(runtime_failed)?;
		Ok(auctions.iter().map(Auction::from).collect())
	}

	fn auction_quote(
		&self,
		id: u64,
		share: Option<String>,
		at: Option<Hash>,
	) -> RpcResult<AuctionQuote> {
		let share = share.map_or(Ok(Fixed::ONE), |text| {
			text.parse::<Fixed>().map_err(|_| bad_question(format!("{text} is no share")))
		})?;
		let (api, at) = self.reader.ask(at)?;
		api.auction_quote(at, PortfolioId(id), share)
			.map_err(runtime_failed)?
			.map(|quote| AuctionQuote::from(&quote))
			.map_err(refused)
	}
}
