// SPDX-License-Identifier: Apache-2.0
//! What a block did, told from its events: counts, and lines for an operator's log.

use crate::*;
use polkadot_sdk::*;

use alloc::{collections::BTreeMap, format, string::String, vec::Vec};
use codec::{Decode, Encode};
use pallet_breaker::Scope;
use scale_info::TypeInfo;
use sp_runtime::DispatchError;
use tenor_fixed::{Cash, Price};
use tenor_series::{series_name, ExpiryKey, OptionKind, UnderlyingId};

/// How much a note matters.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
#[allow(clippy::cast_possible_truncation)] // of the variant index, by the derive
pub enum Severity {
	/// Good to know.
	Info,
	/// Somebody should look.
	Warning,
	/// This should not happen.
	Error,
}

/// One line for an operator, in words: they are the same whichever runtime the node knows.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
pub struct Note {
	/// How much it matters.
	pub severity: Severity,
	/// The line.
	pub text: Vec<u8>,
}

/// What happened in a block.
#[derive(Clone, PartialEq, Eq, Debug, Default, Encode, Decode, TypeInfo)]
pub struct Happened {
	/// Orders and combos collected.
	pub orders: u32,
	/// Series whose batch traded.
	pub batches: u32,
	/// Fills of batches: each side of each order that was filled counts.
	pub fills: u32,
	/// Block trades and requests for quotes executed.
	pub trades: u32,
	/// Portfolios paid at an expiry.
	pub settled: u32,
	/// Portfolios that could not be paid at an expiry.
	pub skipped: u32,
	/// Settlements closed.
	pub closed: u32,
	/// Portfolios frozen as unsafe or overdue.
	pub flagged: u32,
	/// Liquidations that ended.
	pub auctions_ended: u32,
	/// Bids filled.
	pub bids_filled: u32,
	/// What the insurance fund paid, e8.
	pub insurance_paid: Cash,
	/// What it should have paid and did not hold, e8.
	pub shortfall: Cash,
	/// Lines for the log, each kind at most once for each market or expiry.
	pub notes: Vec<Note>,
}

/// A count of something that a block holds: its weight ends it long before the type does.
fn add(sum: &mut u32, more: usize) {
	*sum = sum.saturating_add(u32::try_from(more).unwrap_or(u32::MAX));
}

/// Reads the events of the block.
pub fn happened() -> Happened {
	let mut tally = Tally::default();
	for record in System::read_events_no_consensus() {
		match record.event {
			RuntimeEvent::Trading(event) => tally.trading(&event),
			RuntimeEvent::Settlement(event) => tally.settlement(event),
			RuntimeEvent::Liquidation(event) => tally.liquidation(&event),
			RuntimeEvent::Collateral(event) => tally.collateral(&event),
			RuntimeEvent::Breaker(event) => tally.breaker(&event),
			RuntimeEvent::Market(event) => tally.market(&event),
			RuntimeEvent::Margin(event) => tally.margin(&event),
			RuntimeEvent::Series(event) => tally.series(&event),
			_ => (),
		}
	}
	tally.finish()
}

/// What was read so far.
#[derive(Default)]
struct Tally {
	happened: Happened,
	/// Portfolios that could not be paid, and the first reason.
	skipped: BTreeMap<ExpiryKey, (u32, &'static str)>,
	turned_insolvent: u32,
	failed_batches: u32,
	covered: Cash,
}

impl Tally {
	fn note(&mut self, severity: Severity, text: String) {
		self.happened.notes.push(Note { severity, text: text.into_bytes() });
	}

	fn info(&mut self, text: String) {
		self.note(Severity::Info, text);
	}

	fn warn(&mut self, text: String) {
		self.note(Severity::Warning, text);
	}

	fn trading(&mut self, event: &pallet_trading::Event<Runtime>) {
		use pallet_trading::Event as E;
		let of = &mut self.happened;
		match event {
			E::OrderPlaced { .. } | E::ComboPlaced { .. } => add(&mut of.orders, 1),
			E::SeriesMatched { fills, .. } => {
				add(&mut of.batches, 1);
				add(&mut of.fills, fills.len());
			}
			E::FilledWhole { fills, .. } => add(&mut of.fills, fills.len()),
			E::BlockTradeExecuted { .. } | E::RequestExecuted { .. } => add(&mut of.trades, 1),
			E::BatchFailed { .. } => add(&mut self.failed_batches, 1),
			_ => (),
		}
	}

	fn settlement(&mut self, event: pallet_settlement::Event<Runtime>) {
		use pallet_settlement::Event as E;
		match event {
			E::BatchSettled { portfolios, .. } => {
				self.happened.settled = self.happened.settled.saturating_add(portfolios);
			}
			E::PortfolioSettled { .. } => add(&mut self.happened.settled, 1),
			E::PortfolioSkipped { expiry, error, .. } => {
				add(&mut self.happened.skipped, 1);
				let entry = self.skipped.entry(expiry).or_insert((0, error.into()));
				add(&mut entry.0, 1);
			}
			E::PriceFixed { expiry, price } => self.info(format!(
				"{}: the settlement price is {}, by {:?}",
				name(expiry),
				price.price,
				price.rung
			)),
			E::SettlementClosed { expiry, portfolios, credits, .. } => {
				add(&mut self.happened.closed, 1);
				self.info(format!(
					"{} is settled: {portfolios} portfolios paid, {credits} received",
					name(expiry)
				));
			}
			E::RungReached { expiry, rung } => self.warn(format!(
				"{}: no settlement price yet, {rung:?} is tried from now on",
				name(expiry)
			)),
			E::BeginFailed { expiry, error } => self.failed("can't begin to settle", expiry, error),
			E::PriceNotFixed { expiry, error } => self.failed("can't begin to pay", expiry, error),
			E::CloseFailed { expiry, error } => {
				self.failed("is paid but can't be closed", expiry, error)
			}
			_ => (),
		}
	}

