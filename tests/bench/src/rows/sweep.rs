// SPDX-License-Identifier: Apache-2.0
//! The risk sweep: everybody valued, everybody given a band, quiet blocks; and liquidations.

use polkadot_sdk::*;

use super::{margin::valued, orders::quiet, Scale};
use crate::{
	fit::Fit,
	populate::{self, Populated, Spec, Spread, HOUR, TENTH},
	store::Db,
	table::{Goal, Row, Section, Unit},
	wasm::{Made, Took, WasmChain, World},
};
use std::time::{Duration, Instant};
use tenor_fixed::{Cash, Fixed, Quantity};
use tenor_runtime::{AccountId, Liquidation, Margin, Runtime, RuntimeEvent, RuntimeOrigin, System};
use tenor_series::{ExpiryKey, Fill, MarginMode, OptionKind, PortfolioId};
use tenor_tests::chain::*;

/// Blocks after which everything is posted anew: data stay fresh.
const POST_EVERY: u64 = 60;
/// How long anybody waits for one measurement.
const PATIENCE: Duration = Duration::from_secs(120);
/// Positions of a writer.
const POSITIONS: u64 = 10;

/// Nearer to expiry than any band reaches.
pub fn restless(portfolios: u64) -> Spec {
	Spec { portfolios, first_ms: HOUR, apart_ms: HOUR / 60, ..Spec::default() }
}

/// Far enough away for bands.
pub fn calm(portfolios: u64) -> Spec {
	Spec { portfolios, ..Spec::default() }
}

fn queued(chain: &mut WasmChain) -> u32 {
	chain.natively(|_| {
		let pages = pallet_margin::Queue::<Runtime>::iter_values();
		pages.map(u64::count_ones).sum()
	})
}

/// What many blocks took beyond empty ones.
#[derive(Clone, Copy, Default, Debug)]
pub struct Run {
	/// Beyond empty blocks.
	pub took: Took,
	/// How many there were.
	pub blocks: u64,
	/// The most portfolios that one of them valued.
	pub most: u64,
}

/// Begins a block, posts if it is time to, and ends it.
fn block(chain: &mut WasmChain, run: &mut Run, base: &Made, expiries: &[ExpiryKey]) -> u64 {
	chain.begin();
	// Before the backstop values some too.
	let now = valued(chain);
	run.blocks += 1;
	run.most = run.most.max(now);
	if run.blocks % POST_EVERY == 0 {
		chain.natively(|chain| populate::post(chain, expiries));
	}
	let made = chain.end();
	let beyond = made.took.beyond(&base.took);
	let execution = made.begun.saturating_sub(base.begun);
	run.took += Took { execution, ..beyond };
	now
}

/// Everybody valued for the first time, when the node has read none of their records, and once more; none
/// if it takes longer than anybody waits.
pub fn value_everybody(db: Db, spec: &Spec, base: &Made) -> Option<[Run; 2]> {
	let (world, Populated { expiries, portfolios }) = populate::world(spec);
	let mut chain = WasmChain::over(&world, db);
	let start = Instant::now();
	let mut once = || {
		let (mut run, mut done) = (Run::default(), 0);
		while done < portfolios.len() as u64 {
			done += block(&mut chain, &mut run, base, &expiries);
			if start.elapsed() > PATIENCE {
				return None;
			}
		}
		Some(run)
	};
	let first = once()?;
	Some([first, once()?])
}

/// From no band to bands for all, and a quiet block after that; none if it takes too long.
pub fn band_everybody(db: Db, spec: &Spec, base: &Made) -> Option<(Run, Made)> {
	let (world, Populated { expiries, .. }) = populate::world(spec);
	let mut chain = WasmChain::over(&world, db);
	let mut run = Run::default();
	let start = Instant::now();
	while queued(&mut chain) > 0 {
		block(&mut chain, &mut run, base, &expiries);
		if start.elapsed() > PATIENCE {
			return None;
		}
	}
	Some((run, quiet(&mut chain)))
}

/// A writer with ten short calls of a tenth of a contract, and enough for a price of 100,000.
pub fn writer(n: u64, buyer: PortfolioId, expiries: &[ExpiryKey]) -> PortfolioId {
	let (_, id) = populate::open((n, b"writer"), MarginMode::Standard, 25_000);
	let leg = |n: u64| {
		let expiry = expiries[usize::try_from(n % 2).expect("small")];
		let series = expiry.series(usd(95_000 + n * 1_000), OptionKind::Call);
		[(buyer, TENTH), (id, -TENTH)].map(|(portfolio, e8)| Fill {
			portfolio,
			series,
			quantity: Quantity::from_e8(e8),
			cash: Cash::ZERO,
		})
	};
	let fills: Vec<Fill> = (0..POSITIONS).flat_map(leg).collect();
	Margin::execute(&fills, &[]).expect("both carry it");
	id
}

