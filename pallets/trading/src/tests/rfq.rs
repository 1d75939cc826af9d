// SPDX-License-Identifier: Apache-2.0
//! Requests for quotes: which answer executes, what refuses a request, who may ask and sign.

use crate::{
	mock::*, Call, Error, Event, KeyScope, MarketRules, Nonces, Quote, QuoteRequest, RequestLeg,
	SettleDue, WeightInfo, MAX_QUOTES, MAX_REQUEST_LEGS,
};
use codec::Encode;
use polkadot_sdk::{
	frame_support::{
		assert_noop, assert_ok,
		dispatch::{DispatchResultWithPostInfo, GetDispatchInfo},
	},
	sp_core::{Pair, H256},
	sp_io::storage,
	sp_runtime::{DispatchError, DispatchResult, MultiSignature},
};
use std::collections::BTreeMap;
use tenor_fixed::{Cash, Fixed, Price, Quantity};
use tenor_matching::Side::{self, Buy, Sell};
use tenor_series::{Fill, PortfolioId, UnderlyingId};

/// Who asks in these tests; belongs to key 1.
pub(super) const TAKER: u64 = 10;
/// A portfolio there is not.
const NOBODY: u64 = 200;
const BLOCK_TRADES: KeyScope = KeyScope {
	place: false,
	cancel: false,
	reduce_only: false,
	deposit: false,
	block_trade: true,
	underlying: None,
};
const PLACES: KeyScope = KeyScope { place: true, block_trade: false, ..BLOCK_TRADES };

pub(super) type Signed = (Quote, MultiSignature);

/// Asks for so many whole contracts of each strike, at any premium, an hour to go.
pub(super) fn ask(legs: &[(u64, Side, i64)]) -> QuoteRequest {
	let leg = |(strike, side, quantity): &(u64, Side, i64)| RequestLeg {
		series: series(*strike),
		side: *side,
		quantity: contracts(*quantity),
	};
	QuoteRequest {
		taker: PortfolioId(TAKER),
		legs: legs.iter().map(leg).collect::<Vec<_>>().try_into().unwrap(),
		limit: Cash::MAX,
		deadline: Now::get() + 3_600_000,
		salt: 0,
	}
}

/// Asks to buy two contracts of one series.
fn ask_two() -> QuoteRequest {
	ask(&[(1_000, Buy, 2)])
}

/// Answers with a price in dollars for each leg, by nonce 0, an hour to go.
fn answer(maker: u64, prices: &[u64]) -> Quote {
	Quote {
		maker: PortfolioId(maker),
		nonce: 0,
		deadline: Now::get() + 3_600_000,
		prices: prices.iter().map(|price| usd(*price)).collect::<Vec<_>>().try_into().unwrap(),
	}
}

pub(super) fn signed_by(signer: u64, request: &QuoteRequest, quote: &Quote) -> Signed {
	let bytes = quote.signing_payload(request, &GENESIS);
	(quote.clone(), key(signer).sign(&bytes).into())
}

/// Signed by the owner of each maker.
fn signed(request: &QuoteRequest, quotes: &[Quote]) -> Vec<Signed> {
	quotes.iter().map(|quote| signed_by(quote.maker.0 / 10, request, quote)).collect()
}

fn execute(who: u64, request: &QuoteRequest, quotes: &[Signed]) -> DispatchResultWithPostInfo {
	let (request, quotes) = (request.clone(), quotes.to_vec().try_into().unwrap());
	call(who, Call::execute_request { request, quotes })
}

pub(super) fn send_signed(who: u64, request: &QuoteRequest, quotes: &[Signed]) -> DispatchResult {
	execute(who, request, quotes).map(|_| ()).map_err(|refused| refused.error)
}

/// The taker's owner sends the request in, with answers of the makers' owners.
fn send(request: &QuoteRequest, quotes: &[Quote]) -> DispatchResult {
	send_signed(request.taker.0 / 10, request, &signed(request, quotes))
}

/// The request is refused for this reason; storage and neighbours are as before.
#[track_caller]
fn refused_signed(
	who: u64,
	request: &QuoteRequest,
	quotes: &[Signed],
	error: impl Into<DispatchError>,
) {
	let before = (Executed::get(), Settled::get());
	assert_noop!(send_signed(who, request, quotes), error.into());
	assert_eq!((Executed::get(), Settled::get()), before);
}

