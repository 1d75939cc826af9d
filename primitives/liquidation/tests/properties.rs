// SPDX-License-Identifier: Apache-2.0
//! The properties of the README, by their numbers.
#![allow(clippy::unwrap_used)]

use proptest::prelude::*;
use tenor_fixed::{Cash, Fixed, E18};
use tenor_liquidation::*;

/// Up to ten billion units.
const MOST: i128 = 1_000_000_000_000_000_000;

fn cash(e8: i128) -> Cash {
	Cash::from_e8(e8)
}

fn share() -> impl Strategy<Value = Fixed> {
	prop_oneof![
		4 => (1..=E18).prop_map(Fixed::from_e18),
		1 => Just(Fixed::ONE),
		1 => (1..1_000i128).prop_map(Fixed::from_e18),
	]
}

fn factor() -> impl Strategy<Value = Fixed> {
	prop_oneof![4 => (1..=E18).prop_map(Fixed::from_e18), 1 => Just(Fixed::ONE)]
}

/// Equity, cash received below it, and maintenance margin below zero.
fn book() -> impl Strategy<Value = (Cash, Cash, Cash)> {
	(1..MOST, 0..1_000i128, 1..MOST).prop_map(|(equity, thousandths, below)| {
		(cash(equity), cash((equity - 1) / 1_000 * thousandths), cash(-below))
	})
}

/// A portfolio of units whose margins are multiples of what is held: what shares are exact for.
#[derive(Clone, Copy, Debug)]
struct Linear {
	units: i128,
	equity_each: i128,
	maintenance_each: i128,
	cash: i128,
}

impl Linear {
	fn equity(&self) -> Cash {
		cash(self.units * self.equity_each + self.cash)
	}
	fn maintenance(&self) -> Cash {
		cash(self.units * self.maintenance_each + self.cash)
	}
	fn buffer(&self) -> Cash {
		let buffer = Params::default().buffer;
		buffer_floor(self.equity(), self.maintenance(), buffer).unwrap()
	}
	/// What is left after a sale, and the cash received then.
	fn sell(mut self, share: Fixed, received: Cash, d: Fixed) -> (Self, Cash) {
		let cost = cost_ceil(share, self.equity(), received, d).unwrap();
		self.units -= part_floor(self.units, share).unwrap();
		self.cash -= part_floor(self.cash - received.e8(), share).unwrap();
		self.cash += cost.e8();
		(self, received.checked_add(cost).unwrap())
	}
}

