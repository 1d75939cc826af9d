// SPDX-License-Identifier: Apache-2.0
use crate::{mock::*, *};
use polkadot_sdk::{
	frame_support::{
		assert_noop, assert_ok,
		dispatch::GetDispatchInfo,
		traits::UnfilteredDispatchable,
		weights::{Weight, WeightMeter},
	},
	sp_runtime::DispatchError,
};
use tenor_fixed::Cash;
use tenor_series::{MarginMode, PortfolioId, PortfolioStatus};

fn request(who: AccountId, id: PortfolioId, dollars: u128) -> u64 {
	assert_ok!(Collateral::request_withdrawal(signed(who), id, USDC, dollars * DOLLAR));
	Queue::<Test>::get().tail - 1
}

fn refused(ticket: u64) -> Option<DispatchError> {
	events().into_iter().find_map(|event| match event {
		Event::WithdrawalRefused { ticket: t, reason, .. } if t == ticket => Some(reason),
		_ => None,
	})
}

#[test]
fn a_withdrawal_is_paid_in_a_later_block_and_counts_until_then() {
	build_and_execute(|| {
		let id = open(alice(), 10);
		let before = Assets::balance(USDC, alice());
		let ticket = request(alice(), id, 4);
		// WHEN the engine runs in the same block, THEN nothing is paid.
		Collateral::process_withdrawals(&mut WeightMeter::new());
		assert_eq!(record(id).cash, cash(10));
		assert_eq!(Collateral::queued_withdrawals(id), vec![(ticket, USDC, cash(4))]);
		// WHEN it runs in the next, THEN it is.
		next_block();
		assert_eq!(record(id).cash, cash(6));
		assert_eq!(Assets::balance(USDC, alice()), before + 4 * DOLLAR);
		assert!(Collateral::queued_withdrawals(id).is_empty());
		assert!(events().contains(&Event::Withdrawn {
			ticket,
			portfolio: id,
			asset: USDC,
			tokens: 4 * DOLLAR,
			amount: cash(4),
			kept: Cash::ZERO,
			to: alice(),
		}));
	});
}

#[test]
fn bad_withdrawals_have_their_own_errors_and_change_nothing() {
	build_and_execute(|| {
		let id = open(alice(), 10);
		let ask =
			|who, id, asset, amount| Collateral::request_withdrawal(signed(who), id, asset, amount);
		assert_noop!(ask(alice(), id, USDC, 10 * DOLLAR + 1), Error::<Test>::MoreThanFree);
		assert_noop!(ask(alice(), id, BTC, 1), Error::<Test>::MoreThanFree);
		assert_noop!(ask(alice(), id, ETH, 1), Error::<Test>::AmountTooSmall);
		assert_noop!(ask(alice(), id, USDC, 0), Error::<Test>::AmountTooSmall);
		assert_noop!(ask(alice(), id, UNLISTED, 1), Error::<Test>::AssetNotAccepted);
		assert_noop!(ask(alice(), id, USDC, u128::MAX), Error::<Test>::LedgerOverflow);
		assert_noop!(ask(bob(), id, USDC, DOLLAR), Error::<Test>::NotOwner);
		assert_noop!(ask(bob(), PortfolioId(9), USDC, 1), Error::<Test>::PortfolioNotFound);
		assert_ok!(Collateral::set_status(id, PortfolioStatus::Frozen));
		assert_noop!(ask(alice(), id, USDC, DOLLAR), Error::<Test>::PortfolioFrozen);
	});
}

#[test]
fn writer_cannot_withdraw_below_initial_margin() {
	build_and_execute(|| {
		let id = open(alice(), 10);
		GateKeeps::set(cash(8).e8());
		assert_noop!(
			Collateral::request_withdrawal(signed(alice()), id, USDC, 3 * DOLLAR),
			BELOW_MARGIN
		);
		// Not even what was allowed when it was asked for.
		let ticket = request(alice(), id, 2);
		GateKeeps::set(cash(9).e8());
		next_block();
		assert_eq!(refused(ticket), Some(BELOW_MARGIN));
		assert_eq!(record(id).cash, cash(10));
		assert_eq!(record(id).requests, 0);
	});
}

