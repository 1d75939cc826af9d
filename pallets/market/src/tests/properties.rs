// SPDX-License-Identifier: Apache-2.0
//! Random prints, random blocks, random calls.

use crate::{mock::*, IndexState, PriceOutcome, Reading, Window};
use proptest::prelude::*;
use tenor_fixed::{Fixed, Price, Rate};
use tenor_series::{ExpiryKey, Moment, UnderlyingId};

const WINDOW: Moment = 1_000;
const EXPIRES: Moment = 2_000;

/// A print: how long after the last it is accepted, how old it is then, and its value.
#[derive(Clone, Debug)]
struct Print {
	after: Moment,
	age: Moment,
	value: u64,
}

const HEARTBEAT: Moment = 180;

fn prints() -> impl Strategy<Value = Vec<Print>> {
	let print = (1u64..250, 0u64..=HEARTBEAT, 1u64..1_000_000_000)
		.prop_map(|(after, age, value)| Print { after, age, value });
	prop::collection::vec(print, 0..40)
}

fn key() -> ExpiryKey {
	ExpiryKey { underlying: BTC, expiry: EXPIRES }
}

/// Walks the prints, rolling at `rolls` besides, and asks the window at the end.
fn by_rolling(prints: &[Print], rolls: &[Moment]) -> PriceOutcome {
	let mut index = IndexState::default();
	let mut window = Window::before_expiry(key(), WINDOW);
	let mut rolls: Vec<_> = rolls.to_vec();
	rolls.sort_unstable();
	let mut rolls = rolls.into_iter().peekable();
	let mut at = 0;
	for print in prints {
		at += print.after;
		while let Some(roll) = rolls.next_if(|roll| *roll <= at) {
			window.take_points(&index, roll);
			index.roll(roll);
		}
		window.take_points(&index, at);
		let reading = Reading {
			value: Price::from_e8(print.value),
			confidence: Fixed::ONE,
			observed_at: at.saturating_sub(print.age),
			accepted_at: at,
			valid_until: at.saturating_sub(print.age) + HEARTBEAT,
		};
		index.accept(reading, at);
	}
	for roll in rolls {
		if roll > at {
			window.take_points(&index, roll);
			index.roll(roll);
		}
	}
	window.outcome(&index, EXPIRES.max(at))
}

/// The same by its definition: one millisecond after the other.
fn by_definition(prints: &[Print]) -> PriceOutcome {
	let (mut integral, mut covered, mut last_covered) = (0u128, 0u64, None);
	for ms in EXPIRES - WINDOW..EXPIRES {
		let mut at = 0;
		let mut in_force = None;
		for print in prints {
			at += print.after;
			if at <= ms {
				let until = at.saturating_sub(print.age) + HEARTBEAT;
				in_force = (ms < until).then_some(print.value);
			}
		}
		if let Some(value) = in_force {
			integral += u128::from(value);
			covered += 1;
			last_covered = Some(ms);
		}
	}
	let gap_ms = WINDOW - covered;
	// A window this short lies within its last minute.
	if gap_ms * 10 > WINDOW || last_covered.is_none() {
		return PriceOutcome::TooManyGaps { gap_ms, covered_ms: covered };
	}
	let price = Price::from_e8(u64::try_from(integral / u128::from(covered)).unwrap());
	PriceOutcome::Final { price, gap_ms, covered_ms: covered }
}

#[derive(Clone, Debug)]
enum Step {
	Block(Moment),
	Halt(Moment),
	Index(u64, u16, u64, Moment),
	Carry(u64, usize, i64),
	Rate(u64, usize, i64),
	Surfaces(u64, i128, bool),
	Stable(u64, u64),
	List(usize),
	Remove(usize),
	Extend(usize, Moment),
	Members(u8),
	Params(u8, Moment),
}

fn step() -> impl Strategy<Value = Step> {
	let who = 1u64..6;
	prop_oneof![
		4 => (1u64..60_000).prop_map(Step::Block),
		1 => (60_000u64..7_200_000).prop_map(Step::Halt),
		6 => (who.clone(), 0u16..3, 50u64..120_000, 0u64..200_000)
			.prop_map(|(who, u, value, age)| Step::Index(who, u, value, age)),
		6 => (who.clone(), 79_000u64..81_000).prop_map(|(who, value)| Step::Index(who, 0, value, 0)),
		2 => (who.clone(), 0usize..6, -50_000i64..50_000)
			.prop_map(|(who, e, value)| Step::Carry(who, e, value)),
		2 => (who.clone(), 0usize..6, -120i64..120).prop_map(|(who, e, value)| Step::Rate(who, e, value)),
		4 => (who.clone(), 0i128..300, any::<bool>())
			.prop_map(|(who, vol, whole)| Step::Surfaces(who, vol, whole)),
		1 => (who, 0u64..250_000_000).prop_map(|(who, value)| Step::Stable(who, value)),
		2 => (0usize..6).prop_map(Step::List),
		1 => (0usize..6).prop_map(Step::Remove),
		1 => (0usize..6, 0u64..7_200_000).prop_map(|(e, extra)| Step::Extend(e, extra)),
		1 => any::<u8>().prop_map(Step::Members),
		1 => (0u8..7, 0u64..400_000).prop_map(|(quorum, beat)| Step::Params(quorum, beat)),
	]
}

