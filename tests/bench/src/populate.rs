// SPDX-License-Identifier: Apache-2.0
//! Populated states: portfolios, series, and positions spread over them in several ways.

use polkadot_sdk::*;

use crate::wasm::World;
use codec::Encode;
use frame_support::traits::fungibles::Mutate;
use std::collections::BTreeSet;
use tenor_fixed::{Cash, Quantity};
use tenor_runtime::{
	configs::assets::USDC, AccountId, Assets, Collateral, Margin, Runtime, RuntimeOrigin, TNR,
};
use tenor_series::{
	ExpiryKey, Fill, MarginMode, Moment, OptionKind, PortfolioId, SeriesKey, UnderlyingId,
};
use tenor_tests::{chain::*, replay::facts};

/// A second, in ms.
pub const SECOND: Moment = 1_000;
/// An hour, in ms.
pub const HOUR: Moment = 3_600 * SECOND;
/// Where the index stands.
pub const SPOT: u64 = 100_000;
/// A tenth of a contract, e8.
pub const TENTH: i64 = 10_000_000;

/// How positions are spread.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Spread {
	/// Everybody holds as many, in all series alike.
	Uniform,
	/// The n-th largest book and the n-th most wanted series are a n-th of the first.
	Zipf,
	/// Everybody holds as many, in series as open interest was on an exchange.
	OpenInterest,
}

impl Spread {
	/// Its name in tables.
	pub fn name(self) -> &'static str {
		match self {
			Self::Uniform => "uniform",
			Self::Zipf => "Zipf",
			Self::OpenInterest => "real open interest",
		}
	}
}

/// A market to be made.
#[derive(Clone, Debug)]
pub struct Spec {
	/// Portfolios, an even number: each pair trades with itself.
	pub portfolios: u64,
	/// Positions of a portfolio, on average.
	pub positions: u64,
	/// Expiries that a portfolio has positions in.
	pub held: u64,
	/// Expiries listed of each underlying.
	pub expiries: u64,
	/// Strikes of an expiry, a call and a put of each.
	pub strikes: u64,
	/// Underlyings.
	pub underlyings: u16,
	/// When the first expiry is, ms ahead.
	pub first_ms: Moment,
	/// By how much each further one is later, ms.
	pub apart_ms: Moment,
	/// How positions are spread.
	pub spread: Spread,
}

impl Default for Spec {
	/// The design's market, but for the portfolios: 10 positions each in two of five expiries, 500 series.
	fn default() -> Self {
		Self {
			portfolios: 0,
			positions: 10,
			held: 2,
			expiries: 5,
			strikes: 50,
			underlyings: 1,
			first_ms: 168 * HOUR,
			apart_ms: 168 * HOUR,
			spread: Spread::Uniform,
		}
	}
}

/// What was made.
#[derive(Clone, Debug)]
pub struct Populated {
	/// What is listed.
	pub expiries: Vec<ExpiryKey>,
	/// Who holds positions.
	pub portfolios: Vec<PortfolioId>,
}

/// SplitMix64.
#[derive(Clone, Debug)]
pub struct Random(pub u64);

impl Random {
	/// The next number.
	pub fn draw(&mut self) -> u64 {
		self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
		let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
		let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
		z ^ (z >> 31)
	}

	/// A number below `bound`.
	pub fn below(&mut self, bound: u64) -> u64 {
		self.draw() % bound.max(1)
	}
}

/// The n-th strike, in whole dollars, as many below the index as above.
fn strike(underlying: u16, n: u64, of: u64) -> u64 {
	let index = spot(underlying);
	let step = index / 100;
	(index + step * n).saturating_sub(step * (of / 2)).max(step)
}

/// The index of an underlying, in whole dollars.
pub fn spot(underlying: u16) -> u64 {
	if underlying == 0 {
		SPOT
	} else {
		SPOT / 50
	}
}

