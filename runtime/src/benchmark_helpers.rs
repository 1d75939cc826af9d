// SPDX-License-Identifier: Apache-2.0
//! The states that the option pallets' benchmarks start from, made with the runtime's own calls.

use crate::{configs::assets::USDC, *};
use polkadot_sdk::*;

use alloc::{vec, vec::Vec};
use frame_benchmarking::account;
use frame_support::{
	traits::{fungible, fungibles, fungibles::Inspect, Time},
	weights::WeightMeter,
	BoundedVec,
};
use pallet_market::{CurvePoint, ExpirySurface, UnderlyingParams};
use sp_core::{crypto::KeyTypeId, sr25519};
use tenor_fixed::{Fixed, Price, Quantity, Rate, E18};
use tenor_series::{
	ExpiryKey, MarginMode, Moment, OptionKind, PortfolioId, Position, SeriesKey, UnderlyingId,
	DAY_MS,
};
use tenor_svi::{Surface, Svi};

/// The underlying that everything is about: the first of the presets.
const BTC: UnderlyingId = UnderlyingId(0);
/// When the markets below are made.
const START: Moment = 20_532 * DAY_MS;
const SPOT: Price = Price::from_e8(80_000 * 100_000_000);
const KEYS: KeyTypeId = KeyTypeId(*b"bnch");
/// USDC of every portfolio below.
const CASH: u128 = 100_000_000 * 1_000_000;

/// Makes the states.
pub struct Helper;

fn set_moment(moment: Moment) {
	pallet_aura::CurrentSlot::<Runtime>::put(sp_consensus_aura::Slot::from(moment / SLOT_MS));
}

fn operator() -> RuntimeOrigin {
	let who: AccountId = account("operator", 0, 0);
	pallet_membership::Members::<Runtime, pallet_membership::Instance1>::put(
		BoundedVec::truncate_from(vec![who.clone()]),
	);
	RuntimeOrigin::signed(who)
}

fn post_index(value: Price) {
	let observed_at = configs::system::SlotClock::now();
	Market::submit_index(operator(), BTC, value, Fixed::ONE, observed_at)
		.expect("the only operator's index is accepted");
}

/// One operator is a quorum, whatever the genesis says.
fn single_quorum() {
	let params = Market::params(BTC).expect("the presets have BTC");
	Market::set_underlying_params(
		RuntimeOrigin::root(),
		BTC,
		UnderlyingParams { quorum: 1, window_ms: 30_000, ..params },
	)
	.expect("these parameters are sane");
	let stable = pallet_market::StableRule::<Runtime>::get();
	Market::set_stable_params(
		RuntimeOrigin::root(),
		pallet_market::StableParams { quorum: 1, ..stable },
	)
	.expect("these parameters are sane");
}

/// An expiry with 64 strikes and everything that prices need.
fn market(expiry: Moment) -> ExpiryKey {
	let key = ExpiryKey { underlying: BTC, expiry };
	markets(&[key]);
	key
}

/// Expiries with 64 strikes each and everything that prices need, in the order of time.
fn markets(keys: &[ExpiryKey]) {
	let known = |key: &&ExpiryKey| pallet_series::Expiries::<Runtime>::contains_key(key);
	let listed = keys.iter().filter(known).count();
	if listed == keys.len() {
		return;
	}
	// Every feed must be newer than the last.
	let now = START + SLOT_MS * u64::try_from(listed).unwrap_or(0);
	set_moment(now);
	single_quorum();
	pallet_series::AnyExpiryAllowed::<Runtime>::put(true);
	let strikes = BoundedVec::truncate_from((0..64).map(strike).collect());
	for key in keys.iter().filter(|key| !known(key)) {
		Series::list_expiry(
			RuntimeOrigin::from(pallet_collective::RawOrigin::<
				AccountId,
				configs::governance::CouncilInstance,
			>::Members(2, 3)),
			BTC,
			key.expiry,
			strikes.clone(),
		)
		.expect("the expiry can be listed");
	}
	post_index(SPOT);
	let stable = Price::from_e8(100_000_000);
	Market::submit_stable(operator(), stable, Fixed::ONE, now).expect("accepted");
	let rate = Rate::from_e18(E18 / 50);
	let point = |key: &ExpiryKey| CurvePoint { expiry: key.expiry, carry: Fixed::ONE, rate };
	let points = keys.iter().map(point).collect();
	Market::submit_curve(operator(), BTC, BoundedVec::truncate_from(points), Fixed::ONE, now)
		.expect("accepted");
	let smile =
		|key: &ExpiryKey| ExpirySurface { expiry: key.expiry, surface: surface(key.expiry - now) };
	let set = keys.iter().map(smile).collect();
	Market::submit_surfaces(operator(), BTC, BoundedVec::truncate_from(set), Fixed::ONE, now)
		.expect("accepted");
}

