// SPDX-License-Identifier: Apache-2.0
//! From a crash to a safe portfolio, through the whole runtime.

use polkadot_sdk::*;

use frame_support::{assert_noop, assert_ok};
use pallet_liquidation::{Call, Error, Event, Outcome, Phase};
use sp_keyring::Sr25519Keyring::{self as Key, Bob, Charlie, Dave, Eve, Ferdie};
use tenor_fixed::{Cash, Fixed, E18};
use tenor_liquidation::Stage;
use tenor_runtime::{Collateral, Liquidation, Margin, Runtime, RuntimeEvent, Series};
use tenor_series::{ExpiryKey, MarginMode, PortfolioId, PortfolioStatus, DAY_MS};
use tenor_tests::chain::*;

/// A writer of one call at the money with 25,000 dollars, its buyer, and two bidders.
struct Market {
	expiry: ExpiryKey,
	buyer: PortfolioId,
	writer: PortfolioId,
	bidders: [(Key, PortfolioId); 2],
}

fn market(chain: &mut Chain, left_ms: u64) -> Market {
	let expiry = chain.list(START_MS + left_ms, &[90_000, 100_000, 110_000]);
	chain.post_market(expiry, usd(100_000), milli(500));
	let buyer = (Bob, chain.open(Bob, MarginMode::Standard, 100_000));
	let writer = (Charlie, chain.open(Charlie, MarginMode::Standard, 25_000));
	let series = call(expiry, 100_000);
	let price = mark(series);
	assert_ok!(chain.trade(series, buyer, writer, contracts(1_000), price));
	let bidders = [Dave, Eve].map(|who| (who, chain.open(who, MarginMode::Standard, 100_000)));
	Market { expiry, buyer: buyer.1, writer: writer.1, bidders }
}

/// The next block, with a new index.
fn step(chain: &mut Chain, dollars: u64) {
	chain.next_block();
	chain.post_index(usd(dollars));
}

fn bid(chain: &Chain, portfolio: PortfolioId, by: (Key, PortfolioId), percent: i128, limit: i128) {
	let share = Fixed::from_e18(E18 / 100 * percent);
	let (bidder, limit) = (by.1, cash(limit));
	let call = Call::bid { portfolio, bidder, share, limit, expected_version: None };
	assert_ok!(chain.call(by.0, call));
}

/// All cash of the ledger that belongs to somebody.
fn money(market: &Market, chain: &Chain) -> Cash {
	let mut ids = vec![market.buyer, market.writer];
	ids.extend(market.bidders.iter().map(|(_, id)| *id));
	let held = ids.into_iter().map(|id| chain.cash_of(id));
	let others = [
		pallet_collateral::Insurance::<Runtime>::get(),
		pallet_collateral::Fees::<Runtime>::get(),
		Collateral::cash_sums().clearing,
	];
	let sum = Cash::checked_sum(held.chain(others)).expect("fits");
	sum.checked_sub(Collateral::cash_sums().shortfall).expect("fits")
}

fn status(id: PortfolioId) -> PortfolioStatus {
	Collateral::view(id).expect("exists").status
}

fn ended(chain: &Chain, outcome: Outcome) -> bool {
	chain.saw(|event| {
		matches!(event, RuntimeEvent::Liquidation(Event::AuctionEnded { outcome: o, .. }) if *o == outcome)
	})
}

