// SPDX-License-Identifier: Apache-2.0

//! Weights of `pallet_margin`.
//!
//! Counted, not yet measured but for `price_vectors`: reads and writes are exact, times are estimates for the reference
//! machine (one option price with both kinds 1 us, one position in 36 columns 0.5 us).

#![cfg_attr(rustfmt, rustfmt_skip)]
#![allow(unused_parens)]
#![allow(unused_imports)]
#![allow(missing_docs)]

use polkadot_sdk::{
	frame_support::{traits::Get, weights::{constants::RocksDbWeight, Weight}},
	frame_system,
};
use core::marker::PhantomData;

/// Weight functions needed for `pallet_margin`.
pub trait WeightInfo {
	fn execute(f: u32, e: u32, s: u32, ) -> Weight;
	fn admit(o: u32, ) -> Weight;
	fn series_terms() -> Weight;
	fn check_entry(n: u32, ) -> Weight;
	fn open_expiry() -> Weight;
	fn price_vectors(v: u32, ) -> Weight;
	fn ensure_releasable() -> Weight;
	fn look_up_assets(n: u32, ) -> Weight;
	fn seize_share(e: u32, s: u32, ) -> Weight;
	fn clear_transients(n: u32, ) -> Weight;
	fn set_standard_params() -> Weight;
	fn set_portfolio_params() -> Weight;
	fn set_scenarios() -> Weight;
	fn set_asset_params() -> Weight;
	fn set_mark_band() -> Weight;
	fn set_owner_limits() -> Weight;
	fn look_at_owner() -> Weight;
	fn restate_greeks(e: u32, p: u32, ) -> Weight;
	fn sweep_base() -> Weight;
	fn watch_axis() -> Weight;
	fn compare_expiry(n: u32, ) -> Weight;
	fn tree_node(n: u32, ) -> Weight;
	fn write_node(n: u32, ) -> Weight;
	fn queue_page(n: u32, ) -> Weight;
	fn portfolio_changed() -> Weight;
	fn standing_page() -> Weight;
	fn write_standing_page() -> Weight;
	fn sweep_portfolio() -> Weight;
	fn make_band(e: u32, p: u32, ) -> Weight;
	fn stress_positions(n: u32, ) -> Weight;
	fn stress_page() -> Weight;
	fn set_stress_rule() -> Weight;
}