#[track_caller]
fn refused(request: &QuoteRequest, quotes: &[Quote], error: impl Into<DispatchError>) {
	refused_signed(request.taker.0 / 10, request, &signed(request, quotes), error);
}

/// Portfolio, strike in dollars, whole contracts and dollars received, of each fill.
fn moved(fills: &[Fill]) -> Vec<(u64, u64, i64, i128)> {
	let whole = |fill: &Fill| {
		let strike = fill.series.strike.e8() / 100_000_000;
		let (contracts, dollars) = (fill.quantity.e8() / 100_000_000, fill.cash.e8() / 100_000_000);
		(fill.portfolio.0, strike, contracts, dollars)
	};
	fills.iter().map(whole).collect()
}

/// The quote that executed last, with the net premium.
pub(super) fn executed_quote() -> (Quote, Cash) {
	let last = events().into_iter().rev().find_map(|event| match event {
		Event::RequestExecuted { quote, paid, .. } => Some((quote, paid)),
		_ => None,
	});
	last.expect("a request was executed")
}

/// Every order in which three things can stand.
fn permutations<T: Clone>(three: &[T; 3]) -> Vec<Vec<T>> {
	let orders = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]];
	orders.iter().map(|order| order.iter().map(|at| three[*at].clone()).collect()).collect()
}

/// Everything there is in storage.
pub(super) fn whole_storage() -> BTreeMap<Vec<u8>, Vec<u8>> {
	let mut all = BTreeMap::new();
	let mut last = Vec::new();
	while let Some(next) = storage::next_key(&last) {
		all.insert(next.clone(), storage::get(&next).unwrap().to_vec());
		last = next;
	}
	all
}

fn grant(portfolio: u64, to: u64, scope: KeyScope, expires_at: u64) {
	let (portfolio_id, key) = (PortfolioId(portfolio), account(to));
	let call = Call::grant_trading_key { portfolio: portfolio_id, key, scope, expires_at };
	assert_ok!(own_call(portfolio, call));
}

fn revoke(portfolio: u64, key: u64) {
	let (portfolio_id, key) = (PortfolioId(portfolio), Some(account(key)));
	assert_ok!(own_call(portfolio, Call::revoke_trading_keys { portfolio: portfolio_id, key }));
}

// ---------------------------------------------------------------- the best quote

#[test]
fn cheapest_quote_executes_wherever_it_stands_in_the_list() {
	for quotes in permutations(&[(20, 101), (30, 99), (40, 100)]) {
		build_and_execute(|| {
			// GIVEN three answers to a buyer
			let request = ask_two();
			let quotes: Vec<_> = quotes.iter().map(|(id, price)| answer(*id, &[*price])).collect();
			// WHEN the taker sends them in
			assert_ok!(send(&request, &quotes));
			// THEN the cheapest executed, what was due of both sides was settled before, and the event
			// tells all of it
			let (fills, fees) = Executed::take().remove(0);
			assert_eq!(moved(&fills), [(10, 1_000, 2, -198), (30, 1_000, -2, 198)]);
			assert_eq!(Settled::take(), [PortfolioId(10), PortfolioId(30)]);
			// 0.03 % and 0.01 % of 2 x 1,000
			let fees_paid = vec![cents(60), cents(20)];
			assert_eq!(fees, [(PortfolioId(10), cents(60)), (PortfolioId(30), cents(20))]);
			let quote = answer(30, &[99]);
			let told = Event::RequestExecuted { request, quote, paid: cash(198), fees: fees_paid };
			assert_eq!(events(), [told]);
			// AND only its maker used up its nonce
			let next = [10, 20, 30, 40].map(|id| Trading::next_nonce(PortfolioId(id)));
			assert_eq!(next, [0, 0, 1, 0]);
		});
	}
}

#[test]
fn seller_gets_the_highest_quote() {
	for quotes in permutations(&[(20, 99), (30, 101), (40, 100)]) {
		build_and_execute(|| {
			let quotes: Vec<_> = quotes.iter().map(|(id, price)| answer(*id, &[*price])).collect();
			assert_ok!(send(&ask(&[(1_000, Sell, 2)]), &quotes));
			let (fills, _) = Executed::take().remove(0);
			assert_eq!(moved(&fills), [(10, 1_000, -2, 202), (30, 1_000, 2, -202)]);
			assert_eq!(executed_quote(), (answer(30, &[101]), cash(-202)));
		});
	}
}

