// SPDX-License-Identifier: Apache-2.0
//! What went wrong elsewhere, through the whole runtime: one test for each incident that no single pallet
//! can show. `docs/incidents.md` lists all of them, with those that are tested inside a pallet.

use polkadot_sdk::*;

use frame_support::{
	assert_noop, assert_ok,
	traits::{TryState, TryStateSelect},
};
use pallet_liquidation::{Event, Phase};
use sp_keyring::Sr25519Keyring::{self as Key, Alice, Bob, Charlie, Dave, Eve, Ferdie};
use sp_runtime::{DispatchError, MultiSignature};
use tenor_fixed::{Cash, Fixed, Price};
use tenor_runtime::{
	configs::assets::USDC, AllPalletsWithSystem, Collateral, Liquidation, Margin, Market, Runtime,
	RuntimeEvent, Settlement, System,
};
use tenor_series::{MarginMode, PortfolioId, PortfolioStatus, DAY_MS};
use tenor_tests::chain::*;

const MONTH: u64 = START_MS + 30 * DAY_MS;

fn fund() -> Cash {
	pallet_collateral::Insurance::<Runtime>::get()
}

fn status(id: PortfolioId) -> PortfolioStatus {
	Collateral::view(id).expect("exists").status
}

/// Equity, initial and maintenance margin.
#[derive(Clone, Copy, PartialEq, Debug)]
struct Stands {
	equity: Cash,
	initial: Cash,
	maintenance: Cash,
}

fn totals(id: PortfolioId) -> Stands {
	let totals = Margin::margin_of(id).expect("it can be valued").totals;
	Stands { equity: totals.equity, initial: totals.initial, maintenance: totals.maintenance }
}

/// A request of whole dollars; `Err` with the reason.
fn withdraw(chain: &Chain, by: (Key, PortfolioId), units: u128) -> Result<(), DispatchError> {
	let portfolio = by.1;
	let call =
		pallet_collateral::Call::request_withdrawal { portfolio, asset: USDC, amount: units };
	chain.call(by.0, call).map(|_| ()).map_err(|failed| failed.error)
}

fn post_index_as(
	chain: &Chain,
	who: Key,
	value: Price,
	observed_at: u64,
) -> Result<(), DispatchError> {
	let confidence = Fixed::ONE;
	let call =
		pallet_market::Call::submit_index { underlying: BTC, value, confidence, observed_at };
	chain.call(who, call).map(|_| ()).map_err(|failed| failed.error)
}

/// A journey on the preset of four operators, of whom three must agree.
fn four_operators(test: impl FnOnce(&mut Chain)) {
	let preset = sp_genesis_builder::LOCAL_TESTNET_RUNTIME_PRESET;
	let storage = genesis(preset, serde_json::json!({}));
	sp_io::TestExternalities::new(storage).execute_with(|| {
		let mut chain = Chain::start();
		test(&mut chain);
		chain.close_block();
		AllPalletsWithSystem::try_state(System::block_number(), TryStateSelect::All)
			.expect("every try_state holds");
	});
}

#[test]
fn zero_or_extreme_strike_or_vol_inside_a_liquidation() {
	// Strikes of one cent and of a hundred million, and volatilities of 1.2 % and of 1,000 %.
	for (vol, index) in [(milli(10_000), 100_000), (milli(12), 250_000), (milli(12), 1)] {
		journey(|chain| {
			let expiry = chain.list(MONTH, &[1, 100_000, 100_000_000]);
			chain.post_market(expiry, usd(100_000), milli(500));
			let refused = chain.council(pallet_series::Call::list_expiry {
				underlying: BTC,
				expiry: MONTH + DAY_MS,
				strikes: vec![Price::ZERO].try_into().expect("one"),
			});
			assert!(refused.is_err());
			// GIVEN a writer of a call at the money and of a put, who holds a call far out of it
			let buyer = (Bob, chain.open(Bob, MarginMode::Portfolio, 300_000));
			let writer = (Charlie, chain.open(Charlie, MarginMode::Portfolio, 60_000));
			for series in [call(expiry, 100_000), put(expiry, 100_000)] {
				assert_ok!(chain.trade(series, buyer, writer, contracts(1_000), mark(series)));
			}
			let far = call(expiry, 100_000_000);
			let price = mark(far).max(Price::from_e8(1));
			assert_ok!(chain.trade(far, writer, buyer, contracts(1_000), price));
			let near_zero = put(expiry, 1);
			let price = mark(near_zero).max(Price::from_e8(1));
			assert_ok!(chain.trade(near_zero, buyer, writer, contracts(1_000), price));
			// WHEN the market goes to an end of what it may be
			chain.next_block();
			let cents = if index == 1 { Price::from_e8(1_000_000) } else { usd(index) };
			chain.post_market(expiry, cents, vol);
			chain.next_block();
			// THEN the writer is sold like anybody, and the book can be valued before and behind it
			assert_eq!(status(writer.1), PortfolioStatus::Frozen, "{vol} at {index}");
			assert!(matches!(
				Liquidation::auction(writer.1).expect("it runs").phase,
				Phase::Selling(_)
			));
			let bidder = (Dave, chain.open(Dave, MarginMode::Portfolio, 2_000_000));
			let bid = pallet_liquidation::Call::bid {
				portfolio: writer.1,
				bidder: bidder.1,
				share: Fixed::ONE,
				limit: cash(10_000_000),
				expected_version: None,
			};
			assert_ok!(chain.call(bidder.0, bid));
			chain.post_market(expiry, cents, vol);
			chain.next_block();
			assert!(Liquidation::auction(writer.1).is_none());
			assert!(!totals(bidder.1).initial.is_negative());
			assert!(!Margin::positions_of(bidder.1).is_empty());
		});
	}
}

