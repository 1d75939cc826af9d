// SPDX-License-Identifier: Apache-2.0
//! Realised volatility and the stress gate through the whole runtime.

use polkadot_sdk::*;

use frame_support::assert_ok;
use pallet_margin::{Error, MarginReport, StressRule};
use sp_keyring::Sr25519Keyring::{Bob, Charlie, Dave};
use sp_runtime::{traits::Dispatchable, DispatchError};
use tenor_fixed::Fixed;
use tenor_runtime::{
	Collateral, Margin, Market, Runtime, RuntimeCall, RuntimeEvent, RuntimeOrigin,
};
use tenor_series::{ExpiryKey, MarginMode, PortfolioId, PortfolioStatus};
use tenor_tests::chain::*;

const EXPIRY: u64 = START_MS + 30 * 86_400_000;

fn market(chain: &mut Chain) -> ExpiryKey {
	let expiry = chain.list(EXPIRY, &[80_000, 90_000, 100_000, 110_000]);
	chain.post_market(expiry, usd(100_000), milli(500));
	expiry
}

/// Blocks every twenty seconds with all data every minute.
fn run(chain: &mut Chain, expiry: ExpiryKey, spot: u64, minutes: u64) {
	for _ in 0..minutes {
		for _ in 0..3 {
			chain.skip_slots(20);
		}
		chain.post_market(expiry, usd(spot), milli(500));
	}
}

fn report(id: PortfolioId) -> MarginReport {
	Margin::margin_of(id).expect("a margin")
}

fn refused(result: frame_support::dispatch::DispatchResultWithPostInfo) -> DispatchError {
	result.expect_err("it is refused").error
}

#[test]
fn after_a_crash_im_is_by_larger_shocks_at_once_and_mm_follows() {
	journey(|chain| {
		// GIVEN a writer of puts, in quiet times
		let expiry = market(chain);
		let buyer = (Bob, chain.open(Bob, MarginMode::Standard, 400_000));
		let writer = (Charlie, chain.open(Charlie, MarginMode::Portfolio, 16_000));
		let series = put(expiry, 80_000);
		assert_ok!(chain.trade(series, buyer, writer, contracts(1_000), mark(series)));
		run(chain, expiry, 100_000, 11);
		assert_eq!(Market::shock_scale(BTC).initial, Fixed::ONE);
		assert!(!report(writer.1).ramping);
		// WHEN the index falls by a tenth, by less at a time than would lower its confidence
		while Market::regime(BTC).due_at < chain.now() + 280_000 {
			chain.skip_slots(10);
			chain.post_market(expiry, usd(100_000), milli(500));
		}
		for spot in [98_500, 97_000, 95_500, 94_000, 92_500, 91_000, 90_000] {
			chain.skip_slots(20);
			chain.post_market(expiry, usd(spot), milli(500));
		}
		let before = report(writer.1);
		assert_eq!(Market::shock_scale(BTC).initial, Fixed::ONE);
		let larger = |event: &RuntimeEvent| {
			matches!(
				event,
				RuntimeEvent::Market(pallet_market::Event::ShockScaleChanged {
					underlying: BTC,
					..
				})
			)
		};
		let mut said = false;
		for _ in 0..30 {
			chain.skip_slots(20);
			chain.post_market(expiry, usd(90_000), milli(500));
			said |= chain.saw(larger);
		}
		// THEN within two intervals IM asks for what twice the shocks may cost, and says so
		assert!(said);
		let scale = Market::shock_scale(BTC);
		assert_eq!((scale.initial, scale.maintenance), (Fixed::from_int(2), Fixed::ONE));
		let after = report(writer.1);
		assert!(after.ramping);
		let slack = cash(200);
		assert!(after.totals.initial < before.totals.initial.checked_sub(cash(5_000)).unwrap());
		// AND MM is where it was, but for some minutes of time value
		let lost = before.totals.maintenance.saturating_sub(after.totals.maintenance);
		assert!(lost < slack, "{lost:?}");
		// AND who met margin before may not sell more now
		assert!(before.totals.initial.is_positive() && after.totals.initial.is_negative());
		let more = chain.trade(series, buyer, writer, contracts(100), mark(series));
		assert_eq!(refused(more), Error::<Runtime>::BelowInitialMargin.into());
		// AND buying back reduces risk
		let price = mark(series);
		assert_ok!(chain.trade(series, writer, buyer, contracts(100), price));
		// AND hours later MM has followed a part of the way, and nobody was frozen meanwhile
		run(chain, expiry, 90_000, 125);
		let scale = Market::shock_scale(BTC);
		assert_eq!(scale.maintenance, Fixed::from_ratio_floor(18, 16).unwrap());
		let status = Collateral::view(writer.1).expect("exists").status;
		assert_eq!(status, PortfolioStatus::Active);
	});
}

#[test]
fn the_gate_stops_what_raises_the_loss_of_a_stress_and_lets_the_rest_pass() {
	journey(|chain| {
		let expiry = market(chain);
		let buyer = (Bob, chain.open(Bob, MarginMode::Standard, 400_000));
		let writer = (Charlie, chain.open(Charlie, MarginMode::Standard, 40_000));
		let rich = (Dave, chain.open(Dave, MarginMode::Portfolio, 500_000));
		let series = call(expiry, 100_000);
		// GIVEN a limit of one percent of the fund
		let rule = StressRule { share: Some(milli(10)), ..Default::default() };
		let set = RuntimeCall::from(pallet_margin::Call::set_stress_rule { rule });
		assert_ok!(set.dispatch(RuntimeOrigin::root()));
		let limit = Margin::stress_view().limit.expect("a limit");
		assert_eq!(limit, cash(10_000));
		// WHEN half a rise would cost more than a writer has by more than that
		assert_ok!(chain.trade(series, buyer, writer, contracts(1_300), mark(series)));
		assert!(!Margin::stress_view().in_force);
		chain.next_block();
		let view = Margin::stress_view();
		assert!(view.in_force && view.worst > limit, "{view:?}");
		// THEN he may not sell more, though margin would let him
		let more = chain.trade(series, buyer, writer, contracts(50), mark(series));
		assert_eq!(refused(more), Error::<Runtime>::RaisesStressLoss.into());
		// AND others may, and he may buy back
		assert_ok!(chain.trade(series, buyer, rich, contracts(1_000), mark(series)));
		assert_ok!(chain.trade(series, writer, rich, contracts(800), mark(series)));
		// AND with that the gate is open again
		chain.next_block();
		let view = Margin::stress_view();
		assert!(!view.in_force && view.worst <= limit, "{view:?}");
		assert_ok!(chain.trade(series, buyer, writer, contracts(50), mark(series)));
	});
}
