// SPDX-License-Identifier: Apache-2.0
//! The engine's figures as Prometheus metrics. What each means to an operator, and what to do about it,
//! stands in `docs/operations.md`.

use pallet_margin::BACKSTOP_PER_BLOCK;
use pallet_settlement::Stage;
use polkadot_sdk::substrate_prometheus_endpoint::{
	register, CounterVec, GaugeVec, Opts, PrometheusError, Registry, F64,
};
use tenor_fixed::{Cash, Fixed, E18, E8};
use tenor_runtime::figures::{Figures, Happened, MoneyFigures, Severity, UnderlyingFigures};

/// Picoseconds of a second: the unit of a weight's time.
const PICOS: i128 = 1_000_000_000_000;
/// Milliseconds of a second.
const MILLIS: i128 = 1_000;
/// What stands for all markets among them.
const ALL: &str = "all";

/// A figure in the unit that is `unit` of its own: monitoring is no accounting, fifteen digits do.
#[allow(clippy::float_arithmetic)] // of figures that nothing is decided by
fn in_units(figure: impl Into<i128>, unit: i128) -> f64 {
	figure.into() as f64 / unit as f64
}

fn cash(figure: Cash) -> f64 {
	in_units(figure.e8(), E8)
}

fn ratio(figure: Fixed) -> f64 {
	in_units(figure.e18(), E18)
}

fn seconds(millis: u64) -> f64 {
	in_units(millis, MILLIS)
}

fn count(figure: u64) -> f64 {
	in_units(figure, 1)
}

fn flag(holds: bool) -> f64 {
	f64::from(u8::from(holds))
}

/// A struct of metrics from lines of name, labels and help.
macro_rules! metrics {
	($of:ident, $kind:ident, $($field:ident: $name:literal, [$($label:literal),*], $help:literal;)*) => {
		struct $of {
			$($field: $kind<F64>,)*
		}

		impl $of {
			fn register(registry: &Registry) -> Result<Self, PrometheusError> {
				Ok(Self {
					$($field: register($kind::new(Opts::new($name, $help), &[$($label),*])?, registry)?,)*
				})
			}
		}
	};
}

