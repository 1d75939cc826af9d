// SPDX-License-Identifier: Apache-2.0
//! The sovereign runtime run natively, block by block, from the development preset.

use codec::Encode;
use polkadot_sdk::*;

use frame_support::{
	dispatch::DispatchResultWithPostInfo,
	traits::{TryState, TryStateSelect},
	weights::Weight,
};
use sp_keyring::Sr25519Keyring as Key;
use sp_keystore::{testing::MemoryKeystore, KeystoreExt};
use sp_runtime::{
	generic::{Digest, DigestItem, Era},
	traits::{Dispatchable, Header as _},
	BuildStorage, MultiSignature, Storage,
};
use tenor_fixed::{Cash, Fixed, Price, Quantity, Rate};
use tenor_runtime::{
	configs::governance::{CouncilInstance, TechnicalInstance},
	genesis_config_presets, AccountId, AllPalletsWithSystem, BlockNumber, Executive, Header,
	Margin, Runtime, RuntimeCall, RuntimeEvent, RuntimeGenesisConfig, RuntimeOrigin, SignedPayload,
	System, UncheckedExtrinsic, SLOT_MS,
};
use tenor_series::{
	ExpiryKey, MarginMode, Moment, OptionKind, PortfolioId, SeriesKey, UnderlyingId,
};
use tenor_svi::{Surface, Svi};

/// The first underlying of the presets.
pub const BTC: UnderlyingId = UnderlyingId(0);
/// When the first block of every journey is: a Friday, 07:00 UTC.
pub const START_MS: Moment = 1_774_594_800_000;
/// One in e8.
pub const E8: u64 = 100_000_000;

/// A price in whole dollars.
pub fn usd(whole: u64) -> Price {
	Price::from_e8(whole * E8)
}

/// Cash in whole dollars.
pub fn cash(whole: i128) -> Cash {
	Cash::from_e8(whole * i128::from(E8))
}

/// A number in thousandths.
pub fn milli(n: i128) -> Fixed {
	Fixed::from_e18(n * 1_000_000_000_000_000)
}

fn merge(base: &mut serde_json::Value, patch: serde_json::Value) {
	match (base, patch) {
		(serde_json::Value::Object(base), serde_json::Value::Object(patch)) => {
			for (key, value) in patch {
				merge(base.entry(key).or_insert(serde_json::Value::Null), value);
			}
		}
		(base, patch) => *base = patch,
	}
}

/// The genesis of a preset, changed by `patch`.
pub fn genesis(preset: &str, patch: serde_json::Value) -> Storage {
	let json = genesis_config_presets::get_preset(&preset.into()).expect("a known preset");
	let mut config =
		serde_json::to_value(RuntimeGenesisConfig::default()).expect("a default genesis");
	merge(&mut config, serde_json::from_slice(&json).expect("a preset is JSON"));
	merge(&mut config, patch);
	serde_json::from_value::<RuntimeGenesisConfig>(config)
		.expect("a genesis configuration")
		.build_storage()
		.expect("a genesis")
}

/// Runs a journey on the development preset and checks every invariant at its end.
pub fn journey(test: impl FnOnce(&mut Chain)) {
	journey_on(sp_genesis_builder::DEV_RUNTIME_PRESET, test);
}

/// The same on any preset.
pub fn journey_on(preset: &str, test: impl FnOnce(&mut Chain)) {
	let mut ext = sp_io::TestExternalities::new(genesis(preset, serde_json::json!({})));
	ext.register_extension(KeystoreExt::new(MemoryKeystore::new()));
	ext.execute_with(|| {
		let mut chain = Chain::start();
		test(&mut chain);
		chain.close_block();
		let number = System::block_number();
		AllPalletsWithSystem::try_state(number, TryStateSelect::All)
			.expect("every try_state holds");
	});
}

/// A chain in the middle of a block.
pub struct Chain {
	slot: u64,
	open: bool,
}

