// SPDX-License-Identifier: Apache-2.0
//! The path of an operation as a whole, without a chain.

use crate::{
	archive::Final,
	audit::{Auditor, Stand, Wrong},
	desk::{now_ms, Backlog, Denial, Desk, Settings, Syncing},
	json::{receipt_holds, BookText, CancelText, Names, OrderText, PlaceText, ReceiptText},
	quota::Allowed,
	rpc::{serve, FillText, LaneClient, RecordText, ServerLimits, StepText},
	section::{cut, Most},
	snapshot::Snapshot,
	testing::{open, settings, Lane, DOMAIN, NOW},
};
use jsonrpsee::{
	client_transport::ws::{Url, WsTransportClientBuilder},
	core::client::{Client, ClientBuilder, Error as RpcError, Subscription},
};
use pallet_lane::leaves_root;
use polkadot_sdk::sp_core::bytes::to_hex;
use std::{collections::BTreeSet, time::Duration};
use tenor_fixed::{Price, Quantity};
use tenor_lane::{
	first_head, next_head, operation_hash, verify, Cancel, Entry, Operation, Order, OrderKind,
	Place, Refusal, Replace, Section,
};
use tenor_matching::Side;
use tenor_series::{PortfolioId, Symbol, UnderlyingId};

const MOST: Most = Most { entries: 2_048, fills: 256, bytes: 1_000_000 };

/// Seven orders of two makers and a taker: two that rest, a fill of both, a replacement and a cancel.
async fn a_little_trading(lane: &Lane) {
	lane.place(lane.order(0, Side::Sell, 100, 1)).await.unwrap();
	let second = lane.place(lane.order(1, Side::Sell, 101, 1)).await.unwrap();
	lane.settle().await;
	let both =
		Order { quantity: Quantity::from_e8(150_000_000), ..lane.order(2, Side::Buy, 101, 1) };
	lane.place(both).await.unwrap();
	lane.settle().await;
	let place = Place {
		series: both.series,
		side: Side::Sell,
		limit: Price::from_e8(10_100_000_000),
		sequence: second.sequence,
	};
	let order = lane.order(1, Side::Sell, 102, 2);
	let replace = lane.sign(Replace { place, order });
	let (replaced, _) = lane.desk.submit(Operation::Replace(replace)).await.unwrap();
	lane.settle().await;
	let place = Place { limit: order.limit, sequence: replaced.sequence, ..place };
	let cancel = lane.sign(Cancel { portfolio: order.portfolio, place });
	lane.desk.submit(Operation::Cancel(cancel)).await.unwrap();
	lane.settle().await;
}

fn section(lane: &Lane) -> Section {
	let steps = lane.steps();
	let root = lane.desk.journal().lock().unwrap().root_before(0).unwrap();
	cut(0, root, &steps, &MOST).unwrap().0
}

#[tokio::test]
async fn receipts_are_signed_and_chain_to_the_head_of_the_log() {
	let lane = Lane::begin(3, &settings()).await;
	let mut expected = Vec::new();
	for nonce in 1..5 {
		let order = Operation::Order(lane.sign(lane.order(0, Side::Sell, 100 + nonce, nonce)));
		let (receipt, signature) = lane.desk.submit(order).await.unwrap();
		assert!(receipt_holds(&receipt, &signature, &lane.desk.public().0, &DOMAIN.genesis));
		assert_eq!(receipt.operation, operation_hash(&order));
		expected.push((receipt.sequence, order, receipt.head));
	}
	// THEN the heads are those of the whole log
	let mut head = first_head(&DOMAIN);
	let records = lane.desk.reader().read(0, 100).unwrap();
	for record in &records {
		head = next_head(&head, record.sequence, &operation_hash(&record.operation));
		assert_eq!(record.head, head);
	}
	let tail: Vec<_> = records[records.len() - 4..]
		.iter()
		.map(|record| (record.sequence, record.operation, record.head))
		.collect();
	assert_eq!(tail, expected);
}

