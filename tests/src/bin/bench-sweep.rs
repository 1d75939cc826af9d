// SPDX-License-Identifier: Apache-2.0
//! Speed of the risk sweep and of liquidation by the real runtime in wasm: quiet blocks, everybody
//! valued, everybody given a new band, everybody sold. 10 positions to a portfolio, 500 series of 5 expiries.

use polkadot_sdk::*;

use codec::Encode;
use frame_support::traits::fungibles::Mutate;
use std::time::Duration;
use tenor_fixed::{Cash, Fixed, Quantity};
use tenor_runtime::{
	configs::assets::USDC, AccountId, Assets, Collateral, Liquidation, Margin, Runtime,
	RuntimeOrigin, System, TNR,
};
use tenor_series::{ExpiryKey, Fill, MarginMode, OptionKind, PortfolioId, SeriesKey};
use tenor_tests::{chain::*, wasm::WasmChain};

/// Strikes of each expiry, a call and a put of each.
const STRIKES: u64 = 50;
/// Expiries.
const EXPIRIES: u64 = 5;
/// Positions of a portfolio.
const POSITIONS: u64 = 10;
const SPOT: u64 = 100_000;

fn strike(n: u64) -> u64 {
	76_000 + n * 1_000
}

/// Everything there is to post of these expiries.
fn post(chain: &Chain, expiries: &[ExpiryKey]) {
	chain.post_markets(expiries, usd(SPOT), milli(600));
}

/// Lets in as much cash as everybody has together.
fn uncap() {
	let known = pallet_collateral::AcceptedAssets::<Runtime>::get(USDC);
	let mut policy = known.expect("accepted");
	policy.cap_e8 = pallet_collateral::LEDGER_LIMIT_E8;
	Collateral::set_asset_policy(RuntimeOrigin::root(), USDC, policy).expect("sane");
}

/// An account by its name, and its portfolio with so many dollars.
fn open(name: impl Encode, mode: MarginMode, dollars: u128) -> (AccountId, PortfolioId) {
	let who = AccountId::from(sp_io::hashing::blake2_256(&name.encode()));
	let cash = dollars * 1_000_000;
	Assets::mint_into(USDC, &who, cash + TNR).expect("minted");
	Collateral::open_portfolio(RuntimeOrigin::signed(who.clone()), mode, cash).expect("opened");
	let id = Collateral::portfolios_of(who.clone()).first().expect("opened").1;
	(who, id)
}

/// A portfolio with 100,000 in cash; the modes take turns.
fn portfolio(n: u64) -> PortfolioId {
	let mode = if n % 4 < 2 { MarginMode::Portfolio } else { MarginMode::Standard };
	open(n, mode, 100_000).1
}

/// Ten legs in two expiries between two portfolios, each of which sells some.
fn legs(pair: u64, [a, b]: [PortfolioId; 2], expiries: &[ExpiryKey]) -> Vec<Fill> {
	let quantity = |sign: i64| Quantity::from_e8(sign * 10_000_000);
	let leg = |n: u64| {
		let expiry = expiries[usize::try_from((pair + n % 2) % EXPIRIES).expect("small")];
		let kind = if n % 4 < 2 { OptionKind::Call } else { OptionKind::Put };
		let series: SeriesKey = expiry.series(usd(strike((pair * 7 + n * 3) % STRIKES)), kind);
		let sign = if n % 3 == 0 { 1 } else { -1 };
		[(a, sign), (b, -sign)].map(|(portfolio, sign)| Fill {
			portfolio,
			series,
			quantity: quantity(sign),
			cash: Cash::ZERO,
		})
	};
	(0..POSITIONS).flat_map(leg).collect()
}

/// A chain with so many portfolios, whose first expiry is `first_ms` ahead and the others each
/// `apart_ms` later.
fn chain_with(count: u64, first_ms: u64, apart_ms: u64) -> (WasmChain, Vec<ExpiryKey>) {
	WasmChain::after(|chain| {
		let strikes: Vec<u64> = (0..STRIKES).map(strike).collect();
		uncap();
		let moments = (0..EXPIRIES).map(|n| START_MS + first_ms + n * apart_ms);
		let expiries: Vec<_> = moments.map(|moment| chain.list(moment, &strikes)).collect();
		post(chain, &expiries);
		for pair in 0..count / 2 {
			let both = [portfolio(2 * pair), portfolio(2 * pair + 1)];
			Margin::execute(&legs(pair, both, &expiries), &[]).expect("everybody is rich");
		}
		expiries
	})
}

/// Portfolios that the sweep of this block valued.
fn valued(chain: &mut WasmChain) -> u64 {
	chain.ext.execute_with(|| {
		let block = System::block_number();
		let pages = pallet_margin::Standings::<Runtime>::iter_values();
		let count = |page: pallet_margin::types::StandingPage| {
			page.iter().filter(|(_, standing)| standing.valued_at == block).count()
		};
		pages.map(count).sum::<usize>().try_into().expect("fits")
	})
}

