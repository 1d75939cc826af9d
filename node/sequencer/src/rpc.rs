// SPDX-License-Identifier: Apache-2.0
//! `lane_*`: orders in, receipts out, and what happens in the lane to whoever follows it.

use crate::{
	desk::{Denial, Desk, Step},
	json::{
		signed, AccountText, BookText, CancelText, Names, OrderText, ReceiptText, ReplaceText,
		RulesText, SideText, Unreadable,
	},
	state,
};
use codec::Encode;
use jsonrpsee::{
	core::{async_trait, RpcResult, SubscriptionResult},
	proc_macros::rpc,
	server::{BatchRequestConfig, Server, ServerHandle},
	types::ErrorObjectOwned,
	PendingSubscriptionSink, SubscriptionMessage, SubscriptionSink,
};
use polkadot_sdk::sp_core::bytes::to_hex;
use serde::{Deserialize, Serialize};
use std::{net::SocketAddr, sync::Arc};
use tenor_client::Failure;
use tenor_fixed::{Price, Quantity};
use tenor_lane::{Epoch, LaneId, Operation, Sequence, StateError};
use tenor_matching::Side;
use tenor_series::{Moment, PortfolioId, SeriesKey};
use tokio::sync::broadcast::{error::RecvError, Receiver};

/// A text that can't be read, or a question about what is not there: as the node's.
const BAD_QUESTION: i32 = 7_001;
/// The lane says no; the message is the reason's name.
const REFUSED: i32 = 7_101;
/// The subscriber was too slow, or the log can't be read.
const LOST: i32 = 7_102;
/// Prices of a side of a book unless told, and at most.
const LEVELS: u32 = 16;
const MOST_LEVELS: u32 = 256;
/// Records of the log that are read at once for a subscriber.
const STRETCH: usize = 256;

/// What the server lets in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ServerLimits {
	/// Connections.
	pub connections: u32,
	/// Subscriptions of one connection.
	pub subscriptions: u32,
	/// Bytes of a request.
	pub request: u32,
	/// Requests in a batch.
	pub batch: u32,
}

/// How the lane stands.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct StatusText {
	/// The lane.
	pub lane: LaneId,
	/// Of this sequencer.
	pub epoch: Epoch,
	/// The chain: with lane and epoch, where signatures are good.
	pub genesis: String,
	/// The key that signs receipts.
	pub key: String,
	/// The oldest operation of the log that can be read.
	pub begins: Sequence,
	/// The number of the next operation in the log.
	pub logged: Sequence,
	/// And of the next one to be executed.
	pub executed: Sequence,
	/// Operations executed that are in no block yet.
	pub uncommitted: u64,
}

/// A fill as both sides see it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FillText {
	/// Of what.
	pub series: String,
	/// What who came last did.
	pub side: SideText,
	/// Premium per contract.
	pub price: Price,
	/// Contracts.
	pub quantity: Quantity,
	/// Whose order rested, and its nonce.
	pub maker: (u64, u64),
	/// Whose order came, and its nonce.
	pub taker: (u64, u64),
	/// What it takes of the allowance of the side that rested,
	pub maker_charge: String,
	/// and of the other.
	pub taker_charge: String,
}

/// What an operation did.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct StepText {
	/// Its number.
	pub sequence: Sequence,
	/// When it got that, ms.
	pub time: Moment,
	/// Why it did nothing.
	pub refusal: Option<String>,
	/// What of its order rests.
	pub resting: Quantity,
	/// What it filled.
	pub fills: Vec<FillText>,
}

/// A record of the log.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RecordText {
	/// Its receipt.
	pub receipt: ReceiptText,
	/// The operation, SCALE.
	pub operation: String,
}

/// The methods.
#[rpc(server, client, namespace = "lane")]
pub trait Lane {
	/// Places an order.
	#[method(name = "order")]
	async fn order(&self, order: OrderText, signature: String) -> RpcResult<ReceiptText>;

	/// Ends an order.
	#[method(name = "cancel")]
	async fn cancel(&self, cancel: CancelText, signature: String) -> RpcResult<ReceiptText>;

	/// Ends an order and places another, both or none.
	#[method(name = "replace")]
	async fn replace(&self, replace: ReplaceText, signature: String) -> RpcResult<ReceiptText>;

	/// How the lane stands.
	#[method(name = "status")]
	fn status(&self) -> RpcResult<StatusText>;

	/// The rules, the index and the time of every underlying in the lane.
	#[method(name = "rules")]
	fn rules(&self) -> RpcResult<Vec<RulesText>>;

