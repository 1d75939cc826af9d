// SPDX-License-Identifier: Apache-2.0
//! Trades executed each by itself, at maintenance margin.

use crate::{mock::*, Error, LaneTrade, OwnerLimits, StressRule, TradesExecuted, MAX_LANE_TRADES};
use polkadot_sdk::{
	frame_support::{assert_noop, assert_ok, assert_storage_noop},
	sp_runtime::DispatchError,
	sp_weights::WeightMeter,
};
use tenor_fixed::{Cash, Price, Quantity};
use tenor_series::{LedgerAccount::Fees, MarginMode, PortfolioId, PortfolioStatus, SeriesKey};

/// Hundredths of a contract at the mark, without fees.
pub fn lane_trade(buyer: u64, seller: u64, series: SeriesKey, hundredths: i64) -> LaneTrade {
	LaneTrade {
		buyer: PortfolioId(buyer),
		seller: PortfolioId(seller),
		series,
		quantity: Quantity::from_e8(hundredths * 1_000_000),
		price: Price::from_e8(mark_cents(series) * 1_000_000),
		buyer_fee: Cash::ZERO,
		seller_fee: Cash::ZERO,
	}
}

/// Executes, and sees that it took no more than it may.
fn run(trades: &[LaneTrade]) -> Vec<Result<(), DispatchError>> {
	let TradesExecuted { outcomes, weight } = Margin::execute_each(trades).unwrap();
	let most = Margin::execute_each_weight(trades);
	assert!(weight.all_lte(most), "{weight} of {most}");
	assert_eq!(outcomes.len(), trades.len());
	Margin::do_try_state().unwrap();
	outcomes
}

fn refused(error: Error<Test>) -> Result<(), DispatchError> {
	Err(error.into())
}

#[test]
fn trades_move_contracts_premiums_and_fees() {
	build_and_execute(|| {
		// GIVEN two trades of which the second goes the other way
		let first = LaneTrade {
			buyer_fee: cash(3),
			seller_fee: cash(2),
			..lane_trade(1, 2, call(60_000), 150)
		};
		let second = LaneTrade { seller_fee: cash(1), ..lane_trade(2, 1, call(60_000), 50) };
		let price = i128::from(first.price.e8());
		// WHEN both are executed
		assert_eq!(run(&[first, second]), [Ok(()), Ok(())]);
		// THEN one contract, its premium and all fees have moved
		assert_eq!((held(1, call(60_000)), held(2, call(60_000))), (100, -100));
		assert_eq!(view(1).cash.e8(), cash(1_000_000 - 3 - 1).e8() - price);
		assert_eq!(view(2).cash.e8(), cash(1_000_000 - 2).e8() + price);
		assert_eq!(ledger(Fees), cash(6));
	});
}

#[test]
fn one_that_is_refused_stops_none_of_the_others() {
	build_and_execute(|| {
		open(4, MarginMode::Standard, 1_000);
		change_view(2, |view| view.owner = 2);
		let good = lane_trade(1, 2, call(60_000), 100);
		let poor = lane_trade(4, 2, call(60_000), 100);
		let gone = LaneTrade { seller: PortfolioId(77), ..good };
		let outcomes = run(&[poor, good, gone, good]);
		let expected =
			[refused(Error::InsufficientCash), Ok(()), refused(Error::UnknownPortfolio), Ok(())];
		assert_eq!(outcomes, expected);
		assert_eq!((held(1, call(60_000)), held(4, call(60_000))), (200, 0));
	});
}

#[test]
fn parties_must_be_two_owners_with_active_portfolios_that_owe_no_settlement() {
	build_and_execute(|| {
		let good = lane_trade(1, 2, call(60_000), 10);
		// One owner.
		open(4, MarginMode::Standard, 10_000);
		change_view(4, |view| view.owner = 1);
		let same = refused(Error::SameOwner);
		assert_eq!(run(&[lane_trade(1, 4, call(60_000), 10)]), [same]);
		assert_eq!(run(&[lane_trade(1, 1, call(60_000), 10)]), [same]);
		// Frozen.
		change_view(4, |view| (view.owner, view.status) = (4, PortfolioStatus::Frozen));
		let frozen = refused(Error::PortfolioFrozen);
		assert_eq!(run(&[lane_trade(4, 1, call(60_000), 10), good]), [frozen, Ok(())]);
		// A position of yesterday.
		let old = expiry(7).series(usd(60_000), tenor_series::OptionKind::Call);
		assert_ok!(trade(1, 2, old, 10));
		Now::set(START + 8 * DAY);
		let due = refused(Error::PositionDue);
		assert_eq!(run(&[LaneTrade { price: usd(4_000), ..good }]), [due]);
	});
}

