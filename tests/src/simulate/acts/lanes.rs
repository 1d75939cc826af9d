// SPDX-License-Identifier: Apache-2.0
//! What a lane asks of the chain, from those who trade in it and who would run it: allowances, messages that
//! its log must have, bonds. Nobody runs one here: whoever takes it falls silent.

use super::{on_tick, rules, Actor, Role};
use crate::simulate::{choices::Choices, scene::Scene};
use pallet_lane::Call;
use tenor_fixed::{Cash, Quantity};
use tenor_lane::{Cancel, Order, OrderKind, Place};
use tenor_matching::Side;
use tenor_runtime::{Collateral, Runtime, RuntimeCall};

/// Dev chains begin with this one.
const LANE: u16 = 0;

pub(super) fn lane(choices: &mut Choices, scene: &Scene, actor: &Actor) -> Option<RuntimeCall> {
	let (lane, portfolio) = (LANE, actor.id);
	let underlying = scene.some_underlying(choices);
	let key = actor.key.to_raw_public();
	Some(match choices.below(16) {
		0..=4 => {
			let free = Collateral::free_cash(portfolio).e8().max(0);
			let amount = Cash::from_e8(free / 100 * i128::from(choices.between(0, 60)));
			Call::<Runtime>::raise_allowance { lane, portfolio, underlying, amount, key }.into()
		}
		5 | 6 => Call::<Runtime>::close_allowance { lane, portfolio, underlying }.into(),
		7 | 8 => Call::<Runtime>::release_allowance { lane, portfolio, underlying }.into(),
		9 | 10 => Call::<Runtime>::force_order { lane, order: order(choices, scene, actor) }.into(),
		11 => {
			let Order { series, side, limit, nonce, .. } = order(choices, scene, actor);
			let place = Place { series, side, limit, sequence: nonce };
			Call::<Runtime>::force_cancel { lane, cancel: Cancel { portfolio, place } }.into()
		}
		12 | 13 if actor.role == Role::Maker => Call::<Runtime>::register { lane, key }.into(),
		14 if actor.role == Role::Maker => {
			if choices.flip() {
				Call::<Runtime>::resign { lane }.into()
			} else {
				Call::<Runtime>::unregister { lane }.into()
			}
		}
		15 => {
			let epoch = choices.below(8) as u32;
			Call::<Runtime>::settle_bond { lane, epoch }.into()
		}
		_ => Call::<Runtime>::freeze { lane }.into(),
	})
}

/// An order that a lane may take, or nearly.
fn order(choices: &mut Choices, scene: &Scene, actor: &Actor) -> Order {
	let series = scene.some_series(choices);
	let rules = rules(&series);
	let lots = choices.between(1, 50) as i64;
	Order {
		portfolio: actor.id,
		series,
		side: if choices.flip() { Side::Buy } else { Side::Sell },
		quantity: Quantity::from_e8(rules.lot.e8().saturating_mul(lots)),
		limit: on_tick(scene.some_price(choices), rules.tick, 1_000),
		expires: scene.now + choices.between(0, 700) * 1_000,
		nonce: choices.below(64),
		kind: if choices.flip() { OrderKind::Limit } else { OrderKind::ImmediateOrCancel },
	}
}
