// SPDX-License-Identifier: Apache-2.0
//! Orders over sockets at a rate, and orders without sockets as fast as it goes.

use crate::market::{Market, TRADERS};
use jsonrpsee::{
	client_transport::ws::{Url, WsTransportClientBuilder},
	core::client::{Client, ClientBuilder},
};
use polkadot_sdk::sp_core::bytes::to_hex;
use std::{
	future::Future,
	sync::Arc,
	time::{Duration, Instant},
};
use tenor_client::Failure;
use tenor_lane::Operation;
use tenor_sequencer::{
	json::OrderText,
	rpc::{serve, LaneClient, ServerLimits},
};
use tokio::{runtime::Builder, sync::mpsc};

/// Sockets.
const SOCKETS: usize = 10;
/// Orders on their way at once when there is no rate.
const AT_ONCE: usize = 50;

/// Orders over sockets.
pub struct Load {
	/// A second.
	pub rate: u64,
	/// For so long.
	pub seconds: u64,
}

/// How long receipts took.
pub struct Latency {
	/// The shortest first.
	pub sorted: Vec<Duration>,
	/// Orders without a receipt.
	pub refused: u64,
}

/// How fast it goes.
pub struct Saturation {
	/// Receipts.
	pub receipts: u64,
	/// Seconds.
	pub elapsed: f64,
	/// Seconds of processors that the process used.
	pub processor: f64,
}

/// Sends orders at a rate.
pub fn over_sockets(market: &Market, load: &Load) -> Result<Latency, Failure> {
	let count = load.rate * load.seconds;
	let names = Market::names();
	let texts: Vec<(OrderText, String)> = market
		.orders(count)
		.iter()
		.map(|signed| (OrderText::new(&signed.body, &names), to_hex(&signed.signature, false)))
		.collect();
	let limits = ServerLimits { connections: 64, subscriptions: 8, request: 65_536, batch: 8 };
	let listen = "127.0.0.1:0".parse()?;
	let served = serve(market.desk.clone(), names, listen, &limits);
	let (at, server) = market.runtime.block_on(served)?;
	let clients = Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
	let found = clients.block_on(send(format!("ws://{at}"), texts, load.rate));
	server.stop()?;
	found
}

async fn send(url: String, texts: Vec<(OrderText, String)>, rate: u64) -> Result<Latency, Failure> {
	let mut sockets = Vec::new();
	for _ in 0..SOCKETS {
		sockets.push(Arc::new(connect(&url).await?));
	}
	let order = |number: u64, (order, signature)| {
		// A trader has one socket: his orders come in their order.
		let socket = sockets[(number % u64::from(TRADERS)) as usize % SOCKETS].clone();
		async move { socket.order(order, signature).await.map(drop).map_err(|e| e.to_string()) }
	};
	Ok(paced(texts, rate, order).await)
}

/// Lets the same orders in at the same rate, without sockets: what is left is the server's and the client's.
pub fn by_itself(market: &Market, load: &Load) -> Latency {
	let orders = market.orders(load.rate * load.seconds);
	let order = |_, signed| {
		let desk = market.desk.clone();
		async move {
			let answer = desk.submit(Operation::Order(signed)).await;
			answer.map(drop).map_err(|denial| denial.to_string())
		}
	};
	market.runtime.block_on(paced(orders, load.rate, order))
}

/// Sends orders at a rate, each in a task of its own, and waits for all answers.
async fn paced<T, Answer>(orders: Vec<T>, rate: u64, send: impl Fn(u64, T) -> Answer) -> Latency
where
	Answer: Future<Output = Result<(), String>> + Send + 'static,
{
	let (to, mut answers) = mpsc::unbounded_channel();
	let begun = Instant::now();
	for (number, order) in (0u64..).zip(orders) {
		let due = begun + Duration::from_micros(number * 1_000_000 / rate);
		tokio::time::sleep_until(due.into()).await;
		let (to, answer) = (to.clone(), send(number, order));
		tokio::spawn(async move {
			let sent = Instant::now();
			let answer = answer.await;
			drop(to.send(answer.map(|()| sent.elapsed())));
		});
	}
	drop(to);
	let mut latency = Latency { sorted: Vec::new(), refused: 0 };
	while let Some(answer) = answers.recv().await {
		match answer {
			Ok(took) => latency.sorted.push(took),
			Err(error) => {
				if latency.refused == 0 {
					println!("the first refusal: {error}");
				}
				latency.refused += 1;
			}
		}
	}
	latency.sorted.sort_unstable();
	latency
}

async fn connect(url: &str) -> Result<Client, Failure> {
	let (sender, receiver) = WsTransportClientBuilder::default().build(Url::parse(url)?).await?;
	Ok(ClientBuilder::default().build_with_tokio(sender, receiver))
}

/// Lets orders in as fast as they are answered.
pub fn saturate(market: &Market, count: u64) -> Result<Saturation, Failure> {
	let orders = market.orders(count);
	// Each on its way is of another trader, whose orders come one after the other.
	let mut rows = vec![Vec::new(); AT_ONCE];
	for signed in orders {
		rows[signed.body.portfolio.0 as usize % AT_ONCE].push(signed);
	}
	let (begun, used) = (Instant::now(), processor_time()?);
	let receipts = market.runtime.block_on(async {
		let tasks: Vec<_> = rows
			.into_iter()
			.map(|row| {
				let desk = market.desk.clone();
				tokio::spawn(async move {
					let mut receipts = 0u64;
					for signed in row {
						receipts += u64::from(desk.submit(Operation::Order(signed)).await.is_ok());
					}
					receipts
				})
			})
			.collect();
		let mut all = 0;
		for task in tasks {
			all += task.await?;
		}
		Ok::<u64, Failure>(all)
	})?;
	market.settle();
	let elapsed = begun.elapsed().as_secs_f64();
	Ok(Saturation { receipts, elapsed, processor: processor_time()? - used })
}

/// Seconds of processors that this process used.
fn processor_time() -> Result<f64, Failure> {
	let text = std::fs::read_to_string("/proc/self/stat")?;
	// Behind the name, which may hold anything: user and system time are fields 14 and 15, in hundredths.
	let fields = text.rsplit(')').next().unwrap_or_default().split_whitespace();
	let ticks: u64 = fields.skip(11).take(2).filter_map(|field| field.parse::<u64>().ok()).sum();
	Ok(ticks as f64 / 100.0)
}