#[test]
fn a_trade_that_says_nothing_sensible_is_refused() {
	build_and_execute(|| {
		let good = lane_trade(1, 2, call(60_000), 10);
		let none = LaneTrade { quantity: Quantity::ZERO, ..good };
		let back = LaneTrade { quantity: Quantity::from_e8(-1), ..good };
		let paid = LaneTrade { seller_fee: Cash::from_e8(-1), ..good };
		let huge = LaneTrade { quantity: Quantity::from_e8(i64::MAX), ..good };
		let outcomes = run(&[none, back, paid, huge, good]);
		let zero = refused(Error::ZeroQuantity);
		assert_eq!(outcomes[..3], [zero, zero, refused(Error::NegativeFee)]);
		assert!(outcomes[3].is_err());
		assert_eq!(outcomes[4], Ok(()));
		// Nothing at all, and too much.
		assert_eq!(run(&[]), []);
		let most = usize::try_from(MAX_LANE_TRADES).unwrap();
		assert_noop!(Margin::execute_each(&vec![good; most + 1]), Error::<Test>::TooManyTrades);
		let tiny = LaneTrade { quantity: Quantity::from_e8(1_000), ..good };
		assert_eq!(run(&vec![tiny; most]), vec![Ok(()); most]);
	});
}

#[test]
fn the_price_must_be_inside_the_mark_band() {
	build_and_execute(|| {
		let (low, high) = Margin::mark_band(&call(60_000)).unwrap();
		let at = |price: u64| LaneTrade {
			price: Price::from_e8(price),
			..lane_trade(1, 2, call(60_000), 10)
		};
		let out = refused(Error::OutsideMarkBand);
		let trades = [low.e8() - 1, low.e8(), high.e8(), high.e8() + 1].map(at);
		assert_eq!(run(&trades), [out, Ok(()), Ok(()), out]);
	});
}

#[test]
fn cash_set_aside_or_locked_stays_behind_every_single_trade() {
	build_and_execute(|| {
		let price = i128::from(mark_cents(call(60_000)) / 100);
		open(4, MarginMode::Standard, price + 600);
		change_view(4, |view| view.held = cash(300));
		let buy = lane_trade(4, 2, call(60_000), 100);
		let sell = lane_trade(2, 4, call(60_000), 100);
		// Free are 300 besides the premium: one may be bought, not two, even if one is sold later.
		let no_cash = refused(Error::InsufficientCash);
		assert_eq!(run(&[buy, buy, sell]), [Ok(()), no_cash, Ok(())]);
		change_view(4, |view| view.locked = vec![(expiry(1), cash(301))]);
		assert_eq!(run(&[buy]), [no_cash]);
		change_view(4, |view| view.held = cash(0));
		assert_eq!(run(&[buy]), [Ok(())]);
		// A fee counts like a premium, also for who sells.
		let dear = LaneTrade { seller_fee: cash(price + 400), ..sell };
		assert_eq!(run(&[dear]), [no_cash]);
	});
}

#[test]
fn maintenance_margin_is_asked_and_initial_margin_is_not() {
	build_and_execute(|| {
		// GIVEN a writer with 7,000: a contract needs 9,000 as IM, and 5,400 as MM
		open(4, MarginMode::Standard, 7_000);
		assert_noop!(trade(1, 4, call(60_000), 100), Error::<Test>::BelowInitialMargin);
		let sale = lane_trade(1, 4, call(60_000), 100);
		// WHEN it sells one and another THEN the second is refused
		let below = refused(Error::BelowMaintenanceMargin);
		assert_eq!(run(&[sale, sale]), [Ok(()), below]);
		let totals = Margin::margin_of(PortfolioId(4)).unwrap().totals;
		assert!(totals.initial.is_negative() && !totals.maintenance.is_negative());
	});
}

