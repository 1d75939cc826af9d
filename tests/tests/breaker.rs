// SPDX-License-Identifier: Apache-2.0
//! Every cell of the breaker's table, level by action, through the whole runtime; and the causes that raise
//! and lift a level.

use polkadot_sdk::*;

use frame_support::assert_ok;
use pallet_breaker::{Breach, Call as Breaker, Cause, Event, Level, Scope};
use pallet_series::{ListingRule, StrikeGrid};
use pallet_trading::{
	CancelScope, ComboLeg, Limit, NewCombo, NewOrder, Quote, QuoteRequest, RequestLeg, Validity,
};
use sp_keyring::Sr25519Keyring::{self as Key, Alice, Bob, Charlie, Dave, Eve, Ferdie};
use sp_runtime::{MultiSignature, TransactionOutcome};
use tenor_fixed::{Fixed, Price};
use tenor_matching::Side;
use tenor_runtime::{
	configs::assets::USDC, AccountId, Assets, Collateral, Liquidation, Margin, Runtime,
	RuntimeEvent, Series, System,
};
use tenor_series::{
	ExpiryKey, ExpiryRule, MarginMode, PortfolioId, PortfolioStatus, SeriesKey, UnderlyingId,
	DAY_MS,
};
use tenor_tests::chain::*;

const LEVELS: [Level; 4] =
	[Level::Normal, Level::ReduceOnly, Level::CancelAndWithdrawOnly, Level::Halted];
/// The scopes a level can be set for.
const SCOPES: [Scope; 2] = [Scope::All, Scope::Underlying(BTC)];

/// Bob is long a call, Charlie short of it; each has a second portfolio. Dave holds nothing.
struct Setting {
	expiry: ExpiryKey,
	series: SeriesKey,
	price: Price,
	buyer: PortfolioId,
	buyer_other: PortfolioId,
	writer: PortfolioId,
	writer_other: PortfolioId,
	third: PortfolioId,
}

fn setting(chain: &mut Chain) -> Setting {
	let expiry = chain.list(START_MS + 30 * DAY_MS, &[90_000, 100_000, 110_000]);
	chain.post_market(expiry, usd(100_000), milli(500));
	let open = |who| chain.open(who, MarginMode::Standard, 100_000);
	let (buyer, buyer_other) = (open(Bob), open(Bob));
	let (writer, writer_other) = (open(Charlie), open(Charlie));
	let third = open(Dave);
	let series = call(expiry, 100_000);
	let price = Price::from_e8(mark(series).e8() / 10_000_000 * 10_000_000);
	assert_ok!(chain.trade(series, (Bob, buyer), (Charlie, writer), contracts(1_000), price));
	Setting { expiry, series, price, buyer, buyer_other, writer, writer_other, third }
}

fn set(chain: &Chain, scope: Scope, level: Level) {
	let until = chain.now() + DAY_MS;
	if level > Level::Normal {
		assert_ok!(chain.technical(Breaker::set_level { scope, level, until }));
	}
}

fn order(side: Side, reduce_only: bool, setting: &Setting) -> NewOrder {
	NewOrder {
		series: setting.series,
		side,
		quantity: contracts(500),
		limit: Limit::Price(setting.price),
		validity: Validity::UntilCancelled,
		post_only: false,
		reduce_only,
	}
}

fn place(chain: &Chain, who: Key, portfolio: PortfolioId, order: NewOrder) -> bool {
	chain.call(who, pallet_trading::Call::place_order { portfolio, order }).is_ok()
}

fn withdraw(chain: &Chain, who: Key, portfolio: PortfolioId) -> bool {
	let amount = 1_000 * 1_000_000;
	let call = pallet_collateral::Call::request_withdrawal { portfolio, asset: USDC, amount };
	chain.call(who, call).is_ok()
}

fn transfer(chain: &Chain, who: Key, from: PortfolioId, to: PortfolioId) -> bool {
	let amount_e8 = 1_000 * u128::from(E8);
	chain.call(who, pallet_collateral::Call::transfer { from, to, asset: USDC, amount_e8 }).is_ok()
}

