// SPDX-License-Identifier: Apache-2.0

use crate::{mock::*, pallet::*, *};
use polkadot_sdk::{
	frame_support::{
		traits::Hooks,
		weights::{Weight, WeightMeter},
	},
	sp_io::TestExternalities,
	sp_runtime::BuildStorage,
};
use tenor_series::PortfolioId;

fn prune(limit: Weight) {
	let mut meter = WeightMeter::with_limit(limit);
	Settlement::process_prune(&mut meter);
	assert!(meter.consumed().all_lte(limit));
	Settlement::do_try_state().unwrap();
}

#[test]
fn results_stay_for_the_retention_and_then_go_in_bounded_steps() {
	build_and_execute(|| {
		let a = priced(BTC, 80_000);
		give_pairs(a, 200);
		run_blocks(2);
		let closed_at = Settlement::status(a).unwrap().closed_at.unwrap();
		// GIVEN a second one that closes later
		Now::mutate(|now| *now += 500_000);
		let b = priced(ETH, 80_000);
		give_pairs(b, 1);
		run_blocks(2);

		Now::set(closed_at + 999_999);
		prune(Weight::MAX);
		assert_eq!(Settlement::result(a, PortfolioId(3)), Some(cash(-10_000)));
		// WHEN the retention of the first is over THEN its seven pages of results go, three per
		// step.
		Now::set(closed_at + 1_000_000);
		let step = <() as WeightInfo>::prune_base()
			.saturating_add(<() as WeightInfo>::prune_result().saturating_mul(3));
		for left in [4, 1] {
			prune(step);
			assert_eq!(Results::<Test>::iter_key_prefix(a).count(), left);
			assert_eq!(Settlement::status(a).unwrap().phase, Phase::Pruning);
		}
		prune(step);
		assert_eq!(Settlement::status(a), None);
		assert_eq!(Results::<Test>::iter_prefix_values(b).flatten().count(), 2);
		// and the second waits for its own time.
		prune(Weight::MAX);
		assert_eq!(Settlement::status(b).unwrap().phase, Phase::Closed);
		Now::mutate(|now| *now += 1_000_000);
		prune(Weight::MAX);
		assert_eq!(Settlements::<Test>::iter().count(), 0);
		assert_eq!(Results::<Test>::iter().count(), 0);
		assert_eq!(ClosedExpiries::<Test>::iter().count(), 0);
	});
}

#[test]
fn genesis_and_wiring() {
	let ladder = LadderTimes { window_ms: 5_000, ..Default::default() };
	let config = GenesisConfig::<Test> { ladder, ..Default::default() };
	let mut ext: TestExternalities = config.build_storage().unwrap().into();
	ext.execute_with(|| {
		assert_eq!(Ladder::<Test>::get(), ladder);
		Settlement::integrity_test();
	});
}
