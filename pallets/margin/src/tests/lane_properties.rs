// SPDX-License-Identifier: Apache-2.0
//! Random trades of a batch against the same trades executed one call each.

use crate::{mock::*, LaneTrade, OwnerLimits};
use polkadot_sdk::{
	frame_support::storage::{transactional::with_transaction, TransactionOutcome},
	sp_io,
	sp_runtime::{DispatchError, StateVersion},
};
use proptest::prelude::*;
use tenor_fixed::{Cash, Fixed, Price, Quantity};
use tenor_series::{MarginMode, OptionKind, PortfolioId, SeriesKey};

type Outcomes = Vec<Result<(), DispatchError>>;

const PORTFOLIOS: u64 = 8;

/// Buyer, seller, series, hundredths, percent of the mark, fees in dollars.
type Plan = (u64, u64, u8, i64, u64, (u8, u8));

fn plan() -> impl Strategy<Value = Plan> {
	let id = || 10..10 + PORTFOLIOS;
	(id(), id(), 0..6u8, 1..120i64, 88..112u64, (0..4u8, 0..4u8))
}

fn series(n: u8) -> SeriesKey {
	let kind = if n % 2 == 0 { OptionKind::Call } else { OptionKind::Put };
	expiry(if n < 3 { 7 } else { 30 }).series(usd(50_000 + 10_000 * u64::from(n % 3)), kind)
}

fn trade_of((buyer, seller, n, hundredths, percent, fees): Plan) -> LaneTrade {
	let series = series(n);
	LaneTrade {
		buyer: PortfolioId(buyer),
		seller: PortfolioId(seller),
		series,
		quantity: Quantity::from_e8(hundredths * 1_000_000),
		price: Price::from_e8(mark_cents(series) * percent * 10_000),
		buyer_fee: cash(fees.0.into()),
		seller_fee: cash(fees.1.into()),
	}
}

/// Portfolios in both modes, poor ones among them, of which some have set something aside; the last two
/// belong to one owner.
fn start(dollars: &[i128], held: &[i128]) {
	for (n, (dollars, held)) in (0..PORTFOLIOS).zip(dollars.iter().zip(held)) {
		let mode = if n % 2 == 0 { MarginMode::Standard } else { MarginMode::Portfolio };
		open(10 + n, mode, *dollars);
		change_view(10 + n, |view| {
			view.held = cash((*held).min(*dollars));
			view.owner = if n == 7 { 16 } else { 10 + n };
		});
	}
	let limits = OwnerLimits {
		shorts: Some(Quantity::from_e8(300_000_000)),
		vega: Some(Fixed::from_int(10_000)),
		..Default::default()
	};
	Margin::set_owner_limits(RuntimeOrigin::root(), BTC, limits).unwrap();
}

/// What is left behind when the transient vectors are gone.
fn root() -> Vec<u8> {
	Margin::clear_transients();
	sp_io::storage::root(StateVersion::V1)
}

/// Runs on the state at hand, and takes it back.
fn tried(run: impl FnOnce() -> Outcomes) -> (Outcomes, Vec<u8>, Vec<Cash>) {
	let result = with_transaction(|| {
		let outcomes = run();
		Margin::do_try_state().unwrap();
		let root = root();
		let margins = (10..10 + PORTFOLIOS).map(maintenance).collect();
		TransactionOutcome::Rollback(Ok::<_, DispatchError>((outcomes, root, margins)))
	});
	Margin::clear_transients();
	result.unwrap()
}

fn maintenance(id: u64) -> Cash {
	Margin::margin_of(PortfolioId(id)).unwrap().totals.maintenance
}

fn together(trades: &[LaneTrade]) -> Outcomes {
	Margin::execute_each(trades).unwrap().outcomes
}

fn one_by_one(trades: &[LaneTrade]) -> Outcomes {
	trades.iter().flat_map(|trade| together(core::slice::from_ref(trade))).collect()
}

proptest! {
	#![proptest_config(ProptestConfig { cases: 256, ..ProptestConfig::default() })]

	#[test]
	fn a_batch_does_what_its_trades_do_one_by_one(
		before in prop::collection::vec(plan(), 0..12),
		plans in prop::collection::vec(plan(), 1..24),
		dollars in prop::collection::vec(2_000i128..60_000, 8),
		held in prop::collection::vec(0i128..3_000, 8),
		spot in prop_oneof![2 => Just(60_000u64), 1 => 48_000u64..75_000],
		stale in prop::bool::weighted(0.1),
	) {
		build_and_execute(|| {
			reset_market();
			start(&dollars, &held);
			one_by_one(&before.into_iter().map(trade_of).collect::<Vec<_>>());
			move_btc(spot);
			Stale::set(if stale { vec![BTC] } else { vec![] });
			let trades: Vec<_> = plans.into_iter().map(trade_of).collect();
			let (_, _, then) = tried(Vec::new);
			// WHEN the same trades are executed in one call, and in one call each
			let (batch, state, margins) = tried(|| together(&trades));
			let (single, expected, after) = tried(|| one_by_one(&trades));
			// THEN they end alike if nothing was refused for its margin, and everybody has it
			let below = Err(crate::Error::<Test>::BelowMaintenanceMargin.into());
			let traded = |outcomes: &Outcomes| {
				let done = trades.iter().zip(outcomes).filter(|(_, outcome)| outcome.is_ok());
				done.map(|(trade, _)| *trade).collect::<Vec<_>>()
			};
			let margin_of = |margins: &[Cash], id: u64| margins[usize::try_from(id - 10).unwrap()];
			let all_have = traded(&single).iter().all(|trade| {
				[trade.buyer.0, trade.seller.0].iter().all(|id| !margin_of(&after, *id).is_negative())
			});
			if !single.contains(&below) && (all_have || stale) {
				assert_eq!((&batch, &state), (&single, &expected));
			}
			// AND nobody who traded is below it, but for who was before and came no further, but for fees
			for id in 10..10 + PORTFOLIOS {
				let fees = traded(&batch).iter().fold(Cash::ZERO, |sum, trade| {
					let fee = |is: bool, fee| if is { fee } else { Cash::ZERO };
					let paid = fee(trade.buyer.0 == id, trade.buyer_fee);
					let paid = paid.saturating_add(fee(trade.seller.0 == id, trade.seller_fee));
					sum.saturating_add(paid)
				});
				let least = margin_of(&then, id).min(Cash::ZERO).saturating_sub(fees);
				let rounding = Cash::from_e8(1_000);
				assert!(stale || margin_of(&margins, id).saturating_add(rounding) >= least, "{id}");
			}
			reset_market();
		});
	}
}