/// Weights for `pallet_margin` using the Substrate node and recommended hardware.
pub struct SubstrateWeight<T>(PhantomData<T>);
impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	/// Everything but reading and summing entries; posting is the ledger's. One expiry: positions of
	/// a portfolio are one entry.
	/// Storage: `Collateral::Portfolios` (r:8 w:8)
	/// Storage: `Margin::Positions` (r:0 w:8)
	/// Storage: `Series::Expiries` (r:1 w:0)
	/// Storage: `Series::OpenInterest` (r:8 w:8)
	/// Storage: open interest of expiry and underlying, their cap (r:3 w:2)
	/// Storage: `Margin::Queue` (r:1 w:8)
	/// Storage: `Margin::OwnerHoldings`, `Margin::PositionGreeks` (r:2p w:2p)
	/// Storage: `Margin::Limits`, open interest of the underlying (r:2s w:0)
	/// Storage: `Margin::Contracts` (r:8 w:8)
	/// The range of component `f` is `[16, 256]`.
	/// The range of component `p` is `[2, 8]`.
	/// The range of component `s` is `[1, 8]`.
	fn execute(f: u32, e: u32, s: u32, ) -> Weight {
		Weight::from_parts(10_000_000, 4000)
			.saturating_add(Weight::from_parts(400_000, 0).saturating_mul(f.into()))
			.saturating_add(Weight::from_parts(25_000_000, 12000).saturating_mul(e.into()))
			.saturating_add(Weight::from_parts(15_000_000, 6000).saturating_mul(s.into()))
			.saturating_add(T::DbWeight::get().reads((4_u64).saturating_mul(e.into())))
			.saturating_add(T::DbWeight::get().writes((5_u64).saturating_mul(e.into())))
			.saturating_add(T::DbWeight::get().reads((9_u64).saturating_mul(s.into())))
			.saturating_add(T::DbWeight::get().writes((4_u64).saturating_mul(s.into())))
	}
	/// Orders against the open-order bound, by both sets of parameters; everything but reading and
	/// summing entries, looking up assets and computing vectors.
	/// Storage: `Collateral::Portfolios` (r:1 w:0)
	/// Storage: market value of the stablecoin (r:1 w:0)
	/// Storage: `Margin::Stress` (r:1 w:0), once in a step
	/// The range of component `o` is `[1, 256]`.
	fn admit(o: u32, ) -> Weight {
		Weight::from_parts(15_000_000, 6000)
			// 1.1 us natively without a ramp, 2.8 with one (256 orders); wasm takes up to 2.7 times as long.
			.saturating_add(Weight::from_parts(7_500_000, 0).saturating_mul(o.into()))
			.saturating_add(T::DbWeight::get().reads(3_u64))
			// 1.1 us natively without a ramp, 2.8 with one (256 orders), 0.7 estimated for limits of the
			// owner; wasm takes up to 2.7 times as long.
			.saturating_add(Weight::from_parts(9_500_000, 0).saturating_mul(o.into()))
	}
	/// Storage: market values of the stablecoin, the expiry and its underlying (r:4 w:0)
	/// Storage: `Margin::Band` (r:1 w:0)
	/// Storage: `Series::OpenInterest` (r:1 w:0)
	/// Storage: open interest of the underlying, its cap (r:2 w:0)
	fn series_terms() -> Weight {
		Weight::from_parts(25_000_000, 12000)
			.saturating_add(T::DbWeight::get().reads(8_u64))
	}
	/// One entry read and summed up, by both sets of parameters.
	/// Storage: `Margin::Positions` (r:1 w:0)
	/// The range of component `n` is `[0, 128]`.
	fn check_entry(n: u32, ) -> Weight {
		Weight::from_parts(15_000_000, 7000)
			// Both sets of parameters; 0.18 us each in wasm (docs/benchmarks.md).
			.saturating_add(Weight::from_parts(400_000, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(1_u64))
	}
	/// What all entries of an expiry share: its market, rules, and vectors kept from earlier in the block.
	/// Storage: `Margin::TransientStore` (r:2 w:0)
	/// Storage: `Margin::PortfolioRules` (r:1 w:0)
	/// Storage: `Margin::ScenarioRules` (r:1 w:0)
	/// Storage: market values of the expiry and its underlying (r:3 w:0)
	/// Storage: `Series::Expiries`, `Breaker::Board` (r:2 w:0)
	fn open_expiry() -> Weight {
		Weight::from_parts(120_000_000, 97000)
			.saturating_add(T::DbWeight::get().reads(9_u64))
	}
	/// Option prices, both kinds at once, kept for the block.
	/// Storage: `Margin::TransientStore` (r:0 w:1)
	/// Storage: `Margin::TransientKeys` (r:1 w:1)
	/// Storage: `Series::Expiries` (r:1 w:0)
	/// The range of component `v` is `[0, 80000]`.
	fn price_vectors(v: u32, ) -> Weight {
		Weight::from_parts(10_000_000, 6000)
			// 200 ns a price, stored for the block, by its benchmark on a quiet machine; a quarter more.
			.saturating_add(Weight::from_parts(250_000, 0).saturating_mul(v.into()))
			.saturating_add(T::DbWeight::get().reads(2_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
	/// Everything but reading and summing entries, looking up assets and computing vectors.
	/// Storage: market value of the stablecoin (r:1 w:0)
	fn ensure_releasable() -> Weight {
		Weight::from_parts(15_000_000, 4000)
			.saturating_add(T::DbWeight::get().reads(1_u64))
	}
	/// Storage: `Margin::AssetRules` (r:64 w:0)
	/// Storage: market values of assets and underlyings (r:128 w:0)
	/// The range of component `n` is `[0, 64]`.
	fn look_up_assets(n: u32, ) -> Weight {
		Weight::from_parts(1_000_000, 0)
			.saturating_add(Weight::from_parts(4_000_000, 9000).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads((3_u64).saturating_mul(n.into())))
	}
	/// Entries of two portfolios in `e` expiries written, the open interest of `s` series shifted; everything
	/// but reading entries and margin. Records and what margin notes of both are counted where their money
	/// moves.
	/// Storage: `Margin::OwnerHoldings`, `Margin::PositionGreeks` (r:4e w:4e)
	/// Storage: `Margin::Positions` (r:2e w:2e)
	/// Storage: `Margin::Contracts` (r:e w:e)
	/// Storage: open interest of series, expiry and underlying (r:3s w:3s)
	/// The range of component `e` is `[0, 16]`.
	/// The range of component `s` is `[0, 16]`.
	fn seize_share(e: u32, s: u32, ) -> Weight {
		Weight::from_parts(40_000_000, 12000)
			// 256 positions of an expiry, moved in memory on both sides.
			.saturating_add(Weight::from_parts(60_000_000, 24000).saturating_mul(e.into()))
			.saturating_add(Weight::from_parts(6_000_000, 3000).saturating_mul(s.into()))
			.saturating_add(T::DbWeight::get().reads((3_u64).saturating_mul(s.into())))
			.saturating_add(T::DbWeight::get().reads((7_u64).saturating_mul(e.into())))
			.saturating_add(T::DbWeight::get().writes((7_u64).saturating_mul(e.into())))
			.saturating_add(T::DbWeight::get().writes((3_u64).saturating_mul(s.into())))
	}
	/// Storage: `Margin::TransientKeys` (r:1 w:1)
	/// Storage: `Margin::TransientStore` (r:0 w:256)
	/// The range of component `n` is `[0, 256]`.
	fn clear_transients(n: u32, ) -> Weight {
		Weight::from_parts(5_000_000, 7000)
			.saturating_add(Weight::from_parts(1_500_000, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(1_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
			.saturating_add(T::DbWeight::get().writes((1_u64).saturating_mul(n.into())))
	}
	/// Storage: `Margin::StandardRules` (r:1 w:1)
	/// Storage: `Margin::Axes` (r:1 w:1)
	fn set_standard_params() -> Weight {
		Weight::from_parts(15_000_000, 3500)
			.saturating_add(T::DbWeight::get().reads(2_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
	/// Storage: `Margin::PortfolioRules` (r:1 w:1)
	/// Storage: `Margin::Axes` (r:1 w:1)
	fn set_portfolio_params() -> Weight {
		Weight::from_parts(18_000_000, 4500)
			.saturating_add(T::DbWeight::get().reads(2_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
	/// Storage: `Margin::ScenarioRules` (r:1 w:1)
	/// Storage: `Margin::Axes` (r:1 w:1)
	fn set_scenarios() -> Weight {
		Weight::from_parts(30_000_000, 7500)
			.saturating_add(T::DbWeight::get().reads(2_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
	/// Storage: `Margin::AssetRules` (r:1 w:1)
	/// Storage: `Margin::Axes` (r:1 w:1)
	fn set_asset_params() -> Weight {
		Weight::from_parts(14_000_000, 3500)
			.saturating_add(T::DbWeight::get().reads(2_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
	/// Storage: `Margin::Band` (r:0 w:1)
	fn set_mark_band() -> Weight {
		Weight::from_parts(8_000_000, 0)
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `Margin::Limits` (r:0 w:1)
	fn set_owner_limits() -> Weight {
		Weight::from_parts(9_000_000, 0)
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `Margin::Limits`, `Margin::OwnerHoldings` (r:2 w:0)
	/// Storage: open interest of the underlying (r:1 w:0)
	fn look_at_owner() -> Weight {
		Weight::from_parts(5_000_000, 8000)
			.saturating_add(T::DbWeight::get().reads(3_u64))
	}
	/// What the Greeks of a portfolio count for, set anew; everything but its record and entries, markets
	/// and marks.
	/// Storage: `Margin::Limits`, `Margin::OwnerHoldings`, `Margin::PositionGreeks` (r:3e w:2e)
	/// The range of component `e` is `[0, 16]`.
	/// The range of component `p` is `[0, 2048]`.
	fn restate_greeks(e: u32, p: u32, ) -> Weight {
		Weight::from_parts(2_000_000, 0)
			.saturating_add(Weight::from_parts(5_000_000, 8000).saturating_mul(e.into()))
			.saturating_add(Weight::from_parts(300_000, 0).saturating_mul(p.into()))
			.saturating_add(T::DbWeight::get().reads((3_u64).saturating_mul(e.into())))
			.saturating_add(T::DbWeight::get().writes((2_u64).saturating_mul(e.into())))
	}
	/// Storage: `Margin::Cursor` or `Margin::BackstopCursor` (r:1 w:1)
	/// Storage: number of underlyings, number of portfolios, market value of the stablecoin (r:3 w:0)
	/// Storage: `Margin::Stress`, `Margin::StressRules`, `Collateral::Insurance` (r:3 w:1)
	/// Storage: `System::Events` (r:1 w:1)
	fn sweep_base() -> Weight {
		Weight::from_parts(18_000_000, 7000)
			.saturating_add(T::DbWeight::get().reads(8_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	/// Storage: `Margin::Axes` (r:1 w:1)
	/// Storage: index, revision (r:2 w:0)
	fn watch_axis() -> Weight {
		Weight::from_parts(6_000_000, 6000)
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// One expiry of an underlying that was fed, with volatilities of its strikes before and now.
	/// Storage: `Margin::Seen` (r:1 w:1), shared by up to 32
	/// Storage: market values and strikes of the expiry (r:3 w:0)
	/// The range of component `s` is `[0, 64]`.
	fn compare_expiry(n: u32, ) -> Weight {
		Weight::from_parts(25_000_000, 12000)
			.saturating_add(Weight::from_parts(4_000_000, 0).saturating_mul(64))
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
			.saturating_mul(n.into())
	}
	/// Storage: `Margin::Nodes` (r:1 w:0)
	fn tree_node(n: u32, ) -> Weight {
		Weight::from_parts(5_000_000, 4200)
			.saturating_add(T::DbWeight::get().reads(1_u64))
			.saturating_mul(n.into())
	}
	/// Storage: `Margin::Nodes` (r:1 w:1)
	fn write_node(n: u32, ) -> Weight {
		Weight::from_parts(10_000_000, 4200)
			.saturating_add(T::DbWeight::get().reads(1_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
			.saturating_mul(n.into())
	}
	/// Storage: `Margin::Queue` (r:2 w:0), with the next key
	fn queue_page(n: u32, ) -> Weight {
		Weight::from_parts(3_000_000, 2600)
			.saturating_add(T::DbWeight::get().reads(2_u64))
			.saturating_mul(n.into())
	}
	/// Storage: `Margin::Queue` (r:1 w:1)
	fn portfolio_changed() -> Weight {
		Weight::from_parts(3_000_000, 2600)
			.saturating_add(T::DbWeight::get().reads(1_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `Margin::Standings` (r:1 w:0)
	fn standing_page() -> Weight {
		Weight::from_parts(5_000_000, 2800)
			.saturating_add(T::DbWeight::get().reads(1_u64))
	}
	/// Storage: `Margin::Standings` (r:0 w:1)
	fn write_standing_page() -> Weight {
		Weight::from_parts(3_000_000, 0)
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// A portfolio's record read, and what becomes of it noted; everything but reading and summing
	/// entries, looking up assets and computing vectors.
	/// Storage: `Collateral::Portfolios`, `Collateral::Debtors`, `Collateral::OpenClearings` (r:3 w:0)
	fn sweep_portfolio() -> Weight {
		Weight::from_parts(12_000_000, 8000)
			.saturating_add(T::DbWeight::get().reads(3_u64))
	}
	/// A band: up to nine bounds over a box, each of every scenario of every expiry (6 us natively, 16
	/// in wasm), and the exposures of every position. The portfolio is read again.
	/// Storage: `Collateral::Portfolios`, `Margin::Positions` (r:1+e w:0), from the overlay
	/// Storage: `Margin::Queue` (r:1 w:1)
	/// The range of component `e` is `[0, 16]`.
	/// The range of component `p` is `[0, 2048]`.
	fn make_band(e: u32, p: u32, ) -> Weight {
		Weight::from_parts(30_000_000, 8000)
			.saturating_add(Weight::from_parts(150_000_000, 0).saturating_mul(e.into()))
			.saturating_add(Weight::from_parts(1_000_000, 0).saturating_mul(p.into()))
			.saturating_add(T::DbWeight::get().reads_writes(1_u64, 1_u64))
	}
	/// Positions and orders in four columns, of vectors that are there.
	/// The range of component `n` is `[0, 2048]`.
	fn stress_positions(n: u32, ) -> Weight {
		Weight::from_parts(50_000, 0).saturating_mul(n.into())
	}
	/// Storage: `Margin::StressShares` (r:1 w:1), of 64 portfolios
	fn stress_page() -> Weight {
		Weight::from_parts(8_000_000, 7500)
			.saturating_add(T::DbWeight::get().reads(1_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `Margin::StressRules`, `Margin::Stress`, `Margin::Axes` (r:3 w:3)
	/// Storage: `Collateral::Insurance` (r:1 w:0)
	/// Storage: `System::Events` (r:1 w:1)
	fn set_stress_rule() -> Weight {
		Weight::from_parts(20_000_000, 5000)
			.saturating_add(T::DbWeight::get().reads(5_u64))
			.saturating_add(T::DbWeight::get().writes(4_u64))
	}
}

// For backwards compatibility and tests.
impl WeightInfo for () {
	fn execute(f: u32, e: u32, s: u32, ) -> Weight {
		Weight::from_parts(10_000_000, 4000)
			.saturating_add(Weight::from_parts(400_000, 0).saturating_mul(f.into()))
			.saturating_add(Weight::from_parts(25_000_000, 12000).saturating_mul(e.into()))
			.saturating_add(Weight::from_parts(15_000_000, 6000).saturating_mul(s.into()))
			.saturating_add(RocksDbWeight::get().reads((4_u64).saturating_mul(e.into())))
			.saturating_add(RocksDbWeight::get().writes((5_u64).saturating_mul(e.into())))
			.saturating_add(RocksDbWeight::get().reads((9_u64).saturating_mul(s.into())))
			.saturating_add(RocksDbWeight::get().writes((4_u64).saturating_mul(s.into())))
	}
	fn admit(o: u32, ) -> Weight {
		Weight::from_parts(15_000_000, 6000)
			// 1.1 us natively without a ramp, 2.8 with one (256 orders); wasm takes up to 2.7 times as long.
			.saturating_add(Weight::from_parts(7_500_000, 0).saturating_mul(o.into()))
			.saturating_add(RocksDbWeight::get().reads(3_u64))
			// 1.1 us natively without a ramp, 2.8 with one (256 orders), 0.7 estimated for limits of the
			// owner; wasm takes up to 2.7 times as long.
			.saturating_add(Weight::from_parts(9_500_000, 0).saturating_mul(o.into()))
	}
	fn series_terms() -> Weight {
		Weight::from_parts(25_000_000, 12000)
			.saturating_add(RocksDbWeight::get().reads(8_u64))
	}
	fn check_entry(n: u32, ) -> Weight {
		Weight::from_parts(15_000_000, 7000)
			// Both sets of parameters; 0.18 us each in wasm (docs/benchmarks.md).
			.saturating_add(Weight::from_parts(400_000, 0).saturating_mul(n.into()))
			.saturating_add(RocksDbWeight::get().reads(1_u64))
	}
	fn open_expiry() -> Weight {
		Weight::from_parts(120_000_000, 97000)
			.saturating_add(RocksDbWeight::get().reads(9_u64))
	}
	fn price_vectors(v: u32, ) -> Weight {
		Weight::from_parts(10_000_000, 6000)
			// 200 ns a price, stored for the block, by its benchmark on a quiet machine; a quarter more.
			.saturating_add(Weight::from_parts(250_000, 0).saturating_mul(v.into()))
			.saturating_add(RocksDbWeight::get().reads(2_u64))
			.saturating_add(RocksDbWeight::get().writes(2_u64))
	}
	fn ensure_releasable() -> Weight {
		Weight::from_parts(15_000_000, 4000)
			.saturating_add(RocksDbWeight::get().reads(1_u64))
	}
	fn look_up_assets(n: u32, ) -> Weight {
		Weight::from_parts(1_000_000, 0)
			.saturating_add(Weight::from_parts(4_000_000, 9000).saturating_mul(n.into()))
			.saturating_add(RocksDbWeight::get().reads((3_u64).saturating_mul(n.into())))
	}
	fn seize_share(e: u32, s: u32, ) -> Weight {
		Weight::from_parts(40_000_000, 12000)
			// 256 positions of an expiry, moved in memory on both sides.
			.saturating_add(Weight::from_parts(60_000_000, 24000).saturating_mul(e.into()))
			.saturating_add(Weight::from_parts(6_000_000, 3000).saturating_mul(s.into()))
			.saturating_add(RocksDbWeight::get().reads((3_u64).saturating_mul(s.into())))
			.saturating_add(RocksDbWeight::get().reads((7_u64).saturating_mul(e.into())))
			.saturating_add(RocksDbWeight::get().writes((7_u64).saturating_mul(e.into())))
			.saturating_add(RocksDbWeight::get().writes((3_u64).saturating_mul(s.into())))
	}
	fn clear_transients(n: u32, ) -> Weight {
		Weight::from_parts(5_000_000, 7000)
			.saturating_add(Weight::from_parts(1_500_000, 0).saturating_mul(n.into()))
			.saturating_add(RocksDbWeight::get().reads(1_u64))
			.saturating_add(RocksDbWeight::get().writes(1_u64))
			.saturating_add(RocksDbWeight::get().writes((1_u64).saturating_mul(n.into())))
	}
	fn set_standard_params() -> Weight {
		Weight::from_parts(15_000_000, 3500)
			.saturating_add(RocksDbWeight::get().reads(2_u64))
			.saturating_add(RocksDbWeight::get().writes(2_u64))
	}
	fn set_portfolio_params() -> Weight {
		Weight::from_parts(18_000_000, 4500)
			.saturating_add(RocksDbWeight::get().reads(2_u64))
			.saturating_add(RocksDbWeight::get().writes(2_u64))
	}
	fn set_scenarios() -> Weight {
		Weight::from_parts(30_000_000, 7500)
			.saturating_add(RocksDbWeight::get().reads(2_u64))
			.saturating_add(RocksDbWeight::get().writes(2_u64))
	}
	fn set_asset_params() -> Weight {
		Weight::from_parts(14_000_000, 3500)
			.saturating_add(RocksDbWeight::get().reads(2_u64))
			.saturating_add(RocksDbWeight::get().writes(2_u64))
	}
	fn set_mark_band() -> Weight {
		Weight::from_parts(8_000_000, 0)
			.saturating_add(RocksDbWeight::get().writes(1_u64))
	}
	fn set_owner_limits() -> Weight {
		Weight::from_parts(9_000_000, 0)
			.saturating_add(RocksDbWeight::get().writes(1_u64))
	}
	fn look_at_owner() -> Weight {
		Weight::from_parts(5_000_000, 8000)
			.saturating_add(RocksDbWeight::get().reads(3_u64))
	}
	fn restate_greeks(e: u32, p: u32, ) -> Weight {
		Weight::from_parts(2_000_000, 0)
			.saturating_add(Weight::from_parts(5_000_000, 8000).saturating_mul(e.into()))
			.saturating_add(Weight::from_parts(300_000, 0).saturating_mul(p.into()))
			.saturating_add(RocksDbWeight::get().reads((3_u64).saturating_mul(e.into())))
			.saturating_add(RocksDbWeight::get().writes((2_u64).saturating_mul(e.into())))
	}
	fn sweep_base() -> Weight {
		Weight::from_parts(18_000_000, 7000)
			.saturating_add(RocksDbWeight::get().reads(8_u64))
			.saturating_add(RocksDbWeight::get().writes(3_u64))
	}
	fn watch_axis() -> Weight {
		Weight::from_parts(6_000_000, 6000)
			.saturating_add(RocksDbWeight::get().reads(3_u64))
			.saturating_add(RocksDbWeight::get().writes(1_u64))
	}
	fn compare_expiry(n: u32, ) -> Weight {
		Weight::from_parts(25_000_000, 12000)
			.saturating_add(Weight::from_parts(4_000_000, 0).saturating_mul(64))
			.saturating_add(RocksDbWeight::get().reads(4_u64))
			.saturating_add(RocksDbWeight::get().writes(1_u64))
			.saturating_mul(n.into())
	}
	fn tree_node(n: u32, ) -> Weight {
		Weight::from_parts(5_000_000, 4200)
			.saturating_add(RocksDbWeight::get().reads(1_u64))
			.saturating_mul(n.into())
	}
	fn write_node(n: u32, ) -> Weight {
		Weight::from_parts(10_000_000, 4200)
			.saturating_add(RocksDbWeight::get().reads(1_u64))
			.saturating_add(RocksDbWeight::get().writes(1_u64))
			.saturating_mul(n.into())
	}
	fn queue_page(n: u32, ) -> Weight {
		Weight::from_parts(3_000_000, 2600)
			.saturating_add(RocksDbWeight::get().reads(2_u64))
			.saturating_mul(n.into())
	}
	fn portfolio_changed() -> Weight {
		Weight::from_parts(3_000_000, 2600)
			.saturating_add(RocksDbWeight::get().reads(1_u64))
			.saturating_add(RocksDbWeight::get().writes(1_u64))
	}
	fn standing_page() -> Weight {
		Weight::from_parts(5_000_000, 2800)
			.saturating_add(RocksDbWeight::get().reads(1_u64))
	}
	/// Storage: `Margin::Standings` (r:0 w:1)
	fn write_standing_page() -> Weight {
		Weight::from_parts(3_000_000, 0)
			.saturating_add(RocksDbWeight::get().writes(1_u64))
	}
	fn sweep_portfolio() -> Weight {
		Weight::from_parts(12_000_000, 8000)
			.saturating_add(RocksDbWeight::get().reads(3_u64))
	}
	fn make_band(e: u32, p: u32, ) -> Weight {
		Weight::from_parts(30_000_000, 8000)
			.saturating_add(Weight::from_parts(150_000_000, 0).saturating_mul(e.into()))
			.saturating_add(Weight::from_parts(1_000_000, 0).saturating_mul(p.into()))
			.saturating_add(RocksDbWeight::get().reads_writes(1_u64, 1_u64))
	}
	/// Positions and orders in four columns, of vectors that are there.
	/// The range of component `n` is `[0, 2048]`.
	fn stress_positions(n: u32, ) -> Weight {
		Weight::from_parts(50_000, 0).saturating_mul(n.into())
	}
	/// Storage: `Margin::StressShares` (r:1 w:1), of 64 portfolios
	fn stress_page() -> Weight {
		Weight::from_parts(8_000_000, 7500)
			.saturating_add(RocksDbWeight::get().reads(1_u64))
			.saturating_add(RocksDbWeight::get().writes(1_u64))
	}
	/// Storage: `Margin::StressRules`, `Margin::Stress`, `Margin::Axes` (r:3 w:3)
	/// Storage: `Collateral::Insurance` (r:1 w:0)
	/// Storage: `System::Events` (r:1 w:1)
	fn set_stress_rule() -> Weight {
		Weight::from_parts(20_000_000, 5000)
			.saturating_add(RocksDbWeight::get().reads(5_u64))
			.saturating_add(RocksDbWeight::get().writes(4_u64))
	}
}
