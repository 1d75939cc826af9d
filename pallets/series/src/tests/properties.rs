// SPDX-License-Identifier: Apache-2.0
//! Random sequences of calls and steps: every invariant holds after each, and a refusal changes
//! nothing.

use crate::{mock::*, pallet::*, *};
use polkadot_sdk::{
	frame_support::{storage::with_storage_layer, weights::WeightMeter},
	sp_io,
};
use proptest::prelude::*;
use tenor_fixed::Price;

#[derive(Clone, Debug)]
enum Op {
	List { day: u64, strikes: Vec<u64> },
	AddStrikes { day: u64, strikes: Vec<u64> },
	Halt(u64),
	Resume(u64),
	Shift { day: u64, strike: u64, delta: i64 },
	Rule(bool),
	Step { blocks: u8, limit: u64 },
	Advance(u64),
	Spot(Option<u64>),
	SettleDue,
}

fn strike() -> impl Strategy<Value = u64> {
	prop_oneof![8 => (60u64..100).prop_map(|k| k * 1_000), 1 => Just(0), 1 => any::<u32>().prop_map(u64::from)]
}

fn op() -> impl Strategy<Value = Op> {
	let day = 0u64..8;
	let many = || prop::collection::vec(strike(), 0..6);
	prop_oneof![
		3 => (day.clone(), many()).prop_map(|(day, strikes)| Op::List { day, strikes }),
		2 => (day.clone(), many()).prop_map(|(day, strikes)| Op::AddStrikes { day, strikes }),
		1 => day.clone().prop_map(Op::Halt),
		1 => day.clone().prop_map(Op::Resume),
		4 => (day, strike(), -900i64..900)
			.prop_map(|(day, strike, delta)| Op::Shift { day, strike, delta }),
		1 => any::<bool>().prop_map(Op::Rule),
		3 => (1u8..5, 0u64..20_000_000_000).prop_map(|(blocks, limit)| Op::Step { blocks, limit }),
		2 => (0u64..100_000_000).prop_map(Op::Advance),
		1 => prop::option::of(20u64..200).prop_map(Op::Spot),
		2 => Just(Op::SettleDue),
	]
}

fn list_of(raw: &[u64]) -> Strikes {
	raw.iter()
		.map(|n| Price::from_e8(n.saturating_mul(100_000_000)))
		.collect::<Vec<_>>()
		.try_into()
		.unwrap()
}

/// Takes all open contracts of a due expiry away and settles it.
fn settle_all_due() {
	while let Some(due) = Series::next_due(Now::get()) {
		Series::begin_settling(due).unwrap();
		let open: Vec<_> =
			OpenInterest::<Test>::iter().filter(|(s, _)| s.expiry_key() == due).collect();
		for (series, open) in open {
			Series::shift_open_interest(&series, -i128::from(open)).unwrap();
		}
		Series::finish_settling(due).unwrap();
	}
}

fn apply(op: Op) {
	let root = RuntimeOrigin::root;
	let before = sp_io::storage::root(Default::default());
	let result = with_storage_layer(|| match op {
		Op::List { day, strikes } => {
			Series::list_expiry(root(), BTC, expiry(day), list_of(&strikes))
		}
		Op::AddStrikes { day, strikes } => Series::add_strikes(root(), key(day), list_of(&strikes)),
		Op::Halt(day) => Series::halt_expiry(root(), key(day), HaltLevel::OpeningRefused),
		Op::Resume(day) => Series::resume_expiry(root(), key(day)),
		Op::Shift { day, strike, delta } => {
			let series = key(day).series(list_of(&[strike])[0], tenor_series::OptionKind::Call);
			Series::shift_open_interest(&series, delta.into())
		}
		Op::Rule(on) => Series::set_rule(root(), BTC, on.then(rule)),
		Op::Step { blocks, limit } => {
			for _ in 0..blocks {
				let limit = polkadot_sdk::sp_weights::Weight::from_parts(limit, u64::MAX);
				let mut meter = WeightMeter::with_limit(limit);
				Series::process_listing(&mut meter);
				assert!(meter.consumed().all_lte(limit));
			}
			Ok(())
		}
		Op::Advance(ms) => {
			Now::mutate(|now| *now += ms);
			Ok(())
		}
		Op::Spot(spot) => {
			Spot::set(spot.map(|k| dollars(k * 1_000)));
			Ok(())
		}
		Op::SettleDue => {
			settle_all_due();
			Ok(())
		}
	});
	if result.is_err() {
		assert_eq!(before, sp_io::storage::root(Default::default()));
	}
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(64))]
	#[test]
	fn every_invariant_holds_after_any_sequence(ops in prop::collection::vec(op(), 1..60)) {
		new_test_ext().execute_with(|| {
			for op in ops {
				apply(op);
				Series::do_try_state().unwrap();
			}
		});
	}

	#[test]
	fn grid_is_ascending_positive_and_at_most_its_width(
		spot in any::<u64>(), step in 1u64..u64::MAX / 4, width in 1u8..=31,
	) {
		let grid = StrikeGrid { step: Price::from_e8(step), width };
		let list = grid.strikes_around(Price::from_e8(spot));
		prop_assert!(list.len() <= 2 * usize::from(width) + 1);
		prop_assert!(list.iter().all(|s| !s.is_zero() && s.e8() % step == 0));
		prop_assert!(list.windows(2).all(|w| w[0] < w[1]));
		// One of them is the multiple nearest to spot, unless that is zero or beyond all prices.
		let far = list.iter().map(|s| s.e8().abs_diff(spot)).min();
		prop_assert!(spot < step || spot > u64::MAX / 2 || far.is_some_and(|d| d <= step / 2 + 1));
	}
}
