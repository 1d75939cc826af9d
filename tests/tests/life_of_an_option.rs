// SPDX-License-Identifier: Apache-2.0
//! From listing to payout, through the whole runtime.

use polkadot_sdk::*;

use frame_support::assert_ok;
use sp_keyring::Sr25519Keyring::{Bob, Charlie, Dave};
use tenor_fixed::{Cash, Price};
use tenor_runtime::{Collateral, Runtime, Series, Settlement};
use tenor_series::{MarginMode, PortfolioId};
use tenor_tests::chain::*;

const EXPIRY: u64 = START_MS + 120_000;

fn total_cash(ids: &[PortfolioId], chain: &Chain) -> Cash {
	Cash::checked_sum(ids.iter().map(|id| chain.cash_of(*id))).expect("fits")
}

#[test]
fn option_settles_at_the_average_of_the_window_without_any_user_call() {
	journey(|chain| {
		// GIVEN a listed expiry, a writer in portfolio mode and a buyer in standard mode
		let expiry = chain.list(EXPIRY, &[90_000, 100_000, 110_000]);
		chain.post_market(expiry, usd(100_000), milli(500));
		let buyer = (Bob, chain.open(Bob, MarginMode::Standard, 100_000));
		let writer = (Charlie, chain.open(Charlie, MarginMode::Portfolio, 500_000));
		let series = call(expiry, 100_000);
		let mark = tenor_runtime::Margin::mark(&series).expect("there is a mark");
		let price = mark.price.to_price_floor().expect("fits");

		// WHEN a call is sold at its mark, and the index moves up through the window
		assert_ok!(chain.trade(series, buyer, writer, contracts(2_000), price));
		let fees = pallet_collateral::Fees::<Runtime>::get();
		let before = total_cash(&[buyer.1, writer.1], chain);
		assert_eq!(Series::chain(BTC)[0].strikes[1].call_open_interest_e8, 2 * E8);
		let mut sum = 0u128;
		chain.next_block();
		while chain.now() < EXPIRY {
			let index = 100_000 * E8 + (chain.now() - START_MS) / 1_000 * 50 * E8;
			chain.post_index(Price::from_e8(index));
			// A print is in force from its block to the next one.
			if chain.now() >= EXPIRY - 30_000 {
				sum += u128::from(index);
			}
			chain.next_block();
		}
		chain.run_to(EXPIRY + 3_000);

		// THEN it settles at the average, pays the floor of the exact net, and keeps all money
		let average = Price::from_e8(u64::try_from(sum / 30).expect("fits"));
		let record = Settlement::status(expiry).expect("it settled");
		assert_eq!(record.price.expect("it has a price").price, average);
		assert_eq!(record.closed_at, Some(chain.now() - 2_000));
		let payoff = i128::from(average.e8() - 100_000 * E8) * 2;
		assert_eq!(Settlement::result(expiry, buyer.1), Some(Cash::from_e8(payoff)));
		assert_eq!(Settlement::result(expiry, writer.1), Some(Cash::from_e8(-payoff)));
		assert_eq!(total_cash(&[buyer.1, writer.1], chain), before);
		assert_eq!(pallet_collateral::Fees::<Runtime>::get(), fees);
		assert!(Collateral::view(buyer.1).expect("exists").expiries.is_empty());
	});
}

#[test]
fn credits_of_a_settled_expiry_can_be_withdrawn() {
	journey(|chain| {
		// GIVEN a buyer whose option expires in the money
		let expiry = chain.list(EXPIRY, &[100_000]);
		chain.post_market(expiry, usd(110_000), milli(500));
		let buyer = (Bob, chain.open(Bob, MarginMode::Standard, 50_000));
		let writer = (Charlie, chain.open(Charlie, MarginMode::Standard, 500_000));
		assert_ok!(chain.trade(
			call(expiry, 100_000),
			buyer,
			writer,
			contracts(1_000),
			usd(10_000)
		));
		while chain.now() < EXPIRY + 3_000 {
			chain.next_block();
			chain.post_index(usd(110_000));
		}
		// WHEN he asks for all of it
		let cash = chain.cash_of(buyer.1);
		let tokens = cash.to_token_floor(6).expect("positive");
		let asset = tenor_runtime::configs::assets::USDC;
		assert_ok!(chain.call(
			Bob,
			pallet_collateral::Call::request_withdrawal {
				portfolio: buyer.1,
				asset,
				amount: tokens,
			}
		));
		chain.next_block();
		// THEN the engine of the next block pays it
		assert!(chain.cash_of(buyer.1) < Cash::from_e8(100));
	});
}

#[test]
fn writer_can_neither_withdraw_nor_write_below_initial_margin() {
	journey(|chain| {
		// GIVEN a writer with little cash
		let expiry = chain.list(EXPIRY, &[100_000]);
		chain.post_market(expiry, usd(100_000), milli(500));
		let buyer = (Bob, chain.open(Bob, MarginMode::Standard, 100_000));
		let writer = (Charlie, chain.open(Charlie, MarginMode::Standard, 16_000));
		let series = call(expiry, 100_000);
		let mark = tenor_runtime::Margin::mark(&series).expect("a mark").price;
		let price = mark.to_price_floor().expect("fits");
		assert_ok!(chain.trade(series, buyer, writer, contracts(1_000), price));
		// WHEN he writes another, THEN it is refused and nothing changed
		let root = sp_io::storage::root(Default::default());
		assert!(chain.trade(series, buyer, writer, contracts(1_000), price).is_err());
		assert_eq!(sp_io::storage::root(Default::default()), root);
		// WHEN he asks for more than is free, THEN the same
		let ask = pallet_collateral::Call::request_withdrawal {
			portfolio: writer.1,
			asset: tenor_runtime::configs::assets::USDC,
			amount: 5_000 * 1_000_000,
		};
		assert!(chain.call(Charlie, ask).is_err());
	});
}

#[test]
fn stale_data_stops_new_risk_and_nothing_settles_on_it() {
	journey(|chain| {
		// GIVEN a trade, and then silence of the operators
		let expiry = chain.list(START_MS + 600_000, &[100_000]);
		chain.post_market(expiry, usd(100_000), milli(500));
		let buyer = (Bob, chain.open(Bob, MarginMode::Standard, 100_000));
		let writer = (Charlie, chain.open(Charlie, MarginMode::Standard, 200_000));
		let series = call(expiry, 100_000);
		let mark = tenor_runtime::Margin::mark(&series).expect("a mark").price;
		let price = mark.to_price_floor().expect("fits");
		assert_ok!(chain.trade(series, buyer, writer, contracts(1_000), price));
		chain.run_to(START_MS + 200_000);
		// WHEN somebody opens, THEN it is refused; buying back a short is not
		let third = (Dave, chain.open(Dave, MarginMode::Standard, 100_000));
		assert!(chain.trade(series, third, writer, contracts(1_000), price).is_err());
		// WHEN the expiry is due, THEN it freezes and waits for the ladder instead of settling
		chain.run_to(START_MS + 700_000);
		let record = Settlement::status(expiry).expect("it is due");
		assert_eq!(record.price, None);
		assert_eq!(record.rung, pallet_settlement::Rung::ExtendedWindow);
	});
}

#[test]
fn engine_runs_once_in_every_block() {
	journey(|chain| {
		for _ in 0..10 {
			chain.next_block();
			let run = pallet_engine::LastRun::<Runtime>::get().expect("it ran");
			assert_eq!(run.block, chain.number());
		}
	});
}