/// A market of writers who fail at a higher price, and a bidder for all of them.
struct Failing {
	world: World,
	writers: Vec<PortfolioId>,
	bidder: (AccountId, PortfolioId),
}

impl Failing {
	fn new(count: u64) -> Self {
		let (world, (writers, bidder)) = World::after(|chain| {
			let spec = Spec { expiries: 2, ..calm(0) };
			let expiries = populate::listed(chain, &spec);
			let rich = |n: u64| populate::open((n, b"rich"), MarginMode::Standard, 50_000_000);
			let [buyer, bidder] = [0, 1].map(rich);
			let writers: Vec<_> = (0..count).map(|n| writer(n, buyer.1, &expiries)).collect();
			(writers, bidder)
		});
		Self { world, writers, bidder }
	}

	/// All of them flagged, and a bid for each of so many.
	fn begin(&self, db: Db, bids: usize) -> WasmChain {
		let mut chain = WasmChain::over(&self.world, db);
		chain.begin();
		chain.natively(|chain| chain.post_index(usd(122_000)));
		chain.end();
		let count = self.writers.len();
		while chain.natively(|_| pallet_liquidation::Auctions::<Runtime>::count()) < count as u32 {
			chain.idle();
		}
		// The sweep's look at whoever is new.
		chain.idle();
		chain.begin();
		chain.natively(|_| {
			for id in self.writers.iter().take(bids) {
				let (share, limit) = (Fixed::ONE, cash(1_000_000));
				let origin = RuntimeOrigin::signed(self.bidder.0.clone());
				Liquidation::bid(origin, *id, self.bidder.1, share, limit, None).expect("a bid");
			}
		});
		chain.end();
		chain
	}
}

/// Fills of bids since the block began.
fn filled() -> u64 {
	let is_fill = |record: &frame_system::EventRecord<RuntimeEvent, tenor_runtime::Hash>| {
		use pallet_liquidation::Event;
		matches!(record.event, RuntimeEvent::Liquidation(Event::BidFilled { .. }))
	};
	System::read_events_no_consensus().filter(|record| is_fill(record)).count() as u64
}

/// Blocks until so many bids are filled: what they took, and the most fills of one. And one block of one
/// fill with its keys counted: looked at, written.
fn liquidate(db: Db, count: u64, base: &Made) -> (Run, f64, f64) {
	let failing = Failing::new(count);
	let mut chain = failing.begin(db, failing.writers.len());
	let (mut run, mut fills) = (Run::default(), 0);
	while fills < count {
		chain.begin();
		let now = chain.natively(|_| filled());
		let made = chain.end();
		let execution = made.begun.saturating_sub(base.begun);
		run.took += Took { execution, ..made.took.beyond(&base.took) };
		(fills, run.blocks, run.most) = (fills + now, run.blocks + 1, run.most.max(now));
		assert!(run.blocks < 10_000, "all are sold");
	}
	// Few enough that a block looks at all of them.
	let few = Failing::new(16);
	let keys = |bids: usize| {
		let mut chain = few.begin(db, bids);
		chain.count_keys(true);
		chain.begin();
		assert_eq!(chain.natively(|_| filled()), bids as u64, "all bids fit a block");
		chain.end()
	};
	let (one, nine) = (keys(1), keys(9));
	let each = |one: usize, nine: usize| nine.saturating_sub(one) as f64 / 8.0;
	(run, each(one.read, nine.read), each(one.written, nine.written))
}