#[tokio::test]
async fn orders_that_meet_fill_at_the_price_of_the_one_that_rested() {
	let lane = Lane::begin(3, &settings()).await;
	a_little_trading(&lane).await;
	let steps = lane.steps();
	let fills: Vec<_> = steps.iter().flat_map(|step| &step.outcome.fills).collect();
	let found: Vec<_> =
		fills.iter().map(|fill| (fill.maker.0, fill.price.e8(), fill.quantity.e8())).collect();
	assert_eq!(found, [(0, 10_000_000_000, 100_000_000), (1, 10_100_000_000, 50_000_000)]);
	assert!(steps.iter().all(|step| step.outcome.refusal.is_none()));
	// AND both makers are shown to the chain, once
	let makers: Vec<_> = steps.iter().flat_map(|step| &step.makers).map(|maker| maker.0).collect();
	assert_eq!(makers, [5, 6]);
}

#[tokio::test]
async fn desk_that_is_opened_again_has_the_same_head_and_root_and_goes_on() {
	let lane = Lane::begin(3, &settings()).await;
	a_little_trading(&lane).await;
	let steps = lane.steps();
	let last = steps.last().unwrap().clone();
	let Lane { folder, traders, desk } = lane;
	// WHEN the program ends without a word
	end(desk).await;
	for keep in [0, 3, last.record.sequence, last.record.sequence + 1] {
		let (desk, recovery) = open(&folder, &Settings { keep, ..settings() });
		// THEN everything is as it was
		assert_eq!(recovery.operations, last.record.sequence + 1);
		assert_eq!((recovery.head, recovery.root), (last.record.head, last.root));
		{
			let journal = desk.journal().lock().unwrap();
			let kept = journal.steps(keep, usize::MAX).unwrap();
			let from = usize::try_from(keep).unwrap();
			assert_eq!(kept, steps[from..]);
			assert_eq!(journal.root_before(keep), before(&steps, from));
			assert_eq!(journal.root_before(last.record.sequence + 1), Some(last.root));
			assert_eq!(journal.inbox(), Some(4));
		}
		end(desk).await;
	}
	// AND the next operation has the next number
	let (desk, _) = open(&folder, &settings());
	desk.advance(1, 0);
	let lane = Lane { folder, traders, desk };
	let receipt = lane.place(lane.order(2, Side::Buy, 50, 9)).await.unwrap();
	assert_eq!(receipt.sequence, last.record.sequence + 1);
	// AND a nonce that was used before is used
	let again = lane.place(lane.order(0, Side::Sell, 100, 1)).await;
	assert_eq!(again, Err(Denial::Refused(Refusal::NonceUsed)));
}

fn before(steps: &[std::sync::Arc<crate::desk::Step>], from: usize) -> Option<[u8; 32]> {
	match from.checked_sub(1) {
		Some(previous) => Some(steps[previous].root),
		None => Some(tenor_lane::Trie::default().root()),
	}
}

/// Drops a desk and waits until its log is free.
async fn end(desk: std::sync::Arc<Desk>) {
	let mut logged = desk.logged();
	drop(desk);
	while logged.changed().await.is_ok() {}
}

#[tokio::test]
async fn what_can_not_be_let_in_is_refused_by_name() {
	let quota = Allowed { rate: 1, burst: 3 };
	let lane = Lane::begin(2, &Settings { quota, ..settings() }).await;
	let logged = *lane.desk.logged().borrow();
	let order = lane.order(0, Side::Sell, 100, 1);
	let mut forged = lane.sign(order);
	forged.signature[5] ^= 1;
	assert_eq!(lane.desk.submit(Operation::Order(forged)).await.unwrap_err(), Denial::BadSignature);
	let stranger = Order { portfolio: PortfolioId(77), ..order };
	let stranger = Operation::Order(tenor_lane::Signed { body: stranger, signature: [0; 64] });
	assert_eq!(
		lane.desk.submit(stranger).await.unwrap_err(),
		Denial::Refused(Refusal::NoAllowance)
	);
	let off = Order { limit: Price::from_e8(10_000_000_001), ..order };
	assert_eq!(lane.place(off).await.unwrap_err(), Denial::Refused(Refusal::OffTick));
	let huge = Order { quantity: Quantity::from_e8(100_000_000_000_000), ..order };
	assert_eq!(lane.place(huge).await.unwrap_err(), Denial::Refused(Refusal::AllowanceExceeded));
	lane.desk.freeze(BTreeSet::from([order.portfolio]));
	assert_eq!(lane.place(order).await.unwrap_err(), Denial::PortfolioFrozen);
	assert_eq!(lane.place(order).await.unwrap_err(), Denial::QuotaExceeded);
	// AND none of it is in the log
	assert_eq!(*lane.desk.logged().borrow(), logged);
}

