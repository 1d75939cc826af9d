// SPDX-License-Identifier: Apache-2.0
//! Third judge: the marks and Greeks that an exchange published, recomputed. The tolerances are
//! those at which doubles recompute them: the rest is the exchange's rounding and its clock.
#![allow(clippy::unwrap_used, clippy::float_arithmetic)]

use tenor_black76::{years_from_ms, Expiry, Greeks, StrikeCtx};
use tenor_fixed::{Fixed, Price, Vol};
use tenor_math_tests::{exchange_rows, Row};
use tenor_series::{parse_series_name, series_name, OptionKind, Symbol, UnderlyingId};

struct Recomputed {
	greeks: Greeks,
	forward: f64,
	call: bool,
}

fn f64_of(x: Fixed) -> f64 {
	x.to_string().parse().unwrap()
}

impl Recomputed {
	fn new(row: &Row, forward: &str, percent_vol: &str, places: usize, left_ms: u64) -> Self {
		let forward: Fixed = row.get(forward).unwrap();
		let vol: Vol = row.get(percent_vol).unwrap();
		// Volatility in percent is that in ones, two places on.
		let vol = Vol::from_e18(vol.e18() / 10i128.pow(u32::try_from(places).unwrap()));
		let strike: Price = row.get("strike").unwrap();
		let expiry = Expiry::new(forward, years_from_ms(left_ms), Fixed::ONE).unwrap();
		Self {
			greeks: expiry.greeks(&StrikeCtx::new(strike), vol),
			forward: f64_of(forward),
			call: row.text("option_type") == "call",
		}
	}

	fn mark_in_coin(&self) -> f64 {
		let price = if self.call { self.greeks.price.call } else { self.greeks.price.put };
		f64_of(price) / self.forward
	}

	fn delta(&self) -> f64 {
		f64_of(if self.call { self.greeks.delta.call } else { self.greeks.delta.put })
	}
}

fn close(what: &str, row: &Row, got: f64, column: &str, allowed: f64, count: &mut usize) {
	let Ok(expected) = row.get::<f64>(column) else { return };
	assert!(
		(got - expected).abs() <= allowed,
		"{what}: {got} against {expected}, {allowed} allowed: {row:?}"
	);
	*count += 1;
}

/// Milliseconds since the epoch of a text like `2026-03-27T04:59:44.428`, seconds optional.
fn moment(text: &str) -> u64 {
	let number = |range| text.get(range).and_then(|x: &str| x.parse::<i64>().ok()).unwrap_or(0);
	let (year, month, day) = (number(0..4), number(5..7), number(8..10));
	// Days from civil (Hinnant): March is the first month of the year.
	let year = if month <= 2 { year - 1 } else { year };
	let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
	let days = 365 * year + year / 4 - year / 100 + year / 400 + of_year - 719_468;
	let seconds = number(11..13) * 3_600 + number(14..16) * 60 + number(17..19);
	u64::try_from(days * 86_400_000 + seconds * 1_000 + number(20..23)).unwrap()
}

/// (BTC, ETH): the largest difference allowed in coin; none is not compared.
fn chain(file: &str, allowed: [Option<f64>; 2]) {
	let Some((comment, rows)) = exchange_rows(file) else { return };
	let taken = moment(comment.split('=').nth(1).unwrap());
	let (mut marks, mut deltas) = (0, 0);
	for row in rows {
		let Some(limit) = allowed[usize::from(row.text("currency") == "ETH")] else { continue };
		let expiry = moment(row.text("expiry_datetime"));
		let Some(left) = expiry.checked_sub(taken).filter(|left| *left > 0) else { continue };
		if row.text("mark_price").is_empty() || row.text("implied_volatility").is_empty() {
			continue;
		}
		let ours = Recomputed::new(&row, "futures_price", "implied_volatility", 0, left);
		close("mark", &row, ours.mark_in_coin(), "mark_price", limit, &mut marks);
		// Delta was read minutes later.
		close("delta", &row, ours.delta(), "delta", 0.02, &mut deltas);
	}
	println!("{file}: {marks} marks, {deltas} deltas");
	assert!(marks > 500);
}

#[test]
fn chain_three_hours_before_the_quarterly_expiry() {
	chain("deribit_chain_btc_eth_20260327T045944Z.csv.gz", [Some(3.1e-5), Some(7.5e-4)]);
}

#[test]
fn chain_two_hours_after_the_quarterly_expiry() {
	chain("deribit_chain_btc_eth_20260327T094709Z.csv.gz", [Some(3.5e-4), None]);
}

#[test]
fn chain_with_all_greeks() {
	let file = "deribit_chain_btc_20200521_full_greeks.csv.gz";
	let Some((_, rows)) = exchange_rows(file) else { return };
	// Not theta: the exchange caps it by the price that is left.
	let mut counts = [0; 4];
	for row in rows {
		let (now, expiry): (u64, u64) =
			(row.get("timestamp_ms").unwrap(), row.get("expiration_ms").unwrap());
		let left = expiry.saturating_sub(now);
		let ours = Recomputed::new(&row, "underlying_price", "mark_iv", 2, left);
		close("mark", &row, ours.mark_in_coin(), "mark_price", 2.5e-4, &mut counts[0]);
		close("delta", &row, ours.delta(), "delta", 1.05e-4, &mut counts[1]);
		close("gamma", &row, f64_of(ours.greeks.gamma), "gamma", 5.2e-6, &mut counts[2]);
		// Per point of volatility.
		let vega = f64_of(ours.greeks.vega) / 100.0;
		close("vega", &row, vega, "vega", 1.7e-3, &mut counts[3]);
	}
	println!("{file}: marks, deltas, gammas, vegas: {counts:?}");
	assert!(counts.iter().all(|n| *n > 300));
}

#[test]
fn the_exchange_names_series_as_we_do() {
	let Some((_, rows)) = exchange_rows("deribit_chain_btc_eth_20260327T045944Z.csv.gz") else {
		return;
	};
	for row in &rows {
		let name = row.text("instrument_name");
		let symbol = Symbol::new(row.text("currency")).unwrap();
		let parsed = parse_series_name(name, |read| (*read == symbol).then_some(UnderlyingId(0)));
		let parsed = parsed.unwrap_or_else(|e| panic!("{name} is no series name: {e:?}"));
		assert_eq!(parsed.expiry, moment(row.text("expiry_datetime")), "{name}");
		assert_eq!(parsed.strike, row.get::<Price>("strike").unwrap(), "{name}");
		assert_eq!(parsed.kind == OptionKind::Call, row.text("option_type") == "call", "{name}");
		assert_eq!(series_name(&symbol, &parsed), name);
	}
	println!("{} names", rows.len());
}