/// Posts everything there is to post, as everybody's operator.
pub fn post(chain: &Chain, expiries: &[ExpiryKey]) {
	post_at(chain, expiries, |underlying| usd(spot(underlying)));
}

/// The same with other indices.
pub fn post_at(chain: &Chain, expiries: &[ExpiryKey], index: impl Fn(u16) -> tenor_fixed::Price) {
	for part in expiries.chunk_by(|a, b| a.underlying == b.underlying) {
		// What is past takes no more values.
		let open: Vec<_> = part.iter().copied().filter(|key| key.expiry > chain.now()).collect();
		if let Some(first) = open.first() {
			chain.post_markets(&open, index(first.underlying.0), milli(600));
		}
	}
}

/// Lets in as much cash as everybody has together.
pub fn uncap() {
	let known = pallet_collateral::AcceptedAssets::<Runtime>::get(USDC);
	let mut policy = known.expect("accepted");
	policy.cap_e8 = pallet_collateral::LEDGER_LIMIT_E8;
	Collateral::set_asset_policy(RuntimeOrigin::root(), USDC, policy).expect("sane");
}

/// An account by its name, and its portfolio with so many dollars.
pub fn open(name: impl Encode, mode: MarginMode, dollars: u128) -> (AccountId, PortfolioId) {
	let who = AccountId::from(sp_io::hashing::blake2_256(&name.encode()));
	(who.clone(), open_for(&who, mode, dollars))
}

/// A portfolio of an account.
pub fn open_for(who: &AccountId, mode: MarginMode, dollars: u128) -> PortfolioId {
	let cash = dollars * 1_000_000;
	Assets::mint_into(USDC, who, cash + TNR).expect("minted");
	Collateral::open_portfolio(RuntimeOrigin::signed(who.clone()), mode, cash).expect("opened");
	Collateral::portfolios_of(who.clone()).last().expect("opened").1
}

/// Strikes of the first underlying, in whole dollars.
pub fn strikes(spec: &Spec) -> Vec<u64> {
	(0..spec.strikes).map(|k| strike(0, k, spec.strikes)).collect()
}

/// What expiries are listed.
fn list(chain: &Chain, spec: &Spec) -> Vec<ExpiryKey> {
	let mut expiries = Vec::new();
	for underlying in 0..spec.underlyings {
		for n in 0..spec.expiries {
			let strikes: Vec<u64> = match spec.spread {
				Spread::OpenInterest => real_strikes(n),
				_ => (0..spec.strikes).map(|k| strike(underlying, k, spec.strikes)).collect(),
			};
			let moment = chain.now() + spec.first_ms + n * spec.apart_ms;
			expiries.push(chain.list_on(UnderlyingId(underlying), moment, &strikes));
		}
	}
	expiries
}

/// The fact table's expiry that stands for the n-th.
fn fact(n: u64) -> &'static facts::TenorFacts {
	let count = facts::BTC.len();
	&facts::BTC[usize::try_from(n).expect("few") % count]
}

/// A strike of the table as far from our index as it was from the forward there.
fn real_strike(fact: &facts::TenorFacts, strike: f64) -> u64 {
	(strike / fact.forward * 100.0).round() as u64 * (SPOT / 100)
}

fn real_strikes(n: u64) -> Vec<u64> {
	let fact = fact(n);
	let all: BTreeSet<u64> =
		fact.interest.iter().map(|(strike, ..)| real_strike(fact, *strike)).collect();
	all.into_iter().collect()
}

