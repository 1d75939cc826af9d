// SPDX-License-Identifier: Apache-2.0
//! Money in and out, auctions, vaults, and what anybody may ask the chain to do.

use super::{by, Actor, Role};
use crate::simulate::{
	apply::{By, Sent},
	choices::Choices,
	scene::{Scene, E8},
};
use polkadot_sdk::*;

use pallet_collateral::Call as Money;
use tenor_fixed::{Cash, Fixed, E18};
use tenor_runtime::{
	configs::assets::{AssetsInstance, BTC, DOT, ETH, USDC},
	AccountId, Collateral, Liquidation, Runtime, RuntimeCall, Vault,
};
use tenor_series::{MarginMode, PortfolioId, UnderlyingId};

/// A unit of the settlement token.
const UNIT: u128 = 1_000_000;

/// Opens a portfolio.
pub fn open(choices: &mut Choices) -> RuntimeCall {
	let mode = if choices.flip() { MarginMode::Standard } else { MarginMode::Portfolio };
	let deposit = match choices.below(8) {
		0 => 0,
		1 => u128::from(choices.below(10_000_000)),
		n => u128::from(choices.between(1_000, 40_000 * n)) * UNIT,
	};
	Money::<Runtime>::open_portfolio { mode, deposit }.into()
}

/// An asset and an amount of it that could be meant.
fn amount(choices: &mut Choices) -> (u32, u128) {
	let some = u128::from(choices.between(1, 2_000));
	match choices.below(8) {
		0 => (BTC, some * 1_000_000),
		1 => (ETH, some * 100_000_000_000_000_000 + u128::from(choices.spread())),
		2 => (DOT, some * 10_000_000_000),
		3 => (USDC, u128::from(choices.spread())),
		_ => (USDC, some * 50 * UNIT),
	}
}

pub(super) fn money(choices: &mut Choices, scene: &Scene, actor: &Actor) -> Option<RuntimeCall> {
	let (portfolio, (asset, amount)) = (actor.id, amount(choices));
	Some(match choices.below(20) {
		0..=5 => Money::<Runtime>::deposit { portfolio, asset, amount }.into(),
		6..=8 => {
			let free = Collateral::free_cash(portfolio).to_token_floor(6).unwrap_or_default();
			let amount = free * u128::from(choices.between(1, 110)) / 100;
			Money::<Runtime>::request_withdrawal { portfolio, asset: USDC, amount }.into()
		}
		9 => Money::<Runtime>::request_withdrawal { portfolio, asset, amount }.into(),
		10 | 11 => {
			let queued = Collateral::queued_withdrawals(portfolio);
			let (ticket, ..) = choices.pick(&queued)?;
			Money::<Runtime>::cancel_withdrawal { ticket }.into()
		}
		12 | 13 => {
			let to = choices.pick(&scene.portfolios_of(actor.who))?;
			let most = Collateral::free_cash(portfolio).e8().unsigned_abs();
			let amount_e8 = most * u128::from(choices.between(1, 105)) / 100;
			Money::<Runtime>::transfer { from: portfolio, to, asset: USDC, amount_e8 }.into()
		}
		14 => {
			let to = choices.pick(&scene.portfolios_of(actor.who))?;
			let amount_e8 = u128::from(choices.spread());
			Money::<Runtime>::transfer { from: portfolio, to, asset, amount_e8 }.into()
		}
		15 => {
			let mode = if choices.flip() { MarginMode::Standard } else { MarginMode::Portfolio };
			Money::<Runtime>::set_mode { portfolio, mode }.into()
		}
		16 => Money::<Runtime>::close_portfolio { portfolio }.into(),
		17 => Money::<Runtime>::fund_insurance { amount }.into(),
		18 => Money::<Runtime>::sweep_gifts { asset }.into(),
		_ => gift(choices, asset, amount),
	})
}

/// Tokens to custody or to a vault's account, past every door.
fn gift(choices: &mut Choices, asset: u32, amount: u128) -> RuntimeCall {
	let target: AccountId = if choices.flip() {
		Collateral::custody_account()
	} else {
		Vault::account(UnderlyingId(choices.below(3) as u16))
	};
	let (id, target) = (asset.into(), target.into());
	pallet_assets::Call::<Runtime, AssetsInstance>::transfer_keep_alive { id, target, amount }
		.into()
}