metrics! { Gauges, GaugeVec,
	block_time: "tenor_block_timestamp_seconds", [], "Chain time of the best block";
	budget: "tenor_engine_budget_seconds", [], "Weight that all steps of the engine together may use in a block";
	paused: "tenor_engine_paused", [], "1 while the engine stands still for a migration";
	step_used: "tenor_engine_step_seconds", ["step"], "Weight that a step used in the best block";
	step_share: "tenor_engine_step_share_ratio", ["step"], "Share of the budget that nobody takes from a step";
	step_left: "tenor_engine_step_left", ["step"], "1 if a step left work to the next block";
	settlements: "tenor_settlements", ["stage"], "Expiries in settlement";
	settling_since: "tenor_settlement_oldest_expiry_timestamp_seconds", [], "The oldest expiry in settlement, 0 without one";
	settling_paid: "tenor_settlement_portfolios_paid", [], "Portfolios paid so far by settlements that are not closed";
	settling_skipped: "tenor_settlement_portfolios_skipped", [], "Portfolios that settlements could not pay and try again";
	settling_left: "tenor_settlement_contracts_left", [], "Contracts that settlements still have to pay";
	queued: "tenor_sweep_queued_portfolios", [], "Portfolios that wait to be valued, 4096 at most";
	swept_at: "tenor_sweep_complete_timestamp_seconds", [], "Chain time of the last block whose sweep looked everywhere";
	round_at: "tenor_backstop_round_timestamp_seconds", [], "Chain time at which the backstop last began a round over all portfolios";
	portfolios: "tenor_portfolios_opened", [], "Portfolios ever opened";
	auctions: "tenor_liquidations_open", [], "Portfolios that are frozen and sold";
	need: "tenor_liquidations_need_usdc", [], "What insolvent portfolios in liquidation lack";
	stress_loss: "tenor_stress_loss_usdc", [], "What all would lose beyond what they have in the worst stress";
	stress_limit: "tenor_stress_limit_usdc", [], "The most that this loss may be, +Inf without a limit";
	stress_gate: "tenor_stress_gate", [], "1 while trades that raise this loss are refused";
	insurance: "tenor_insurance_fund_usdc", [], "The insurance fund";
	claims: "tenor_claims_usdc", [], "Claims on the ledger";
	debts: "tenor_debts_usdc", [], "What portfolios owe, with the open shortfall";
	shortfall: "tenor_shortfall_usdc", [], "Debts written off that nothing has paid for yet";
	withdrawal_share: "tenor_withdrawal_share_ratio", [], "Part of a withdrawal of cash that is paid";
	withdrawals: "tenor_withdrawals_queued", [], "Withdrawals that wait";
	pays_out: "tenor_withdrawals_open", [], "1 if withdrawals are paid at all";
	stated_at: "tenor_solvency_statement_timestamp_seconds", [], "Chain time of the last solvency statement, 0 without one";
	custody: "tenor_custody_tokens", ["asset"], "What custody holds of an asset, by the last solvency statement";
	owed: "tenor_owed_tokens", ["asset"], "What the ledger owes of an asset, by the last solvency statement";
	level: "tenor_market_level", ["market"], "How much is stopped: 0 nothing, 1 all but reducing, 2 all trades, 3 everything";
	index: "tenor_index_price_usd", ["market"], "The last index";
	index_seen: "tenor_index_timestamp_seconds", ["market"], "When the oldest value of the last index was seen";
	index_fresh: "tenor_index_fresh", ["market"], "1 if the index may be acted on";
	confidence: "tenor_index_confidence_ratio", ["market"], "Confidence in the index";
	stable_fresh: "tenor_stable_fresh", [], "1 if the price of the settlement asset may be acted on";
	expiries: "tenor_expiries_open", ["market"], "Expiries that are fed";
	stale: "tenor_expiries_stale", ["market", "feed"], "Expiries of which a feed is stale";
	open_interest: "tenor_open_interest_contracts", ["market"], "Contracts open";
	shocks: "tenor_shock_scale_ratio", ["market", "margin"], "What margin's shocks are multiplied by for volatility";
}

metrics! { Counters, CounterVec,
	orders: "tenor_orders_total", [], "Orders and combos collected";
	batches: "tenor_batches_total", [], "Batches of a series that traded";
	fills: "tenor_batch_fills_total", [], "Fills of batches";
	trades: "tenor_block_trades_total", [], "Block trades and requests for quotes executed";
	settled: "tenor_settled_portfolios_total", [], "Portfolios paid at expiries";
	closed: "tenor_settlements_closed_total", [], "Expiries settled";
	flagged: "tenor_flagged_portfolios_total", [], "Portfolios frozen as unsafe or overdue";
	ended: "tenor_liquidations_ended_total", [], "Liquidations that ended";
	bids: "tenor_bids_filled_total", [], "Bids in liquidations filled";
	insurance_paid: "tenor_insurance_paid_usdc_total", [], "What the insurance fund paid for losses";
	notes: "tenor_notes_total", ["severity"], "Notable events of the chain, each a line in the log";
	unread: "tenor_unread_blocks_total", [], "Blocks whose figures this node could not read";
}

/// What only somebody who sees one block after the other knows.
#[derive(Clone, Copy, Default)]
pub struct Rounds {
	backstop_next: u64,
	swept_at: u64,
	round_at: u64,
}

