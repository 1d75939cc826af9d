// SPDX-License-Identifier: Apache-2.0
//! Where prices go, and what operators say of it: honest ones with a little noise, lazy ones, liars, and now
//! and then a quorum of liars.

use super::{
	apply::{By, Sent},
	choices::Choices,
	scene::{Scene, UNDERLYINGS},
};
use crate::chain::{flat_surface, milli};
use polkadot_sdk::*;

use pallet_market::{Call, CurvePoint, ExpirySurface, IndexQuote};
use sp_keyring::Sr25519Keyring as Key;
use tenor_fixed::{Fixed, Price, Rate, E18};
use tenor_runtime::{Market as Feeds, Runtime, RuntimeCall};
use tenor_series::{ExpiryKey, Moment, UnderlyingId};

/// Who may feed.
pub const OPERATORS: [Key; 4] = [Key::Alice, Key::Bob, Key::Charlie, Key::Dave];
/// Prices that a run begins with, e8.
const SPOTS: [u64; UNDERLYINGS as usize] = [9_000_000_000_000, 300_000_000_000, 500_000_000];
/// An operator says an index again after so long, and all the rest.
const PERIODS_MS: [Moment; 2] = [20_000, 300_000];

/// What somebody says instead of the truth, until when.
#[derive(Clone, Copy)]
struct Lie {
	operators: usize,
	permille: u64,
	until: Moment,
}

/// The market outside.
pub struct Market {
	/// Prices, e8.
	pub spots: [u64; UNDERLYINGS as usize],
	/// Volatilities, thousandths.
	pub vols: [u64; UNDERLYINGS as usize],
	/// The largest move in one block, millionths.
	pub swing: u64,
	/// One jump in so many blocks.
	pub jump_one_in: u64,
	lie: Option<Lie>,
	silent_until: Moment,
	/// When each operator spoke last: of indices, of the rest of each underlying.
	index_at: [Moment; 4],
	stable_at: [Moment; 4],
	rest_at: [[Moment; UNDERLYINGS as usize]; 4],
	/// The expiries that each operator's last surfaces were of.
	said: [[Vec<ExpiryKey>; UNDERLYINGS as usize]; 4],
}

impl Market {
	/// A market that moves at most so much in a block, and jumps.
	pub fn new(swing: u64, jump_one_in: u64) -> Self {
		Self {
			spots: SPOTS,
			vols: [600, 700, 900],
			swing,
			jump_one_in,
			lie: None,
			silent_until: 0,
			index_at: [0; 4],
			stable_at: [0; 4],
			rest_at: Default::default(),
			said: Default::default(),
		}
	}

	/// Prices of the next block.
	pub fn step(&mut self, choices: &mut Choices, now: Moment) {
		for (spot, first) in self.spots.iter_mut().zip(SPOTS) {
			let millionths = if choices.one_in(self.jump_one_in) {
				choices.between(600_000, 1_600_000)
			} else {
				1_000_000 - self.swing + choices.below(2 * self.swing + 1)
			};
			let moved = u128::from(*spot) * u128::from(millionths) / 1_000_000;
			*spot = u64::try_from(moved).unwrap_or(first).clamp(first / 10, first * 10);
		}
		if choices.one_in(100) {
			let which = choices.index(self.vols.len());
			self.vols[which] = choices.between(150, 3_000);
		}
		if choices.one_in(150) {
			let operators = if choices.one_in(10) { 3 } else { 1 };
			let permille = choices.pick(&[1, 300, 500, 900, 1_050, 2_000, 50_000]).unwrap_or(1_000);
			let until = now + choices.between(1, 120) * 1_000;
			self.lie = Some(Lie { operators, permille, until });
		}
		if choices.one_in(600) {
			self.silent_until = now + choices.between(1, 60) * choices.between(1, 12) * 1_000;
		}
	}

	/// What operators send in this block.
	pub fn feeds(&mut self, choices: &mut Choices, scene: &Scene, sent: &mut Vec<Sent>) {
		let now = scene.now;
		if now < self.silent_until {
			return;
		}
		for operator in 0..OPERATORS.len() {
			if choices.one_in(5) {
				continue;
			}
			let lie = self.lie.filter(|lie| operator < lie.operators && now < lie.until);
			let permille = lie.map_or(1_000, |lie| lie.permille);
			if now >= self.index_at[operator] + PERIODS_MS[0] || choices.one_in(3) {
				self.index_at[operator] = now;
				sent.push(send(operator, self.indices(choices, now, permille)));
				if now >= self.stable_at[operator] + PERIODS_MS[1] {
					self.stable_at[operator] = now;
					sent.push(send(operator, stable(choices, now)));
				}
			}
			for which in 0..usize::from(UNDERLYINGS) {
				let open = open(which, now);
				let due = now >= self.rest_at[operator][which] + PERIODS_MS[1];
				let news = self.said[operator][which] != open;
				if open.is_empty() || !(due || news || choices.one_in(60)) {
					continue;
				}
				self.rest_at[operator][which] = now;
				sent.extend(self.rest(choices, which, now, &open).map(|call| send(operator, call)));
				self.said[operator][which] = open;
			}
		}
	}