fn strike(n: u32) -> Price {
	Price::from_e8((30_000 + 1_000 * u64::from(n)) * 100_000_000)
}

/// A smile around 60 % with a skew.
fn surface(left_ms: u64) -> Surface {
	let tau_ref = tenor_black76::years_from_ms(left_ms);
	let share = |n: i128| Fixed::from_e18(tau_ref.e18() * n / 100);
	let svi = Svi {
		a: share(30),
		b: share(10),
		rho: Fixed::from_e18(-E18 / 5),
		m: Fixed::ZERO,
		sigma: Fixed::from_e18(E18 / 2),
	};
	Surface { svi, f_ref: SPOT.to_fixed(), tau_ref }
}

/// The expiry that trading and margin benchmarks use.
fn distant() -> ExpiryKey {
	distants(1)
}

/// The last of so many expiries that margin benchmarks use, a day apart.
fn distants(count: u32) -> ExpiryKey {
	let first = START + 30 * DAY_MS;
	let key = |n: u32| ExpiryKey { underlying: BTC, expiry: first + u64::from(n) * DAY_MS };
	let last = key(count.saturating_sub(1));
	if !pallet_series::Expiries::<Runtime>::contains_key(last) {
		markets(&(0..count).map(key).collect::<Vec<_>>());
	}
	last
}

fn fund(asset: u32, who: &AccountId, amount: u128) {
	<Balances as fungible::Mutate<_>>::mint_into(who, 1_000 * TNR).expect("minted");
	<Assets as fungibles::Mutate<_>>::mint_into(asset, who, amount).expect("minted");
}

/// The account's first portfolio, opened now if there is none.
fn open(who: AccountId) -> PortfolioId {
	if let Some((_, id)) = Collateral::portfolios_of(who.clone()).first() {
		return *id;
	}
	fund(USDC, &who, CASH + TNR);
	Collateral::open_portfolio(RuntimeOrigin::signed(who.clone()), MarginMode::Portfolio, CASH)
		.expect("the account is funded");
	Collateral::portfolios_of(who).first().map(|(_, id)| *id).unwrap_or_default()
}

impl pallet_market::traits::BenchmarkHelper<AccountId> for Helper {
	fn operators(count: u32) -> Vec<AccountId> {
		let mut who: Vec<AccountId> = (0..count).map(|n| account("operator", n, 0)).collect();
		who.sort();
		let members = BoundedVec::truncate_from(who.clone());
		pallet_membership::Members::<Runtime, pallet_membership::Instance1>::put(members);
		who
	}

	fn set_moment(moment: Moment) {
		set_moment(moment);
	}
}

impl pallet_series::BenchmarkHelper for Helper {
	fn underlying_at(spot: Price) -> UnderlyingId {
		single_quorum();
		post_index(spot);
		BTC
	}

	fn set_time(moment_ms: u64) {
		set_moment(moment_ms);
	}
}

impl pallet_collateral::BenchmarkHelper<AccountId> for Helper {
	fn fund(asset: u32, decimals: u8, who: &AccountId, amount: u128) {
		if !Assets::asset_exists(asset) {
			let owner = configs::assets::GovernanceAccount::get();
			Assets::force_create(RuntimeOrigin::root(), asset.into(), owner.into(), true, 1)
				.expect("the asset is new");
			Assets::force_set_metadata(
				RuntimeOrigin::root(),
				asset.into(),
				b"Benchmark".to_vec(),
				b"BENCH".to_vec(),
				decimals,
				false,
			)
			.expect("the asset exists");
		}
		fund(asset, who, amount);
	}
}

impl pallet_asset_tx_payment::BenchmarkHelperTrait<AccountId, u32, u32> for Helper {
	fn create_asset_id_parameter(_id: u32) -> (u32, u32) {
		(USDC, USDC)
	}

