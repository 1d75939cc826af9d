// SPDX-License-Identifier: Apache-2.0
//! Operators: what each of them submits, and when.

use super::{
	facts::{self, TenorFacts},
	path::{Day, Dice, Fault, MINUTE_MS},
};
use sp_keyring::Sr25519Keyring as Key;
use tenor_fixed::{Fixed, Price, Rate, E18};
use tenor_runtime::{Runtime, RuntimeCall};
use tenor_series::{ExpiryKey, Moment, UnderlyingId};
use tenor_svi::{Surface, Svi};

use polkadot_sdk::*;

/// The operators; three of them are a quorum.
pub const OPERATORS: [Key; 4] = [Key::Alice, Key::Bob, Key::Charlie, Key::Dave];
/// How far apart an operator's posts of a feed are: index, stable, surfaces, carry and rate.
const PERIODS_MS: [Moment; 4] = [12_000, MINUTE_MS, 2 * MINUTE_MS, 10 * MINUTE_MS];
/// Moves since his last post that make an operator post at once: of the index, of prices under the
/// surfaces or of volatility, of prices under the carry.
const MOVES: [f64; 3] = [0.005, 0.02, 0.05];
/// What forwards rise by in a year, and the rate.
const BASIS: f64 = 0.02;
const RATE: f64 = 0.03;
/// How far honest operators' prices are apart.
const NOISE: f64 = 0.0001;

/// The number nearest to it.
pub fn fixed(x: f64) -> Fixed {
	// Nine of the eighteen decimals are beyond what a double holds of a price.
	Fixed::from_e18((x * 1e9).round() as i128 * (E18 / 1_000_000_000))
}

/// The price nearest to it, to the cent.
pub fn price(x: f64) -> Price {
	Price::from_e8((x * 100.0).round() as u64 * 1_000_000)
}

/// An expiry and the facts it is made of.
#[derive(Clone, Copy)]
pub struct Listed {
	/// The expiry.
	pub key: ExpiryKey,
	/// What its options are like.
	pub facts: &'static TenorFacts,
}

/// When an operator posted a feed last, and what he saw then.
#[derive(Clone, Copy, Default)]
struct Posted {
	at: Moment,
	price: f64,
	vol: f64,
}

impl Posted {
	fn is_due(&self, now: Moment, period: Moment, price: f64, vol: f64, most: f64) -> bool {
		let moved = |new: f64, old: f64| (new / old - 1.0).abs() > most;
		now >= self.at + period || moved(price, self.price) || moved(vol, self.vol)
	}
}

/// All operators.
pub struct Feeds {
	expiries: Vec<Listed>,
	dice: Dice,
	/// By operator: index, stable, surfaces of both underlyings, carry and rate of both.
	posted: [[Posted; 6]; 4],
}

impl Feeds {
	/// Operators who have not posted yet.
	pub fn new(expiries: Vec<Listed>, seed: u64) -> Self {
		Self { expiries, dice: Dice::new(seed), posted: Default::default() }
	}

	/// What operators submit now, by their numbers, index first.
	pub fn due(&mut self, day: &Day, now: Moment) -> Vec<(usize, RuntimeCall)> {
		let faults: Vec<Fault> = day.faults(now).cloned().collect();
		if faults.iter().any(|fault| matches!(fault, Fault::Silent)) {
			return Vec::new();
		}
		let (prices, vol) = (day.prices(now), day.vol_factor(now));
		let mut calls = Vec::new();
		for operator in 0..OPERATORS.len() {
			let (mut index_by, mut vol_by) = ([1.0; 2], 1.0);
			for fault in &faults {
				match fault {
					Fault::Index { operator: who, factor } if *who == operator => {
						index_by = index_by.map(|by| by * factor);
					}
					Fault::Feed { underlying, factor } => index_by[*underlying] *= factor,
					Fault::Vol { operator: who, factor } if *who == operator => vol_by = *factor,
					_ => (),
				}
			}
			let mut own = prices;
			for (own, by) in own.iter_mut().zip(index_by) {
				*own *= by * (1.0 + NOISE * self.dice.normal());
			}
			for call in self.of_operator(operator, now, own, prices, vol * vol_by) {
				calls.push((operator, call));
			}
		}
		// The rest is judged by the index of a quorum.
		calls.sort_by_key(|(_, call)| !is_index(call));
		calls
	}

