// SPDX-License-Identifier: Apache-2.0
//! What governance, council and committee decide: listings, halts, levels, parameters, the end of a market.

use crate::simulate::{
	apply::{name, By, Sent},
	choices::Choices,
	scene::{Scene, UNDERLYINGS},
	shape::Shapes,
};

use pallet_breaker::{Level, Scope};
use pallet_series::{HaltLevel, ListingRule, StrikeGrid};
use std::collections::BTreeSet;
use tenor_fixed::{Price, Quantity, E18};
use tenor_runtime::{Runtime, RuntimeCall};
use tenor_series::{Moment, UnderlyingId, DAY_MS};

/// Lists an expiry of an underlying about so far ahead, with so many strikes to either side of spot.
pub fn list(choices: &mut Choices, scene: &Scene, which: u16, ahead: Moment, width: u64) -> Sent {
	let spot = scene.spots[usize::from(which)];
	let step = spot / if width > 8 { 100 } else { 25 };
	let step = step / 10_000_000 * 10_000_000 + if step < 10_000_000 { 10_000 } else { 0 };
	let centre = spot / step.max(1);
	let strikes: BTreeSet<Price> = (centre.saturating_sub(width).max(1)..=centre + width)
		.map(|n| Price::from_e8(n * step))
		.collect();
	let strikes: Vec<Price> = strikes.into_iter().take(64).collect();
	let expiry = (scene.now + ahead + choices.below(30) * 1_000) / 1_000 * 1_000;
	let call = pallet_series::Call::<Runtime>::list_expiry {
		underlying: UnderlyingId(which),
		expiry,
		strikes: strikes.try_into().expect("64 at most"),
	};
	Sent { by: By::Council, call: call.into() }
}

/// One decision.
pub(super) fn govern(choices: &mut Choices, scene: &Scene, shapes: &Shapes, sent: &mut Vec<Sent>) {
	let of = |by, call: RuntimeCall| Sent { by, call };
	sent.push(match choices.below(24) {
		0..=3 => {
			let key = scene.some_expiry(choices);
			let call = if choices.flip() {
				let levels = [HaltLevel::OpeningRefused, HaltLevel::TradingRefused];
				let level = choices.pick(&levels).expect("two");
				pallet_series::Call::<Runtime>::halt_expiry { expiry: key, level }
			} else {
				pallet_series::Call::resume_expiry { expiry: key }
			};
			of(By::Technical, call.into())
		}
		4..=7 => of(By::Technical, level(choices, scene)),
		8 | 9 => {
			let scope = scope(choices, scene);
			of(By::Root, pallet_breaker::Call::<Runtime>::lift { scope }.into())
		}
		10 => {
			let expiry = scene.some_expiry(choices);
			let spot = scene.spots[usize::from(expiry.underlying.0 % UNDERLYINGS)];
			let price = Price::from_e8(spot / 100 * choices.between(80, 120));
			let call = pallet_settlement::Call::<Runtime>::set_committee_price { expiry, price };
			of(By::Council, call.into())
		}
		11 => {
			let expiry = scene.some_expiry(choices);
			let strikes: Vec<_> =
				(0..choices.between(1, 3)).map(|_| scene.some_price(choices)).collect();
			let strikes = strikes.try_into().expect("three at most");
			let call = pallet_series::Call::<Runtime>::add_strikes { expiry, strikes };
			of(By::Council, call.into())
		}
		12 => of(By::Root, rule(choices, scene)),
		13 => {
			let to = choices.pick(&scene.people).expect("people").to_account_id();
			let amount = u128::from(choices.spread());
			of(By::Root, pallet_collateral::Call::<Runtime>::pay_fees_out { to, amount }.into())
		}
		14 => of(By::Root, ladder(choices)),
		15 => {
			let underlying = scene.some_underlying(choices);
			let manager = choices.pick(&scene.people).map(|key| key.to_account_id());
			of(By::Root, pallet_vault::Call::<Runtime>::set_manager { underlying, manager }.into())
		}
		16 => {
			let underlying = UnderlyingId(choices.below(3) as u16);
			of(By::Root, pallet_vault::Call::<Runtime>::open_vault { underlying }.into())
		}
		17 => {
			let params = pallet_vault::Params {
				notice_ms: choices.between(0, 120) * 1_000,
				..Default::default()
			};
			of(By::Root, pallet_vault::Call::<Runtime>::set_params { params }.into())
		}
		18 => of(By::Root, debts(choices)),
		_ => match parameters(choices, scene, shapes) {
			Some(call) => of(By::Root, call),
			None => return,
		},
	});
}

