// SPDX-License-Identifier: Apache-2.0
//! Random calls and blocks against a model that keeps every cause by itself.

use crate::{mock::*, *};
use polkadot_sdk::frame_support::weights::{Weight, WeightMeter};
use proptest::prelude::*;
use tenor_series::UnderlyingId;

#[derive(Clone, Debug)]
enum Op {
	Committee(Scope, Level, u64),
	Lift(Scope),
	Stale(u16, bool),
	Mismatch(u16, bool),
	Custody(bool),
	Shut(Scope),
	Held(u16, bool),
	/// A block so many ms later, with weight for so many subjects; perhaps after a standstill.
	Block(u64, u64, bool),
}

fn scopes() -> impl Strategy<Value = Scope> {
	prop_oneof![Just(Scope::All), Just(of(BTC)), Just(of(ETH))]
}

fn levels() -> impl Strategy<Value = Level> {
	prop_oneof![
		Just(Level::Normal),
		Just(Level::ReduceOnly),
		Just(Level::CancelAndWithdrawOnly),
		Just(Level::Halted),
	]
}

fn ops() -> impl Strategy<Value = Vec<Op>> {
	let op = prop_oneof![
		3 => (scopes(), levels(), 0..20 * MINUTE).prop_map(|(s, l, t)| Op::Committee(s, l, t)),
		1 => scopes().prop_map(Op::Lift),
		3 => (0..2u16, any::<bool>()).prop_map(|(u, on)| Op::Stale(u, on)),
		1 => (0..2u16, any::<bool>()).prop_map(|(u, on)| Op::Mismatch(u, on)),
		1 => any::<bool>().prop_map(Op::Custody),
		1 => scopes().prop_map(Op::Shut),
		1 => (0..2u16, any::<bool>()).prop_map(|(u, on)| Op::Held(u, on)),
		9 => (1..8 * MINUTE, 1..6u64, prop::bool::weighted(0.1))
			.prop_map(|(ms, n, stood)| Op::Block(ms, n, stood)),
	];
	prop::collection::vec(op, 1..60)
}

fn switch<T: PartialEq>(list: &mut Vec<T>, item: T, on: bool) {
	list.retain(|other| *other != item);
	if on {
		list.push(item);
	}
}

fn run(op: &Op) {
	let root = RuntimeOrigin::root;
	match *op {
		Op::Committee(scope, level, ms) => {
			let _refused = Breaker::set_level(committee(), scope, level, Now::get() + ms);
		}
		Op::Lift(scope) => {
			let _refused = Breaker::lift(root(), scope);
		}
		Op::Stale(u, on) => Stale::mutate(|list| switch(list, UnderlyingId(u), on)),
		Op::Mismatch(u, on) => Mismatched::mutate(|list| switch(list, UnderlyingId(u), on)),
		Op::Custody(on) => ShortCustody::mutate(|list| switch(list, 1, on)),
		Op::Shut(scope) => {
			let _refused = Breaker::shut_down(root(), scope);
		}
		// Who is shut down gets no new holders.
		Op::Held(u, on) => {
			let on = on && !Breaker::is_shut(UnderlyingId(u));
			Held::mutate(|list| switch(list, UnderlyingId(u), on));
		}
		Op::Block(ms, subjects, stood) => {
			Now::mutate(|now| *now += ms);
			StoodStill::set(stood);
			let least = Breaker::process_checks_least();
			let one = <() as WeightInfo>::check_asset();
			let limit = least.saturating_add(one.saturating_mul(subjects));
			let mut meter = WeightMeter::with_limit(limit);
			Breaker::process_checks(&mut meter);
			assert!(meter.consumed().all_lte(limit));
			StoodStill::set(false);
		}
	}
}

/// What each cause says by itself, from the outside.
fn expected(underlying: UnderlyingId) -> Level {
	let of_scope = |scope| {
		let causes = Breaker::causes(scope);
		let mut level = match causes.committee {
			Some(raised) if Now::get() < raised.until => raised.level,
			_ => Level::Normal,
		};
		if causes.restart || matches!(causes.oracle, Oracle::Lost | Oracle::BackSince(_)) {
			level = level.max(Level::ReduceOnly);
		}
		if causes.breach.is_some() || causes.shutdown != Shutdown::Open {
			level = Level::Halted;
		}
		level
	};
	of_scope(Scope::All).max(of_scope(of(underlying)))
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(128))]

	#[test]
	fn level_is_the_highest_of_its_causes_and_what_is_broken_is_found(ops in ops()) {
		build_and_execute(|| {
			let mut shut = [false; 2];
			for op in &ops {
				run(op);
				Breaker::do_try_state().unwrap();
				for (number, was) in (0u16..).zip(&mut shut) {
					let underlying = UnderlyingId(number);
					assert_eq!(Breaker::level(underlying), expected(underlying));
					// Nothing opens what was shut down.
					assert!(!*was || Breaker::is_shut(underlying));
					*was = Breaker::is_shut(underlying);
				}
				assert!(!Breaker::redeems() || Held::get().is_empty());
			}
			// WHEN the step has had weight for everything, THEN all that is broken is halted.
			let rounds = 4;
			for _ in 0..rounds {
				step_after(1);
			}
			for underlying in Mismatched::get() {
				assert_eq!(Breaker::level(underlying), Level::Halted);
			}
			assert!(ShortCustody::get().is_empty() || !Breaker::pays_out());
		});
	}

	#[test]
	fn healthy_market_is_normal_again_without_anybody(ops in ops()) {
		build_and_execute(|| {
			let governed = |op: &&Op| {
				!matches!(op, Op::Shut(_) | Op::Mismatch(_, true) | Op::Custody(true))
			};
			for op in ops.iter().filter(governed) {
				run(op);
			}
			// WHEN every cause is gone for as long as any may last, THEN nothing is left of it.
			Stale::set(vec![]);
			step_after(Params::default().longest_ms);
			step_after(Params::default().back_after_ms);
			step_after(Params::default().back_after_ms);
			assert!(Board::<Test>::get().is_empty());
			assert_eq!(Cursor::<Test>::get(), None);
			let none = Weight::zero();
			assert!(Breaker::process_checks_least().any_gt(none));
		});
	}
}
