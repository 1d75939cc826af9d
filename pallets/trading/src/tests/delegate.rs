// SPDX-License-Identifier: Apache-2.0
//! What an owner's delegate may do: deposit, cancel, and reduce. Nothing else.

use crate::{
	mock::*, Call, CancelScope, Error, KeyGrant, KeyScope, Limit, NewOrder, QuoteCap, QuoteRequest,
};
use polkadot_sdk::{
	frame_support::{assert_noop, assert_ok, BoundedVec},
	sp_runtime::{AccountId32, DispatchError, DispatchResult},
};
use tenor_fixed::Cash;
use tenor_series::{PortfolioId, UnderlyingId};

const TEN: PortfolioId = PortfolioId(10);
const DELEGATE: KeyScope = KeyScope {
	place: true,
	cancel: true,
	reduce_only: true,
	deposit: true,
	block_trade: false,
	underlying: None,
};

fn delegate() -> AccountId32 {
	account(7)
}

fn by_delegate(this: Call<Test>) -> DispatchResult {
	call(7, this).map(|_| ()).map_err(|error| error.error)
}

fn grant(scope: KeyScope, expires_at: u64) -> DispatchResult {
	own_call(10, Call::grant_trading_key { portfolio: TEN, key: delegate(), scope, expires_at })
}

fn place_by_delegate(order: NewOrder) -> DispatchResult {
	by_delegate(Call::place_order { portfolio: TEN, order })
}

fn reducing(order: NewOrder) -> NewOrder {
	NewOrder { reduce_only: true, ..order }
}

/// Portfolio 10 is short two contracts, and has a delegate until a time.
fn with_delegate(test: impl FnOnce()) {
	build_and_execute(|| {
		hold(10, 1_000, -2);
		assert_ok!(grant(DELEGATE, 2_000_000));
		test();
	});
}

fn beyond(this: Call<Test>) {
	assert_noop!(by_delegate(this), DispatchError::from(Error::<Test>::BeyondKeyScope));
}

#[test]
fn delegate_buys_back_for_the_owner() {
	with_delegate(|| {
		assert_ok!(place_by_delegate(reducing(buy(1_000, 2, 100))));
		assert_ok!(place(20, sell(1_000, 2, 100)));
		next_block();
		assert_eq!(held(10, 1_000), 0);
		// WHEN nothing is left to reduce THEN he can place nothing
		assert_noop!(
			place_by_delegate(reducing(buy(1_000, 1, 100))),
			Error::<Test>::WouldIncreasePosition
		);
	});
}

#[test]
fn delegate_places_nothing_that_may_open() {
	with_delegate(|| {
		let plain = buy(1_000, 1, 100);
		beyond(Call::place_order { portfolio: TEN, order: plain });
		let orders = |all: Vec<NewOrder>| Call::place_orders {
			portfolio: TEN,
			cancel: None,
			orders: BoundedVec::truncate_from(all),
		};
		beyond(orders(vec![reducing(plain), plain]));
		assert_ok!(by_delegate(orders(vec![reducing(plain), reducing(plain)])));
		assert_eq!(orders_of(10).len(), 2);
		beyond(Call::place_combo { portfolio: TEN, combo: combo(2, 1, cash(1_000)) });
		let cap = Some(QuoteCap {
			quantity: contracts(1),
			delta: tenor_fixed::Fixed::ONE,
			vega: tenor_fixed::Fixed::ONE,
		});
		beyond(Call::set_quote_cap { portfolio: TEN, cap });
		// On the other side it would not reduce.
		assert_noop!(
			place_by_delegate(reducing(sell(1_000, 1, 100))),
			Error::<Test>::WouldIncreasePosition
		);
	});
}

#[test]
fn delegate_amends_orders_that_reduce_and_no_others() {
	with_delegate(|| {
		assert_ok!(place(10, reducing(buy(1_000, 1, 100))));
		assert_ok!(place(10, buy(1_000, 1, 100)));
		let amend = |sequence, quantity| Call::amend_order {
			portfolio: TEN,
			sequence,
			quantity: contracts(quantity),
			limit: Limit::Price(usd(101)),
		};
		assert_ok!(by_delegate(amend(0, 2)));
		let order = orders_of(10).into_iter().find(|order| order.terms.reduce_only);
		assert_eq!(order.map(|order| order.terms.quantity), Some(contracts(2)));
		assert_noop!(by_delegate(amend(0, 3)), Error::<Test>::WouldIncreasePosition);
		beyond(amend(1, 2));
	});
}

