// SPDX-License-Identifier: Apache-2.0
//! The open-order bound in portfolio mode.

use super::{
	in_force, least, short_of, tracks, Admission, AdmissionTerms, OpenOrder, OrderBound, Reserve,
	State, Tracks, Way, TRACKS,
};
use crate::{
	factor::{fixed_to_exact, mul_e18_floor},
	portfolio::{
		cancelling, gross_contracts, margin, naked_shorts, per_contract_ceil, plus, ExpiryBook,
		PortfolioMargin, ScenarioVectors, UnderlyingBook, UnderlyingRisk, LEADING,
	},
	table::{Sums, MAX_COLUMNS},
	Holdings, OptionKind, Position, RiskError, Scenario, Totals,
};
use alloc::{vec, vec::Vec};
use tenor_fixed::Fixed;

/// What initial margin and cash are at least after any part of any of `orders` has filled. The
/// books as for [`margin`], with an entry for every expiry of the orders.
pub fn portfolio_bound(
	underlyings: &[UnderlyingBook<'_>],
	holdings: &Holdings<'_>,
	orders: &[OpenOrder],
) -> Result<OrderBound, RiskError> {
	let base = margin(underlyings, holdings)?;
	state(underlyings, holdings, &base, 1)?.bound_with(orders)
}

/// Which of `orders`, highest priority first, may stand together: one after the other, each that
/// keeps to the terms with those admitted before it. An order too large to compute is refused.
/// Each costs time in proportion to the scenarios, whatever the number of positions and orders.
pub fn portfolio_admission(
	underlyings: &[UnderlyingBook<'_>],
	holdings: &Holdings<'_>,
	orders: &[OpenOrder],
	terms: AdmissionTerms,
) -> Result<Admission, RiskError> {
	let base = margin(underlyings, holdings)?;
	let terms = in_force(terms, &base.totals);
	state(underlyings, holdings, &base, tracks(&terms))?.admission(orders, &terms)
}

fn state<'a>(
	underlyings: &'a [UnderlyingBook<'a>],
	holdings: &Holdings<'_>,
	base: &PortfolioMargin,
	tracks: usize,
) -> Result<State<PortfolioReserve<'a>>, RiskError> {
	let mut reserves = Vec::with_capacity(underlyings.len());
	for (book, risk) in underlyings.iter().zip(&base.underlyings) {
		let cancelling = cancelling(holdings, book.market.underlying)?;
		reserves.push(UnderlyingReserve::new(book, risk, cancelling, tracks)?);
	}
	let totals: Totals = base.totals;
	Ok(State::new(PortfolioReserve { underlyings: reserves }, totals, holdings))
}

/// Most branches of a term: of the basis, or of a skew.
const BRANCHES: usize = 3;

/// A value per branch of one expiry in one row, exact units.
type Branches = [i128; BRANCHES];

/// Every underlying for itself.
struct PortfolioReserve<'a> {
	underlyings: Vec<UnderlyingReserve<'a>>,
}

/// The sums of one underlying. Row 0 is the basis, then come the scenarios.
struct UnderlyingReserve<'a> {
	book: &'a UnderlyingBook<'a>,
	tracks: Vec<Track>,
	/// Naked shorts at most, e8.
	naked: i128,
	expiries: Vec<ExpiryReserve>,
}

/// The sums of IM or MM.
struct Track {
	/// Multiple of the worst case.
	factor: Fixed,
	/// Per naked short contract.
	naked: Fixed,
	/// Whether doubt about an expiry counts.
	doubts: bool,
	/// Per row the sum of the expiries' least branches.
	rows: Vec<i128>,
	/// Per expiry and row.
	cells: Vec<Vec<Branches>>,
	/// The result without orders.
	base: i128,
}

/// The orders of one expiry, and what counts beside the rows.
struct ExpiryReserve {
	/// Per strike of the vectors.
	strikes: Vec<StrikeOrders>,
	/// Contracts held or sold at most, e8.
	gross: i128,
	/// What doubt costs per contract.
	doubt: Option<Fixed>,
}

/// What is held of a strike and which orders may close some of it; all e8, calls then puts.
#[derive(Clone, Copy, Default)]
struct StrikeOrders {
	held: [i128; 2],
	/// Sold by orders, where calls and puts together are held net long.
	sold: i128,
	/// Size of the orders against the side held of each.
	closing: [i128; 2],
}

/// What one order adds.
pub(super) struct Effect {
	underlying: usize,
	expiry: usize,
	strike: usize,
	/// What is charged apart from the rows.
	apart: StrikeOrders,
	equity: i128,
	/// Per track and row, each `<= 0`.
	rows: Tracks<Vec<Branches>>,
}

fn add(a: i128, b: i128) -> Result<i128, RiskError> {
	a.checked_add(b).ok_or(RiskError::Overflow)
}