/// A request for half a contract, answered by one maker.
fn request(
	chain: &Chain,
	setting: &Setting,
	taker: (Key, PortfolioId, Side),
	maker: (Key, PortfolioId),
) -> bool {
	let leg = RequestLeg { series: setting.series, side: taker.2, quantity: contracts(500) };
	let deadline = chain.now() + 10_000;
	let request = QuoteRequest {
		taker: taker.1,
		legs: vec![leg].try_into().expect("one"),
		limit: cash(1_000_000),
		deadline,
		salt: 7,
	};
	let prices = vec![setting.price].try_into().expect("one");
	let nonce = tenor_runtime::Trading::next_nonce(maker.1);
	let quote = Quote { maker: maker.1, nonce, deadline, prices };
	let payload = quote.signing_payload(&request, &System::block_hash(0));
	let signature = MultiSignature::from(maker.0.sign(&payload));
	let quotes = vec![(quote, signature)].try_into().expect("one");
	chain.call(taker.0, pallet_trading::Call::execute_request { request, quotes }).is_ok()
}

/// A row of the table: an action, and whether it passes at each level.
type Row<'a> = (&'a str, [bool; 4], &'a dyn Fn(&Chain, &Setting) -> bool);

const ALWAYS: [bool; 4] = [true; 4];
const OPENS: [bool; 4] = [true, false, false, false];
const REDUCES: [bool; 4] = [true, true, false, false];
const PRICED: [bool; 4] = [true, true, true, false];

/// Feeds, money, listing and governance. Each row is tried by itself.
fn money_and_governance() -> Vec<Row<'static>> {
	vec![
		("feed", ALWAYS, &|chain, _| {
			let (value, observed_at) = (usd(101_000), chain.now());
			let feed = pallet_market::Call::submit_index {
				underlying: BTC,
				value,
				confidence: Fixed::ONE,
				observed_at,
			};
			chain.call(Alice, feed).is_ok()
		}),
		("deposit", ALWAYS, &|chain, s| {
			let (portfolio, asset, amount) = (s.writer, USDC, 50_000_000);
			chain
				.call(Charlie, pallet_collateral::Call::deposit { portfolio, asset, amount })
				.is_ok()
		}),
		("withdraw what is free at any price", ALWAYS, &|chain, s| withdraw(chain, Bob, s.buyer)),
		("withdraw without positions", ALWAYS, &|chain, s| withdraw(chain, Dave, s.third)),
		("withdraw what margin frees", PRICED, &|chain, s| withdraw(chain, Charlie, s.writer)),
		("transfer what is free at any price", ALWAYS, &|chain, s| {
			transfer(chain, Bob, s.buyer, s.buyer_other)
		}),
		("transfer what margin frees", PRICED, &|chain, s| {
			transfer(chain, Charlie, s.writer, s.writer_other)
		}),
		("cancel a withdrawal", ALWAYS, &|chain, s| {
			let queued = Collateral::queued_withdrawals(s.third);
			let (ticket, ..) = *queued.first().expect("one is queued");
			chain.call(Dave, pallet_collateral::Call::cancel_withdrawal { ticket }).is_ok()
		}),
		("listing", ALWAYS, &|chain, _| {
			let strikes = vec![usd(100_000)].try_into().expect("one");
			let (underlying, expiry) = (BTC, START_MS + 2 * DAY_MS);
			chain.council(pallet_series::Call::list_expiry { underlying, expiry, strikes }).is_ok()
		}),
		("governance", ALWAYS, &|chain, _| {
			let params = pallet_breaker::Params { back_after_ms: 5, ..Default::default() };
			chain.root(Breaker::set_params { params }).is_ok()
		}),
	]
}

