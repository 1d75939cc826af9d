// SPDX-License-Identifier: Apache-2.0
//! Inputs and outputs as files of little-endian 128-bit integers, for the judge in
//! `scripts/reference` to compare at 200 bits.

use crate::{evm, floats};
use std::{error::Error, fs::File, io::BufWriter, io::Write, path::Path};
use tenor_bench_kernel::{programs::Random, timed::quotes};
use tenor_black76::{Expiry, Kind, StrikeCtx};
use tenor_fixed::{Fixed, Price, Vol};
use tenor_transcendental::{exp, ln, normal_cdf, Float};

const ONE: i128 = Fixed::ONE.e18();
/// Options beside a million numbers.
const SHARE: usize = 5;
/// Options priced by the contract.
const CONTRACT: usize = 2_000;

struct Table(BufWriter<File>);

impl Table {
	fn new(folder: &Path, name: &str) -> Result<Self, Box<dyn Error>> {
		Ok(Self(BufWriter::new(File::create(folder.join(name))?)))
	}

	fn row(&mut self, values: &[i128]) -> Result<(), Box<dyn Error>> {
		values.iter().try_for_each(|x| self.0.write_all(&x.to_le_bytes()))?;
		Ok(())
	}
}

fn f64_of(x: Fixed) -> f64 {
	x.e18() as f64 / 1e18
}

fn bits(x: f64) -> i128 {
	i128::from(x.to_bits())
}

/// Mantissa with its sign, and the exponent.
fn parts(x: Float) -> [i128; 2] {
	let mantissa = i128::from(x.mantissa());
	[if x.is_negative() { -mantissa } else { mantissa }, i128::from(x.exponent())]
}

/// Writes all tables.
pub fn write(folder: &Path, n: usize, package: Option<&Path>) -> Result<(), Box<dyn Error>> {
	std::fs::create_dir_all(folder)?;
	numbers(folder, n)?;
	black(folder, n / SHARE)?;
	implied(folder, n / SHARE)?;
	grid(folder)?;
	match package {
		Some(package) => contract(folder, package),
		None => Ok(()),
	}
}

fn numbers(folder: &Path, n: usize) -> Result<(), Box<dyn Error>> {
	let mut random = Random::new(11);
	let (mut of_ln, mut of_exp, mut of_cdf) = (
		Table::new(folder, "ln.bin")?,
		Table::new(folder, "exp.bin")?,
		Table::new(folder, "cdf.bin")?,
	);
	for i in 0..n {
		// Half over all magnitudes, half where the work is.
		let x = if i % 2 == 0 { random.bits(1, 128) } else { random.within(ONE / 10, 10 * ONE) };
		of_ln.row(&[x, ln(Fixed::from_e18(x)).map_or(0, Fixed::e18)])?;
		// Up to e^36.8 = 10^16: beyond it 18 decimals are more than the 34 digits promised.
		let x = random.within(-42 * ONE, 368 * ONE / 10);
		of_exp.row(&[x, exp(Fixed::from_e18(x)).e18()])?;
		let x = random.within(-10 * ONE, 10 * ONE);
		of_cdf.row(&[x, normal_cdf(Fixed::from_e18(x)).e18()])?;
	}
	Ok(())
}

/// An option of an ordinary or of a wild market.
fn draw(random: &mut Random, wild: bool) -> (Fixed, Price, Vol, Fixed) {
	let (forward, vol, tau, reach) = if wild {
		let vol = random.within(ONE / 1000, 20 * ONE);
		(random.bits(60, 95), vol, random.bits(35, 64), 8)
	} else {
		let vol = random.within(ONE / 10, 2 * ONE);
		(random.bits(70, 77), vol, random.within(ONE / 100_000, 2 * ONE), 5)
	};
	// Strikes within so many standard deviations, at most e^20 away.
	let deviation = f64_of(Fixed::from_e18(vol)) * f64_of(Fixed::from_e18(tau)).sqrt();
	let share = random.within(-1_000_000, 1_000_000) as f64 / 1e6;
	let moved = (f64::from(reach) * share * deviation).clamp(-20.0, 20.0).exp();
	let strike = (f64_of(Fixed::from_e18(forward)) * moved * 1e8).min(1.8e19) as u64;
	let fixed = Fixed::from_e18;
	(fixed(forward), Price::from_e8(strike.max(1)), Vol::from_e18(vol), fixed(tau))
}