#[test]
fn an_asset_request_that_is_only_looked_at_changes_no_total() {
	build_and_execute(|| {
		let id = open(alice(), 0);
		assert_ok!(Collateral::deposit(signed(alice()), id, BTC, 10_000));
		assert_ok!(Collateral::request_withdrawal(signed(alice()), id, BTC, 10_000));
		assert_eq!(Totals::<Test>::get(BTC).held, 10_000);
		Collateral::do_try_state().unwrap();
		next_block();
		assert_eq!(Totals::<Test>::get(BTC).held, 0);
		assert_eq!(Assets::balance(BTC, Collateral::custody()), 0);
	});
}

#[test]
fn two_requests_cannot_take_the_same_money() {
	build_and_execute(|| {
		let id = open(alice(), 10);
		let (first, second) = (request(alice(), id, 7), request(alice(), id, 7));
		next_block();
		assert_eq!(refused(first), None);
		assert_eq!(refused(second), Some(Error::<Test>::MoreThanFree.into()));
		assert_eq!(record(id).cash, cash(3));
	});
}

#[test]
fn one_failing_account_never_stops_the_batch() {
	build_and_execute(|| {
		let (a, b, d) = (open(alice(), 10), open(bob(), 10), open(dora(), 10));
		let tickets = [request(alice(), a, 1), request(bob(), b, 1), request(dora(), d, 1)];
		// GIVEN one whose settlement fails and one whose token account is blocked,
		SettleFails::set(Some(a));
		assert_ok!(Assets::block(signed(owner()), USDC, bob()));
		next_block();
		// THEN both keep their money, with the reason, and the third is paid.
		assert_eq!(refused(tickets[0]), Some(SETTLEMENT_FAILED));
		assert!(refused(tickets[1]).is_some());
		assert_eq!(refused(tickets[2]), None);
		assert_eq!((record(a).cash, record(b).cash, record(d).cash), (cash(10), cash(10), cash(9)));
		assert_eq!(Queue::<Test>::get().live, 0);
	});
}

#[test]
fn a_due_entry_is_settled_before_the_withdrawal_and_stays_settled() {
	build_and_execute(|| {
		let id = open(alice(), 10);
		let ticket = request(alice(), id, 10);
		// GIVEN a loss that is due when the payment comes,
		assert_ok!(Collateral::open_clearing(expiry(1)));
		Due::set(vec![(id, expiry(1), -cash(3).e8())]);
		next_block();
		// THEN the loss is taken, and the payment refused.
		assert_eq!(refused(ticket), Some(Error::<Test>::MoreThanFree.into()));
		assert_eq!(record(id).cash, cash(7));
		assert_eq!(Collateral::clearing(expiry(1)), cash(3));
	});
}

#[test]
fn a_frozen_portfolio_is_not_paid_but_may_cancel() {
	build_and_execute(|| {
		let id = open(alice(), 10);
		let (first, second) = (request(alice(), id, 1), request(alice(), id, 1));
		assert_ok!(Collateral::set_status(id, PortfolioStatus::Frozen));
		let cancel = |who, ticket| Collateral::cancel_withdrawal(signed(who), ticket);
		assert_noop!(cancel(bob(), first), Error::<Test>::NotOwner);
		assert_noop!(cancel(alice(), 77), Error::<Test>::WithdrawalNotFound);
		assert_ok!(cancel(alice(), first));
		assert_noop!(cancel(alice(), first), Error::<Test>::WithdrawalNotFound);
		next_block();
		assert_eq!(refused(first), None);
		assert_eq!(refused(second), Some(Error::<Test>::PortfolioFrozen.into()));
		assert_eq!(record(id).cash, cash(10));
	});
}