#[test]
fn writer_hit_by_a_crash_is_sold_to_two_bidders_until_it_is_safe() {
	journey(|chain| {
		let market = market(chain, 30 * DAY_MS);
		let Market { writer, bidders, .. } = market;
		let before = money(&market, chain);
		let flag = Call::flag { portfolio: writer };
		assert_noop!(
			chain.call(Ferdie, flag.clone()).map_err(|e| e.error),
			Error::<Runtime>::MarginMet
		);
		// GIVEN the index jumps and the writer is below maintenance margin but above water
		step(chain, 122_000);
		let totals = Margin::margin_of(writer).expect("fresh").totals;
		assert!(totals.maintenance.is_negative() && totals.equity.is_positive());
		// WHEN a keeper flags it
		assert_ok!(chain.call(Ferdie, flag));
		assert_eq!(status(writer), PortfolioStatus::Frozen);
		let leave = pallet_collateral::Call::request_withdrawal {
			portfolio: writer,
			asset: tenor_runtime::configs::assets::USDC,
			amount: 1_000_000,
		};
		assert!(chain.call(Charlie, leave).is_err());
		let fund = pallet_collateral::Insurance::<Runtime>::get();
		step(chain, 122_000);
		// THEN the fee is the fund's and the auction runs
		let auction = Liquidation::auction(writer).expect("it runs");
		assert_eq!(auction.phase, Phase::Selling(Stage::Solvent));
		assert_eq!(
			pallet_collateral::Insurance::<Runtime>::get().checked_sub(fund),
			Some(auction.fee)
		);
		let quote = Liquidation::quote(writer, Fixed::ONE).expect("it sells");
		assert!(quote.fresh && quote.cost.is_positive() && quote.terms.share < Fixed::ONE);
		// WHEN two bid for all of it in one block
		for by in bidders {
			bid(chain, writer, by, 100, 10_000);
		}
		step(chain, 122_000);
		// THEN each has half of the largest share, at one price, and the writer is free and safe
		assert!(ended(chain, Outcome::Safe));
		assert_eq!(status(writer), PortfolioStatus::Active);
		let held = |id: PortfolioId| Margin::positions_of(id)[0].positions[0].quantity.e8();
		let [one, two] = bidders.map(|(_, id)| held(id));
		assert!((one - two).abs() <= 1 && one < 0);
		assert_eq!(held(writer) + one + two, -100_000_000);
		let totals = Margin::margin_of(writer).expect("fresh").totals;
		let buffer = tenor_liquidation::buffer_floor(
			totals.equity,
			totals.maintenance,
			tenor_liquidation::Params::default().buffer,
		)
		.expect("fits");
		assert!(!buffer.is_negative() && buffer < Cash::from_e8(1_000_000), "{buffer}");
		assert_eq!(money(&market, chain), before);
		assert_eq!(Series::chain(BTC)[0].strikes[1].call_open_interest_e8, E8);
	});
}

#[test]
fn insolvent_writer_is_taken_over_and_the_fund_pays_for_it() {
	journey(|chain| {
		let market = market(chain, 30 * DAY_MS);
		let Market { writer, bidders: [first, _], .. } = market;
		let before = money(&market, chain);
		// GIVEN an index at which the writer owes more than he has
		step(chain, 140_000);
		// THEN the first block whose engine sees it freezes him and opens the auction
		step(chain, 140_000);
		assert_eq!(status(writer), PortfolioStatus::Frozen);
		let auction = Liquidation::auction(writer).expect("it runs");
		assert_eq!((auction.phase, auction.fee), (Phase::Selling(Stage::Insolvent), Cash::ZERO));
		assert!(
			auction.price.is_negative() && auction.need > Cash::ZERO.saturating_sub(auction.price)
		);
		// WHEN a bidder waits for ten minutes and takes it
		for _ in 0..120 {
			chain.skip_slots(5);
			chain.post_market(market.expiry, usd(140_000), milli(500));
		}
		let offered = Liquidation::quote(writer, Fixed::ONE).expect("it sells").cost;
		assert!(offered < auction.price);
		let fund = pallet_collateral::Insurance::<Runtime>::get();
		bid(chain, writer, first, 100, 0);
		step(chain, 140_000);
		// THEN he has the whole book, the fund paid, the writer has nothing and owes nothing
		assert!(ended(chain, Outcome::Sold));
		assert!(pallet_collateral::Insurance::<Runtime>::get() < fund);
		assert_eq!(chain.cash_of(writer), Cash::ZERO);
		assert!(Margin::positions_of(writer).is_empty());
		assert_eq!(Liquidation::need(), Cash::ZERO);
		assert_eq!(money(&market, chain), before);
		assert!(!Margin::margin_of(first.1).expect("fresh").totals.initial.is_negative());
	});
}

#[test]
fn debt_that_a_settlement_leaves_is_written_off() {
	journey(|chain| {
		// GIVEN a writer whose call expires 40,000 in the money
		let market = market(chain, 120_000);
		let writer = market.writer;
		let before = money(&market, chain);
		// WHEN it is settled, THEN the sweep finds it, and the fund bears what it still owes
		let mut written_off = false;
		while chain.now() < market.expiry.expiry + 5_000 {
			step(chain, 140_000);
			written_off |= ended(chain, Outcome::WrittenOff);
		}
		assert!(written_off);
		assert_eq!((chain.cash_of(writer), status(writer)), (Cash::ZERO, PortfolioStatus::Active));
		assert_eq!(money(&market, chain), before);
	});
}