#[test]
fn whoever_is_below_maintenance_margin_may_come_closer_to_it() {
	build_and_execute(|| {
		// GIVEN a writer who has come below maintenance margin
		open(4, MarginMode::Standard, 10_000);
		assert_ok!(trade(1, 4, call(60_000), 100));
		move_btc(67_000);
		let before = Margin::margin_of(PortfolioId(4)).unwrap().totals.maintenance;
		assert!(before.is_negative());
		// WHEN it buys a part back, for a fee, THEN that passes; selling more does not
		let back = LaneTrade { buyer_fee: cash(1), ..lane_trade(4, 1, call(60_000), 10) };
		let more = lane_trade(1, 4, call(60_000), 10);
		let below = refused(Error::BelowMaintenanceMargin);
		assert_eq!(run(&[more, back]), [below, Ok(())]);
		let after = Margin::margin_of(PortfolioId(4)).unwrap().totals.maintenance;
		assert!(after.checked_add(cash(1)).unwrap() >= before);
	});
}

#[test]
fn all_together_may_pass_what_one_by_one_would_not() {
	build_and_execute(|| {
		// GIVEN a writer who could not carry two contracts
		open(4, MarginMode::Standard, 7_000);
		let sale = lane_trade(1, 4, call(60_000), 200);
		let back = lane_trade(4, 2, call(60_000), 100);
		assert_eq!(run(&[sale]), [refused(Error::BelowMaintenanceMargin)]);
		// WHEN one is bought back by the next trade THEN both pass
		assert_eq!(run(&[sale, back]), [Ok(()), Ok(())]);
		assert_eq!(held(4, call(60_000)), -100);
	});
}

#[test]
fn one_that_can_not_carry_costs_nobody_else_a_trade() {
	build_and_execute(|| {
		// GIVEN a maker who is in many trades, and a writer who can carry one of his two
		open(4, MarginMode::Standard, 7_000);
		let with_others = (20..60).map(|id| {
			open(id, MarginMode::Standard, 100_000);
			lane_trade(2, id, call(60_000), 100)
		});
		let sale = lane_trade(2, 4, call(60_000), 100);
		let trades: Vec<_> = with_others.chain([sale, sale]).collect();
		// WHEN all come in one batch THEN his second is refused and nothing else
		let outcomes = run(&trades);
		assert_eq!(outcomes.last(), Some(&refused(Error::BelowMaintenanceMargin)));
		assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 41);
	});
}

#[test]
fn whoever_lacks_a_hedge_that_was_refused_is_judged_too() {
	build_and_execute(|| {
		// GIVEN 4 who sells a call and hedges it with one of 5, who can't carry it
		open(4, MarginMode::Standard, 4_000);
		open(5, MarginMode::Standard, 100);
		let sale = lane_trade(1, 4, call(60_000), 100);
		let hedge = lane_trade(4, 5, call(61_000), 100);
		// WHEN both come together THEN neither can stand
		let below = refused(Error::BelowMaintenanceMargin);
		assert_eq!(run(&[sale, hedge]), [below, below]);
		// AND with somebody who can, both do
		let hedge = lane_trade(4, 2, call(61_000), 100);
		assert_eq!(run(&[sale, hedge]), [Ok(()), Ok(())]);
	});
}

#[test]
fn without_fresh_data_positions_only_close() {
	build_and_execute(|| {
		open(4, MarginMode::Standard, 20_000);
		assert_ok!(trade(1, 4, call(60_000), 100));
		assert_ok!(trade(2, 1, put(50_000), 100));
		Stale::set(vec![BTC]);
		let stale = refused(Error::StaleMarketData);
		// Opening is refused, on either side.
		assert_eq!(run(&[lane_trade(2, 4, call(60_000), 10)]), [stale]);
		// Buying back passes, from who closes a long and is covered by cash.
		assert_eq!(run(&[lane_trade(4, 1, call(60_000), 10)]), [Ok(())]);
		// What is set aside counts for that.
		change_view(1, |view| view.held = view.cash);
		assert_eq!(run(&[lane_trade(4, 1, call(60_000), 10)]), [Ok(())]);
	});
}

