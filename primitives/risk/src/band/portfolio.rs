// SPDX-License-Identifier: Apache-2.0
//! Bands in portfolio mode.

use super::{
	assemble,
	exposure::{enclose, up, Exposure, StdevRange, StdevShift},
	is_moving, positive_prices, search, within_tenor, Band, BandLimits, BandStamp, Reach,
};
use crate::{
	portfolio::{minus, naked_shorts, plus, UnderlyingBook},
	shock::{
		basis_weight, discount, long_factor, rate_in_force, short_factor, vol_shock_multiplier,
		Skew,
	},
	table::{Sums, MAX_COLUMNS},
	CollateralHolding, ExpiryMarket, Holdings, PortfolioMargin, PortfolioParams, RiskError,
	Scenario, SkewParams, VolDirection, VolSource, MAX_SCENARIOS,
};
use alloc::vec::Vec;
use tenor_black76::years_from_ms;
use tenor_fixed::{Fixed, E18, E8};
use tenor_transcendental::sqrt_floor;

/// A book with the market of each of its expiries, in the same order.
#[derive(Clone, Copy, Debug)]
pub struct PortfolioBandInput<'a, V> {
	/// What the margin was computed from.
	pub book: UnderlyingBook<'a>,
	/// The markets of `book.expiries`.
	pub markets: &'a [ExpiryMarket<V>],
}

/// More than any rounding in a volatility, a tenor or a multiplier.
const EPSILON: Fixed = Fixed::from_e18(1_000_000);

/// A band around a portfolio's margin, if there is room for one. `margin` must be that of the same
/// inputs. `None`: below maintenance, an expiry too near or in its settlement window, parameters
/// that are not sane, or no room.
pub fn portfolio_band<V: VolSource>(
	inputs: &[PortfolioBandInput<'_, V>],
	holdings: &Holdings<'_>,
	margin: &PortfolioMargin,
	limits: &BandLimits,
	stamp: BandStamp,
) -> Result<Option<Band>, RiskError> {
	let markets = || inputs.iter().flat_map(|input| input.markets);
	let tenors = markets().map(|market| market.time_to_expiry_ms);
	let Some(limits) = within_tenor(limits, tenors) else { return Ok(None) };
	let sane = inputs.iter().all(|input| input.book.params.sanity().is_ok())
		&& inputs.iter().all(|input| monotone_skews(input.book.params))
		&& inputs.iter().flat_map(|input| input.book.scenarios).all(scenario_bounded)
		&& holdings.collateral.iter().all(|holding| holding.params.sanity().is_ok());
	let spots = inputs.iter().map(|input| input.book.market.spot);
	if !sane || !markets().all(is_moving) || !positive_prices(spots, holdings) {
		return Ok(None);
	}
	let underlyings =
		inputs.iter().map(UnderlyingBound::new).collect::<Result<Vec<_>, RiskError>>()?;
	let maintenance = margin.totals.maintenance.to_fixed().ok_or(RiskError::Overflow)?;
	let lower_bound = |reach: &Reach| maintenance_bound(&underlyings, holdings, reach);
	let reach = search(&limits, maintenance, lower_bound)?;
	let named = inputs.iter().map(|input| input.book.market);
	reach.map(|reach| assemble(stamp, &reach, named, holdings)).transpose()
}

/// Whether `k*` of both skews grows with the tenor, which puts its extremes at the ends of the box.
fn monotone_skews(params: &PortfolioParams) -> bool {
	// A `k*` below 1e-6 would magnify the rounding of the logarithm.
	const LEAST: Fixed = Fixed::from_e18(1_000_000_000_000);
	let grows = |skew: &SkewParams| !skew.vol_scale.is_negative() && skew.min_k >= LEAST;
	grows(&params.skew_linear) && grows(&params.skew_absolute)
}

fn scenario_bounded(scenario: &Scenario) -> bool {
	scenario.spot_shock >= Fixed::from_int(-1) && !scenario.dampening.is_negative()
}

/// A lower bound of MM over a box; `None` if there is none.
fn maintenance_bound<V: VolSource>(
	underlyings: &[UnderlyingBound<'_, V>],
	holdings: &Holdings<'_>,
	reach: &Reach,
) -> Result<Option<Fixed>, RiskError> {
	let mut total = holdings.cash.to_fixed().ok_or(RiskError::Overflow)?;
	for holding in holdings.collateral.iter().filter(|h| h.risk_cancelling_for.is_none()) {
		total = plus(total, holding_bound(holding, holdings, reach, Fixed::ZERO)?)?;
	}
	for underlying in underlyings {
		match underlying.bound(holdings, reach)? {
			Some(bound) => total = plus(total, bound)?,
			None => return Ok(None),
		}
	}
	// The floors of the valuation itself.
	minus(total, Fixed::from_e18(10 * E18 / E8)).map(Some)
}

/// Least of `c * (1 - haircut + weight)` over the box.
fn holding_bound(
	holding: &CollateralHolding,
	holdings: &Holdings<'_>,
	reach: &Reach,
	weight: Fixed,
) -> Result<Fixed, RiskError> {
	let counts = minus(Fixed::ONE, holding.params.portfolio_mm_haircut)?;
	let share = plus(counts, weight)?;
	let range = reach.of_collateral(holding.worth()?, holdings.stable.price);
	let (lowest, highest) = range.ok_or(RiskError::Overflow)?;
	let value = if share.is_negative() { highest } else { lowest };
	let bound = value.mul_floor(share).ok_or(RiskError::Overflow)?;
	minus(bound, EPSILON)
}

/// An expiry with what bounds it.
struct ExpiryBound<'a, V> {
	market: &'a ExpiryMarket<V>,
	exposure: Exposure,
	/// Undiscounted values per column, as in the margin check.
	sums: Sums,
}

struct UnderlyingBound<'a, V> {
	book: UnderlyingBook<'a>,
	expiries: Vec<ExpiryBound<'a, V>>,
	/// Naked short contracts.
	naked: Fixed,
}

