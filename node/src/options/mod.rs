// SPDX-License-Identifier: Apache-2.0
//! `options_*`: what has to be composed for a trader. Everything is read at a block: the best one,
//! or any past one that the node still holds.

mod json;

use crate::service::FullClient;
use futures::{
	future::{select, Either},
	StreamExt,
};
use json::{
	Auction, AuctionQuote, Book, Chain, Leg, Mark, OpenOrders, Portfolio, Settlement, Trade,
	Underlying, WhatIfAnswer,
};
use jsonrpsee::{
	core::{async_trait, RpcResult, SubscriptionResult},
	proc_macros::rpc,
	types::{error::ErrorObjectOwned, ErrorObject},
	PendingSubscriptionSink, SubscriptionMessage,
};
use pallet_margin::WhatIfLeg;
use polkadot_sdk::{
	sc_client_api::BlockchainEvents,
	sp_api::{ApiRef, ProvideRuntimeApi},
	sp_blockchain::HeaderBackend,
};
use std::{pin::pin, sync::Arc};
use tenor_fixed::{Cash, Fixed, Price, Quantity};
use tenor_runtime::{
	apis::RuntimeApi,
	options_api::{OptionsApi as _, Refusal},
	AccountId, Hash,
};
use tenor_series::{parse_series_name, ExpiryKey, PortfolioId, SeriesKey, Symbol, UnderlyingId};

/// The question itself is wrong: a name, a number, an unknown portfolio.
const BAD_QUESTION: i32 = 7_001;
/// The runtime could not answer.
const RUNTIME_FAILED: i32 = 7_002;
/// The chain's rules say no, with the error's name.
const REFUSED: i32 = 7_003;

/// The methods.
#[rpc(server, namespace = "options")]
pub trait Options {
	/// Underlyings and their tickers.
	#[method(name = "underlyings")]
	fn underlyings(&self, at: Option<Hash>) -> RpcResult<Vec<Underlying>>;

	/// The chain of an underlying with marks, implied volatilities, Greeks and open interest; with
	/// `expiry` (ms) only that expiry.
	#[method(name = "chain")]
	fn chain(&self, symbol: String, expiry: Option<u64>, at: Option<Hash>) -> RpcResult<Chain>;

	/// The mark of a series, by its name.
	#[method(name = "mark")]
	fn mark(&self, series: String, at: Option<Hash>) -> RpcResult<Mark>;

	/// A portfolio with its margin and every component of it.
	#[method(name = "portfolio")]
	fn portfolio(&self, id: u64, at: Option<Hash>) -> RpcResult<Portfolio>;

	/// The portfolios of an account: index and number.
	#[method(name = "portfoliosOf")]
	fn portfolios_of(&self, owner: AccountId, at: Option<Hash>) -> RpcResult<Vec<(u16, u64)>>;

	/// What trading these legs would do to a portfolio's margin.
	#[method(name = "whatIf")]
	fn what_if(&self, id: u64, legs: Vec<Leg>, at: Option<Hash>) -> RpcResult<WhatIfAnswer>;

	/// The settlement of an expiry (ms) of an underlying.
	#[method(name = "settlement")]
	fn settlement(&self, symbol: String, expiry: u64, at: Option<Hash>) -> RpcResult<Settlement>;

	/// What a portfolio received (> 0) or paid (< 0) at an expiry.
	#[method(name = "settlementResult")]
	fn settlement_result(
		&self,
		symbol: String,
		expiry: u64,
		id: u64,
		at: Option<Hash>,
	) -> RpcResult<String>;

	/// The book of a series by its name: the best `depth` prices of each side (16 unless told), with
	/// the volatilities they stand for.
	#[method(name = "book")]
	fn book(&self, series: String, depth: Option<u32>, at: Option<Hash>) -> RpcResult<Book>;

	/// The open orders of a portfolio.
	#[method(name = "orders")]
	fn orders(&self, id: u64, at: Option<Hash>) -> RpcResult<OpenOrders>;