	fn of_operator(
		&mut self,
		operator: usize,
		now: Moment,
		own: [f64; 2],
		prices: [f64; 2],
		vol: f64,
	) -> Vec<RuntimeCall> {
		let first = self.posted[operator][0].at == 0;
		let mut due = |feed: usize, period: Moment, price: f64, vol: f64, most: f64| {
			let last = &mut self.posted[operator][feed];
			let due = last.is_due(now, period, price, vol, most);
			if due {
				// Operators take turns.
				let early = if first { period / 4 * operator as Moment } else { 0 };
				*last = Posted { at: now - early, price, vol };
			}
			due
		};
		let mut calls = Vec::new();
		if due(0, PERIODS_MS[0], own[0], own[1], MOVES[0]) {
			calls.push(index(now, own));
		}
		if due(1, PERIODS_MS[1], 1.0, 1.0, 1.0) {
			calls.push(stable(now));
		}
		for (which, price) in prices.into_iter().enumerate() {
			let surfaces_due = due(2 + which, PERIODS_MS[2], price, vol, MOVES[1]);
			let curve_due = due(4 + which, PERIODS_MS[3], price, 1.0, MOVES[2]);
			let id = UnderlyingId(u16::try_from(which).expect("two"));
			let open: Vec<Listed> =
				self.expiries.iter().filter(|l| l.key.underlying == id).copied().collect();
			let open: Vec<Listed> = open.into_iter().filter(|l| now < l.key.expiry).collect();
			if open.is_empty() {
				continue;
			}
			if curve_due {
				calls.push(curve(now, id, price, &open));
			}
			if surfaces_due {
				calls.extend(surfaces(now, id, price, vol, &open));
			}
		}
		calls
	}
}

fn index(now: Moment, prices: [f64; 2]) -> RuntimeCall {
	let quote = |(which, value): (u16, f64)| pallet_market::IndexQuote {
		underlying: UnderlyingId(which),
		value: price(value),
		confidence: Fixed::ONE,
		observed_at: now,
	};
	let quotes: Vec<_> = (0..).zip(prices).map(quote).collect();
	let quotes = quotes.try_into().expect("two quotes");
	pallet_market::Call::<Runtime>::submit_indices { quotes }.into()
}

fn is_index(call: &RuntimeCall) -> bool {
	matches!(call, RuntimeCall::Market(pallet_market::Call::submit_indices { .. }))
}

fn stable(now: Moment) -> RuntimeCall {
	let (value, confidence) = (price(1.0), Fixed::ONE);
	pallet_market::Call::<Runtime>::submit_stable { value, confidence, observed_at: now }.into()
}

fn years(now: Moment, expiry: Moment) -> f64 {
	(expiry - now) as f64 / (365.0 * 86_400_000.0)
}

fn forward(now: Moment, expiry: Moment, spot: f64) -> f64 {
	spot * (1.0 + BASIS * years(now, expiry))
}

fn curve(now: Moment, underlying: UnderlyingId, spot: f64, open: &[Listed]) -> RuntimeCall {
	let point = |listed: &Listed| pallet_market::CurvePoint {
		expiry: listed.key.expiry,
		carry: fixed(forward(now, listed.key.expiry, spot) - spot),
		rate: Rate::from_fixed(fixed(RATE)),
	};
	let points: Vec<_> = open.iter().map(point).collect();
	let points = points.try_into().expect("few expiries");
	let (confidence, observed_at) = (Fixed::ONE, now);
	pallet_market::Call::<Runtime>::submit_curve { underlying, points, confidence, observed_at }
		.into()
}

/// The facts' total variance, brought to the time that is left and to another volatility: the same smile
/// over standard deviations, `f^2 w(k / f)`.
fn surface(now: Moment, spot: f64, vol: f64, listed: &Listed) -> Surface {
	let left = years(now, listed.key.expiry);
	let factor = vol * (left / listed.facts.years).sqrt();
	let [a, b, rho, m, sigma] = listed.facts.svi;
	Surface {
		svi: Svi {
			a: fixed(a * factor * factor),
			b: fixed(b * factor),
			rho: fixed(rho),
			m: fixed(m * factor),
			sigma: fixed(sigma * factor),
		},
		f_ref: fixed(forward(now, listed.key.expiry, spot)),
		tau_ref: tenor_black76::years_from_ms(listed.key.expiry - now),
	}
}

