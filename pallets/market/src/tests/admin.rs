// SPDX-License-Identifier: Apache-2.0
//! Governance: registration, parameters, sources, genesis.

use crate::{
	mock::*, pallet::*, types::ParamsError, CollateralSource, FeedRule, GenesisUnderlying,
	StableParams, UnderlyingParams,
};
use polkadot_sdk::{
	frame_support::{assert_noop, assert_ok, traits::Hooks},
	sp_runtime::{BuildStorage, DispatchError},
};
use tenor_fixed::{Fixed, Price, Rate, Vol};
use tenor_series::{Symbol, UnderlyingId};

fn root() -> RuntimeOrigin {
	RuntimeOrigin::root()
}

fn symbol(text: &str) -> Symbol {
	Symbol::new(text).unwrap()
}

#[test]
fn only_governance_sets_anything() {
	build_and_execute(|| {
		let who = || origin(1);
		let bad = DispatchError::BadOrigin;
		assert_noop!(Market::register_underlying(who(), symbol("ETH"), params()), bad);
		assert_noop!(Market::set_underlying_params(who(), BTC, params()), bad);
		assert_noop!(Market::set_stable_params(who(), StableParams::default()), bad);
		assert_noop!(Market::set_collateral_source(who(), 5, None), bad);
	});
}

#[test]
fn underlyings_are_numbered_in_order_and_bounded() {
	build_and_execute(|| {
		assert_noop!(
			Market::register_underlying(root(), symbol("BTC"), params()),
			Error::<Test>::SymbolTaken
		);
		assert_ok!(Market::register_underlying(root(), symbol("ETH"), params()));
		assert_eq!(Market::symbol(UnderlyingId(2)), Some(symbol("ETH")));
		assert_ok!(Market::register_underlying(root(), symbol("SOL"), params()));
		assert_eq!(Market::underlyings().len(), 4);
		assert_noop!(
			Market::register_underlying(root(), symbol("DOT"), params()),
			Error::<Test>::TooManyUnderlyings
		);
	});
	build_and_execute(|| {
		// Bytes that were decoded from something else than a ticker.
		let malformed: Symbol = codec::Decode::decode(&mut &b"btc\0\0\0\0\0"[..]).unwrap();
		assert_noop!(
			Market::register_underlying(root(), malformed, params()),
			Error::<Test>::SymbolMalformed
		);
	});
}

#[test]
fn parameters_out_of_range_are_refused_each_with_its_error() {
	build_and_execute(|| {
		let refused = |change: fn(&mut UnderlyingParams), error: Error<Test>| {
			let mut changed = params();
			change(&mut changed);
			assert_noop!(Market::set_underlying_params(root(), BTC, changed), error);
		};
		refused(|p| p.quorum = 0, Error::QuorumOutOfRange);
		refused(|p| p.quorum = 6, Error::QuorumOutOfRange);
		refused(|p| p.index.heartbeat_ms = 999, Error::HeartbeatOutOfRange);
		refused(|p| p.rate.heartbeat_ms = u64::MAX, Error::HeartbeatOutOfRange);
		refused(|p| p.vol.max_deviation = percent(101), Error::RatioOutOfRange);
		refused(|p| p.carry.jump = Fixed::from_e18(-1), Error::RatioOutOfRange);
		refused(|p| p.index.wary_confidence = percent(101), Error::RatioOutOfRange);
		refused(|p| p.carry_cap = Fixed::ONE, Error::RatioOutOfRange);
		refused(|p| p.reference_cap = Fixed::MIN, Error::RatioOutOfRange);
		refused(|p| p.committee_band = Fixed::MAX, Error::RatioOutOfRange);
		refused(|p| p.rate_cap = Rate::MAX, Error::RatioOutOfRange);
		refused(|p| p.min_price = Price::ZERO, Error::CapsCrossed);
		refused(|p| p.max_price = price(99), Error::CapsCrossed);
		refused(|p| p.min_vol = Vol::ZERO, Error::CapsCrossed);
		refused(|p| p.max_vol = Vol::MAX, Error::CapsCrossed);
		refused(|p| p.window_ms = 0, Error::WindowOutOfRange);
		refused(|p| p.window_ms = u64::MAX, Error::WindowOutOfRange);
		refused(|p| p.second_source = Some(BTC), Error::UnknownSecondSource);
		refused(|p| p.second_source = Some(UnderlyingId(9)), Error::UnknownSecondSource);
		assert_noop!(
			Market::set_underlying_params(root(), UnderlyingId(9), params()),
			Error::<Test>::UnknownUnderlying
		);
		let stable = StableParams { quorum: 0, ..Default::default() };
		assert_noop!(Market::set_stable_params(root(), stable), Error::<Test>::QuorumOutOfRange);
		let stable = StableParams { min_price: price(5), ..Default::default() };
		assert_noop!(Market::set_stable_params(root(), stable), Error::<Test>::CapsCrossed);
		assert_ok!(Market::set_stable_params(root(), StableParams::default()));
	});
}