#[test]
fn of_equal_quotes_the_older_portfolio_executes() {
	for quotes in permutations(&[30, 20, 40]) {
		build_and_execute(|| {
			let quotes: Vec<_> = quotes.iter().map(|id| answer(*id, &[100])).collect();
			assert_ok!(send(&ask_two(), &quotes));
			assert_eq!(executed_quote().0, answer(20, &[100]));
		});
	}
}

#[test]
fn of_equal_quotes_of_one_maker_the_lower_nonce_executes() {
	for nonces in permutations(&[7, 3, 5]) {
		build_and_execute(|| {
			let quotes: Vec<_> =
				nonces.iter().map(|nonce| Quote { nonce: *nonce, ..answer(20, &[100]) }).collect();
			assert_ok!(send(&ask_two(), &quotes));
			assert_eq!(executed_quote().0.nonce, 3);
		});
	}
}

#[test]
fn of_equal_quotes_of_one_maker_and_nonce_the_lower_first_price_executes() {
	for prices in permutations(&[[101, 100], [100, 101], [102, 99]]) {
		build_and_execute(|| {
			// GIVEN quotes of one maker and nonce that cost the same in all, leg by leg not
			let quotes: Vec<_> = prices.iter().map(|prices| answer(20, prices)).collect();
			assert_ok!(send(&ask(&[(1_000, Buy, 2), (1_100, Buy, 2)]), &quotes));
			assert_eq!(executed_quote(), (answer(20, &[100, 101]), cash(402)));
		});
	}
}

#[test]
fn of_quotes_that_differ_in_their_deadline_only_the_shorter_executes() {
	for deadlines in permutations(&[1_200_000, 1_100_000, 1_300_000]) {
		build_and_execute(|| {
			let last = |deadline: &u64| Quote { deadline: *deadline, ..answer(20, &[100]) };
			let quotes: Vec<_> = deadlines.iter().map(last).collect();
			assert_ok!(send(&ask_two(), &quotes));
			assert_eq!(executed_quote().0.deadline, 1_100_000);
		});
	}
}

#[test]
fn net_premium_of_all_legs_decides_not_any_one_leg() {
	build_and_execute(|| {
		// GIVEN a spread, and a maker who is dearer in the bought leg but pays more for the sold one
		let request = ask(&[(1_000, Buy, 2), (1_100, Sell, 3)]);
		let quotes = [answer(20, &[98, 95]), answer(30, &[101, 98]), answer(40, &[99, 96])];
		assert_ok!(send(&request, &quotes));
		// THEN 2 x 101 - 3 x 98 = -92 beats -89 and -90
		let (fills, _) = Executed::take().remove(0);
		let spread = [
			(10, 1_000, 2, -202),
			(30, 1_000, -2, 202),
			(10, 1_100, -3, 294),
			(30, 1_100, 3, -294),
		];
		assert_eq!(moved(&fills), spread);
		assert_eq!(executed_quote(), (answer(30, &[101, 98]), cash(-92)));
	});
}

#[test]
fn largest_request_with_all_quotes_executes_every_leg() {
	build_and_execute(|| {
		let side = |n: u64| if n % 3 == 0 { Sell } else { Buy };
		let legs: Vec<_> = (0..u64::from(MAX_REQUEST_LEGS))
			.map(|n| (1_000 + n, side(n), 1 + i64::try_from(n).unwrap()))
			.collect();
		let request = ask(&legs);
		// All differ in the last leg, which the taker sells: the last maker pays most.
		let quotes: Vec<_> = (2..2 + u64::from(MAX_QUOTES))
			.map(|n| answer(n * 10, &[&[100; 15][..], &[90 + n]].concat()))
			.collect();
		assert_ok!(send(&request, &quotes));
		let (fills, _) = Executed::take().remove(0);
		let expected: Vec<_> = legs
			.iter()
			.flat_map(|(strike, side, quantity)| {
				let price = if *strike == 1_015 { 99 } else { 100 };
				let sign = if *side == Buy { 1 } else { -1 };
				let (got, paid) = (sign * quantity, i128::from(sign * quantity) * price);
				[(10, *strike, got, -paid), (90, *strike, -got, paid)]
			})
			.collect();
		assert_eq!(moved(&fills), expected);
		assert_eq!(fills.len(), 32);
	});
}

