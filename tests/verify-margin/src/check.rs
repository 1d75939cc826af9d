// SPDX-License-Identifier: Apache-2.0
//! An answer of `options_margin` against what follows from its inputs.

use serde_json::Value;
use std::collections::BTreeSet;
use tenor_risk::{MarginInputs, MarginReport};

/// What was found.
#[derive(Debug)]
pub struct Finding {
	/// The margin that follows from the inputs.
	pub report: MarginReport,
	/// Figures compared.
	pub compared: usize,
	/// Figures that differ: where, what the answer says, what follows from the inputs.
	pub differences: Vec<String>,
}

/// Computes the margin of an answer again. Errors: the answer has no inputs, or nothing follows from
/// them.
pub fn check(answer: &Value) -> Result<Finding, String> {
	// As it came over the wire, or taken out of that.
	let answer = answer.get("result").unwrap_or(answer);
	if let Some(refusal) = answer.get("error") {
		return Err(format!("the node refused: {refusal}"));
	}
	let part = |name| answer.get(name).ok_or_else(|| format!("the answer has no {name:?}"));
	let (told, inputs) = (part("margin")?, part("inputs")?);
	let inputs: MarginInputs = serde_json::from_value(inputs.clone())
		.map_err(|error| format!("the inputs are not those of a margin: {error}"))?;
	let report =
		inputs.report().map_err(|error| format!("no margin follows from the inputs: {error:?}"))?;
	let own = serde_json::to_value(&report).map_err(|error| error.to_string())?;
	let mut finding = Finding { report, compared: 0, differences: Vec::new() };
	finding.compare("margin", told, &own);
	Ok(finding)
}

impl Finding {
	fn compare(&mut self, place: &str, told: &Value, own: &Value) {
		match (told, own) {
			(Value::Object(told), Value::Object(own)) => {
				let keys: BTreeSet<_> = told.keys().chain(own.keys()).collect();
				for key in keys {
					let side = |of: &serde_json::Map<String, Value>| {
						of.get(key).cloned().unwrap_or(Value::Null)
					};
					self.compare(&format!("{place}.{key}"), &side(told), &side(own));
				}
			}
			(Value::Array(told), Value::Array(own)) if told.len() == own.len() => {
				for (index, (told, own)) in told.iter().zip(own).enumerate() {
					self.compare(&format!("{place}[{index}]"), told, own);
				}
			}
			_ => {
				self.compared += 1;
				if told != own {
					let text = format!("{place}: the answer says {told}, its inputs give {own}");
					self.differences.push(text);
				}
			}
		}
	}
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
	use super::*;
	use serde_json::json;
	use tenor_fixed::{Cash, Fixed, Rate, Vol};
	use tenor_risk::{
		default_scenarios,
		inputs::{
			BySet, CollateralInput, CollateralTerms, ExpiryInput, UnderlyingInput, UnderlyingRule,
		},
		CollateralParams, ExpiryMarket, OptionKind, PortfolioParams, Position, ShockScale, Stable,
		StandardParams, UnderlyingMarket,
	};
	use tenor_series::{MarginMode, UnderlyingId};
	use tenor_svi::{Surface, Svi};

	fn fixed(text: &str) -> Fixed {
		text.parse().unwrap()
	}

	fn market() -> ExpiryMarket {
		let svi = Svi {
			a: fixed("0.02"),
			b: fixed("0.01"),
			rho: fixed("-0.3"),
			m: Fixed::ZERO,
			sigma: fixed("0.2"),
		};
		ExpiryMarket {
			expiry: 1_774_598_400_000,
			time_to_expiry_ms: 30 * 86_400_000,
			f_fix: Fixed::ZERO,
			f_var: fixed("80123.456789"),
			rate: Rate::from_fixed(fixed("0.03")),
			vols: Surface { svi, f_ref: fixed("80000"), tau_ref: fixed("0.082191780821917808") },
			forward_confidence: Fixed::ONE,
			rate_confidence: fixed("0.5"),
			vol_confidence: Fixed::ONE,
		}
	}