/// Bounds of the sum of an underlying over its expiries, per case.
struct Cases {
	basis: Fixed,
	scenarios: [Fixed; MAX_SCENARIOS],
}

impl<'a, V: VolSource> UnderlyingBound<'a, V> {
	fn new(input: &PortfolioBandInput<'a, V>) -> Result<Self, RiskError> {
		let book = input.book;
		if book.expiries.len() != input.markets.len() {
			return Err(RiskError::MarketsDiffer);
		}
		let mut naked = 0i128;
		let mut expiries = Vec::with_capacity(book.expiries.len());
		for (expiry, market) in book.expiries.iter().zip(input.markets) {
			let table = &expiry.vectors.table;
			let mut sums: Sums = [0; MAX_COLUMNS];
			table.add_dot(expiry.positions, &mut sums)?;
			let exposure = Exposure::of(expiry.positions, market, table.precision())?;
			expiries.push(ExpiryBound { market, exposure, sums });
			let more = naked_shorts(expiry.positions)?;
			naked = naked.checked_add(more).ok_or(RiskError::Overflow)?;
		}
		let naked = naked.checked_mul(E18 / E8).map(Fixed::from_e18);
		Ok(Self { book, expiries, naked: naked.ok_or(RiskError::Overflow)? })
	}

	/// Least of `mmFactor * worst + V - naked` over the box, with the collateral that cancels its
	/// risk.
	fn bound(&self, holdings: &Holdings<'_>, reach: &Reach) -> Result<Option<Fixed>, RiskError> {
		let mut cases = Cases { basis: Fixed::ZERO, scenarios: [Fixed::ZERO; MAX_SCENARIOS] };
		for expiry in &self.expiries {
			if expiry.add_to(&mut cases, &self.book, reach)?.is_none() {
				return Ok(None);
			}
		}
		let cancelling = |weight: Fixed| {
			let own = holdings.collateral.iter();
			own.filter(|h| h.risk_cancelling_for == Some(self.book.market.underlying))
				.try_fold(Fixed::ZERO, |sum, holding| {
					plus(sum, holding_bound(holding, holdings, reach, weight)?)
				})
		};
		let mut least = plus(cases.basis, cancelling(Fixed::ZERO)?)?;
		for (case, scenario) in cases.scenarios.iter().zip(self.book.scenarios) {
			let dampened = scenario.effective_shock().mul_floor(scenario.dampening);
			let weight = dampened.and_then(|d| d.mul_floor(self.book.params.mm_factor));
			least = least.min(plus(*case, cancelling(weight.ok_or(RiskError::Overflow)?)?)?);
		}
		let spot = self.book.market.spot;
		let highest = reach.of_forward(spot).and_then(|(rise, _)| spot.checked_add(rise));
		let naked = highest
			.and_then(|highest| up(highest, self.book.params.option_mm))
			.and_then(|unit| up(unit, self.naked))
			.ok_or(RiskError::Overflow)?;
		minus(least, naked).map(Some)
	}
}