#[test]
fn the_queue_is_bounded_in_all_and_per_portfolio() {
	build_and_execute(|| {
		let a = open(alice(), 10);
		request(alice(), a, 1);
		let holed = request(alice(), a, 1);
		assert_noop!(
			Collateral::request_withdrawal(signed(alice()), a, USDC, DOLLAR),
			Error::<Test>::TooManyWithdrawals
		);
		for _ in 0..2 {
			let id = open(bob(), 10);
			request(bob(), id, 1);
			request(bob(), id, 1);
		}
		let last = open(bob(), 10);
		assert_noop!(
			Collateral::request_withdrawal(signed(bob()), last, USDC, DOLLAR),
			Error::<Test>::WithdrawalQueueFull
		);
		// A cancelled one makes room; the hole it leaves is stepped over.
		assert_ok!(Collateral::cancel_withdrawal(signed(alice()), holed));
		request(bob(), last, 1);
		next_block();
		let queue = Queue::<Test>::get();
		assert_eq!((queue.live, queue.head), (0, queue.tail));
		assert_eq!(record(last).cash, cash(9));
	});
}

#[test]
fn payments_follow_the_order_of_requests_and_the_meter() {
	build_and_execute(|| {
		let (a, b) = (open(alice(), 10), open(bob(), 10));
		request(alice(), a, 1);
		request(bob(), b, 1);
		request(alice(), a, 1);
		System::set_block_number(2);
		// GIVEN weight for the step and one payment,
		let one = <() as WeightInfo>::process_withdrawals()
			.saturating_add(<() as WeightInfo>::look_at_withdrawal())
			.saturating_add(Collateral::payment_weight(0));
		let mut paid = vec![];
		for _ in 0..3 {
			let mut meter = WeightMeter::with_limit(one);
			Collateral::process_withdrawals(&mut meter);
			assert!(meter.consumed().all_lte(one));
			paid.push((record(a).cash, record(b).cash));
		}
		// THEN the cursor goes on where it stopped.
		assert_eq!(paid, [(cash(9), cash(10)), (cash(9), cash(9)), (cash(8), cash(9))]);
		// Without weight nothing happens.
		let mut meter = WeightMeter::with_limit(Weight::zero());
		Collateral::process_withdrawals(&mut meter);
		assert_eq!(meter.consumed(), Weight::zero());
	});
}

#[test]
fn withdrawals_round_down_to_what_both_sides_can_hold() {
	build_and_execute(|| {
		let id = open(alice(), 0);
		assert_ok!(Collateral::deposit(signed(alice()), id, ETH, ETHER));
		let before = Assets::balance(ETH, alice());
		let odd = 12_345_678_901;
		assert_ok!(Collateral::request_withdrawal(signed(alice()), id, ETH, odd));
		next_block();
		assert_eq!(record(id).holding(ETH), 99_999_999);
		assert_eq!(Assets::balance(ETH, alice()), before + 10_000_000_000);
	});
}

#[test]
fn custody_survives_the_last_withdrawal_of_everything() {
	build_and_execute(|| {
		let id = open(alice(), 0);
		assert_ok!(Collateral::deposit(signed(alice()), id, BTC, 10_000));
		assert_ok!(Collateral::request_withdrawal(signed(alice()), id, BTC, 10_000));
		next_block();
		// Custody's account of the token ended; the account did not.
		assert_eq!(Assets::maybe_balance(BTC, Collateral::custody()), None);
		assert!(System::providers(&Collateral::custody()) > 0);
		assert_ok!(Collateral::deposit(signed(alice()), id, BTC, 10_000));
	});
}

