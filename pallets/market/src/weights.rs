// SPDX-License-Identifier: Apache-2.0
//! Weights of `pallet_market`, in the shape FRAME's generator writes: storage accesses as counted,
//! times as estimated on the reference machine until the benchmarks have run there.

#![cfg_attr(rustfmt, rustfmt_skip)]
#![allow(unused_parens)]
#![allow(unused_imports)]
#![allow(missing_docs)]

use core::marker::PhantomData;
use polkadot_sdk::{frame_support::{traits::Get, weights::{constants::RocksDbWeight, Weight}}, frame_system};

/// Weight functions needed for `pallet_market`.
pub trait WeightInfo {
	fn submit_index(o: u32, ) -> Weight;
	fn submit_carry(o: u32, ) -> Weight;
	fn submit_rate(o: u32, ) -> Weight;
	fn submit_surfaces(o: u32, n: u32, ) -> Weight;
	fn submit_stable(o: u32, ) -> Weight;
	fn register_underlying(n: u32, ) -> Weight;
	fn set_underlying_params() -> Weight;
	fn set_stable_params() -> Weight;
	fn set_collateral_source() -> Weight;
	fn on_listed() -> Weight;
	fn on_removed(o: u32, ) -> Weight;
	fn roll_base() -> Weight;
	fn end_print() -> Weight;
	fn roll_quiet() -> Weight;
	fn roll_points(n: u32, ) -> Weight;
	fn roll_regime() -> Weight;
}

