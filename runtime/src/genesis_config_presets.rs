// SPDX-License-Identifier: Apache-2.0
//! Genesis presets: one validator for development, four for a local network. Both are for tests:
//! their keys are public.

use crate::{
	configs::{
		assets::{GovernanceAccount, BTC, DOT, ETH, USDC},
		staking::{MAX_CANDIDATES, MAX_NOMINATORS, MAX_VALIDATORS},
	},
	*,
};
use polkadot_sdk::*;

use alloc::{string::ToString, vec, vec::Vec};
use frame_support::build_struct_json_patch;
use pallet_collateral::AssetPolicy;
use pallet_margin::{AssetRule, GenesisAsset};
use pallet_market::{GenesisUnderlying, StableParams, UnderlyingParams};
use pallet_series::ListingPolicy;
use pallet_trading::MarketRules;
use sp_consensus_aura::sr25519::AuthorityId as AuraId;
use sp_consensus_grandpa::AuthorityId as GrandpaId;
use sp_genesis_builder::{PresetId, DEV_RUNTIME_PRESET, LOCAL_TESTNET_RUNTIME_PRESET};
use sp_keyring::{Ed25519Keyring, Sr25519Keyring};
use tenor_fixed::{Cash, Fixed, Price, Quantity, Vol};
use tenor_risk::CollateralParams;
use tenor_series::UnderlyingId;

/// Each test account's share.
const TEST_TNR: Balance = 1_000_000 * TNR;
const TEST_USDC: u128 = 10_000_000 * 1_000_000;
const TEST_BTC: u128 = 100 * 100_000_000;
const TEST_ETH: u128 = 1_000 * 1_000_000_000_000_000_000;
const TEST_DOT: u128 = 100_000 * 10_000_000_000;
/// What each validator of a preset stakes.
const TEST_STAKE: Balance = 100_000 * TNR;
/// The insurance fund, in whole units of the settlement asset.
const INSURANCE: i128 = 1_000_000;

/// What distinguishes the presets.
struct Preset {
	validators: Vec<(Sr25519Keyring, Ed25519Keyring)>,
	operators: Vec<Sr25519Keyring>,
	quorum: u8,
	window_ms: u64,
	min_life_ms: u64,
}

/// The JSON of a preset.
pub fn get_preset(id: &PresetId) -> Option<Vec<u8>> {
	use Sr25519Keyring::{Alice, Bob, Charlie, Dave};
	let preset = match id.as_ref() {
		DEV_RUNTIME_PRESET => Preset {
			validators: vec![(Alice, Ed25519Keyring::Alice)],
			operators: vec![Alice],
			quorum: 1,
			window_ms: 30_000,
			min_life_ms: 10_000,
		},
		LOCAL_TESTNET_RUNTIME_PRESET => Preset {
			validators: vec![
				(Alice, Ed25519Keyring::Alice),
				(Bob, Ed25519Keyring::Bob),
				(Charlie, Ed25519Keyring::Charlie),
				(Dave, Ed25519Keyring::Dave),
			],
			operators: vec![Alice, Bob, Charlie, Dave],
			quorum: 3,
			window_ms: 60_000,
			min_life_ms: 60_000,
		},
		_ => return None,
	};
	Some(genesis(preset).to_string().into_bytes())
}

/// Names of the presets.
pub fn preset_names() -> Vec<PresetId> {
	vec![PresetId::from(DEV_RUNTIME_PRESET), PresetId::from(LOCAL_TESTNET_RUNTIME_PRESET)]
}

fn genesis(preset: Preset) -> serde_json::Value {
	let traders: Vec<AccountId> = Sr25519Keyring::iter().map(|k| k.to_account_id()).collect();
	let account = |key: &Sr25519Keyring| key.to_account_id();
	let council = vec![
		Sr25519Keyring::Alice.to_account_id(),
		Sr25519Keyring::Bob.to_account_id(),
		Sr25519Keyring::Charlie.to_account_id(),
	];
	let operators: Vec<AccountId> = preset.operators.iter().map(account).collect();
	build_struct_json_patch!(RuntimeGenesisConfig {
		balances: BalancesConfig {
			balances: traders.iter().cloned().map(|who| (who, TEST_TNR)).collect::<Vec<_>>(),
		},
		session: SessionConfig {
			keys: preset
				.validators
				.iter()
				.map(|(aura, grandpa)| {
					let keys = SessionKeys {
						aura: AuraId::from(aura.public()),
						grandpa: GrandpaId::from(grandpa.public()),
					};
					(aura.to_account_id(), aura.to_account_id(), keys)
				})
				.collect::<Vec<_>>(),
		},
		staking: staking(&preset),
		assets: assets(&traders),
		council: CouncilConfig { members: council.clone() },
		technical_committee: TechnicalCommitteeConfig { members: council },
		operators: OperatorsConfig { members: operators.try_into().unwrap_or_default() },
		market: MarketConfig {
			underlyings: underlyings(&preset),
			stable: StableParams { quorum: preset.quorum, ..Default::default() },
			stable_asset: Some(USDC),
		},
		series: SeriesConfig {
			any_expiry_allowed: true,
			policy: ListingPolicy { min_life_ms: preset.min_life_ms, ..Default::default() },
		},
		trading: TradingConfig { markets: markets(&preset) },
		lane: LaneConfig { lanes: vec![lane(&preset)] },
		margin: MarginConfig { assets: collateral_rules() },
		collateral: CollateralConfig {
			assets: accepted_assets(),
			insurance: Cash::from_e8(INSURANCE * 100_000_000),
		},
	})
}

