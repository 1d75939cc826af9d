// SPDX-License-Identifier: Apache-2.0
//! Speed of the risk sweep by the real runtime in wasm: quiet blocks, everybody valued, everybody
//! given a new band. 10 positions to a portfolio, 500 series of 5 expiries.

use polkadot_sdk::*;

use frame_support::traits::fungibles::Mutate;
use std::time::Duration;
use tenor_fixed::{Cash, Fixed, Quantity, Rate};
use tenor_runtime::{
	configs::assets::USDC, AccountId, Assets, Collateral, Margin, Runtime, RuntimeOrigin, System,
	TNR,
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
	use sp_keyring::Sr25519Keyring::Alice;
	chain.post_index(usd(SPOT));
	let (observed_at, confidence) = (chain.now(), Fixed::ONE);
	let stable = pallet_market::Call::submit_stable { value: usd(1), confidence, observed_at };
	chain.call(Alice, stable).expect("the stable price is accepted");
	let point = |key: &ExpiryKey| pallet_market::CurvePoint {
		expiry: key.expiry,
		carry: Fixed::ZERO,
		rate: Rate::from_e18(0),
	};
	let points: Vec<_> = expiries.iter().map(point).collect();
	let points = points.try_into().expect("few expiries");
	let underlying = BTC;
	let curve = pallet_market::Call::submit_curve { underlying, points, confidence, observed_at };
	chain.call(Alice, curve).expect("the curve is accepted");
	let surface = |key: &ExpiryKey| pallet_market::ExpirySurface {
		expiry: key.expiry,
		surface: flat_surface(usd(SPOT), milli(600), key.expiry - chain.now()),
	};
	let surfaces: Vec<_> = expiries.iter().map(surface).collect();
	let surfaces = surfaces.try_into().expect("few expiries");
	let set =
		pallet_market::Call::submit_surfaces { underlying, surfaces, confidence, observed_at };
	chain.call(Alice, set).expect("the surfaces are accepted");
}

/// A portfolio with 100,000 in cash; the modes take turns.
fn portfolio(n: u64) -> PortfolioId {
	let who = AccountId::from(sp_io::hashing::blake2_256(&n.to_le_bytes()));
	let cash = 100_000 * 1_000_000;
	Assets::mint_into(USDC, &who, cash + TNR).expect("minted");
	let mode = if n % 4 < 2 { MarginMode::Portfolio } else { MarginMode::Standard };
	Collateral::open_portfolio(RuntimeOrigin::signed(who.clone()), mode, cash).expect("opened");
	Collateral::portfolios_of(who).first().expect("opened").1
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

/// The fastest of five blocks.
fn quiet(chain: &mut WasmChain) -> Duration {
	let block = |_| {
		let took = chain.begin();
		chain.end();
		took
	};
	(0..5).map(block).min().expect("five")
}

fn main() {
	const HOUR: u64 = 3_600_000;
	let (mut empty, _) = chain_with(0, 168 * HOUR, 168 * HOUR);
	let base = quiet(&mut empty);
	println!("a block without portfolios begins in {:.2} ms", ms(base));
	for count in [1_000, 10_000] {
		// Nearer to expiry than any band: everybody is valued, nobody gets a band.
		let (mut near, _) = chain_with(count, HOUR, HOUR / 60);
		let (mut done, mut took, mut blocks) = (0, Duration::ZERO, 0);
		while done < count {
			took += near.begin().saturating_sub(base);
			// Before the backstop values some too.
			done += valued(&mut near);
			near.end();
			blocks += 1;
		}
		println!(
			"{count} portfolios: {done} valued in {blocks} blocks, {:.1} ms, {:.1} us each",
			ms(took),
			ms(took) * 1e3 / done as f64
		);
		// Far from it: everybody gets a band.
		let (mut far, _) = chain_with(count, 168 * HOUR, 168 * HOUR);
		let (mut took, mut blocks, mut looks) = (Duration::ZERO, 0, 0);
		// (as long as data are fresh)
		while queued(&mut far) > 0 && blocks < 170 {
			took += far.begin().saturating_sub(base);
			looks += valued(&mut far);
			far.end();
			blocks += 1;
		}
		let waiting = queued(&mut far);
		println!(
			"{count} portfolios: all but {waiting} given bands in {blocks} blocks, {looks} \
			 valuations, {:.1} ms",
			ms(took)
		);
		// What the blocks before took away is gone, and not only marked as such.
		far.commit();
		println!("{count} portfolios: a quiet block begins in {:.2} ms", ms(quiet(&mut far)));
	}
}