/// Orders and trades. Each row is tried by itself.
fn orders_and_trades() -> Vec<Row<'static>> {
	vec![
		("order that opens", OPENS, &|chain, s| {
			place(chain, Dave, s.third, order(Side::Buy, false, s))
		}),
		("combo", OPENS, &|chain, s| {
			let leg = |series, side| ComboLeg { series, side, ratio: 1 };
			let legs = [leg(s.series, Side::Buy), leg(call(s.expiry, 110_000), Side::Sell)];
			let combo = NewCombo {
				legs: legs.to_vec().try_into().expect("two"),
				quantity: contracts(500),
				limit: cash(1_000_000),
			};
			let portfolio = s.third;
			chain.call(Dave, pallet_trading::Call::place_combo { portfolio, combo }).is_ok()
		}),
		("order that reduces a short", REDUCES, &|chain, s| {
			place(chain, Charlie, s.writer, order(Side::Buy, true, s))
		}),
		("order that reduces a long", REDUCES, &|chain, s| {
			place(chain, Bob, s.buyer, order(Side::Sell, true, s))
		}),
		("cancel", ALWAYS, &|chain, s| {
			let (portfolio, scope) = (s.buyer_other, CancelScope::All);
			chain
				.call(Bob, pallet_trading::Call::cancel_orders { portfolio, scope, most: 256 })
				.is_ok()
		}),
		("block trade that opens", OPENS, &|chain, s| {
			let (buyer, seller) = ((Dave, s.third), (Charlie, s.writer));
			chain.trade(s.series, buyer, seller, contracts(100), s.price).is_ok()
		}),
		("block trade that reduces", REDUCES, &|chain, s| {
			let (buyer, seller) = ((Charlie, s.writer), (Bob, s.buyer));
			chain.trade(s.series, buyer, seller, contracts(500), s.price).is_ok()
		}),
		("request that opens", OPENS, &|chain, s| {
			request(chain, s, (Dave, s.third, Side::Buy), (Charlie, s.writer))
		}),
		("request that reduces", REDUCES, &|chain, s| {
			request(chain, s, (Charlie, s.writer, Side::Buy), (Bob, s.buyer))
		}),
	]
}

#[test]
fn calls_pass_or_are_refused_by_level_as_the_table_says() {
	for scope in SCOPES {
		journey(|chain| {
			let setting = setting(chain);
			// GIVEN an order and a withdrawal that wait
			chain.next_block();
			assert!(place(chain, Bob, setting.buyer_other, order(Side::Buy, false, &setting)));
			assert!(withdraw(chain, Dave, setting.third));
			for (place, level) in LEVELS.into_iter().enumerate() {
				set(chain, scope, level);
				let rows = money_and_governance().into_iter().chain(orders_and_trades());
				for (action, expected, act) in rows {
					// WHEN it is tried, and undone
					let passed = frame_support::storage::with_transaction(|| {
						TransactionOutcome::Rollback(Ok::<_, sp_runtime::DispatchError>(act(
							chain, &setting,
						)))
					});
					// THEN it passed if the table says so
					assert_eq!(passed, Ok(expected[place]), "{action} at {level:?} of {scope:?}");
				}
			}
		});
	}
}

fn held(portfolio: PortfolioId) -> i64 {
	let entries = Margin::positions_of(portfolio);
	entries.first().map_or(0, |entry| entry.positions[0].quantity.e8())
}

#[test]
fn engine_matches_by_level_as_the_table_says() {
	for (place_of, level) in LEVELS.into_iter().enumerate() {
		let opens = [true, false, false, false][place_of];
		let reduces = [true, true, false, false][place_of];
		journey(|chain| {
			// GIVEN orders collected before the level was set: of two who would open, and of two who reduce
			let s = setting(chain);
			let other = NewOrder { series: call(s.expiry, 110_000), ..order(Side::Buy, false, &s) };
			let price = Price::from_e8(mark(other.series).e8() / 10_000_000 * 10_000_000);
			let other = NewOrder { limit: Limit::Price(price), ..other };
			let sell = NewOrder { side: Side::Sell, ..other };
			assert!(place(chain, Dave, s.third, other));
			assert!(place(chain, Charlie, s.writer_other, sell));
			assert!(place(chain, Charlie, s.writer, order(Side::Buy, true, &s)));
			assert!(place(chain, Bob, s.buyer, order(Side::Sell, true, &s)));
			set(chain, Scope::Underlying(BTC), level);
			// WHEN the engine matches
			chain.next_block();
			// THEN only those trade that the level lets
			let half = 50_000_000;
			assert_eq!(held(s.third), if opens { half } else { 0 }, "{level:?}");
			let left = if reduces { half } else { 2 * half };
			assert_eq!((held(s.buyer), held(s.writer)), (left, -left), "{level:?}");
		});
	}
}

