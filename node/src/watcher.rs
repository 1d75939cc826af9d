// SPDX-License-Identifier: Apache-2.0
//! Reads the figures of every new best block: for Prometheus, and for the lines in the log that an
//! operator needs.

use crate::{metrics::Metrics, service::FullClient};
use futures::StreamExt;
use polkadot_sdk::{
	sc_client_api::{BlockImportNotification, BlockchainEvents},
	sp_api::{ApiError, ApiExt, ProvideRuntimeApi},
};
use std::{collections::BTreeMap, sync::Arc};
use tenor_runtime::{
	figures::{Figures, FiguresApi, Happened, Severity},
	Block, Hash,
};

/// For so long the same line is not written again, ms: what fails is tried in every block.
const QUIET_MS: u64 = 60_000;

/// Reads block after block until the node ends.
pub async fn watch(client: Arc<FullClient>, mut metrics: Option<Metrics>) {
	let mut blocks = client.import_notification_stream();
	let mut journal = Journal::default();
	while let Some(block) = blocks.next().await {
		if !block.is_new_best {
			continue;
		}
		match read(&client, &block) {
			Ok(Some((happened, figures))) => {
				journal.tell(&happened, &figures);
				if let Some(metrics) = &mut metrics {
					happened.iter().for_each(|block| metrics.count(block));
					metrics.show(&figures);
				}
			}
			// A runtime that has no figures.
			Ok(None) => (),
			Err(error) => {
				log::debug!(target: "tenor", "{}: no figures: {error}", block.hash);
				if let Some(metrics) = &metrics {
					metrics.unread();
				}
			}
		}
	}
}

/// What happened in a block and in those that became best with it, and the figures after it.
fn read(
	client: &FullClient,
	block: &BlockImportNotification<Block>,
) -> Result<Option<(Vec<Happened>, Figures)>, ApiError> {
	let api = client.runtime_api();
	if !api.has_api::<dyn FiguresApi<Block>>(block.hash)? {
		return Ok(None);
	}
	let route = block.tree_route.iter().flat_map(|route| route.enacted());
	let new = route.map(|enacted| enacted.hash).chain([block.hash]);
	let happened: Result<Vec<_>, _> =
		new.map(|hash: Hash| client.runtime_api().happened(hash)).collect();
	Ok(Some((happened?, api.figures(block.hash)?)))
}

/// The lines written lately, and which indices were in force.
#[derive(Default)]
struct Journal {
	/// When each line was written, chain time in ms.
	written: BTreeMap<String, u64>,
	fresh: BTreeMap<String, bool>,
}

impl Journal {
	/// Writes what is new.
	fn tell(&mut self, happened: &[Happened], figures: &Figures) {
		for (severity, line) in self.lines(happened, figures) {
			match severity {
				Severity::Info => log::info!(target: "tenor", "{line}"),
				Severity::Warning => log::warn!(target: "tenor", "{line}"),
				Severity::Error => log::error!(target: "tenor", "{line}"),
			}
		}
	}

	/// The lines to write.
	fn lines(&mut self, happened: &[Happened], figures: &Figures) -> Vec<(Severity, String)> {
		let notes = happened.iter().flat_map(|block| &block.notes);
		let notes = notes
			.map(|note| (note.severity, String::from_utf8_lossy(&note.text).into_owned()))
			.chain(self.indices(figures));
		let now = figures.moment;
		let notes: Vec<_> = notes.collect();
		self.written.retain(|_, at| now.saturating_sub(*at) < QUIET_MS);
		let mut new = Vec::new();
		for (severity, line) in notes {
			if !self.written.contains_key(&line) {
				self.written.insert(line.clone(), now);
				new.push((severity, line));
			}
		}
		new
	}

	/// Indices that went stale, and those that are back.
	fn indices(&mut self, figures: &Figures) -> Vec<(Severity, String)> {
		let mut lines = Vec::new();
		for market in &figures.underlyings {
			let Some(index) = market.index else { continue };
			let name = market.symbol.as_str();
			let before = self.fresh.insert(name.into(), index.fresh);
			if before.unwrap_or(true) == index.fresh {
				continue;
			}
			lines.push(if index.fresh {
				(Severity::Info, format!("{name}: the index is fresh again"))
			} else {
				let age = figures.moment.saturating_sub(index.observed_at) / 1_000;
				(Severity::Warning, format!("{name}: the index is stale, seen {age} s ago"))
			});
		}
		lines
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::metrics::tests::figures;
	use tenor_runtime::figures::Note;

	/// The lines that a block at `seconds` with one note writes, while the index is in force or not.
	fn lines(journal: &mut Journal, seconds: u64, note: &str, fresh: bool) -> Vec<String> {
		let note = Note { severity: Severity::Error, text: note.as_bytes().to_vec() };
		let happened = [Happened { notes: vec![note], ..Happened::default() }];
		let mut figures = figures(seconds, 0, true);
		for market in &mut figures.underlyings {
			if let Some(index) = &mut market.index {
				index.fresh = fresh;
			}
		}
		journal.lines(&happened, &figures).into_iter().map(|(_, line)| line).collect()
	}

	#[test]
	fn what_is_tried_in_every_block_is_written_once_a_minute() {
		let mut journal = Journal::default();
		// GIVEN a line that was written WHEN blocks repeat it THEN it is not, and another one is
		assert_eq!(lines(&mut journal, 1_000, "no", true), ["no"]);
		assert_eq!(lines(&mut journal, 1_001, "no", true), [""; 0]);
		assert_eq!(lines(&mut journal, 1_002, "never", true), ["never"]);
		assert_eq!(lines(&mut journal, 1_059, "no", true), [""; 0]);
		// WHEN a minute is over THEN it is written again
		assert_eq!(lines(&mut journal, 1_060, "no", true), ["no"]);
	}

	#[test]
	fn index_is_told_when_it_goes_stale_and_when_it_is_back() {
		let mut journal = Journal::default();
		// GIVEN a node that starts while the index is in force, seen at 41.5 s
		assert_eq!(lines(&mut journal, 100, "a", true), ["a"]);
		// WHEN it goes stale THEN that is told once, and so is its return
		assert_eq!(
			lines(&mut journal, 222, "a", false),
			["a", "BTC: the index is stale, seen 180 s ago"]
		);
		assert_eq!(lines(&mut journal, 223, "b", false), ["b"]);
		assert_eq!(lines(&mut journal, 224, "c", true), ["c", "BTC: the index is fresh again"]);
		// AND a node that starts while it is stale says so
		let mut journal = Journal::default();
		assert_eq!(
			lines(&mut journal, 222, "a", false),
			["a", "BTC: the index is stale, seen 180 s ago"]
		);
	}
}