impl Rounds {
	/// Takes the figures of the next block into account.
	fn seen(&mut self, figures: &Figures) {
		let complete =
			!figures.engine.steps.iter().any(|s| s.name == b"sweep" && s.left == Some(true));
		if complete && !figures.engine.paused {
			self.swept_at = figures.moment;
		}
		// Where one block is enough for all, the backstop ends where it began.
		let one_block = figures.portfolios <= BACKSTOP_PER_BLOCK.into();
		let begun_anew = figures.sweep.backstop_next < self.backstop_next;
		if begun_anew || one_block || self.round_at == 0 {
			self.round_at = figures.moment;
		}
		self.backstop_next = figures.sweep.backstop_next;
	}
}

/// All metrics of the engine.
pub struct Metrics {
	gauges: Gauges,
	counters: Counters,
	rounds: Rounds,
}

impl Metrics {
	/// Registers them. Error: one of these names is taken.
	pub fn register(registry: &Registry) -> Result<Self, PrometheusError> {
		let counters = Counters::register(registry)?;
		// A series that appears with its first event hides that event from every rate.
		for severity in [Severity::Info, Severity::Warning, Severity::Error] {
			counters.notes.with_label_values(&[label_of(severity)]).inc_by(0.0);
		}
		let metrics =
			Self { gauges: Gauges::register(registry)?, counters, rounds: Rounds::default() };
		metrics.count(&Happened::default());
		metrics.counters.unread.with_label_values(&[]).inc_by(0.0);
		Ok(metrics)
	}

	/// A block could not be read.
	pub fn unread(&self) {
		self.counters.unread.with_label_values(&[]).inc();
	}

	/// Adds what a block did.
	pub fn count(&self, happened: &Happened) {
		let Counters { orders, batches, fills, trades, settled, closed, flagged, .. } =
			&self.counters;
		let Counters { ended, bids, insurance_paid, notes, .. } = &self.counters;
		for (counter, more) in [
			(orders, happened.orders),
			(batches, happened.batches),
			(fills, happened.fills),
			(trades, happened.trades),
			(settled, happened.settled),
			(closed, happened.closed),
			(flagged, happened.flagged),
			(ended, happened.auctions_ended),
			(bids, happened.bids_filled),
		] {
			counter.with_label_values(&[]).inc_by(f64::from(more));
		}
		insurance_paid.with_label_values(&[]).inc_by(cash(happened.insurance_paid));
		for note in &happened.notes {
			notes.with_label_values(&[label_of(note.severity)]).inc();
		}
	}

	/// Shows the figures of the best block.
	pub fn show(&mut self, figures: &Figures) {
		self.rounds.seen(figures);
		self.show_engine(figures);
		self.show_settlements(figures);
		self.show_risk(figures);
		self.show_money(&figures.money);
		self.gauges.level.with_label_values(&[ALL]).set(f64::from(level(figures.level)));
		for market in &figures.underlyings {
			self.show_market(market);
		}
	}

	fn show_engine(&self, figures: &Figures) {
		let of = &self.gauges;
		let weight = |weight: polkadot_sdk::sp_weights::Weight| in_units(weight.ref_time(), PICOS);
		set(&of.block_time, seconds(figures.moment));
		set(&of.budget, weight(figures.engine.budget));
		set(&of.paused, flag(figures.engine.paused));
		set(&of.swept_at, seconds(self.rounds.swept_at));
		set(&of.round_at, seconds(self.rounds.round_at));
		for step in &figures.engine.steps {
			let name = String::from_utf8_lossy(&step.name);
			let labels: &[&str] = &[&name];
			of.step_used.with_label_values(labels).set(weight(step.consumed));
			let share = in_units(step.share.deconstruct(), 1_000_000_000);
			of.step_share.with_label_values(labels).set(share);
			if let Some(left) = step.left {
				of.step_left.with_label_values(labels).set(flag(left));
			}
		}
	}