/// The validators' own stakes. Whoever bonds enough joins them while there is room.
fn staking(preset: &Preset) -> StakingConfig {
	let stake = |(aura, _): &(Sr25519Keyring, Ed25519Keyring)| {
		let stash = aura.to_account_id();
		(stash.clone(), stash, TEST_STAKE, sp_staking::StakerStatus::Validator)
	};
	StakingConfig {
		validator_count: MAX_VALIDATORS,
		minimum_validator_count: 1,
		min_validator_bond: 10_000 * TNR,
		min_nominator_bond: 100 * TNR,
		max_validator_count: Some(MAX_CANDIDATES),
		max_nominator_count: Some(MAX_NOMINATORS),
		stakers: preset.validators.iter().map(stake).collect(),
		..Default::default()
	}
}

fn assets(traders: &[AccountId]) -> AssetsConfig {
	let owner = GovernanceAccount::get();
	let endowment = [(USDC, TEST_USDC), (BTC, TEST_BTC), (ETH, TEST_ETH), (DOT, TEST_DOT)];
	let mut accounts: Vec<(u32, AccountId, u128)> = endowment
		.iter()
		.flat_map(|(asset, amount)| traders.iter().map(|who| (*asset, who.clone(), *amount)))
		.collect();
	accounts.push((USDC, Collateral::custody(), INSURANCE.unsigned_abs() * 1_000_000));
	AssetsConfig {
		// USDC alone is sufficient: an account that holds it needs no native token.
		assets: vec![
			(USDC, owner.clone(), true, 10_000),
			(BTC, owner.clone(), false, 1),
			(ETH, owner.clone(), false, 10_000_000_000),
			(DOT, owner, false, 100),
		],
		metadata: vec![
			(USDC, b"USD Coin".to_vec(), b"USDC".to_vec(), 6),
			(BTC, b"Test Bitcoin".to_vec(), b"BTC".to_vec(), 8),
			(ETH, b"Test Ether".to_vec(), b"ETH".to_vec(), 18),
			(DOT, b"Test DOT".to_vec(), b"DOT".to_vec(), 10),
		],
		accounts,
		..Default::default()
	}
}

fn underlyings(preset: &Preset) -> Vec<GenesisUnderlying> {
	[("BTC", BTC), ("ETH", ETH), ("DOT", DOT)]
		.into_iter()
		.map(|(symbol, asset)| {
			let params = UnderlyingParams::default();
			GenesisUnderlying {
				symbol: symbol.to_string(),
				params: UnderlyingParams {
					quorum: preset.quorum,
					window_ms: preset.window_ms,
					// Options that live minutes at the prices of options that live weeks have
					// volatilities of thousands of percent.
					max_vol: Vol::from_e18(1_000_000_000_000_000_000_000),
					..params
				},
				collateral_asset: Some(asset),
			}
		})
		.collect()
}

/// Grids that reach far above today's prices.
fn markets(preset: &Preset) -> Vec<(UnderlyingId, MarketRules)> {
	let rules = |tick_e8, lot_e8| MarketRules {
		tick: Price::from_e8(tick_e8),
		lot: Quantity::from_e8(lot_e8),
		opening_ends_ms: preset.min_life_ms / 2,
		..Default::default()
	};
	vec![
		(UnderlyingId(0), rules(10_000_000, 1_000_000)),
		(UnderlyingId(1), rules(1_000_000, 1_000_000)),
		(UnderlyingId(2), rules(10_000, 100_000_000)),
	]
}

/// A lane that nobody runs yet, over the same grids. Half as much again as standard margin asks for a short at the
/// money is set aside for one.
fn lane(preset: &Preset) -> Vec<(UnderlyingId, tenor_lane::Rules)> {
	let share = |e4: i128| Fixed::from_e18(e4 * 100_000_000_000_000);
	let rules = |MarketRules { tick, lot, .. }: MarketRules| tenor_lane::Rules {
		tick,
		lot,
		short_share: share(2_250),
		price_share: share(1_200),
		fee_share: share(5),
	};
	markets(preset).into_iter().map(|(underlying, market)| (underlying, rules(market))).collect()
}

/// Everything is accepted from about ten dollars on.
fn accepted_assets() -> Vec<(u32, AssetPolicy)> {
	let policy = |decimals, min_deposit, cap_e8| AssetPolicy {
		decimals,
		min_deposit,
		cap_e8,
		deposits_open: true,
	};
	let units = 100_000_000u128;
	vec![
		(USDC, policy(6, 10_000_000, 10_000_000_000 * units)),
		(BTC, policy(8, 10_000, 100_000 * units)),
		(ETH, policy(18, 3_000_000_000_000_000, 1_000_000 * units)),
		(DOT, policy(10, 20_000_000_000, 100_000_000 * units)),
	]
}

/// Haircuts; DOT's are wider than those of the design's assets.
fn collateral_rules() -> Vec<GenesisAsset> {
	let percent = |n: i128| Fixed::from_e18(n * 10_000_000_000_000_000);
	let dot = CollateralParams {
		standard_factor: percent(60),
		standard_im_scale: percent(90),
		portfolio_mm_haircut: percent(20),
		portfolio_im_extra_haircut: percent(5),
		..CollateralParams::btc()
	};
	[
		(BTC, CollateralParams::btc(), UnderlyingId(0)),
		(ETH, CollateralParams::eth(), UnderlyingId(1)),
		(DOT, dot, UnderlyingId(2)),
	]
	.into_iter()
	.map(|(asset, params, underlying)| GenesisAsset {
		asset,
		rule: AssetRule { params, risk_cancelling_for: Some(underlying) },
	})
	.collect()
}
