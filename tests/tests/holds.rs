// SPDX-License-Identifier: Apache-2.0
//! Cash that is set aside, and trades that were agreed on elsewhere, through the whole runtime.

use polkadot_sdk::*;

use frame_support::{assert_noop, assert_ok};
use pallet_margin::{Error, LaneTrade};
use sp_keyring::Sr25519Keyring::{Bob, Charlie, Dave, Eve};
use tenor_fixed::Cash;
use tenor_runtime::{configs::assets::USDC, Collateral, Margin, Runtime};
use tenor_series::{MarginMode, PortfolioId, SeriesKey, DAY_MS};
use tenor_tests::chain::*;

fn trade_of(series: SeriesKey, buyer: PortfolioId, seller: PortfolioId, milli: i64) -> LaneTrade {
	LaneTrade {
		buyer,
		seller,
		series,
		quantity: contracts(milli),
		price: mark(series),
		buyer_fee: cash(1),
		seller_fee: cash(1),
	}
}

#[test]
fn what_is_set_aside_stays_until_trades_are_charged_to_it() {
	journey(|chain| {
		// GIVEN a writer with 16,000 of which 9,000 are set aside, and a buyer
		let expiry = chain.list(START_MS + 30 * DAY_MS, &[90_000, 100_000, 110_000]);
		chain.post_market(expiry, usd(100_000), milli(500));
		let series = call(expiry, 100_000);
		let writer = (Charlie, chain.open(Charlie, MarginMode::Standard, 16_000));
		let buyer = (Bob, chain.open(Bob, MarginMode::Portfolio, 100_000));
		let other = (Dave, chain.open(Dave, MarginMode::Standard, 100_000));
		assert_ok!(Collateral::hold(writer.1, cash(9_000)));
		// THEN he can neither sell what needs it nor take it out
		let price = mark(series);
		assert!(chain.trade(series, buyer, writer, contracts(1_000), price).is_err());
		let leave = |dollars: u128| pallet_collateral::Call::request_withdrawal {
			portfolio: writer.1,
			asset: USDC,
			amount: dollars * 1_000_000,
		};
		assert_noop!(
			chain.call(Charlie, leave(7_001)).map_err(|e| e.error),
			pallet_collateral::Error::<Runtime>::MoreThanFree
		);
		// WHEN two trades come from elsewhere, at maintenance margin, and one that nobody can pay for
		let eve = chain.open(Eve, MarginMode::Standard, 10);
		let trades = [
			trade_of(series, buyer.1, writer.1, 1_000),
			trade_of(series, eve, writer.1, 1_000),
			trade_of(series, other.1, writer.1, 100),
		];
		let executed = Margin::execute_each(&trades).expect("three are few");
		// THEN two pass, and the third stops neither
		let no_cash = Err(Error::<Runtime>::InsufficientCash.into());
		assert_eq!(executed.outcomes, [Ok(()), no_cash, Ok(())]);
		assert!(executed.weight.all_lte(Margin::execute_each_weight(&trades)));
		assert_eq!(Collateral::held(writer.1), cash(9_000));
		let margin = Margin::margin_of(writer.1).expect("fresh");
		assert_eq!(margin.held, cash(9_000));
		assert!(margin.totals.initial.is_negative() && margin.totals.maintenance.is_positive());
		// AND what the trades were charged to is let go
		assert_ok!(Collateral::unhold(writer.1, cash(9_000)));
		assert_eq!(Collateral::held(writer.1), Cash::ZERO);
		assert!(Collateral::totals_match(USDC));
	});
}

#[test]
fn a_batch_of_many_trades_fits_beside_a_full_engine() {
	journey(|chain| {
		let expiry = chain.list(START_MS + 30 * DAY_MS, &[100_000]);
		let series = call(expiry, 100_000);
		// GIVEN trades of 20 takers with two makers
		let trade = |n: u64| LaneTrade {
			buyer: PortfolioId(100 + n % 20),
			seller: PortfolioId(n % 2),
			series,
			quantity: contracts(1),
			price: usd(1),
			buyer_fee: Cash::ZERO,
			seller_fee: Cash::ZERO,
		};
		let trades: Vec<_> = (0..256).map(trade).collect();
		let of = |n: usize| Margin::execute_each_weight(&trades[..n]).ref_time();
		println!("1, 32, 64, 128, 256 trades: {:?} ps", [1, 32, 64, 128, 256].map(of));
		// THEN 256 of them take at most what a full engine leaves of a block
		let block = tenor_runtime::configs::system::BLOCK_REF_TIME;
		assert!(of(256) <= block / 10 * 3, "{} of {block}", of(256));
	});
}