	fn show_settlements(&self, figures: &Figures) {
		let of = &self.gauges;
		let all = &figures.settlements;
		for (stage, name) in [
			(Stage::AwaitingPrice, "awaiting_price"),
			(Stage::Paying, "paying"),
			(Stage::Retrying, "retrying"),
		] {
			let settlements = all.iter().filter(|one| one.stage == stage).map(|_| 1u64).sum();
			of.settlements.with_label_values(&[name]).set(count(settlements));
		}
		let oldest = all.iter().map(|one| one.expiry.expiry).min().unwrap_or_default();
		set(&of.settling_since, seconds(oldest));
		set(&of.settling_paid, count(all.iter().map(|one| u64::from(one.paid)).sum()));
		set(&of.settling_skipped, count(all.iter().map(|one| u64::from(one.skipped)).sum()));
		let left: i128 = all.iter().map(|one| i128::from(one.contracts_left_e8)).sum();
		set(&of.settling_left, in_units(left, E8));
	}

	fn show_risk(&self, figures: &Figures) {
		let of = &self.gauges;
		let sweep = &figures.sweep;
		set(&of.queued, count(sweep.queued.into()));
		set(&of.portfolios, count(figures.portfolios));
		set(&of.auctions, count(sweep.auctions.into()));
		set(&of.need, cash(sweep.need));
		set(&of.stress_loss, cash(sweep.worst_loss));
		set(&of.stress_limit, sweep.loss_limit.map_or(f64::INFINITY, cash));
		set(&of.stress_gate, flag(sweep.stress_gate));
		set(&of.stable_fresh, flag(figures.stable_fresh));
	}

	fn show_money(&self, money: &MoneyFigures) {
		let of = &self.gauges;
		set(&of.insurance, cash(money.insurance));
		set(&of.claims, cash(money.claims));
		set(&of.debts, cash(money.debts));
		set(&of.shortfall, cash(money.shortfall));
		set(&of.withdrawal_share, ratio(money.withdrawal_share));
		set(&of.withdrawals, count(money.withdrawals.into()));
		set(&of.pays_out, flag(money.pays_out));
		set(&of.stated_at, seconds(money.stated_at));
		for line in &money.assets {
			let asset = line.asset.to_string();
			of.custody.with_label_values(&[&asset]).set(cash(line.custody));
			of.owed.with_label_values(&[&asset]).set(cash(line.owed));
		}
	}

	fn show_market(&self, figures: &UnderlyingFigures) {
		let of = &self.gauges;
		let market = figures.symbol.as_str();
		of.level.with_label_values(&[market]).set(f64::from(level(figures.level)));
		// A market that was never fed has no index, and one that nobody can act on.
		of.index_fresh
			.with_label_values(&[market])
			.set(flag(figures.index.is_some_and(|index| index.fresh)));
		if let Some(index) = figures.index {
			of.index.with_label_values(&[market]).set(in_units(index.price.e8(), E8));
			of.index_seen.with_label_values(&[market]).set(seconds(index.observed_at));
			of.confidence.with_label_values(&[market]).set(ratio(index.confidence));
		}
		of.expiries.with_label_values(&[market]).set(count(figures.expiries.into()));
		for (feed, stale) in [
			("carry", figures.stale_carries),
			("rate", figures.stale_rates),
			("surface", figures.stale_surfaces),
		] {
			of.stale.with_label_values(&[market, feed]).set(f64::from(stale));
		}
		of.open_interest.with_label_values(&[market]).set(in_units(figures.open_interest_e8, E8));
		of.shocks.with_label_values(&[market, "initial"]).set(ratio(figures.shocks.initial));
		of.shocks
			.with_label_values(&[market, "maintenance"])
			.set(ratio(figures.shocks.maintenance));
	}
}

fn set(gauge: &GaugeVec<F64>, value: f64) {
	gauge.with_label_values(&[]).set(value);
}

fn level(level: pallet_breaker::Level) -> u8 {
	use pallet_breaker::Level::{CancelAndWithdrawOnly, Halted, Normal, ReduceOnly};
	match level {
		Normal => 0,
		ReduceOnly => 1,
		CancelAndWithdrawOnly => 2,
		Halted => 3,
	}
}