fn linear() -> impl Strategy<Value = (Linear, Cash)> {
	let of = (1..1_000_000_000_000i128, 1..1_000i128, 1..1_000i128, -MOST..MOST, 0..1_000i128);
	of.prop_filter_map("solvent, below its margin", |(units, worth, risk, own, part)| {
		let book = Linear {
			units,
			equity_each: worth,
			maintenance_each: worth - worth.max(risk) - risk,
			cash: own % (units * worth).max(1),
		};
		let equity = book.equity();
		let received = cash(equity.e8().min(book.cash).max(0) / 1_001 * part);
		let sells = equity > received && book.buffer().is_negative();
		sells.then_some((book, received))
	})
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(2_000))]

	#[test]
	fn p1_factor_never_rises(a in 0u64..20_000_000, b in 0u64..20_000_000) {
		let params = Params::default();
		let (early, late) = (a.min(b), a.max(b));
		let [early, late] = [early, late].map(|at| factor_ceil(&params, at).unwrap());
		prop_assert!(late <= early && early <= params.start_factor && !late.is_negative());
	}

	#[test]
	fn p2_largest_share_reaches_the_buffer_and_a_smaller_one_does_not(
		(book, received) in linear(), d in factor(),
	) {
		let most = largest_share_ceil(book.buffer(), book.equity(), received, d).unwrap();
		prop_assert!(most.is_positive() && most <= Fixed::ONE);
		let (after, got) = book.sell(most, received, d);
		// One unit more or less of a contract moves the buffer by its margins; roundings of shares at
		// 1e-18 of the amounts here are less.
		let unit = 4 * (book.equity_each + book.maintenance_each.abs()) + 16;
		prop_assert!(after.buffer().e8() >= CLEARANCE.e8() - unit);
		if most < Fixed::ONE {
			prop_assert!(after.buffer().e8() <= CLEARANCE.e8() + unit);
		}
		let half = Fixed::from_e18(most.e18() / 2);
		let (after, _) = book.sell(half, received, d);
		if book.buffer().e8() < -100 * unit {
			prop_assert!(after.buffer().is_negative());
		}
		prop_assert!(got >= received);
	}

	#[test]
	fn p3_cost_never_falls_with_share_equity_or_factor(
		(equity, received, _) in book(), d in factor(), share in share(),
		more in 0..1_000_000_000_000i128,
	) {
		let cost = cost_ceil(share, equity, received, d).unwrap();
		prop_assert!(!cost.is_negative());
		prop_assert!(cost <= equity.checked_sub(received).unwrap());
		let dearer = Fixed::from_e18((d.e18() + more).min(E18));
		let larger = Fixed::from_e18((share.e18() + more).min(E18));
		let richer = equity.checked_add(cash(more)).unwrap();
		prop_assert!(cost_ceil(share, equity, received, dearer).unwrap() >= cost);
		prop_assert!(cost_ceil(larger, equity, received, d).unwrap() >= cost);
		prop_assert!(cost_ceil(share, richer, received, d).unwrap() >= cost);
	}

	#[test]
	fn p3_payout_never_falls_with_share_or_time(
		equity in -MOST..MOST, below in 1..MOST, share in share(), at in 0u64..8_000_000,
		later in 0u64..8_000_000, more in 0..1_000_000_000_000i128,
	) {
		let maintenance = cash(equity.min(0) - below);
		let ramp = Params::default().payout_ramp_ms;
		let paid = |share, at| payout_floor(share, cash(equity), maintenance, at, ramp).unwrap();
		let (one, late) = (paid(share, at), paid(share, at + later));
		let larger = paid(Fixed::from_e18((share.e18() + more).min(E18)), at);
		prop_assert!(!one.loss.is_negative() && !one.premium.is_negative());
		prop_assert!(late.loss == one.loss && late.premium >= one.premium);
		prop_assert!(larger.loss >= one.loss && larger.premium >= one.premium);
		// In all never more than the margin that is missing.
		let most = maintenance.checked_neg().unwrap();
		prop_assert!(paid(Fixed::ONE, at + later).total().unwrap() <= most);
		prop_assert_eq!(paid(Fixed::ONE, ramp).total().unwrap(), most);
	}

	#[test]
	fn p4_fee_leaves_a_solvent_portfolio_solvent(equity in -MOST..MOST, below in 1..MOST) {
		let params = Params::default();
		let buffer = buffer_floor(cash(equity), cash(equity.min(0) - below), params.buffer).unwrap();
		let fee = fee_ceil(cash(equity), buffer, params.fee_rate).unwrap();
		prop_assert_eq!(fee.is_zero(), equity <= 0);
		prop_assert!(equity <= 0 || fee.e8() <= equity / 10 + 1);
		prop_assert!(equity < 2 || fee.e8() < equity);
	}

	#[test]
	fn p5_what_is_taken_and_what_is_left_is_what_was_there(
		units in -MOST..MOST, parts in prop::collection::vec(1..E18, 1..8),
	) {
		// Weights, normalised to a whole.
		let sum: i128 = parts.iter().sum();
		let mut left = Fixed::ONE;
		let (mut rest, mut taken) = (units, 0i128);
		let last = parts.len() - 1;
		for (n, part) in parts.iter().enumerate() {
			let whole = Fixed::from_e18(*part).div_floor(Fixed::from_e18(sum)).unwrap();
			let share = if n == last { left } else { whole };
			let part = part_floor(rest, of_rest_ceil(share, left).unwrap()).unwrap();
			// His part, but for one unit of each taken before him and the rounding of the share.
			let fair = part_floor(units, share).unwrap();
			let slack = 10 + units.abs() / 100_000_000_000_000_000;
			prop_assert!(n == last || (part - fair).abs() <= slack);
			prop_assert!(part.signum() * units.signum() >= 0 && part.abs() <= rest.abs());
			rest -= part;
			taken += part;
			left = left.checked_sub(share).unwrap();
		}
		prop_assert_eq!(rest, 0);
		prop_assert_eq!(taken, units);
	}

	#[test]
	fn p5_claims_get_their_part_of_what_is_there(
		available in 1..E18, claims in prop::collection::vec(1..E18, 1..8),
	) {
		let mut left = Fixed::from_e18(available);
		let mut others: i128 = claims.iter().sum();
		let all = others;
		for own in &claims {
			others -= own;
			let own = Fixed::from_e18(*own);
			let got = claim_floor(left, own, Fixed::from_e18(others)).unwrap();
			prop_assert!(got <= own && !got.is_negative());
			let fair = Fixed::from_e18(available).mul_div_floor(own, Fixed::from_e18(all)).unwrap();
			prop_assert!((got.e18() - fair.min(own).e18()).abs() <= 16 || all <= available);
			left = left.checked_sub(got).unwrap();
		}
		prop_assert!(!left.is_negative());
		prop_assert!(left.e18() <= (available - all).max(0) + 16);
	}

	#[test]
	fn p6_a_running_clock_ends_every_solvent_auction(
		(equity, received, maintenance) in book(), blocks in 1usize..3_000,
	) {
		let params = Params::default();
		let standing = Standing { equity, maintenance, cash: equity, holds: true, positions: true, covered: false };
		let mut clock = 0;
		let mut at = 0;
		for _ in 0..blocks {
			at += 5_000;
			clock += counted_ms(&params, at - 5_000, at, true);
			prop_assert_eq!(counted_ms(&params, at - 5_000, at, false), 0);
			prop_assert_eq!(counted_ms(&params, 0, at + 50_000, true), params.most_per_block_ms);
			let found = verdict(Stage::Solvent, &standing, received, clock, &params).unwrap();
			let d = factor_ceil(&params, clock).unwrap();
			prop_assert_eq!(found == Verdict::TurnInsolvent, d.is_zero());
			if found == Verdict::Continue {
				let buffer = buffer_floor(equity, maintenance, params.buffer).unwrap();
				let share = largest_share_ceil(buffer, equity, received, d).unwrap();
				prop_assert!(share.is_positive());
				prop_assert!(!cost_ceil(share, equity, received, d).unwrap().is_negative());
			}
		}
	}

	#[test]
	fn p11_price_of_an_exit_falls_from_the_value_towards_the_margin(
		value in -MOST..MOST, margin in 0..MOST, a in 0i128..=100, b in 0i128..=100,
	) {
		let maintenance = value.saturating_sub(margin);
		let worth =
			BookWorth { value: cash(value), initial: cash(maintenance), maintenance: cash(maintenance) };
		let at = |percent: i128| {
			exit_price_ceil(&worth, Fixed::from_e18(tenor_fixed::E18 / 100 * percent)).unwrap()
		};
		prop_assert!(at(a.min(b)) <= at(a.max(b)));
		prop_assert!((cash(maintenance)..=cash(value)).contains(&at(a)));
		prop_assert_eq!((at(0), at(100)), (cash(maintenance), cash(value)));
	}

	#[test]
	fn p8_parts_of_a_redemption_are_pro_rata_and_never_exceed_what_is_there(
		claims in prop::collection::vec(1..MOST / 8, 1..8), missing in -MOST..MOST,
	) {
		let all: i128 = claims.iter().sum();
		let there = (all - missing.max(0)).max(0);
		let (mut left, mut lacks, mut paid) = (all, missing, 0i128);
		for claim in claims {
			// Each takes at the share of the moment; what he leaves covers what is missing.
			let share = redemption_share_floor(cash(lacks), cash(left)).unwrap();
			prop_assert!((Fixed::ZERO..=Fixed::ONE).contains(&share));
			let takes = cash(claim).mul_floor(share).unwrap().e8();
			let exact = tenor_fixed::mul_div_floor(claim, there.min(all), all).unwrap();
			prop_assert!((takes - exact).abs() <= 16, "{} {}", takes, exact);
			paid += takes;
			left -= claim;
			lacks -= claim - takes;
		}
		prop_assert!(paid <= there);
	}

	#[test]
	fn p7_shares_of_loss_are_shares(
		a in 0..MOST, b in 0..MOST, claims in 0..MOST, need in 0..MOST, fund in 0..MOST,
	) {
		let socialised = |d: i128, p: i128| socialised_share_ceil(cash(d), cash(p)).unwrap();
		let one = socialised(a, claims);
		prop_assert!((Fixed::ZERO..=Fixed::ONE).contains(&one));
		prop_assert!(socialised(a + b, claims) >= one);
		prop_assert!(socialised(a, claims + b) <= one);
		// What it takes from all claims covers the claims' part of the loss.
		let paid = withdrawal_share_floor(cash(a), cash(need), cash(fund), cash(claims)).unwrap();
		prop_assert!((Fixed::ZERO..=Fixed::ONE).contains(&paid));
		prop_assert!(paid.checked_add(one).unwrap() <= Fixed::ONE);
		if a == 0 && need <= fund {
			prop_assert_eq!(paid, Fixed::ONE);
		}
	}
}