#[test]
fn unrealised_gain_is_no_collateral_that_can_be_drained() {
	journey(|chain| {
		// GIVEN a trader all of whose wealth is an option that a feed has made dear
		let expiry = chain.list(MONTH, &[100_000, 150_000]);
		chain.post_market(expiry, usd(100_000), milli(500));
		let buyer = (Bob, chain.open(Bob, MarginMode::Portfolio, 100_000));
		let writer = (Charlie, chain.open(Charlie, MarginMode::Portfolio, 3_000_000));
		let (near, far) = (call(expiry, 100_000), call(expiry, 150_000));
		assert_ok!(chain.trade(near, buyer, writer, contracts(10_000), mark(near)));
		let paid_in = chain.cash_of(buyer.1);
		let before = fund();
		// The jump lowers confidence, and with it what he may open: he waits until it is trusted.
		for _ in 0..5 {
			chain.next_block();
			chain.post_market(expiry, usd(100_000), milli(2_000));
		}
		assert!(totals(buyer.1).equity > cash(200_000));
		// WHEN he asks for the gain, THEN only cash leaves
		let units = |cash: Cash| cash.to_token_floor(6).expect("not negative");
		assert_noop!(
			withdraw(chain, buyer, units(paid_in) + 1),
			pallet_collateral::Error::<Runtime>::MoreThanFree
		);
		// WHEN he sells as many far calls against it as margin allows and takes the premium out
		let mut sold = 0;
		while sold < 100 && chain.trade(far, writer, buyer, contracts(1_000), mark(far)).is_ok() {
			sold += 1;
		}
		let last = chain.trade(far, writer, buyer, contracts(1_000), mark(far));
		assert!(sold > 0 && last.is_err(), "{sold} {last:?}");
		let mut step = units(chain.cash_of(buyer.1));
		while step > 0 && withdraw(chain, buyer, step).is_err() {
			step /= 2;
		}
		chain.next_block();
		// THEN the end of the spike leaves him with equity, and the fund with all it had
		chain.post_market(expiry, usd(100_000), milli(500));
		chain.next_block();
		assert!(!totals(buyer.1).equity.is_negative(), "{}", totals(buyer.1).equity);
		assert!(fund() >= before);
		assert_eq!(Liquidation::need(), Cash::ZERO);
	});
}

