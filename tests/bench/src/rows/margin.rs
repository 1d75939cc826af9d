// SPDX-License-Identifier: Apache-2.0
//! The margin check: 33 scenarios, vectors shared by all portfolios of a block.

use super::Scale;
use crate::{
	fit::Fit,
	populate::{self, Populated, Spec, HOUR},
	store::Db,
	table::{Goal, Row, Section, Unit},
	wasm::{Made, WasmChain},
};
use codec::{Decode, Encode};
use std::time::Duration;
use tenor_runtime::{options_api::PortfolioReport, System};
use tenor_series::PortfolioId;

/// Positions in each expiry of the books that grow.
const DENSE: u64 = 64;

/// Blocks of which the fastest counts.
const BLOCKS: usize = 24;

fn spec(portfolios: u64, positions: u64, per_expiry: u64) -> Spec {
	let held = positions.div_ceil(per_expiry);
	Spec {
		portfolios,
		positions,
		held,
		expiries: held,
		strikes: 32,
		first_ms: HOUR,
		apart_ms: HOUR / 60,
		..Spec::default()
	}
}

/// Portfolios that this block's sweep valued.
pub fn valued(chain: &mut WasmChain) -> u64 {
	chain.natively(|_| {
		let block = System::block_number();
		let pages = pallet_margin::Standings::<tenor_runtime::Runtime>::iter_values();
		let count = |page: pallet_margin::types::StandingPage| {
			page.iter().filter(|(_, standing)| standing.valued_at == block).count()
		};
		pages.map(count).sum::<usize>() as u64
	})
}

/// The fastest block of a market in which everybody is valued in every block.
fn swept(db: Db, spec: &Spec) -> (Made, u64) {
	let (world, _) = populate::world(spec);
	let mut chain = WasmChain::over(&world, db);
	let blocks = (0..BLOCKS).map(|_| {
		chain.begin();
		// Before the backstop values some too.
		let valued = valued(&mut chain);
		(chain.end(), valued)
	});
	// The first ones fill caches.
	blocks.skip(2).min_by_key(|(made, _)| made.begun).expect("some")
}

/// Time and weight of one check of so many positions, s: of the portfolios that one block values more than another.
pub fn marginal(db: Db, positions: u64, per_expiry: u64, few: u64, many: u64) -> (f64, f64) {
	let (small, valued_small) = swept(db, &spec(few, positions, per_expiry));
	let (large, valued_large) = swept(db, &spec(many, positions, per_expiry));
	assert!(valued_large > valued_small, "more are valued: {valued_small} to {valued_large}");
	let more = (valued_large - valued_small) as f64;
	let time = large.begun.as_secs_f64() - small.begun.as_secs_f64();
	let weight = large.weight_begun.as_secs_f64() - small.weight_begun.as_secs_f64();
	(time / more, weight / more)
}

/// One check through the runtime's API in a block whose vectors are there: the call and, of it, what any
/// call takes.
fn by_api(db: Db) -> (Duration, Duration) {
	let (world, Populated { portfolios, .. }) = populate::world(&spec(4, DENSE, 16));
	let mut chain = WasmChain::over(&world, db);
	chain.idle();
	chain.begin();
	let ask = |chain: &mut WasmChain, id: PortfolioId| {
		let (answer, took) = chain.query("OptionsApi_portfolio", &id.encode());
		let report = Option::<PortfolioReport>::decode(&mut answer.as_slice()).expect("decodes");
		assert!(report.expect("there is one").margin.is_ok(), "it has a margin");
		took
	};
	let asked = (0..50).map(|_| ask(&mut chain, portfolios[0])).min().expect("some");
	let any = PortfolioId(u64::MAX);
	let empty = (0..50).map(|_| chain.query("OptionsApi_portfolio", &any.encode()).1);
	let empty = empty.min().expect("some");
	(asked, empty)
}

/// Rows of margin checks.
pub fn section(scale: &Scale) -> Section {
	let mut section = Section::new("margin");
	let sizes: &[u64] = if scale.quick { &[64, 256, 1_024] } else { &[64, 128, 256, 512, 1_024] };
	for db in &scale.dbs {
		let (time, weight) = marginal(*db, DENSE, 16, 20, 100);
		let budget = super::block_budget().as_secs_f64();
		let name = "margin check in the sweep, 64 positions in 4 expiries";
		let row = Row::over(*db, name, Unit::Us, time).goal(Goal::AtMost(100e-6));
		section.push(row.admitted(0.7 * budget / weight));
		let (asked, empty) = by_api(*db);
		let name = "the same through the runtime API, report included";
		let row = Row::over(*db, name, Unit::Us, asked.as_secs_f64());
		section.push(row.beside(empty.as_secs_f64(), "for a portfolio that is not there"));
		let mut curve = Vec::new();
		for size in sizes {
			let (time, _) = marginal(*db, *size, DENSE, 10, 50);
			let name = format!("margin check in the sweep, {size} positions, 64 to an expiry");
			section.push(Row::over(*db, name, Unit::Us, time));
			curve.push((*size as f64, time));
		}
		let fit = Fit::of(&curve);
		let name = format!("margin check, growth with positions (R2 {:.3})", fit.r2);
		let row = Row::over(*db, name, Unit::Plain, fit.slope);
		section.push(row.goal(Goal::Within(0.95, 1.05)));
	}
	section.note(
		"In the sweep: what a block takes longer that values 80 (40 in the growth) portfolios more, whose vectors \
		 it needs anyway; reading the records is in it, and what is kept of the stresses. What a block admits \
		 is by the same difference of weights, if the whole engine did nothing else.",
	);
	section.note(
		"Through the API every call reads and decodes the block's vectors anew; positions, components and \
		 marks are part of the answer.",
	);
	section
}
