// SPDX-License-Identifier: Apache-2.0
//! What one owner may hold, and what his delegate may do, through the whole runtime.

use polkadot_sdk::*;

use frame_support::{assert_noop, assert_ok, dispatch::DispatchResultWithPostInfo};
use pallet_margin::OwnerLimits;
use pallet_trading::{EndReason, KeyScope, Limit, NewOrder, Validity};
use sp_keyring::Sr25519Keyring::{self as Key, Bob, Charlie, Dave, Eve};
use sp_runtime::DispatchError;
use tenor_fixed::{Price, Quantity};
use tenor_matching::Side;
use tenor_runtime::{Margin, Runtime, RuntimeEvent, RuntimeOrigin};
use tenor_series::{ExpiryKey, MarginMode, PortfolioId, SeriesKey};
use tenor_tests::chain::*;

const EXPIRY: u64 = START_MS + 120_000;

fn setting(chain: &mut Chain) -> ExpiryKey {
	let expiry = chain.list(EXPIRY, &[90_000, 100_000, 110_000]);
	chain.post_market(expiry, usd(100_000), milli(500));
	chain.next_block();
	expiry
}

/// The mark in whole ticks of ten cents.
fn tick_mark(series: SeriesKey) -> Price {
	Price::from_e8(mark(series).e8() / 10_000_000 * 10_000_000)
}

fn place(
	chain: &Chain,
	who: Key,
	portfolio: PortfolioId,
	(side, series, quantity): (Side, SeriesKey, Quantity),
	reduce_only: bool,
) -> DispatchResultWithPostInfo {
	let order = NewOrder {
		series,
		side,
		quantity,
		limit: Limit::Price(tick_mark(series)),
		validity: Validity::UntilCancelled,
		post_only: false,
		reduce_only,
	};
	chain.call(who, pallet_trading::Call::place_order { portfolio, order })
}

fn shorts(who: Key) -> u128 {
	Margin::owner_usage(who.to_account_id(), BTC).totals.shorts_e8
}

fn refused(result: DispatchResultWithPostInfo) -> DispatchError {
	result.expect_err("it is refused").error
}

#[test]
fn owner_sells_no_more_than_one_may_by_splitting_over_portfolios() {
	journey(|chain| {
		// GIVEN a limit of a contract and a half, and an owner of two portfolios
		let series = call(setting(chain), 100_000);
		let limits = OwnerLimits { shorts: Some(contracts(1_500)), ..Default::default() };
		let set = pallet_margin::Call::set_owner_limits { underlying: BTC, limits };
		assert_noop!(chain.call(Bob, set), DispatchError::BadOrigin);
		assert_ok!(Margin::set_owner_limits(RuntimeOrigin::root(), BTC, limits));
		let mine = [0, 1].map(|_| chain.open(Bob, MarginMode::Portfolio, 500_000));
		let buyer = chain.open(Charlie, MarginMode::Standard, 500_000);

		// WHEN each sells a contract in the same block
		for portfolio in mine {
			assert_ok!(place(chain, Bob, portfolio, (Side::Sell, series, contracts(1_000)), false));
		}
		assert_ok!(place(chain, Charlie, buyer, (Side::Buy, series, contracts(2_000)), false));
		chain.next_block();

		// THEN one of the orders fills, and the other one was not admitted
		assert_eq!(shorts(Bob), u128::from(E8));
		let ended = |event: &RuntimeEvent| {
			matches!(
				event,
				RuntimeEvent::Trading(pallet_trading::Event::OrderEnded {
					reason: EndReason::Margin,
					..
				})
			)
		};
		assert!(chain.saw(ended));
		// AND block trades count with it: half a contract more, whichever portfolio sells
		let (taker, price) =
			((Dave, chain.open(Dave, MarginMode::Standard, 500_000)), tick_mark(series));
		let sell =
			|portfolio, size| chain.trade(series, taker, (Bob, portfolio), contracts(size), price);
		let above: DispatchError = pallet_margin::Error::<Runtime>::ShortsAboveLimit.into();
		for portfolio in mine {
			assert_eq!(refused(sell(portfolio, 501)), above);
		}
		assert_ok!(sell(mine[0], 250));
		assert_ok!(sell(mine[1], 250));
		assert_eq!(refused(sell(mine[1], 1)), above);
		// AND buying back makes room
		assert_ok!(chain.trade(series, (Bob, mine[0]), taker, contracts(1), price));
		assert_ok!(sell(mine[1], 1));

		// WHEN the expiry settles THEN nothing counts any more
		while chain.now() < EXPIRY + 3_000 {
			chain.next_block();
			chain.post_index(usd(100_000));
		}
		assert_eq!(shorts(Bob), 0);
		assert_eq!(pallet_margin::OwnerHoldings::<Runtime>::iter().count(), 0);
	});
}

#[test]
fn delegate_answers_a_margin_call_with_his_money_and_by_buying_back() {
	journey(|chain| {
		// GIVEN a writer with a delegate
		let series = call(setting(chain), 100_000);
		let writer = chain.open(Bob, MarginMode::Portfolio, 200_000);
		let other = chain.open(Charlie, MarginMode::Standard, 500_000);
		assert_ok!(chain.trade(
			series,
			(Charlie, other),
			(Bob, writer),
			contracts(2_000),
			tick_mark(series)
		));
		let (key, expires_at) = (Eve.to_account_id(), chain.now() + 60_000);
		let scope = KeyScope {
			place: true,
			cancel: true,
			reduce_only: true,
			deposit: true,
			block_trade: false,
			underlying: None,
		};
		let deposit =
			|to| pallet_collateral::Call::deposit { portfolio: to, asset: 1, amount: 10_000_000 };
		assert!(chain.call(Eve, deposit(writer)).is_err());
		let grant = pallet_trading::Call::grant_trading_key {
			portfolio: writer,
			key: key.clone(),
			scope,
			expires_at,
		};
		assert_ok!(chain.call(Bob, grant));

		// WHEN he deposits and buys back THEN the owner has both
		let before = chain.cash_of(writer);
		assert_ok!(chain.call(Eve, deposit(writer)));
		assert_eq!(chain.cash_of(writer), before.checked_add(cash(10)).expect("fits"));
		assert!(chain.call(Eve, deposit(other)).is_err());
		assert_ok!(place(chain, Eve, writer, (Side::Buy, series, contracts(500)), true));
		assert_ok!(place(chain, Charlie, other, (Side::Sell, series, contracts(500)), false));
		chain.next_block();
		assert_eq!(shorts(Bob), 3 * u128::from(E8) / 2);

		// AND he can neither open, nor take anything out
		let beyond = pallet_trading::Error::<Runtime>::BeyondKeyScope;
		assert_eq!(
			refused(place(chain, Eve, writer, (Side::Buy, series, contracts(500)), false)),
			beyond.into()
		);
		let withdraw = pallet_collateral::Call::request_withdrawal {
			portfolio: writer,
			asset: 1,
			amount: 1_000_000,
		};
		assert!(chain.call(Eve, withdraw).is_err());

		// WHEN he is revoked THEN nothing of it any more
		let revoke =
			pallet_trading::Call::revoke_trading_keys { portfolio: writer, key: Some(key) };
		assert_ok!(chain.call(Bob, revoke));
		assert!(chain.call(Eve, deposit(writer)).is_err());
		assert!(place(chain, Eve, writer, (Side::Buy, series, contracts(500)), true).is_err());
	});
}