#[test]
fn verdicts_by_the_table() {
	let params = Params::default();
	let base = Standing {
		equity: cash(1_000),
		maintenance: cash(-100),
		cash: cash(50),
		holds: true,
		positions: true,
		covered: false,
	};
	let of = |stage, standing: Standing, received: i128, clock| {
		verdict(stage, &standing, cash(received), clock, &params).unwrap()
	};
	use Stage::{Exit, Insolvent, Solvent};
	assert_eq!(of(Solvent, base, 0, 0), Verdict::Continue);
	assert_eq!(of(Solvent, base, 1_000, 0), Verdict::Restart);
	assert_eq!(of(Solvent, base, 0, 135 * 60_000), Verdict::TurnInsolvent);
	assert_eq!(of(Solvent, Standing { equity: cash(-1), ..base }, 0, 0), Verdict::TurnInsolvent);
	// The buffer: at MM = 100 and E = 1,000 it is 100 - 135.
	assert_eq!(of(Solvent, Standing { maintenance: cash(100), ..base }, 0, 0), Verdict::Continue);
	assert_eq!(of(Solvent, Standing { maintenance: cash(200), ..base }, 0, 0), Verdict::Safe);
	assert_eq!(of(Insolvent, Standing { maintenance: cash(0), ..base }, 0, 0), Verdict::Safe);
	assert_eq!(of(Insolvent, base, 0, u64::MAX), Verdict::Continue);
	assert_eq!(of(Insolvent, Standing { covered: true, ..base }, 0, 0), Verdict::Safe);
	assert_eq!(of(Solvent, Standing { holds: false, ..base }, 0, 0), Verdict::Sold);
	let owing = Standing { holds: false, cash: cash(-1), ..base };
	assert_eq!(of(Insolvent, owing, 0, 0), Verdict::WriteOff);
	// An exit goes on as long as there is a position, and is over without one whatever else there is.
	assert_eq!(
		of(Exit, Standing { maintenance: cash(500), ..base }, 0, u64::MAX),
		Verdict::Continue
	);
	assert_eq!(of(Exit, Standing { positions: false, ..base }, 0, 0), Verdict::Sold);
	assert_eq!(of(Exit, Standing { positions: false, ..owing }, 0, 0), Verdict::Sold);
}

