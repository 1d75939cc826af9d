// SPDX-License-Identifier: Apache-2.0
//! Random requests for quotes against a naive choice of the best, with its own sums.

use super::{
	auction_properties::cases,
	rfq::{ask, executed_quote, send_signed, signed_by, whole_storage, Signed, TAKER},
};
use crate::{mock::*, Quote, QuoteRequest};
use polkadot_sdk::frame_support::assert_ok;
use proptest::prelude::*;
use std::collections::BTreeSet;
use tenor_fixed::{Cash, Price, Quantity};
use tenor_matching::Side::{self, Buy, Sell};
use tenor_series::{Fill, PortfolioId};

const E8: i128 = 100_000_000;

/// What is wrong with a random quote.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Flaw {
	Late,
	Forged,
	OwnOwner,
	PriceMissing,
	OutsideBand,
}

#[derive(Clone, Debug)]
struct Reply {
	maker: u64,
	nonce: u64,
	/// Of four legs, e8; a request has no more.
	prices: [u64; 4],
	flaw: Option<Flaw>,
}

#[derive(Clone, Debug)]
struct Inquiry {
	/// Side and quantity, e8.
	legs: Vec<(Side, i64)>,
	/// Below what all of it costs at a hundred dollars, e8.
	limit: Option<i128>,
	late: bool,
	replies: Vec<Reply>,
}

fn any_reply() -> impl Strategy<Value = Reply> {
	// Whole dollars near each other, so that quotes tie, or anything in the band of 1 to 110.
	let price = prop_oneof![
		8 => (99u64..101).prop_map(|dollars| dollars * 100_000_000),
		1 => 100_000_000u64..=11_000_000_000,
	];
	let flaw = prop_oneof![
		150 => Just(None),
		1 => Just(Some(Flaw::Late)),
		1 => Just(Some(Flaw::Forged)),
		1 => Just(Some(Flaw::OwnOwner)),
		1 => Just(Some(Flaw::PriceMissing)),
		1 => Just(Some(Flaw::OutsideBand)),
	];
	let maker = prop::sample::select(vec![20u64, 21, 30, 40, 90]);
	(maker, 0u64..100, prop::array::uniform4(price), flaw)
		.prop_map(|(maker, nonce, prices, flaw)| Reply { maker, nonce, prices, flaw })
}

fn any_inquiry() -> impl Strategy<Value = Inquiry> {
	let quantity = prop_oneof![9 => Just(200_000_000i64), 1 => 1i64..1_000_000_000];
	let leg = (prop::sample::select(vec![Buy, Sell]), quantity);
	let limit = prop::option::weighted(0.2, -2_000_000_000i128..2_000_000_000);
	let late = prop::bool::weighted(0.05);
	(prop::collection::vec(leg, 1..4), limit, late, prop::collection::vec(any_reply(), 0..=8))
		.prop_map(|(legs, limit, late, replies)| Inquiry { legs, limit, late, replies })
}

impl Inquiry {
	fn request(&self, salt: u64) -> QuoteRequest {
		let strikes = 1_000u64..;
		let legs: Vec<_> = strikes.zip(&self.legs).map(|(k, (side, _))| (k, *side, 1)).collect();
		let mut request = ask(&legs);
		for (leg, (_, quantity)) in request.legs.iter_mut().zip(&self.legs) {
			leg.quantity = Quantity::from_e8(*quantity);
		}
		let at_hundred = self.cost(&[10_000_000_000; 4]);
		request.limit = self.limit.map_or(Cash::MAX, |more| Cash::from_e8(at_hundred + more));
		request.deadline = if self.late { Now::get() - 1 } else { request.deadline };
		QuoteRequest { salt, ..request }
	}

	fn quote(&self, reply: &Reply, request: &QuoteRequest) -> Signed {
		let prices = &reply.prices[..self.legs.len()];
		let prices: Vec<_> = prices.iter().map(|price| Price::from_e8(*price)).collect();
		let deadline = Now::get() + 1_000;
		let maker = PortfolioId(reply.maker);
		let prices = prices.try_into().unwrap();
		let mut quote = Quote { maker, nonce: reply.nonce, deadline, prices };
		match reply.flaw {
			Some(Flaw::Late) => quote.deadline = Now::get() - 1,
			Some(Flaw::OwnOwner) => quote.maker = PortfolioId(11),
			Some(Flaw::PriceMissing) => drop(quote.prices.pop()),
			Some(Flaw::OutsideBand) => quote.prices[0] = usd(111),
			Some(Flaw::Forged) => return signed_by(5, request, &quote),
			None => {}
		}
		signed_by(quote.maker.0 / 10, request, &quote)
	}

	/// Net premium at these prices, e8: each leg rounded down.
	fn cost(&self, prices: &[u64; 4]) -> i128 {
		let premium = |price: u64, quantity: i64| i128::from(price) * i128::from(quantity) / E8;
		let legs = self.legs.iter().zip(prices);
		legs.map(|((side, quantity), price)| match side {
			Buy => premium(*price, *quantity),
			Sell => -premium(*price, *quantity),
		})
		.sum()
	}