fn sub(a: i128, b: i128) -> Result<i128, RiskError> {
	a.checked_sub(b).ok_or(RiskError::Overflow)
}

/// `value * factor`, rounded down.
fn times(value: i128, factor: Fixed) -> Result<i128, RiskError> {
	if factor == Fixed::ONE {
		return Ok(value);
	}
	mul_e18_floor(value, factor)
}

/// Whether the sums stand for positions held or for an order that may fill on top of them.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Of {
	Held,
	Order,
}

/// Discounted mark value, and P&L per row and branch, dampened, all in exact units.
fn branches(
	vectors: &ScenarioVectors,
	scenarios: &[Scenario],
	positions: &[Position],
	of: Of,
) -> Result<(i128, Vec<Branches>), RiskError> {
	let mut sums: Sums = [0; MAX_COLUMNS];
	vectors.table.add_dot(positions, &mut sums)?;
	let (leading, shocked) = sums.split_at(LEADING);
	let [mark, up, down] = *leading else { return Err(RiskError::ScenariosDiffer) };
	let value = vectors.discount.mul_floor(mark)?;
	let mut rows = Vec::with_capacity(1 + scenarios.len());
	let weighted =
		|sum: i128| times(sub(vectors.discount.mul_floor(sum)?, value)?, vectors.basis_weight);
	rows.push([weighted(up)?, weighted(down)?, 0]);
	for (sum, scenario) in shocked.iter().zip(scenarios) {
		let long = sub(vectors.long_factor.mul_floor(*sum)?, value)?;
		let short = sub(vectors.short_factor.mul_floor(*sum)?, value)?;
		// The other side of a skew. What is held counts as it is; an order may fill while the book's
		// value has the other sign, and be worth more to it than by itself.
		let third = match (scenario.vol.is_skew(), of) {
			(false, _) => long,
			(true, Of::Held) => sub(0, long.min(short))?,
			(true, Of::Order) => sub(0, long.max(short))?,
		};
		let dampening = scenario.dampening;
		rows.push([times(long, dampening)?, times(short, dampening)?, times(third, dampening)?]);
	}
	Ok((value, rows))
}

impl<'a> UnderlyingReserve<'a> {
	fn new(
		book: &'a UnderlyingBook<'a>,
		risk: &UnderlyingRisk,
		cancelling: Fixed,
		tracks: usize,
	) -> Result<Self, RiskError> {
		let (params, spot) = (book.params, book.market.spot);
		let share = |share: Fixed| spot.mul_ceil(share).ok_or(RiskError::Overflow);
		let naked_mm = share(params.option_mm)?;
		let naked_im = plus(naked_mm, share(params.option_im)?)?;
		let all = [(risk.im_factor, naked_im, true), (params.mm_factor, naked_mm, false)];
		let mut sums = Vec::with_capacity(TRACKS);
		for (factor, naked, doubts) in all.into_iter().take(tracks) {
			if factor.is_negative() || naked.is_negative() {
				return Err(RiskError::NotConcave);
			}
			let rows = cancelling_rows(book.scenarios, cancelling, factor)?;
			let cells = Vec::with_capacity(book.expiries.len());
			sums.push(Track { factor, naked, doubts, rows, cells, base: 0 });
		}
		let mut reserve = Self { book, tracks: sums, naked: 0, expiries: Vec::new() };
		for expiry in book.expiries {
			reserve.add_expiry(expiry)?;
		}
		let base = reserve.results()?;
		for (track, base) in reserve.tracks.iter_mut().zip(base) {
			track.base = base;
		}
		Ok(reserve)
	}

	fn add_expiry(&mut self, expiry: &ExpiryBook<'_>) -> Result<(), RiskError> {
		let (vectors, scenarios) = (expiry.vectors, self.book.scenarios);
		let damps = scenarios.iter().any(|scenario| scenario.dampening.is_negative());
		let discounts = vectors.long_factor.is_at_most(vectors.short_factor)?;
		if damps || !discounts || vectors.basis_weight.is_negative() {
			return Err(RiskError::NotConcave);
		}
		let (_, held) = branches(vectors, scenarios, expiry.positions, Of::Held)?;
		for track in &mut self.tracks {
			let mut cells = Vec::with_capacity(held.len());
			for (row, branches) in track.rows.iter_mut().zip(&held) {
				let mut cell = *branches;
				for branch in &mut cell {
					*branch = times(*branch, track.factor)?;
				}
				*row = add(*row, least(&cell))?;
				cells.push(cell);
			}
			track.cells.push(cells);
		}
		let mut reserve = ExpiryReserve {
			strikes: vec![StrikeOrders::default(); vectors.strikes().len()],
			gross: gross_contracts(expiry.positions)?,
			doubt: self.book.doubt_per_contract(expiry)?,
		};
		if reserve.doubt.is_some_and(Fixed::is_negative) {
			return Err(RiskError::NotConcave);
		}
		for position in expiry.positions {
			let at = vectors.strikes().binary_search(&position.strike);
			let at = at.map_err(|_| RiskError::UnknownStrike)?;
			let strike = reserve.strikes.get_mut(at).ok_or(RiskError::UnknownStrike)?;
			let [call, put] = &mut strike.held;
			let held = if position.kind == OptionKind::Call { call } else { put };
			*held = i128::from(position.quantity.e8());
		}
		self.naked = add(self.naked, naked_shorts(expiry.positions)?)?;
		self.expiries.push(reserve);
		Ok(())
	}