#[test]
fn figures_finer_than_tick_and_lot_execute_and_cancel_out() {
	build_and_execute(|| {
		// The grid is that of the book: what is agreed outside it needs none.
		let mut request = ask(&[(1_000, Buy, 1), (1_100, Sell, 1)]);
		request.legs[0].quantity = Quantity::from_e8(3);
		request.legs[1].quantity = Quantity::from_e8(100_000_001);
		let mut quote = answer(20, &[100, 100]);
		quote.prices[0] = Price::from_e8(10_012_345_678);
		quote.prices[1] = Price::from_e8(9_987_654_321);
		assert_ok!(send(&request, &[quote]));
		let (fills, fees) = Executed::take().remove(0);
		// Premiums round down: 300.37 and 9,987,654,420.88 units.
		let cash: Vec<_> = fills.iter().map(|fill| fill.cash.e8()).collect();
		assert_eq!(cash, [-300, 300, 9_987_654_420, -9_987_654_420]);
		// Fees round up, leg by leg: 0.9 and 30,000,000.3 of the taker, 0.3 and 10,000,000.1 of the maker.
		let paid: Vec<_> = fees.iter().map(|(_, fee)| fee.e8()).collect();
		assert_eq!(paid, [30_000_002, 10_000_002]);
	});
}

#[test]
fn largest_figures_neither_panic_nor_wrap() {
	build_and_execute(|| {
		Band::set(Some((Price::ZERO, Price::MAX)));
		let legs: Vec<_> = (0..u64::from(MAX_REQUEST_LEGS)).map(|n| (1_000 + n, Buy, 1)).collect();
		let mut request = ask(&legs);
		request.legs.iter_mut().for_each(|leg| leg.quantity = Quantity::MAX);
		let mut quote = answer(20, &[1; 16]);
		quote.prices.iter_mut().for_each(|price| *price = Price::MAX);
		assert_ok!(send(&request, &[quote]));
		let (fills, fees) = Executed::take().remove(0);
		let one = i128::from(u64::MAX) * i128::from(i64::MAX) / 100_000_000;
		assert!(fills.chunks(2).all(|leg| leg[0].cash.e8() == -one && leg[1].cash.e8() == one));
		assert!(fees.iter().all(|(_, fee)| fee.is_positive()));
		assert_eq!(executed_quote().1, Cash::from_e8(16 * one));
	});
}

// ---------------------------------------------------------------- what refuses a request

#[test]
fn request_without_legs_or_quotes_is_refused() {
	build_and_execute(|| {
		refused(&ask(&[]), &[answer(20, &[])], Error::<Test>::NoLegs);
		refused(&ask_two(), &[], Error::<Test>::NoQuotes);
	});
}

#[test]
fn quote_prices_each_leg_once() {
	build_and_execute(|| {
		let request = ask(&[(1_000, Buy, 1), (1_100, Buy, 1)]);
		for prices in [&[][..], &[100], &[100, 100, 100]] {
			refused(&request, &[answer(20, prices)], Error::<Test>::PriceCount);
		}
	});
}

#[test]
fn series_stands_in_a_request_once() {
	build_and_execute(|| {
		for side in [Buy, Sell] {
			let request = ask(&[(1_000, Buy, 1), (1_100, Buy, 1), (1_000, side, 2)]);
			let quote = answer(20, &[100, 100, 100]);
			refused(&request, &[quote], Error::<Test>::RepeatedSeries);
		}
	});
}

#[test]
fn zero_and_negative_figures_are_refused() {
	build_and_execute(|| {
		for quantity in [0, -1] {
			let request = ask(&[(1_100, Buy, 1), (1_000, Buy, quantity)]);
			refused(&request, &[answer(20, &[100, 100])], Error::<Test>::QuantityNotPositive);
		}
		Band::set(Some((Price::ZERO, usd(110))));
		refused(&ask_two(), &[answer(20, &[0])], Error::<Test>::ZeroPrice);
	});
}

#[test]
fn deadlines_of_request_and_quote_are_the_last_instant() {
	let deadline = 1_500_000;
	let last = |request: u64, quote: u64| {
		let request = QuoteRequest { deadline: request, ..ask_two() };
		(request, Quote { deadline: quote, ..answer(20, &[100]) })
	};
	for (of_request, of_quote) in [(deadline, deadline + 9), (deadline + 9, deadline)] {
		build_and_execute(|| {
			let (request, quote) = last(of_request, of_quote);
			Now::set(deadline + 1);
			refused(&request, &[quote.clone()], Error::<Test>::DeadlinePassed);
			Now::set(deadline);
			assert_ok!(send(&request, &[quote]));
		});
	}
}

