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
