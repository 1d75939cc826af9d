// SPDX-License-Identifier: Apache-2.0
//! The risk vectors: books with everything the margin functions take, and what they should give.

use crate::{vectors, Exact};
use serde_json::Value;
use std::fs;
use tenor_fixed::{Cash, Fixed, Price, Quantity, Rate, Vol};
use tenor_risk::{
	default_scenarios, CollateralHolding, CollateralParams, ExpiryMarket, OptionKind,
	PortfolioParams, Position, Scenario, SkewParams, Stable, StandardParams, UnderlyingMarket,
};
use tenor_series::UnderlyingId;
use tenor_svi::{Surface, Svi};

/// One underlying's market, rules and positions.
pub struct UnderlyingInputs {
	/// Spot.
	pub market: UnderlyingMarket,
	/// Rule of standard mode.
	pub standard: StandardParams,
	/// Rule of portfolio mode.
	pub portfolio: PortfolioParams,
	/// Scenarios of portfolio mode.
	pub scenarios: Vec<Scenario>,
	/// Each expiry with its positions.
	pub expiries: Vec<(ExpiryMarket<Surface>, Vec<Position>)>,
}

/// Expected figures of one underlying in portfolio mode.
pub struct ExpectedUnderlying {
	/// Profit or loss per scenario.
	pub scenarios: Vec<Exact>,
	/// Basis contingency.
	pub basis: Exact,
	/// Least of those.
	pub worst: Exact,
	/// Delta, gamma, vega, theta, rho of the book.
	pub greeks: [Exact; 5],
}

/// Value, equity, IM and MM.
pub type ExpectedTotals = [Exact; 4];

/// Expected figures of portfolio mode.
pub struct ExpectedPortfolio {
	/// Value, equity, IM, MM.
	pub totals: ExpectedTotals,
	/// MM and IM contingency.
	pub contingencies: [Exact; 2],
	/// Per underlying.
	pub underlyings: Vec<ExpectedUnderlying>,
}

/// One case.
pub struct Book {
	/// What it is about.
	pub name: String,
	/// Cash.
	pub cash: Cash,
	/// Price of the stablecoin.
	pub stable: Stable,
	/// Collateral.
	pub collateral: Vec<CollateralHolding>,
	/// Options.
	pub underlyings: Vec<UnderlyingInputs>,
	/// What standard mode should give: value, equity, IM, MM.
	pub standard: ExpectedTotals,
	/// What portfolio mode should give.
	pub portfolio: ExpectedPortfolio,
}

type Parsed<T> = Result<T, String>;

fn text<'a>(value: &'a Value, key: &str) -> Parsed<&'a str> {
	value[key].as_str().ok_or_else(|| format!("{key} is no text"))
}

fn int<T: std::str::FromStr>(value: &Value, key: &str) -> Parsed<T> {
	text(value, key)?.parse().map_err(|_| format!("{key} is out of range"))
}

fn fixed(value: &Value, key: &str) -> Parsed<Fixed> {
	int(value, key).map(Fixed::from_e18)
}

fn exact(value: &Value, key: &str) -> Parsed<Exact> {
	Exact::parse(text(value, key)?).ok_or_else(|| format!("{key} is no number"))
}

fn list<'a>(value: &'a Value, key: &str) -> Parsed<&'a Vec<Value>> {
	value[key].as_array().ok_or_else(|| format!("{key} is no list"))
}

fn standard_params(v: &Value) -> Parsed<StandardParams> {
	if v == "defaults" {
		return Ok(StandardParams::btc_eth());
	}
	Ok(StandardParams {
		max_spot_requirement: fixed(v, "max_spot_requirement")?,
		min_spot_requirement: fixed(v, "min_spot_requirement")?,
		mm_call: fixed(v, "mm_call")?,
		mm_put_spot: fixed(v, "mm_put_spot")?,
		mm_put_mtm: fixed(v, "mm_put_mtm")?,
		put_im_offset: fixed(v, "put_im_offset")?,
		unpaired_im_scale: fixed(v, "unpaired_im_scale")?,
		unpaired_mm_scale: fixed(v, "unpaired_mm_scale")?,
		confidence_threshold: fixed(v, "confidence_threshold")?,
		confidence_factor: fixed(v, "confidence_factor")?,
		depeg_threshold: fixed(v, "depeg_threshold")?,
		depeg_factor: fixed(v, "depeg_factor")?,
	})
}