fn queued(chain: &mut WasmChain) -> u32 {
	chain.ext.execute_with(|| {
		let pages = pallet_margin::Queue::<Runtime>::iter_values();
		pages.map(u64::count_ones).sum()
	})
}

fn ms(took: Duration) -> f64 {
	took.as_secs_f64() * 1e3
}

/// One row of the table.
fn row(
	name: &str,
	measured: String,
	reference: &str,
	ratio: String,
	goal: &str,
	met: Option<bool>,
) {
	let verdict = met.map_or("", |met| if met { "met" } else { "missed" });
	println!("{name:<60} | {measured:>26} | {reference:>24} | {ratio:>7} | {goal:>12} | {verdict}");
}

/// The fastest of five blocks.
fn quiet(chain: &mut WasmChain) -> Duration {
	let block = |_| {
		let took = chain.begin();
		chain.end();
		took
	};
	(0..5).map(block).min().expect("five")
}

/// The exponent of growth between two measurements.
fn slope(small: (u64, Duration), large: (u64, Duration)) -> f64 {
	let grown = (large.1.as_secs_f64() / small.1.as_secs_f64()).ln();
	grown / (large.0 as f64 / small.0 as f64).ln()
}

const HOUR: u64 = 3_600_000;
/// Blocks after which everything is posted anew: data stay fresh.
const POST_EVERY: u64 = 60;

/// Everybody valued, nearer to expiry than any band reaches: time beyond an empty block's, and blocks.
fn value_everybody(count: u64, base: Duration) -> (Duration, u64) {
	let (mut chain, expiries) = chain_with(count, HOUR, HOUR / 60);
	let (mut done, mut took, mut blocks) = (0, Duration::ZERO, 0);
	while done < count {
		took += chain.begin().saturating_sub(base);
		// Before the backstop values some too.
		done += valued(&mut chain);
		blocks += 1;
		if blocks % POST_EVERY == 0 {
			chain.natively(|chain| post(chain, &expiries));
		}
		chain.end();
	}
	(took, blocks)
}

/// From no band to bands for all: time beyond an empty block's, blocks, and what a quiet block takes
/// after that.
fn band_everybody(count: u64, base: Duration) -> (Duration, u64, Duration) {
	let (mut chain, expiries) = chain_with(count, 168 * HOUR, 168 * HOUR);
	let (mut took, mut blocks) = (Duration::ZERO, 0);
	while queued(&mut chain) > 0 {
		took += chain.begin().saturating_sub(base);
		blocks += 1;
		if blocks % POST_EVERY == 0 {
			chain.natively(|chain| post(chain, &expiries));
		}
		chain.end();
	}
	// What the blocks before took away is gone, and not only marked as such.
	chain.commit();
	(took, blocks, quiet(&mut chain))
}

/// A writer with ten short calls of a tenth of a contract, and enough for a price of 100,000.
fn writer(n: u64, buyer: PortfolioId, expiries: &[ExpiryKey]) -> PortfolioId {
	let (_, id) = open((n, b"writer"), MarginMode::Standard, 25_000);
	let leg = |n: u64| {
		let expiry = expiries[usize::try_from(n % 2).expect("small")];
		let series = expiry.series(usd(strike(20 + n)), OptionKind::Call);
		[(buyer, 1), (id, -1)].map(|(portfolio, sign)| Fill {
			portfolio,
			series,
			quantity: Quantity::from_e8(sign * 10_000_000),
			cash: Cash::ZERO,
		})
	};
	let fills: Vec<Fill> = (0..POSITIONS).flat_map(leg).collect();
	Margin::execute(&fills, &[]).expect("both carry it");
	id
}

/// Fills of bids since the block began.
fn filled() -> u64 {
	let is_fill = |record: &frame_system::EventRecord<
		tenor_runtime::RuntimeEvent,
		tenor_runtime::Hash,
	>| {
		use pallet_liquidation::Event;
		matches!(record.event, tenor_runtime::RuntimeEvent::Liquidation(Event::BidFilled { .. }))
	};
	u64::try_from(System::read_events_no_consensus().filter(|r| is_fill(r)).count()).expect("few")
}