impl Chain {
	/// The first block, open. The genesis is in the storage.
	pub fn start() -> Self {
		Self::start_at(START_MS)
	}

	/// The same, one slot behind `moment`.
	pub fn start_at(moment: Moment) -> Self {
		let mut chain = Self { slot: moment / SLOT_MS, open: false };
		chain.next_block();
		chain
	}

	/// A chain in the middle of the block of that slot, which somebody else began.
	pub fn within(slot: u64) -> Self {
		Self { slot, open: true }
	}

	/// Chain time, ms.
	pub fn now(&self) -> Moment {
		self.slot * SLOT_MS
	}

	/// The slot of the block that is open, or of the last one.
	pub fn slot(&self) -> u64 {
		self.slot
	}

	/// Ends the block that is open.
	pub fn close_block(&mut self) {
		if self.open {
			Executive::finalize_block();
			self.open = false;
		}
	}

	/// Ends the block and begins that of the next slot.
	pub fn next_block(&mut self) {
		self.skip_slots(1);
	}

	/// Ends the block and begins one `slots` later, with none between.
	pub fn skip_slots(&mut self, slots: u64) {
		self.close_block();
		self.slot += slots;
		let digest = Digest {
			logs: vec![DigestItem::PreRuntime(
				sp_consensus_aura::AURA_ENGINE_ID,
				sp_consensus_aura::Slot::from(self.slot).encode(),
			)],
		};
		let parent = System::parent_hash();
		let header = Header::new(
			System::block_number() + 1,
			Default::default(),
			Default::default(),
			parent,
			digest,
		);
		Executive::initialize_block(&header);
		self.open = true;
		let set_time = pallet_timestamp::Call::set { now: self.now() };
		Executive::apply_extrinsic(UncheckedExtrinsic::new_bare(set_time.into()))
			.expect("the timestamp is valid")
			.expect("the timestamp is set");
	}

	/// Runs blocks up to the one at or behind `moment`.
	pub fn run_to(&mut self, moment: Moment) {
		while self.now() < moment {
			self.next_block();
		}
	}

	/// Dispatches a call as an account.
	pub fn call(&self, who: Key, call: impl Into<RuntimeCall>) -> DispatchResultWithPostInfo {
		call.into().dispatch(RuntimeOrigin::signed(who.to_account_id()))
	}

	/// Dispatches a call as two thirds of the council.
	pub fn council(&self, call: impl Into<RuntimeCall>) -> DispatchResultWithPostInfo {
		let origin = pallet_collective::RawOrigin::<_, CouncilInstance>::Members(2, 3);
		call.into().dispatch(RuntimeOrigin::from(origin))
	}

	/// Dispatches a call as two thirds of the technical committee.
	pub fn technical(&self, call: impl Into<RuntimeCall>) -> DispatchResultWithPostInfo {
		let origin = pallet_collective::RawOrigin::<_, TechnicalInstance>::Members(2, 3);
		call.into().dispatch(RuntimeOrigin::from(origin))
	}

	/// Dispatches a call as the time-locked governance.
	pub fn root(&self, call: impl Into<RuntimeCall>) -> DispatchResultWithPostInfo {
		call.into().dispatch(frame_system::RawOrigin::Root.into())
	}

	/// The number of the current block.
	pub fn number(&self) -> BlockNumber {
		System::block_number()
	}

	/// Whether an event of this block fits.
	pub fn saw(&self, fits: impl Fn(&RuntimeEvent) -> bool) -> bool {
		System::events().iter().any(|record| fits(&record.event))
	}

	/// Lists an expiry of BTC with strikes in whole dollars.
	pub fn list(&self, expiry: Moment, strikes: &[u64]) -> ExpiryKey {
		self.list_on(BTC, expiry, strikes)
	}