#[test]
fn delegate_cancels_whatever_is_open() {
	with_delegate(|| {
		assert_ok!(place(10, buy(1_000, 1, 100)));
		assert_ok!(place(10, sell(1_100, 1, 100)));
		assert_ok!(by_delegate(Call::cancel_order { portfolio: TEN, sequence: 0 }));
		let scope = CancelScope::All;
		assert_ok!(by_delegate(Call::cancel_orders { portfolio: TEN, scope, most: 9 }));
		assert!(orders_of(10).is_empty());
	});
}

#[test]
fn delegate_deposits_and_signs_nothing() {
	with_delegate(|| {
		assert!(Trading::may_deposit(TEN, &delegate()));
		assert!(!Trading::may_deposit(PortfolioId(20), &delegate()));
		assert!(!Trading::may_deposit(TEN, &account(8)));
		assert_eq!(Trading::trade_signer(TEN), None);
		let request = QuoteRequest {
			taker: TEN,
			legs: BoundedVec::new(),
			limit: Cash::ZERO,
			deadline: 2_000_000,
			salt: 0,
		};
		let asked = Call::execute_request { request, quotes: BoundedVec::new() };
		assert!(by_delegate(asked).is_err());
		for this in [
			Call::grant_trading_key {
				portfolio: TEN,
				key: account(8),
				scope: DELEGATE,
				expires_at: 2_000_000,
			},
			Call::revoke_trading_keys { portfolio: TEN, key: None },
			Call::cancel_nonce { portfolio: TEN, nonce: 0 },
			Call::cancel_nonces_below { portfolio: TEN, floor: 1 },
		] {
			assert_noop!(by_delegate(this), DispatchError::from(Error::<Test>::NotOwner));
		}
		// A key without that does not deposit; one with nothing else does.
		assert_ok!(grant(KeyScope { deposit: false, ..DELEGATE }, 2_000_000));
		assert!(!Trading::may_deposit(TEN, &delegate()));
		let only = KeyScope { place: false, cancel: false, ..DELEGATE };
		assert_ok!(grant(KeyScope { underlying: Some(UnderlyingId(0)), ..only }, 2_000_000));
		assert!(Trading::may_deposit(TEN, &delegate()));
		assert_noop!(
			place_by_delegate(reducing(buy(1_000, 1, 100))),
			Error::<Test>::BeyondKeyScope
		);
	});
}

#[test]
fn delegate_may_do_nothing_once_he_is_revoked_or_his_time_is_over() {
	with_delegate(|| {
		assert_ok!(place(10, buy(1_000, 1, 100)));
		let every = || {
			[
				Call::place_order { portfolio: TEN, order: reducing(buy(1_000, 1, 100)) },
				Call::amend_order {
					portfolio: TEN,
					sequence: 0,
					quantity: contracts(1),
					limit: Limit::Price(usd(99)),
				},
				Call::cancel_order { portfolio: TEN, sequence: 0 },
				Call::cancel_orders { portfolio: TEN, scope: CancelScope::All, most: 9 },
			]
		};
		assert_ok!(own_call(
			10,
			Call::revoke_trading_keys { portfolio: TEN, key: Some(delegate()) }
		));
		for this in every() {
			assert_noop!(by_delegate(this), DispatchError::from(Error::<Test>::NotOwner));
		}
		assert!(!Trading::may_deposit(TEN, &delegate()));
		assert_eq!(Trading::trading_keys(TEN).revocations, 1);
		// WHEN he is named again THEN that counts only from then on, and until its own end
		assert_ok!(grant(DELEGATE, 1_500_000));
		assert_ok!(place_by_delegate(reducing(buy(1_000, 1, 100))));
		Now::set(1_500_001);
		for this in every() {
			assert_noop!(by_delegate(this), DispatchError::from(Error::<Test>::KeyExpired));
		}
		assert!(!Trading::may_deposit(TEN, &delegate()));
	});
}

#[test]
fn delegate_who_signs_block_trades_is_refused() {
	with_delegate(|| {
		let signs = KeyScope { block_trade: true, ..DELEGATE };
		assert_noop!(grant(signs, 2_000_000), Error::<Test>::EmptyKeyScope);
		let ring = Trading::trading_keys(TEN).grants.into_inner();
		let (key, scope) = (delegate(), DELEGATE);
		assert_eq!(ring, [KeyGrant { key, scope, expires_at: 2_000_000 }]);
	});
}