#[test]
fn engine_pays_withdrawals_by_level_as_the_table_says() {
	for (place_of, level) in LEVELS.into_iter().enumerate() {
		let priced = [true, true, true, false][place_of];
		journey(|chain| {
			let s = setting(chain);
			for (who, portfolio) in [(Bob, s.buyer), (Charlie, s.writer), (Dave, s.third)] {
				assert!(withdraw(chain, who, portfolio));
			}
			set(chain, Scope::All, level);
			let before = [s.buyer, s.writer, s.third].map(|id| chain.cash_of(id));
			chain.next_block();
			let paid = |id: PortfolioId, at: usize| chain.cash_of(id) != before[at];
			// THEN who is covered at any price is paid at every level, who needs a price is not when halted
			let found = (paid(s.buyer, 0), paid(s.writer, 1), paid(s.third, 2));
			assert_eq!(found, (true, priced, true), "{level:?}");
		});
	}
}

#[test]
fn liquidation_goes_on_by_level_as_the_table_says() {
	for (place_of, level) in LEVELS.into_iter().enumerate() {
		let sells = [true, true, true, false][place_of];
		journey(|chain| {
			// GIVEN a writer with little cash, and a level
			let expiry = chain.list(START_MS + 30 * DAY_MS, &[90_000, 100_000, 110_000]);
			chain.post_market(expiry, usd(100_000), milli(500));
			let buyer = (Bob, chain.open(Bob, MarginMode::Standard, 100_000));
			let writer = (Charlie, chain.open(Charlie, MarginMode::Standard, 25_000));
			let bidder = chain.open(Dave, MarginMode::Standard, 100_000);
			let series = call(expiry, 100_000);
			let trade = chain.trade(series, buyer, writer, contracts(1_000), mark(series));
			assert_ok!(trade);
			let writer = writer.1;
			set(chain, Scope::Underlying(BTC), level);
			// WHEN the index leaves him below maintenance margin
			chain.next_block();
			chain.post_index(usd(122_000));
			let flag = pallet_liquidation::Call::flag { portfolio: writer };
			let by_keeper = frame_support::storage::with_transaction(|| {
				let passed = chain.call(Ferdie, flag).is_ok();
				TransactionOutcome::Rollback(Ok::<_, sp_runtime::DispatchError>(passed))
			});
			assert_eq!(by_keeper, Ok(sells), "a keeper's flag at {level:?}");
			chain.next_block();
			// THEN the sweep flags him at every level
			let status = |id| Collateral::view(id).expect("exists").status;
			assert_eq!(status(writer), PortfolioStatus::Frozen, "{level:?}");
			// AND bids are taken at every level
			let bid = pallet_liquidation::Call::bid {
				portfolio: writer,
				bidder,
				share: Fixed::ONE,
				limit: cash(10_000),
				expected_version: None,
			};
			assert_ok!(chain.call(Dave, bid));
			let clock = || Liquidation::auction(writer).map(|auction| auction.active_ms);
			let before = clock().expect("it runs");
			chain.skip_slots(3);
			// AND fill, and the clock runs, only below a halt
			if sells {
				assert_eq!(status(writer), PortfolioStatus::Active, "{level:?}");
				assert!(held(bidder) < 0, "{level:?}");
				return;
			}
			assert_eq!((clock(), held(bidder)), (Some(before), 0));
			assert_eq!(Liquidation::bids(writer).len(), 1);
			// WHEN the halt is over, THEN none of its time was counted, and the bid fills
			let until = 0;
			let (scope, level) = (Scope::Underlying(BTC), Level::Normal);
			assert_ok!(chain.technical(Breaker::set_level { scope, level, until }));
			chain.next_block();
			assert_eq!(status(writer), PortfolioStatus::Active);
			assert!(held(bidder) < 0);
		});
	}
}