/// The set nearest to what an operator sees that has no arbitrage: volatility of longer expiries moves
/// less, the more so the higher it is.
fn surfaces(
	now: Moment,
	underlying: UnderlyingId,
	spot: f64,
	vol: f64,
	open: &[Listed],
) -> Option<RuntimeCall> {
	let set_at = |damping: f64| -> Vec<Surface> {
		let of = |listed: &Listed| {
			let months = years(now, listed.key.expiry) * 12.0;
			let less = (1.0 + months * damping).recip();
			surface(now, spot, 1.0 + (vol - 1.0) * less, listed)
		};
		open.iter().map(of).collect()
	};
	let set = [0.0, 0.1, 0.2, 0.4, 0.8, 1.6]
		.into_iter()
		.map(set_at)
		.find(|set| tenor_svi::check_set(set).is_ok())?;
	let surfaces: Vec<_> = open
		.iter()
		.zip(set)
		.map(|(listed, surface)| pallet_market::ExpirySurface {
			expiry: listed.key.expiry,
			surface,
		})
		.collect();
	let surfaces = surfaces.try_into().expect("few expiries");
	let call = pallet_market::Call::<Runtime>::submit_surfaces {
		underlying,
		surfaces,
		confidence: Fixed::ONE,
		observed_at: now,
	};
	Some(call.into())
}

/// The expiries of a day that begins at `start`, and their strikes: those of the facts, moved to where
/// the price is, to three digits.
pub fn listing(start: Moment, spots: [f64; 2]) -> Vec<(Listed, Vec<f64>)> {
	const DAY_MS: Moment = 86_400_000;
	let eight = 8 * 3_600_000;
	// With an hour at least for the first one.
	let next = (start + 3_600_000 + DAY_MS - eight) / DAY_MS * DAY_MS + eight;
	let tenors = facts::BTC.iter().map(|f| (0u16, f)).chain(facts::ETH.iter().map(|f| (1, f)));
	let listed = |(which, facts): (u16, &'static TenorFacts)| {
		let key = ExpiryKey { underlying: UnderlyingId(which), expiry: next + facts.days * DAY_MS };
		let spot = spots[usize::from(which)];
		let strikes = facts.interest.iter().map(|(k, _, _)| strike(k / facts.forward * spot));
		(Listed { key, facts }, strikes.collect())
	};
	tenors.map(listed).collect()
}

fn strike(x: f64) -> f64 {
	let unit = 10f64.powf(x.log10().floor() - 3.0);
	(x / unit).round() * unit
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn every_volatility_of_a_replay_has_a_surface_without_arbitrage() {
		let start = 1_774_584_000_000;
		let all = listing(start, [68_500.0, 2_053.0]);
		for vol in [0.8, 1.0, 1.5, 2.0, 3.0, 4.5, 7.5] {
			for hours in [0, 1, 3, 5] {
				let now = start + hours * 3_600_000;
				for which in 0..2 {
					let id = UnderlyingId(which);
					let open: Vec<Listed> = all
						.iter()
						.map(|(listed, _)| *listed)
						.filter(|l| l.key.underlying == id && now < l.key.expiry)
						.collect();
					let spot = [34_000.0, 4_000.0][usize::from(which)];
					assert!(surfaces(now, id, spot, vol, &open).is_some(), "{vol} {hours} {which}");
				}
			}
		}
	}

	#[test]
	fn strikes_stand_where_open_interest_was_in_shares_of_the_forward() {
		let all = listing(1_774_584_000_000, [13_000.0, 300.0]);
		assert_eq!(all.len(), 6);
		for (listed, strikes) in &all {
			assert!(strikes.windows(2).all(|pair| pair[0] < pair[1]), "{strikes:?}");
			assert!(listed.key.expiry % 86_400_000 == 8 * 3_600_000);
		}
	}
}