fn label_of(severity: Severity) -> &'static str {
	match severity {
		Severity::Info => "info",
		Severity::Warning => "warning",
		Severity::Error => "error",
	}
}

#[cfg(test)]
pub(crate) mod tests {
	use super::*;
	use pallet_breaker::Level;
	use pallet_solvency::AssetLine;
	use polkadot_sdk::{sp_runtime::Perbill, sp_weights::Weight};
	use tenor_fixed::Price;
	use tenor_risk::ShockScale;
	use tenor_runtime::figures::{
		EngineFigures, IndexFigures, Note, SettlementFigures, StepFigures, SweepFigures,
	};
	use tenor_series::{ExpiryKey, Symbol, UnderlyingId};

	/// A block at `seconds` after which the backstop stands at `backstop_next`.
	pub(crate) fn figures(seconds: u64, backstop_next: u64, swept: bool) -> Figures {
		let expiry = ExpiryKey { underlying: UnderlyingId(0), expiry: 77_000 };
		Figures {
			moment: seconds * 1_000,
			engine: EngineFigures {
				budget: Weight::from_parts(231_000_000_000, 0),
				paused: false,
				steps: vec![StepFigures {
					name: b"sweep".to_vec(),
					share: Perbill::from_percent(18),
					consumed: Weight::from_parts(5_000_000_000, 0),
					left: Some(!swept),
				}],
			},
			settlements: vec![SettlementFigures {
				expiry,
				stage: Stage::Paying,
				paid: 3,
				skipped: 1,
				contracts_left_e8: 250_000_000,
			}],
			sweep: SweepFigures {
				queued: 9,
				backstop_next,
				auctions: 2,
				need: Cash::from_e8(150_000_000),
				worst_loss: Cash::from_e8(700_000_000),
				loss_limit: None,
				stress_gate: false,
			},
			money: MoneyFigures {
				insurance: Cash::from_e8(-1),
				claims: Cash::from_e8(100),
				debts: Cash::ZERO,
				shortfall: Cash::ZERO,
				withdrawal_share: Fixed::ONE,
				withdrawals: 4,
				pays_out: true,
				stated_at: 5_000,
				assets: vec![AssetLine { asset: 7, custody: Cash::from_e8(E8), owed: Cash::ZERO }],
			},
			portfolios: 1_100,
			level: Level::Normal,
			stable_fresh: true,
			underlyings: vec![UnderlyingFigures {
				symbol: Symbol::new("BTC").expect("a ticker"),
				index: Some(IndexFigures {
					price: Price::from_e8(8_000_050_000_000),
					confidence: Fixed::ONE,
					observed_at: 41_500,
					fresh: false,
				}),
				open_interest_e8: 1_200_000_000,
				level: Level::Halted,
				shocks: ShockScale::ONE,
				expiries: 5,
				stale_carries: 1,
				stale_rates: 2,
				stale_surfaces: 3,
			}],
		}
	}

	/// What a scrape would read: name with labels, and value.
	fn scraped(registry: &Registry) -> Vec<(String, f64)> {
		let value = |family: &_, metric: &_| read(family, metric);
		let families = registry.gather();
		families
			.iter()
			.flat_map(|family| family.get_metric().iter().map(move |m| value(family, m)))
			.collect()
	}

	#[allow(clippy::float_arithmetic)] // one of the two is there, the other is 0
	fn read(
		family: &polkadot_sdk::substrate_prometheus_endpoint::prometheus::proto::MetricFamily,
		metric: &polkadot_sdk::substrate_prometheus_endpoint::prometheus::proto::Metric,
	) -> (String, f64) {
		let labels: Vec<_> = metric.get_label().iter().map(|label| label.get_value()).collect();
		let name = format!("{}[{}]", family.get_name(), labels.join(","));
		(name, metric.get_gauge().get_value() + metric.get_counter().get_value())
	}