#[test]
fn expiry_settles_and_rules_list_at_every_level() {
	for level in LEVELS {
		journey(|chain| {
			// GIVEN holders of an expiry two minutes away, and a level
			let expiry = chain.list(START_MS + 120_000, &[90_000, 100_000]);
			chain.post_market(expiry, usd(100_000), milli(500));
			let buyer = (Bob, chain.open(Bob, MarginMode::Standard, 50_000));
			let writer = (Charlie, chain.open(Charlie, MarginMode::Standard, 50_000));
			let series = call(expiry, 90_000);
			let trade = chain.trade(series, buyer, writer, contracts(1_000), mark(series));
			assert_ok!(trade);
			let before = [buyer.1, writer.1].map(|id| chain.cash_of(id));
			let rule = ListingRule {
				expiries: ExpiryRule { daily: 3, weekly: 0, monthly: 0, quarterly: 0 },
				grid: StrikeGrid { step: usd(1_000), width: 2 },
				min_life_ms: 3_600_000,
			};
			assert_ok!(
				chain.root(pallet_series::Call::set_rule { underlying: BTC, rule: Some(rule) })
			);
			let listed = Series::chain(BTC).len();
			set(chain, Scope::All, level);
			// WHEN it expires at 100,000
			while chain.now() < expiry.expiry + 5_000 {
				chain.next_block();
				chain.post_index(usd(100_000));
			}
			// THEN each has what the contract is worth
			let after = [buyer.1, writer.1].map(|id| chain.cash_of(id));
			assert_eq!(after[0].checked_sub(before[0]), Some(cash(10_000)), "{level:?}");
			assert_eq!(before[1].checked_sub(after[1]), Some(cash(10_000)), "{level:?}");
			assert!(Margin::positions_of(buyer.1).is_empty());
			// AND the rule's expiries are there
			assert!(Series::chain(BTC).len() > listed, "{level:?}");
			assert_eq!(
				Series::expiry(expiry).map(|r| r.status),
				Some(pallet_series::ExpiryStatus::Settled)
			);
		});
	}
}

fn level() -> Level {
	tenor_runtime::Breaker::level(BTC)
}

fn saw(chain: &Chain, fits: impl Fn(&Event<Runtime>) -> bool) -> bool {
	chain.saw(|event| matches!(event, RuntimeEvent::Breaker(event) if fits(event)))
}

#[test]
fn lost_index_stops_new_risk_and_its_return_lifts_it() {
	journey(|chain| {
		let s = setting(chain);
		let params = pallet_breaker::Params {
			lost_after_ms: 30_000,
			back_after_ms: 10_000,
			..Default::default()
		};
		assert_ok!(chain.root(Breaker::set_params { params }));
		// WHEN the operators fall silent for the heartbeat of three minutes and half a minute more
		chain.run_to(chain.now() + 180_000);
		assert_eq!(level(), Level::Normal);
		chain.run_to(chain.now() + 35_000);
		// THEN the market reduces only, and a short can be bought back at the last good mark
		assert_eq!(level(), Level::ReduceOnly);
		let buy_back = |chain: &Chain| {
			chain.trade(s.series, (Charlie, s.writer), (Bob, s.buyer), contracts(100), s.price)
		};
		assert_ok!(buy_back(chain));
		// WHEN they are back, THEN it waits for ten seconds of a quorum
		chain.post_market(s.expiry, usd(100_000), milli(500));
		chain.run_to(chain.now() + 10_000);
		assert_eq!(level(), Level::ReduceOnly);
		assert!(!place(chain, Dave, s.third, order(Side::Buy, false, &s)));
		chain.run_to(chain.now() + 2_000);
		assert_eq!(level(), Level::Normal);
		assert!(place(chain, Dave, s.third, order(Side::Buy, false, &s)));
	});
}