	/// The last prices of a series, the newest last.
	#[method(name = "trades")]
	fn trades(&self, series: String, at: Option<Hash>) -> RpcResult<Vec<Trade>>;

	/// Portfolios in liquidation behind `after`, at most `limit` of them (64 unless told), with the bids
	/// that wait.
	#[method(name = "auctions")]
	fn auctions(
		&self,
		after: Option<u64>,
		limit: Option<u32>,
		at: Option<Hash>,
	) -> RpcResult<Vec<Auction>>;

	/// What a share (all of it unless told) of a portfolio in liquidation would cost now; no more than the
	/// largest share it sells.
	#[method(name = "auctionQuote")]
	fn auction_quote(
		&self,
		id: u64,
		share: Option<String>,
		at: Option<Hash>,
	) -> RpcResult<AuctionQuote>;

	/// The book of a series as it is now, and again whenever a block changes it. The volatilities of
	/// a book in which something rests change with time: it comes with every block.
	#[subscription(name = "subscribeBook" => "book_update", unsubscribe = "unsubscribeBook", item = Book)]
	async fn subscribe_book(&self, series: String, depth: Option<u32>) -> SubscriptionResult;
}

/// Prices of a side that a book shows unless told.
const DEPTH: u32 = 16;
/// Auctions that an answer lists unless told.
const AUCTIONS: u32 = 64;

/// Answers from the client's state.
pub struct Options {
	client: Arc<FullClient>,
}

type Api<'a> =
	ApiRef<
		'a,
		<RuntimeApi as polkadot_sdk::sp_api::ConstructRuntimeApi<
			tenor_runtime::Block,
			FullClient,
		>>::RuntimeApi,
	>;

fn bad_question(reason: impl Into<String>) -> ErrorObjectOwned {
	ErrorObject::owned(BAD_QUESTION, reason, None::<()>)
}

fn runtime_failed(error: impl std::fmt::Display) -> ErrorObjectOwned {
	ErrorObject::owned(RUNTIME_FAILED, error.to_string(), None::<()>)
}

fn refused(refusal: Refusal) -> ErrorObjectOwned {
	ErrorObject::owned(REFUSED, String::from_utf8_lossy(&refusal.reason), None::<()>)
}

impl Options {
	/// Over this client.
	pub fn new(client: Arc<FullClient>) -> Self {
		Self { client }
	}

	fn ask(&self, at: Option<Hash>) -> (Api<'_>, Hash) {
		(self.client.runtime_api(), at.unwrap_or_else(|| self.client.info().best_hash))
	}

	fn symbols(&self, at: Option<Hash>) -> RpcResult<Vec<(UnderlyingId, Symbol)>> {
		let (api, at) = self.ask(at);
		api.underlyings(at).map_err(runtime_failed)
	}

	fn underlying(&self, symbol: &str, at: Option<Hash>) -> RpcResult<UnderlyingId> {
		self.symbols(at)?
			.into_iter()
			.find(|(_, s)| s.as_str() == symbol)
			.map(|(id, _)| id)
			.ok_or_else(|| bad_question(format!("no underlying is called {symbol}")))
	}

	fn series(&self, name: &str, at: Option<Hash>) -> RpcResult<SeriesKey> {
		let symbols = self.symbols(at)?;
		parse_series_name(name, |wanted| {
			symbols.iter().find(|(_, symbol)| symbol == wanted).map(|(id, _)| *id)
		})
		.map_err(|part| bad_question(format!("{name} names no series: {part:?} is wrong")))
	}

