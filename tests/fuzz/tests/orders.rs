// SPDX-License-Identifier: Apache-2.0
//! The open-order bound: no fill of any part of the orders takes margin or cash below it.
#![allow(clippy::unwrap_used)]

use bolero::{check, generator::TypeGenerator};
use tenor_fixed::{Cash, Fixed, Price, Quantity};
use tenor_fuzz::{iterations, spread};
use tenor_math_tests::programs::{Market, Random};
use tenor_risk::{
	default_scenarios,
	orders::{
		portfolio_admission, portfolio_bound, standard_admission, standard_bound, AdmissionTerms,
		OpenOrder, OrderBound,
	},
	portfolio, standard, Holdings, OptionKind, PortfolioParams, Position, RiskError,
	ScenarioVectors, Stable, StandardParams, StandardVectors,
};
use tenor_series::SeriesKey;

/// An order as a fuzzer writes it, and what becomes of it.
#[derive(Clone, Copy, Debug, TypeGenerator)]
struct Drawn {
	strike: u8,
	call: bool,
	quantity: i32,
	limit: u64,
	shift: u8,
	fee: u32,
	least: u32,
	/// The share that fills, of 2^16, and how much better than the limit.
	share: u16,
	better: u16,
}

impl Drawn {
	fn order(&self, market: &Market) -> OpenOrder {
		let quantity = i64::from(self.quantity);
		OpenOrder {
			series: SeriesKey {
				underlying: market.underlying.underlying,
				expiry: market.expiry.expiry,
				strike: market.strikes[usize::from(self.strike) % market.strikes.len()],
				kind: if self.call { OptionKind::Call } else { OptionKind::Put },
			},
			quantity: Quantity::from_e8(quantity),
			// Up to 65,536 units of money.
			limit: Price::from_e8((self.limit >> 22) >> (self.shift % 42)),
			fee: Cash::from_e8(i128::from(self.fee)),
			least_fill: Quantity::from_e8(i64::from(self.least).min(quantity.abs())),
		}
	}

	/// Contracts that fill, and the cash that moves with them.
	fn fill(&self, order: &OpenOrder) -> (i64, Cash) {
		let (whole, share) = (order.quantity.e8(), i128::from(self.share) + 1);
		let part = i64::try_from(i128::from(whole) * share / (1 << 16)).unwrap();
		if part == 0 || part.abs() < order.least_fill.e8() {
			return (0, Cash::ZERO);
		}
		let better = order.limit.e8() / (1 << 16) * u64::from(self.better);
		let price = match whole < 0 {
			true => order.limit.e8() + better,
			false => order.limit.e8() - better,
		};
		let paid = Price::from_e8(price).notional_ceil(Quantity::from_e8(part)).unwrap();
		let fee = (order.fee.e8() * i128::from(part)).div_euclid(i128::from(whole)) + 2;
		(part, Cash::from_e8(-paid.e8() - fee))
	}
}

/// Bound and margin of a market's positions under one rule.
struct Book<'a> {
	market: &'a Market,
	params: PortfolioParams,
	rule: StandardParams,
	positions: Vec<Position>,
	cash: Cash,
}

impl<'a> Book<'a> {
	fn new(market: &'a Market, cash: i64) -> Self {
		let (params, rule) = (PortfolioParams::btc_eth(), StandardParams::btc_eth());
		let positions = market.positions.clone();
		Self { market, params, rule, positions, cash: Cash::from_e8(i128::from(cash)) }
	}