#[test]
fn parameters_out_of_bounds_are_refused() {
	let sane = Params::default();
	assert_eq!(sane.sanity(), Ok(()));
	let above = Fixed::from_e18(E18 + 1);
	for (params, error) in [
		(Params { buffer: Fixed::from_e18(-1), ..sane }, ParamError::Negative),
		(Params { small_equity: cash(-1), ..sane }, ParamError::Negative),
		(Params { start_factor: above, ..sane }, ParamError::FactorRises),
		(Params { knee_factor: sane.start_factor, start_factor: sane.knee_factor, ..sane }, {
			ParamError::FactorRises
		}),
		(Params { buffer: above, ..sane }, ParamError::TooLarge),
		(Params { fee_rate: Fixed::ONE, ..sane }, ParamError::TooLarge),
		(Params { premium_per_day: cash(0), ..sane }, ParamError::TooLarge),
		(Params { fast_ms: 0, ..sane }, ParamError::TimeOutOfRange),
		(Params { payout_ramp_ms: u64::MAX, ..sane }, ParamError::TimeOutOfRange),
	] {
		assert_eq!(params.sanity(), Err(error));
	}
}

proptest! {
	#[test]
	fn sale_of_a_debts_share_leaves_nothing_owed_and_margin_met(
		debt in 1..MOST / 1_000, above in 1..MOST / 1_000, margin in 0..=1_000i128, d in factor(),
	) {
		// A portfolio that owes, is worth more, and counts for margin with a part of what it is worth.
		let units = 100_000_000;
		let each = (debt + above) / units + 2;
		let book = Linear {
			units,
			equity_each: each,
			maintenance_each: (debt / units + 2).max(each / 1_000 * margin),
			cash: -debt,
		};
		prop_assume!(!book.maintenance().is_negative());
		let share = debt_share_ceil(cash(book.cash), book.equity(), Cash::ZERO, d).unwrap();
		let (left, received) = book.sell(share, Cash::ZERO, d);
		prop_assert!(left.cash >= 0, "{left:?}");
		// Above the clearance only what the largest share, rounded up, brings in besides.
		let most = CLEARANCE.e8() + 4 + each + (debt + above) / 1_000_000_000_000_000_000;
		prop_assert!(share == Fixed::ONE || left.cash <= most, "{left:?}");
		prop_assert!(!left.maintenance().is_negative(), "{left:?}");
		prop_assert!(!received.is_negative());
		prop_assert_eq!(
			debt_share_ceil(Cash::ZERO, book.equity(), Cash::ZERO, d),
			Some(Fixed::ZERO)
		);
	}
}