	/// IM and MM without what no fill moves.
	fn results(&self) -> Result<Tracks<i128>, RiskError> {
		let mut results = [0; TRACKS];
		for (result, track) in results.iter_mut().zip(&self.tracks) {
			let naked = per_contract_ceil(track.naked, self.naked)?;
			let mut sum = sub(least(&track.rows), fixed_to_exact(naked)?)?;
			let doubts = self.expiries.iter().filter(|_| track.doubts);
			for (unit, gross) in doubts.filter_map(|expiry| Some((expiry.doubt?, expiry.gross))) {
				sum = sub(sum, fixed_to_exact(per_contract_ceil(unit, gross)?)?)?;
			}
			*result = sum;
		}
		Ok(results)
	}
}

impl Track {
	/// What an order adds to the rows: its premium and mark value less contingencies are `carried`.
	fn order_rows(&self, pnl: &[Branches], carried: i128) -> Result<Vec<Branches>, RiskError> {
		let mut rows = Vec::with_capacity(pnl.len());
		for branches in pnl {
			let mut row = *branches;
			for branch in &mut row {
				*branch = add(times(*branch, self.factor)?, carried)?.min(0);
			}
			rows.push(row);
		}
		Ok(rows)
	}

	/// Contingencies of an order that are not charged apart, rounded up.
	fn charge(
		&self,
		doubt: Option<Fixed>,
		apart: &StrikeOrders,
		quantity: i128,
	) -> Result<i128, RiskError> {
		let sold = if apart.sold == 0 { short_of(quantity, 0)? } else { 0 };
		let naked = per_contract_ceil(self.naked, sold)?;
		let doubtful = doubt.filter(|_| self.doubts && apart.closing == [0; 2]);
		let size = quantity.checked_abs().ok_or(RiskError::Overflow)?;
		let doubt = per_contract_ceil(doubtful.unwrap_or(Fixed::ZERO), size)?;
		fixed_to_exact(plus(naked, doubt)?)
	}
}

/// What collateral that cancels risk adds to each row; nothing to the basis.
fn cancelling_rows(
	scenarios: &[Scenario],
	cancelling: Fixed,
	factor: Fixed,
) -> Result<Vec<i128>, RiskError> {
	let cancelling = fixed_to_exact(cancelling)?;
	let mut rows = Vec::with_capacity(1 + scenarios.len());
	rows.push(0);
	for scenario in scenarios {
		let moved = if cancelling == 0 {
			0
		} else {
			mul_e18_floor(cancelling, scenario.effective_shock())?
		};
		rows.push(times(times(moved, scenario.dampening)?, factor)?);
	}
	Ok(rows)
}

impl StrikeOrders {
	/// Naked shorts at most: `max(0, -(c + p))`.
	fn naked(&self) -> Result<i128, RiskError> {
		let [call, put] = self.held;
		short_of(add(call, put)?, self.sold)
	}

	/// Contracts held or sold at most.
	fn gross(&self) -> Result<i128, RiskError> {
		self.held.iter().zip(&self.closing).try_fold(0, |sum, (held, closing)| {
			let size = held.checked_abs().ok_or(RiskError::Overflow)?;
			add(sum, size.max(sub(*closing, size)?))
		})
	}

	/// The part of an order that may close something of this, and is charged apart: a sale out of
	/// a long strike, and an order against the side held of its series.
	fn apart(&self, kind: OptionKind, quantity: i128) -> Result<Self, RiskError> {
		let mut apart = Self::default();
		let [call, put] = self.held;
		if quantity < 0 && add(call, put)? > 0 {
			apart.sold = sub(0, quantity)?;
		}
		let pairs = self.held.iter().zip(&mut apart.closing);
		for ((held, closing), at) in pairs.zip([OptionKind::Call, OptionKind::Put]) {
			if at == kind && (*held < 0) != (quantity < 0) && *held != 0 {
				*closing = quantity.checked_abs().ok_or(RiskError::Overflow)?;
			}
		}
		Ok(apart)
	}
}