#[test]
fn limit_bounds_the_net_premium_without_fees() {
	// A buyer pays 200 at the best quote, a seller receives 198.
	for (side, least) in [(Buy, 200), (Sell, -202)] {
		build_and_execute(|| {
			let quotes = [answer(20, &[101]), answer(30, &[100])];
			let exact = QuoteRequest { limit: cash(least), ..ask(&[(1_000, side, 2)]) };
			let tight =
				QuoteRequest { limit: Cash::from_e8(exact.limit.e8() - 1), ..exact.clone() };
			refused(&tight, &quotes, Error::<Test>::LimitExceeded);
			assert_ok!(send(&exact, &quotes));
			assert_eq!(executed_quote().1, cash(least));
		});
	}
}

#[test]
fn owner_does_not_answer_himself() {
	build_and_execute(|| {
		for maker in [TAKER, 11] {
			refused(&ask_two(), &[answer(maker, &[100])], Error::<Test>::SelfTrade);
		}
	});
}

#[test]
fn unknown_portfolios_are_refused() {
	build_and_execute(|| {
		refused(&ask_two(), &[answer(NOBODY, &[100])], Error::<Test>::UnknownPortfolio);
		let request = QuoteRequest { taker: PortfolioId(NOBODY), ..ask_two() };
		refused(&request, &[answer(20, &[100])], Error::<Test>::UnknownPortfolio);
	});
}

#[test]
fn price_outside_the_band_of_its_series_is_refused_and_its_edges_pass() {
	build_and_execute(|| {
		let request = ask(&[(1_000, Buy, 1), (1_100, Sell, 1)]);
		let priced = |nonce, e8| {
			let mut quote = Quote { nonce, ..answer(20, &[100, 100]) };
			quote.prices[1] = Price::from_e8(e8);
			quote
		};
		for e8 in [90 * 100_000_000 - 1, 110 * 100_000_000 + 1] {
			refused(&request, &[priced(0, e8)], Error::<Test>::OutsideMarkBand);
		}
		for (nonce, dollars) in [(0, 90), (1, 110)] {
			assert_ok!(send(&request, &[priced(nonce, dollars * 100_000_000)]));
		}
		Band::set(None);
		refused(&request, &[priced(2, 10_000_000_000)], DispatchError::Other("no mark"));
	});
}

#[test]
fn series_without_an_index_is_refused() {
	build_and_execute(|| {
		let mut request = ask_two();
		request.legs[0].series.underlying = UnderlyingId(1);
		// Fees can't be told; nothing is kept of the settlement that went before.
		assert_noop!(send(&request, &[answer(20, &[100])]), Error::<Test>::NoMark);
		assert_eq!(Executed::get(), []);
	});
}

#[test]
fn one_bad_quote_refuses_the_request_wherever_it_stands() {
	build_and_execute(|| {
		let request = ask_two();
		let good = [answer(20, &[99]), answer(30, &[100])];
		let late = Quote { deadline: Now::get() - 1, ..answer(40, &[101]) };
		let bad: [(Quote, DispatchError); 5] = [
			(late, Error::<Test>::DeadlinePassed.into()),
			(answer(40, &[101, 101]), Error::<Test>::PriceCount.into()),
			(answer(11, &[101]), Error::<Test>::SelfTrade.into()),
			(Quote { nonce: 128, ..answer(40, &[101]) }, Error::<Test>::NonceTooFar.into()),
			(answer(40, &[111]), Error::<Test>::OutsideMarkBand.into()),
		];
		for (quote, error) in bad {
			for at in 0..3 {
				let mut quotes = good.to_vec();
				quotes.insert(at, quote.clone());
				refused(&request, &quotes, error);
			}
		}
		let mut forged = signed(&request, &good);
		forged.push(signed_by(3, &request, &answer(40, &[101])));
		refused_signed(1, &request, &forged, Error::<Test>::BadSignature);
		assert_ok!(send(&request, &good));
	});
}

#[test]
fn refusal_of_margin_keeps_the_nonce() {
	build_and_execute(|| {
		let (request, quotes) = (ask_two(), [answer(20, &[100])]);
		Refuses::set(true);
		assert_noop!(send(&request, &quotes), DispatchError::Other("refused by margin"));
		assert_eq!(Trading::next_nonce(PortfolioId(20)), 0);
		Refuses::set(false);
		assert_ok!(send(&request, &quotes));
	});
}

// ---------------------------------------------------------------- signatures

