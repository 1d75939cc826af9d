// SPDX-License-Identifier: Apache-2.0
//! Series: keys, names, dates; and payoffs of one contract and of a book.
#![allow(clippy::unwrap_used)]

use bolero::check;
use codec::{Decode, Encode};
use num_bigint::BigInt;
use tenor_fixed::{Cash, Price, Quantity};
use tenor_fuzz::iterations;
use tenor_payoff::{is_fully_covered, Contract, Payoff, PayoffError, WorstPayoff};
use tenor_series::{
	calendar::{
		date_of_day, day_of_date, days_in_month, is_friday, is_last_friday, is_quarterly, Date,
	},
	parse_series_name, series_name, ExpiryKey, ExpiryRule, MarginMode, OptionKind, PortfolioStatus,
	PortfolioView, Position, SeriesKey, Symbol, SymbolError, UnderlyingId, DAY_MS,
	EXPIRY_TIME_OF_DAY_MS,
};

fn kind(put: bool) -> OptionKind {
	if put {
		OptionKind::Put
	} else {
		OptionKind::Call
	}
}

#[test]
fn locked_cash_is_the_sum_of_the_credits_as_far_as_it_fits() {
	check!().with_iterations(iterations()).with_type::<Vec<i128>>().cloned().for_each(|credits| {
		let key = ExpiryKey { underlying: UnderlyingId(0), expiry: 0 };
		// Credits are above zero.
		let credits: Vec<i128> =
			credits.into_iter().map(|credit| credit.saturating_abs()).collect();
		let view = PortfolioView {
			owner: (),
			mode: MarginMode::Standard,
			status: PortfolioStatus::Active,
			cash: Cash::ZERO,
			held: Cash::ZERO,
			assets: Vec::new(),
			expiries: Vec::new(),
			locked: credits.iter().map(|credit| (key, Cash::from_e8(*credit))).collect(),
		};
		let exact: BigInt = credits.iter().map(|credit| BigInt::from(*credit)).sum();
		let expected = i128::try_from(exact).unwrap_or(i128::MAX);
		assert_eq!(view.locked_cash(), Cash::from_e8(expected));
	});
}

#[test]
fn days_and_dates_are_inverse() {
	check!().with_iterations(iterations()).with_type::<(u64, u8, u32, u8, u8)>().cloned().for_each(
		|(day, shift, year, month, of_month)| {
			let day = day >> (shift % 64);
			let date = date_of_day(day);
			// Beyond the years that a word holds there is a date too, the last year's.
			if date.year < u32::MAX {
				assert_eq!(day_of_date(date), Some(day));
				assert!((1..=days_in_month(date.year, date.month)).contains(&date.day));
				let next = date_of_day(day + 1);
				let order = |d: Date| (d.year, d.month, d.day);
				assert!(order(date) < order(next));
			}
			// By the letter of the calendar.
			let (month, of_month) = (u32::from(month % 16), u32::from(of_month % 40));
			let leap = year % 4 == 0 && year % 100 != 0 || year % 400 == 0;
			let days = match month {
				2 => 28 + u32::from(leap),
				4 | 6 | 9 | 11 => 30,
				1..=12 => 31,
				_ => 0,
			};
			assert_eq!(days_in_month(year, month), days);
			let date = Date { year, month, day: of_month };
			let exists = year >= 1970 && (1..=days).contains(&of_month);
			assert_eq!(day_of_date(date).is_some(), exists, "{date:?}");
			if let Some(day) = day_of_date(date) {
				assert_eq!(date_of_day(day), date);
			}
		},
	);
}