	/// The best `depth` prices of each side of a series, 16 unless told.
	#[method(name = "book")]
	fn book(&self, series: String, depth: Option<u32>) -> RpcResult<BookText>;

	/// A portfolio's allowance in an underlying.
	#[method(name = "account")]
	fn account(&self, portfolio: u64, underlying: String) -> RpcResult<AccountText>;

	/// The receipt of an operation.
	#[method(name = "receipt", blocking)]
	fn receipt(&self, sequence: Sequence) -> RpcResult<ReceiptText>;

	/// Fills from now on. With a portfolio: its fills, and what its own operations did.
	#[subscription(name = "subscribeFills" => "fills_update", unsubscribe = "unsubscribeFills", item = StepText)]
	async fn subscribe_fills(&self, portfolio: Option<u64>) -> SubscriptionResult;

	/// The book of a series as it is now, and again whenever it changes.
	#[subscription(name = "subscribeDepth" => "depth_update", unsubscribe = "unsubscribeDepth", item = BookText)]
	async fn subscribe_depth(&self, series: String, depth: Option<u32>) -> SubscriptionResult;

	/// The log from a number on that it still has, and what is added to it.
	#[subscription(name = "subscribeLog" => "log_update", unsubscribe = "unsubscribeLog", item = RecordText)]
	async fn subscribe_log(&self, from: Sequence) -> SubscriptionResult;
}

/// Serves a desk.
#[derive(Clone)]
pub struct Service {
	desk: Arc<Desk>,
	names: Arc<Names>,
}

/// Opens the server.
pub async fn serve(
	desk: Arc<Desk>,
	names: Names,
	listen: SocketAddr,
	limits: &ServerLimits,
) -> Result<(SocketAddr, ServerHandle), Failure> {
	let server = Server::builder()
		.max_connections(limits.connections)
		.max_subscriptions_per_connection(limits.subscriptions)
		.max_request_body_size(limits.request)
		.set_batch_request_config(BatchRequestConfig::Limit(limits.batch))
		.set_tcp_no_delay(true)
		.build(listen)
		.await
		.map_err(|error| Failure(format!("can't listen on {listen}: {error}")))?;
	let at = server.local_addr()?;
	Ok((at, server.start(Service { desk, names: Arc::new(names) }.into_rpc())))
}

fn error(code: i32, message: impl Into<String>) -> ErrorObjectOwned {
	ErrorObjectOwned::owned(code, message, None::<()>)
}

fn unreadable(what: Unreadable) -> ErrorObjectOwned {
	error(BAD_QUESTION, what.to_string())
}

fn denied(denial: Denial) -> ErrorObjectOwned {
	error(REFUSED, denial.to_string())
}

fn broken(found: StateError) -> ErrorObjectOwned {
	error(LOST, format!("the state can't be read: {found:?}"))
}

impl Service {
	async fn submit(&self, operation: Operation) -> RpcResult<ReceiptText> {
		let (receipt, signature) = self.desk.submit(operation).await.map_err(denied)?;
		Ok(ReceiptText::new(&receipt, &signature))
	}

	/// Err if an operation is in the log no more.
	fn ensure_kept(&self, sequence: Sequence) -> RpcResult<()> {
		let begins = self.desk.reader().first();
		if sequence >= begins {
			return Ok(());
		}
		let gone = "of earlier ones nothing can be proven any more";
		Err(error(BAD_QUESTION, format!("the log begins at operation {begins}: {gone}")))
	}

	fn levels(depth: Option<u32>) -> RpcResult<usize> {
		let levels = depth.unwrap_or(LEVELS);
		let fits = usize::try_from(levels).ok().filter(|_| levels <= MOST_LEVELS);
		fits.ok_or_else(|| error(BAD_QUESTION, format!("depth: at most {MOST_LEVELS}")))
	}

	fn book_of(&self, series: &SeriesKey, levels: usize) -> Result<BookText, StateError> {
		let engine = self.desk.books();
		let executed = self.desk.executed();
		Ok(BookText {
			series: self.names.name(series),
			sequence: executed.checked_sub(1),
			bids: state::depth(&engine, series, Side::Buy, levels)?,
			asks: state::depth(&engine, series, Side::Sell, levels)?,
		})
	}

