// SPDX-License-Identifier: Apache-2.0
//! The order book through the whole runtime: collected in one block, matched by the engine in the
//! next, margin real.

use polkadot_sdk::*;

use frame_support::{assert_noop, assert_ok, dispatch::Pays};
use pallet_trading::{
	Cancel, CancelScope, ComboLeg, EndReason, KeyScope, Limit, NewCombo, NewOrder, Quote,
	QuoteRequest, RequestLeg, Validity,
};
use sp_keyring::Sr25519Keyring::{self as Key, Bob, Charlie, Dave, Eve};
use sp_runtime::MultiSignature;
use tenor_fixed::{Cash, Price, Quantity};
use tenor_matching::Side;
use tenor_runtime::{Margin, Runtime, RuntimeEvent, System, Trading};
use tenor_series::{ExpiryKey, MarginMode, PortfolioId, SeriesKey};
use tenor_tests::chain::*;

const EXPIRY: u64 = START_MS + 3_600_000;

fn setting(chain: &mut Chain) -> ExpiryKey {
	let expiry = chain.list(EXPIRY, &[90_000, 100_000, 110_000]);
	chain.post_market(expiry, usd(100_000), milli(500));
	chain.next_block();
	expiry
}

/// The mark of a series, moved by so many ticks of ten cents.
fn near_mark(series: SeriesKey, ticks: i64) -> Price {
	let whole = mark(series).e8() / 10_000_000;
	Price::from_e8(whole.checked_add_signed(ticks).expect("not below zero") * 10_000_000)
}

fn order(series: SeriesKey, side: Side, thousandths: i64, price: Price) -> NewOrder {
	NewOrder {
		series,
		side,
		quantity: contracts(thousandths),
		limit: Limit::Price(price),
		validity: Validity::UntilCancelled,
		post_only: false,
		reduce_only: false,
	}
}

fn place(chain: &Chain, who: Key, portfolio: PortfolioId, order: NewOrder) {
	assert_ok!(chain.call(who, pallet_trading::Call::place_order { portfolio, order }));
}

fn held(portfolio: PortfolioId, series: SeriesKey) -> Quantity {
	let entries = Margin::positions_of(portfolio);
	let entry = entries.iter().find(|entry| entry.expiry == series.expiry_key());
	entry
		.and_then(|entry| {
			let same =
				|p: &&tenor_series::Position| (p.strike, p.kind) == (series.strike, series.kind);
			entry.positions.iter().find(same)
		})
		.map_or(Quantity::ZERO, |position| position.quantity)
}

fn ended(chain: &Chain, portfolio: PortfolioId, why: EndReason) -> bool {
	chain.saw(|event| {
		matches!(event, RuntimeEvent::Trading(pallet_trading::Event::OrderEnded {
			portfolio: whose, reason, ..
		}) if *whose == portfolio && *reason == why)
	})
}

#[test]
fn orders_of_one_block_trade_in_the_next_at_one_price_inside_both_limits() {
	journey(|chain| {
		// GIVEN a seller below the mark and a buyer above it, placed in the same block
		let series = call(setting(chain), 100_000);
		let seller = chain.open(Bob, MarginMode::Portfolio, 500_000);
		let buyer = chain.open(Charlie, MarginMode::Standard, 100_000);
		let (low, high) = (near_mark(series, -20), near_mark(series, 20));
		place(chain, Charlie, buyer, order(series, Side::Buy, 2_000, high));
		place(chain, Bob, seller, order(series, Side::Sell, 3_000, low));
		let before = (chain.cash_of(buyer), chain.cash_of(seller));
		assert_eq!(held(buyer, series), Quantity::ZERO);

		// WHEN the next block begins
		chain.next_block();

		// THEN they have traded at the mark on the grid, and the rest of the larger order is in the book
		let price = near_mark(series, 0);
		assert_eq!(held(buyer, series), contracts(2_000));
		assert_eq!(held(seller, series), contracts(-2_000));
		let prints = Trading::last_trades(series);
		assert_eq!(prints.last().map(|p| (p.price, p.volume)), Some((price, contracts(2_000))));
		assert_eq!(Trading::book_side(series, Side::Sell, 8), vec![(low, contracts(1_000))]);
		// AND each paid the premium and the fee of one who takes: 0.03 % of the notional would be 60,
		// but an eighth of the premium is less
		let premium = price.notional_floor(contracts(2_000)).expect("fits");
		let fee = premium.mul_ceil(milli(125)).expect("fits");
		assert!(fee < cash(60));
		let paid = before.0.checked_sub(chain.cash_of(buyer)).expect("fits");
		let got = chain.cash_of(seller).checked_sub(before.1).expect("fits");
		assert_eq!(paid, premium.checked_add(fee).expect("fits"));
		assert_eq!(got, premium.checked_sub(fee).expect("fits"));

		// AND a later order trades with the resting one, which pays the lower fee of one who makes
		let before = chain.cash_of(seller);
		place(chain, Charlie, buyer, order(series, Side::Buy, 1_000, high));
		chain.next_block();
		let premium = Trading::last_trades(series)
			.last()
			.and_then(|print| print.price.notional_floor(contracts(1_000)))
			.expect("it traded");
		let got = chain.cash_of(seller).checked_sub(before).expect("fits");
		assert_eq!(got, premium.checked_sub(cash(10)).expect("fits"));
	});
}