/// So many writers below maintenance margin, each sold to one bidder: time beyond an empty block's,
/// fills, blocks, and the most fills of one block.
fn liquidate(count: u64, base: Duration) -> (Duration, u64, u64, u64) {
	let (mut chain, (writers, bidder)) = WasmChain::after(|chain| {
		let strikes: Vec<u64> = (0..STRIKES).map(strike).collect();
		let moments = (0..2).map(|n| START_MS + (n + 1) * 168 * HOUR);
		let expiries: Vec<_> = moments.map(|moment| chain.list(moment, &strikes)).collect();
		post(chain, &expiries);
		let rich = |n: u64| open((n, b"rich"), MarginMode::Standard, 50_000_000);
		let [buyer, bidder] = [0, 1].map(rich);
		let writers: Vec<_> = (0..count).map(|n| writer(n, buyer.1, &expiries)).collect();
		(writers, bidder)
	});
	chain.begin();
	chain.natively(|chain| chain.post_index(usd(122_000)));
	chain.end();
	while chain.natively(|_| pallet_liquidation::Auctions::<Runtime>::count()) < count as u32 {
		chain.begin();
		chain.end();
	}
	chain.begin();
	chain.natively(|_| {
		for id in &writers {
			let (share, limit) = (Fixed::ONE, cash(1_000_000));
			let origin = RuntimeOrigin::signed(bidder.0.clone());
			Liquidation::bid(origin, *id, bidder.1, share, limit, None).expect("a bid");
		}
	});
	chain.end();
	let (mut took, mut fills, mut blocks, mut most) = (Duration::ZERO, 0, 0, 0);
	while fills < count {
		took += chain.begin().saturating_sub(base);
		let now = chain.natively(|_| filled());
		(fills, blocks, most) = (fills + now, blocks + 1, most.max(now));
		chain.end();
	}
	(took, fills, blocks, most)
}

/// Rows of the sweep, for each number of portfolios.
fn sweep_rows(counts: &[u64], base: Duration) {
	let (mut swept, mut calm) = (Vec::new(), Vec::new());
	for count in counts {
		let (took, blocks) = value_everybody(*count, base);
		let each = ms(took) * 1e3 / *count as f64;
		let goal = (*count == 10_000).then_some(ms(took) <= 100.0);
		let measured = format!("{:.0} ms, {blocks} blocks", ms(took));
		let name = format!("{count} portfolios all valued, {each:.0} us each");
		row(&name, measured, "", String::new(), goal.map_or("", |_| "<= 100 ms"), goal);
		swept.push((*count, took));
		// With a hundred thousand it is hours of blocks.
		if *count <= 10_000 {
			calm.push((*count, quiet_rows(*count, took, base)));
		}
	}
	for (name, all) in [("all valued", swept), ("a quiet block", calm)] {
		if let [small, .., large] = all.as_slice() {
			let measured = format!("{:.2}", slope(*small, *large));
			let name = format!("growth of {name}, exponent from {} to {}", small.0, large.0);
			row(&name, measured, "", String::new(), "", None);
		}
	}
}

/// Rows of bands, beside the time that everybody's valuation took; what a quiet block takes.
fn quiet_rows(count: u64, valued: Duration, base: Duration) -> Duration {
	let (banded, blocks, calm) = band_everybody(count, base);
	let measured = format!("{:.0} ms, {blocks} blocks", ms(banded));
	let name = format!("{count} portfolios from no band to bands for all");
	row(&name, measured, "", String::new(), "", None);
	let reference = format!("{:.0} ms without bands", ms(valued));
	let ratio = format!("{:.0}", valued.as_secs_f64() / calm.as_secs_f64());
	let name = format!("quiet block, {count} portfolios with bands");
	let met = Some(ms(calm) <= 5.0);
	row(&name, format!("{:.2} ms", ms(calm)), &reference, ratio, "<= 5 ms", met);
	calm
}

/// Rows of liquidation.
fn liquidation_rows(base: Duration) {
	let (took, fills, blocks, most) = liquidate(512, base);
	let each = ms(took) * 1e3 / fills as f64;
	let rate = fills as f64 / took.as_secs_f64();
	let plain = |name: &str, measured: String, goal: &str, met: bool| {
		row(name, measured, "", String::new(), goal, Some(met));
	};
	let measured = format!("{each:.0} us, {blocks} blocks");
	plain("one liquidation of 10 positions, sweep included", measured, "<= 150 us", each <= 150.0);
	let measured = format!("{rate:.0} /s");
	plain("liquidations per second of execution", measured, ">= 500 /s", rate >= 500.0);
	plain("liquidations that a block's weight admits", most.to_string(), ">= 500", most >= 500);
}

fn main() {
	let counts: &[u64] = match std::env::args().nth(1).as_deref() {
		None => &[1_000, 10_000],
		Some("--full") => &[1_000, 10_000, 100_000],
		Some(other) => panic!("{other} is no option; --full is"),
	};
	let (mut empty, _) = chain_with(0, 168 * HOUR, 168 * HOUR);
	let base = quiet(&mut empty);
	println!("a block without portfolios begins in {:.2} ms\n", ms(base));
	row("what", "measured".into(), "reference", "ratio".into(), "goal", None);
	sweep_rows(counts, base);
	liquidation_rows(base);
}