	fn step(&self, step: &Step) -> StepText {
		let order = step.record.operation.order();
		let fills = order.iter().flat_map(|order| {
			step.outcome.fills.iter().map(|fill| FillText {
				series: self.names.name(&order.series),
				side: order.side.into(),
				price: fill.price,
				quantity: fill.quantity,
				maker: (fill.maker.0, fill.nonce),
				taker: (order.portfolio.0, order.nonce),
				maker_charge: fill.maker_charge.to_string(),
				taker_charge: fill.taker_charge.to_string(),
			})
		});
		StepText {
			sequence: step.record.sequence,
			time: step.record.time,
			refusal: step.outcome.refusal.map(|refusal| format!("{refusal:?}")),
			resting: step.outcome.resting,
			fills: fills.collect(),
		}
	}
}

/// Whether a step concerns a portfolio; without one, whether it filled anything.
fn concerns(step: &Step, portfolio: Option<PortfolioId>) -> bool {
	let Some(portfolio) = portfolio else { return !step.outcome.fills.is_empty() };
	let operation = &step.record.operation;
	let own = tenor_lane::signer(operation) == Some(portfolio)
		|| operation.order().is_some_and(|order| order.portfolio == portfolio);
	own || step.outcome.fills.iter().any(|fill| fill.maker == portfolio)
}

/// Whether a step may have changed the book of a series.
fn touches(step: &Step, series: &SeriesKey) -> bool {
	let outcome = &step.outcome;
	let placed = step.record.operation.order().is_some_and(|order| order.series == *series);
	placed && outcome.refusal.is_none()
		|| outcome.removed.iter().any(|place| place.series == *series)
}

/// Sends one message; `false` once nobody listens.
async fn send(sink: &SubscriptionSink, item: &impl Serialize) -> bool {
	match SubscriptionMessage::from_json(item) {
		Ok(message) => sink.send(message).await.is_ok(),
		Err(error) => {
			eprintln!("a message can't be written: {error}");
			false
		}
	}
}

/// The next step; `None` once nobody listens, or who does has missed one.
async fn next(sink: &SubscriptionSink, steps: &mut Receiver<Arc<Step>>) -> Option<Arc<Step>> {
	tokio::select! {
		() = sink.closed() => None,
		step = steps.recv() => match step {
			Ok(step) => Some(step),
			Err(RecvError::Closed) => None,
			Err(RecvError::Lagged(missed)) => {
				println!("a subscriber was {missed} operations behind, and is closed");
				None
			}
		},
	}
}

/// Waits until the book of a series may have changed; `false` once nobody listens. Who is slow skips states.
async fn changes(
	sink: &SubscriptionSink,
	steps: &mut Receiver<Arc<Step>>,
	series: &SeriesKey,
) -> bool {
	loop {
		let step = tokio::select! {
			() = sink.closed() => return false,
			step = steps.recv() => step,
		};
		match step {
			Ok(step) if !touches(&step, series) => {}
			Ok(_) | Err(RecvError::Lagged(_)) => break,
			Err(RecvError::Closed) => return false,
		}
	}
	// The state that comes next has these in it.
	while steps.try_recv().is_ok() {}
	true
}

#[async_trait]
impl LaneServer for Service {
	async fn order(&self, order: OrderText, signature: String) -> RpcResult<ReceiptText> {
		let body = order.read(&self.names).map_err(unreadable)?;
		let signed = signed(body, &signature).map_err(unreadable)?;
		self.submit(Operation::Order(signed)).await
	}

	async fn cancel(&self, cancel: CancelText, signature: String) -> RpcResult<ReceiptText> {
		let body = cancel.read(&self.names).map_err(unreadable)?;
		let signed = signed(body, &signature).map_err(unreadable)?;
		self.submit(Operation::Cancel(signed)).await
	}

	async fn replace(&self, replace: ReplaceText, signature: String) -> RpcResult<ReceiptText> {
		let body = replace.read(&self.names).map_err(unreadable)?;
		let signed = signed(body, &signature).map_err(unreadable)?;
		self.submit(Operation::Replace(signed)).await
	}

	fn status(&self) -> RpcResult<StatusText> {
		let domain = self.desk.domain();
		Ok(StatusText {
			lane: domain.lane,
			epoch: domain.epoch,
			genesis: to_hex(&domain.genesis, false),
			key: to_hex(&self.desk.public().0, false),
			begins: self.desk.reader().first(),
			logged: *self.desk.logged().borrow(),
			executed: self.desk.executed(),
			uncommitted: self.desk.uncommitted(),
		})
	}

	fn rules(&self) -> RpcResult<Vec<RulesText>> {
		let engine = self.desk.books();
		let all = self.names.underlyings().filter_map(|(id, symbol)| {
			let shard = state::shard(&engine, id).map_err(broken).transpose()?;
			Some(shard.map(|shard| RulesText::new(&symbol, &shard)))
		});
		all.collect()
	}

