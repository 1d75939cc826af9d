// SPDX-License-Identifier: Apache-2.0
//! `options_subscribe*`: states that are sent again when a block changes them, and events of blocks.
//!
//! All follow the best chain by one loop. A state is computed once per block for everybody who asked
//! for it; who reads slowly skips states, and is closed with the reason if he would miss an event.

use super::{
	events::{self, Notice},
	heads::{newest, next, Enacted, Heads},
	json::{Book, Chain, MarginAnswer},
	reader::{no_portfolio, no_underlying, runtime_failed, too_many, Reader},
};
use jsonrpsee::{
	core::{async_trait, RpcResult, SubscriptionResult},
	proc_macros::rpc,
	types::ErrorObjectOwned,
	PendingSubscriptionSink, SubscriptionMessage, SubscriptionSink,
};
use serde::Serialize;
use serde_json::value::{to_raw_value, RawValue};
use std::{
	collections::BTreeMap,
	sync::{Arc, Mutex, OnceLock, PoisonError},
};
use tenor_runtime::{options_api::OptionsApi as _, Hash};
use tenor_series::{PortfolioId, SeriesKey, UnderlyingId};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Subscriptions of all connections together.
const MOST_SUBSCRIPTIONS: usize = 1_024;

/// The subscriptions.
#[rpc(server, namespace = "options")]
pub trait OptionsSubscriptions {
	/// The book of a series as it is now, and again whenever a block changes it. The volatilities of
	/// a book in which something rests change with time: it comes with every block.
	#[subscription(name = "subscribeBook" => "book_update", unsubscribe = "unsubscribeBook", item = Book)]
	async fn subscribe_book(&self, series: String, depth: Option<u32>) -> SubscriptionResult;

	/// The chain of an underlying, or one expiry (ms) of it, as it is now, and again whenever a block
	/// changes it.
	#[subscription(name = "subscribeMarks" => "marks_update", unsubscribe = "unsubscribeMarks", item = Chain)]
	async fn subscribe_marks(&self, symbol: String, expiry: Option<u64>) -> SubscriptionResult;

	/// The margin of a portfolio as it is now, and again whenever a block changes it.
	#[subscription(name = "subscribeMargin" => "margin_update", unsubscribe = "unsubscribeMargin", item = MarginAnswer)]
	async fn subscribe_margin(&self, id: u64) -> SubscriptionResult;

	/// Trades of a series or, by a ticker, of an underlying.
	#[subscription(name = "subscribeTrades" => "trades_update", unsubscribe = "unsubscribeTrades", item = Box<RawValue>)]
	async fn subscribe_trades(&self, of: String) -> SubscriptionResult;

	/// Settlements of an underlying's expiries, or of all.
	#[subscription(name = "subscribeSettlements" => "settlements_update", unsubscribe = "unsubscribeSettlements", item = Box<RawValue>)]
	async fn subscribe_settlements(&self, symbol: Option<String>) -> SubscriptionResult;

	/// Auctions and sales of a portfolio, or of all.
	#[subscription(name = "subscribeLiquidations" => "liquidations_update", unsubscribe = "unsubscribeLiquidations", item = Box<RawValue>)]
	async fn subscribe_liquidations(&self, id: Option<u64>) -> SubscriptionResult;
}

/// A state that subscribers share.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Topic {
	Book { name: String, series: SeriesKey, depth: u32 },
	Marks { symbol: String, underlying: UnderlyingId, expiry: Option<u64> },
	Margin(u64),
}

impl Topic {
	/// The state at a block, written once for all who follow it.
	fn read(&self, reader: &Reader, at: Hash) -> RpcResult<Arc<RawValue>> {
		let (api, at) = reader.ask(Some(at))?;
		let written = match self {
			Self::Book { name, series, depth } => {
				let book = api.book(at, *series, *depth).map_err(runtime_failed)?;
				to_raw_value(&Book::new(name.clone(), &book))
			}
			Self::Marks { symbol, underlying, expiry } => {
				let chain = api.option_chain(at, *underlying, *expiry).map_err(runtime_failed)?;
				let chain = chain.as_ref().map(Chain::from);
				to_raw_value(&chain.ok_or_else(|| no_underlying(symbol))?)
			}
			Self::Margin(id) => {
				let report = api.portfolio(at, PortfolioId(*id)).map_err(runtime_failed)?;
				to_raw_value(&MarginAnswer::new(*id, &report.ok_or_else(|| no_portfolio(*id))?))
			}
		};
		written.map(Arc::from).map_err(runtime_failed)
	}
}