#[test]
fn signed_bytes_are_those_the_readme_gives() {
	build_and_execute(|| {
		let (request, quote) = (ask_two(), answer(20, &[100]));
		let parts = [
			b"tenor/quote".to_vec(),
			GENESIS.as_bytes().to_vec(),
			1u16.to_le_bytes().to_vec(),
			request.encode(),
			quote.encode(),
		];
		let bytes = parts.concat();
		assert_eq!(quote.signing_payload(&request, &GENESIS), bytes);
		// They pass as they are, and as wallets wrap them.
		assert_ok!(send_signed(1, &request, &[(quote.clone(), key(2).sign(&bytes).into())]));
		let next = Quote { nonce: 1, ..quote };
		let bytes = next.signing_payload(&request, &GENESIS);
		let wrapped = [b"<Bytes>".as_slice(), &bytes, b"</Bytes>"].concat();
		assert_ok!(send_signed(1, &request, &[(next, key(2).sign(&wrapped).into())]));
	});
}

#[test]
fn signature_over_another_request_is_refused() {
	build_and_execute(|| {
		// GIVEN an answer to one request
		let request = ask(&[(1_000, Buy, 2), (1_100, Buy, 1)]);
		let quotes = signed(&request, &[answer(20, &[100, 100])]);
		// WHEN anything of the request is another, THEN the signature does not fit
		let with = |change: fn(&mut QuoteRequest)| {
			let mut other = request.clone();
			change(&mut other);
			other
		};
		let reversed = request.legs.iter().rev().copied().collect::<Vec<_>>().try_into().unwrap();
		for other in [
			with(|request| request.taker = PortfolioId(11)),
			with(|request| request.legs[0].quantity = contracts(3)),
			with(|request| request.legs[0].side = Sell),
			with(|request| request.legs[0].series = series(1_200)),
			QuoteRequest { legs: reversed, ..request.clone() },
			with(|request| request.limit = cash(1_000)),
			with(|request| request.deadline += 1),
			with(|request| request.salt = 1),
		] {
			refused_signed(1, &other, &quotes, Error::<Test>::BadSignature);
		}
		assert_ok!(send_signed(1, &request, &quotes));
	});
}

#[test]
fn signature_over_another_quote_is_refused() {
	build_and_execute(|| {
		let request = ask_two();
		let (quote, signature) = signed_by(2, &request, &answer(20, &[100]));
		let cheaper = Quote { prices: answer(20, &[99]).prices, ..quote.clone() };
		let later = Quote { deadline: quote.deadline + 1, ..quote.clone() };
		let again = Quote { nonce: 1, ..quote.clone() };
		// Portfolio 21 belongs to the same key.
		let moved = Quote { maker: PortfolioId(21), ..quote };
		for other in [cheaper, later, again, moved] {
			let forged = [(other, signature.clone())];
			refused_signed(1, &request, &forged, Error::<Test>::BadSignature);
		}
	});
}

#[test]
fn signature_for_another_chain_tag_or_version_or_of_somebody_else_is_refused() {
	build_and_execute(|| {
		let (request, quote) = (ask_two(), answer(20, &[100]));
		let refuse = |signer: u64, bytes: &[u8]| {
			let forged = [(quote.clone(), key(signer).sign(bytes).into())];
			refused_signed(1, &request, &forged, Error::<Test>::BadSignature);
		};
		let good = quote.signing_payload(&request, &GENESIS);
		refuse(2, &quote.signing_payload(&request, &H256::repeat_byte(8)));
		for at in [0, 11 + 32] {
			let mut other = good.clone();
			other[at] ^= 1;
			refuse(2, &other);
		}
		for signer in [1, 3] {
			refuse(signer, &good);
		}
	});
}

// ---------------------------------------------------------------- who may ask, and who may sign