#[tokio::test]
async fn of_two_orders_with_one_nonce_one_gets_a_receipt() {
	let lane = Lane::begin(1, &settings()).await;
	let (one, other) = tokio::join!(
		lane.place(lane.order(0, Side::Sell, 100, 7)),
		lane.place(lane.order(0, Side::Sell, 200, 7))
	);
	assert_ne!(one.is_ok(), other.is_ok());
	assert_eq!(one.and(other).unwrap_err(), Denial::Refused(Refusal::NonceUsed));
}

#[tokio::test]
async fn receipts_are_not_behind_the_chains_time() {
	// GIVEN a chain whose time is ahead of this machine's clock
	let lane = Lane::begin(1, &settings()).await;
	let ahead = now_ms() + 3_600_000;
	lane.desk.advance(1, ahead);
	// THEN no receipt is late before it is written, AND time does not go back
	for (nonce, time) in [(1, ahead), (2, 0)] {
		lane.desk.advance(1, time);
		let receipt = lane.place(lane.order(0, Side::Sell, 100, nonce)).await.unwrap();
		assert_eq!(receipt.time, ahead);
	}
}

#[tokio::test]
async fn who_sends_what_the_chain_refuses_takes_no_room_from_others() {
	// GIVEN a trader of whose fills the chain refused as many as it may
	let lane = Lane::begin(2, &settings()).await;
	let rests = lane.place(lane.order(0, Side::Sell, 100, 1)).await.unwrap();
	lane.settle().await;
	for _ in 0..63 {
		lane.desk.skipped(PortfolioId(0));
	}
	assert!(lane.place(lane.order(0, Side::Sell, 101, 2)).await.is_ok());
	lane.desk.skipped(PortfolioId(0));
	// THEN no order of it is taken, AND a cancel is, AND orders of others are
	let order = lane.order(0, Side::Sell, 100, 3);
	assert_eq!(lane.place(order).await, Err(Denial::FillsSkipped));
	assert!(lane.place(lane.order(1, Side::Sell, 100, 1)).await.is_ok());
	let place = Place {
		series: order.series,
		side: order.side,
		limit: order.limit,
		sequence: rests.sequence,
	};
	let cancel = lane.sign(Cancel { portfolio: PortfolioId(0), place });
	assert!(lane.desk.submit(Operation::Cancel(cancel)).await.is_ok());
}

#[tokio::test]
async fn lane_takes_no_order_when_it_is_closed_stale_or_behind() {
	let lane = Lane::begin(1, &settings()).await;
	let order = lane.order(0, Side::Sell, 100, 1);
	lane.desk.close(true);
	assert_eq!(lane.place(order).await.unwrap_err(), Denial::LaneClosed);
	lane.desk.close(false);
	lane.desk.advance(40, 0);
	assert_eq!(lane.place(order).await.unwrap_err(), Denial::IndexStale);
	lane.log(lane.tick(39)).await;
	let late = Order { expires: NOW + 90_000, ..order };
	assert!(lane.place(late).await.is_ok());
	let backlog = Backlog { operations: 3, fills: 100 };
	let lane = Lane::begin(1, &Settings { backlog, ..settings() }).await;
	assert_eq!(lane.place(order).await.unwrap_err(), Denial::Backlog);
	lane.desk.journal().lock().unwrap().settle(3, 0);
	assert!(lane.place(order).await.is_ok());
}

#[tokio::test]
async fn lane_takes_no_order_when_more_fills_wait_than_the_chain_takes_in_time() {
	let backlog = Backlog { operations: 100, fills: 1 };
	let lane = Lane::begin(3, &Settings { backlog, ..settings() }).await;
	let rests = lane.place(lane.order(0, Side::Sell, 101, 1)).await.unwrap();
	lane.place(lane.order(1, Side::Sell, 100, 1)).await.unwrap();
	lane.settle().await;
	lane.place(lane.order(2, Side::Buy, 100, 1)).await.unwrap();
	lane.settle().await;
	let order = lane.order(2, Side::Buy, 50, 9);
	assert_eq!(lane.place(order).await.unwrap_err(), Denial::Backlog);
	// AND the way out stays open
	let (series, side) = (order.series, Side::Sell);
	let limit = Price::from_e8(10_100_000_000);
	let place = Place { series, side, limit, sequence: rests.sequence };
	let cancel = lane.sign(Cancel { portfolio: PortfolioId(0), place });
	assert!(lane.desk.submit(Operation::Cancel(cancel)).await.is_ok());
	// AND orders again once the fills are in a block
	let next = *lane.desk.logged().borrow();
	lane.desk.journal().lock().unwrap().settle(next, 0);
	assert!(lane.place(order).await.is_ok());
	// UNLESS that is taken back
	lane.desk.journal().lock().unwrap().settle(0, 0);
	assert_eq!(lane.place(lane.order(2, Side::Buy, 50, 10)).await, Err(Denial::Backlog));
}