#[test]
fn a_token_with_a_minimum_balance_never_burns_what_others_own() {
	build_and_execute(|| {
		// GIVEN a token with a minimum balance of 100 units, and two depositors,
		assert_ok!(Assets::force_asset_status(
			RuntimeOrigin::root(),
			BTC,
			owner(),
			owner(),
			owner(),
			owner(),
			100,
			false,
			false,
		));
		let (a, b) = (open(alice(), 0), open(bob(), 0));
		let low = AssetPolicy { min_deposit: 100, ..policy(8, 100) };
		assert_ok!(Collateral::set_asset_policy(RuntimeOrigin::root(), BTC, low));
		assert_ok!(Collateral::deposit(signed(alice()), a, BTC, 100));
		assert_ok!(Collateral::deposit(signed(bob()), b, BTC, 100));
		assert_ok!(Collateral::request_withdrawal(signed(alice()), a, BTC, 50));
		next_block();
		// WHEN one takes all while less than the minimum of the other's would remain,
		assert_ok!(Collateral::request_withdrawal(signed(bob()), b, BTC, 100));
		next_block();
		// THEN it is refused, and nothing is burned.
		assert_eq!(record(b).holding(BTC), 100);
		assert_eq!(Assets::balance(BTC, Collateral::custody()), 150);
	});
}

#[test]
fn what_settling_and_looking_did_not_take_is_given_back() {
	build_and_execute(|| {
		let (id, other) = (open(alice(), 10), open(alice(), 10));
		let most = Collateral::most_release_weight();
		let used = LOOKED.saturating_add(SETTLED);
		let check = |call: Call<Test>, base: Weight, most: Weight, used: Weight| {
			// GIVEN what is charged for the worst, WHEN the call is made
			let charged = call.get_dispatch_info().call_weight;
			let info = call.dispatch_bypass_filter(signed(alice())).unwrap();
			// THEN it has cost its own work and what its neighbours say
			assert_eq!(charged, base.saturating_add(most));
			assert_eq!(info.actual_weight, Some(base.saturating_add(used)));
			assert!(info.actual_weight.unwrap().all_lt(charged));
		};
		type W = ();
		let asked = W::request_withdrawal().saturating_add(W::pay_withdrawal());
		let ask = Call::request_withdrawal { portfolio: id, asset: USDC, amount: DOLLAR };
		check(ask, asked, most, used);
		let (from, to, amount_e8) = (id, other, cash(1).e8().unsigned_abs());
		let settle = <FakeSettle as SettleDue>::weight();
		let move_one = Call::transfer { from, to, asset: USDC, amount_e8 };
		let (most_moved, used_moved) = (most.saturating_add(settle), used.saturating_add(SETTLED));
		check(move_one, W::transfer(), most_moved, used_moved);
		let mode = Call::set_mode { portfolio: id, mode: MarginMode::Portfolio };
		check(mode, W::set_mode(), most, used);
		let empty = open(alice(), 0);
		let closed = W::close_portfolio().saturating_add(<FakeSettle as OnClose>::weight());
		check(Call::close_portfolio { portfolio: empty }, closed, settle, SETTLED);
	});
}

#[test]
fn step_uses_no_more_weight_than_a_payment_took() {
	build_and_execute(|| {
		// GIVEN two withdrawals, one of which will be refused
		let (a, b) = (open(alice(), 10), open(bob(), 10));
		request(alice(), a, 1);
		request(bob(), b, 1);
		GateRefuses::set(Some(b));
		System::set_block_number(2);
		// WHEN the step pays
		let mut meter = WeightMeter::new();
		Collateral::process_withdrawals(&mut meter);
		// THEN the first took what its neighbours say, and the other one is charged the worst
		type W = ();
		let looks = W::look_at_withdrawal().saturating_mul(2);
		let paid = W::pay_withdrawal().saturating_add(LOOKED).saturating_add(SETTLED);
		let spent = W::process_withdrawals()
			.saturating_add(looks)
			.saturating_add(paid)
			.saturating_add(Collateral::payment_weight(0));
		assert_eq!(meter.consumed(), spent);
		assert!(paid.all_lt(Collateral::payment_weight(0)));
		GateRefuses::set(None);
	});
}