#[test]
fn value_given_away_to_a_friend_is_no_risk_reduction() {
	journey(|chain| {
		// GIVEN a writer below initial and above maintenance margin
		let expiry = chain.list(MONTH, &[100_000]);
		chain.post_market(expiry, usd(100_000), milli(500));
		let friend = (Bob, chain.open(Bob, MarginMode::Standard, 300_000));
		let writer = (Charlie, chain.open(Charlie, MarginMode::Standard, 22_000));
		let series = call(expiry, 100_000);
		assert_ok!(chain.trade(series, friend, writer, contracts(1_000), mark(series)));
		chain.next_block();
		chain.post_index(usd(108_000));
		let stands = totals(writer.1);
		assert!(stands.initial.is_negative() && !stands.maintenance.is_negative());
		// WHEN he buys back dearly from the friend, THEN it is refused outside of the band,
		let (low, high) = Margin::mark_band(&series).expect("a band");
		let dear = Price::from_e8(high.e8() + 1);
		let refused = |price| {
			let traded = chain.trade(series, writer, friend, contracts(500), price);
			traded.map_err(|failed| failed.error).err()
		};
		let outside: DispatchError = pallet_margin::Error::<Runtime>::OutsideMarkBand.into();
		let traded_outside = refused(dear).expect("it is refused");
		assert!(
			traded_outside == outside
				|| traded_outside == pallet_trading::Error::<Runtime>::OutsideMarkBand.into()
		);
		// AND no more equity leaves than the band allows: MM and E may not fall
		assert!(refused(high).is_some());
		assert_eq!(totals(writer.1), stands);
		// WHEN he buys back at the mark, THEN it passes
		assert!(low < mark(series));
		assert_ok!(chain.trade(series, writer, friend, contracts(500), mark(series)));
	});
}

#[test]
fn self_trading_does_not_reach_insolvency() {
	journey(|chain| {
		// GIVEN two portfolios in one hand, and value that moves from one to the other at the band's edges
		let expiry = chain.list(MONTH, &[100_000, 200_000]);
		chain.post_market(expiry, usd(100_000), milli(500));
		let loser = (Bob, chain.open(Bob, MarginMode::Portfolio, 50_000));
		let winner = (Eve, chain.open(Eve, MarginMode::Portfolio, 50_000));
		let before = fund();
		let series = call(expiry, 100_000);
		// Under one name he does not even trade.
		let own = (Bob, chain.open(Bob, MarginMode::Portfolio, 50_000));
		assert_noop!(
			chain
				.trade(series, loser, own, contracts(1_000), mark(series))
				.map_err(|failed| failed.error),
			pallet_trading::Error::<Runtime>::SelfTrade
		);
		let mut trades = 0;
		for series in [call(expiry, 100_000), call(expiry, 200_000), put(expiry, 100_000)] {
			let (low, high) = Margin::mark_band(&series).expect("a band");
			// WHEN the one buys high and sells low to the other until margin stops it
			for _ in 0..40 {
				let dear = chain.trade(series, loser, winner, contracts(1_000), high);
				let cheap = chain.trade(series, winner, loser, contracts(1_000), low);
				trades += u32::from(dear.is_ok()) + u32::from(cheap.is_ok());
			}
		}
		assert!(trades > 0);
		// THEN neither is below initial margin, and what one lost the other has
		assert!(!totals(loser.1).initial.is_negative());
		assert!(!totals(winner.1).initial.is_negative());
		// WHEN the winner is emptied, THEN the chain waits for nobody
		let mut step = chain.cash_of(winner.1).to_token_floor(6).expect("not negative");
		while step > 0 && withdraw(chain, winner, step).is_err() {
			step /= 2;
		}
		chain.next_block();
		chain.post_index(usd(100_000));
		chain.next_block();
		assert!(!totals(loser.1).equity.is_negative());
		assert_eq!(status(loser.1), PortfolioStatus::Active);
		assert!(fund() >= before);
		assert_eq!(Liquidation::need(), Cash::ZERO);
	});
}