fn black_row(forward: Fixed, strike: Price, vol: Vol, tau: Fixed) -> Vec<i128> {
	let context = StrikeCtx::new(strike);
	let expiry = Expiry::new(forward, tau, Fixed::ONE).expect("drawn above zero");
	let greeks = expiry.greeks(&context, vol);
	let wide = expiry.greeks_wide(&context, vol);
	let k = strike.to_fixed();
	let double = floats::black(f64_of(forward), f64_of(k), f64_of(vol.to_fixed()), f64_of(tau));
	let mut row = vec![forward.e18(), k.e18(), vol.e18(), tau.e18()];
	row.extend([greeks.price.call.e18(), greeks.price.put.e18()]);
	row.extend([greeks.delta.call.e18(), greeks.delta.put.e18()]);
	for x in [wide.otm_price, wide.gamma, wide.vega, wide.decay] {
		row.extend(parts(x));
	}
	row.extend([bits(double.0), bits(double.1), bits(double.2)]);
	row
}

fn black(folder: &Path, n: usize) -> Result<(), Box<dyn Error>> {
	let mut random = Random::new(12);
	let mut table = Table::new(folder, "black.bin")?;
	for i in 0..n {
		let (forward, strike, vol, tau) = draw(&mut random, i % 4 == 3);
		table.row(&black_row(forward, strike, vol, tau))?;
	}
	Ok(())
}

/// A regular grid over moneyness (in standard deviations) and tenor, for the plot.
fn grid(folder: &Path) -> Result<(), Box<dyn Error>> {
	let mut table = Table::new(folder, "grid.bin")?;
	let forward = Fixed::from_e18(80_000 * ONE);
	let vol = 0.6;
	for day_step in 0..60 {
		// An hour to two years, evenly in the logarithm.
		let tau = (1.0 / 8760.0) * (17_520f64).powf(f64::from(day_step) / 59.0);
		for step in -60..=60 {
			let moved = (f64::from(step) / 10.0 * vol * tau.sqrt()).exp();
			let strike = Price::from_e8((80_000.0 * moved * 1e8) as u64);
			let tau = Fixed::from_e18((tau * 1e18) as i128);
			let vol = Vol::from_e18((vol * 1e18) as i128);
			table.row(&black_row(forward, strike, vol, tau))?;
		}
	}
	Ok(())
}

fn implied(folder: &Path, n: usize) -> Result<(), Box<dyn Error>> {
	let mut random = Random::new(13);
	let mut table = Table::new(folder, "implied.bin")?;
	for i in 0..n {
		let (forward, strike, vol, tau) = draw(&mut random, i % 4 == 3);
		let kind = if random.one_in(2) { Kind::Call } else { Kind::Put };
		let context = StrikeCtx::new(strike);
		let expiry = Expiry::new(forward, tau, Fixed::ONE).expect("drawn above zero");
		let price = expiry.price(&context, vol).of(kind);
		// What is refused is marked, so that the judge sees whether rightly.
		let found = expiry.implied_vol_wide(&context, kind, price).map_or([-1, 0], parts);
		let k = strike.to_fixed();
		let call = kind == Kind::Call;
		let double = floats::implied(f64_of(forward), f64_of(k), f64_of(tau), f64_of(price), call);
		let mut row =
			vec![forward.e18(), k.e18(), tau.e18(), i128::from(call), price.e18(), vol.e18()];
		row.extend(found);
		row.push(bits(double.unwrap_or(f64::NAN)));
		table.row(&row)?;
	}
	Ok(())
}

fn contract(folder: &Path, package: &Path) -> Result<(), Box<dyn Error>> {
	let mut table = Table::new(folder, "contract.bin")?;
	let mut contract = evm::Contract::deploy(package)?;
	for q in quotes(14, CONTRACT) {
		let seconds = q.tau.e18() * 31_536_000 / ONE;
		let inputs = evm::Inputs {
			seconds: u64::try_from(seconds)?,
			vol_e18: q.vol.e18().unsigned_abs(),
			spot_e18: q.forward.e18().unsigned_abs(),
			strike_e18: q.strike.e18().unsigned_abs(),
		};
		let prices = contract.call("optionPrices_pub", &inputs)?.words;
		let deltas = contract.call("delta_pub", &inputs)?.words;
		let word = |x: &revm::primitives::U256| -> Result<i128, Box<dyn Error>> {
			Ok(i128::try_from(u128::try_from(*x)?)?)
		};
		table.row(&[
			q.forward.e18(),
			q.strike.e18(),
			q.vol.e18(),
			seconds,
			word(&prices[0])?,
			word(&prices[1])?,
			word(&deltas[0])?,
		])?;
	}
	Ok(())
}