	fn value(registry: &Registry, name: &str) -> f64 {
		let all = scraped(registry);
		let found = all.iter().find(|(known, _)| known == name);
		found.unwrap_or_else(|| panic!("no {name} among {all:?}")).1
	}

	#[test]
	fn figures_are_shown_in_the_units_that_their_names_say() {
		// GIVEN figures of a block
		let registry = Registry::new();
		let mut metrics = Metrics::register(&registry).expect("names are free");
		// WHEN they are shown
		metrics.show(&figures(42, 0, true));
		// THEN time is in seconds, money and contracts in whole units, shares in parts of one
		for (name, expected) in [
			("tenor_block_timestamp_seconds[]", 42.0),
			("tenor_engine_budget_seconds[]", 0.231),
			("tenor_engine_step_seconds[sweep]", 0.005),
			("tenor_engine_step_share_ratio[sweep]", 0.18),
			("tenor_engine_step_left[sweep]", 0.0),
			("tenor_settlements[paying]", 1.0),
			("tenor_settlements[retrying]", 0.0),
			("tenor_settlement_oldest_expiry_timestamp_seconds[]", 77.0),
			("tenor_settlement_contracts_left[]", 2.5),
			("tenor_liquidations_need_usdc[]", 1.5),
			("tenor_stress_limit_usdc[]", f64::INFINITY),
			("tenor_insurance_fund_usdc[]", -0.000_000_01),
			("tenor_custody_tokens[7]", 1.0),
			("tenor_market_level[BTC]", 3.0),
			("tenor_market_level[all]", 0.0),
			("tenor_index_price_usd[BTC]", 80_000.5),
			("tenor_index_timestamp_seconds[BTC]", 41.5),
			("tenor_index_fresh[BTC]", 0.0),
			("tenor_expiries_stale[surface,BTC]", 3.0),
			("tenor_open_interest_contracts[BTC]", 12.0),
		] {
			assert_eq!(value(&registry, name), expected, "{name}");
		}
	}

	#[test]
	fn rounds_are_told_from_one_block_to_the_next() {
		let registry = Registry::new();
		let mut metrics = Metrics::register(&registry).expect("names are free");
		let swept_at = |registry| value(registry, "tenor_sweep_complete_timestamp_seconds[]");
		let round_at = |registry| value(registry, "tenor_backstop_round_timestamp_seconds[]");
		// GIVEN a block in which the sweep looked everywhere
		metrics.show(&figures(100, 500, true));
		assert_eq!((swept_at(&registry), round_at(&registry)), (100.0, 100.0));
		// WHEN it does not in the next one, and the backstop goes on, THEN both keep their time
		metrics.show(&figures(101, 628, false));
		assert_eq!((swept_at(&registry), round_at(&registry)), (100.0, 100.0));
		// WHEN the sweep is through again and the backstop begins anew, THEN both have the new time
		metrics.show(&figures(102, 3, true));
		assert_eq!((swept_at(&registry), round_at(&registry)), (102.0, 102.0));
	}

	#[test]
	fn blocks_add_to_counters_that_exist_from_the_start() {
		// GIVEN a node that has seen no block
		let registry = Registry::new();
		let metrics = Metrics::register(&registry).expect("names are free");
		assert_eq!(value(&registry, "tenor_batch_fills_total[]"), 0.0);
		assert_eq!(value(&registry, "tenor_notes_total[error]"), 0.0);
		// WHEN it has seen two
		let note = Note { severity: Severity::Error, text: Vec::new() };
		let happened = Happened {
			fills: 4,
			insurance_paid: Cash::from_e8(50_000_000),
			notes: vec![note],
			..Happened::default()
		};
		metrics.count(&happened);
		metrics.count(&happened);
		// THEN both count
		assert_eq!(value(&registry, "tenor_batch_fills_total[]"), 8.0);
		assert_eq!(value(&registry, "tenor_insurance_paid_usdc_total[]"), 1.0);
		assert_eq!(value(&registry, "tenor_notes_total[error]"), 2.0);
	}
}