	/// The same of any underlying.
	pub fn list_on(&self, underlying: UnderlyingId, expiry: Moment, strikes: &[u64]) -> ExpiryKey {
		let strikes: Vec<Price> = strikes.iter().map(|s| usd(*s)).collect();
		let strikes = strikes.try_into().expect("few strikes");
		self.council(pallet_series::Call::list_expiry { underlying, expiry, strikes })
			.expect("the expiry is listed");
		ExpiryKey { underlying, expiry }
	}

	/// The operator posts an index.
	pub fn post_index(&self, value: Price) {
		self.post_index_of(BTC, value);
	}

	/// The same of any underlying.
	fn post_index_of(&self, underlying: UnderlyingId, value: Price) {
		let call = pallet_market::Call::submit_index {
			underlying,
			value,
			confidence: Fixed::ONE,
			observed_at: self.now(),
		};
		self.call(Key::Alice, call).expect("the index is accepted");
	}

	/// The operator posts everything an expiry needs: index, stable at par, no carry, rate zero, a
	/// surface flat at `vol`.
	pub fn post_market(&self, expiry: ExpiryKey, spot: Price, vol: Fixed) {
		self.post_markets(&[expiry], spot, vol);
	}

	/// The same for all expiries of an underlying that are open. The stable price goes with BTC's: an
	/// operator posts it once in a block.
	pub fn post_markets(&self, expiries: &[ExpiryKey], spot: Price, vol: Fixed) {
		let underlying = expiries.first().map_or(BTC, |expiry| expiry.underlying);
		self.post_index_of(underlying, spot);
		let observed_at = self.now();
		let confidence = Fixed::ONE;
		let stable = pallet_market::Call::submit_stable { value: usd(1), confidence, observed_at };
		if underlying == BTC {
			self.call(Key::Alice, stable).expect("the stable price is accepted");
		}
		let point = |expiry: &ExpiryKey| pallet_market::CurvePoint {
			expiry: expiry.expiry,
			carry: Fixed::ZERO,
			rate: Rate::from_e18(0),
		};
		let points: Vec<_> = expiries.iter().map(point).collect();
		let curve = pallet_market::Call::submit_curve {
			underlying,
			points: points.try_into().expect("few points"),
			confidence,
			observed_at,
		};
		self.call(Key::Alice, curve).expect("the curve is accepted");
		let surface = |expiry: &ExpiryKey| pallet_market::ExpirySurface {
			expiry: expiry.expiry,
			surface: flat_surface(spot, vol, expiry.expiry - self.now()),
		};
		let surfaces: Vec<_> = expiries.iter().map(surface).collect();
		let set = pallet_market::Call::submit_surfaces {
			underlying,
			surfaces: surfaces.try_into().expect("few surfaces"),
			confidence,
			observed_at,
		};
		self.call(Key::Alice, set).expect("the surface is accepted");
	}

	/// Opens a portfolio with so many dollars of cash.
	pub fn open(&self, who: Key, mode: MarginMode, dollars: u128) -> PortfolioId {
		let deposit = dollars * 1_000_000;
		self.call(who, pallet_collateral::Call::open_portfolio { mode, deposit })
			.expect("the portfolio opens");
		let owned = tenor_runtime::Collateral::portfolios_of(who.to_account_id());
		owned.last().expect("it is listed").1
	}

	/// Cash of a portfolio.
	pub fn cash_of(&self, id: PortfolioId) -> Cash {
		tenor_runtime::Collateral::view(id).expect("the portfolio exists").cash
	}

	/// Executes a block trade of one leg that both owners sign.
	pub fn trade(
		&self,
		series: SeriesKey,
		buyer: (Key, PortfolioId),
		seller: (Key, PortfolioId),
		quantity: Quantity,
		price: Price,
	) -> DispatchResultWithPostInfo {
		let (trade, signatures) = self.signed_trade(series, buyer, seller, quantity, price);
		let signatures = signatures.try_into().expect("two signatures");
		self.call(Key::Ferdie, pallet_trading::Call::execute_block_trade { trade, signatures })
	}

