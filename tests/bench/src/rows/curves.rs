// SPDX-License-Identifier: Apache-2.0
//! How time and storage grow with positions, portfolios and series.

use super::{expiry, matching, orders::quiet, sweep, Scale};
use crate::{
	fit::Fit,
	plot,
	populate::{self, Spec},
	store::Db,
	table::{Row, Section, Unit},
	wasm::{Made, WasmChain},
};

/// Portfolios with ten positions each.
const PORTFOLIOS: [u64; 7] = [100, 300, 1_000, 3_000, 10_000, 30_000, 100_000];
/// Underlyings, expiries of each, strikes of each: 10 to 5,120 series.
const SERIES: [(u16, u64, u64); 7] =
	[(1, 1, 5), (1, 2, 10), (1, 4, 15), (1, 5, 50), (1, 10, 50), (1, 20, 64), (2, 20, 64)];
/// Orders of a batch in one series.
const ORDERS: [usize; 5] = [100, 1_000, 10_000, 100_000, 1_000_000];

/// A row of the fit, and the points for machines.
fn fitted(
	section: &mut Section,
	place: &'static str,
	name: &str,
	across: &str,
	points: &[(f64, f64)],
) {
	let fit = Fit::of(points);
	let ends = |at: Option<&(f64, f64)>| at.map_or(0.0, |p| p.0);
	let (from, to) = (ends(points.first()), ends(points.last()));
	let name = format!("{name}: exponent over {from:.0} to {to:.0} {across}, R2 {:.3}", fit.r2);
	section.data.push((name.clone(), serde_json::json!(points)));
	section.push(Row::at(place, name, Unit::Plain, fit.slope));
}

/// Time and storage over portfolios.
fn portfolios(section: &mut Section, base: &Made, most: u64) {
	let counts = PORTFOLIOS.iter().copied().filter(|count| *count <= most);
	let (mut swept, mut settled, mut bytes, mut keys) = (vec![], vec![], vec![], vec![]);
	for count in counts {
		let x = count as f64;
		let spec = sweep::restless(count);
		let (world, made) = populate::world(&spec);
		drop(made);
		bytes.push((x, world.bytes() as f64 / 1e3));
		keys.push((x, world.keys() as f64));
		drop(world);
		if let Some([_, run]) = sweep::value_everybody(Db::Parity, &spec, base) {
			swept.push((x, run.took.execution.as_secs_f64() * 1e3));
		} else {
			section.note(format!("Valuing {count} portfolios took too long, and is left out."));
		}
		let settlement = expiry::hook(Db::Parity, count, 0, false);
		settled.push((x, settlement.took.execution.as_secs_f64() * 1e3));
	}
	let place = Db::Parity.name();
	fitted(section, place, "sweep, all valued", "portfolios of 10 positions", &swept);
	fitted(section, place, "settlement", "holders of 10 positions", &settled);
	fitted(section, place, "bytes of keys and values", "portfolios of 10 positions", &bytes);
	fitted(section, place, "keys", "portfolios of 10 positions", &keys);
	let lines = [
		("sweep, all valued, ms".to_owned(), swept),
		("settlement, ms".to_owned(), settled),
		("storage, kB".to_owned(), bytes),
		("storage, keys".to_owned(), keys),
	];
	let title = "Time of execution and storage over portfolios of 10 positions";
	section.pictures.push(("chain_portfolios.svg".into(), plot::svg(title, "portfolios", &lines)));
}

/// The first sweep of a market over the number of its series.
fn series(section: &mut Section, base: &Made) {
	let (mut swept, mut bytes) = (vec![], vec![]);
	for (underlyings, expiries, strikes) in SERIES {
		let held = expiries.min(2);
		let spec = Spec { underlyings, expiries, strikes, held, ..sweep::restless(1_000) };
		let x = (u64::from(underlyings) * expiries * strikes * 2) as f64;
		bytes.push((x, populate::world(&spec).0.bytes() as f64 / 1e3));
		if let Some([_, run]) = sweep::value_everybody(Db::Parity, &spec, base) {
			swept.push((x, run.took.execution.as_secs_f64() * 1e3));
		}
	}
	let place = Db::Parity.name();
	fitted(section, place, "sweep, 1,000 portfolios valued", "series", &swept);
	fitted(section, place, "bytes of keys and values, 1,000 portfolios", "series", &bytes);
	let lines = [("sweep, all valued, ms".to_owned(), swept), ("storage, kB".to_owned(), bytes)];
	let title = "1,000 portfolios of 10 positions over the number of series";
	section.pictures.push(("chain_series.svg".into(), plot::svg(title, "series", &lines)));
}

/// Matching and margin checks over their own sizes.
fn sizes(section: &mut Section) {
	let matched: Vec<(f64, f64)> = ORDERS
		.iter()
		.map(|count| {
			let orders = matching::orders(*count);
			let runs = if *count > 100_000 { 3 } else { 10 };
			let took = (0..runs).map(|_| matching::clear_once(&orders)).min().expect("some");
			(*count as f64, took.as_secs_f64() * 1e3)
		})
		.collect();
	fitted(section, "native", "matching of one batch", "orders", &matched);
	let checked: Vec<(f64, f64)> = [64u64, 128, 256, 512, 1_024]
		.iter()
		.map(|size| {
			let (time, _) = super::margin::marginal(Db::Parity, *size, 64, 10, 50);
			(*size as f64, time * 1e6)
		})
		.collect();
	fitted(section, Db::Parity.name(), "margin check", "positions, 64 to an expiry", &checked);
	let lines = [
		("matching, orders: ms".to_owned(), matched),
		("margin check, positions: us".to_owned(), checked),
	];
	let title = "A batch over its orders, a margin check over its positions";
	section
		.pictures
		.push(("chain_sizes.svg".into(), plot::svg(title, "orders, positions", &lines)));
}

/// Rows of growth.
pub fn section(scale: &Scale) -> Section {
	let mut section = Section::new("growth");
	let (world, _) = populate::world(&sweep::calm(0));
	let base = quiet(&mut WasmChain::over(&world, Db::Parity));
	portfolios(&mut section, &base, if scale.full { 100_000 } else { 3_000 });
	series(&mut section, &base);
	sizes(&mut section);
	section
}