/// Lower and upper bound of a number.
#[derive(Clone, Copy)]
struct Range {
	low: Fixed,
	high: Fixed,
}

impl Range {
	/// Around `low..=high`, widened by more than any rounding and not below zero.
	fn widened(low: Fixed, high: Fixed) -> Self {
		Self {
			low: low.saturating_sub(EPSILON).max(Fixed::ZERO),
			high: high.saturating_add(EPSILON),
		}
	}

	/// `self` times a number `>= 0` in `factor` where positive and in `negative` where negative.
	fn times(self, positive: &Self, negative: &Self) -> Option<Self> {
		let low = if self.low.is_negative() { negative.high } else { positive.low };
		let high = if self.high.is_negative() { negative.low } else { positive.high };
		Some(Self { low: self.low.mul_floor(low)?, high: self.high.mul_ceil(high)? })
	}

	/// Least of `weight * self + (1 - weight) * mark`, for `weight >= 0`.
	fn mixed(self, weight: Fixed, mark: &Self) -> Option<Fixed> {
		let rest = Fixed::ONE.checked_sub(weight)?;
		let mark = if rest.is_negative() { mark.high } else { mark.low };
		self.low.mul_floor(weight)?.checked_add(mark.mul_floor(rest)?)
	}
}

/// What the discounts of an expiry may be in a box.
struct Discounts {
	mark: Range,
	long: Range,
	short: Range,
	basis_weight: Fixed,
}

impl Discounts {
	/// Every exponent is bilinear in (tenor, rate), so that its extremes lie at the corners.
	fn over(
		params: &PortfolioParams,
		taus: [Fixed; 2],
		rates: [Fixed; 2],
	) -> Result<Self, RiskError> {
		let [mut mark, mut long, mut short] = [Range { low: Fixed::MAX, high: Fixed::MIN }; 3];
		let mut weight = Fixed::ZERO;
		for tau in taus {
			weight = weight.max(basis_weight(params, tau)?);
			for rate in rates {
				let extend = |range: &mut Range, value: Fixed| {
					range.low = range.low.min(value);
					range.high = range.high.max(value);
				};
				extend(&mut mark, discount(tau, rate)?);
				extend(&mut long, long_factor(params, tau, rate)?);
				extend(&mut short, short_factor(params, tau, rate)?);
			}
		}
		let widened = |range: Range| Range::widened(range.low, range.high);
		Ok(Self {
			mark: widened(mark),
			long: widened(long),
			short: widened(short),
			basis_weight: plus(weight, EPSILON)?,
		})
	}
}