	fn setup_balances_and_pool(asset: u32, account: AccountId) {
		let owner = configs::assets::GovernanceAccount::get();
		if !Assets::asset_exists(asset) {
			let (id, least) = (asset.into(), EXISTENTIAL_DEPOSIT);
			Assets::force_create(RuntimeOrigin::root(), id, owner.into(), true, least)
				.expect("the asset is new");
		}
		<Balances as fungible::Mutate<_>>::mint_into(&account, 1_000 * TNR).expect("minted");
		<Assets as fungibles::Mutate<_>>::mint_into(asset, &account, 1_000 * TNR).expect("minted");
	}
}

impl pallet_margin::traits::BenchmarkHelper for Helper {
	fn portfolio(index: u32) -> PortfolioId {
		open(account("margin", index, 0))
	}

	fn series(index: u32) -> SeriesKey {
		let kind = if index % 2 == 0 { OptionKind::Call } else { OptionKind::Put };
		distants(index / 128 + 1).series(strike(index % 128 / 2), kind)
	}
}

impl pallet_trading::traits::BenchmarkHelper<AccountId, Signature> for Helper {
	fn parties(count: u32) -> Vec<(AccountId, PortfolioId)> {
		(0..count)
			.map(|n| {
				// A seed in itself: nothing is derived from a phrase, which takes longer than all else.
				let seed = alloc::format!("0x{:064x}", u64::from(n) + 1).into_bytes();
				let public = sp_io::crypto::sr25519_generate(KEYS, Some(seed));
				let who = AccountId::new(public.0);
				(who.clone(), open(who))
			})
			.collect()
	}

	fn series(index: u32) -> (SeriesKey, Price) {
		let series = <Self as pallet_margin::traits::BenchmarkHelper>::series(index);
		let (_, high) = Margin::mark_band(&series).expect("the market is fresh");
		(series, high)
	}

	fn series_apart(index: u32) -> (SeriesKey, Price) {
		// All at once: every expiry that is listed later needs feeds of its own.
		distants(32);
		<Self as pallet_trading::traits::BenchmarkHelper<_, _>>::series(index % 32 * 128)
	}

	fn sign(signer: &AccountId, message: &[u8]) -> Signature {
		let public = sr25519::Public::from_raw(*<AccountId as AsRef<[u8; 32]>>::as_ref(signer));
		let signature = sp_io::crypto::sr25519_sign(KEYS, &public, message);
		Signature::Sr25519(signature.expect("the key was generated above"))
	}
}

impl pallet_liquidation::BenchmarkHelper<AccountId> for Helper {
	fn bidder() -> (AccountId, PortfolioId) {
		let who: AccountId = account("bidder", 0, 0);
		let id = open(who.clone());
		(who, id)
	}

	fn unsafe_portfolio() -> PortfolioId {
		// Short ten thousand calls: more than its cash carries.
		let (e, id) = (distant(), open(account("unsafe", 0, 0)));
		let quantity = Quantity::from_e8(-1_000_000_000_000);
		let totals =
			pallet_margin::ContractTotals { shorts: 1_000_000_000_000, ..Default::default() };
		pallet_margin::Contracts::<Runtime>::insert(e.underlying, totals);
		let short = Position { strike: strike(50), kind: OptionKind::Call, quantity };
		let entry = BoundedVec::truncate_from(vec![short]);
		pallet_margin::Positions::<Runtime>::insert(e, id, entry);
		Collateral::set_expiries(id, vec![e]).expect("a portfolio holds one expiry");
		id
	}

	fn exiting() -> (AccountId, PortfolioId) {
		let who: AccountId = account("exiting", 0, 0);
		let (e, id) = (distant(), open(who.clone()));
		Collateral::set_expiries(id, vec![e]).expect("a portfolio holds one expiry");
		(who, id)
	}
}

impl pallet_breaker::BenchmarkHelper for Helper {
	fn underlying() -> UnderlyingId {
		distant();
		BTC
	}
}

impl pallet_solvency::BenchmarkHelper for Helper {
	fn accept_assets(count: u32) {
		let policy = pallet_collateral::AcceptedAssets::<Runtime>::get(USDC);
		let policy = policy.expect("the presets accept USDC");
		let known = pallet_collateral::AcceptedAssets::<Runtime>::count();
		for n in known..count {
			let asset = 1_000 + n;
			let who: AccountId = account("who", 0, 0);
			<Self as pallet_collateral::BenchmarkHelper<AccountId>>::fund(asset, 6, &who, 1);
			pallet_collateral::AcceptedAssets::<Runtime>::insert(asset, policy);
		}
	}
}