	fn book(&self, series: String, depth: Option<u32>) -> RpcResult<BookText> {
		let series = self.names.series(&series).map_err(unreadable)?;
		self.book_of(&series, Self::levels(depth)?).map_err(broken)
	}

	fn account(&self, portfolio: u64, underlying: String) -> RpcResult<AccountText> {
		let underlying = self.names.underlying(&underlying).map_err(unreadable)?;
		let found = state::account(&self.desk.books(), underlying, PortfolioId(portfolio));
		let none = || error(BAD_QUESTION, "the portfolio has no allowance in this underlying");
		Ok(AccountText::from(&found.map_err(broken)?.ok_or_else(none)?))
	}

	fn receipt(&self, sequence: Sequence) -> RpcResult<ReceiptText> {
		self.ensure_kept(sequence)?;
		// What is written but not synced may be taken back by the end of power: there is no receipt yet.
		let logged = sequence < *self.desk.logged().borrow();
		let found = match logged {
			true => self.desk.reader().read(sequence, 1),
			false => Ok(Vec::new()),
		};
		let found = found.map_err(|failure| error(LOST, failure.to_string()))?;
		let record = found.first().ok_or_else(|| error(BAD_QUESTION, "no such operation yet"))?;
		let (receipt, signature) = self.desk.sign(&self.desk.receipt(record));
		Ok(ReceiptText::new(&receipt, &signature))
	}

	async fn subscribe_fills(
		&self,
		pending: PendingSubscriptionSink,
		portfolio: Option<u64>,
	) -> SubscriptionResult {
		let mut steps = self.desk.steps();
		let sink = pending.accept().await?;
		let (service, portfolio) = (self.clone(), portfolio.map(PortfolioId));
		tokio::spawn(async move {
			while let Some(step) = next(&sink, &mut steps).await {
				if concerns(&step, portfolio) && !send(&sink, &service.step(&step)).await {
					break;
				}
			}
		});
		Ok(())
	}

	async fn subscribe_depth(
		&self,
		pending: PendingSubscriptionSink,
		series: String,
		depth: Option<u32>,
	) -> SubscriptionResult {
		let asked = (self.names.series(&series).map_err(unreadable), Self::levels(depth));
		let (series, levels) = match asked {
			(Ok(series), Ok(levels)) => (series, levels),
			(Err(error), _) | (_, Err(error)) => {
				pending.reject(error).await;
				return Ok(());
			}
		};
		let mut steps = self.desk.steps();
		let sink = pending.accept().await?;
		let service = self.clone();
		tokio::spawn(async move {
			let mut last: Option<BookText> = None;
			loop {
				let Ok(book) = service.book_of(&series, levels) else { return };
				let changed = last
					.as_ref()
					.is_none_or(|last| (&last.bids, &last.asks) != (&book.bids, &book.asks));
				if changed && !send(&sink, &book).await {
					return;
				}
				last = Some(book);
				if !changes(&sink, &mut steps, &series).await {
					return;
				}
			}
		});
		Ok(())
	}

	async fn subscribe_log(
		&self,
		pending: PendingSubscriptionSink,
		from: Sequence,
	) -> SubscriptionResult {
		if let Err(error) = self.ensure_kept(from) {
			pending.reject(error).await;
			return Ok(());
		}
		let sink = pending.accept().await?;
		tokio::spawn(follow_log(self.desk.clone(), sink, from));
		Ok(())
	}
}

/// Sends the log from a number on: who is slow reads more of it from the file.
async fn follow_log(desk: Arc<Desk>, sink: SubscriptionSink, from: Sequence) {
	let mut logged = desk.logged();
	let mut at = from;
	loop {
		let end = *logged.borrow_and_update();
		while at < end {
			let most = usize::try_from(end.saturating_sub(at)).unwrap_or(STRETCH).min(STRETCH);
			let reader = desk.reader().clone();
			let read = tokio::task::spawn_blocking(move || reader.read(at, most)).await;
			let Ok(Ok(records)) = read else {
				eprintln!("the log can't be read at {at}");
				return;
			};
			if records.is_empty() {
				return;
			}
			for record in records {
				at = record.sequence.saturating_add(1);
				let (receipt, signature) = desk.sign(&desk.receipt(&record));
				let receipt = ReceiptText::new(&receipt, &signature);
				let operation = to_hex(&record.operation.encode(), false);
				if !send(&sink, &RecordText { receipt, operation }).await {
					return;
				}
			}
		}
		tokio::select! {
			() = sink.closed() => return,
			changed = logged.changed() => if changed.is_err() {
				return;
			},
		}
	}
}