fn scope(choices: &mut Choices, scene: &Scene) -> Scope {
	if choices.one_in(3) {
		Scope::All
	} else {
		Scope::Underlying(scene.some_underlying(choices))
	}
}

fn level(choices: &mut Choices, scene: &Scene) -> RuntimeCall {
	use Level::{CancelAndWithdrawOnly, Halted, Normal, ReduceOnly};
	let all = [Normal, Normal, ReduceOnly, CancelAndWithdrawOnly, Halted];
	let level = choices.pick(&all).expect("five");
	let until = scene.now + choices.between(1, 60) * 1_000;
	let scope = scope(choices, scene);
	pallet_breaker::Call::<Runtime>::set_level { scope, level, until }.into()
}

/// A market, or all of them, ends.
pub fn shut_down(choices: &mut Choices, scene: &Scene) -> Sent {
	let scope = scope(choices, scene);
	let call = pallet_breaker::Call::<Runtime>::shut_down { scope };
	Sent { by: By::Root, call: call.into() }
}

fn rule(choices: &mut Choices, scene: &Scene) -> RuntimeCall {
	let underlying = UnderlyingId(choices.below(3) as u16);
	let step = scene.spots[usize::from(underlying.0)] / 20 / 10_000_000 * 10_000_000;
	let rule = choices.flip().then(|| ListingRule {
		expiries: tenor_series::ExpiryRule {
			daily: choices.below(3) as u8,
			weekly: choices.below(2) as u8,
			monthly: 0,
			quarterly: 0,
		},
		grid: StrikeGrid { step: Price::from_e8(step), width: choices.between(1, 3) as u8 },
		min_life_ms: choices.between(1, 24) * 3_600_000,
	});
	pallet_series::Call::<Runtime>::set_rule { underlying, rule }.into()
}

/// Rungs of seconds, so that a settlement climbs them while somebody looks.
fn ladder(choices: &mut Choices) -> RuntimeCall {
	let mut next = || choices.between(1, 60) * 1_000;
	let (window_ms, extension_ms, second_source_ms, committee_ms) =
		(next(), next(), next(), next());
	let extended_ms = extension_ms + next();
	let last_valid_ms = window_ms + extended_ms + second_source_ms + committee_ms + next();
	let ladder = pallet_settlement::LadderTimes {
		window_ms,
		extension_ms,
		extended_ms,
		second_source_ms,
		committee_ms,
		last_valid_ms,
	};
	pallet_settlement::Call::<Runtime>::set_ladder { ladder }.into()
}

/// Interest, caps and patience: small enough that debts become overdue.
fn debts(choices: &mut Choices) -> RuntimeCall {
	let cap = i128::from(choices.between(0, 100_000)) * tenor_fixed::E8;
	let terms = pallet_collateral::DebtTerms {
		rate: tenor_fixed::Rate::from_e18(E18 / 100 * i128::from(choices.between(1, 100))),
		portfolio_cap: tenor_fixed::Cash::from_e8(cap),
		total_cap: tenor_fixed::Cash::from_e8(cap * 10),
		longest_ms: choices.between(1, 24) * DAY_MS / 24,
	};
	pallet_collateral::Call::<Runtime>::set_debt_terms { terms }.into()
}

/// A change of parameters: what is in force, with one figure moved.
fn parameters(choices: &mut Choices, scene: &Scene, shapes: &Shapes) -> Option<RuntimeCall> {
	if choices.one_in(8) {
		let underlying = UnderlyingId(choices.below(3) as u16);
		let some = |choices: &mut Choices| {
			let contracts = Quantity::from_e8(choices.between(1, 2_000) as i64 * 10_000_000);
			choices.flip().then_some(contracts)
		};
		let limits = pallet_margin::OwnerLimits {
			shorts: some(choices),
			contracts: some(choices),
			..Default::default()
		};
		return Some(
			pallet_margin::Call::<Runtime>::set_owner_limits { underlying, limits }.into(),
		);
	}
	let is_setter = |name: &str| name.starts_with("set_") || name == "accept_asset";
	let shut = |name: &str| name == "set_mode" || name == "set_quote_cap";
	let setters: Vec<_> = shapes
		.calls()
		.iter()
		.filter(|shape| is_setter(&shape.name) && !shut(&shape.name))
		.collect();
	let shape = choices.pick(&setters)?;
	let call = shapes.call_of(shape, choices, scene)?;
	debug_assert!(name(&call).ends_with(&shape.name));
	Some(call)
}