#[test]
fn nobody_is_flagged_or_sold_on_stale_data_or_while_halted() {
	journey(|chain| {
		let market = market(chain, 30 * DAY_MS);
		let Market { writer, bidders: [first, _], expiry, .. } = market;
		step(chain, 122_000);
		let flag = Call::flag { portfolio: writer };
		// GIVEN a halt, THEN nobody is flagged
		let stop = |level| pallet_breaker::Call::set_level {
			scope: pallet_breaker::Scope::Underlying(BTC),
			level,
			until: START_MS + DAY_MS,
		};
		assert_ok!(chain.technical(stop(pallet_breaker::Level::Halted)));
		assert_noop!(
			chain.call(Ferdie, flag.clone()).map_err(|e| e.error),
			Error::<Runtime>::StaleMarketData
		);
		assert_ok!(chain.technical(stop(pallet_breaker::Level::Normal)));
		assert_ok!(chain.call(Ferdie, flag));
		step(chain, 122_000);
		// WHEN the operators fall silent, THEN the clock stands and bids wait
		chain.run_to(chain.now() + 200_000);
		let stood = Liquidation::auction(writer).expect("it runs").active_ms;
		bid(chain, writer, first, 100, 10_000);
		chain.run_to(chain.now() + 30_000);
		assert_eq!(Liquidation::auction(writer).expect("it runs").active_ms, stood);
		assert_eq!(Liquidation::bids(writer).len(), 1);
		// WHEN they are back, THEN it goes on
		chain.post_market(expiry, usd(122_000), milli(500));
		chain.next_block();
		assert!(ended(chain, Outcome::Safe));
	});
}

#[test]
fn nobody_leaves_in_full_between_a_crash_and_the_loss_it_leads_to() {
	journey(|chain| {
		// GIVEN a writer of 100 calls whose book will need more than the fund of a million
		let expiry = chain.list(START_MS + 30 * DAY_MS, &[100_000]);
		chain.post_market(expiry, usd(100_000), milli(500));
		let buyer = (Bob, chain.open(Bob, MarginMode::Standard, 4_000_000));
		let writer = (Charlie, chain.open(Charlie, MarginMode::Standard, 3_000_000));
		let series = call(expiry, 100_000);
		let price = mark(series);
		assert_ok!(chain.trade(series, buyer, writer, contracts(100_000), price));
		let usdc = tenor_runtime::configs::assets::USDC;
		let leave = pallet_collateral::Call::request_withdrawal {
			portfolio: buyer.1,
			asset: usdc,
			amount: 1_000_000 * 1_000_000,
		};
		assert_eq!(Collateral::free_custody().withdrawal_share, Fixed::ONE);
		// WHEN the buyer sees the crash in the feed, and asks for a million in the same block
		step(chain, 145_000);
		assert_ok!(chain.call(Bob, leave));
		let before = chain.cash_of(buyer.1);
		let fund = pallet_collateral::Insurance::<Runtime>::get();
		step(chain, 145_000);
		// THEN the writer is flagged before he is paid, and he leaves his share of what is missing
		assert_eq!(status(writer.1), PortfolioStatus::Frozen);
		assert!(Liquidation::need() > fund);
		let gone = before.checked_sub(chain.cash_of(buyer.1)).expect("fits");
		assert_eq!(gone, cash(1_000_000));
		let kept = pallet_collateral::Insurance::<Runtime>::get().checked_sub(fund).expect("fits");
		assert!(kept > cash(50_000) && kept < cash(500_000), "{kept}");
	});
}