/// All series, each with how much it is wanted.
fn wanted(spec: &Spec, expiries: &[ExpiryKey]) -> Vec<(SeriesKey, u64)> {
	let mut all = Vec::new();
	for (n, key) in (0u64..).zip(expiries) {
		if spec.spread == Spread::OpenInterest {
			let fact = fact(n % spec.expiries);
			for (strike, calls, puts) in fact.interest {
				let strike = usd(real_strike(fact, *strike));
				all.push((key.series(strike, OptionKind::Call), *calls as u64));
				all.push((key.series(strike, OptionKind::Put), *puts as u64));
			}
			continue;
		}
		for k in 0..spec.strikes {
			for kind in [OptionKind::Call, OptionKind::Put] {
				let strike = usd(strike(key.underlying.0, k, spec.strikes));
				all.push((key.series(strike, kind), 1));
			}
		}
	}
	if spec.spread == Spread::Zipf {
		// The nearest first, from the index outwards.
		all.sort_by_key(|(series, _)| {
			series.strike.e8().abs_diff(usd(spot(series.underlying.0)).e8())
		});
		for (rank, (_, weight)) in (1u64..).zip(all.iter_mut()) {
			*weight = 1_000_000 / rank;
		}
	}
	all
}

/// Draws series by how much they are wanted.
struct Draw {
	series: Vec<SeriesKey>,
	/// Sums of the weights up to each.
	sums: Vec<u64>,
	random: Random,
}

impl Draw {
	fn new(wanted: Vec<(SeriesKey, u64)>) -> Self {
		let mut sum = 0;
		let sums = wanted.iter().map(|(_, weight)| {
			sum += weight;
			sum
		});
		let sums = sums.collect();
		let series = wanted.into_iter().map(|(series, _)| series).collect();
		Self { series, sums, random: Random(7) }
	}

	fn one(&mut self) -> SeriesKey {
		let at = self.random.below(*self.sums.last().expect("series are listed"));
		self.series[self.sums.partition_point(|sum| *sum <= at)]
	}

	/// So many different ones.
	fn some(&mut self, count: u64) -> BTreeSet<SeriesKey> {
		let mut drawn = BTreeSet::new();
		// The least wanted are drawn seldom: better one fewer than forever.
		for _ in 0..count * 8 {
			if drawn.len() as u64 == count {
				break;
			}
			drawn.insert(self.one());
		}
		drawn
	}
}

/// The series of a pair, each in turn: an equal number in each of `held` expiries.
fn in_turn(spec: &Spec, pair: u64, expiries: &[ExpiryKey]) -> Vec<SeriesKey> {
	let count = expiries.len() as u64;
	let each = spec.positions.div_ceil(spec.held);
	let one = |n: u64| {
		let expiry = expiries[usize::try_from((pair + n % spec.held) % count).expect("small")];
		// Calls and puts of the strikes in turn, none twice.
		let place =
			(pair * 7 + n / spec.held * (2 * spec.strikes / each).max(1)) % (2 * spec.strikes);
		let kind = if place % 2 == 0 { OptionKind::Call } else { OptionKind::Put };
		expiry.series(usd(strike(expiry.underlying.0, place / 2, spec.strikes)), kind)
	};
	(0..spec.positions).map(one).collect()
}

/// One trade: `a` buys every third series from `b` and sells it the others.
pub fn legs([a, b]: [PortfolioId; 2], series: impl IntoIterator<Item = SeriesKey>) -> Vec<Fill> {
	let leg = |(n, series): (usize, SeriesKey)| {
		let sign = if n % 3 == 0 { TENTH } else { -TENTH };
		[(a, sign), (b, -sign)].map(|(portfolio, e8)| Fill {
			portfolio,
			series,
			quantity: Quantity::from_e8(e8),
			cash: Cash::ZERO,
		})
	};
	series.into_iter().enumerate().flat_map(leg).collect()
}

/// Positions of the n-th pair.
fn size(spec: &Spec, pair: u64) -> u64 {
	if spec.spread != Spread::Zipf {
		return spec.positions;
	}
	// Sums of 1/n grow as the logarithm: scaled to the same total, capped at what one call can hold.
	let pairs = (spec.portfolios / 2).max(1) as f64;
	let scale = spec.positions as f64 * pairs / (pairs.ln() + 0.5772);
	((scale / (pair + 1) as f64).round() as u64).clamp(1, 64)
}