	fn holdings(&self) -> Holdings<'static> {
		Holdings { collateral: &[], cash: self.cash, stable: Stable::PAR }
	}

	/// (bound with the orders, initial margin, how many are admitted as reducing) by portfolio.
	fn by_portfolio(&self, orders: &[OpenOrder]) -> Result<(OrderBound, Cash, usize), RiskError> {
		let (market, scenarios) = (self.market, default_scenarios());
		let (params, strikes) = (&self.params, &market.strikes);
		let vectors = ScenarioVectors::compute(&market.expiry, params, &scenarios, strikes)?;
		let book =
			[portfolio::ExpiryBook { vectors: &vectors, positions: self.positions.as_slice() }];
		let books = [portfolio::UnderlyingBook {
			market: &market.underlying,
			params,
			scenarios: &scenarios,
			expiries: &book,
		}];
		let holdings = self.holdings();
		let terms = AdmissionTerms { reducing: true, may_overdraw: true, ..Default::default() };
		let admitted = portfolio_admission(&books, &holdings, orders, terms)?.admitted;
		let bound = portfolio_bound(&books, &holdings, orders)?;
		let initial = portfolio::margin(&books, &holdings)?.totals.initial;
		Ok((bound, initial, admitted.into_iter().filter(|in_it| *in_it).count()))
	}

	/// The same in standard mode.
	fn by_standard(&self, orders: &[OpenOrder]) -> Result<(OrderBound, Cash, usize), RiskError> {
		let (market, rule) = (self.market, &self.rule);
		let vectors =
			StandardVectors::compute(&market.expiry, &market.underlying, rule, &market.strikes)?;
		let book =
			[standard::ExpiryBook { vectors: &vectors, positions: self.positions.as_slice() }];
		let books = [standard::UnderlyingBook {
			market: &market.underlying,
			params: rule,
			expiries: &book,
		}];
		let holdings = self.holdings();
		let terms = AdmissionTerms { reducing: true, may_overdraw: true, ..Default::default() };
		let admitted = standard_admission(&books, &holdings, orders, terms)?.admitted;
		let bound = standard_bound(&books, &holdings, orders)?;
		let initial = standard::margin(&books, &holdings)?.totals.initial;
		Ok((bound, initial, admitted.into_iter().filter(|in_it| *in_it).count()))
	}

	fn trade(&mut self, order: &OpenOrder, (quantity, cash): (i64, Cash)) {
		self.cash = self.cash.checked_add(cash).unwrap();
		let (strike, kind) = (order.series.strike, order.series.kind);
		match self.positions.binary_search_by_key(&(strike, kind), |p| (p.strike, p.kind)) {
			Ok(at) => {
				let held = self.positions[at].quantity.e8() + quantity;
				self.positions[at].quantity = Quantity::from_e8(held);
			}
			Err(at) => {
				let quantity = Quantity::from_e8(quantity);
				self.positions.insert(at, Position { strike, kind, quantity });
			}
		}
	}
}

#[test]
fn no_fill_takes_margin_or_cash_below_the_bound() {
	let iterations = (iterations() / 4).max(50);
	check!().with_iterations(iterations).with_type::<(u64, i64, Vec<Drawn>)>().cloned().for_each(
		|(seed, cash, drawn)| {
			let market = Market::draw(&mut Random::new(seed), 6, 8);
			let mut book = Book::new(&market, cash);
			let orders: Vec<_> = drawn.iter().map(|drawn| drawn.order(&market)).collect();
			let (by_portfolio, before, _) = book.by_portfolio(&orders).unwrap();
			let (by_standard, _, _) = book.by_standard(&orders).unwrap();
			assert_eq!(by_portfolio.base.initial, before);
			assert_eq!(by_portfolio.cash, by_standard.cash);
			for (drawn, order) in drawn.iter().zip(&orders) {
				let fill = drawn.fill(order);
				if fill.0 != 0 {
					book.trade(order, fill);
				}
			}
			assert!(book.cash >= by_portfolio.cash);
			assert!(book.by_portfolio(&[]).unwrap().1 >= by_portfolio.initial);
			assert!(book.by_standard(&[]).unwrap().1 >= by_standard.initial);
		},
	);
}

#[test]
fn any_order_and_parameters_give_a_value_or_a_named_error() {
	type Numbers = Vec<(i128, u8)>;
	type Wild = (u64, Drawn, i64, i64, i128, Numbers);
	check!().with_iterations((iterations() / 4).max(50)).with_type::<Wild>().cloned().for_each(
		|(seed, drawn, quantity, least, fee, numbers)| {
			let market = Market::draw(&mut Random::new(seed), 4, 6);
			let mut book = Book::new(&market, least);
			let number = |i: usize, sane: Fixed| numbers.get(i).map_or(sane, |x| spread(x.0, x.1));
			let (p, r) = (&mut book.params, &mut book.rule);
			p.im_factor = number(0, p.im_factor);
			p.mm_factor = number(1, p.mm_factor);
			p.basis_add = number(2, p.basis_add);
			p.option_mm = number(3, p.option_mm);
			p.option_im = number(4, p.option_im);
			p.long_base = number(5, p.long_base);
			p.short_base = number(6, p.short_base);
			p.confidence_factor = number(7, p.confidence_factor);
			r.max_spot_requirement = number(8, r.max_spot_requirement);
			r.unpaired_im_scale = number(9, r.unpaired_im_scale);
			r.confidence_factor = number(10, r.confidence_factor);
			r.depeg_factor = number(11, r.depeg_factor);
			let order = OpenOrder {
				quantity: Quantity::from_e8(quantity),
				least_fill: Quantity::from_e8(least),
				limit: Price::from_e8(drawn.limit),
				fee: Cash::from_e8(fee),
				..drawn.order(&market)
			};
			// That neither panics is the point; and orders never raise a bound.
			let results = [book.by_portfolio(&[order; 3]), book.by_standard(&[order; 3])];
			for (bound, initial, _) in results.into_iter().flatten() {
				assert!(bound.initial <= initial && bound.cash <= book.cash);
			}
		},
	);
}
