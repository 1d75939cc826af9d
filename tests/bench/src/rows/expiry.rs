// SPDX-License-Identifier: Apache-2.0
//! An expiry settled by the engine, and by one signed call per holder.

use super::{
	orders::{quiet, Trader},
	Scale,
};
use crate::{
	fit::Fit,
	populate::{self, Populated, Spec, Spread, SECOND},
	store::Db,
	table::{Goal, Row, Section, Unit},
	wasm::{Made, Took, WasmChain, World},
};
use pallet_settlement::{Phase, Settlements};
use std::time::Duration;
use tenor_runtime::Runtime;
use tenor_series::{ExpiryKey, PortfolioId};

/// How far ahead the expiry is, ms: longer than its window.
const AHEAD: u64 = 40 * SECOND;
/// Positions of a holder.
pub const EACH: u64 = 10;

/// Holders of the first expiry, and of others behind it, all covered by cash: the sweep has nothing to
/// value. One trader may call.
pub fn covered_world(holders: u64, others: u64) -> (World, (Vec<ExpiryKey>, Trader)) {
	let spec = Spec { first_ms: AHEAD, ..Spec::default() };
	World::after(|chain| {
		let expiries = populate::listed(chain, &spec);
		populate::covered(0..holders / 2, EACH, expiries[0], &spec);
		for n in 0..others / 2 {
			let expiry = expiries[usize::try_from(1 + n % (spec.expiries - 1)).expect("few")];
			populate::covered(holders / 2 + n..holders / 2 + n + 1, EACH, expiry, &spec);
		}
		(expiries, Trader::new(0, 1_000_000))
	})
}

/// Runs up to the block before the expiry. Returns the fastest of the last blocks.
pub fn approach(chain: &mut WasmChain, expiry: ExpiryKey) -> Made {
	let mut last = Vec::new();
	while chain.now() + SECOND < expiry.expiry {
		let made = chain.idle();
		if chain.now() + 8 * SECOND >= expiry.expiry {
			last.push(made);
		}
	}
	last.into_iter().min_by_key(|made| made.begun).expect("the expiry is ahead")
}

/// What a settlement took.
#[derive(Clone, Debug, Default)]
pub struct Settled {
	/// Beyond what blocks took before it; of the execution, the engine.
	pub took: Took,
	/// Portfolios paid.
	pub portfolios: u64,
	/// Portfolios paid in the block that paid most.
	pub most: u64,
	/// Blocks, from the expiry to the close.
	pub blocks: u64,
	/// Keys written in the block that paid most, beyond those of a block before, per portfolio.
	pub written: f64,
	/// Keys looked at there, if counted.
	pub read: f64,
}

/// How many portfolios are paid, and whether all are.
pub fn progress(chain: &mut WasmChain, expiry: ExpiryKey) -> (u64, bool) {
	chain.natively(|_| match Settlements::<Runtime>::get(expiry) {
		None => (0, false),
		Some(record) => (u64::from(record.portfolios), record.phase == Phase::Closed),
	})
}

/// Runs blocks until everybody is paid.
fn settle(chain: &mut WasmChain, expiry: ExpiryKey, base: &Made) -> Settled {
	let mut settled = Settled::default();
	loop {
		let made = chain.idle();
		let execution = made.begun.saturating_sub(base.begun);
		settled.took += Took { execution, ..made.took.beyond(&base.took) };
		settled.blocks += 1;
		let (paid, closed) = progress(chain, expiry);
		let now = paid - settled.portfolios;
		if now > settled.most {
			settled.most = now;
			settled.written = made.written.saturating_sub(base.written) as f64 / now as f64;
			settled.read = made.read.saturating_sub(base.read) as f64 / now as f64;
		}
		settled.portfolios = paid;
		if closed {
			return settled;
		}
		assert!(settled.blocks < 100_000, "the settlement comes to its end");
	}
}

/// One settlement of so many covered holders beside others.
pub fn hook(db: Db, holders: u64, others: u64, counting: bool) -> Settled {
	let (world, (expiries, _)) = covered_world(holders, others);
	run(&world, db, expiries[0], counting)
}

fn run(world: &World, db: Db, expiry: ExpiryKey, counting: bool) -> Settled {
	let mut chain = WasmChain::over(world, db);
	chain.count_keys(counting);
	let base = approach(&mut chain, expiry);
	settle(&mut chain, expiry, &base)
}

/// A signed call for each of so many holders that the engine has not come to: what the calls took, how
/// many they were, and how many fitted the fullest block.
fn by_calls(
	world: &World,
	db: Db,
	expiry: ExpiryKey,
	trader: &Trader,
	calls: usize,
) -> (Took, usize, usize) {
	let mut chain = WasmChain::over(world, db);
	approach(&mut chain, expiry);
	// The engine alone.
	let engine = chain.idle();
	let mut caller = trader.clone();
	let (mut took, mut done, mut most) = (Took::default(), 0, 0);
	while done < calls {
		chain.begin();
		let left: Vec<PortfolioId> = chain.natively(|_| {
			let all = pallet_margin::Positions::<Runtime>::iter_key_prefix(expiry);
			all.take(calls - done).collect()
		});
		let (mut applied, mut count) = (Duration::ZERO, 0);
		for portfolio in left {
			let call = pallet_settlement::Call::settle_portfolio { expiry, portfolio };
			let xt = caller.clone().sign(&mut chain, call);
			let Some(one) = chain.apply(&xt) else { break };
			caller.sent();
			applied += one;
			count += 1;
		}
		let beyond = chain.end().took.beyond(&engine.took);
		took += Took { execution: applied, ..beyond };
		done += count;
		most = most.max(count);
		if count == 0 {
			break;
		}
	}
	(took, done, most)
}

