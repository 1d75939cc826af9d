// SPDX-License-Identifier: Apache-2.0
//! Orders, combos, quotes, cancels and trading keys.

use super::{mark, on_tick, rules, Actor, Role};
use crate::simulate::{
	choices::Choices,
	scene::{Scene, E8},
};
use pallet_trading::{
	Call, Cancel, CancelScope, ComboLeg, KeyScope, Limit, NewCombo, NewOrder, QuoteCap, Validity,
};
use tenor_fixed::{Cash, Fixed, Price, Quantity, Vol, E18};
use tenor_matching::Side;
use tenor_runtime::{Runtime, RuntimeCall, System, Trading};
use tenor_series::SeriesKey;

/// Lots: mostly few.
fn lots(choices: &mut Choices, actor: &Actor) -> i64 {
	let most = if actor.is_rich() { 400 } else { 100 };
	let few = if actor.role == Role::Gambler { 200 } else { 20 };
	let bound = if choices.one_in(8) { most } else { few };
	choices.between(1, bound) as i64
}

fn validity(choices: &mut Choices, scene: &Scene) -> Validity {
	match choices.below(10) {
		0 => Validity::UntilTime(scene.now + choices.between(0, 60) * 1_000),
		1 => Validity::UntilBlock(System::block_number() + choices.below(20) as u32),
		2 | 3 => Validity::ImmediateOrCancel,
		4 => Validity::FillOrKill,
		_ => Validity::UntilCancelled,
	}
}

/// An order near the mark; where that is not known, near nothing.
fn order(choices: &mut Choices, scene: &Scene, actor: &Actor, maker: bool) -> NewOrder {
	let series = scene.some_series(choices);
	let rules = rules(&series);
	let side = if choices.flip() { Side::Buy } else { Side::Sell };
	let near = mark(series).unwrap_or_else(|| scene.some_price(choices));
	// Makers stand a little away, takers reach across.
	let away = choices.between(0, if maker { 60 } else { 90 });
	let better = (side == Side::Buy) == maker;
	let permille = if better { 1_000 - away } else { 1_000 + away };
	let price = on_tick(near, rules.tick, permille);
	let limit = if choices.one_in(10) {
		let vol = Vol::from_e18(E18 / 100 * i128::from(choices.between(10, 200)));
		Limit::Vol {
			vol,
			collar: on_tick(near, rules.tick, if side == Side::Buy { 1_400 } else { 700 }),
		}
	} else {
		Limit::Price(price)
	};
	let quantity = rules.lot.e8().saturating_mul(lots(choices, actor));
	NewOrder {
		series,
		side,
		quantity: Quantity::from_e8(quantity),
		limit,
		validity: if maker { Validity::UntilCancelled } else { validity(choices, scene) },
		post_only: maker && choices.one_in(3),
		reduce_only: choices.one_in(12),
	}
}

pub(super) fn place(choices: &mut Choices, scene: &Scene, actor: &Actor) -> Option<RuntimeCall> {
	let portfolio = actor.id;
	let order = order(choices, scene, actor, actor.role == Role::Maker);
	Some(Call::<Runtime>::place_order { portfolio, order }.into())
}

/// Quotes on both sides of some series, and what stood there before away.
pub(super) fn quotes(choices: &mut Choices, scene: &Scene, actor: &Actor) -> Option<RuntimeCall> {
	let portfolio = actor.id;
	if choices.one_in(12) {
		let cap = (!choices.one_in(3)).then(|| QuoteCap {
			quantity: Quantity::from_e8(choices.between(0, 100) as i64 * 1_000_000),
			delta: Fixed::from_e18(E18 / 10 * i128::from(choices.below(50))),
			vega: Fixed::from_e18(E18 * i128::from(choices.below(5_000))),
		});
		return Some(Call::<Runtime>::set_quote_cap { portfolio, cap }.into());
	}
	let count = if choices.one_in(16) { choices.between(16, 64) } else { choices.between(1, 8) };
	let orders: Vec<_> = (0..count).map(|_| order(choices, scene, actor, true)).collect();
	let cancel = (!choices.one_in(4)).then(|| what_to_cancel(choices, scene, actor));
	let orders = orders.try_into().ok()?;
	Some(Call::<Runtime>::place_orders { portfolio, cancel, orders }.into())
}

fn scope(choices: &mut Choices, scene: &Scene) -> CancelScope {
	match choices.below(6) {
		0..=2 => CancelScope::All,
		3 => CancelScope::Underlying(scene.some_underlying(choices)),
		4 => CancelScope::Expiry(scene.some_expiry(choices)),
		_ => CancelScope::Series(scene.some_series(choices)),
	}
}

