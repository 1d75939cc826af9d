// SPDX-License-Identifier: Apache-2.0
//! Fungible assets and fees paid in them.

use crate::*;
use polkadot_sdk::*;

use super::{governance, system::deposit};
use frame_support::{
	parameter_types,
	traits::{
		fungibles::{Balanced, Credit},
		AsEnsureOriginWithArg, ConstU32,
	},
	PalletId,
};
use sp_runtime::traits::AccountIdConversion;

/// The pallet instance that holds them.
pub type AssetsInstance = pallet_assets::Instance1;

/// The settlement asset: 6 decimals, sufficient.
pub const USDC: u32 = 1;
/// Bitcoin, 8 decimals.
pub const BTC: u32 = 2;
/// Ether, 18 decimals.
pub const ETH: u32 = 3;
/// DOT, 10 decimals.
pub const DOT: u32 = 4;

parameter_types! {
	pub const AssetDeposit: Balance = deposit(1, 190);
	pub const AssetAccountDeposit: Balance = deposit(1, 16);
	pub const MetadataDepositBase: Balance = deposit(1, 68);
	pub const MetadataDepositPerByte: Balance = deposit(0, 1);
	pub const ApprovalDeposit: Balance = EXISTENTIAL_DEPOSIT;
	/// The keyless account that owns every asset: an asset's admin could move or burn custody, so
	/// only the time-locked governance may speak for it.
	pub GovernanceAccount: AccountId = PalletId(*b"tnr/govn").into_account_truncating();
}

impl pallet_assets::Config<AssetsInstance> for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type Balance = Balance;
	type RemoveItemsLimit = ConstU32<1_000>;
	type AssetId = u32;
	type AssetIdParameter = codec::Compact<u32>;
	type ReserveData = ();
	type Currency = Balances;
	// The call `create` is closed: assets come from governance through `force_create`.
	type CreateOrigin = AsEnsureOriginWithArg<frame_support::traits::NeverEnsureOrigin<AccountId>>;
	type ForceOrigin = governance::Root;
	type AssetDeposit = AssetDeposit;
	type AssetAccountDeposit = AssetAccountDeposit;
	type MetadataDepositBase = MetadataDepositBase;
	type MetadataDepositPerByte = MetadataDepositPerByte;
	type ApprovalDeposit = ApprovalDeposit;
	type StringLimit = ConstU32<50>;
	type Freezer = ();
	type Holder = ();
	type Extra = ();
	type CallbackHandle = ();
	type AssetIdAllocator = ();
	type WeightInfo = pallet_assets::weights::SubstrateWeight<Runtime>;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = ();
}

/// Fees paid in an asset go to the author of the block.
pub struct AssetToAuthor;

impl pallet_asset_tx_payment::HandleCredit<AccountId, Assets> for AssetToAuthor {
	fn handle_credit(credit: Credit<AccountId, Assets>) {
		if let Some(author) = Authorship::author() {
			// What the author can't take is burnt with the dropped credit.
			drop(Assets::resolve(&author, credit));
		}
	}
}

impl pallet_asset_tx_payment::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type Fungibles = Assets;
	// The rate is that of the two minimum balances, and only sufficient assets pay: with USDC's at
	// 0.01 and the token's at 0.01, governance moves the rate by moving a minimum balance.
	type OnChargeAssetTransaction = pallet_asset_tx_payment::FungiblesAdapter<
		pallet_assets::BalanceToAssetBalance<
			Balances,
			Runtime,
			sp_runtime::traits::ConvertInto,
			AssetsInstance,
		>,
		AssetToAuthor,
	>;
	type WeightInfo = pallet_asset_tx_payment::weights::SubstrateWeight<Runtime>;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = crate::benchmark_helpers::Helper;
}