#[test]
fn order_without_margin_is_dropped_and_moves_no_price() {
	journey(|chain| {
		// GIVEN a poor seller of very much, and an honest pair
		let series = call(setting(chain), 100_000);
		let poor = chain.open(Dave, MarginMode::Portfolio, 1_000);
		let seller = chain.open(Bob, MarginMode::Portfolio, 500_000);
		let buyer = chain.open(Charlie, MarginMode::Standard, 100_000);
		let mark = near_mark(series, 0);
		place(chain, Dave, poor, order(series, Side::Sell, 100_000, near_mark(series, -40)));
		place(chain, Charlie, buyer, order(series, Side::Buy, 1_000, mark));
		place(chain, Bob, seller, order(series, Side::Sell, 1_000, mark));
		// WHEN they meet, THEN the honest ones trade at their price and the phantom is gone
		chain.next_block();
		assert!(ended(chain, poor, EndReason::Margin));
		assert_eq!(held(buyer, series), contracts(1_000));
		assert_eq!(held(seller, series), contracts(-1_000));
		assert_eq!(held(poor, series), Quantity::ZERO);
		assert_eq!(Trading::last_trades(series).last().map(|p| p.price), Some(mark));
	});
}

#[test]
fn resting_order_whose_margin_a_crash_took_is_not_filled() {
	journey(|chain| {
		// GIVEN a writer with margin for what he offers, and a crash in between
		let expiry = setting(chain);
		let (series, lower) = (put(expiry, 100_000), put(expiry, 90_000));
		let writer = chain.open(Bob, MarginMode::Portfolio, 60_000);
		let other = chain.open(Dave, MarginMode::Portfolio, 500_000);
		let buyer = chain.open(Charlie, MarginMode::Standard, 500_000);
		let sold = near_mark(lower, 0).max(Price::from_e8(10_000_000));
		place(chain, Bob, writer, order(lower, Side::Sell, 2_000, sold));
		place(chain, Charlie, buyer, order(lower, Side::Buy, 2_000, sold));
		chain.next_block();
		assert_eq!(held(writer, lower), contracts(-2_000));
		let resting = near_mark(series, 400);
		place(chain, Bob, writer, order(series, Side::Sell, 500, resting));
		chain.next_block();
		assert_eq!(Trading::book_side(series, Side::Sell, 1), vec![(resting, contracts(500))]);
		chain.post_market(expiry, usd(85_000), milli(900));
		// WHEN somebody takes what he offered before it
		let wanted = near_mark(series, 10);
		place(chain, Charlie, buyer, order(series, Side::Buy, 500, wanted));
		place(chain, Dave, other, order(series, Side::Sell, 500, wanted));
		chain.next_block();
		// THEN his order is dropped, and the one who has margin sells
		assert!(ended(chain, writer, EndReason::Margin));
		assert_eq!(held(writer, series), Quantity::ZERO);
		assert_eq!(held(other, series), contracts(-500));
	});
}