/// Rows of the sweep for each number of portfolios.
fn sweep_rows(section: &mut Section, db: Db, counts: &[u64], base: &Made) {
	let (mut swept, mut calm_blocks) = (Vec::new(), Vec::new());
	for count in counts {
		let Some([first, run]) = value_everybody(db, &restless(*count), base) else {
			section.note(format!("Valuing {count} portfolios took too long over {}.", db.name()));
			continue;
		};
		let name = format!("{count} portfolios valued for the first time, {} blocks", first.blocks);
		section.push(Row::time(db, name, Unit::Ms, &first.took).admitted(first.most as f64));
		let name = format!("{count} portfolios all valued, {} blocks", run.blocks);
		let mut row = Row::time(db, name, Unit::Ms, &run.took).admitted(run.most as f64);
		if *count == 10_000 {
			row = row.goal(Goal::AtMost(0.1));
		}
		let valued = row.measured();
		section.push(row);
		swept.push((*count as f64, valued));
		let Some((banded, calm_block)) = band_everybody(db, &calm(*count), base) else {
			section.note(format!("Bands for {count} portfolios took too long over {}.", db.name()));
			continue;
		};
		let name = format!("{count} portfolios from no band to bands, {} blocks", banded.blocks);
		section.push(Row::time(db, name, Unit::Ms, &banded.took));
		let name = format!("quiet block, {count} portfolios with bands");
		let quiet = calm_block.begun.as_secs_f64();
		let row = Row::over(db, name, Unit::Ms, quiet).goal(Goal::AtMost(0.005));
		section.push(row.beside(valued, "all valued"));
		calm_blocks.push((*count as f64, quiet));
	}
	for (name, curve) in [("all valued", swept), ("a quiet block", calm_blocks)] {
		let fit = Fit::of(&curve);
		let (from, to) = (counts[0], counts[counts.len() - 1]);
		let name = format!("growth of {name}, {from} to {to} portfolios");
		section.push(Row::over(db, name, Unit::Plain, fit.slope));
	}
}

/// Everybody valued where positions are spread otherwise.
fn spread_rows(section: &mut Section, db: Db, count: u64, base: &Made) {
	for spread in [Spread::Zipf, Spread::OpenInterest] {
		let spec = Spec { spread, ..restless(count) };
		let Some([_, run]) = value_everybody(db, &spec, base) else { continue };
		let name = format!("{count} portfolios all valued, {}", spread.name());
		section.push(Row::time(db, name, Unit::Ms, &run.took).admitted(run.most as f64));
	}
}

fn liquidation_rows(section: &mut Section, db: Db, count: u64, base: &Made) {
	let (run, read, written) = liquidate(db, count, base);
	let each = Took {
		execution: run.took.execution / count as u32,
		root: run.took.root / count as u32,
		commit: run.took.commit / count as u32,
	};
	let name = "one liquidation of 10 positions, the sweep's look included";
	section.push(Row::time(db, name, Unit::Us, &each).goal(Goal::AtMost(150e-6)));
	let row = Row::rate(db, "liquidations", count as f64, &run.took);
	section.push(row.admitted(run.most as f64).goal(Goal::AtLeast(500.0)));
	let name = "one liquidation, keys read";
	section.push(Row::over(db, name, Unit::Count, read).goal(Goal::AtMost(8.0)));
	let name = "one liquidation, keys written";
	section.push(Row::over(db, name, Unit::Count, written).goal(Goal::AtMost(8.0)));
}

/// Rows of the sweep and of liquidations.
pub fn section(scale: &Scale) -> Section {
	let mut section = Section::new("sweep");
	let counts: &[u64] = match (scale.quick, scale.full) {
		(true, _) => &[200, 1_000],
		(_, false) => &[1_000, 10_000],
		(_, true) => &[1_000, 10_000, 100_000],
	};
	for db in &scale.dbs {
		let (world, _) = populate::world(&calm(0));
		let base = quiet(&mut WasmChain::over(&world, *db));
		let row = Row::over(*db, "a block without portfolios", Unit::Ms, base.begun.as_secs_f64());
		section.push(row);
		sweep_rows(&mut section, *db, counts, &base);
		spread_rows(&mut section, *db, if scale.quick { 500 } else { 2_000 }, &base);
		liquidation_rows(&mut section, *db, if scale.quick { 64 } else { 512 }, &base);
	}
	section.note(
		"10 positions to a portfolio in two of five expiries, 500 series, both modes. Times are beyond those of \
		 a block without portfolios. What a block admits: portfolios valued, or bids filled, in the block that \
		 did most. Keys of a liquidation: those of nine bids in a block less those of one, by eight.",
	);
	section
}

/// The blocks in which so many portfolios are sold.
pub fn liquidations(count: u64) -> Vec<Made> {
	let failing = Failing::new(count);
	let mut chain = failing.begin(Db::Parity, failing.writers.len());
	let (mut fills, mut blocks) = (0, Vec::new());
	while fills < count {
		chain.begin();
		fills += chain.natively(|_| filled());
		blocks.push(chain.end());
	}
	blocks
}