#[test]
fn only_the_taker_or_its_key_for_block_trades_sends_a_request_in() {
	build_and_execute(|| {
		let request = ask_two();
		let quotes = |nonce| signed(&request, &[Quote { nonce, ..answer(20, &[100]) }]);
		refused_signed(7, &request, &quotes(0), Error::<Test>::NotOwner);
		// Not even a maker.
		refused_signed(2, &request, &quotes(0), Error::<Test>::NotOwner);
		grant(TAKER, 7, PLACES, 1_500_000);
		refused_signed(7, &request, &quotes(0), Error::<Test>::BeyondKeyScope);
		grant(TAKER, 7, BLOCK_TRADES, 1_500_000);
		assert_ok!(send_signed(7, &request, &quotes(0)));
		// A key of one portfolio is none of another of the same owner.
		let other = QuoteRequest { taker: PortfolioId(11), ..request.clone() };
		let answered = signed(&other, &[Quote { nonce: 1, ..answer(20, &[100]) }]);
		refused_signed(7, &other, &answered, Error::<Test>::NotOwner);
		Now::set(1_500_000);
		assert_ok!(send_signed(7, &request, &quotes(1)));
		Now::set(1_500_001);
		refused_signed(7, &request, &quotes(2), Error::<Test>::KeyExpired);
		grant(TAKER, 7, BLOCK_TRADES, 1_900_000);
		assert_ok!(send_signed(7, &request, &quotes(2)));
		revoke(TAKER, 7);
		refused_signed(7, &request, &quotes(3), Error::<Test>::NotOwner);
		assert_ok!(send_signed(1, &request, &quotes(3)));
	});
}

#[test]
fn key_signs_for_its_maker_with_the_scope_of_block_trades_and_not_without() {
	build_and_execute(|| {
		let request = ask_two();
		let quote = |maker, nonce| Quote { nonce, ..answer(maker, &[100]) };
		let refuse = |maker, nonce| {
			let by_key = [signed_by(7, &request, &quote(maker, nonce))];
			refused_signed(1, &request, &by_key, Error::<Test>::BadSignature);
		};
		let pass = |signer, nonce| {
			let by = [signed_by(signer, &request, &quote(20, nonce))];
			assert_ok!(send_signed(1, &request, &by));
		};
		refuse(20, 0);
		grant(20, 7, KeyScope { cancel: true, ..PLACES }, 1_500_000);
		refuse(20, 0);
		grant(20, 7, BLOCK_TRADES, 1_500_000);
		pass(7, 0);
		// The owner signs as before, and the key for nobody else, be it of the same owner.
		pass(2, 1);
		refuse(21, 0);
		refuse(30, 0);
		Now::set(1_500_000);
		pass(7, 2);
		Now::set(1_500_001);
		refuse(20, 3);
		grant(20, 7, BLOCK_TRADES, 1_900_000);
		pass(7, 3);
		// WHEN the owner narrows the grant, or takes it away, THEN what the key signed is void
		grant(20, 7, PLACES, 1_900_000);
		refuse(20, 4);
		grant(20, 7, BLOCK_TRADES, 1_900_000);
		revoke(20, 7);
		refuse(20, 4);
		pass(2, 4);
	});
}

// ---------------------------------------------------------------- replay

#[test]
fn quote_executes_once_and_one_that_lost_stays_good() {
	build_and_execute(|| {
		let request = ask_two();
		let (best, other) = (answer(20, &[99]), answer(30, &[100]));
		assert_ok!(send(&request, &[best.clone(), other.clone()]));
		refused(&request, &[best.clone()], Error::<Test>::NonceUsed);
		refused(&request, &[other.clone(), best], Error::<Test>::NonceUsed);
		// Its maker is bound until its deadline, or until it revokes the nonce.
		assert_ok!(send(&request, &[other]));
		let revoked = answer(40, &[100]);
		let portfolio = PortfolioId(40);
		assert_ok!(own_call(40, Call::cancel_nonce { portfolio, nonce: 0 }));
		refused(&request, &[revoked], Error::<Test>::NonceUsed);
	});
}

#[test]
fn nonces_come_in_any_order_within_their_window() {
	build_and_execute(|| {
		let with = |nonce| [Quote { nonce, ..answer(20, &[100]) }];
		let request = ask_two();
		for nonce in [128, u64::MAX] {
			refused(&request, &with(nonce), Error::<Test>::NonceTooFar);
		}
		for nonce in [127, 0, 128, 1] {
			assert_ok!(send(&request, &with(nonce)));
			refused(&request, &with(nonce), Error::<Test>::NonceUsed);
		}
		refused(&request, &with(0), Error::<Test>::NonceTooOld);
	});
}

#[test]
fn block_trades_and_quotes_share_the_nonces_of_a_portfolio() {
	build_and_execute(|| {
		let request = ask_two();
		assert_ok!(submit(&trade(&[leg(20, 30, 1_000, 1, 100)], 0)));
		refused(&request, &[answer(20, &[100])], Error::<Test>::NonceUsed);
		assert_ok!(send(&request, &[Quote { nonce: 1, ..answer(20, &[100]) }]));
		let again = trade(&[leg(20, 30, 1_000, 1, 100)], 1);
		assert_noop!(submit(&again), Error::<Test>::NonceUsed);
	});
}

