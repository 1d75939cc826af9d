// SPDX-License-Identifier: Apache-2.0

use crate::{mock::*, *};
use polkadot_sdk::frame_support::weights::WeightMeter;
use proptest::prelude::*;
use tenor_fixed::{Cash, Fixed};

fn cash(e8: i128) -> Cash {
	Cash::from_e8(e8)
}

fn line(asset: u32, custody: i128, owed: i128) -> AssetLine {
	AssetLine { asset, custody: cash(custody), owed: cash(owed) }
}

#[test]
fn statement_is_made_once_a_period() {
	build_and_execute(|| {
		// GIVEN a chain that never made one WHEN blocks pass THEN the first makes it, and one in ten.
		let made: Vec<u64> = (1..=25)
			.filter(|block| {
				let before = Last::<Test>::get();
				idle(*block);
				Solvency::do_try_state().unwrap();
				Last::<Test>::get() != before
			})
			.collect();
		assert_eq!(made, [1, 11, 21]);
		assert_eq!(System::events().len(), 3);
	});
}

#[test]
fn block_without_weight_leaves_it_to_the_next() {
	build_and_execute(|| {
		// GIVEN weight for a look and no more WHEN one is due THEN it waits, and the look is charged.
		let mut meter = WeightMeter::with_limit(<() as WeightInfo>::look());
		idle_with(5, &mut meter);
		assert!(Last::<Test>::get().is_none());
		assert_eq!(meter.consumed(), <() as WeightInfo>::look());
		// WHEN not even that is left THEN nothing is charged.
		let mut nothing = WeightMeter::with_limit(Default::default());
		idle_with(6, &mut nothing);
		assert_eq!(nothing.consumed(), Default::default());
		idle(7);
		assert_eq!(Solvency::last().unwrap().0, 7);
		assert_eq!(Solvency::last().unwrap().1.at, 7_000);
	});
}

#[test]
fn statement_says_what_the_figures_say() {
	build_and_execute(|| {
		// GIVEN two assets, one of them short by one unit, a debt, and a loss of three times the fund
		AssetLines::set(vec![line(7, 99, 100), line(2, 500, 400)]);
		Cashes::set(CashLines {
			claims: cash(1_000),
			debts: cash(300),
			shortfall: cash(100),
			insurance: cash(50),
		});
		Loss::set(cash(150));
		// WHEN a statement is made THEN assets ascend, and the rest follows.
		idle(1);
		let (_, statement) = Solvency::last().unwrap();
		assert_eq!(statement.assets.to_vec(), [line(2, 500, 400), line(7, 99, 100)]);
		assert_eq!(statement.free_custody, cash(700));
		assert_eq!(statement.cover, Fixed::from_ratio_floor(1, 3));
		assert!(!statement.is_backed());
		System::assert_last_event(Event::Stated { statement }.into());
	});
}

#[test]
fn nothing_to_lose_is_not_covered_and_not_divided_by() {
	build_and_execute(|| {
		AssetLines::set(vec![line(1, 5, 5)]);
		idle(1);
		let (_, statement) = Solvency::last().unwrap();
		assert_eq!(statement.cover, None);
		assert!(statement.is_backed());
	});
}

proptest! {
	/// Whatever the figures and however much weight blocks have: every property holds, the meter too, and no
	/// two statements are nearer than a period.
	#[test]
	fn properties_hold_for_any_figures(
		blocks in prop::collection::vec(
			(1u64..7, any::<bool>(), any::<[i64; 5]>(), prop::collection::btree_map(0u32..8, any::<(i64, i64)>(), 0..8)),
			1..40,
		),
	) {
		new_test_ext().execute_with(|| {
			let (mut block, mut made) = (0, Vec::new());
			for (step, has_weight, [claims, debts, shortfall, insurance, loss], assets) in blocks {
				block += step;
				let whole = |n: i64| cash(n.into());
				Cashes::set(CashLines {
					claims: whole(claims),
					debts: whole(debts),
					shortfall: whole(shortfall),
					insurance: whole(insurance),
				});
				Loss::set(whole(loss));
				let lines = assets.into_iter().rev();
				AssetLines::set(lines.map(|(id, (a, b))| line(id, a.into(), b.into())).collect());
				let limit = if has_weight {
					<() as WeightInfo>::look().saturating_add(<() as WeightInfo>::state(MaxAssets::get()))
				} else {
					<() as WeightInfo>::look()
				};
				let mut meter = WeightMeter::with_limit(limit);
				idle_with(block, &mut meter);
				assert!(meter.consumed().all_lte(limit));
				Solvency::do_try_state().unwrap();
				if let Some((at, _)) = Solvency::last() {
					made.push(at);
				}
			}
			made.dedup();
			assert!(made.windows(2).all(|pair| pair[1] - pair[0] >= Period::get()));
		});
	}
}