#[test]
fn missing_late_early_or_duplicate_settlement_price() {
	journey(|chain| {
		let expiry = chain.list(START_MS + 120_000, &[100_000]);
		chain.post_market(expiry, usd(100_000), milli(500));
		let buyer = (Bob, chain.open(Bob, MarginMode::Standard, 100_000));
		let writer = (Charlie, chain.open(Charlie, MarginMode::Standard, 200_000));
		let series = call(expiry, 100_000);
		assert_ok!(chain.trade(series, buyer, writer, contracts(1_000), mark(series)));
		let set = |chain: &Chain, dollars| {
			let call = pallet_settlement::Call::set_committee_price { expiry, price: usd(dollars) };
			chain.council(call).map(|_| ()).map_err(|failed| failed.error)
		};
		// EARLY: nobody sets a price before the expiry, nor before it is his turn
		assert!(set(chain, 150_000).is_err());
		assert_eq!(Settlement::price(expiry), None);
		// Prints that come before the window begins do not count; those inside it do
		while chain.now() < expiry.expiry - 31_000 {
			chain.next_block();
			chain.post_index(usd(500_000));
		}
		while chain.now() < expiry.expiry {
			chain.next_block();
			if chain.now() < expiry.expiry {
				chain.post_index(usd(110_000));
			}
		}
		// LATE: a print of the instant of expiry or behind it changes nothing
		chain.post_index(usd(900_000));
		for _ in 0..3 {
			chain.next_block();
			chain.post_index(usd(900_000));
		}
		let fixed = Settlement::price(expiry).expect("it settled");
		assert_eq!(fixed.price, usd(110_000));
		assert_eq!(Settlement::result(expiry, buyer.1), Some(cash(10_000)));
		// DUPLICATE: it is set and paid once
		let paid = chain.cash_of(buyer.1);
		assert!(set(chain, 150_000).is_err());
		let again = pallet_settlement::Call::settle_portfolio { expiry, portfolio: buyer.1 };
		assert!(chain.call(Ferdie, again).is_err());
		chain.next_block();
		assert_eq!(chain.cash_of(buyer.1), paid);
		assert_eq!(Settlement::price(expiry), Some(fixed));
	});
	journey(|chain| {
		// MISSING: the operators are silent in the window; it waits for the ladder and pays nobody
		let expiry = chain.list(START_MS + 600_000, &[100_000]);
		chain.post_market(expiry, usd(100_000), milli(500));
		let buyer = (Bob, chain.open(Bob, MarginMode::Standard, 100_000));
		let writer = (Charlie, chain.open(Charlie, MarginMode::Standard, 200_000));
		let series = call(expiry, 100_000);
		assert_ok!(chain.trade(series, buyer, writer, contracts(1_000), mark(series)));
		let held = chain.cash_of(buyer.1);
		chain.run_to(expiry.expiry + 60_000);
		assert_eq!(Settlement::price(expiry), None);
		assert_eq!(chain.cash_of(buyer.1), held);
		assert_eq!(
			Settlement::status(expiry).expect("it is due").rung,
			pallet_settlement::Rung::ExtendedWindow
		);
	});
}

#[test]
fn price_of_wrong_decimals_moves_nothing() {
	four_operators(|chain| {
		let now = chain.now();
		for who in [Alice, Bob, Charlie, Dave] {
			assert_ok!(post_index_as(chain, who, usd(100_000), now));
		}
		assert_eq!(Market::spot(BTC), Some(usd(100_000)));
		// WHEN one operator's adapter takes 18 decimals for 8, or 6 for 8
		chain.next_block();
		let now = chain.now();
		assert_noop!(
			post_index_as(chain, Alice, Price::from_e8(u64::MAX), now),
			pallet_market::Error::<Runtime>::PriceOutsideCap
		);
		assert_ok!(post_index_as(chain, Alice, Price::from_e8(100_000 * 1_000_000), now));
		for who in [Bob, Charlie, Dave] {
			assert_ok!(post_index_as(chain, who, usd(100_100), now));
			let spot = Market::spot(BTC).expect("in force");
			assert!(spot == usd(100_000) || spot == usd(100_100), "{spot}");
		}
		// THEN he has no say
		assert_eq!(Market::spot(BTC), Some(usd(100_100)));
	});
}

#[test]
fn honest_price_is_accepted_over_any_gap() {
	four_operators(|chain| {
		let now = chain.now();
		for who in [Alice, Bob, Charlie, Dave] {
			assert_ok!(post_index_as(chain, who, usd(100_000), now));
		}
		// WHEN the market opens 60 % lower and one operator hangs
		chain.next_block();
		let now = chain.now();
		for who in [Bob, Charlie, Dave] {
			assert_ok!(post_index_as(chain, who, usd(40_000), now));
		}
		// THEN three who agree are believed, and trusted less
		assert_eq!(Market::spot(BTC), Some(usd(40_000)));
		let state = Market::underlying_state(BTC).expect("in force");
		assert!(state.fresh && state.confidence < Fixed::ONE);
	});
}