#[test]
fn rules_list_their_own_days_ahead() {
	check!()
		.with_iterations(iterations() / 20)
		.with_type::<(u64, u8, [u8; 4])>()
		.cloned()
		.for_each(|(now, shift, [daily, weekly, monthly, quarterly])| {
			let now = now >> (shift % 64);
			let rule = ExpiryRule { daily, weekly, monthly, quarterly };
			let listed = rule.expiries_after(now);
			assert!(listed.windows(2).all(|pair| pair[0] < pair[1]));
			assert!(listed.iter().all(|moment| *moment > now));
			let counts = [daily, weekly, monthly, quarterly].map(usize::from);
			assert!(listed.len() <= counts.iter().sum());
			// Nearer the end of time than two years there may be no day left.
			if now > u64::MAX - 800 * DAY_MS {
				return;
			}
			let days: Vec<u64> = listed.iter().map(|moment| moment / DAY_MS).collect();
			assert!(listed.iter().all(|moment| moment % DAY_MS == EXPIRY_TIME_OF_DAY_MS));
			let having = |is: fn(u64) -> bool| days.iter().filter(|day| is(**day)).count();
			assert!(days.len() >= usize::from(daily));
			assert!(having(is_friday) >= usize::from(weekly).min(104));
			assert!(having(is_last_friday) >= usize::from(monthly).min(23));
			assert!(having(is_quarterly) >= usize::from(quarterly).min(7));
			// A last Friday's next Friday lies in another month.
			for day in days {
				let month = |day: u64| date_of_day(day).month;
				let last = is_friday(day) && month(day) != month(day + 7);
				assert_eq!(is_last_friday(day), last);
				assert_eq!(is_quarterly(day), last && [3, 6, 9, 12].contains(&month(day)));
			}
		});
}

#[test]
fn tickers_are_checked_wherever_they_come_from() {
	check!().with_iterations(iterations()).with_type::<(Vec<u8>, [u8; 8])>().cloned().for_each(
		|(bytes, raw)| {
			// Mostly letters of a ticker.
			let letter = |byte: u8| match byte {
				240.. => char::from(byte),
				_ => char::from(b"ABCXYZ0189"[usize::from(byte % 10)]),
			};
			let text: String = bytes.into_iter().map(letter).collect();
			let plain = text.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit());
			match Symbol::new(&text) {
				Ok(symbol) => {
					assert!(plain && (1..=8).contains(&text.len()));
					assert!(symbol.is_well_formed());
					assert_eq!(symbol.as_str(), text);
				}
				Err(SymbolError::Length) => assert!(text.is_empty() || text.len() > 8),
				Err(SymbolError::Character) => assert!(!plain),
			}
			// Decoding checks nothing; the ticker says so itself.
			let decoded = Symbol::decode(&mut &raw.encode()[..]).unwrap();
			let same = Symbol::new(decoded.as_str()) == Ok(decoded);
			assert_eq!(decoded.is_well_formed(), same);
		},
	);
}

#[test]
fn names_read_back_and_others_are_refused() {
	type Raw = (u32, u32, u64, bool);
	check!().with_iterations(iterations()).with_type::<(Raw, Vec<u8>, u16)>().cloned().for_each(
		|((day, second, strike, put), edit, at)| {
			// Years 2000 to 2099.
			let day = 10_957 + u64::from(day % 36_525);
			let series = SeriesKey {
				underlying: UnderlyingId(at),
				expiry: day * DAY_MS + u64::from(second % 86_400) * 1_000,
				strike: Price::from_e8(strike.max(1)),
				kind: kind(put),
			};
			let id = |_: &Symbol| Some(UnderlyingId(at));
			let symbol = Symbol::new("BTC").unwrap();
			let name = series_name(&symbol, &series);
			assert_eq!(parse_series_name(&name, id), Ok(series));
			assert!(parse_series_name(&name, |_| None).is_err());
			// A name with other letters in it: refused, or the name of what it reads as.
			const LETTERS: &[u8; 24] = b"BTC-27MAR26T0930158d5-PX";
			let mut bytes = name.into_bytes();
			for (offset, byte) in edit.iter().take(3).enumerate() {
				let place = (usize::from(at) + offset * 7) % bytes.len();
				bytes[place] = LETTERS[usize::from(byte % 24)];
			}
			let edited = String::from_utf8(bytes).unwrap();
			if let Ok(read) = parse_series_name(&edited, id) {
				let ticker = Symbol::new(edited.split('-').next().unwrap()).unwrap();
				assert_eq!(parse_series_name(&series_name(&ticker, &read), id), Ok(read));
			}
			let raw = String::from_utf8_lossy(&edit).into_owned();
			assert!(parse_series_name(&raw, id).is_err() || raw.len() > 10);
		},
	);
}