	fn indices(&self, choices: &mut Choices, now: Moment, permille: u64) -> RuntimeCall {
		let late = if choices.one_in(20) { choices.between(1, 400) * 1_000 } else { 0 };
		let observed_at = now - late;
		let mut quotes = Vec::new();
		for (which, spot) in (0..UNDERLYINGS).zip(self.spots) {
			let noise = 999_900 + choices.below(201);
			let value = u128::from(spot) * u128::from(noise) / 1_000_000 * u128::from(permille);
			let value = Price::from_e8(u64::try_from(value / 1_000).unwrap_or(u64::MAX));
			let underlying = UnderlyingId(which);
			let confidence = Fixed::from_e18(E18 - E18 / 100 * i128::from(choices.below(3)));
			quotes.push(IndexQuote { underlying, value, confidence, observed_at });
		}
		let [first, ..] = quotes[..] else { unreachable!("three underlyings") };
		if choices.one_in(8) {
			let IndexQuote { underlying, value, confidence, observed_at } = first;
			return Call::<Runtime>::submit_index { underlying, value, confidence, observed_at }
				.into();
		}
		let quotes = quotes.try_into().expect("three quotes");
		Call::<Runtime>::submit_indices { quotes }.into()
	}

	/// Carry, rate and surfaces of all open expiries.
	fn rest(
		&self,
		choices: &mut Choices,
		which: usize,
		now: Moment,
		open: &[ExpiryKey],
	) -> impl Iterator<Item = RuntimeCall> {
		let underlying = UnderlyingId(which as u16);
		let spot = Price::from_e8(self.spots[which]);
		let carry =
			Fixed::from_price(Price::from_e8(self.spots[which] / 10_000 * choices.below(20)));
		let rate = Rate::from_e18(E18 / 1_000 * i128::from(choices.below(60)));
		let confidence = Fixed::ONE;
		let points: Vec<_> =
			open.iter().map(|key| CurvePoint { expiry: key.expiry, carry, rate }).collect();
		let vol = milli(i128::from(self.vols[which] + choices.below(5)));
		let surfaces: Vec<_> = open
			.iter()
			.map(|key| ExpirySurface {
				expiry: key.expiry,
				surface: flat_surface(spot, vol, key.expiry - now),
			})
			.collect();
		let mut calls: Vec<RuntimeCall> = Vec::new();
		if choices.one_in(6) {
			let (key, observed_at) = (open[0], now);
			calls.push(
				Call::<Runtime>::submit_carry { key, value: carry, confidence, observed_at }.into(),
			);
			calls.push(
				Call::<Runtime>::submit_rate { key, value: rate, confidence, observed_at }.into(),
			);
		} else {
			let points = points.try_into().expect("few expiries");
			let observed_at = now;
			calls.push(
				Call::<Runtime>::submit_curve { underlying, points, confidence, observed_at }
					.into(),
			);
		}
		let surfaces = surfaces.try_into().expect("few expiries");
		let observed_at = now;
		calls.push(
			Call::<Runtime>::submit_surfaces { underlying, surfaces, confidence, observed_at }
				.into(),
		);
		calls.into_iter()
	}
}

fn send(operator: usize, call: RuntimeCall) -> Sent {
	Sent { by: By::Key(OPERATORS[operator]), call }
}

fn open(which: usize, now: Moment) -> Vec<ExpiryKey> {
	let mut open = Feeds::open_expiries(UnderlyingId(which as u16));
	open.retain(|key| now < key.expiry);
	open
}

fn stable(choices: &mut Choices, now: Moment) -> RuntimeCall {
	let value =
		if choices.one_in(50) { choices.between(90_000_000, 105_000_000) } else { 100_000_000 };
	let (value, confidence) = (Price::from_e8(value), Fixed::ONE);
	Call::<Runtime>::submit_stable { value, confidence, observed_at: now }.into()
}