impl<V: VolSource> ExpiryBound<'_, V> {
	/// Adds this expiry's bounds to every case; `None` if the box has none.
	fn add_to(
		&self,
		cases: &mut Cases,
		book: &UnderlyingBook<'_>,
		reach: &Reach,
	) -> Result<Option<()>, RiskError> {
		let (market, params) = (self.market, book.params);
		let rate = rate_in_force(market.rate);
		let rates = [rate.saturating_sub(reach.rate).max(Fixed::ZERO), plus(rate, reach.rate)?];
		let Some(left_ms) = market.time_to_expiry_ms.checked_sub(reach.elapsed_ms) else {
			return Ok(None);
		};
		let taus = [years_from_ms(left_ms), years_from_ms(market.time_to_expiry_ms)];
		let discounts = Discounts::over(params, taus, rates)?;
		let moves = reach.of_forward(book.market.spot).ok_or(RiskError::Overflow)?;
		let Some(vols) =
			VolMoves::over(params, market, [left_ms, market.time_to_expiry_ms], moves, reach)?
		else {
			return Ok(None);
		};
		let bound = |column: usize, shock: Fixed, direction: VolDirection| {
			self.value(column, shock, vols.range(direction)?, moves)
		};
		let same = VolDirection::Same;
		let marked = bound(0, Fixed::ZERO, same).ok_or(RiskError::Overflow)?;
		let mark = marked.times(&discounts.mark, &discounts.mark).ok_or(RiskError::Overflow)?;
		let discounted = |column, shock, direction| {
			bound(column, shock, direction)?.times(&discounts.mark, &discounts.mark)
		};
		let basis = || -> Option<Fixed> {
			let weight = discounts.basis_weight.mul_ceil(params.mm_factor)?;
			let rise = discounted(1, params.basis_shock, same)?.mixed(weight, &mark)?;
			let fall =
				discounted(2, params.basis_shock.checked_neg()?, same)?.mixed(weight, &mark)?;
			cases.basis.checked_add(mark.low.min(rise).min(fall))
		};
		cases.basis = basis().ok_or(RiskError::Overflow)?;
		for ((case, scenario), column) in cases.scenarios.iter_mut().zip(book.scenarios).zip(3..) {
			let least = || -> Option<Fixed> {
				let weight = scenario.dampening.mul_ceil(params.mm_factor)?;
				let value = bound(column, scenario.effective_shock(), scenario.vol)?
					.times(&discounts.long, &discounts.short)?;
				let gain = value.mixed(weight, &mark)?;
				if !scenario.vol.is_skew() {
					return case.checked_add(gain);
				}
				// V0 - weight * |value - V0| is the lesser of two mixtures: the other one is
				// (1 + weight) * V0 - weight * value.
				let mirrored = mark
					.low
					.mul_floor(Fixed::ONE.checked_add(weight)?)?
					.checked_sub(value.high.mul_ceil(weight)?)?;
				case.checked_add(gain.min(mirrored))
			};
			*case = least().ok_or(RiskError::Overflow)?;
		}
		Ok(Some(()))
	}

	/// Bounds of a column's undiscounted value.
	fn value(
		&self,
		column: usize,
		shock: Fixed,
		range: &StdevRange,
		(rise, fall): (Fixed, Fixed),
	) -> Option<Range> {
		let scale = Fixed::ONE.checked_add(shock)?;
		let highest = up(self.market.f_var.checked_add(rise)?, scale)?;
		let moves = (up(rise, scale)?, up(fall, scale)?);
		let (loss, gain) = self.exposure.change(moves, highest, range)?;
		let (low, high) = enclose(*self.sums.get(column)?);
		Some(Range { low: low.checked_sub(loss)?, high: high.checked_add(gain)? })
	}
}

/// How far `s` of any strike may move in a box, per kind of scenario.
struct VolMoves {
	/// In the order of `VolShocks::index`.
	ranges: [StdevRange; 5],
}

impl VolMoves {
	/// See "Safe bands" in the README for each line. `None` if a skew's cap is below zero.
	fn over<V>(
		params: &PortfolioParams,
		market: &ExpiryMarket<V>,
		tenors_ms: [u64; 2],
		moves: (Fixed, Fixed),
		reach: &Reach,
	) -> Result<Option<Self>, RiskError> {
		let [root_left, root_now] = tenors_ms.map(|ms| sqrt_floor(years_from_ms(ms)));
		let (root_left, root_now) = (root_left?, root_now?);
		let root = plus(root_now, EPSILON)?;
		let passed = minus(root, root_left)?;
		let [late, now] = tenors_ms.map(|ms| vol_shock_multiplier(params, ms));
		let (late, now) = (plus(late?, EPSILON)?, now?);
		let vol = plus(reach.vol, EPSILON)?;
		let ranges = Self::parallel(params, (root, passed), (late, now), vol);
		let [same, rise, fall] = ranges.ok_or(RiskError::Overflow)?;
		let forward = market.f_var;
		let lowest = minus(forward, moves.1)?;
		if lowest <= Fixed::ZERO {
			return Ok(None);
		}
		// |ln(F'/F)| is at most the larger of rise/F and fall/(F - fall).
		let rising = moves.0.div_ceil(forward).ok_or(RiskError::Overflow)?;
		let falling = moves.1.div_ceil(lowest).ok_or(RiskError::Overflow)?;
		let shift = plus(rising.max(falling), EPSILON)?;
		let mut skews = [StdevRange::default(); 2];
		for (range, skew) in skews.iter_mut().zip([&params.skew_linear, &params.skew_absolute]) {
			let ends = [Skew::new(skew, root_left)?, Skew::new(skew, root_now)?];
			match Self::skew(ends, shift, (root, passed), vol) {
				Some(moved) => *range = moved,
				None => return Ok(None),
			}
		}
		let [linear, absolute] = skews;
		Ok(Some(Self { ranges: [same, rise, fall, linear, absolute] }))
	}