	/// The reply that must execute, if any may, and how many cost as little.
	fn choice(&self, used: &BTreeSet<(u64, u64)>, limit: i128) -> Option<(&Reply, usize)> {
		let sound = |r: &Reply| r.flaw.is_none() && !used.contains(&(r.maker, r.nonce));
		if self.late || !self.replies.iter().all(sound) {
			return None;
		}
		let legs = self.legs.len();
		let key = |r: &&Reply| (self.cost(&r.prices), r.maker, r.nonce, r.prices[..legs].to_vec());
		let mut ranked: Vec<&Reply> = self.replies.iter().collect();
		ranked.sort_by_key(key);
		let best = *ranked.first()?;
		let least = self.cost(&best.prices);
		let equal = ranked.iter().filter(|reply| self.cost(&reply.prices) == least).count();
		(least <= limit).then_some((best, equal))
	}

	/// Fees of one side, e8: each leg rounded up, an index of 1,000 dollars.
	fn fees(&self, prices: &[u64; 4], rate_e4: i128) -> i128 {
		let up = |value: i128, by: i128| (value + by - 1) / by;
		let legs = self.legs.iter().zip(prices);
		legs.map(|((_, quantity), price)| {
			let quantity = i128::from(*quantity);
			let premium = up(i128::from(*price) * quantity, E8);
			up(1_000 * quantity * rate_e4, 10_000).min(up(premium * 125, 1_000))
		})
		.sum()
	}
}

/// What happened to random requests.
#[derive(Default)]
struct Tally {
	executed: usize,
	tied: usize,
	refused: usize,
}

/// Sends all of them in; each does exactly what the naive choice says.
fn run(inquiries: &[Inquiry]) -> Tally {
	let mut tally = Tally::default();
	build_and_execute(|| {
		Band::set(Some((usd(1), usd(110))));
		let mut used = BTreeSet::new();
		for (salt, inquiry) in (0u64..).zip(inquiries) {
			let request = inquiry.request(salt);
			let quotes: Vec<_> =
				inquiry.replies.iter().map(|r| inquiry.quote(r, &request)).collect();
			let before = (whole_storage(), Executed::get());
			let sent = send_signed(1, &request, &quotes);
			let Some((best, equal)) = inquiry.choice(&used, request.limit.e8()) else {
				assert!(sent.is_err(), "{inquiry:?}");
				assert_eq!((whole_storage(), Executed::get()), before);
				tally.refused += 1;
				continue;
			};
			assert_ok!(sent);
			used.insert((best.maker, best.nonce));
			check_execution(inquiry, best, Executed::take().remove(0));
			for maker in [20, 21, 30, 40, 90] {
				let own = used.iter().filter(|(id, _)| *id == maker).map(|(_, nonce)| nonce + 1);
				assert_eq!(Trading::next_nonce(PortfolioId(maker)), own.max().unwrap_or(0));
			}
			tally.executed += 1;
			tally.tied += usize::from(equal > 1);
		}
	});
	tally
}

fn check_execution(
	inquiry: &Inquiry,
	best: &Reply,
	(fills, fees): (Vec<Fill>, Vec<(PortfolioId, Cash)>),
) {
	let paid = inquiry.cost(&best.prices);
	let (quote, told) = executed_quote();
	assert_eq!((quote.maker.0, quote.nonce, told.e8()), (best.maker, best.nonce, paid));
	for (portfolio, sign) in [(TAKER, 1), (best.maker, -1)] {
		let own: Vec<_> = fills.iter().filter(|fill| fill.portfolio.0 == portfolio).collect();
		assert_eq!(own.iter().map(|fill| fill.cash.e8()).sum::<i128>(), i128::from(-sign) * paid);
		let wanted =
			inquiry.legs.iter().map(|(side, q)| if *side == Buy { sign * q } else { -sign * q });
		assert!(own.iter().map(|fill| fill.quantity.e8()).eq(wanted));
	}
	assert_eq!(fills.len(), 2 * inquiry.legs.len());
	let owed: Vec<_> = fees.iter().map(|(id, fee)| (id.0, fee.e8())).collect();
	let (taker, maker) = (inquiry.fees(&best.prices, 3), inquiry.fees(&best.prices, 1));
	assert_eq!(owed, [(TAKER, taker), (best.maker, maker)]);
}

#[test]
fn random_requests_execute_tie_and_are_refused() {
	use proptest::{strategy::ValueTree, test_runner::TestRunner};
	let mut runner = TestRunner::deterministic();
	let many = prop::collection::vec(any_inquiry(), 120).new_tree(&mut runner).unwrap().current();
	let Tally { executed, tied, refused } = run(&many);
	assert!(executed > 20 && tied > 5 && refused > 20, "{executed} {tied} {refused}");
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(cases()))]

	/// The best of the quotes executes if every one may, at its prices and with its fees; else nothing
	/// changes.
	#[test]
	fn any_requests_execute_at_the_naive_best(inquiries in prop::collection::vec(any_inquiry(), 1..12)) {
		run(&inquiries);
	}
}