#[test]
fn keys_hold_their_parts() {
	check!().with_iterations(iterations()).with_type::<(u16, u64, u64, bool)>().cloned().for_each(
		|(underlying, expiry, strike, put)| {
			let expiry = ExpiryKey { underlying: UnderlyingId(underlying), expiry };
			let series = expiry.series(Price::from_e8(strike), kind(put));
			assert_eq!(series.expiry_key(), expiry);
			assert_eq!(SeriesKey::decode(&mut &series.encode()[..]), Ok(series));
			let contract = Contract::european(series.strike, series.kind);
			assert_eq!(Contract::from(&series), contract);
			assert_eq!(Contract::decode(&mut &contract.encode()[..]), Ok(contract));
		},
	);
}

#[test]
fn a_contract_pays_what_its_shape_says() {
	check!()
		.with_iterations(iterations())
		.with_type::<(u64, bool, u64, u8, i64)>()
		.cloned()
		.for_each(|(strike, put, settlement, shift, quantity)| {
			let (strike, settlement) = (strike >> (shift % 64), settlement >> (shift / 4 % 64));
			let contract = Contract::european(Price::from_e8(strike), kind(put));
			let at = Price::from_e8(settlement);
			let (s, k) = (i128::from(settlement), i128::from(strike));
			let paid = if put { k - s } else { s - k }.max(0);
			assert_eq!(contract.per_unit(at), Cash::from_e8(paid));
			assert_eq!(contract.intrinsic(at), Cash::from_e8(paid));
			let shape = contract.shape();
			let kink = i128::from(shape.kink.e8());
			let slope = i128::from(shape.slope) * s;
			let bent = i128::from(shape.slope_change) * (s - kink).max(0);
			assert_eq!(i128::from(shape.at_zero.e8()) + slope + bent, paid);
			let quantity = Quantity::from_e8(quantity);
			let exact = BigInt::from(paid) * quantity.e8();
			let fits = |x: BigInt| i128::try_from(x).ok();
			assert_eq!(contract.position_e16(at, quantity), fits(exact.clone()));
			let (floor, ceil) =
				(contract.position_floor(at, quantity), contract.position_ceil(at, quantity));
			let (floor, ceil) = (floor.unwrap().e8(), ceil.unwrap().e8());
			assert!(BigInt::from(floor) * 100_000_000 <= exact);
			assert!(BigInt::from(ceil) * 100_000_000 >= exact && ceil - floor <= 1);
		});
}

type Legs = Vec<(u32, bool, i32)>;

fn book(mut legs: Legs) -> Vec<Position> {
	legs.sort_by_key(|(strike, put, _)| (*strike, *put));
	legs.truncate(32);
	let position = |(strike, put, quantity): (u32, bool, i32)| Position {
		strike: Price::from_e8(u64::from(strike) << 12),
		kind: kind(put),
		quantity: Quantity::from_e8(i64::from(quantity) << 4),
	};
	legs.into_iter().map(position).collect()
}

#[test]
fn covered_means_no_price_can_break_it() {
	check!()
		.with_iterations(iterations())
		.with_type::<(Legs, Legs, i64, u64, u64)>()
		.cloned()
		.for_each(|(one, other, cash, first, second)| {
			let (one, other) = (book(one), book(other));
			let cash = Cash::from_e8(i128::from(cash));
			let worst = [WorstPayoff::of(&one).unwrap(), WorstPayoff::of(&other).unwrap()];
			let covered = is_fully_covered(cash, worst).unwrap();
			let least = worst.map(|expiry| expiry.least_floor().e8());
			let bounded = worst.iter().all(|expiry| expiry.net_calls_e8 >= 0);
			assert_eq!(covered, bounded && cash.e8() + least.iter().sum::<i128>() >= 0);
			let settle = |positions: &[Position], at: u64| {
				let at = Price::from_e8(at >> (at % 60));
				tenor_payoff::net_payoff_floor(positions, at).unwrap().e8()
			};
			if covered {
				assert!(cash.e8() + settle(&one, first) + settle(&other, second) >= 0);
			}
			// The least is paid at the price named.
			for (positions, worst) in [(&one, worst[0]), (&other, worst[1])] {
				let exact = tenor_payoff::net_payoff_e16(positions, worst.at).unwrap();
				assert_eq!(exact, worst.least_e16);
			}
			let mut mixed = one;
			mixed.reverse();
			let ascending = mixed.windows(2).all(|pair| pair[0].strike <= pair[1].strike);
			let found = WorstPayoff::of(&mixed);
			assert_eq!(found == Err(PayoffError::UnsortedPositions), !ascending);
		});
}