#[test]
fn maker_refreshes_a_surface_in_one_call_and_a_taker_crosses_it() {
	journey(|chain| {
		// GIVEN quotes on both sides of six series in one call
		let expiry = setting(chain);
		let all: Vec<SeriesKey> = [90_000, 100_000, 110_000]
			.iter()
			.flat_map(|k| [call(expiry, *k), put(expiry, *k)])
			.collect();
		let maker = chain.open(Bob, MarginMode::Portfolio, 3_000_000);
		let taker = chain.open(Charlie, MarginMode::Standard, 500_000);
		let quotes = |width: i64| {
			let of = |series: &SeriesKey| {
				let bid =
					near_mark(*series, 0).e8().saturating_sub(10_000_000 * width.unsigned_abs());
				let ask = near_mark(*series, width);
				let sell = order(*series, Side::Sell, 1_000, ask);
				let buy = (bid > 0).then(|| order(*series, Side::Buy, 1_000, Price::from_e8(bid)));
				buy.into_iter().chain([sell])
			};
			all.iter().flat_map(of).collect::<Vec<_>>().try_into().expect("twelve")
		};
		let refresh = |width| pallet_trading::Call::place_orders {
			portfolio: maker,
			cancel: Some(Cancel { scope: CancelScope::Expiry(expiry), most: 256 }),
			orders: quotes(width),
		};
		assert_ok!(chain.call(Bob, refresh(30)));
		chain.next_block();
		let wide = near_mark(all[2], 30);
		assert_eq!(Trading::book_side(all[2], Side::Sell, 1), vec![(wide, contracts(1_000))]);
		// WHEN he quotes tighter and a taker lifts one of them
		assert_ok!(chain.call(Bob, refresh(20)));
		chain.next_block();
		assert_eq!(
			Trading::book_side(all[2], Side::Sell, 2),
			vec![(near_mark(all[2], 20), contracts(1_000))]
		);
		let taking = NewOrder {
			validity: Validity::ImmediateOrCancel,
			..order(all[2], Side::Buy, 1_500, near_mark(all[2], 25))
		};
		place(chain, Charlie, taker, taking);
		chain.next_block();
		// THEN one contract traded at the quote, and what was left is over
		assert_eq!(held(taker, all[2]), contracts(1_000));
		assert!(ended(chain, taker, EndReason::NotFilled));
		assert!(Trading::open_orders(taker).open.is_empty());
	});
}

#[test]
fn combo_takes_every_leg_within_its_net_limit_or_none() {
	journey(|chain| {
		let expiry = setting(chain);
		let (near, far) = (call(expiry, 100_000), call(expiry, 110_000));
		let maker = chain.open(Bob, MarginMode::Portfolio, 1_000_000);
		let taker = chain.open(Charlie, MarginMode::Portfolio, 100_000);
		let (ask, bid) = (near_mark(near, 10), near_mark(far, 0).max(Price::from_e8(10_000_000)));
		place(chain, Bob, maker, order(near, Side::Sell, 1_000, ask));
		place(chain, Bob, maker, order(far, Side::Buy, 1_000, bid));
		chain.next_block();
		let leg = |series, side| ComboLeg { series, side, ratio: 1 };
		let net = Cash::from_e8(i128::from(ask.e8()) - i128::from(bid.e8()));
		let combo = |limit| NewCombo {
			legs: vec![leg(near, Side::Buy), leg(far, Side::Sell)].try_into().expect("two"),
			quantity: contracts(1_000),
			limit,
		};
		let asked =
			|limit| pallet_trading::Call::place_combo { portfolio: taker, combo: combo(limit) };
		// WHEN the limit is a cent short, THEN nothing trades
		let short = net.checked_sub(Cash::from_e8(1_000_000)).expect("fits");
		assert_ok!(chain.call(Charlie, asked(short)));
		chain.next_block();
		assert_eq!((held(taker, near), held(taker, far)), (Quantity::ZERO, Quantity::ZERO));
		// WHEN it is enough, THEN both legs do, at the makers' prices
		assert_ok!(chain.call(Charlie, asked(net)));
		chain.next_block();
		assert_eq!((held(taker, near), held(taker, far)), (contracts(1_000), contracts(-1_000)));
		assert_eq!((held(maker, near), held(maker, far)), (contracts(-1_000), contracts(1_000)));
		assert_eq!(Trading::last_trades(near).last().map(|p| p.price), Some(ask));
	});
}

