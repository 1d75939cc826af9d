// SPDX-License-Identifier: Apache-2.0

use crate::{mock::*, pallet::*, *};
use polkadot_sdk::{
	frame_support::{
		assert_storage_noop,
		weights::{RuntimeDbWeight, Weight},
	},
	frame_system,
};

/// Weight with which exactly `n` portfolios of one position are paid once the price is known.
fn weight_for(n: u64) -> Weight {
	let db: RuntimeDbWeight = <Test as frame_system::Config>::DbWeight::get();
	let touch = db.reads_writes(1, 1);
	let one = <() as WeightInfo>::pay_portfolio(1).saturating_add(touch);
	// The reserve for the last one: a position in a series, and six keys besides. A page of results may
	// become full.
	let worst = <() as WeightInfo>::pay_portfolio(1).saturating_add(touch.saturating_mul(7 + 1));
	<() as WeightInfo>::process_settlement_base()
		.saturating_add(<() as WeightInfo>::pay_base())
		.saturating_add(one.saturating_mul(n.saturating_sub(1)))
		.saturating_add(worst)
}

/// Begins and prices without paying anybody.
fn begin_only() {
	let mut limit = <() as WeightInfo>::process_settlement_base();
	limit = limit.saturating_add(<() as WeightInfo>::begin_settlement());
	limit = limit.saturating_add(<() as WeightInfo>::look_for_price());
	run_block_with(limit);
}

#[test]
fn batch_is_as_large_as_the_weight_and_resumes_where_it_stopped() {
	build_and_execute(|| {
		let e = priced(BTC, 80_000);
		give_pairs(e, 50);
		begin_only();
		assert_eq!(Settlement::status(e).unwrap().phase, Phase::Paying);
		assert_eq!(Settlement::status(e).unwrap().portfolios, 0);
		for block in 1..=9u32 {
			run_block_with(weight_for(10));
			// THEN each block pays ten more: what remains of the reserve does not pay an eleventh.
			assert_eq!(Settlement::status(e).unwrap().portfolios, 10 * block);
			Settlement::do_try_state().unwrap();
		}
		run_blocks(3);
		assert_eq!(Settlement::status(e).unwrap().phase, Phase::Closed);
	});
}

#[test]
fn walk_visits_every_entry_once() {
	build_and_execute(|| {
		let e = priced(BTC, 80_000);
		give_pairs(e, 50);
		begin_only();
		Walked::set(0);
		while Settlement::status(e).unwrap().phase != Phase::Closed {
			run_block_with(weight_for(7));
		}
		// 100 entries, the end of the walk, and the look that finds nobody.
		assert_eq!(Walked::get(), 102);
	});
}

#[test]
fn least_weight_makes_progress_in_every_block() {
	build_and_execute(|| {
		let (a, b) = (priced(BTC, 80_000), priced(ETH, 60_000));
		give_pairs(a, 3);
		give_pairs(b, 3);
		let mut blocks = 0;
		while Finished::get().len() < 2 {
			let before = fingerprint();
			let stages = Settlement::settling();
			let walk: Vec<_> = Progress::<Test>::iter().collect();
			run_block_with(Settlement::process_settlement_least());
			Settlement::do_try_state().unwrap();
			let walked: Vec<_> = Progress::<Test>::iter().collect();
			assert!(fingerprint() != before || Settlement::settling() != stages || walk != walked);
			blocks += 1;
			assert!(blocks < 40);
		}
	});
}

#[test]
fn step_without_weight_changes_nothing() {
	build_and_execute(|| {
		give_pairs(priced(BTC, 80_000), 3);
		let mut meter = polkadot_sdk::sp_weights::WeightMeter::with_limit(Weight::zero());
		assert_storage_noop!(Settlement::process_settlement(&mut meter));
	});
}

#[test]
fn quiet_block_costs_the_base_only() {
	build_and_execute(|| {
		assert_eq!(run_block_with(Weight::MAX), <() as WeightInfo>::process_settlement_base());
	});
}

#[test]
fn expiry_without_a_price_takes_no_weight_from_one_that_pays() {
	build_and_execute(|| {
		// GIVEN two expiries whose price does not come, ahead in the queue
		let pending =
			[due(UnderlyingId(5), Quote::default()), due(UnderlyingId(6), Quote::default())];
		let e = priced(BTC, 80_000);
		for e in [pending[0], pending[1], e] {
			give_pairs(e, 20);
		}
		run_block_with(
			<() as WeightInfo>::process_settlement_base()
				.saturating_add(<() as WeightInfo>::begin_settlement().saturating_mul(3))
				.saturating_add(<() as WeightInfo>::look_for_price().saturating_mul(3)),
		);
		assert_eq!(Settlement::status(e).unwrap().phase, Phase::Paying);
		// WHEN there is weight for ten portfolios THEN ten are paid.
		run_block_with(weight_for(10));
		assert_eq!(Settlement::status(e).unwrap().portfolios, 10);
	});
}

#[test]
fn price_is_asked_for_in_turn_when_weight_is_scarce() {
	build_and_execute(|| {
		let first = due(UnderlyingId(5), Quote::default());
		let second = priced(BTC, 80_000);
		for e in [first, second] {
			give_pairs(e, 1);
		}
		let begin_two = <() as WeightInfo>::process_settlement_base()
			.saturating_add(<() as WeightInfo>::begin_settlement().saturating_mul(2));
		run_block_with(begin_two);
		// GIVEN weight for one question per block
		let one = <() as WeightInfo>::process_settlement_base()
			.saturating_add(<() as WeightInfo>::look_for_price());
		run_block_with(one);
		assert_eq!(Settlement::status(second).unwrap().phase, Phase::AwaitingPrice);
		run_block_with(one);
		// THEN the second had its turn although the first has no price.
		assert_eq!(Settlement::status(second).unwrap().phase, Phase::Paying);
	});
}

use tenor_series::UnderlyingId;
