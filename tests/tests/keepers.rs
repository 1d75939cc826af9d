// SPDX-License-Identifier: Apache-2.0
//! A validator's offchain worker on the whole runtime: it sees who is unsafe, and its transaction flags him.

use polkadot_sdk::*;

use codec::Decode;
use frame_support::{assert_ok, traits::OffchainWorker};
use sp_core::offchain::{
	testing::{TestOffchainExt, TestTransactionPoolExt},
	OffchainDbExt, OffchainWorkerExt, TransactionPoolExt,
};
use sp_keyring::Sr25519Keyring::{Bob, Charlie};
use sp_runtime::transaction_validity::{
	InvalidTransaction, TransactionSource, TransactionValidityError,
};
use tenor_runtime::{
	AllPalletsWithSystem, Collateral, Executive, Liquidation, Margin, System, UncheckedExtrinsic,
};
use tenor_series::{MarginMode, PortfolioId, PortfolioStatus, DAY_MS};
use tenor_tests::chain::*;

/// A writer who is below maintenance margin since an index that the engine has not seen yet.
fn unsafe_writer(chain: &mut Chain) -> PortfolioId {
	let expiry = chain.list(START_MS + 30 * DAY_MS, &[90_000, 100_000, 110_000]);
	chain.post_market(expiry, usd(100_000), milli(500));
	let buyer = (Bob, chain.open(Bob, MarginMode::Standard, 100_000));
	let writer = (Charlie, chain.open(Charlie, MarginMode::Standard, 25_000));
	let series = call(expiry, 100_000);
	let price = mark(series);
	assert_ok!(chain.trade(series, buyer, writer, contracts(1_000), price));
	chain.next_block();
	chain.post_index(usd(122_000));
	assert!(Margin::margin_of(writer.1).expect("fresh").totals.maintenance.is_negative());
	writer.1
}

#[test]
fn worker_has_the_next_block_flag_whom_the_sweep_did_not_reach() {
	let storage = genesis(sp_genesis_builder::DEV_RUNTIME_PRESET, serde_json::json!({}));
	let mut ext = sp_io::TestExternalities::new(storage);
	let (offchain, _) = TestOffchainExt::new();
	let (pool, state) = TestTransactionPoolExt::new();
	ext.register_extension(OffchainDbExt::new(offchain.clone()));
	ext.register_extension(OffchainWorkerExt::new(offchain));
	ext.register_extension(TransactionPoolExt::new(pool));
	ext.execute_with(|| {
		let mut chain = Chain::start();
		let writer = unsafe_writer(&mut chain);
		// What a worker changes in the state is dropped by the node.
		let run = || {
			frame_support::hypothetically!({
				AllPalletsWithSystem::offchain_worker(System::block_number());
			});
			std::mem::take(&mut state.write().transactions)
		};
		// GIVEN two runs that see it: the sweep between them had its chance
		assert!(run().is_empty());
		let asked = run();
		assert_eq!(asked.len(), 1);
		let flag = UncheckedExtrinsic::decode(&mut &asked[0][..]).expect("a transaction");
		// WHEN the node's own pool takes it, THEN no other's does
		let hash = System::block_hash(0);
		let validate = |source| {
			frame_support::hypothetically!(Executive::validate_transaction(
				source,
				flag.clone(),
				hash
			))
		};
		let valid = validate(TransactionSource::Local).expect("it is due");
		assert!(!valid.propagate && !valid.provides.is_empty());
		assert_eq!(
			validate(TransactionSource::External),
			Err(TransactionValidityError::Invalid(InvalidTransaction::Call))
		);
		// AND in a block it freezes him, for no fee, once
		assert_ok!(Executive::apply_extrinsic(flag.clone()).expect("it applies"));
		assert_eq!(Collateral::view(writer).expect("exists").status, PortfolioStatus::Frozen);
		assert!(Liquidation::auction(writer).is_some());
		assert_eq!(
			Executive::apply_extrinsic(flag),
			Err(TransactionValidityError::Invalid(InvalidTransaction::Stale))
		);
		chain.close_block();
		assert!(run().is_empty());
	});
}