#[test]
fn after_a_standstill_markets_wait_for_a_quorum() {
	journey(|chain| {
		let s = setting(chain);
		// WHEN no block came for a minute
		chain.skip_slots(60);
		assert_eq!(level(), Level::ReduceOnly);
		assert!(saw(chain, |event| matches!(event, Event::Stopped { cause: Cause::Restart, .. })));
		assert!(!place(chain, Dave, s.third, order(Side::Buy, false, &s)));
		// WHEN the index has a quorum again, THEN the next block lifts it
		chain.next_block();
		assert_eq!(level(), Level::ReduceOnly);
		chain.post_market(s.expiry, usd(100_000), milli(500));
		chain.next_block();
		assert_eq!(level(), Level::Normal);
		assert!(place(chain, Dave, s.third, order(Side::Buy, false, &s)));
	});
}

#[test]
fn custody_that_falls_short_halts_all_and_what_waits_is_paid_after_it() {
	use frame_support::traits::{fungibles::Mutate, tokens::Preservation::Expendable};
	journey(|chain| {
		let s = setting(chain);
		assert!(withdraw(chain, Dave, s.third));
		let before = chain.cash_of(s.third);
		// GIVEN custody loses ten dollars behind the ledger's back
		let (custody, eve) = (Collateral::custody(), Eve.to_account_id());
		let gone = 10_000_000;
		let moved = |from: &AccountId, to: &AccountId| {
			<Assets as Mutate<AccountId>>::transfer(USDC, from, to, gone, Expendable)
		};
		assert_ok!(moved(&custody, &eve));
		// WHEN the next block's engine runs, THEN all is halted before it pays anybody
		chain.next_block();
		assert_eq!(level(), Level::Halted);
		let breach = Breach::Custody(USDC);
		assert!(saw(chain, |event| matches!(event, Event::Stopped {
			scope: Scope::All, cause: Cause::Invariant(found), ..
		} if *found == breach)));
		assert_eq!(chain.cash_of(s.third), before);
		// WHEN the money is back, THEN governance alone lifts it, and what waited is paid
		assert_ok!(moved(&eve, &custody));
		chain.next_block();
		let lift = Breaker::lift { scope: Scope::All };
		assert!(chain.technical(lift.clone()).is_err());
		assert_eq!((level(), chain.cash_of(s.third)), (Level::Halted, before));
		assert_ok!(chain.root(lift));
		chain.next_block();
		assert_eq!(level(), Level::Normal);
		assert_eq!(before.checked_sub(chain.cash_of(s.third)), Some(cash(1_000)));
	});
}

#[test]
fn contracts_that_do_not_cancel_halt_their_market_and_no_other() {
	journey(|chain| {
		let s = setting(chain);
		let good = pallet_margin::Contracts::<Runtime>::get(BTC);
		let bad = pallet_margin::ContractTotals { longs: good.longs + 1, ..good };
		pallet_margin::Contracts::<Runtime>::insert(BTC, bad);
		chain.next_block();
		assert_eq!(level(), Level::Halted);
		assert_eq!(tenor_runtime::Breaker::level(UnderlyingId(1)), Level::Normal);
		// WHEN governance lifts it before it is repaired, THEN the next block halts it again
		let lift = Breaker::lift { scope: Scope::Underlying(BTC) };
		assert_ok!(chain.root(lift.clone()));
		chain.next_block();
		assert_eq!(level(), Level::Halted);
		pallet_margin::Contracts::<Runtime>::insert(BTC, good);
		assert_ok!(chain.root(lift));
		chain.next_block();
		assert_eq!(level(), Level::Normal);
		let fair = (Dave, s.third);
		chain.post_market(s.expiry, usd(100_000), milli(500));
		assert_ok!(chain.trade(s.series, fair, (Charlie, s.writer), contracts(100), s.price));
	});
}