fn skew_params(v: &Value) -> Parsed<SkewParams> {
	Ok(SkewParams {
		scale_cap: fixed(v, "scale_cap")?,
		cap_slope: fixed(v, "cap_slope")?,
		min_k: fixed(v, "min_k")?,
		width: fixed(v, "width")?,
		vol_static: fixed(v, "vol_static")?,
		vol_scale: fixed(v, "vol_scale")?,
	})
}

fn portfolio_params(v: &Value) -> Parsed<PortfolioParams> {
	if v == "defaults" {
		return Ok(PortfolioParams::btc_eth());
	}
	Ok(PortfolioParams {
		im_factor: fixed(v, "im_factor")?,
		mm_factor: fixed(v, "mm_factor")?,
		vol_up: fixed(v, "vol_up")?,
		vol_down: fixed(v, "vol_down")?,
		min_vol: Vol::from_fixed(fixed(v, "min_vol")?),
		vol_reference_ms: int(v, "vol_reference_ms")?,
		vol_floor_ms: int(v, "vol_floor_ms")?,
		vol_power_short: fixed(v, "vol_power_short")?,
		vol_power_long: fixed(v, "vol_power_long")?,
		basis_shock: fixed(v, "basis_shock")?,
		basis_add: fixed(v, "basis_add")?,
		basis_mult: fixed(v, "basis_mult")?,
		option_mm: fixed(v, "option_mm")?,
		option_im: fixed(v, "option_im")?,
		long_base: fixed(v, "long_base")?,
		long_mult: fixed(v, "long_mult")?,
		long_add: fixed(v, "long_add")?,
		short_base: fixed(v, "short_base")?,
		short_mult: fixed(v, "short_mult")?,
		short_add: fixed(v, "short_add")?,
		skew_linear: skew_params(&v["skew_linear"])?,
		skew_absolute: skew_params(&v["skew_absolute"])?,
		peg_threshold: fixed(v, "peg_threshold")?,
		peg_factor: fixed(v, "peg_factor")?,
		confidence_threshold: fixed(v, "confidence_threshold")?,
		confidence_factor: fixed(v, "confidence_factor")?,
	})
}

fn position(v: &Value) -> Parsed<Position> {
	let field = |i: usize| v[i].as_str().unwrap_or_default();
	let kind = if field(1) == "C" { OptionKind::Call } else { OptionKind::Put };
	let parsed = field(0).parse().ok().zip(field(2).parse().ok());
	let (strike, quantity) = parsed.ok_or("a position is no (strike, kind, quantity)")?;
	Ok(Position { strike: Price::from_e8(strike), kind, quantity: Quantity::from_e8(quantity) })
}

fn expiry(v: &Value) -> Parsed<(ExpiryMarket<Surface>, Vec<Position>)> {
	let svi = list(v, "svi")?;
	let parameter = |i: usize| -> Parsed<Fixed> {
		let units = svi.get(i).and_then(Value::as_str).and_then(|x| x.parse().ok());
		units.map(Fixed::from_e18).ok_or_else(|| "svi has five parameters".into())
	};
	let surface = Surface {
		svi: Svi {
			a: parameter(0)?,
			b: parameter(1)?,
			rho: parameter(2)?,
			m: parameter(3)?,
			sigma: parameter(4)?,
		},
		f_ref: fixed(v, "f_ref")?,
		tau_ref: fixed(v, "tau_ref")?,
	};
	let market = ExpiryMarket {
		expiry: int(v, "expiry_ms")?,
		time_to_expiry_ms: int(v, "time_to_expiry_ms")?,
		f_fix: fixed(v, "f_fix")?,
		f_var: fixed(v, "f_var")?,
		rate: Rate::from_fixed(fixed(v, "rate")?),
		vols: surface,
		forward_confidence: fixed(v, "forward_confidence")?,
		rate_confidence: fixed(v, "rate_confidence")?,
		vol_confidence: fixed(v, "vol_confidence")?,
	};
	let positions = list(v, "positions")?.iter().map(position).collect::<Parsed<_>>()?;
	Ok((market, positions))
}