	/// A trade of one leg with both signatures.
	pub fn signed_trade(
		&self,
		series: SeriesKey,
		buyer: (Key, PortfolioId),
		seller: (Key, PortfolioId),
		quantity: Quantity,
		price: Price,
	) -> (pallet_trading::BlockTrade, Vec<MultiSignature>) {
		let mut sides = [buyer, seller];
		sides.sort_by_key(|side| side.1);
		let parties: Vec<_> = sides
			.iter()
			.map(|(_, portfolio)| pallet_trading::Party {
				portfolio: *portfolio,
				nonce: tenor_runtime::Trading::next_nonce(*portfolio),
				limit: cash(1_000_000_000),
			})
			.collect();
		let leg =
			pallet_trading::TradeLeg { series, buyer: buyer.1, seller: seller.1, quantity, price };
		let trade = pallet_trading::BlockTrade {
			parties: parties.try_into().expect("two parties"),
			deadline: self.now() + 60_000,
			legs: vec![leg].try_into().expect("one leg"),
		};
		let payload = trade.signing_payload(&System::block_hash(0));
		let signatures =
			sides.iter().map(|(key, _)| MultiSignature::from(key.sign(&payload))).collect();
		(trade, signatures)
	}
}

/// Whether a block of that weight is heavier than it may be. The reserve of feeds is no part of the limit: in a
/// block that is full without them they still find room.
pub fn is_overweight(weight: Weight) -> bool {
	use frame_support::dispatch::DispatchClass::Operational;
	let limits = <Runtime as frame_system::Config>::BlockWeights::get();
	let operational = *System::block_weight().get(Operational);
	let reserved = limits.get(Operational).reserved.expect("feeds have a reserve");
	let spared = if operational.all_lte(reserved) { operational } else { Weight::zero() };
	weight.saturating_sub(spared).any_gt(limits.max_block)
}

/// A transaction as a wallet signs it; with `asset` it pays its fee in that.
pub fn signed(
	who: sp_core::sr25519::Pair,
	call: impl Into<RuntimeCall>,
	nonce: u32,
	tip: u128,
	asset: Option<u32>,
) -> UncheckedExtrinsic {
	use sp_core::Pair;
	let call = call.into();
	let extension = tenor_runtime::extension(nonce, Era::Immortal, tip, asset);
	let payload = SignedPayload::new(call.clone(), extension.clone()).expect("a payload");
	let signature = payload.using_encoded(|bytes| who.sign(bytes));
	let account = AccountId::from(who.public());
	UncheckedExtrinsic::new_signed(call, account.into(), MultiSignature::from(signature), extension)
}

/// A surface of one volatility.
pub fn flat_surface(spot: Price, vol: Fixed, left_ms: u64) -> Surface {
	let tau_ref = tenor_black76::years_from_ms(left_ms);
	let variance = vol.mul_floor(vol).and_then(|v| v.mul_floor(tau_ref)).expect("fits");
	Surface {
		svi: Svi {
			a: variance,
			b: Fixed::ZERO,
			rho: Fixed::ZERO,
			m: Fixed::ZERO,
			sigma: milli(100),
		},
		f_ref: Fixed::from_price(spot),
		tau_ref,
	}
}

/// A call with a strike in whole dollars.
pub fn call(expiry: ExpiryKey, strike: u64) -> SeriesKey {
	expiry.series(usd(strike), OptionKind::Call)
}

/// The mark of a series, rounded down.
pub fn mark(series: SeriesKey) -> Price {
	Margin::mark(&series).and_then(|mark| mark.price.to_price_floor()).expect("a mark")
}

/// A put with a strike in whole dollars.
pub fn put(expiry: ExpiryKey, strike: u64) -> SeriesKey {
	expiry.series(usd(strike), OptionKind::Put)
}

/// Contracts in thousandths.
pub fn contracts(thousandths: i64) -> Quantity {
	Quantity::from_e8(thousandths * 100_000)
}