impl ExpiryReserve {
	/// Adds what an order is charged apart, or takes it out; gives by how much naked shorts grow.
	fn shift(&mut self, effect: &Effect, way: Way) -> Result<i128, RiskError> {
		let strike = self.strikes.get_mut(effect.strike).ok_or(RiskError::UnknownStrike)?;
		let (naked, gross) = (strike.naked()?, strike.gross()?);
		way.shift(&mut strike.sold, effect.apart.sold)?;
		for (sum, part) in strike.closing.iter_mut().zip(&effect.apart.closing) {
			way.shift(sum, *part)?;
		}
		let grown = sub(strike.gross()?, gross)?;
		let naked = sub(strike.naked()?, naked)?;
		self.gross = add(self.gross, grown)?;
		Ok(naked)
	}
}

impl PortfolioReserve<'_> {
	fn find(&self, order: &OpenOrder) -> Result<(usize, usize), RiskError> {
		let id = order.series.underlying;
		let underlying = self.underlyings.iter().position(|u| u.book.market.underlying == id);
		let underlying = underlying.ok_or(RiskError::MissingUnderlying)?;
		let expiries = self.underlyings.get(underlying).map_or(&[][..], |u| u.book.expiries);
		let expiry = expiries.iter().position(|e| e.vectors.expiry() == order.series.expiry);
		Ok((underlying, expiry.ok_or(RiskError::MissingExpiry)?))
	}
}

impl Reserve for PortfolioReserve<'_> {
	type Effect = Effect;

	fn effect(&self, order: &OpenOrder, premium: i128) -> Result<Effect, RiskError> {
		let (underlying, expiry) = self.find(order)?;
		let reserve = self.underlyings.get(underlying).ok_or(RiskError::MissingUnderlying)?;
		let book = reserve.book.expiries.get(expiry).ok_or(RiskError::MissingExpiry)?;
		let strike = book.vectors.strikes().binary_search(&order.series.strike);
		let (vectors, scenarios) = (book.vectors, reserve.book.scenarios);
		let (value, pnl) = branches(vectors, scenarios, &[order.as_position()], Of::Order)?;
		let quantity = i128::from(order.quantity.e8());
		let strike = strike.map_err(|_| RiskError::UnknownStrike)?;
		let sums = reserve.expiries.get(expiry).ok_or(RiskError::MissingExpiry)?;
		let held = sums.strikes.get(strike).ok_or(RiskError::UnknownStrike)?;
		let apart = held.apart(order.series.kind, quantity)?;
		let carried = add(value, premium)?;
		let mut rows: Tracks<Vec<Branches>> = Default::default();
		for (rows, track) in rows.iter_mut().zip(&reserve.tracks) {
			let charge = track.charge(sums.doubt, &apart, quantity)?;
			*rows = track.order_rows(&pnl, sub(carried, charge)?)?;
		}
		let equity = carried.min(0);
		Ok(Effect { underlying, expiry, strike, apart, equity, rows })
	}

	fn equity(effect: &Effect) -> i128 {
		effect.equity
	}

	fn holds_underlying(&self, order: &OpenOrder) -> bool {
		let ours = |reserve: &&UnderlyingReserve<'_>| {
			reserve.book.market.underlying == order.series.underlying
		};
		let mut expiries = self.underlyings.iter().filter(ours).flat_map(|u| u.book.expiries);
		expiries.any(|expiry| !expiry.positions.is_empty())
	}

	fn apply(&mut self, effect: &Effect, way: Way) -> Result<(), RiskError> {
		let reserve = self.underlyings.get_mut(effect.underlying);
		let reserve = reserve.ok_or(RiskError::MissingUnderlying)?;
		for (track, parts) in reserve.tracks.iter_mut().zip(&effect.rows) {
			let cells = track.cells.get_mut(effect.expiry).ok_or(RiskError::MissingExpiry)?;
			for ((row, cell), part) in track.rows.iter_mut().zip(cells).zip(parts) {
				let before = least(cell);
				for (sum, part) in cell.iter_mut().zip(part) {
					way.shift(sum, *part)?;
				}
				*row = add(*row, sub(least(cell), before)?)?;
			}
		}
		let expiry = reserve.expiries.get_mut(effect.expiry).ok_or(RiskError::MissingExpiry)?;
		reserve.naked = add(reserve.naked, expiry.shift(effect, way)?)?;
		Ok(())
	}

	fn lowered(&self) -> Result<Tracks<i128>, RiskError> {
		let mut lowered = [0; TRACKS];
		for reserve in &self.underlyings {
			let bases = reserve.tracks.iter().map(|track| track.base);
			for ((sum, now), base) in lowered.iter_mut().zip(reserve.results()?).zip(bases) {
				*sum = add(*sum, sub(base, now)?)?;
			}
		}
		Ok(lowered)
	}
}
