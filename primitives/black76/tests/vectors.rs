// SPDX-License-Identifier: Apache-2.0
//! Against mpmath: `scripts/derive/reference_vectors.py` writes the files. `TENOR_VECTORS` names a folder
//! with larger ones.
#![allow(clippy::unwrap_used, clippy::float_arithmetic)]

use tenor_black76::*;
use tenor_fixed::{Fixed, Vol};
use tenor_transcendental::Float;

/// The committed vectors, or those in the folder that `TENOR_VECTORS` names.
fn text(name: &str, committed: &str) -> String {
	match std::env::var("TENOR_VECTORS") {
		Ok(folder) => std::fs::read_to_string(format!("{folder}/{name}")).unwrap(),
		Err(_) => committed.to_string(),
	}
}

/// A reference value: 100 bits and a power of two.
#[derive(Clone, Copy)]
struct Reference {
	mantissa: i128,
	exponent: i32,
}

impl Reference {
	fn as_f64(self) -> f64 {
		self.mantissa as f64 * 2f64.powi(self.exponent)
	}

	/// `value - self` as a multiple of 2^exponent, for a value of similar size.
	fn gap(self, value: Float) -> f64 {
		let shift = value.exponent() - self.exponent;
		if self.mantissa == 0 || !(0..=60).contains(&shift) {
			return value.mantissa() as f64 * 2f64.powi(value.exponent() - self.exponent)
				- self.mantissa.abs() as f64;
		}
		let value = i128::from(value.mantissa()) << shift;
		(value - self.mantissa.abs()) as f64
	}

	fn relative(self, value: Float) -> f64 {
		if self.mantissa == 0 {
			return 0.0;
		}
		(self.gap(value) / self.mantissa as f64).abs()
	}

	fn absolute(self, value: Float) -> f64 {
		(self.gap(value) * 2f64.powi(self.exponent)).abs()
	}
}

#[derive(Default)]
struct Worst(f64, String);

impl Worst {
	fn see(&mut self, error: f64, line: &str) {
		if error > self.0 {
			*self = Worst(error, line.split(' ').take(4).collect::<Vec<_>>().join(" "));
		}
	}
}

#[test]
fn prices_and_greeks_are_within_their_stated_errors() {
	let mut worst: [Worst; 8] = Default::default();
	for line in text("black.txt", include_str!("vectors/black.txt")).lines() {
		let words: Vec<i128> = line.split(' ').map(|w| w.parse().unwrap()).collect();
		let fixed = |i: usize| Fixed::from_e18(words[i]);
		let reference = |i: usize| Reference {
			mantissa: words[4 + 2 * i],
			exponent: i32::try_from(words[5 + 2 * i]).unwrap(),
		};
		let (f, k, vol, tau) = (fixed(0), fixed(1), Vol::from_e18(words[2]), fixed(3));
		let expiry = Expiry::new(f, tau, Fixed::ONE).unwrap();
		let strike = StrikeCtx::from_fixed(k).unwrap();
		let wide = expiry.greeks_wide(&strike, vol);
		let forward = f.e18() as f64 / 1e18;
		let price = reference(0);

		let relative = price.relative(wide.otm_price);
		if price.as_f64() >= 1e-9 * forward {
			worst[0].see(relative, line);
		}
		worst[1].see(price.absolute(wide.otm_price) / forward, line);
		worst[2].see(reference(1).absolute(wide.delta_call), line);
		worst[3].see(reference(2).absolute(wide.delta_put), line);
		if price.as_f64() >= 1e-9 * forward {
			worst[4].see(reference(3).relative(wide.gamma), line);
			worst[5].see(reference(4).relative(wide.vega), line);
			worst[6].see(reference(5).relative(wide.decay), line);
		}
		// The rounded price is the wide one to the unit and the word.
		let rounded = expiry.price(&strike, vol);
		let otm = if f <= k { rounded.call } else { rounded.put };
		let off = (price.as_f64() - otm.e18() as f64 / 1e18).abs();
		worst[7].see(off - 0.6e-18 - price.as_f64() * 1e-15, line);
	}
	let names =
		["price, relative", "price / F", "delta call", "delta put", "gamma", "vega", "decay"];
	for (name, Worst(error, at)) in names.iter().zip(&worst) {
		println!("{name}: {error:.2e} at {at}");
	}
	assert!(worst[0].0 <= 2e-16, "relative price");
	assert!(worst[1].0 <= 8e-19, "absolute price");
	assert!(worst[2].0 <= 1e-18 && worst[3].0 <= 1e-18, "delta");
	for w in &worst[4..7] {
		assert!(w.0 <= 1e-16, "{} at {}", w.0, w.1);
	}
	assert!(worst[7].0 <= 0.0, "rounded price: {} at {}", worst[7].0, worst[7].1);
}

#[test]
fn implied_volatility_is_within_its_stated_error() {
	let mut worst = Worst::default();
	for line in text("implied.txt", include_str!("vectors/implied.txt")).lines() {
		let words: Vec<&str> = line.split(' ').collect();
		let number = |i: usize| words[i].parse::<i128>().unwrap();
		let fixed = |i: usize| Fixed::from_e18(number(i));
		let kind = if words[4] == "call" { Kind::Call } else { Kind::Put };
		let expected = Reference { mantissa: number(6), exponent: words[7].parse().unwrap() };
		let expiry = Expiry::new(fixed(0), fixed(2), fixed(3)).unwrap();
		let strike = StrikeCtx::from_fixed(fixed(1)).unwrap();
		let wide = expiry.implied_vol_wide(&strike, kind, fixed(5)).unwrap();
		worst.see(expected.relative(wide), line);
	}
	println!("implied volatility: {:.2e} at {}", worst.0, worst.1);
	assert!(worst.0 <= 2e-16, "{} at {}", worst.0, worst.1);
}