	/// Refuses a well-formed name of a series that does not exist: nothing rests, trades or changes
	/// there, and silence would look like a quiet market. Asks for the marks of a whole expiry, so
	/// only where the answer would be empty, or once for a subscription.
	fn ensure_listed(&self, name: &str, key: &SeriesKey, at: Option<Hash>) -> RpcResult<()> {
		let (api, at) = self.ask(at);
		let chain =
			api.option_chain(at, key.underlying, Some(key.expiry)).map_err(runtime_failed)?;
		let listed = chain
			.into_iter()
			.flat_map(|chain| chain.expiries)
			.flat_map(|expiry| expiry.series)
			.any(|quote| quote.strike == key.strike && quote.kind == key.kind);
		listed.then_some(()).ok_or_else(|| bad_question(format!("{name} is not listed")))
	}
}

/// The book of a series at a block.
fn book_at(
	client: &FullClient,
	at: Hash,
	name: &str,
	series: SeriesKey,
	depth: u32,
) -> RpcResult<Book> {
	let book = client.runtime_api().book(at, series, depth).map_err(runtime_failed)?;
	Ok(Book::new(name.into(), &book))
}

#[async_trait]
impl OptionsServer for Options {
	fn underlyings(&self, at: Option<Hash>) -> RpcResult<Vec<Underlying>> {
		Ok(self
			.symbols(at)?
			.into_iter()
			.map(|(id, symbol)| Underlying { id: id.0, symbol: symbol.as_str().into() })
			.collect())
	}

	fn chain(&self, symbol: String, expiry: Option<u64>, at: Option<Hash>) -> RpcResult<Chain> {
		let underlying = self.underlying(&symbol, at)?;
		let (api, at) = self.ask(at);
		api.option_chain(at, underlying, expiry)
			.map_err(runtime_failed)?
			.as_ref()
			.map(Chain::from)
			.ok_or_else(|| bad_question(format!("no underlying is called {symbol}")))
	}

	fn mark(&self, series: String, at: Option<Hash>) -> RpcResult<Mark> {
		let key = self.series(&series, at)?;
		let (api, at) = self.ask(at);
		api.mark(at, key).map_err(runtime_failed)?.as_ref().map(Mark::from).ok_or_else(|| {
			bad_question(format!("{series} has no mark: not listed, or no market data yet"))
		})
	}

	fn portfolio(&self, id: u64, at: Option<Hash>) -> RpcResult<Portfolio> {
		let symbols = self.symbols(at)?;
		let (api, at) = self.ask(at);
		let report = api
			.portfolio(at, PortfolioId(id))
			.map_err(runtime_failed)?
			.ok_or_else(|| bad_question(format!("there is no portfolio {id}")))?;
		let symbol = |wanted| symbols.iter().find(|(u, _)| *u == wanted).map(|(_, s)| *s);
		Ok(Portfolio::new(id, &report, symbol))
	}

	fn portfolios_of(&self, owner: AccountId, at: Option<Hash>) -> RpcResult<Vec<(u16, u64)>> {
		let (api, at) = self.ask(at);
		let portfolios = api.portfolios_of(at, owner).map_err(runtime_failed)?;
		Ok(portfolios.into_iter().map(|(index, id)| (index, id.0)).collect())
	}

	fn what_if(&self, id: u64, legs: Vec<Leg>, at: Option<Hash>) -> RpcResult<WhatIfAnswer> {
		let legs = legs
			.iter()
			.map(|leg| {
				let wrong =
					|text: &str| bad_question(format!("{text} is no number with 8 decimals"));
				Ok(WhatIfLeg {
					series: self.series(&leg.series, at)?,
					quantity: leg.quantity.parse::<Quantity>().map_err(|_| wrong(&leg.quantity))?,
					price: leg
						.price
						.as_ref()
						.map(|text| text.parse::<Price>().map_err(|_| wrong(text)))
						.transpose()?,
				})
			})
			.collect::<RpcResult<Vec<_>>>()?;
		let (api, at) = self.ask(at);
		api.what_if(at, PortfolioId(id), legs)
			.map_err(runtime_failed)?
			.map(|answer| WhatIfAnswer::from(&answer))
			.map_err(refused)
	}