fn underlying(v: &Value) -> Parsed<UnderlyingInputs> {
	Ok(UnderlyingInputs {
		market: UnderlyingMarket {
			underlying: UnderlyingId(int(v, "id")?),
			spot: fixed(v, "spot")?,
			spot_confidence: fixed(v, "spot_confidence")?,
		},
		standard: standard_params(&v["standard"])?,
		portfolio: portfolio_params(&v["portfolio"])?,
		scenarios: default_scenarios().to_vec(),
		expiries: list(v, "expiries")?.iter().map(expiry).collect::<Parsed<_>>()?,
	})
}

fn holding(v: &Value) -> Parsed<CollateralHolding> {
	let cancelling = v["risk_cancelling_for"].as_str().and_then(|x| x.parse().ok());
	Ok(CollateralHolding {
		asset: int(v, "asset")?,
		amount_e8: int(v, "amount_e8")?,
		price: fixed(v, "price")?,
		confidence: fixed(v, "confidence")?,
		risk_cancelling_for: cancelling.map(UnderlyingId),
		params: CollateralParams {
			standard_factor: fixed(v, "standard_factor")?,
			standard_im_scale: fixed(v, "standard_im_scale")?,
			portfolio_mm_haircut: fixed(v, "portfolio_mm_haircut")?,
			portfolio_im_extra_haircut: fixed(v, "portfolio_im_extra_haircut")?,
			confidence_threshold: fixed(v, "confidence_threshold")?,
			confidence_factor: fixed(v, "confidence_factor")?,
		},
	})
}

fn totals(v: &Value) -> Parsed<ExpectedTotals> {
	Ok([exact(v, "value")?, exact(v, "equity")?, exact(v, "initial")?, exact(v, "maintenance")?])
}

fn expected_underlying(v: &Value) -> Parsed<ExpectedUnderlying> {
	let scenarios = list(v, "scenarios")?.iter();
	let number = |x: &Value| x.as_str().and_then(Exact::parse).ok_or("a scenario is no number");
	Ok(ExpectedUnderlying {
		scenarios: scenarios.map(number).collect::<Result<_, _>>()?,
		basis: exact(v, "basis")?,
		worst: exact(v, "worst")?,
		greeks: [
			exact(v, "delta")?,
			exact(v, "gamma")?,
			exact(v, "vega")?,
			exact(v, "theta")?,
			exact(v, "rho")?,
		],
	})
}

fn book(v: &Value) -> Parsed<Book> {
	let portfolio = &v["expected"]["portfolio"];
	let shown = list(portfolio, "underlyings")?;
	Ok(Book {
		name: text(v, "name")?.into(),
		cash: Cash::from_e8(int(v, "cash_e8")?),
		stable: Stable { price: fixed(v, "stable_price")?, confidence: Fixed::ONE },
		collateral: list(v, "collateral")?.iter().map(holding).collect::<Parsed<_>>()?,
		underlyings: list(v, "underlyings")?.iter().map(underlying).collect::<Parsed<_>>()?,
		standard: totals(&v["expected"]["standard"])?,
		portfolio: ExpectedPortfolio {
			totals: totals(portfolio)?,
			contingencies: [
				exact(portfolio, "mm_contingency")?,
				exact(portfolio, "im_contingency")?,
			],
			underlyings: shown.iter().map(expected_underlying).collect::<Parsed<_>>()?,
		},
	})
}

/// All books of the vectors.
pub fn read_books() -> Result<Vec<Book>, String> {
	let path = vectors().join("risk.jsonl");
	let file = fs::read_to_string(&path).map_err(|e| format!("{}: {e}", path.display()))?;
	file.lines().map(|line| book(&serde_json::from_str(line).map_err(|e| e.to_string())?)).collect()
}
