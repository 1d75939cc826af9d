// SPDX-License-Identifier: Apache-2.0
//! The risk sweep through the whole runtime: quiet blocks touch nobody, a crash is answered in the
//! first block whose engine sees it.

use polkadot_sdk::*;

use frame_support::{assert_noop, assert_ok, weights::Weight};
use pallet_engine::EngineSteps;
use pallet_margin::MarginStage;
use sp_keyring::Sr25519Keyring::{Bob, Charlie, Dave};
use tenor_runtime::{Collateral, Margin, Runtime};
use tenor_series::{ExpiryKey, MarginMode, PortfolioId, PortfolioStatus};
use tenor_tests::chain::*;

const EXPIRY: u64 = START_MS + 30 * 86_400_000;

fn market(chain: &mut Chain) -> ExpiryKey {
	let expiry = chain.list(EXPIRY, &[90_000, 100_000, 110_000]);
	chain.post_market(expiry, usd(100_000), milli(500));
	expiry
}

/// What the sweep of this block consumed.
fn swept() -> Weight {
	let run = pallet_engine::LastRun::<Runtime>::get().expect("it ran");
	let names = tenor_runtime::configs::options::Steps::STEPS;
	let place = names.iter().position(|step| step.name == "sweep").expect("there is one");
	run.consumed[place]
}

fn status(id: PortfolioId) -> PortfolioStatus {
	Collateral::view(id).expect("exists").status
}

#[test]
fn quiet_block_costs_the_same_whoever_holds_what() {
	journey(|chain| {
		// GIVEN a block with a market and no positions
		let expiry = market(chain);
		chain.next_block();
		chain.next_block();
		let empty = swept();
		// WHEN writers of both rules have sold calls, and were swept once
		let buyer = (Bob, chain.open(Bob, MarginMode::Standard, 400_000));
		let series = call(expiry, 100_000);
		for mode in [MarginMode::Standard, MarginMode::Portfolio] {
			let writer = (Charlie, chain.open(Charlie, mode, 100_000));
			assert_ok!(chain.trade(series, buyer, writer, contracts(1_000), mark(series)));
		}
		chain.next_block();
		assert!(swept().ref_time() > empty.ref_time());
		// THEN the next block looks at nobody, and neither does one with a slightly other price
		chain.next_block();
		assert_eq!(swept(), empty);
		chain.post_index(usd(100_200));
		chain.next_block();
		assert_eq!(swept(), empty);
	});
}

#[test]
fn crash_freezes_who_is_unsafe_before_anybody_can_act_on_the_price() {
	journey(|chain| {
		// GIVEN a writer near his margin, one far from it, and a buyer
		let expiry = market(chain);
		let buyer = (Bob, chain.open(Bob, MarginMode::Standard, 400_000));
		let near = (Charlie, chain.open(Charlie, MarginMode::Standard, 16_000));
		let far = (Dave, chain.open(Dave, MarginMode::Portfolio, 500_000));
		let series = call(expiry, 100_000);
		for writer in [near, far] {
			assert_ok!(chain.trade(series, buyer, writer, contracts(1_000), mark(series)));
		}
		chain.next_block();
		assert_eq!(status(near.1), PortfolioStatus::Active);
		// WHEN the index jumps
		chain.post_index(usd(130_000));
		assert_eq!(status(near.1), PortfolioStatus::Active);
		chain.next_block();
		// THEN he is frozen before the first transaction of the next block (by the backstop at the end
		// of this one, or by the sweep)
		assert_eq!(status(near.1), PortfolioStatus::Frozen);
		assert_eq!(Margin::margin_stage(near.1).stored, MarginStage::Unsafe);
		assert_eq!(status(far.1), PortfolioStatus::Active);
		assert_eq!(status(buyer.1), PortfolioStatus::Active);
		let asset = tenor_runtime::configs::assets::USDC;
		let ask = pallet_collateral::Call::request_withdrawal {
			portfolio: near.1,
			asset,
			amount: 1_000_000,
		};
		assert_noop!(
			chain.call(Charlie, ask).map_err(|error| error.error),
			pallet_collateral::Error::<Runtime>::PortfolioFrozen
		);
		// AND released when money has come in, enough for IM on a price that jumped
		let amount = 140_000 * 1_000_000;
		let deposit = pallet_collateral::Call::deposit { portfolio: near.1, asset, amount };
		assert_ok!(chain.call(Charlie, deposit));
		chain.next_block();
		assert_eq!(status(near.1), PortfolioStatus::Active);
	});
}

#[test]
fn nobody_is_frozen_while_data_are_not_fresh() {
	journey(|chain| {
		let expiry = market(chain);
		let buyer = (Bob, chain.open(Bob, MarginMode::Standard, 400_000));
		let writer = (Charlie, chain.open(Charlie, MarginMode::Standard, 16_000));
		let series = call(expiry, 100_000);
		assert_ok!(chain.trade(series, buyer, writer, contracts(1_000), mark(series)));
		chain.next_block();
		// WHEN data are old, and the index jumps before the stablecoin has a price again
		chain.skip_slots(400);
		chain.post_index(usd(130_000));
		chain.next_block();
		// THEN nothing happens
		assert_eq!(status(writer.1), PortfolioStatus::Active);
		assert_eq!(Margin::margin_stage(writer.1).live, None);
		// WHEN all of it is fresh, THEN he is frozen
		chain.post_market(expiry, usd(130_000), milli(500));
		chain.next_block();
		assert_eq!(status(writer.1), PortfolioStatus::Frozen);
	});
}