// ---------------------------------------------------------------- what is left of it

#[test]
fn request_leaves_the_nonce_of_one_maker_and_nothing_else() {
	build_and_execute(|| {
		let before = whole_storage();
		// GIVEN a request that was answered, and refused when it came in
		let request = QuoteRequest { limit: cash(201), ..ask_two() };
		let dear = [answer(20, &[101]), answer(30, &[102])];
		refused(&request, &dear, Error::<Test>::LimitExceeded);
		assert_eq!(whole_storage(), before);
		// WHEN another one executes
		assert_ok!(send(&request, &[answer(20, &[101]), answer(30, &[100])]));
		assert_eq!(events().len(), 1);
		// THEN one entry is new, and no other has changed
		let nonce = Nonces::<Test>::hashed_key_for(PortfolioId(30));
		let mut expected = before;
		expected.insert(nonce, Nonces::<Test>::get(PortfolioId(30)).encode());
		assert_eq!(whole_storage(), expected);
	});
}

// ---------------------------------------------------------------- fees

#[test]
fn taker_and_maker_pay_their_own_rates_on_every_leg() {
	build_and_execute(|| {
		// 0.03 % and 0.01 % of 5 x 1,000, whichever side each is on.
		assert_ok!(send(&ask(&[(1_000, Buy, 2), (1_100, Sell, 3)]), &[answer(20, &[100, 95])]));
		let (_, fees) = Executed::take().remove(0);
		assert_eq!(fees, [(PortfolioId(10), cents(150)), (PortfolioId(20), cents(50))]);
	});
}

#[test]
fn fee_is_at_most_a_share_of_the_premium() {
	build_and_execute(|| {
		Band::set(Some((usd(1), usd(110))));
		// 12.5 % of 2 x 1 is less than 0.03 % of 2 x 1,000 and more than 0.01 % of it.
		assert_ok!(send(&ask_two(), &[answer(20, &[1])]));
		let (_, fees) = Executed::take().remove(0);
		assert_eq!(fees, [(PortfolioId(10), cents(25)), (PortfolioId(20), cents(20))]);
	});
}

#[test]
fn fees_are_those_of_the_moment_of_execution() {
	build_and_execute(|| {
		let request = ask_two();
		let quotes = signed(&request, &[answer(20, &[100])]);
		let mut rules = MarketRules::default();
		rules.fees.taker_rate = Fixed::from_e18(500_000_000_000_000);
		rules.fees.maker_rate = Fixed::ZERO;
		assert_ok!(set_rules(rules));
		assert_ok!(send_signed(1, &request, &quotes));
		let (_, fees) = Executed::take().remove(0);
		assert_eq!(fees, [(PortfolioId(10), cents(100)), (PortfolioId(20), Cash::ZERO)]);
	});
}

// ---------------------------------------------------------------- weight

#[test]
fn weight_is_declared_for_all_quotes_and_legs_and_covers_what_is_used() {
	for (legs, makers) in [(1, 1), (1, MAX_QUOTES), (2, 3), (MAX_REQUEST_LEGS, MAX_QUOTES)] {
		build_and_execute(|| {
			let asked: Vec<_> = (0..u64::from(legs)).map(|n| (1_000 + n, Buy, 1)).collect();
			let request = ask(&asked);
			let prices = vec![100; asked.len()];
			let quotes: Vec<_> =
				(0..u64::from(makers)).map(|n| answer(20 + n * 10, &prices)).collect();
			let signed = signed(&request, &quotes);
			let call = Call::<Test>::execute_request {
				request: request.clone(),
				quotes: signed.clone().try_into().unwrap(),
			};
			let declared = call.get_dispatch_info().call_weight;
			let parts = <() as WeightInfo>::check_quotes(legs, makers)
				.saturating_add(<Neighbours as SettleDue>::weight().saturating_mul(2))
				.saturating_add(<Neighbours as crate::Execution>::execute_weight(2, legs));
			assert_eq!(declared, parts);
			let used = execute(1, &request, &signed).unwrap().actual_weight.unwrap();
			assert!(used.all_lt(declared), "{used:?} {declared:?}");
			// One that is refused before anything is executed costs its checks.
			let again = execute(1, &request, &signed).unwrap_err();
			let checked = <() as WeightInfo>::check_quotes(legs, makers);
			assert_eq!(again.post_info.actual_weight, Some(checked));
		});
	}
}