impl pallet_vault::BenchmarkHelper<AccountId> for Helper {
	fn underlying() -> UnderlyingId {
		distant().underlying
	}

	fn series() -> SeriesKey {
		distant().series(strike(0), OptionKind::Call)
	}

	fn fund(who: &AccountId, tokens: u128) {
		fund(USDC, who, tokens);
	}

	fn pass(ms: u64) {
		// A vault without positions needs no index, but the settlement asset's price.
		let moment = configs::system::SlotClock::now().saturating_add(ms);
		set_moment(moment);
		post_index(SPOT);
		let stable = Price::from_e8(100_000_000);
		Market::submit_stable(operator(), stable, Fixed::ONE, moment).expect("accepted");
	}
}

impl pallet_lane::BenchmarkHelper<AccountId> for Helper {
	fn fund(who: &AccountId) {
		fund(USDC, who, CASH);
	}

	fn portfolio(number: u32) -> (AccountId, PortfolioId) {
		let who: AccountId = account("lane", number, 0);
		let id = open(who.clone());
		(who, id)
	}

	fn underlying(number: u32) -> UnderlyingId {
		distant();
		let count = pallet_market::UnderlyingCount::<Runtime>::get();
		UnderlyingId(u16::try_from(number).unwrap_or(u16::MAX).min(count.saturating_sub(1)))
	}

	fn sign(number: u32, payload: &[u8]) -> ([u8; 32], [u8; 64]) {
		let seed = alloc::format!("0x{:064x}", u64::from(number) + 1_000_000).into_bytes();
		let public = sp_io::crypto::sr25519_generate(KEYS, Some(seed));
		let signature = sp_io::crypto::sr25519_sign(KEYS, &public, payload);
		(public.0, signature.expect("the key was generated above").0)
	}

	fn next_block() {
		System::set_block_number(System::block_number() + 1);
		set_moment(configs::system::SlotClock::now().saturating_add(SLOT_MS));
		post_index(SPOT);
	}
}

impl pallet_settlement::BenchmarkHelper for Helper {
	fn due_expiry() -> ExpiryKey {
		let expiry = START + 60_000;
		let key = market(expiry);
		for second in 1..=60 {
			set_moment(START + second * SLOT_MS);
			System::set_block_number(System::block_number() + 1);
			Market::process_roll(&mut WeightMeter::new());
			post_index(SPOT);
		}
		key
	}

	fn holder(e: ExpiryKey, positions: u32) -> PortfolioId {
		let who: AccountId = account("holder", positions, 0);
		let id = open(who.clone());
		let size = 1_000_000u64;
		let one = |n: u32| {
			let kind = if n % 2 == 0 { OptionKind::Call } else { OptionKind::Put };
			Position { strike: strike(n / 2), kind, quantity: Quantity::from_e8(1_000_000) }
		};
		let entry: Vec<Position> = (0..positions).map(one).collect();
		for position in &entry {
			let series = e.series(position.strike, position.kind);
			pallet_series::OpenInterest::<Runtime>::insert(series, size);
		}
		let sum = size * u64::from(positions);
		pallet_series::ExpiryOpenInterest::<Runtime>::insert(e, sum);
		pallet_series::UnderlyingOpenInterest::<Runtime>::insert(e.underlying, sum);
		let totals = pallet_margin::ContractTotals { longs: sum.into(), ..Default::default() };
		pallet_margin::Contracts::<Runtime>::insert(e.underlying, totals);
		// Greeks of his positions count, for a limit that nobody reaches.
		let limits = pallet_margin::OwnerLimits { vega: Some(Fixed::MAX), ..Default::default() };
		pallet_margin::Limits::<Runtime>::insert(e.underlying, limits);
		let greeks = pallet_margin::Greeks { vega: Fixed::ONE, ..Default::default() };
		pallet_margin::PositionGreeks::<Runtime>::insert(e, id, greeks);
		let held = pallet_margin::OwnerTotals { longs_e8: sum.into(), shorts_e8: 0, greeks };
		pallet_margin::OwnerHoldings::<Runtime>::insert(who, e.underlying, held);
		pallet_margin::Positions::<Runtime>::insert(e, id, BoundedVec::truncate_from(entry));
		Collateral::set_expiries(id, vec![e]).expect("a portfolio holds one expiry");
		id
	}

	fn price_in_band(e: ExpiryKey) -> Price {
		Market::mark_bounds(e).map(|(low, _)| low).unwrap_or_default()
	}
}
