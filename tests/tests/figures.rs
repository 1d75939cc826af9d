// SPDX-License-Identifier: Apache-2.0
//! What operators are told of the chain, by the runtime itself.

use polkadot_sdk::*;

use frame_support::assert_ok;
use pallet_breaker::Level;
use pallet_settlement::Stage;
use sp_keyring::Sr25519Keyring::{Bob, Charlie, Ferdie};
use tenor_fixed::{Cash, Fixed, Vol};
use tenor_runtime::{
	figures::{figures, happened, Figures, Severity, UnderlyingFigures},
	Margin, Runtime, RuntimeEvent, System,
};
use tenor_series::{ExpiryKey, MarginMode, PortfolioId, DAY_MS};
use tenor_tests::chain::*;

const VOL: Fixed = Fixed::from_e18(Vol::ONE.e18() / 2);

/// A writer with so many dollars, and his buyer, of two calls at the money.
fn market(chain: &mut Chain, left_ms: u64, writer: u128) -> (ExpiryKey, PortfolioId) {
	let expiry = chain.list(START_MS + left_ms, &[100_000]);
	chain.post_market(expiry, usd(100_000), VOL);
	let buyer = (Bob, chain.open(Bob, MarginMode::Standard, 100_000));
	let writer = (Charlie, chain.open(Charlie, MarginMode::Standard, writer));
	let series = call(expiry, 100_000);
	assert_ok!(chain.trade(series, buyer, writer, contracts(1_000), mark(series)));
	(expiry, writer.1)
}

/// The lines of the block.
fn lines() -> Vec<(Severity, String)> {
	let text = |note: tenor_runtime::figures::Note| {
		(note.severity, String::from_utf8(note.text).expect("words"))
	};
	happened().notes.into_iter().map(text).collect()
}

fn btc(figures: &Figures) -> &UnderlyingFigures {
	let found = figures.underlyings.iter().find(|market| market.symbol.as_str() == "BTC");
	found.expect("the preset has it")
}

#[test]
fn expiry_without_a_price_is_seen_waiting() {
	journey(|chain| {
		// GIVEN an open contract
		let (expiry, _) = market(chain, 400_000, 100_000);
		assert_eq!(btc(&figures()).open_interest_e8, E8);
		assert_eq!(happened().trades, 1);
		assert!(figures().settlements.is_empty());
		// WHEN it expires and nobody has fed the index into the last minute
		chain.run_to(expiry.expiry + 1_000);
		// THEN it is seen waiting for its price
		let settlements = figures().settlements;
		let stages: Vec<_> =
			settlements.iter().map(|one| (one.stage, one.contracts_left_e8)).collect();
		assert_eq!(stages, [(Stage::AwaitingPrice, E8)]);
	});
}

#[test]
fn closed_expiry_is_counted_and_told_once() {
	journey(|chain| {
		// GIVEN an expiry whose window is fed
		let (expiry, _) = market(chain, 60_000, 100_000);
		let mut told = Vec::new();
		let (mut settled, mut closed) = (0, 0);
		// WHEN it is settled
		while chain.now() < expiry.expiry + 3_000 {
			chain.next_block();
			told.extend(lines());
			settled += happened().settled;
			closed += happened().closed;
			chain.post_index(usd(100_000));
		}
		// THEN both holders and the close are counted, and two lines say so
		assert_eq!((settled, closed), (2, 1));
		assert_eq!(told.len(), 2, "{told:?}");
		let texts: Vec<_> = told.iter().map(|(_, text)| text.as_str()).collect();
		assert!(
			texts[0].starts_with("BTC-27MAR26T070100: the settlement price is 100000, by Window")
		);
		assert!(texts[1].starts_with("BTC-27MAR26T070100 is settled: 2 portfolios paid"));
		assert!(told.iter().all(|(severity, _)| *severity == Severity::Info));
	});
}

#[test]
fn unsafe_portfolio_and_what_the_fund_pays_for_it_are_told() {
	journey(|chain| {
		// GIVEN a writer with little
		let (_, writer) = market(chain, 30 * DAY_MS, 25_000);
		assert_eq!(figures().sweep.auctions, 0);
		// WHEN the index jumps so far that it is below water
		chain.next_block();
		chain.post_index(usd(150_000));
		assert_ok!(chain.call(Ferdie, pallet_liquidation::Call::flag { portfolio: writer }));
		// THEN it is counted and told with its block
		assert_eq!(happened().flagged, 1);
		let line = (Severity::Warning, "1 portfolios were found unsafe and frozen".to_string());
		assert!(lines().contains(&line), "{:?}", lines());
		// AND the next one shows it for sale, with what it lacks
		chain.next_block();
		chain.post_index(usd(150_000));
		let sweep = figures().sweep;
		assert_eq!(sweep.auctions, 1);
		assert!(sweep.need.is_positive());
		assert_eq!(sweep.worst_loss, Margin::stress_view().worst);
		// WHEN the fund pays THEN the sum of its payments is told
		for dollars in [2, 3] {
			let (from_insurance, shortfall) = (cash(dollars), Cash::ZERO);
			let paid = pallet_collateral::Event::InsurancePaid {
				portfolio: writer,
				from_insurance,
				shortfall,
			};
			System::deposit_event(RuntimeEvent::Collateral(paid));
		}
		assert_eq!(happened().insurance_paid, cash(5));
		let left = pallet_collateral::Insurance::<Runtime>::get();
		let line = (Severity::Warning, format!("the insurance fund paid 5 and holds {left}"));
		assert!(lines().contains(&line), "{:?}", lines());
	});
}

#[test]
fn stale_index_is_shown_and_the_breaker_told() {
	journey(|chain| {
		// GIVEN a fed market
		let _ = market(chain, 30 * DAY_MS, 100_000);
		let index = btc(&figures()).index.expect("fed");
		assert!(index.fresh);
		assert_eq!((index.price, index.observed_at), (usd(100_000), chain.now()));
		assert_eq!(btc(&figures()).level, Level::Normal);
		// WHEN nobody feeds it for longer than its heartbeat THEN it is shown stale, of the same age
		chain.run_to(index.observed_at + 181_000);
		let later = btc(&figures()).index.expect("fed");
		assert_eq!((later.fresh, later.observed_at), (false, index.observed_at));
		// WHEN that lasts THEN the breaker's level is shown, and told in the block in which it comes
		let mut told = Vec::new();
		while btc(&figures()).level == Level::Normal {
			chain.next_block();
			told = lines();
		}
		let line = (Severity::Warning, "BTC is stopped: ReduceOnly, by OracleLost".to_string());
		assert!(told.contains(&line), "{told:?}");
		// AND the money is as it was
		assert_eq!(figures().money.shortfall, Cash::ZERO);
		assert!(figures().money.pays_out);
	});
}