#[test]
fn bounds_caps_and_limits_refuse_one_trade() {
	build_and_execute(|| {
		let good = lane_trade(1, 2, call(60_000), 10);
		// A halt of new risk.
		Halted::set(vec![call(60_000)]);
		assert_eq!(run(&[good, lane_trade(1, 2, put(60_000), 10)]).map_ok(), [false, true]);
		Halted::set(vec![]);
		// An owner's limit.
		let limits =
			OwnerLimits { contracts: Some(Quantity::from_e8(15_000_000)), ..Default::default() };
		assert_ok!(Margin::set_owner_limits(RuntimeOrigin::root(), BTC, limits));
		// Each already has 0.1 of a put.
		let above = refused(Error::ContractsAboveLimit);
		let five = lane_trade(1, 2, call(60_000), 5);
		assert_eq!(run(&[good, five, five]), [above, Ok(()), above]);
		// Two others are not above it.
		open(4, MarginMode::Standard, 10_000);
		open(5, MarginMode::Standard, 10_000);
		assert_eq!(run(&[five, lane_trade(4, 5, call(60_000), 10)]), [above, Ok(())]);
	});
}

#[test]
fn credits_that_settle_take_the_place_of_expiries() {
	build_and_execute(|| {
		open(4, MarginMode::Standard, 100_000);
		change_view(4, |view| {
			view.locked = (0..16).map(|n| (expiry(100 + n), cash(1))).collect();
		});
		let full = refused(Error::TooManyExpiries);
		let one = lane_trade(4, 2, call(60_000), 1);
		assert_eq!(run(&[one]), [full]);
		change_view(4, |view| view.locked.truncate(15));
		assert_eq!(run(&[one, one]), [Ok(()), Ok(())]);
	});
}

#[test]
fn the_stress_gate_refuses_what_raises_a_loss() {
	build_and_execute(|| {
		open(4, MarginMode::Standard, 30_000);
		assert_ok!(trade(1, 4, call(60_000), 200));
		let rule = StressRule { share: Some("0.0001".parse().unwrap()), ..Default::default() };
		assert_ok!(Margin::set_stress_rule(RuntimeOrigin::root(), rule));
		Margin::process_sweep(&mut WeightMeter::new());
		for _ in 0..=NEXT_PORTFOLIO / 128 {
			Margin::process_backstop(&mut WeightMeter::new());
		}
		assert!(Margin::stress_view().in_force);
		let raises = refused(Error::RaisesStressLoss);
		let more = lane_trade(1, 4, call(60_000), 10);
		let less = lane_trade(4, 1, call(60_000), 10);
		assert_eq!(run(&[more, less]), [raises, Ok(())]);
	});
}

#[test]
fn nothing_is_written_for_trades_that_are_refused() {
	build_and_execute(|| {
		open(4, MarginMode::Standard, 10);
		let poor = lane_trade(4, 2, call(60_000), 100);
		let short = lane_trade(2, 4, call(60_000), 100);
		assert_storage_noop!({
			assert!(Margin::execute_each(&[poor, short])
				.unwrap()
				.outcomes
				.iter()
				.all(Result::is_err));
			Margin::clear_transients();
		});
	});
}

#[test]
fn what_takes_too_much_to_judge_is_refused_and_the_rest_is_not() {
	build_and_execute(|| {
		// GIVEN 40 portfolios with a position in each of 12 expiries, as many as they may
		let ids: Vec<u64> = (20..60).collect();
		for id in &ids {
			open(*id, MarginMode::Standard, 1_000_000);
			for days in 20..32 {
				let series = expiry(days).series(usd(60_000), tenor_series::OptionKind::Call);
				assert_ok!(trade(*id, 1, series, 1));
			}
		}
		// WHEN a few trades name all of them THEN some are refused, those that come first are not
		let trades: Vec<_> =
			ids.chunks(2).map(|pair| lane_trade(pair[0], pair[1], call(60_000), 1)).collect();
		let outcomes = run(&trades);
		assert_eq!(outcomes[0], Ok(()));
		assert_eq!(outcomes.last(), Some(&refused(Error::TooMuchToPrice)));
	});
}

/// Which of them passed.
trait Passed {
	fn map_ok(&self) -> Vec<bool>;
}

impl Passed for Vec<Result<(), DispatchError>> {
	fn map_ok(&self) -> Vec<bool> {
		self.iter().map(Result::is_ok).collect()
	}
}