#[test]
fn trading_key_places_and_cancels_for_nothing_but_takes_no_value_out() {
	journey(|chain| {
		let series = call(setting(chain), 100_000);
		let portfolio = chain.open(Bob, MarginMode::Portfolio, 500_000);
		let key = Eve.to_account_id();
		let scope = KeyScope {
			place: true,
			cancel: true,
			reduce_only: false,
			deposit: false,
			block_trade: false,
			underlying: Some(BTC),
		};
		let grant = pallet_trading::Call::grant_trading_key {
			portfolio,
			key: key.clone(),
			scope,
			expires_at: chain.now() + 60_000,
		};
		assert_ok!(chain.call(Bob, grant));
		place(chain, Eve, portfolio, order(series, Side::Sell, 1_000, near_mark(series, 50)));
		chain.next_block();
		let cancel = pallet_trading::Call::cancel_order { portfolio, sequence: 0 };
		let done = chain.call(Eve, cancel).expect("the key may cancel");
		assert_eq!(done.pays_fee, Pays::No);
		let withdraw =
			pallet_collateral::Call::request_withdrawal { portfolio, asset: 1, amount: 1_000_000 };
		assert!(chain.call(Eve, withdraw).is_err());
		let revoke = pallet_trading::Call::revoke_trading_keys { portfolio, key: Some(key) };
		assert_ok!(chain.call(Bob, revoke));
		let order = order(series, Side::Sell, 1_000, near_mark(series, 50));
		assert_noop!(
			chain.call(Eve, pallet_trading::Call::place_order { portfolio, order }),
			pallet_trading::Error::<Runtime>::NotOwner
		);
	});
}

#[test]
fn request_for_quotes_executes_at_the_best_answer() {
	journey(|chain| {
		let expiry = setting(chain);
		let (near, far) = (call(expiry, 100_000), put(expiry, 100_000));
		let taker = chain.open(Bob, MarginMode::Portfolio, 500_000);
		let makers = [
			(Charlie, chain.open(Charlie, MarginMode::Portfolio, 500_000)),
			(Dave, chain.open(Dave, MarginMode::Portfolio, 500_000)),
		];
		let leg = |series| RequestLeg { series, side: Side::Buy, quantity: contracts(1_000) };
		let request = QuoteRequest {
			taker,
			legs: vec![leg(near), leg(far)].try_into().expect("two"),
			limit: cash(1_000_000),
			deadline: chain.now() + 10_000,
			salt: 7,
		};
		let quote = |(who, maker): (Key, PortfolioId), ticks: i64| {
			let prices = vec![near_mark(near, ticks), near_mark(far, ticks)];
			let quote = Quote {
				maker,
				nonce: 0,
				deadline: chain.now() + 10_000,
				prices: prices.try_into().expect("two"),
			};
			let payload = quote.signing_payload(&request, &System::block_hash(0));
			(quote, MultiSignature::from(who.sign(&payload)))
		};
		let quotes = vec![quote(makers[0], 9), quote(makers[1], 5)];
		let call = pallet_trading::Call::execute_request {
			request: request.clone(),
			quotes: quotes.try_into().expect("two"),
		};
		assert_ok!(chain.call(Bob, call));
		assert_eq!(held(taker, near), contracts(1_000));
		assert_eq!(held(makers[1].1, near), contracts(-1_000));
		assert_eq!(held(makers[0].1, near), Quantity::ZERO);
		// AND the same answer can't be taken twice
		let again = pallet_trading::Call::execute_request {
			request: request.clone(),
			quotes: vec![quote(makers[1], 5)].try_into().expect("one"),
		};
		assert_noop!(
			chain.call(Bob, again).map_err(|refused| refused.error),
			pallet_trading::Error::<Runtime>::NonceUsed
		);
	});
}