#[tokio::test]
async fn sync_always_answers_too() {
	let lane = Lane::begin(1, &Settings { sync: Syncing::Always, ..settings() }).await;
	assert!(lane.place(lane.order(0, Side::Sell, 100, 1)).await.is_ok());
}

#[tokio::test]
async fn honest_sections_pass_the_audit_in_any_pieces() {
	let lane = Lane::begin(3, &settings()).await;
	a_little_trading(&lane).await;
	let whole = section(&lane);
	for pieces in 1..=whole.entries.len() {
		let mut auditor = Auditor::new(DOMAIN);
		for (number, entries) in whole.entries.chunks(pieces).enumerate() {
			let piece = Section {
				first: u64::try_from(number * pieces).unwrap(),
				root: auditor.root(),
				entries: entries.to_vec(),
			};
			let stand = auditor.stand(&piece, entries.len());
			let root = leaves_root(stand.leaves.clone());
			assert_eq!(auditor.stand_of(&piece, entries.len(), &root), Some(stand.clone()));
			assert_eq!(auditor.stand_of(&piece, entries.len(), &[0; 32]), None);
			assert_eq!(auditor.check(&piece, &stand), Ok(None));
			assert_eq!(stand.leaves.len(), entries.len());
			// AND what is kept goes on like the one that was not
			auditor = Auditor::kept(&auditor.keep()).unwrap();
		}
		assert_eq!(auditor.root(), whole.entries.last().unwrap().root);
		// AND places are what the receipts said
		let heads: Vec<_> = lane.steps().iter().map(|step| step.record.head).collect();
		let Stand { places, .. } = Auditor::new(DOMAIN).stand(&whole, usize::MAX);
		assert_eq!(places.iter().map(|place| place.1).collect::<Vec<_>>(), heads);
	}
}

/// Audits a section in which one entry was changed.
fn audit(section: &Section, at: usize, change: impl Fn(&mut Entry)) -> (Wrong, u64) {
	let mut section = section.clone();
	change(&mut section.entries[at]);
	let mut auditor = Auditor::new(DOMAIN);
	let stand = auditor.stand(&section, usize::MAX);
	let fault = auditor.check(&section, &stand).unwrap().unwrap();
	// The witness shows it to who has no state: bytes before the entry are the honest ones.
	let before = match at.checked_sub(1) {
		Some(previous) => section.entries[previous].root,
		None => section.root,
	};
	let entry = &section.entries[at];
	let shown = verify(&fault.witness, &before, &entry.operation, fault.sequence);
	let (outcome, root) = shown.expect("the witness is complete");
	let differs = outcome.fills != entry.fills || root != entry.root;
	assert_eq!(differs, fault.wrong != Wrong::Signature);
	(fault.wrong, fault.sequence)
}

#[tokio::test]
async fn every_lie_in_a_section_is_found_with_a_witness() {
	let lane = Lane::begin(3, &settings()).await;
	a_little_trading(&lane).await;
	let section = section(&lane);
	let filled = section.entries.iter().position(|entry| !entry.fills.is_empty()).unwrap();
	let number = u64::try_from(filled).unwrap();
	let cases: [(Wrong, fn(&mut Entry)); 5] = [
		(Wrong::Root, |entry| entry.root[0] ^= 1),
		(Wrong::Fills, |entry| entry.fills.clear()),
		(Wrong::Fills, |entry| entry.fills.swap(0, 1)),
		(Wrong::Fills, |entry| entry.fills[0].quantity = Quantity::from_e8(1_000_000)),
		(Wrong::Signature, |entry| {
			let Operation::Order(signed) = &mut entry.operation else { unreachable!() };
			signed.signature[0] ^= 1;
		}),
	];
	for (wrong, change) in cases {
		assert_eq!(audit(&section, filled, change), (wrong, number));
	}
	// AND in every place
	for at in 0..section.entries.len() {
		let number = u64::try_from(at).unwrap();
		assert_eq!(audit(&section, at, |entry| entry.root[31] ^= 1), (Wrong::Root, number));
	}
}

