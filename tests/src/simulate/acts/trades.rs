// SPDX-License-Identifier: Apache-2.0
//! Block trades and requests for quotes, signed as wallets sign them.

use super::{on_tick, orders::some_legs, other, rules, Actor};
use crate::simulate::{choices::Choices, scene::Scene};
use polkadot_sdk::*;

use pallet_trading::{BlockTrade, Call, Party, Quote, QuoteRequest, RequestLeg, TradeLeg};
use sp_core::{sr25519, Pair};
use sp_keyring::Sr25519Keyring as Key;
use sp_runtime::MultiSignature;
use std::{
	collections::{BTreeMap, HashMap},
	sync::OnceLock,
};
use tenor_fixed::{Cash, Price, Quantity};
use tenor_matching::Side;
use tenor_runtime::{Runtime, RuntimeCall, System, Trading};
use tenor_series::{Moment, PortfolioId};

/// More than anybody gives.
const ANY: Cash = Cash::from_e8(100_000_000_000_000_000);

/// The pair of a key: deriving it takes longer than signing.
fn pair(key: Key) -> &'static sr25519::Pair {
	static PAIRS: OnceLock<HashMap<Key, sr25519::Pair>> = OnceLock::new();
	&PAIRS.get_or_init(|| Key::iter().map(|key| (key, key.pair())).collect())[&key]
}

/// Signs, or does not know how to.
fn sign(choices: &mut Choices, key: Key, payload: &[u8]) -> MultiSignature {
	let key = pair(if choices.one_in(40) { Key::Two } else { key });
	if choices.one_in(10) {
		let wrapped = [b"<Bytes>", payload, b"</Bytes>"].concat();
		return key.sign(&wrapped).into();
	}
	key.sign(payload).into()
}

fn nonce(choices: &mut Choices, id: PortfolioId) -> u64 {
	let next = Trading::next_nonce(id);
	match choices.below(16) {
		0 => next.saturating_sub(choices.below(4)),
		1 => next + choices.below(200),
		_ => next,
	}
}

fn deadline(choices: &mut Choices, now: Moment) -> Moment {
	if choices.one_in(24) {
		choices.moment(now)
	} else {
		now + 60_000
	}
}

/// A number of contracts that somebody may carry, or for once far more.
fn size(choices: &mut Choices, lot: Quantity, few: bool) -> Quantity {
	let most = if few { 3 } else { 120 };
	let lots =
		if choices.one_in(20) { choices.between(1, 5_000) } else { choices.between(1, most) };
	Quantity::from_e8(lot.e8().saturating_mul(lots as i64))
}

/// Somebody trades with one or two others.
pub(super) fn block(choices: &mut Choices, scene: &Scene, actor: &Actor) -> Option<RuntimeCall> {
	let mut sides: BTreeMap<PortfolioId, Key> = BTreeMap::from([(actor.id, actor.key)]);
	for _ in 0..choices.between(1, 2) {
		let (key, id) = other(choices, scene, actor.who)?;
		sides.insert(id, key);
	}
	let all: Vec<(PortfolioId, Key)> = sides.into_iter().collect();
	let wide = choices.one_in(10);
	let mut legs = Vec::new();
	for (series, price) in some_legs(choices, scene, if wide { 32 } else { 3 }) {
		let from = choices.index(all.len());
		let to = (from + choices.between(1, all.len() as u64 - 1) as usize) % all.len();
		let rules = rules(&series);
		legs.push(TradeLeg {
			series,
			buyer: all[to].0,
			seller: all[from].0,
			quantity: size(choices, rules.lot, wide),
			price: on_tick(price, rules.tick, choices.between(930, 1_070)),
		});
	}
	let traded = |id: PortfolioId| legs.iter().any(|leg| leg.buyer == id || leg.seller == id);
	let signers: Vec<_> = all.into_iter().filter(|(id, _)| traded(*id)).collect();
	let mut parties = Vec::new();
	for (portfolio, _) in &signers {
		let limit = if choices.one_in(16) { Cash::from_e8(choices.spread().into()) } else { ANY };
		parties.push(Party { portfolio: *portfolio, nonce: nonce(choices, *portfolio), limit });
	}
	let trade = BlockTrade {
		parties: parties.try_into().ok()?,
		deadline: deadline(choices, scene.now),
		legs: legs.try_into().ok()?,
	};
	let payload = trade.signing_payload(&System::block_hash(0));
	let signatures: Vec<_> = signers.iter().map(|(_, key)| sign(choices, *key, &payload)).collect();
	let signatures = signatures.try_into().ok()?;
	Some(Call::<Runtime>::execute_block_trade { trade, signatures }.into())
}

/// Somebody asks, and some answer.
pub(super) fn request(choices: &mut Choices, scene: &Scene, actor: &Actor) -> Option<RuntimeCall> {
	let (mut legs, mut marks) = (Vec::new(), Vec::new());
	for (series, price) in some_legs(choices, scene, 4) {
		let side = if choices.flip() { Side::Buy } else { Side::Sell };
		let rules = rules(&series);
		legs.push(RequestLeg { series, side, quantity: size(choices, rules.lot, false) });
		marks.push((price, rules.tick));
	}
	let request = QuoteRequest {
		taker: actor.id,
		legs: legs.try_into().ok()?,
		limit: if choices.one_in(16) { Cash::from_e8(choices.spread().into()) } else { ANY },
		deadline: deadline(choices, scene.now),
		salt: choices.word(),
	};
	let mut quotes = Vec::new();
	for _ in 0..choices.between(1, 3) {
		let (key, maker) = other(choices, scene, actor.who)?;
		let prices: Vec<Price> = marks
			.iter()
			.map(|(price, tick)| on_tick(*price, *tick, choices.between(950, 1_050)))
			.collect();
		let quote = Quote {
			maker,
			nonce: nonce(choices, maker),
			deadline: deadline(choices, scene.now),
			prices: prices.try_into().ok()?,
		};
		let payload = quote.signing_payload(&request, &System::block_hash(0));
		quotes.push((quote, sign(choices, key, &payload)));
	}
	let quotes = quotes.try_into().ok()?;
	Some(Call::<Runtime>::execute_request { request, quotes }.into())
}