#[test]
fn defaults_are_the_designs_heartbeats() {
	let params = UnderlyingParams::default();
	assert_eq!(params.check(3), Ok(()));
	assert_eq!(params.check(2), Err(ParamsError::Quorum));
	assert_eq!(StableParams::default().check(3), Ok(()));
	let beats = [params.index, params.vol, params.carry, params.rate].map(|f| f.heartbeat_ms);
	assert_eq!(beats, [3 * MINUTE, 20 * MINUTE, HOUR, 12 * HOUR]);
	assert_eq!(params.window_ms, 30 * MINUTE);
}

#[test]
fn collateral_sources_name_underlyings_that_exist() {
	build_and_execute(|| {
		let source = |id| Some(CollateralSource::Underlying(UnderlyingId(id)));
		assert_noop!(
			Market::set_collateral_source(root(), 5, source(9)),
			Error::<Test>::UnknownUnderlying
		);
		assert_ok!(Market::set_collateral_source(root(), 5, source(1)));
		assert_ok!(Market::set_collateral_source(root(), BTC_ASSET, None));
		assert_eq!(CollateralSources::<Test>::get(BTC_ASSET), None);
	});
}

#[test]
fn value_in_force_keeps_its_end_when_heartbeats_change() {
	build_and_execute(|| {
		post_index(BTC, price(80_000));
		let shorter = UnderlyingParams { index: FeedRule::new(1_000, percent(5)), ..params() };
		assert_ok!(Market::set_underlying_params(root(), BTC, shorter));
		run_to(START + 3 * MINUTE, 30_000);
		assert_eq!(Market::spot(BTC), Some(price(80_000)));
	});
}

#[test]
fn genesis_reads_back_from_its_file() {
	let genesis = crate::GenesisConfig::<Test> {
		underlyings: vec![GenesisUnderlying {
			symbol: "ETH".into(),
			params: UnderlyingParams {
				quorum: 1,
				window_ms: 30_000,
				max_vol: Vol::from_fixed(Fixed::from_int(100)),
				..Default::default()
			},
			collateral_asset: Some(3),
		}],
		..Default::default()
	};
	// The way of a preset: to a JSON value, to text, and back.
	let text = serde_json::to_value(&genesis).unwrap().to_string();
	assert!(text.contains("\"maxVol\":\"100"), "{text}");
	let read: crate::GenesisConfig<Test> = serde_json::from_str(&text).unwrap();
	assert_eq!(read.underlyings, genesis.underlyings);
	assert_eq!(read.stable, genesis.stable);
	let mut ext: polkadot_sdk::sp_io::TestExternalities = read.build_storage().unwrap().into();
	ext.execute_with(|| {
		assert_eq!(Market::params(BTC).unwrap().quorum, 1);
		Market::do_try_state().unwrap();
	});
}

#[test]
#[should_panic(expected = "genesis underlying eth")]
fn genesis_with_a_malformed_ticker_does_not_start() {
	let underlying = GenesisUnderlying {
		symbol: "eth".into(),
		params: UnderlyingParams::default(),
		collateral_asset: None,
	};
	let _ = crate::GenesisConfig::<Test> { underlyings: vec![underlying], ..Default::default() }
		.build_storage();
}

#[test]
fn configuration_is_consistent() {
	new_test_ext().execute_with(<Market as Hooks<u64>>::integrity_test);
}