#[test]
fn safe_debtor_is_sold_after_his_hours_until_he_owes_nothing() {
	use tenor_runtime::configs::assets::{BTC as BITCOIN, USDC};
	journey(|chain| {
		// GIVEN a writer with a bitcoin, whose call leaves him in debt at expiry, and safe
		let expiry = chain.list(START_MS + 120_000, &[100_000]);
		chain.post_market(expiry, usd(100_000), milli(500));
		let buyer = (Bob, chain.open(Bob, MarginMode::Standard, 100_000));
		let writer = (Charlie, chain.open(Charlie, MarginMode::Standard, 20_000));
		let deposit = pallet_collateral::Call::deposit {
			portfolio: writer.1,
			asset: BITCOIN,
			amount: 100_000_000,
		};
		assert_ok!(chain.call(Charlie, deposit));
		let series = call(expiry, 100_000);
		let price = mark(series);
		assert_ok!(chain.trade(series, buyer, writer, contracts(1_000), price));
		while chain.now() < expiry.expiry + 3_000 {
			step(chain, 140_000);
		}
		assert!(chain.cash_of(writer.1).is_negative());
		assert!(!Margin::margin_of(writer.1).expect("fresh").totals.maintenance.is_negative());
		let fresh = |chain: &Chain| {
			chain.post_index(usd(140_000));
			let stable = pallet_market::Call::submit_stable {
				value: usd(1),
				confidence: Fixed::ONE,
				observed_at: chain.now(),
			};
			assert_ok!(chain.call(Key::Alice, stable));
		};
		assert_eq!(status(writer.1), PortfolioStatus::Active);
		// WHEN a day is over, THEN the engine finds him without a call
		chain.skip_slots(DAY_MS / 1_000 + 1);
		fresh(chain);
		chain.next_block();
		assert_eq!(status(writer.1), PortfolioStatus::Frozen);
		let auction = Liquidation::auction(writer.1).expect("it runs");
		assert_eq!((auction.phase, auction.fee), (Phase::Selling(Stage::Debt), Cash::ZERO));
		// WHEN somebody takes what there is
		let bidder = (Dave, chain.open(Dave, MarginMode::Standard, 200_000));
		bid(chain, writer.1, bidder, 100, 200_000);
		chain.next_block();
		// THEN a part of the bitcoin paid the debt, and the rest is his and free
		assert!(ended(chain, Outcome::Safe));
		let left = Collateral::view(writer.1).expect("exists");
		assert_eq!(left.status, PortfolioStatus::Active);
		assert!(!left.cash.is_negative() && left.cash < cash(1), "{}", left.cash);
		let bitcoin = left.assets.first().expect("some is left").1;
		assert!(bitcoin > 80_000_000 && bitcoin < 99_000_000, "{bitcoin}");
		let leave = pallet_collateral::Call::request_withdrawal {
			portfolio: writer.1,
			asset: BITCOIN,
			amount: bitcoin,
		};
		assert_ok!(chain.call(Charlie, leave));
		assert!(Collateral::totals_match(USDC) && Collateral::totals_match(BITCOIN));
	});
}

#[test]
fn owner_gets_out_with_his_money_and_nobody_but_bidders() {
	journey(|chain| {
		// GIVEN a safe writer, some of whose cash is set aside
		let market = market(chain, 30 * DAY_MS);
		let Market { writer, buyer, bidders, .. } = market;
		let before = money(&market, chain);
		assert_ok!(Collateral::hold(writer, cash(100)));
		let exit = Call::request_exit { portfolio: writer };
		let ask = |chain: &Chain, who| chain.call(who, exit.clone()).map_err(|e| e.error);
		assert_noop!(ask(chain, Charlie), Error::<Runtime>::CashHeld);
		assert_ok!(Collateral::unhold(writer, cash(100)));
		assert_noop!(ask(chain, Ferdie), Error::<Runtime>::NotOwner);
		// WHEN he asks for an exit THEN he is frozen, and the price is known a block later
		assert_ok!(ask(chain, Charlie));
		assert_eq!(status(writer), PortfolioStatus::Frozen);
		step(chain, 100_000);
		let quote = Liquidation::quote(writer, Fixed::ONE).expect("it is sold");
		let worth = quote.worth.expect("positions are sold alone");
		assert_eq!(quote.stage, Stage::Exit);
		assert!(worth.maintenance < quote.terms.price && quote.terms.price < worth.value);
		// WHEN somebody takes the position
		bid(chain, writer, bidders[0], 100, 0);
		let had = chain.cash_of(writer);
		step(chain, 100_000);
		// THEN he paid for it by the clock, and is free; nothing was made or lost
		assert!(ended(chain, Outcome::Exited));
		assert_eq!(status(writer), PortfolioStatus::Active);
		let view = Collateral::view(writer).expect("exists");
		assert!(view.expiries.is_empty());
		let paid = had.checked_sub(view.cash).expect("fits");
		assert!(paid.is_positive() && paid < cash(10_000), "{paid}");
		assert_eq!(money(&market, chain), before);
		// AND what is free leaves by itself, past the next sweep
		let requested = Collateral::queued_withdrawals(writer);
		assert_eq!(requested.len(), 1);
		let (_, _, amount) = requested[0];
		assert_eq!(amount.e8() / 100, view.cash.e8() / 100);
		step(chain, 100_000);
		assert!(Collateral::queued_withdrawals(writer).is_empty());
		assert!(chain.cash_of(writer) < Cash::from_e8(100));
		// AND the buyer, who only has a long, gets out at no less than the knee of it
		assert_ok!(chain.call(Bob, Call::request_exit { portfolio: buyer }));
		step(chain, 100_000);
		let quote = Liquidation::quote(buyer, Fixed::ONE).expect("it is sold");
		assert!(quote.terms.price.is_positive());
		assert_ok!(chain.call(Bob, Call::cancel_exit { portfolio: buyer }));
		assert_eq!(status(buyer), PortfolioStatus::Active);
	});
}
