// SPDX-License-Identifier: Apache-2.0

use crate::{impls::run_steps, mock::*, types::Runs, EngineSteps, LastRun, Step};
use polkadot_sdk::{
	frame_support::{
		traits::Get,
		weights::{Weight, WeightMeter},
	},
	frame_system,
	sp_runtime::Perbill,
};
use proptest::prelude::*;

fn percent(n: u32) -> Weight {
	Perbill::from_percent(n) * Engine::budget()
}

/// Perbill shares round to the nearest unit each.
fn close(a: Weight, b: Weight) -> bool {
	let apart = |a: u64, b: u64| a.abs_diff(b) <= 3;
	apart(a.ref_time(), b.ref_time()) && apart(a.proof_size(), b.proof_size())
}

#[test]
fn unused_share_passes_on_and_guarantees_hold() {
	build_and_execute(|| {
		// GIVEN shares of 20, 30 and 40 percent and 10 promised to nobody, WHEN the first step uses
		// nothing THEN the later shares stay guaranteed and the last one gets all that is left.
		run_block(1);
		let limits: Vec<_> = given().into_iter().map(|(_, limit)| limit).collect();
		assert!(close(limits[0], percent(30)));
		assert!(close(limits[1], percent(60)));
		assert!(close(limits[2], percent(100)));

		// WHEN the first step uses all it may THEN the others have exactly their own shares.
		FirstUses::set(Perbill::one());
		run_block(2);
		let limits: Vec<_> = given().into_iter().map(|(_, limit)| limit).collect();
		assert!(close(limits[1], percent(30)));
		assert!(close(limits[2], percent(70)));
	});
}

#[test]
fn step_that_weight_has_stopped_runs_once_more_on_what_all_have_left() {
	build_and_execute(|| {
		// GIVEN a first step that uses all it may and others that use nothing
		FirstUses::set(Perbill::one());
		ThirdUses::set(Perbill::zero());
		// WHEN a block runs THEN the first one gets the rest of the budget too, and is counted with both.
		run_block(1);
		let given = given();
		let names: Vec<_> = given.iter().map(|(name, _)| *name).collect();
		assert_eq!(names, ["first", "second", "third", "first", "second"]);
		assert!(close(given[3].1, percent(70)));
		let run = LastRun::<Test>::get().unwrap();
		assert_eq!(run.total(), Engine::budget());
		assert_eq!(Engine::last_steps()[0].consumed, Engine::budget());

		// WHEN it leaves more than its least THEN nobody runs again: the last call is the idle step's.
		FirstUses::set(Perbill::from_percent(99));
		run_block(2);
		let names: Vec<_> = crate::mock::given().into_iter().map(|(name, _)| name).collect();
		assert_eq!(names, ["first", "second", "third", "second"]);
	});
}

#[test]
fn weight_returned_is_what_was_consumed_plus_bookkeeping_and_stays_inside_the_engines_share() {
	build_and_execute(|| {
		FirstUses::set(Perbill::one());
		let weight = run_block(1);
		let run = LastRun::<Test>::get().unwrap();
		assert_eq!(weight, run.total().saturating_add(Engine::overhead()));
		let limits: frame_system::limits::BlockWeights =
			<Test as frame_system::Config>::BlockWeights::get();
		let share: Perbill = Budget::get();
		assert!(weight.all_lte(share * limits.max_block));
		let report = Engine::last_steps();
		assert_eq!(report.len(), Steps::STEPS.len());
		assert_eq!(report[0].name, b"first");
		assert_eq!(report[0].consumed, run.consumed[0]);
	});
}

#[test]
fn idle_steps_get_what_the_block_has_left() {
	build_and_execute(|| {
		run_block(1);
		assert_eq!(given().last(), Some(&("second", Weight::from_parts(777, 777))));
	});
}

fn greedy(meter: &mut WeightMeter) {
	meter.consume(meter.limit());
}

fn idle(_: &mut WeightMeter) {}

proptest! {
	/// Whatever the shares and whoever is greedy: the sum stays inside the budget and each greedy
	/// step gets at least what it was guaranteed.
	#[test]
	fn guarantees_hold_for_any_shares(
		parts in prop::collection::vec((0u32..100, any::<bool>()), 0..16),
		budget in 0u64..1_000_000_000_000,
	) {
		let sum: u32 = parts.iter().map(|(part, _)| part).sum::<u32>().max(1);
		let steps: Vec<Step> = parts
			.iter()
			.map(|(part, is_greedy)| Step {
				name: "step",
				share: Perbill::from_rational(*part, sum),
				least: || Weight::from_parts(1, 0),
				again: *is_greedy,
				process: if *is_greedy { greedy } else { idle },
			})
			.collect();
		let budget = Weight::from_parts(budget, budget / 7);
		let Runs { consumed, again } = run_steps(&steps, budget);
		let all = consumed.iter().chain(&again);
		let total = all.fold(Weight::zero(), |sum, w| sum.saturating_add(*w));
		prop_assert!(total.all_lte(budget));
		for ((step, used), (_, is_greedy)) in steps.iter().zip(&consumed).zip(&parts) {
			// Rounding to the nearest of up to 16 shares can cost a few units.
			let guaranteed = (step.share * budget).saturating_sub(Weight::from_parts(16, 16));
			prop_assert!(!is_greedy || guaranteed.all_lte(*used));
		}
	}
}