	fn settlement(&self, symbol: String, expiry: u64, at: Option<Hash>) -> RpcResult<Settlement> {
		let underlying = self.underlying(&symbol, at)?;
		let (api, at) = self.ask(at);
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
		let underlying = self.underlying(&symbol, at)?;
		let (api, at) = self.ask(at);
		api.settlement_result(at, ExpiryKey { underlying, expiry }, PortfolioId(id))
			.map_err(runtime_failed)?
			.map(|net: Cash| net.to_string())
			.ok_or_else(|| bad_question("this portfolio has no result at that expiry"))
	}

	fn book(&self, series: String, depth: Option<u32>, at: Option<Hash>) -> RpcResult<Book> {
		let key = self.series(&series, at)?;
		let at = at.unwrap_or_else(|| self.client.info().best_hash);
		let book = book_at(&self.client, at, &series, key, depth.unwrap_or(DEPTH))?;
		if book.is_empty() {
			self.ensure_listed(&series, &key, Some(at))?;
		}
		Ok(book)
	}

	fn orders(&self, id: u64, at: Option<Hash>) -> RpcResult<OpenOrders> {
		let symbols = self.symbols(at)?;
		let (api, at) = self.ask(at);
		let open = api.open_orders(at, PortfolioId(id)).map_err(runtime_failed)?;
		if open.next_sequence == 0
			&& api.portfolio(at, PortfolioId(id)).map_err(runtime_failed)?.is_none()
		{
			return Err(bad_question(format!("there is no portfolio {id}")));
		}
		let symbol = |wanted| symbols.iter().find(|(u, _)| *u == wanted).map(|(_, s)| *s);
		Ok(OpenOrders::new(id, &open, symbol))
	}

	fn trades(&self, series: String, at: Option<Hash>) -> RpcResult<Vec<Trade>> {
		let key = self.series(&series, at)?;
		let (api, at) = self.ask(at);
		let prints = api.last_trades(at, key).map_err(runtime_failed)?;
		if prints.is_empty() {
			self.ensure_listed(&series, &key, Some(at))?;
		}
		Ok(prints.iter().map(Trade::from).collect())
	}

	fn auctions(
		&self,
		after: Option<u64>,
		limit: Option<u32>,
		at: Option<Hash>,
	) -> RpcResult<Vec<Auction>> {
		let (api, at) = self.ask(at);
		let auctions = api
			.auctions(at, after.map(PortfolioId), limit.unwrap_or(AUCTIONS))
			.map_err(runtime_failed)?;
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
		let (api, at) = self.ask(at);
		api.auction_quote(at, PortfolioId(id), share)
			.map_err(runtime_failed)?
			.map(|quote| AuctionQuote::from(&quote))
			.map_err(refused)
	}

	async fn subscribe_book(
		&self,
		pending: PendingSubscriptionSink,
		series: String,
		depth: Option<u32>,
	) -> SubscriptionResult {
		let listed = self.series(&series, None).and_then(|key| {
			self.ensure_listed(&series, &key, None)?;
			Ok(key)
		});
		let (key, depth) = match listed {
			Ok(key) => (key, depth.unwrap_or(DEPTH)),
			Err(refusal) => {
				pending.reject(refusal).await;
				return Ok(());
			}
		};
		let sink = pending.accept().await?;
		let mut blocks = self.client.import_notification_stream();
		let mut shown = None;
		let mut at = self.client.info().best_hash;
		loop {
			let book = book_at(&self.client, at, &series, key, depth)?;
			if shown.as_ref() != Some(&book) {
				sink.send(SubscriptionMessage::from_json(&book)?).await?;
				shown = Some(book);
			}
			// Only the best chain is shown; the subscription ends with either side.
			at = loop {
				match select(pin!(sink.closed()), blocks.next()).await {
					Either::Right((Some(block), _)) if block.is_new_best => break block.hash,
					Either::Right((Some(_), _)) => {}
					Either::Left(_) | Either::Right((None, _)) => return Ok(()),
				}
			};
		}
	}
}