type Answer = RpcResult<Arc<RawValue>>;

/// States at the newest block that anybody asked for.
#[derive(Default)]
struct Shared {
	at: Hash,
	answers: BTreeMap<Topic, Arc<OnceLock<Answer>>>,
}

/// Serves subscriptions from the client's state.
#[derive(Clone)]
pub struct Subscriptions {
	reader: Reader,
	heads: Heads,
	places: Arc<Semaphore>,
	shared: Arc<Mutex<Shared>>,
}

impl Subscriptions {
	/// Over this reader; `heads` is followed elsewhere.
	pub fn new(reader: Reader, heads: Heads) -> Self {
		let places = Arc::new(Semaphore::new(MOST_SUBSCRIPTIONS));
		Self { reader, heads, places, shared: Arc::default() }
	}

	/// A subscription's place, if there is one.
	fn place(&self) -> RpcResult<OwnedSemaphorePermit> {
		let place = self.places.clone().try_acquire_owned();
		place.map_err(|_| {
			too_many(format!(
				"this node already serves {MOST_SUBSCRIPTIONS} subscriptions to options"
			))
		})
	}

	/// The state at a block: computed by who comes first, awaited by the others.
	fn answer(&self, topic: &Topic, at: Hash) -> Answer {
		let cell = {
			let mut shared = self.shared.lock().unwrap_or_else(PoisonError::into_inner);
			if shared.at != at {
				*shared = Shared { at, ..Default::default() };
			}
			shared.answers.entry(topic.clone()).or_default().clone()
		};
		cell.get_or_init(|| topic.read(&self.reader, at)).clone()
	}

	/// Lets a subscription in that asks for something there is, if there is a place; refuses it otherwise.
	async fn admit<T>(
		&self,
		pending: PendingSubscriptionSink,
		wanted: RpcResult<T>,
	) -> Option<(PendingSubscriptionSink, T, OwnedSemaphorePermit)> {
		match wanted.and_then(|wanted| Ok((wanted, self.place()?))) {
			Ok((wanted, place)) => Some((pending, wanted, place)),
			Err(refusal) => {
				pending.reject(refusal).await;
				None
			}
		}
	}

	/// Accepts a subscription to what `topic` names, and serves it to its end.
	async fn follow(
		&self,
		pending: PendingSubscriptionSink,
		topic: RpcResult<Topic>,
	) -> SubscriptionResult {
		let Some((pending, topic, _place)) = self.admit(pending, topic).await else {
			return Ok(());
		};
		let sink = pending.accept().await?;
		let mut heads = self.heads.listen();
		let mut at = self.reader.best();
		let mut shown: Option<Arc<RawValue>> = None;
		loop {
			let (this, topic) = (self.clone(), topic.clone());
			let answer = tokio::task::spawn_blocking(move || this.answer(&topic, at)).await?;
			let answer = answer.map_err(|error| reason(&error))?;
			if shown.as_ref().is_none_or(|last| last.get() != answer.get()) {
				send(&sink, &answer.as_ref()).await?;
				shown = Some(answer);
			}
			at = tokio::select! {
				() = sink.closed() => return Ok(()),
				head = newest(&mut heads) => match head {
					Some(head) => head.hash,
					None => return Ok(()),
				},
			};
		}
	}