	/// Something of an expiry that is tried again.
	fn failed(&mut self, what: &str, expiry: ExpiryKey, error: DispatchError) {
		let reason: &'static str = error.into();
		self.note(Severity::Error, format!("{} {what}: {reason}", name(expiry)));
	}

	fn liquidation(&mut self, event: &pallet_liquidation::Event<Runtime>) {
		use pallet_liquidation::Event as E;
		match event {
			E::Flagged { .. } => add(&mut self.happened.flagged, 1),
			E::AuctionEnded { .. } => add(&mut self.happened.auctions_ended, 1),
			E::BidFilled { .. } => add(&mut self.happened.bids_filled, 1),
			E::TurnedInsolvent { .. } => add(&mut self.turned_insolvent, 1),
			_ => (),
		}
	}

	fn collateral(&mut self, event: &pallet_collateral::Event<Runtime>) {
		use pallet_collateral::Event as E;
		let of = &mut self.happened;
		match event {
			E::InsurancePaid { from_insurance, shortfall, .. }
			| E::DebtWrittenOff { from_insurance, shortfall, .. } => {
				of.insurance_paid = of.insurance_paid.saturating_add(*from_insurance);
				of.shortfall = of.shortfall.saturating_add(*shortfall);
			}
			E::ShortfallCovered { amount } => self.covered = self.covered.saturating_add(*amount),
			_ => (),
		}
	}

	fn breaker(&mut self, event: &pallet_breaker::Event<Runtime>) {
		use pallet_breaker::Event as E;
		match event {
			E::Stopped { scope, cause, level } => {
				self.warn(format!("{} stopped: {level:?}, by {cause:?}", of_scope(*scope)));
			}
			E::Released { scope, cause, level } => {
				self.info(format!("{} released of {cause:?}: now {level:?}", of_scope(*scope)));
			}
			E::Lifted { scope, .. } => {
				self.info(format!("{} released by governance", of_scope(*scope)));
			}
			E::ShutDown { scope } => {
				self.warn(format!("{} shut down for good: positions are closed", of_scope(*scope)));
			}
			E::Closed { scope } => self.info(format!("{} closed", of_scope(*scope))),
			_ => (),
		}
	}

	fn market(&mut self, event: &pallet_market::Event<Runtime>) {
		if let pallet_market::Event::EngineResumed { from, until } = event {
			let seconds = until.saturating_sub(*from) / 1_000;
			self.warn(format!("the engine runs again: it stood still for {seconds} s"));
		}
	}

	fn margin(&mut self, event: &pallet_margin::Event<Runtime>) {
		if let pallet_margin::Event::StressGateChanged { in_force, losses, .. } = event {
			let worst = losses.iter().copied().max().unwrap_or(Cash::ZERO);
			if *in_force {
				self.warn(format!(
					"stress: trades that raise the loss of {worst} over the limit are refused"
				));
			} else {
				self.info(format!("stress: the loss of {worst} is inside the limit again"));
			}
		}
	}

	fn series(&mut self, event: &pallet_series::Event<Runtime>) {
		use pallet_series::Event as E;
		match event {
			E::ListingFailed { expiry, error } => self.failed("can't be listed", *expiry, *error),
			E::RemovalFailed { expiry, error } => self.failed("can't be removed", *expiry, *error),
			_ => (),
		}
	}

	/// The lines that are about all events of a kind together.
	fn finish(mut self) -> Happened {
		for (expiry, (count, reason)) in core::mem::take(&mut self.skipped) {
			let name = name(expiry);
			self.warn(format!("{name}: {count} portfolios could not be paid, at first: {reason}"));
		}
		let Happened { flagged, auctions_ended, insurance_paid, shortfall, .. } = self.happened;
		if flagged > 0 {
			self.warn(format!("{flagged} portfolios were found unsafe and frozen"));
		}
		if self.turned_insolvent > 0 {
			self.warn(format!("{} liquidations turned insolvent", self.turned_insolvent));
		}
		if auctions_ended > 0 {
			self.info(format!("{auctions_ended} liquidations ended"));
		}
		if insurance_paid.is_positive() {
			let left = pallet_collateral::Insurance::<Runtime>::get();
			self.warn(format!("the insurance fund paid {insurance_paid} and holds {left}"));
		}
		if shortfall.is_positive() {
			let text = format!("{shortfall} of losses are paid by nobody: withdrawals bear a part");
			self.note(Severity::Error, text);
		}
		if self.covered.is_positive() {
			self.info(format!("the insurance fund covered a shortfall of {}", self.covered));
		}
		if self.failed_batches > 0 {
			let text = format!("margin refused {} batches of admitted orders", self.failed_batches);
			self.note(Severity::Error, text);
		}
		self.happened
	}
}

/// A market as lines name it.
fn market(underlying: UnderlyingId) -> String {
	match Market::symbol(underlying) {
		Some(symbol) => symbol.as_str().into(),
		None => format!("underlying {}", underlying.0),
	}
}

fn of_scope(scope: Scope) -> String {
	match scope {
		Scope::All => "all markets are".into(),
		Scope::Underlying(underlying) => format!("{} is", market(underlying)),
	}
}

/// An expiry as lines name it: its series without strike and kind, `BTC-27MAR26`.
fn name(expiry: ExpiryKey) -> String {
	let Some(symbol) = Market::symbol(expiry.underlying) else {
		return format!("{} at {} ms", market(expiry.underlying), expiry.expiry);
	};
	let series = series_name(&symbol, &expiry.series(Price::ZERO, OptionKind::Call));
	series.rsplitn(3, '-').last().unwrap_or_default().into()
}