/// Weights for `pallet_market` on the chain's own database.
pub struct SubstrateWeight<T>(PhantomData<T>);
impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	/// Storage: `Operators::Members` (r:1 w:0)
	/// Storage: `Market::Underlyings` (r:1 w:0)
	/// Storage: `Oracle::RawValues` (r:33 w:1)
	/// Storage: `Oracle::Values` (r:1 w:1)
	/// Storage: `Market::LastStandstill` (r:1 w:0)
	/// Storage: `Market::Indices` (r:1 w:1)
	/// Storage: `Market::Windows` (r:1 w:1)
	/// Storage: `System::Events` (r:1 w:1)
	/// The range of component `o` is `[1, 64]`.
	fn submit_index(o: u32, ) -> Weight {
		Weight::from_parts(60_000_000, 7200)
			.saturating_add(Weight::from_parts(2_000_000, 2_700).saturating_mul(o.into()))
			.saturating_add(T::DbWeight::get().reads(10_u64))
			.saturating_add(T::DbWeight::get().reads((1_u64).saturating_mul(o.into())))
			.saturating_add(T::DbWeight::get().writes(5_u64))
	}
	/// Storage: `Operators::Members` (r:1 w:0)
	/// Storage: `Market::Underlyings` (r:1 w:0)
	/// Storage: `Market::Expiries` (r:1 w:1)
	/// Storage: `Market::Indices` (r:1 w:0)
	/// Storage: `Oracle::RawValues` (r:33 w:1)
	/// Storage: `Oracle::Values` (r:1 w:1)
	/// Storage: `Market::Revisions` (r:1 w:1)
	/// Storage: `System::Events` (r:1 w:1)
	/// The range of component `o` is `[1, 64]`.
	fn submit_carry(o: u32, ) -> Weight {
		Weight::from_parts(60_000_000, 6800)
			.saturating_add(Weight::from_parts(2_000_000, 2_700).saturating_mul(o.into()))
			.saturating_add(T::DbWeight::get().reads(10_u64))
			.saturating_add(T::DbWeight::get().reads((1_u64).saturating_mul(o.into())))
			.saturating_add(T::DbWeight::get().writes(5_u64))
	}
	/// Storage: `Operators::Members` (r:1 w:0)
	/// Storage: `Market::Underlyings` (r:1 w:0)
	/// Storage: `Market::Expiries` (r:1 w:1)
	/// Storage: `Oracle::RawValues` (r:33 w:1)
	/// Storage: `Oracle::Values` (r:1 w:1)
	/// Storage: `Market::Revisions` (r:1 w:1)
	/// Storage: `System::Events` (r:1 w:1)
	/// The range of component `o` is `[1, 64]`.
	fn submit_rate(o: u32, ) -> Weight {
		Weight::from_parts(60_000_000, 6400)
			.saturating_add(Weight::from_parts(2_000_000, 2_700).saturating_mul(o.into()))
			.saturating_add(T::DbWeight::get().reads(9_u64))
			.saturating_add(T::DbWeight::get().reads((1_u64).saturating_mul(o.into())))
			.saturating_add(T::DbWeight::get().writes(5_u64))
	}
	/// Storage: `Operators::Members` (r:1 w:0)
	/// Storage: `Market::Underlyings` (r:1 w:0)
	/// Storage: `Market::Windows` (r:1 w:0)
	/// Storage: `Market::Indices` (r:1 w:0)
	/// Storage: `Market::SetCount` (r:1 w:1)
	/// Storage: `Market::SetOwners` (r:1 w:1)
	/// Storage: `Market::SubmittedSets` (r:1 w:2)
	/// Storage: `Oracle::RawValues` (r:33 w:1)
	/// Storage: `Oracle::Values` (r:1 w:1)
	/// Storage: `Market::Expiries` (r:n w:n)
	/// Storage: `Market::Revisions` (r:1 w:1)
	/// Storage: `System::Events` (r:1 w:1)
	/// The range of component `o` is `[1, 64]`.
	/// The range of component `n` is `[1, 64]`.
	fn submit_surfaces(o: u32, n: u32, ) -> Weight {
		Weight::from_parts(120_000_000, 8400)
			.saturating_add(Weight::from_parts(4_000_000, 2_700).saturating_mul(o.into()))
			.saturating_add(Weight::from_parts(60_000_000, 2_900).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(13_u64))
			.saturating_add(T::DbWeight::get().reads((1_u64).saturating_mul(o.into())))
			.saturating_add(T::DbWeight::get().reads((1_u64).saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(9_u64))
			.saturating_add(T::DbWeight::get().writes((1_u64).saturating_mul(n.into())))
	}
	/// Storage: `Operators::Members` (r:1 w:0)
	/// Storage: `Market::StableRule` (r:1 w:0)
	/// Storage: `Oracle::RawValues` (r:33 w:1)
	/// Storage: `Oracle::Values` (r:1 w:1)
	/// Storage: `Market::LastStandstill` (r:1 w:0)
	/// Storage: `Market::StablePrice` (r:0 w:1)
	/// Storage: `System::Events` (r:1 w:1)
	/// The range of component `o` is `[1, 64]`.
	fn submit_stable(o: u32, ) -> Weight {
		Weight::from_parts(50_000_000, 6800)
			.saturating_add(Weight::from_parts(2_000_000, 2_700).saturating_mul(o.into()))
			.saturating_add(T::DbWeight::get().reads(8_u64))
			.saturating_add(T::DbWeight::get().reads((1_u64).saturating_mul(o.into())))
			.saturating_add(T::DbWeight::get().writes(4_u64))
	}
	/// Storage: `Market::UnderlyingCount` (r:1 w:1)
	/// Storage: `Market::Underlyings` (r:n w:1)
	/// Storage: `System::Events` (r:1 w:1)
	/// The range of component `n` is `[1, 64]`.
	fn register_underlying(n: u32, ) -> Weight {
		Weight::from_parts(20_000_000, 5200)
			.saturating_add(Weight::from_parts(4_000_000, 2_900).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().reads((1_u64).saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	/// Storage: `Market::Underlyings` (r:2 w:1)
	/// Storage: `System::Events` (r:1 w:1)
	fn set_underlying_params() -> Weight {
		Weight::from_parts(20_000_000, 4800)
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
	/// Storage: `Market::StableRule` (r:0 w:1)
	/// Storage: `System::Events` (r:1 w:1)
	fn set_stable_params() -> Weight {
		Weight::from_parts(12_000_000, 4800)
			.saturating_add(T::DbWeight::get().reads(1_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
	/// Storage: `Market::Underlyings` (r:1 w:0)
	/// Storage: `Market::CollateralSources` (r:0 w:1)
	/// Storage: `Market::Revisions` (r:1 w:1)
	/// Storage: `System::Events` (r:1 w:1)
	fn set_collateral_source() -> Weight {
		Weight::from_parts(12_000_000, 5200)
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	/// Storage: `Market::Underlyings` (r:1 w:0)
	/// Storage: `Market::Expiries` (r:1 w:1)
	/// Storage: `Market::Windows` (r:2 w:2)
	/// Storage: `Market::Indices` (r:2 w:2)
	/// Storage: `System::Events` (r:1 w:1)
	fn on_listed() -> Weight {
		Weight::from_parts(40_000_000, 6000)
			.saturating_add(T::DbWeight::get().reads(7_u64))
			.saturating_add(T::DbWeight::get().writes(6_u64))
	}
	/// Storage: `Market::Expiries` (r:1 w:1)
	/// Storage: `Market::Windows` (r:2 w:2)
	/// Storage: `Market::Indices` (r:2 w:2)
	/// Storage: `Operators::Members` (r:1 w:0)
	/// Storage: `Oracle::RawValues` (r:0 w:2o)
	/// Storage: `Oracle::Values` (r:0 w:2)
	/// Storage: `System::Events` (r:1 w:1)
	/// The range of component `o` is `[1, 64]`.
	fn on_removed(o: u32, ) -> Weight {
		Weight::from_parts(40_000_000, 6800)
			.saturating_add(Weight::from_parts(4_000_000, 2_700).saturating_mul(o.into()))
			.saturating_add(T::DbWeight::get().reads(8_u64))
			.saturating_add(T::DbWeight::get().reads((1_u64).saturating_mul(o.into())))
			.saturating_add(T::DbWeight::get().writes(8_u64))
			.saturating_add(T::DbWeight::get().writes((2_u64).saturating_mul(o.into())))
	}
	/// Storage: `Market::LastRun` (r:1 w:1)
	/// Storage: `Market::UnderlyingCount` (r:1 w:0)
	/// Storage: `Market::RollCursor` (r:1 w:1)
	/// Storage: `Market::LastStandstill` (r:1 w:1)
	/// Storage: `Market::StablePrice` (r:1 w:1)
	/// Storage: `System::Events` (r:1 w:1)
	fn roll_base() -> Weight {
		Weight::from_parts(12_000_000, 6400)
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(5_u64))
	}
	/// Storage: `Market::Indices` (r:1 w:1)
	fn end_print() -> Weight {
		Weight::from_parts(5_000_000, 4400)
			.saturating_add(T::DbWeight::get().reads(1_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `Market::Indices` (r:1 w:0)
	fn roll_quiet() -> Weight {
		Weight::from_parts(3_000_000, 4400)
			.saturating_add(T::DbWeight::get().reads(1_u64))
	}
	/// Storage: `Market::Windows` (r:1 w:1)
	/// Storage: `Market::Indices` (r:0 w:1)
	/// Storage: `System::Events` (r:1 w:1)
	/// The range of component `n` is `[1, 64]`.
	fn roll_points(n: u32, ) -> Weight {
		Weight::from_parts(15_000_000, 5200)
			.saturating_add(Weight::from_parts(3_000_000, 2_900).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(2_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	/// Everything but the index, which was read: a logarithm, a root and a few divisions.
	/// Storage: `Market::Underlyings` (r:1 w:0)
	/// Storage: `Market::Indices` (r:0 w:1)
	/// Storage: `System::Events` (r:1 w:1)
	fn roll_regime() -> Weight {
		Weight::from_parts(15_000_000, 4800)
			.saturating_add(T::DbWeight::get().reads(2_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
}

// For tests.
impl WeightInfo for () {
	/// Storage: `Operators::Members` (r:1 w:0)
	/// Storage: `Market::Underlyings` (r:1 w:0)
	/// Storage: `Oracle::RawValues` (r:33 w:1)
	/// Storage: `Oracle::Values` (r:1 w:1)
	/// Storage: `Market::LastStandstill` (r:1 w:0)
	/// Storage: `Market::Indices` (r:1 w:1)
	/// Storage: `Market::Windows` (r:1 w:1)
	/// Storage: `System::Events` (r:1 w:1)
	/// The range of component `o` is `[1, 64]`.
	fn submit_index(o: u32, ) -> Weight {
		Weight::from_parts(60_000_000, 7200)
			.saturating_add(Weight::from_parts(2_000_000, 2_700).saturating_mul(o.into()))
			.saturating_add(RocksDbWeight::get().reads(10_u64))
			.saturating_add(RocksDbWeight::get().reads((1_u64).saturating_mul(o.into())))
			.saturating_add(RocksDbWeight::get().writes(5_u64))
	}
	/// Storage: `Operators::Members` (r:1 w:0)
	/// Storage: `Market::Underlyings` (r:1 w:0)
	/// Storage: `Market::Expiries` (r:1 w:1)
	/// Storage: `Market::Indices` (r:1 w:0)
	/// Storage: `Oracle::RawValues` (r:33 w:1)
	/// Storage: `Oracle::Values` (r:1 w:1)
	/// Storage: `System::Events` (r:1 w:1)
	/// The range of component `o` is `[1, 64]`.
	fn submit_carry(o: u32, ) -> Weight {
		Weight::from_parts(60_000_000, 6800)
			.saturating_add(Weight::from_parts(2_000_000, 2_700).saturating_mul(o.into()))
			.saturating_add(RocksDbWeight::get().reads(10_u64))
			.saturating_add(RocksDbWeight::get().reads((1_u64).saturating_mul(o.into())))
			.saturating_add(RocksDbWeight::get().writes(5_u64))
	}
	/// Storage: `Operators::Members` (r:1 w:0)
	/// Storage: `Market::Underlyings` (r:1 w:0)
	/// Storage: `Market::Expiries` (r:1 w:1)
	/// Storage: `Oracle::RawValues` (r:33 w:1)
	/// Storage: `Oracle::Values` (r:1 w:1)
	/// Storage: `System::Events` (r:1 w:1)
	/// The range of component `o` is `[1, 64]`.
	fn submit_rate(o: u32, ) -> Weight {
		Weight::from_parts(60_000_000, 6400)
			.saturating_add(Weight::from_parts(2_000_000, 2_700).saturating_mul(o.into()))
			.saturating_add(RocksDbWeight::get().reads(9_u64))
			.saturating_add(RocksDbWeight::get().reads((1_u64).saturating_mul(o.into())))
			.saturating_add(RocksDbWeight::get().writes(5_u64))
	}
	/// Storage: `Operators::Members` (r:1 w:0)
	/// Storage: `Market::Underlyings` (r:1 w:0)
	/// Storage: `Market::Windows` (r:1 w:0)
	/// Storage: `Market::Indices` (r:1 w:0)
	/// Storage: `Market::SetCount` (r:1 w:1)
	/// Storage: `Market::SetOwners` (r:1 w:1)
	/// Storage: `Market::SubmittedSets` (r:1 w:2)
	/// Storage: `Oracle::RawValues` (r:33 w:1)
	/// Storage: `Oracle::Values` (r:1 w:1)
	/// Storage: `Market::Expiries` (r:n w:n)
	/// Storage: `System::Events` (r:1 w:1)
	/// The range of component `o` is `[1, 64]`.
	/// The range of component `n` is `[1, 64]`.
	fn submit_surfaces(o: u32, n: u32, ) -> Weight {
		Weight::from_parts(120_000_000, 8400)
			.saturating_add(Weight::from_parts(4_000_000, 2_700).saturating_mul(o.into()))
			.saturating_add(Weight::from_parts(60_000_000, 2_900).saturating_mul(n.into()))
			.saturating_add(RocksDbWeight::get().reads(13_u64))
			.saturating_add(RocksDbWeight::get().reads((1_u64).saturating_mul(o.into())))
			.saturating_add(RocksDbWeight::get().reads((1_u64).saturating_mul(n.into())))
			.saturating_add(RocksDbWeight::get().writes(9_u64))
			.saturating_add(RocksDbWeight::get().writes((1_u64).saturating_mul(n.into())))
	}
	/// Storage: `Operators::Members` (r:1 w:0)
	/// Storage: `Market::StableRule` (r:1 w:0)
	/// Storage: `Oracle::RawValues` (r:33 w:1)
	/// Storage: `Oracle::Values` (r:1 w:1)
	/// Storage: `Market::LastStandstill` (r:1 w:0)
	/// Storage: `Market::StablePrice` (r:0 w:1)
	/// Storage: `System::Events` (r:1 w:1)
	/// The range of component `o` is `[1, 64]`.
	fn submit_stable(o: u32, ) -> Weight {
		Weight::from_parts(50_000_000, 6800)
			.saturating_add(Weight::from_parts(2_000_000, 2_700).saturating_mul(o.into()))
			.saturating_add(RocksDbWeight::get().reads(8_u64))
			.saturating_add(RocksDbWeight::get().reads((1_u64).saturating_mul(o.into())))
			.saturating_add(RocksDbWeight::get().writes(4_u64))
	}
	/// Storage: `Market::UnderlyingCount` (r:1 w:1)
	/// Storage: `Market::Underlyings` (r:n w:1)
	/// Storage: `System::Events` (r:1 w:1)
	/// The range of component `n` is `[1, 64]`.
	fn register_underlying(n: u32, ) -> Weight {
		Weight::from_parts(20_000_000, 5200)
			.saturating_add(Weight::from_parts(4_000_000, 2_900).saturating_mul(n.into()))
			.saturating_add(RocksDbWeight::get().reads(3_u64))
			.saturating_add(RocksDbWeight::get().reads((1_u64).saturating_mul(n.into())))
			.saturating_add(RocksDbWeight::get().writes(3_u64))
	}
	/// Storage: `Market::Underlyings` (r:2 w:1)
	/// Storage: `System::Events` (r:1 w:1)
	fn set_underlying_params() -> Weight {
		Weight::from_parts(20_000_000, 4800)
			.saturating_add(RocksDbWeight::get().reads(3_u64))
			.saturating_add(RocksDbWeight::get().writes(2_u64))
	}
	/// Storage: `Market::StableRule` (r:0 w:1)
	/// Storage: `System::Events` (r:1 w:1)
	fn set_stable_params() -> Weight {
		Weight::from_parts(12_000_000, 4800)
			.saturating_add(RocksDbWeight::get().reads(1_u64))
			.saturating_add(RocksDbWeight::get().writes(2_u64))
	}
	/// Storage: `Market::Underlyings` (r:1 w:0)
	/// Storage: `Market::CollateralSources` (r:0 w:1)
	/// Storage: `System::Events` (r:1 w:1)
	fn set_collateral_source() -> Weight {
		Weight::from_parts(12_000_000, 5200)
			.saturating_add(RocksDbWeight::get().reads(3_u64))
			.saturating_add(RocksDbWeight::get().writes(3_u64))
	}
	/// Storage: `Market::Underlyings` (r:1 w:0)
	/// Storage: `Market::Expiries` (r:1 w:1)
	/// Storage: `Market::Windows` (r:2 w:2)
	/// Storage: `Market::Indices` (r:2 w:2)
	/// Storage: `System::Events` (r:1 w:1)
	fn on_listed() -> Weight {
		Weight::from_parts(40_000_000, 6000)
			.saturating_add(RocksDbWeight::get().reads(7_u64))
			.saturating_add(RocksDbWeight::get().writes(6_u64))
	}
	/// Storage: `Market::Expiries` (r:1 w:1)
	/// Storage: `Market::Windows` (r:2 w:2)
	/// Storage: `Market::Indices` (r:2 w:2)
	/// Storage: `Operators::Members` (r:1 w:0)
	/// Storage: `Oracle::RawValues` (r:0 w:2o)
	/// Storage: `Oracle::Values` (r:0 w:2)
	/// Storage: `System::Events` (r:1 w:1)
	/// The range of component `o` is `[1, 64]`.
	fn on_removed(o: u32, ) -> Weight {
		Weight::from_parts(40_000_000, 6800)
			.saturating_add(Weight::from_parts(4_000_000, 2_700).saturating_mul(o.into()))
			.saturating_add(RocksDbWeight::get().reads(8_u64))
			.saturating_add(RocksDbWeight::get().reads((1_u64).saturating_mul(o.into())))
			.saturating_add(RocksDbWeight::get().writes(8_u64))
			.saturating_add(RocksDbWeight::get().writes((2_u64).saturating_mul(o.into())))
	}
	/// Storage: `Market::LastRun` (r:1 w:1)
	/// Storage: `Market::UnderlyingCount` (r:1 w:0)
	/// Storage: `Market::RollCursor` (r:1 w:1)
	/// Storage: `Market::LastStandstill` (r:1 w:1)
	/// Storage: `Market::StablePrice` (r:1 w:1)
	/// Storage: `System::Events` (r:1 w:1)
	fn roll_base() -> Weight {
		Weight::from_parts(12_000_000, 6400)
			.saturating_add(RocksDbWeight::get().reads(4_u64))
			.saturating_add(RocksDbWeight::get().writes(5_u64))
	}
	/// Storage: `Market::Indices` (r:1 w:1)
	fn end_print() -> Weight {
		Weight::from_parts(5_000_000, 4400)
			.saturating_add(RocksDbWeight::get().reads(1_u64))
			.saturating_add(RocksDbWeight::get().writes(1_u64))
	}
	/// Storage: `Market::Indices` (r:1 w:0)
	fn roll_quiet() -> Weight {
		Weight::from_parts(3_000_000, 4400)
			.saturating_add(RocksDbWeight::get().reads(1_u64))
	}
	/// Storage: `Market::Windows` (r:1 w:1)
	/// Storage: `Market::Indices` (r:0 w:1)
	/// Storage: `System::Events` (r:1 w:1)
	/// The range of component `n` is `[1, 64]`.
	fn roll_points(n: u32, ) -> Weight {
		Weight::from_parts(15_000_000, 5200)
			.saturating_add(Weight::from_parts(3_000_000, 2_900).saturating_mul(n.into()))
			.saturating_add(RocksDbWeight::get().reads(2_u64))
			.saturating_add(RocksDbWeight::get().writes(3_u64))
	}
	/// Everything but the index, which was read: a logarithm, a root and a few divisions.
	/// Storage: `Market::Underlyings` (r:1 w:0)
	/// Storage: `Market::Indices` (r:0 w:1)
	/// Storage: `System::Events` (r:1 w:1)
	fn roll_regime() -> Weight {
		Weight::from_parts(15_000_000, 4800)
			.saturating_add(RocksDbWeight::get().reads(2_u64))
			.saturating_add(RocksDbWeight::get().writes(2_u64))
	}
}