#[test]
fn stale_price_right_after_a_restart_does_nothing() {
	journey(|chain| {
		// GIVEN a writer who is being sold at a price that will turn out wrong, and a bid for him
		let expiry = chain.list(MONTH, &[100_000]);
		chain.post_market(expiry, usd(100_000), milli(500));
		let buyer = (Bob, chain.open(Bob, MarginMode::Standard, 400_000));
		let writer = (Charlie, chain.open(Charlie, MarginMode::Standard, 25_000));
		let bidder = (Dave, chain.open(Dave, MarginMode::Standard, 400_000));
		let series = call(expiry, 100_000);
		assert_ok!(chain.trade(series, buyer, writer, contracts(1_000), mark(series)));
		chain.next_block();
		chain.post_market(expiry, usd(122_000), milli(500));
		chain.next_block();
		let clock = Liquidation::auction(writer.1).expect("it runs").active_ms;
		let bid = pallet_liquidation::Call::bid {
			portfolio: writer.1,
			bidder: bidder.1,
			share: Fixed::ONE,
			limit: cash(100_000),
			expected_version: None,
		};
		assert_ok!(chain.call(bidder.0, bid));
		// WHEN the chain stands still for a minute, less than the heartbeat, and starts again
		let before = chain.now() - 1_000;
		chain.skip_slots(60);
		// THEN nothing trades, is flagged or sold on what was posted before
		let fresh = || Market::underlying_state(BTC).expect("known").fresh;
		for _ in 0..5 {
			assert!(!fresh());
			assert!(chain.trade(series, buyer, bidder, contracts(100), mark(series)).is_err());
			let flag = pallet_liquidation::Call::flag { portfolio: buyer.1 };
			assert_noop!(
				chain.call(Ferdie, flag).map_err(|failed| failed.error),
				pallet_liquidation::Error::<Runtime>::StaleMarketData
			);
			let filled =
				|event: &_| matches!(event, RuntimeEvent::Liquidation(Event::BidFilled { .. }));
			assert!(!chain.saw(filled));
			assert_eq!(Liquidation::auction(writer.1).expect("it runs").active_ms, clock);
			// A print of before the halt that comes now is no news either.
			assert_noop!(
				post_index_as(chain, Alice, usd(122_000), before),
				pallet_market::Error::<Runtime>::NotNewerThanLast
			);
			chain.next_block();
		}
		// WHEN the market is back at another price, THEN that one counts
		chain.post_market(expiry, usd(100_000), milli(500));
		chain.next_block();
		assert_eq!(status(writer.1), PortfolioStatus::Active);
		assert!(Margin::positions_of(bidder.1).is_empty());
	});
}

#[test]
fn revoked_key_is_not_replayed() {
	journey(|chain| {
		// GIVEN a key that may sign block trades, and a trade it signed
		let expiry = chain.list(MONTH, &[100_000]);
		chain.post_market(expiry, usd(100_000), milli(500));
		let buyer = (Bob, chain.open(Bob, MarginMode::Standard, 100_000));
		let writer = (Charlie, chain.open(Charlie, MarginMode::Standard, 100_000));
		let series = call(expiry, 100_000);
		let scope = pallet_trading::KeyScope {
			place: true,
			cancel: true,
			block_trade: true,
			underlying: None,
			deposit: false,
			reduce_only: false,
		};
		let key = Eve.to_account_id();
		let grant = pallet_trading::Call::grant_trading_key {
			portfolio: buyer.1,
			key: key.clone(),
			scope,
			expires_at: chain.now() + 3_600_000,
		};
		assert_ok!(chain.call(Bob, grant.clone()));
		let signed_by_key = |chain: &Chain| {
			let (trade, _) =
				chain.signed_trade(series, buyer, writer, contracts(100), mark(series));
			let payload = trade.signing_payload(&System::block_hash(0));
			let signatures: Vec<_> = trade
				.parties
				.iter()
				.map(|party| if party.portfolio == buyer.1 { Eve } else { Charlie })
				.map(|signer| MultiSignature::from(signer.sign(&payload)))
				.collect();
			let signatures = signatures.try_into().expect("two");
			pallet_trading::Call::<Runtime>::execute_block_trade { trade, signatures }
		};
		assert_ok!(chain.call(Ferdie, signed_by_key(chain)));
		let second = signed_by_key(chain);
		// WHEN it is revoked, THEN what it signed before is void
		let revoke =
			pallet_trading::Call::revoke_trading_keys { portfolio: buyer.1, key: Some(key) };
		assert_ok!(chain.call(Bob, revoke));
		assert!(chain.call(Ferdie, second.clone()).is_err());
		// AND once the owner has moved his nonces on it stays void, should the key be granted again
		let floor = tenor_runtime::Trading::next_nonce(buyer.1) + 1;
		let cancel = pallet_trading::Call::cancel_nonces_below { portfolio: buyer.1, floor };
		assert_ok!(chain.call(Bob, cancel));
		assert_ok!(chain.call(Bob, grant));
		assert!(chain.call(Ferdie, second).is_err());
	});
}