struct Served {
	lane: Lane,
	client: Client,
	_server: jsonrpsee::server::ServerHandle,
}

fn names() -> Names {
	Names::new([(UnderlyingId(1), Symbol::new("ETH").unwrap())])
}

async fn served() -> Served {
	served_with(&settings()).await
}

async fn served_with(settings: &Settings) -> Served {
	let lane = Lane::begin(3, settings).await;
	let limits = ServerLimits { connections: 8, subscriptions: 8, request: 65_536, batch: 8 };
	let listen = "127.0.0.1:0".parse().unwrap();
	let (at, server) = serve(lane.desk.clone(), names(), listen, &limits).await.unwrap();
	let url = Url::parse(&format!("ws://{at}")).unwrap();
	let (sender, receiver) = WsTransportClientBuilder::default().build(url).await.unwrap();
	let client = ClientBuilder::default().build_with_tokio(sender, receiver);
	Served { lane, client, _server: server }
}

impl Served {
	async fn place(&self, order: Order) -> Result<ReceiptText, RpcError> {
		let signature = to_hex(&self.lane.sign(order).signature, false);
		self.client.order(OrderText::new(&order, &names()), signature).await
	}
}

async fn next<T: serde::de::DeserializeOwned>(from: &mut Subscription<T>) -> T {
	let message = tokio::time::timeout(Duration::from_secs(5), from.next()).await;
	message.expect("within seconds").expect("it is open").expect("it can be read")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_trader_places_fills_and_cancels_over_websocket() {
	let served = served().await;
	let (lane, client) = (&served.lane, &served.client);
	let sell = lane.order(0, Side::Sell, 100, 1);
	let series = names().name(&sell.series);
	let mut fills = client.subscribe_fills(None).await.unwrap();
	let mut own = client.subscribe_fills(Some(0)).await.unwrap();
	let mut depth = client.subscribe_depth(series.clone(), None).await.unwrap();
	let empty: BookText = next(&mut depth).await;
	assert!(empty.asks.is_empty() && empty.bids.is_empty());
	// WHEN an order rests
	let receipt = served.place(sell).await.unwrap();
	let (read, signature) = receipt.read().unwrap();
	assert!(receipt_holds(&read, &signature, &lane.desk.public().0, &DOMAIN.genesis));
	// THEN the book shows it
	assert_eq!(next(&mut depth).await.asks[0].price, sell.limit);
	let rests: StepText = next(&mut own).await;
	assert_eq!((rests.sequence, rests.resting), (receipt.sequence, sell.quantity));
	// AND another that comes fills
	let half = Order {
		quantity: Quantity::from_e8(50_000_000),
		kind: OrderKind::ImmediateOrCancel,
		..lane.order(1, Side::Buy, 100, 1)
	};
	served.place(half).await.unwrap();
	let step = next(&mut fills).await;
	let [FillText { maker, taker, quantity, .. }] = step.fills.as_slice() else {
		panic!("{step:?}")
	};
	assert_eq!((*maker, *taker, *quantity), ((0, 1), (1, 1), half.quantity));
	assert_eq!(next(&mut own).await, step);
	assert_eq!(next(&mut depth).await.asks[0].quantity, half.quantity);
	// AND what is left is cancelled
	let place = Place {
		series: sell.series,
		side: sell.side,
		limit: sell.limit,
		sequence: receipt.sequence,
	};
	let cancel = Cancel { portfolio: sell.portfolio, place };
	let signature = to_hex(&lane.sign(cancel).signature, false);
	let text = CancelText { portfolio: 0, place: PlaceText::new(&place, &names()) };
	client.cancel(text, signature).await.unwrap();
	assert!(next(&mut depth).await.asks.is_empty());
	assert!(client.book(series, Some(3)).await.unwrap().asks.is_empty());
	// AND the receipt can be asked for again
	let again = client.receipt(receipt.sequence).await.unwrap().read().unwrap().0;
	assert_eq!(again, read);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_log_is_followed_from_any_number_on() {
	let served = served().await;
	let lane = &served.lane;
	let mut log = served.client.subscribe_log(1).await.unwrap();
	let begun = *lane.desk.logged().borrow();
	served.place(lane.order(0, Side::Sell, 100, 1)).await.unwrap();
	for number in 1..=begun {
		let RecordText { receipt, operation } = next(&mut log).await;
		let (receipt, signature) = receipt.read().unwrap();
		assert_eq!(receipt.sequence, number);
		assert!(receipt_holds(&receipt, &signature, &lane.desk.public().0, &DOMAIN.genesis));
		let record = &lane.desk.reader().read(number, 1).unwrap()[0];
		assert_eq!(operation, to_hex(&codec::Encode::encode(&record.operation), false));
	}
}

fn refused(error: RpcError) -> (i32, String) {
	match error {
		RpcError::Call(object) => (object.code(), object.message().to_string()),
		other => panic!("{other}"),
	}
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn operations_that_were_dropped_are_said_to_be_gone() {
	// GIVEN a log of which the first file was dropped behind a snapshot
	let served = served_with(&Settings { stretch: 2, window: 0, ..settings() }).await;
	let (lane, client) = (&served.lane, &served.client);
	for nonce in 1..4 {
		served.place(lane.order(0, Side::Sell, 100, nonce)).await.unwrap();
	}
	lane.settle().await;
	for (block, next) in [(1, 4), (2, 6)] {
		let root = lane.desk.journal().lock().unwrap().root_before(next).unwrap();
		lane.desk.settle(Final { block, next, root });
		while Snapshot::all(&lane.folder.file("log")).unwrap().first().map(|at| at.0) != Some(next)
		{
			tokio::time::sleep(Duration::from_millis(1)).await;
		}
	}
	let dropped = async {
		while lane.desk.reader().first() == 0 {
			tokio::time::sleep(Duration::from_millis(1)).await;
		}
	};
	tokio::time::timeout(Duration::from_secs(5), dropped).await.expect("within seconds");
	// THEN whoever asks for what was in it is told where the log begins
	assert_eq!(client.status().await.unwrap().begins, 2);
	let gone = "the log begins at operation 2: of earlier ones nothing can be proven any more";
	let error = client.receipt(1).await.unwrap_err();
	assert_eq!(refused(error), (7_001, gone.into()));
	assert_eq!(refused(client.subscribe_log(1).await.unwrap_err()), (7_001, gone.into()));
	// AND what is left is there
	assert_eq!(client.receipt(2).await.unwrap().sequence, 2);
	let mut log = client.subscribe_log(2).await.unwrap();
	assert_eq!(next(&mut log).await.receipt.sequence, 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn refusals_have_a_code_and_the_reasons_name() {
	let served = served().await;
	let lane = &served.lane;
	let off = Order { quantity: Quantity::from_e8(1), ..lane.order(0, Side::Sell, 100, 1) };
	let error = served.place(off).await.unwrap_err();
	assert_eq!(refused(error), (7_101, "OffLot".into()));
	let order = OrderText::new(&lane.order(0, Side::Sell, 100, 1), &names());
	let error = served.client.order(order.clone(), "0x12".into()).await.unwrap_err();
	assert_eq!(refused(error), (7_001, "signature: 0x and 128 hexadecimal digits".into()));
	let nothing = to_hex(&[0; 64], false);
	let error = served.client.order(order, nothing).await.unwrap_err();
	assert_eq!(refused(error), (7_101, "BadSignature".into()));
	let error = served.client.receipt(9_999).await.unwrap_err();
	assert_eq!(refused(error), (7_001, "no such operation yet".into()));
	let error = served.client.book("ETH-1JAN30-5000-C".into(), Some(257)).await.unwrap_err();
	assert_eq!(refused(error), (7_001, "depth: at most 256".into()));
	// AND how the lane stands can be asked for
	let status = served.client.status().await.unwrap();
	assert_eq!((status.lane, status.epoch), (DOMAIN.lane, DOMAIN.epoch));
	let rules = served.client.rules().await.unwrap();
	assert_eq!((rules.len(), rules[0].block), (1, 1));
	let account = served.client.account(2, "ETH".into()).await.unwrap();
	assert_eq!((account.free.as_str(), account.last_nonce), ("1000000", 0));
	assert!(served.client.account(9, "ETH".into()).await.is_err());
}