	/// Accepts a subscription to what `events` picks from each block, and serves it to its end.
	async fn tell<T: Serialize + Send + Sync>(
		&self,
		pending: PendingSubscriptionSink,
		events: RpcResult<impl Fn(&Enacted) -> Vec<T> + Send + Sync>,
	) -> SubscriptionResult {
		let Some((pending, events, _place)) = self.admit(pending, events).await else {
			return Ok(());
		};
		let mut heads = self.heads.listen();
		let sink = pending.accept().await?;
		loop {
			let head = tokio::select! {
				() = sink.closed() => return Ok(()),
				head = next(&mut heads) => head?,
			};
			let Some(head) = head else { return Ok(()) };
			let (retracted, enacted) = head.route.as_ref().map_err(reason)?;
			for block in retracted {
				send(&sink, &Notice::<T>::retracted(*block)).await?;
			}
			for block in enacted {
				if let Some(notice) = Notice::told(block, events(block)) {
					send(&sink, &notice).await?;
				}
			}
		}
	}
}

/// What a subscription that ends is told.
fn reason(error: &ErrorObjectOwned) -> String {
	error.message().into()
}

/// Waits while the reader's buffer is full.
async fn send(sink: &SubscriptionSink, item: &(impl Serialize + Sync)) -> SubscriptionResult {
	Ok(sink.send(SubscriptionMessage::from_json(item)?).await?)
}

/// What a subscription to trades is to.
enum Traded {
	Series(SeriesKey),
	Underlying(UnderlyingId),
}

impl Subscriptions {
	fn book_topic(&self, name: String, depth: Option<u32>) -> RpcResult<Topic> {
		let depth = super::depth_of(depth)?;
		let series = self.reader.series(&name, None)?;
		self.reader.ensure_listed(&name, &series, None)?;
		Ok(Topic::Book { name, series, depth })
	}

	fn marks_topic(&self, symbol: String, expiry: Option<u64>) -> RpcResult<Topic> {
		let underlying = self.reader.underlying(&symbol, None)?;
		Ok(Topic::Marks { symbol, underlying, expiry })
	}

	fn margin_topic(&self, id: u64) -> RpcResult<Topic> {
		self.reader.ensure_portfolio(id, None)?;
		Ok(Topic::Margin(id))
	}

	fn traded(&self, of: &str) -> RpcResult<Traded> {
		if let Ok(underlying) = self.reader.underlying(of, None) {
			return Ok(Traded::Underlying(underlying));
		}
		let series = self.reader.series(of, None)?;
		self.reader.ensure_listed(of, &series, None)?;
		Ok(Traded::Series(series))
	}
}

#[async_trait]
impl OptionsSubscriptionsServer for Subscriptions {
	async fn subscribe_book(
		&self,
		pending: PendingSubscriptionSink,
		series: String,
		depth: Option<u32>,
	) -> SubscriptionResult {
		self.follow(pending, self.book_topic(series, depth)).await
	}

	async fn subscribe_marks(
		&self,
		pending: PendingSubscriptionSink,
		symbol: String,
		expiry: Option<u64>,
	) -> SubscriptionResult {
		self.follow(pending, self.marks_topic(symbol, expiry)).await
	}

	async fn subscribe_margin(
		&self,
		pending: PendingSubscriptionSink,
		id: u64,
	) -> SubscriptionResult {
		self.follow(pending, self.margin_topic(id)).await
	}

	async fn subscribe_trades(
		&self,
		pending: PendingSubscriptionSink,
		of: String,
	) -> SubscriptionResult {
		let wanted = self.traded(&of).map(|of| {
			move |block: &Enacted| {
				events::trades(block, |series| match &of {
					Traded::Series(one) => one == series,
					Traded::Underlying(underlying) => *underlying == series.underlying,
				})
			}
		});
		self.tell(pending, wanted).await
	}

	async fn subscribe_settlements(
		&self,
		pending: PendingSubscriptionSink,
		symbol: Option<String>,
	) -> SubscriptionResult {
		let of = symbol.map(|symbol| self.reader.underlying(&symbol, None)).transpose();
		let wanted = of.map(|of| move |block: &Enacted| events::settlements(block, of));
		self.tell(pending, wanted).await
	}

	async fn subscribe_liquidations(
		&self,
		pending: PendingSubscriptionSink,
		id: Option<u64>,
	) -> SubscriptionResult {
		let known = id.map(|id| self.reader.ensure_portfolio(id, None)).transpose();
		let wanted = known.map(|_| move |block: &Enacted| events::liquidations(block, id));
		self.tell(pending, wanted).await
	}
}