pub(super) fn bid(choices: &mut Choices, scene: &Scene, actor: &Actor) -> Option<RuntimeCall> {
	use pallet_liquidation::Call as Sale;
	if choices.one_in(16) {
		let portfolio = actor.id;
		let back = choices.one_in(4);
		return Some(if back {
			Sale::<Runtime>::cancel_exit { portfolio }.into()
		} else {
			Sale::<Runtime>::request_exit { portfolio }.into()
		});
	}
	let auctions = Liquidation::auctions(None, 16);
	let ids: Vec<PortfolioId> = auctions.iter().map(|(id, _)| *id).collect();
	let Some(portfolio) = choices.pick(&ids) else {
		return money(choices, scene, actor);
	};
	let bidder = actor.id;
	if choices.one_in(10) {
		return Some(pallet_liquidation::Call::<Runtime>::cancel_bid { portfolio, bidder }.into());
	}
	let share = Fixed::from_e18(E18 / 100 * i128::from(choices.between(1, 100)));
	let worth =
		Liquidation::quote(portfolio, Fixed::ONE).map_or(Cash::ZERO, |quote| quote.terms.price);
	let limit = match choices.below(4) {
		0 => worth,
		1 => Cash::from_e8(worth.e8() / 2),
		_ => worth.saturating_add(Cash::from_e8(i128::from(1_000_000 * E8))),
	};
	let version = Liquidation::auction(portfolio).map(|auction| auction.version);
	let expected_version = version.filter(|_| choices.one_in(3));
	let call = pallet_liquidation::Call::<Runtime>::bid {
		portfolio,
		bidder,
		share,
		limit,
		expected_version,
	};
	Some(call.into())
}

pub(super) fn vault(choices: &mut Choices, scene: &Scene, actor: &Actor) -> Option<RuntimeCall> {
	use pallet_vault::Call;
	let underlying = UnderlyingId(choices.below(2) as u16);
	let held = Vault::shares(underlying, actor.key.to_account_id());
	Some(match choices.below(10) {
		0..=3 => {
			let amount = u128::from(choices.between(50, 20_000)) * UNIT;
			Call::<Runtime>::deposit { underlying, amount }.into()
		}
		4 | 5 => {
			let shares = held * i128::from(choices.between(1, 100)) / 100;
			Call::<Runtime>::request_withdrawal { underlying, shares }.into()
		}
		6 => Call::<Runtime>::cancel_withdrawal { underlying }.into(),
		7 | 8 => Call::<Runtime>::pay { underlying }.into(),
		_ => reduce(choices, scene, underlying)?,
	})
}

/// A vault's manager closes some of what it holds.
fn reduce(choices: &mut Choices, scene: &Scene, underlying: UnderlyingId) -> Option<RuntimeCall> {
	let portfolio = pallet_vault::Vaults::<Runtime>::get(underlying)?.portfolio;
	let held = tenor_runtime::Margin::positions_of(portfolio);
	let all: Vec<_> = held
		.iter()
		.flat_map(|entry| {
			entry.positions.iter().map(|p| (entry.expiry.series(p.strike, p.kind), p.quantity))
		})
		.collect();
	let (series, quantity) = match choices.pick(&all) {
		Some((series, quantity)) => (series, quantity.checked_neg()?),
		None => (scene.some_series(choices), scene.some_quantity(choices)),
	};
	let limit = super::on_tick(
		super::mark(series)?,
		super::rules(&series).tick,
		choices.between(800, 1_200),
	);
	Some(pallet_vault::Call::<Runtime>::reduce { series, quantity, limit }.into())
}

/// What anybody may ask for: a due settlement, a flag. A validator asks for one without a signature.
pub(super) fn settle(choices: &mut Choices, scene: &Scene, actor: &Actor) -> Option<Sent> {
	let portfolio = scene.some_portfolio(choices);
	if choices.flip() {
		let due: Vec<_> =
			scene.expiries.iter().copied().filter(|key| key.expiry <= scene.now).collect();
		let expiry = choices.pick(&due)?;
		let holders = pallet_margin::Positions::<Runtime>::iter_key_prefix(expiry);
		let portfolio = holders.take(8).last().unwrap_or(portfolio);
		let call = pallet_settlement::Call::<Runtime>::settle_portfolio { expiry, portfolio };
		return Some(by(actor.key, call));
	}
	let portfolio = unsafe_portfolio(scene).unwrap_or(portfolio);
	Some(match choices.below(4) {
		0 => {
			let call = pallet_liquidation::Call::<Runtime>::flag_unreached { portfolio };
			Sent { by: By::Nobody, call: call.into() }
		}
		_ => by(actor.key, pallet_liquidation::Call::<Runtime>::flag { portfolio }),
	})
}

/// Somebody below maintenance margin whom no sweep has frozen yet.
fn unsafe_portfolio(scene: &Scene) -> Option<PortfolioId> {
	let is_unsafe = |id: &PortfolioId| {
		Liquidation::auction(*id).is_none()
			&& tenor_runtime::Margin::margin_of(*id)
				.is_ok_and(|report| report.totals.maintenance.is_negative())
	};
	scene.portfolios.iter().map(|(id, _)| *id).take(12).find(is_unsafe)
}

impl Actor {
	/// Whether he does things that only who has much can.
	pub(super) fn is_rich(&self) -> bool {
		matches!(self.role, Role::Maker | Role::Liquidator)
	}
}