	fn inputs(mode: MarginMode) -> MarginInputs {
		let portfolio =
			|params| UnderlyingRule::Portfolio { params, scenarios: default_scenarios().to_vec() };
		let strict = PortfolioParams {
			min_vol: Vol::from_fixed(fixed("0.5")),
			..PortfolioParams::btc_eth()
		};
		let rule = match mode {
			MarginMode::Standard => BySet {
				target: UnderlyingRule::Standard(StandardParams::btc_eth()),
				in_force: None,
			},
			MarginMode::Portfolio => BySet {
				target: portfolio(strict),
				in_force: Some(portfolio(PortfolioParams::btc_eth())),
			},
		};
		let position = |strike: &str, kind, quantity: &str| Position {
			strike: strike.parse().unwrap(),
			kind,
			quantity: quantity.parse().unwrap(),
		};
		let positions = vec![
			position("75000", OptionKind::Put, "-2.5"),
			position("80000", OptionKind::Call, "-1.00000001"),
			position("80000", OptionKind::Put, "0.4"),
		];
		let terms = CollateralTerms {
			params: CollateralParams::btc(),
			risk_cancelling_for: (mode == MarginMode::Portfolio).then_some(UnderlyingId(0)),
		};
		MarginInputs {
			mode,
			moment: 1_772_006_400_000,
			cash: "123456.78".parse().unwrap(),
			held: "23456.7".parse().unwrap(),
			stable: Stable { price: fixed("0.985"), confidence: Fixed::ONE },
			stable_fresh: true,
			collateral: vec![CollateralInput {
				asset: 2,
				amount: Cash::from_e8(75_000_001),
				price: fixed("80000.1"),
				confidence: fixed("0.4"),
				terms: BySet { target: terms, in_force: None },
			}],
			uncounted: Vec::new(),
			underlyings: vec![UnderlyingInput {
				market: UnderlyingMarket {
					underlying: UnderlyingId(0),
					spot: fixed("80000.1"),
					spot_confidence: Fixed::ONE,
				},
				fresh: true,
				shock_scale: ShockScale { initial: Fixed::ONE, maintenance: Fixed::ONE },
				rule,
				expiries: vec![ExpiryInput { market: market(), fresh: true, positions }],
			}],
		}
	}

	fn answer(mode: MarginMode) -> Value {
		let inputs = inputs(mode);
		let margin = inputs.report().unwrap();
		// Through text, as over the wire.
		let text = json!({ "portfolio": 7, "margin": margin, "inputs": inputs }).to_string();
		serde_json::from_str(&text).unwrap()
	}

	const MODES: [MarginMode; 2] = [MarginMode::Standard, MarginMode::Portfolio];

	#[test]
	fn an_honest_answer_has_no_differences() {
		for mode in MODES {
			let answer = answer(mode);
			let finding = check(&answer).unwrap();
			assert_eq!(finding.differences, Vec::<String>::new());
			assert!(finding.compared > 15, "{}", finding.compared);
			assert_eq!(finding.report, inputs(mode).report().unwrap());
			// AND so it is inside the envelope of JSON-RPC
			let wired = json!({ "jsonrpc": "2.0", "id": 1, "result": answer });
			assert!(check(&wired).unwrap().differences.is_empty());
		}
	}

	#[test]
	fn a_figure_that_is_off_by_the_last_digit_is_named() {
		for mode in MODES {
			let mut answer = answer(mode);
			let equity = answer["margin"]["equity"].as_str().unwrap().parse::<Cash>().unwrap();
			let off = Cash::from_e8(equity.e8() + 1).to_string();
			answer["margin"]["equity"] = Value::String(off);
			let differences = check(&answer).unwrap().differences;
			assert_eq!(differences.len(), 1, "{differences:?}");
			assert!(differences[0].starts_with("margin.equity: "), "{differences:?}");
		}
	}

	#[test]
	fn any_input_that_was_changed_shows() {
		// Every number that the margin depends on, off by one part in a hundred.
		let places = [
			"/inputs/cash",
			"/inputs/stable/price",
			"/inputs/collateral/0/amount",
			"/inputs/collateral/0/price",
			"/inputs/collateral/0/confidence",
			"/inputs/underlyings/0/market/spot",
			"/inputs/underlyings/0/expiries/0/market/fVar",
			"/inputs/underlyings/0/expiries/0/market/vols/svi/a",
			"/inputs/underlyings/0/expiries/0/positions/0/quantity",
			"/inputs/underlyings/0/expiries/0/positions/0/strike",
		];
		for mode in MODES {
			for place in places {
				let mut answer = answer(mode);
				let value = answer.pointer_mut(place).unwrap();
				let number = value.as_str().unwrap().parse::<Fixed>().unwrap();
				let changed = number.mul_floor(fixed("1.01")).unwrap();
				// Amounts end at eight decimals.
				let e8 = Cash::from_e8(changed.e18() / 10_000_000_000);
				*value = Value::String(e8.to_string());
				let differences = check(&answer).unwrap().differences;
				assert!(!differences.is_empty(), "{mode:?} {place}");
			}
		}
	}

	#[test]
	fn what_is_no_answer_is_refused_with_the_reason() {
		let refusal = |answer: Value| check(&answer).unwrap_err();
		assert_eq!(refusal(json!({})), "the answer has no \"margin\"");
		let error = json!({ "error": { "code": 7001, "message": "there is no portfolio 9" } });
		assert!(refusal(error).contains("there is no portfolio 9"));
		let mut answer = answer(MarginMode::Standard);
		answer["inputs"]["cash"] = json!(5);
		assert!(refusal(answer.clone()).contains("a number as decimal text"));
		answer["inputs"]["cash"] = json!("5");
		answer["inputs"]["mode"] = json!("Portfolio");
		assert!(refusal(answer).contains("RuleOfOtherMode"));
	}
}
