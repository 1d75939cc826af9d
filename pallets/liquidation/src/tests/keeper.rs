// SPDX-License-Identifier: Apache-2.0
//! Validators' offchain workers.

use crate::{keeper::FLAGS_PER_RUN, mock::*, *};
use codec::Decode;
use polkadot_sdk::{
	frame_support::{
		assert_err, assert_noop, assert_ok,
		traits::{Authorize, Hooks},
	},
	frame_system::RawOrigin,
	sp_core::offchain::{
		testing::{TestOffchainExt, TestTransactionPoolExt},
		OffchainDbExt, OffchainWorkerExt, TransactionPoolExt,
	},
	sp_runtime::{
		transaction_validity::{InvalidTransaction, TransactionSource},
		DispatchError,
	},
};
use tenor_series::PortfolioId;

/// Runs a test with an offchain worker's surroundings; what it submits is in the pool.
fn with_worker(set_up: impl FnOnce(), test: impl FnOnce(&dyn Fn() -> Vec<PortfolioId>)) {
	let mut ext = new_test_ext();
	let (offchain, _) = TestOffchainExt::new();
	let (pool, state) = TestTransactionPoolExt::new();
	ext.register_extension(OffchainDbExt::new(offchain.clone()));
	ext.register_extension(OffchainWorkerExt::new(offchain));
	ext.register_extension(TransactionPoolExt::new(pool));
	ext.execute_with(|| {
		set_up();
		let run = || {
			<Liquidation as Hooks<u64>>::offchain_worker(System::block_number());
			asked(std::mem::take(&mut state.write().transactions))
		};
		test(&run);
		Liquidation::do_try_state().unwrap();
	});
}

/// Whom transactions of the pool flag.
fn asked(pool: Vec<Vec<u8>>) -> Vec<PortfolioId> {
	pool.iter()
		.map(|bytes| match Extrinsic::decode(&mut &bytes[..]).unwrap().function {
			RuntimeCall::Liquidation(Call::flag_unreached { portfolio }) => portfolio,
			other => panic!("{other:?}"),
		})
		.collect()
}

fn authorized(source: TransactionSource, id: u64) -> Result<(), InvalidTransaction> {
	let call = RuntimeCall::Liquidation(Call::flag_unreached { portfolio: PortfolioId(id) });
	let answer = call.authorize(source).unwrap();
	answer.map(|_| ()).map_err(|error| match error {
		polkadot_sdk::sp_runtime::transaction_validity::TransactionValidityError::Invalid(why) => {
			why
		}
		other => panic!("{other:?}"),
	})
}

/// Flagged as a transaction in a block would do it.
fn flag_unreached(id: u64) -> Result<(), DispatchError> {
	let origin = RawOrigin::Authorized.into();
	Liquidation::flag_unreached(origin, PortfolioId(id)).map(|_| ()).map_err(|e| e.error)
}

#[test]
fn whom_the_sweep_does_not_reach_in_two_blocks_is_flagged_its_last_first() {
	with_worker(
		|| (1..=3).for_each(|id| give(id, if id == 2 { 2_000 } else { 1_100 }, -10, 0)),
		|run| {
			// GIVEN three wait, of whom the second is safe
			Waiting::set(vec![1, 2, 3]);
			// WHEN a worker sees them first, THEN the sweep of the next block still has its chance
			assert_eq!(run(), []);
			// AND then it asks
			assert_eq!(run(), [PortfolioId(3), PortfolioId(1)]);
			assert_ok!(authorized(TransactionSource::Local, 3));
			assert_ok!(authorized(TransactionSource::InBlock, 3));
			assert_ok!(flag_unreached(3));
			assert!(record(3).frozen);
			// AND never for one that is flagged
			assert_eq!(run(), [PortfolioId(1)]);
			assert_eq!(authorized(TransactionSource::InBlock, 3), Err(InvalidTransaction::Stale));
			assert_noop!(flag_unreached(3), Error::<Test>::AlreadyFlagged);
			// AND who was reached meanwhile is forgotten
			Waiting::set(vec![]);
			assert_eq!(run(), []);
			Waiting::set(vec![1]);
			assert_eq!(run(), []);
		},
	);
}

#[test]
fn flags_nobody_signed_are_taken_from_the_validator_itself_only() {
	build_and_execute(
		|| {
			give(1, 1_100, -10, 0);
			give(2, 2_000, -10, 0);
		},
		|| {
			assert_eq!(authorized(TransactionSource::External, 1), Err(InvalidTransaction::Call));
			// AND not of who is safe, by data that are stale, or for more than a call may value
			assert_eq!(authorized(TransactionSource::Local, 2), Err(InvalidTransaction::Stale));
			assert_eq!(authorized(TransactionSource::Local, 9), Err(InvalidTransaction::Stale));
			Fresh::set(false);
			assert_eq!(authorized(TransactionSource::Local, 1), Err(InvalidTransaction::Stale));
			Fresh::set(true);
			LookCosts::set(LOOK * 9);
			assert_eq!(authorized(TransactionSource::Local, 1), Err(InvalidTransaction::Stale));
			LookCosts::set(LOOK);
			// AND nobody else makes the call
			for origin in [RuntimeOrigin::signed(77), RuntimeOrigin::root(), RuntimeOrigin::none()]
			{
				let call = Liquidation::flag_unreached(origin, PortfolioId(1));
				assert_err!(call.map_err(|e| e.error), DispatchError::BadOrigin);
			}
			assert_noop!(flag_unreached(2), Error::<Test>::MarginMet);
		},
	);
}

#[test]
fn one_run_asks_for_so_many_flags_and_the_next_goes_on() {
	let many = u64::try_from(FLAGS_PER_RUN).unwrap() + 10;
	with_worker(
		|| (0..many).for_each(|id| give(id, 1_100, -10, 0)),
		|run| {
			Waiting::set((0..many).collect());
			assert_eq!(run(), []);
			let first = run();
			assert_eq!(first.len(), FLAGS_PER_RUN);
			for id in first {
				assert_ok!(flag_unreached(id.0));
			}
			let rest: Vec<_> = (0..10).rev().map(PortfolioId).collect();
			assert_eq!(run(), rest);
		},
	);
}
