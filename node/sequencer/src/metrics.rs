// SPDX-License-Identifier: Apache-2.0
//! Figures for Prometheus. What each means stands in `docs/lane.md`.

use polkadot_sdk::substrate_prometheus_endpoint::{
	register, Counter, CounterVec, Gauge, Histogram, HistogramOpts, Opts, PrometheusError,
	Registry, U64,
};
use std::time::Duration;

/// Upper ends of the classes of a receipt's latency, seconds.
const LATENCIES: [f64; 12] =
	[0.0001, 0.0002, 0.0003, 0.0005, 0.00075, 0.001, 0.002, 0.005, 0.01, 0.05, 0.1, 1.0];

/// The figures.
#[derive(Clone)]
pub struct Metrics {
	/// Receipts given.
	pub receipts: Counter<U64>,
	/// Requests refused, by reason.
	pub refusals: CounterVec<U64>,
	/// Seconds from a request to its signed receipt.
	pub latency: Histogram,
	/// Requests that wait for a number.
	pub waiting: Gauge<U64>,
	/// Operations in the log.
	pub log_operations: Gauge<U64>,
	/// Bytes of the newest file of the log.
	pub log_bytes: Gauge<U64>,
	/// Operations executed.
	pub executed: Gauge<U64>,
	/// Operations in the log that no batch has carried to the chain.
	pub uncommitted: Gauge<U64>,
	/// Fills.
	pub fills: Counter<U64>,
	/// Batches that the chain took.
	pub batches: Counter<U64>,
	/// Batches that were sent again.
	pub resent: Counter<U64>,
	/// Messages of the chain that are not in the log yet.
	pub inbox: Gauge<U64>,
	/// Blocks for which the oldest of them waits.
	pub inbox_age: Gauge<U64>,
	/// Allowances that are open.
	pub allowances: Gauge<U64>,
}

impl Metrics {
	/// Registers all figures.
	pub fn new(registry: &Registry) -> Result<Self, PrometheusError> {
		let counter = |name: &str, help: &str| register(Counter::new(name, help)?, registry);
		let gauge = |name: &str, help: &str| register(Gauge::new(name, help)?, registry);
		let refusals = Opts::new("tenor_lane_refusals_total", "Requests refused, by reason");
		let latency = HistogramOpts::new(
			"tenor_lane_receipt_seconds",
			"From a request to its signed receipt",
		)
		.buckets(LATENCIES.to_vec());
		Ok(Self {
			receipts: counter("tenor_lane_receipts_total", "Receipts given")?,
			refusals: register(CounterVec::new(refusals, &["reason"])?, registry)?,
			latency: register(Histogram::with_opts(latency)?, registry)?,
			waiting: gauge("tenor_lane_waiting", "Requests that wait for a number")?,
			log_operations: gauge("tenor_lane_log_operations", "Operations in the log")?,
			log_bytes: gauge("tenor_lane_log_bytes", "Bytes of its newest file")?,
			executed: gauge("tenor_lane_executed_operations", "Operations executed")?,
			uncommitted: gauge("tenor_lane_uncommitted_operations", "Operations not on chain yet")?,
			fills: counter("tenor_lane_fills_total", "Fills")?,
			batches: counter("tenor_lane_batches_total", "Batches that the chain took")?,
			resent: counter("tenor_lane_batches_resent_total", "Batches that were sent again")?,
			inbox: gauge("tenor_lane_inbox_messages", "Messages of the chain not yet in the log")?,
			inbox_age: gauge("tenor_lane_inbox_age_blocks", "Blocks for which the oldest waits")?,
			allowances: gauge("tenor_lane_allowances", "Allowances that are open")?,
		})
	}

	/// A receipt left after so long.
	pub fn answered(&self, after: Duration) {
		self.receipts.inc();
		self.latency.observe(after.as_secs_f64());
	}

	/// A request was refused.
	pub fn refused(&self, reason: &str) {
		self.refusals.with_label_values(&[reason]).inc();
	}
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
	use super::*;

	#[test]
	fn every_figure_has_a_name_of_its_own() {
		let registry = Registry::new();
		let metrics = Metrics::new(&registry).unwrap();
		metrics.refused("NonceUsed");
		metrics.answered(Duration::from_micros(300));
		assert_eq!(registry.gather().len(), 14);
		assert!(Metrics::new(&registry).is_err());
	}
}
