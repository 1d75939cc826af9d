// SPDX-License-Identifier: Apache-2.0
//! Trades: positions, premiums and fees out of what an event says, against the batch that was posted.

use super::{big, e8, Changes, Ledger};
use num_bigint::BigInt;
use pallet_trading::{Event as Trade, FillRecord, LegFill};
use tenor_fixed::{Cash, Price, Quantity};
use tenor_matching::Side;
use tenor_runtime::Runtime;
use tenor_series::{LedgerAccount, PortfolioId, SeriesKey};

/// One side of a trade.
struct Fill {
	portfolio: PortfolioId,
	series: SeriesKey,
	/// Bought above zero.
	quantity: BigInt,
	price: Price,
	fee: Cash,
}

impl Fill {
	fn of(series: SeriesKey, price: Price, record: &FillRecord) -> Self {
		let quantity = BigInt::from(record.quantity.e8());
		let quantity = if record.side == Side::Buy { quantity } else { -quantity };
		Self { portfolio: record.id.portfolio, series, quantity, price, fee: record.fee }
	}

	fn sides(
		[buyer, seller]: [PortfolioId; 2],
		series: SeriesKey,
		quantity: Quantity,
		price: Price,
	) -> [Self; 2] {
		let quantity = BigInt::from(quantity.e8());
		let side =
			|portfolio, quantity| Self { portfolio, series, quantity, price, fee: Cash::ZERO };
		[side(buyer, quantity.clone()), side(seller, -quantity)]
	}
}

impl Ledger {
	pub(super) fn trade(&mut self, event: Trade<Runtime>) {
		match event {
			Trade::SeriesMatched { series, price, volume, fills } => {
				let bought: i64 =
					fills.iter().filter(|f| f.side == Side::Buy).map(|f| f.quantity.e8()).sum();
				self.expect("volume of a batch", bought == volume.e8(), || {
					format!("{bought} of {volume:?}")
				});
				let fills = fills.iter().map(|record| Fill::of(series, price, record)).collect();
				self.execute("series matched", fills, Vec::new());
			}
			Trade::FilledWhole { fills, .. } => {
				let of = |fill: &LegFill| Fill::of(fill.series, fill.price, &fill.fill);
				let fills = fills.iter().map(of).collect();
				self.execute("combo filled", fills, Vec::new());
			}
			Trade::BlockTradeExecuted { trade, fees, .. } => {
				let fills = trade.legs.iter().flat_map(|leg| {
					Fill::sides([leg.buyer, leg.seller], leg.series, leg.quantity, leg.price)
				});
				let fees = trade.parties.iter().map(|party| party.portfolio).zip(fees).collect();
				self.execute("block trade", fills.collect(), fees);
			}
			Trade::RequestExecuted { request, quote, paid, fees } => {
				let fills = request.legs.iter().zip(&quote.prices).flat_map(|(leg, price)| {
					let (taker, maker) = (request.taker, quote.maker);
					let sides = if leg.side == Side::Buy { [taker, maker] } else { [maker, taker] };
					Fill::sides(sides, leg.series, leg.quantity, *price)
				});
				let fills: Vec<Fill> = fills.collect();
				let premiums: BigInt = fills
					.iter()
					.filter(|fill| fill.portfolio == request.taker)
					.map(|fill| -received(fill))
					.sum();
				self.expect("premium of a request", premiums == big(paid), || {
					format!("{premiums}, not {paid:?}")
				});
				let fees = [request.taker, quote.maker].into_iter().zip(fees).collect();
				self.execute("request executed", fills, fees);
			}
			_ => (),
		}
	}

	/// Contracts cancel, and the batch that was posted is premiums and fees and nothing else.
	fn execute(&mut self, what: &'static str, fills: Vec<Fill>, fees: Vec<(PortfolioId, Cash)>) {
		let mut due = Changes::new();
		let mut contracts = std::collections::BTreeMap::<SeriesKey, BigInt>::new();
		let own = fills.iter().map(|fill| (fill.portfolio, fill.fee));
		for (id, fee) in own.chain(fees) {
			*due.entry(LedgerAccount::Portfolio(id)).or_default() -= big(fee);
			*due.entry(LedgerAccount::Fees).or_default() += big(fee);
		}
		for fill in &fills {
			*due.entry(LedgerAccount::Portfolio(fill.portfolio)).or_default() += received(fill);
			*contracts.entry(fill.series).or_default() += &fill.quantity;
		}
		due.retain(|_, change| *change != BigInt::ZERO);
		let posted = self.posted.take().unwrap_or_default();
		let cancel = contracts.values().all(|sum| *sum == BigInt::ZERO);
		self.expect(what, cancel && posted == due, || {
			format!("{posted:?} was posted, not {due:?}; contracts {contracts:?}")
		});
		for fill in fills {
			self.shift_position(fill.portfolio, fill.series, &fill.quantity);
		}
	}

	pub(super) fn shift_position(&mut self, id: PortfolioId, series: SeriesKey, change: &BigInt) {
		let key = (series.expiry_key(), id);
		let entry = self.entries.entry(key).or_default();
		let held = entry.entry((series.strike, series.kind)).or_default();
		*held += change;
		if *held == BigInt::ZERO {
			entry.remove(&(series.strike, series.kind));
		}
		if entry.is_empty() {
			self.entries.remove(&key);
		}
	}
}

/// The premium of a fill: what its side receives. What is paid is what the other side receives, rounded down.
fn received(fill: &Fill) -> BigInt {
	let size = BigInt::from(fill.quantity.magnitude().clone());
	let premium = size * BigInt::from(fill.price.e8()) / e8();
	if fill.quantity < BigInt::ZERO {
		premium
	} else {
		-premium
	}
}