/// Makes the market in the block that is open.
pub fn populate(chain: &mut Chain, spec: &Spec) -> Populated {
	let expiries = listed(chain, spec);
	let mut draw = Draw::new(wanted(spec, &expiries));
	let mut portfolios = Vec::new();
	for pair in 0..spec.portfolios / 2 {
		let size = size(spec, pair);
		let dollars = u128::from(size.max(10)) * 20_000;
		let both = [0, 1].map(|n| {
			let n = 2 * pair + n;
			// The modes take turns, by pairs.
			let mode = if n % 4 < 2 { MarginMode::Portfolio } else { MarginMode::Standard };
			open(n, mode, dollars).1
		});
		let fills = match spec.spread {
			Spread::Uniform => legs(both, in_turn(spec, pair, &expiries)),
			Spread::Zipf | Spread::OpenInterest => legs(both, draw.some(size)),
		};
		// As much as one call may price.
		for part in fills.chunks(128) {
			Margin::execute(part, &[]).expect("everybody is rich");
		}
		portfolios.extend(both);
	}
	Populated { expiries, portfolios }
}

/// A world with such a market.
pub fn world(spec: &Spec) -> (World, Populated) {
	World::after(|chain| populate(chain, spec))
}

/// Portfolios that value nothing: pairs of whom one has sold the other so many puts of one expiry, each
/// covered by cash at any price.
pub fn covered(pairs: std::ops::Range<u64>, each: u64, expiry: ExpiryKey, spec: &Spec) {
	for pair in pairs {
		let (_, a) =
			open((pair, b"covered"), MarginMode::Standard, 20_000 * u128::from(each.max(1)));
		let (_, b) = open((pair, b"holder"), MarginMode::Standard, 10_000);
		let put = |n: u64| {
			let strike = strike(expiry.underlying.0, (pair * 7 + n) % spec.strikes, spec.strikes);
			let series = expiry.series(usd(strike), OptionKind::Put);
			[(a, -TENTH), (b, TENTH)].map(|(portfolio, e8)| Fill {
				portfolio,
				series,
				quantity: Quantity::from_e8(e8),
				cash: Cash::ZERO,
			})
		};
		let fills: Vec<Fill> = (0..each).flat_map(put).collect();
		Margin::execute(&fills, &[]).expect("everybody is rich");
	}
}

/// The market's contracts alone, on fresh data.
pub fn listed(chain: &Chain, spec: &Spec) -> Vec<ExpiryKey> {
	uncap();
	let expiries = list(chain, spec);
	post(chain, &expiries);
	expiries
}

#[cfg(test)]
mod tests {
	use super::*;

	/// Positions in the state, all together.
	fn positions(world: &World) -> u64 {
		let mut ext = sp_io::TestExternalities::new(world.storage.clone());
		ext.execute_with(|| {
			let entries = pallet_margin::Positions::<Runtime>::iter_values();
			entries.map(|entry| entry.len() as u64).sum()
		})
	}

	#[test]
	fn every_market_keeps_every_invariant() {
		for spread in [Spread::Uniform, Spread::Zipf, Spread::OpenInterest] {
			let spec = Spec { portfolios: 40, spread, ..Spec::default() };
			let (world, _) = world(&spec);
			assert!(positions(&world) >= 240, "{spread:?}: {}", positions(&world));
			tenor_tests::try_state(world.storage).expect("every try_state holds");
		}
	}

	#[test]
	fn a_uniform_market_has_as_many_positions_as_asked_for() {
		for (positions_each, held, strikes) in [(10, 2, 50), (64, 1, 32), (64, 4, 32)] {
			let spec = Spec {
				portfolios: 4,
				positions: positions_each,
				held,
				expiries: held.max(2),
				strikes,
				..Spec::default()
			};
			assert_eq!(positions(&world(&spec).0), 4 * positions_each, "{spec:?}");
		}
	}
}