/// People say how much they have open, or a little less; some the most that anybody can.
fn what_to_cancel(choices: &mut Choices, scene: &Scene, actor: &Actor) -> Cancel {
	let open = u32::try_from(Trading::open_orders(actor.id).open.len()).unwrap_or(u32::MAX);
	let most = match choices.below(8) {
		0 => pallet_trading::MAX_OPEN_ORDERS,
		1 => open / 2,
		_ => open,
	};
	Cancel { scope: scope(choices, scene), most }
}

pub(super) fn cancel(choices: &mut Choices, scene: &Scene, actor: &Actor) -> Option<RuntimeCall> {
	let portfolio = actor.id;
	let open = Trading::open_orders(portfolio).open;
	if open.is_empty() || choices.one_in(6) {
		return Some(match choices.below(4) {
			0 => {
				let nonce = Trading::next_nonce(portfolio) + choices.below(4);
				Call::<Runtime>::cancel_nonce { portfolio, nonce }.into()
			}
			1 => {
				let floor = Trading::next_nonce(portfolio) + choices.below(40);
				Call::<Runtime>::cancel_nonces_below { portfolio, floor }.into()
			}
			_ => {
				let Cancel { scope, most } = what_to_cancel(choices, scene, actor);
				Call::<Runtime>::cancel_orders { portfolio, scope, most }.into()
			}
		});
	}
	let at = choices.index(open.len());
	let (sequence, terms) = (open[at].sequence, open[at].terms);
	if choices.flip() {
		return Some(Call::<Runtime>::cancel_order { portfolio, sequence }.into());
	}
	let rules = rules(&terms.series);
	let quantity = match choices.below(3) {
		0 => terms.quantity,
		1 => Quantity::from_e8(rules.lot.e8().saturating_mul(lots(choices, actor))),
		_ => Quantity::from_e8((terms.quantity.e8() / 2 / rules.lot.e8()).max(1) * rules.lot.e8()),
	};
	let limit = match terms.limit {
		Limit::Price(price) if choices.flip() => {
			Limit::Price(on_tick(price, rules.tick, choices.between(950, 1_050)))
		}
		same => same,
	};
	Some(Call::<Runtime>::amend_order { portfolio, sequence, quantity, limit }.into())
}

/// Some series, each once, with their marks.
pub(super) fn some_legs(
	choices: &mut Choices,
	scene: &Scene,
	most: u64,
) -> Vec<(SeriesKey, Price)> {
	let mut legs: Vec<(SeriesKey, Price)> = Vec::new();
	for _ in 0..choices.between(1, most) {
		let Some(series) = choices.pick(&scene.series) else { continue };
		let known = legs.iter().any(|(other, _)| *other == series);
		if let (false, Some(price)) = (known, mark(series)) {
			legs.push((series, price));
		}
	}
	legs
}

pub(super) fn combo(choices: &mut Choices, scene: &Scene, actor: &Actor) -> Option<RuntimeCall> {
	let portfolio = actor.id;
	let most = if choices.one_in(8) { 8 } else { 4 };
	let (mut legs, mut worth) = (Vec::new(), 0i128);
	for (series, price) in some_legs(choices, scene, most) {
		let side = if choices.flip() { Side::Buy } else { Side::Sell };
		let ratio = choices.between(1, 3) as u32;
		let value = i128::from(price.e8()) * i128::from(ratio);
		worth += if side == Side::Buy { value } else { -value };
		legs.push(ComboLeg { series, side, ratio });
	}
	let lot = rules(&legs.first()?.series).lot.e8().max(1);
	let quantity = lot.saturating_mul(lots(choices, actor));
	let worth = worth.saturating_mul(i128::from(quantity)) / i128::from(E8);
	// Enough to cross what stands there, mostly.
	let room = worth.abs() / 10 + i128::from(choices.below(500)) * i128::from(E8);
	let limit = Cash::from_e8(worth + if choices.one_in(4) { -room } else { room });
	let quantity = Quantity::from_e8(quantity);
	let combo = NewCombo { legs: legs.try_into().ok()?, quantity, limit };
	Some(Call::<Runtime>::place_combo { portfolio, combo }.into())
}

pub(super) fn keys(choices: &mut Choices, scene: &Scene, actor: &Actor) -> Option<RuntimeCall> {
	let portfolio = actor.id;
	let key = choices.pick(&scene.people)?.to_account_id();
	if choices.one_in(4) {
		let key = choices.flip().then_some(key);
		return Some(Call::<Runtime>::revoke_trading_keys { portfolio, key }.into());
	}
	let underlying = choices.one_in(3).then(|| scene.some_underlying(choices));
	let scope = KeyScope {
		place: choices.flip(),
		cancel: choices.flip(),
		reduce_only: choices.one_in(3),
		deposit: choices.flip(),
		block_trade: choices.one_in(3),
		underlying,
	};
	let expires_at = scene.now + choices.between(0, 600) * 1_000;
	Some(Call::<Runtime>::grant_trading_key { portfolio, key, scope, expires_at }.into())
}
