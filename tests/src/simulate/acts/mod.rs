// SPDX-License-Identifier: Apache-2.0
//! What people do: makers, takers, gamblers, hedgers, liquidators and depositors, each by his own menu, with
//! arguments that mostly make sense.

mod governance;
mod lanes;
mod money;
mod orders;
mod trades;

use super::{
	apply::{By, Sent},
	choices::Choices,
	scene::Scene,
	shape::Shapes,
};

use polkadot_sdk::*;
use sp_keyring::Sr25519Keyring as Key;
use tenor_fixed::{Fixed, Price};
use tenor_runtime::{Margin, Runtime, RuntimeCall};
use tenor_series::{PortfolioId, SeriesKey};

pub use governance::{list, shut_down};
pub use money::open;

/// What somebody is there for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Role {
	Maker,
	Taker,
	Gambler,
	Hedger,
	Liquidator,
	Depositor,
}

const ROLES: [Role; 8] = {
	use Role::{Depositor, Gambler, Hedger, Liquidator, Maker, Taker};
	[Maker, Taker, Gambler, Hedger, Liquidator, Maker, Gambler, Depositor]
};

/// What can be done.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Act {
	Open,
	Money,
	Place,
	Quotes,
	Cancel,
	Combo,
	Block,
	Request,
	Keys,
	Bid,
	Vault,
	Settle,
	Lane,
}

/// What a role does, the more often the more often it stands here.
fn menu(role: Role) -> &'static [Act] {
	use Act::{
		Bid, Block, Cancel, Combo, Keys, Lane, Money, Open, Place, Quotes, Request, Settle, Vault,
	};
	match role {
		Role::Maker => {
			&[Quotes, Quotes, Quotes, Place, Cancel, Cancel, Request, Money, Keys, Block, Lane]
		}
		Role::Taker => {
			&[Place, Place, Place, Combo, Request, Block, Block, Money, Cancel, Open, Lane]
		}
		Role::Gambler => &[Place, Place, Block, Block, Combo, Money, Money, Open, Settle, Cancel],
		Role::Hedger => &[Combo, Combo, Block, Place, Money, Keys, Request, Cancel, Vault, Settle],
		Role::Liquidator => &[Bid, Bid, Bid, Bid, Place, Money, Settle, Cancel, Quotes, Block],
		Role::Depositor => {
			&[Vault, Vault, Vault, Money, Money, Open, Place, Quotes, Settle, Keys, Lane]
		}
	}
}

/// Some call of some people.
pub fn act(choices: &mut Choices, scene: &Scene, sent: &mut Vec<Sent>) {
	let who = choices.index(scene.people.len());
	let role = ROLES[who % ROLES.len()];
	let own = scene.portfolios_of(who);
	let Some(id) = choices.pick(&own) else {
		return sent.push(by(scene.people[who], money::open(choices)));
	};
	let actor = Actor { who, key: scene.people[who], id, role };
	let what = choices.pick(menu(role)).expect("no menu is empty");
	let call = match what {
		Act::Open => Some(money::open(choices)),
		Act::Money => money::money(choices, scene, &actor),
		Act::Place => orders::place(choices, scene, &actor),
		Act::Quotes => orders::quotes(choices, scene, &actor),
		Act::Cancel => orders::cancel(choices, scene, &actor),
		Act::Combo => orders::combo(choices, scene, &actor),
		Act::Block => trades::block(choices, scene, &actor),
		Act::Request => trades::request(choices, scene, &actor),
		Act::Keys => orders::keys(choices, scene, &actor),
		Act::Bid => money::bid(choices, scene, &actor),
		Act::Vault => money::vault(choices, scene, &actor),
		Act::Lane => lanes::lane(choices, scene, &actor),
		Act::Settle => return sent.extend(money::settle(choices, scene, &actor)),
	};
	// Now and then somebody else tries, who may hold a key of the portfolio.
	let key = if choices.one_in(24) {
		choices.pick(&scene.people).unwrap_or(actor.key)
	} else {
		actor.key
	};
	sent.extend(call.map(|call| by(key, call)));
}

/// What governance, council and committee do.
pub fn govern(choices: &mut Choices, scene: &Scene, shapes: &Shapes, sent: &mut Vec<Sent>) {
	governance::govern(choices, scene, shapes, sent);
}

/// Any call by anybody, with arguments of the right kind at most.
pub fn anything(choices: &mut Choices, scene: &Scene, shapes: &Shapes, sent: &mut Vec<Sent>) {
	let Some(call) = shapes.call(choices, scene) else { return };
	let by = match choices.below(16) {
		0 => By::Root,
		1 => By::Council,
		2 => By::Technical,
		3 => By::Nobody,
		n => match own(choices, scene, &call) {
			Some(key) if n > 5 => By::Key(key),
			_ => By::Key(choices.pick(&scene.people).unwrap_or(Key::Alice)),
		},
	};
	sent.push(Sent { by, call });
}

/// Whoever owns the portfolio that a call names first.
fn own(choices: &mut Choices, scene: &Scene, call: &RuntimeCall) -> Option<Key> {
	use codec::{Decode, Encode};
	let bytes = call.encode();
	// Calls of a lane name the lane before.
	let at = if matches!(call, RuntimeCall::Lane(_)) { 4 } else { 2 };
	let id = PortfolioId::decode(&mut bytes.get(at..)?).ok()?;
	if choices.one_in(10) {
		return None;
	}
	scene.owner_of(id)
}

/// Somebody with a portfolio of his.
struct Actor {
	who: usize,
	key: Key,
	id: PortfolioId,
	role: Role,
}

fn by(key: Key, call: impl Into<RuntimeCall>) -> Sent {
	Sent { by: By::Key(key), call: call.into() }
}

/// The mark of a series, in units of its tick at least; `None` without data.
fn mark(series: SeriesKey) -> Option<Price> {
	Margin::mark(&series)?.price.max(Fixed::ZERO).to_price_floor()
}

/// A multiple of the tick near a price, above zero.
fn on_tick(price: Price, tick: Price, permille: u64) -> Price {
	let tick = tick.e8().max(1);
	let moved = u128::from(price.e8()) * u128::from(permille) / 1_000;
	let moved = u64::try_from(moved).unwrap_or(u64::MAX / 2);
	Price::from_e8((moved / tick).max(1) * tick)
}

fn rules(series: &SeriesKey) -> pallet_trading::MarketRules {
	pallet_trading::Markets::<Runtime>::get(series.underlying)
}

/// Somebody else's portfolio, and his key.
fn other(choices: &mut Choices, scene: &Scene, not: usize) -> Option<(Key, PortfolioId)> {
	let others: Vec<_> = scene
		.portfolios
		.iter()
		.filter_map(|(id, owner)| owner.filter(|owner| *owner != not).map(|owner| (owner, *id)))
		.collect();
	choices.pick(&others).map(|(owner, id)| (scene.people[owner], id))
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn somebody_does_each_thing() {
		use Act::{
			Bid, Block, Cancel, Combo, Keys, Money, Open, Place, Quotes, Request, Settle, Vault,
		};
		let all =
			[Open, Money, Place, Quotes, Cancel, Combo, Block, Request, Keys, Bid, Vault, Settle];
		for act in all {
			assert!(ROLES.iter().any(|role| menu(*role).contains(&act)), "{act:?}");
		}
	}
}