	fn range(&self, direction: VolDirection) -> Option<&StdevRange> {
		self.ranges.get(crate::shock::VolShocks::index(direction))
	}

	/// Same, up and down. `root` is sqrt(tau), `passed` what the box takes from it; `late` and `now`
	/// are the vol shock multipliers at its ends, `late >= now`.
	fn parallel(
		params: &PortfolioParams,
		(root, passed): (Fixed, Fixed),
		(late, now): (Fixed, Fixed),
		vol: Fixed,
	) -> Option<[StdevRange; 3]> {
		let moved = up(vol, root)?;
		let same = StdevRange {
			fall: StdevShift { per_vol: passed, constant: moved },
			rise: StdevShift { per_vol: Fixed::ZERO, constant: moved },
		};
		let factor_now = Fixed::ONE.checked_add(up(params.vol_up, now)?)?;
		let factor_late = Fixed::ONE.checked_add(up(params.vol_up, late)?)?;
		let floor = up(params.min_vol.to_fixed(), passed)?;
		let rise = StdevRange {
			fall: StdevShift {
				per_vol: up(factor_now, passed)?,
				constant: floor.checked_add(up(factor_now, moved)?)?,
			},
			rise: StdevShift {
				per_vol: up(factor_late.checked_sub(factor_now)?, root)?,
				constant: up(factor_late, moved)?,
			},
		};
		let left = |multiplier: Fixed| -> Option<Fixed> {
			let fall = params.vol_down.mul_floor(multiplier)?;
			Some(Fixed::ONE.checked_sub(fall)?.max(Fixed::ZERO))
		};
		let (left_now, left_late) = (left(now)?.checked_add(EPSILON)?, left(late)?);
		let fall = StdevRange {
			fall: StdevShift {
				per_vol: up(left_now, passed)?
					.checked_add(up(left_now.checked_sub(left_late)?, root)?)?,
				constant: up(left_now, moved)?,
			},
			rise: StdevShift { per_vol: Fixed::ZERO, constant: up(left_now, moved)? },
		};
		Some([same, rise, fall])
	}

	/// A skew: the multiplier is `1 + cap * y` with `|y| <= 1` and `y = clamp(k / k*, -1, 1)`.
	fn skew(
		[late, now]: [Skew; 2],
		shift: Fixed,
		(root, passed): (Fixed, Fixed),
		vol: Fixed,
	) -> Option<StdevRange> {
		let (least_cap, cap) = (late.cap.min(now.cap), late.cap.max(now.cap));
		let least_k = late.k_star.min(now.k_star);
		let most_k = late.k_star.max(now.k_star);
		if least_cap.is_negative() || least_k <= Fixed::ZERO {
			return None;
		}
		let by_price = shift.div_ceil(least_k)?;
		let by_time = Fixed::ONE.checked_sub(least_k.div_floor(most_k)?)?;
		let bend = by_price.checked_add(by_time)?.min(Fixed::from_int(2));
		// Ten times epsilon: `k / k*` is rounded at 1e-18 over at least 1e-6.
		let bend = bend.checked_add(Fixed::from_e18(10 * EPSILON.e18()))?;
		let change =
			cap.checked_sub(least_cap)?.checked_add(up(cap, bend)?)?.checked_add(EPSILON)?;
		let most = Fixed::ONE.checked_add(cap)?.checked_add(EPSILON)?;
		let (moved, bent) = (up(up(vol, most)?, root)?, up(change, root)?);
		Some(StdevRange {
			fall: StdevShift { per_vol: up(most, passed)?.checked_add(bent)?, constant: moved },
			rise: StdevShift { per_vol: bent, constant: moved },
		})
	}
}