/// A market near its expiry in which everybody has margin: the sweep values who is not paid yet, and
/// nothing is taken off the blocks' time but what one without portfolios takes.
fn with_margin(db: Db, spec: &Spec, base: &Made) -> Settled {
	let (world, Populated { expiries, .. }) = populate::world(spec);
	let mut chain = WasmChain::over(&world, db);
	approach(&mut chain, expiries[0]);
	settle(&mut chain, expiries[0], base)
}

/// Rows of settlement.
pub fn section(scale: &Scale) -> Section {
	let mut section = Section::new("expiry");
	let sizes: &[u64] = if scale.quick { &[500, 2_000] } else { &[1_000, 3_000, 10_000] };
	let largest = *sizes.last().expect("some");
	for db in &scale.dbs {
		let (world, (expiries, trader)) = covered_world(largest, 0);
		let calls = if scale.quick { 200 } else { 1_000 };
		let (took, count, most) = by_calls(&world, *db, expiries[0], &trader, calls);
		let row = Row::rate(*db, "portfolios settled, one signed call each", count as f64, &took);
		let reference = row.measured();
		section.push(row.admitted(most as f64));
		let mut curve = Vec::new();
		for size in sizes {
			let settled = hook(*db, *size, 0, false);
			assert_eq!(settled.portfolios, *size, "everybody is paid");
			curve.push((*size as f64, settled.took.execution.as_secs_f64()));
			if *size == largest {
				hook_rows(&mut section, *db, &settled, reference);
			}
		}
		let fit = Fit::of(&curve);
		let name = format!("settlement, growth with holders, {} to {largest}", sizes[0]);
		let row = Row::over(*db, name, Unit::Plain, fit.slope);
		section.push(row.goal(Goal::Within(0.9, 1.1)));
		others(&mut section, *db, largest);
		margin_row(&mut section, *db, largest);
	}
	section.note(format!(
		"Holders have {EACH} positions in the expiry, half of them sold, all covered by cash, so that nothing \
		 but settlement happens. Time is that of the engine in all blocks from the expiry to the close, less that \
		 of as many blocks just before; the look that the sweep takes at whoever was paid is in it. What idle \
		 weight is used for is not: the backstop would read others for the first time."
	));
	section.note(
		"Near expiry means: holders have margin and no bands, half of their positions in the next expiry. The \
		 sweep values them beside settlement, in the same time, of which only that of empty blocks is taken off.",
	);
	section
}

fn hook_rows(section: &mut Section, db: Db, settled: &Settled, reference: f64) {
	let count = settled.portfolios as f64;
	let row = Row::rate(db, "portfolios settled in the hook", count, &settled.took)
		.admitted(settled.most as f64)
		.beside(reference, "by calls")
		.goal(Goal::AtLeast(10_000.0));
	section.push(row);
	let name = "settlement, keys written per portfolio";
	section.push(Row::over(db, name, Unit::Count, settled.written));
	// Counted apart: it takes time.
	let counted = hook(db, 500, 0, true);
	section.push(Row::over(db, "settlement, keys read per portfolio", Unit::Count, counted.read));
	section.data.push((
		format!("settlement over {}", db.name()),
		serde_json::json!({ "portfolios": settled.portfolios, "blocks": settled.blocks }),
	));
}

/// The same settlement beside as many holders of other expiries.
fn others(section: &mut Section, db: Db, holders: u64) {
	let part = holders / 2;
	let alone = hook(db, part, 0, false).took;
	let beside = hook(db, part, 2 * part, false).took;
	let name = format!("{part} settled beside {holders} holders of other expiries");
	let row = Row::time(db, name, Unit::Ms, &beside);
	let alone = alone.execution.as_secs_f64();
	section.push(row.beside(alone, "without them").goal(Goal::AtMost(alone * 1.1)));
}

fn margin_row(section: &mut Section, db: Db, holders: u64) {
	let spec = Spec {
		portfolios: holders,
		positions: EACH,
		expiries: 2,
		first_ms: AHEAD,
		..Spec::default()
	};
	let (world, _) = populate::world(&Spec::default());
	let base = quiet(&mut WasmChain::over(&world, db));
	for spread in [Spread::Uniform, Spread::Zipf, Spread::OpenInterest] {
		let settled = with_margin(db, &Spec { spread, ..spec.clone() }, &base);
		let name = format!("portfolios settled near expiry, margin beside, {}", spread.name());
		let row = Row::rate(db, name, settled.portfolios as f64, &settled.took);
		section.push(row.admitted(settled.most as f64));
	}
}

/// The blocks of a settlement, from the expiry to the close.
pub fn blocks(holders: u64) -> Vec<Made> {
	let (world, (expiries, _)) = covered_world(holders, 0);
	let mut chain = WasmChain::over(&world, Db::Parity);
	approach(&mut chain, expiries[0]);
	let mut blocks = Vec::new();
	while !progress(&mut chain, expiries[0]).1 {
		blocks.push(chain.idle());
	}
	blocks
}