fn expiry(which: usize) -> ExpiryKey {
	let hours = [1u64, 2, 3, 30, 200, 2_000];
	ExpiryKey {
		underlying: UnderlyingId((which % 2).try_into().unwrap()),
		expiry: START + hours[which] * HOUR,
	}
}

/// Refusals are as good as successes here: only the invariants count.
fn apply(step: Step) {
	use polkadot_sdk::frame_support::storage::with_storage_layer;
	let now = Now::get();
	let one = Fixed::ONE;
	let done: Result<(), polkadot_sdk::sp_runtime::DispatchError> = match step {
		Step::Block(ms) => {
			next_block(ms);
			Ok(())
		}
		Step::Halt(ms) => {
			System::set_block_number(System::block_number() + 5);
			next_block(ms);
			Ok(())
		}
		Step::Index(who, u, value, age) => with_storage_layer(|| {
			let observed_at = now - age;
			Market::submit_index(origin(who), UnderlyingId(u), price(value), one, observed_at)
				.map(|_| ())
				.map_err(|error| error.error)
		}),
		Step::Carry(who, e, value) => with_storage_layer(|| {
			Market::submit_carry(origin(who), expiry(e), Fixed::from_int(value), one, now)
				.map(|_| ())
				.map_err(|error| error.error)
		}),
		Step::Rate(who, e, value) => with_storage_layer(|| {
			let rate = Rate::from_fixed(percent(value.into()));
			Market::submit_rate(origin(who), expiry(e), rate, one, now)
				.map(|_| ())
				.map_err(|error| error.error)
		}),
		Step::Surfaces(who, vol, whole) => with_storage_layer(|| {
			let mut set: Vec<_> = Market::open_expiries(BTC)
				.into_iter()
				.filter(|key| key.expiry > now)
				.map(|key| flat(key.expiry, vol, price(80_000)))
				.collect();
			if !whole {
				set.pop();
			}
			submit_surfaces(who, set)
		}),
		Step::Stable(who, value) => with_storage_layer(|| {
			Market::submit_stable(origin(who), Price::from_e8(value), one, now)
				.map(|_| ())
				.map_err(|error| error.error)
		}),
		Step::List(e) => with_storage_layer(|| Market::on_listed(expiry(e))),
		Step::Remove(e) => with_storage_layer(|| Market::on_removed(expiry(e))),
		Step::Extend(e, extra) => with_storage_layer(|| Market::extend_window(expiry(e), extra)),
		Step::Members(bits) => {
			let members: Vec<_> = (1..=5).filter(|who| bits & (1 << who) != 0).collect();
			let gone: Vec<_> =
				Members::get().into_iter().filter(|m| !members.contains(m)).collect();
			Members::set(members);
			use polkadot_sdk::frame_support::traits::ChangeMembers;
			<Oracle as ChangeMembers<_>>::change_members_sorted(&[], &gone, &Members::get());
			Ok(())
		}
		Step::Params(quorum, beat) => with_storage_layer(|| {
			let mut changed = params();
			changed.quorum = quorum;
			changed.index.heartbeat_ms = beat;
			changed.second_source = (quorum > 2).then_some(BTC2);
			Market::set_underlying_params(RuntimeOrigin::root(), BTC, changed)
		}),
	};
	let _ = done;
}

proptest! {
	#[test]
	fn average_is_its_definition_whenever_it_is_rolled(
		prints in prints(),
		rolls in prop::collection::vec(0u64..3_000, 0..60),
	) {
		let expected = by_definition(&prints);
		prop_assert_eq!(by_rolling(&prints, &[]), expected);
		prop_assert_eq!(by_rolling(&prints, &rolls), expected);
	}

	#[test]
	fn blocks_at_any_time_settle_the_same(
		posts in prop::collection::vec((30_000u64..200_000, 79_000u64..81_000), 20..60),
		blocks in prop::collection::vec(1u64..60_000, 1..40),
	) {
		let settle = |blocks: &[u64]| {
			let mut result = None;
			build_and_execute(|| {
				Market::on_listed(EXPIRY).unwrap();
				for (after, value) in &posts {
					let at = Now::get() + after;
					// Blocks where they fall, and one where the print is accepted.
					let mut steps = blocks.iter().cycle();
					while Now::get() < at {
						next_block((*steps.next().unwrap()).min(at - Now::get()));
					}
					post_index(BTC, price(*value));
				}
				run_to(EXPIRY.expiry.max(Now::get()), 60_000);
				result = Some((Market::settlement_price(EXPIRY), Market::last_valid_of(EXPIRY)));
			});
			result.unwrap()
		};
		prop_assert_eq!(settle(&blocks), settle(&[60_000]));
	}

	#[test]
	fn any_calls_keep_every_invariant(steps in prop::collection::vec(step(), 1..80)) {
		new_test_ext().execute_with(|| {
			System::set_block_number(1);
			run_engine();
			for step in steps {
				apply(step.clone());
				if let Err(error) = Market::do_try_state() {
					panic!("{error:?} after {step:?}");
				}
			}
		});
	}
}
