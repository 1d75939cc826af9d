// SPDX-License-Identifier: Apache-2.0
//! Signed transactions: fees in USDC, priorities, blocks full of bad ones.

use polkadot_sdk::*;

use frame_support::traits::fungibles::Mutate;
use sp_keyring::Sr25519Keyring::{self as Key, Alice, Bob};
use sp_runtime::transaction_validity::{
	InvalidTransaction, TransactionSource, TransactionValidityError,
};
use tenor_fixed::Fixed;
use tenor_runtime::{
	configs::assets::USDC, AccountId, Assets, Balances, Executive, Runtime, RuntimeCall, System,
};
use tenor_tests::chain::*;

fn remark() -> RuntimeCall {
	frame_system::Call::remark { remark: vec![1] }.into()
}

#[test]
fn account_without_native_token_pays_in_usdc() {
	journey(|_| {
		// GIVEN an account that holds nothing but USDC
		use sp_core::Pair;
		let poor = sp_core::sr25519::Pair::from_string("//Poor", None).expect("a seed");
		let account = AccountId::from(poor.public());
		Assets::mint_into(USDC, &account, 50_000_000).expect("minted");
		assert_eq!(Balances::free_balance(&account), 0);
		// WHEN it opens a portfolio with a fee in USDC
		let open = pallet_collateral::Call::open_portfolio {
			mode: Default::default(),
			deposit: 20_000_000,
		};
		let outcome = Executive::apply_extrinsic(signed(poor, open, 0, 0, Some(USDC)));
		// THEN it works; deposit, bond (1 USDC) and a fee of less than a cent are gone
		outcome.expect("valid").expect("opened");
		let left = Assets::balance(USDC, &account);
		assert!((28_990_000..29_000_000).contains(&left), "{left}");
	});
}

#[test]
fn feeds_go_before_what_pays_more() {
	journey(|chain| {
		let feed = pallet_market::Call::submit_index {
			underlying: BTC,
			value: usd(100_000),
			confidence: Fixed::ONE,
			observed_at: chain.now(),
		};
		let priority = |tx| {
			// Validation writes the next block's number, as the pool's overlay would forget.
			frame_support::hypothetically!(Executive::validate_transaction(
				TransactionSource::External,
				tx,
				System::parent_hash()
			))
			.expect("valid")
			.priority
		};
		let feed = priority(signed(Alice.pair(), feed, 0, 0, None));
		let rich = priority(signed(Bob.pair(), remark(), 0, 900_000_000_000_000_000, None));
		let cancel = pallet_collateral::Call::cancel_withdrawal { ticket: 0 };
		let cancel = priority(signed(Key::Charlie.pair(), cancel, 0, 0, None));
		assert!(feed > cancel, "{feed} {cancel}");
		assert!(cancel > rich, "{cancel} {rich}");
	});
}

#[test]
fn block_whose_first_transactions_are_invalid_or_too_heavy_runs_the_engine_once() {
	journey(|chain| {
		for nonce in 0..20 {
			// A nonce from the future, then calls heavier than what a block has for them.
			let bad = if nonce % 2 == 0 {
				signed(Bob.pair(), remark(), nonce + 1_000, 0, None)
			} else {
				let fill = frame_system::Call::remark { remark: vec![0; 4_000_000] };
				signed(Bob.pair(), fill, 0, 0, None)
			};
			let refused = Executive::apply_extrinsic(bad);
			assert!(
				matches!(
					refused,
					Err(TransactionValidityError::Invalid(
						InvalidTransaction::Future | InvalidTransaction::ExhaustsResources
					))
				),
				"{refused:?}"
			);
		}
		Executive::apply_extrinsic(signed(Bob.pair(), remark(), 0, 0, None))
			.expect("valid")
			.expect("dispatched");
		let run = pallet_engine::LastRun::<Runtime>::get().expect("it ran");
		assert_eq!(run.block, chain.number());
	});
}

#[test]
fn largest_block_trade_fits_a_block() {
	// GIVEN as many parties and legs as a block trade can have, each leg another series
	let expiry = tenor_series::ExpiryKey { underlying: BTC, expiry: START_MS };
	let parties: Vec<_> = (0..u64::from(pallet_trading::MAX_PARTIES))
		.map(|n| pallet_trading::Party {
			portfolio: tenor_series::PortfolioId(n),
			nonce: 0,
			limit: cash(1),
		})
		.collect();
	let leg = |n: u32| pallet_trading::TradeLeg {
		series: call(expiry, u64::from(n) + 1),
		buyer: tenor_series::PortfolioId(u64::from(n % pallet_trading::MAX_PARTIES)),
		seller: tenor_series::PortfolioId(u64::from((n + 1) % pallet_trading::MAX_PARTIES)),
		quantity: contracts(1_000),
		price: usd(1),
	};
	let legs: Vec<_> = (0..pallet_trading::MAX_LEGS).map(leg).collect();
	let trade = pallet_trading::BlockTrade {
		parties: parties.try_into().expect("as many as there can be"),
		deadline: START_MS,
		legs: legs.try_into().expect("as many as there can be"),
	};
	// THEN its worst case is below what a block takes of one transaction
	let weight = tenor_runtime::Trading::block_trade_weight(&trade);
	let weights = <Runtime as frame_system::Config>::BlockWeights::get();
	let limit = weights.get(frame_support::dispatch::DispatchClass::Normal).max_extrinsic;
	let limit = limit.expect("there is a limit");
	assert!(weight.all_lte(limit), "{weight:?} is above {limit:?}");
}
