// SPDX-License-Identifier: Apache-2.0
#![doc = include_str!("../README.md")]
#![cfg_attr(not(feature = "std"), no_std)]
#![recursion_limit = "256"]
// The SDK's macros write items without documentation and qualified paths.
#![allow(missing_docs)]

#[cfg(feature = "std")]
include!(concat!(env!("OUT_DIR"), "/wasm_binary.rs"));

extern crate alloc;

pub mod apis;
pub mod authoring_api;
#[cfg(feature = "runtime-benchmarks")]
mod benchmark_helpers;
pub mod configs;
pub mod figures;
pub mod genesis_config_presets;
pub mod options_api;
pub mod priority;
#[cfg(feature = "rehearsal")]
mod rehearsal;

use polkadot_sdk::*;

use alloc::vec::Vec;

use sp_runtime::{
	generic, impl_opaque_keys,
	traits::{BlakeTwo256, IdentifyAccount, Verify},
	MultiAddress, MultiSignature,
};
use sp_version::{runtime_version, RuntimeVersion};

#[cfg(feature = "runtime-benchmarks")]
#[macro_use]
mod benches {
	polkadot_sdk::frame_benchmarking::define_benchmarks!(
		[pallet_market, Market]
		[pallet_series, Series]
		[pallet_collateral, Collateral]
		[pallet_margin, Margin]
		[pallet_trading, Trading]
		[pallet_settlement, Settlement]
		[pallet_liquidation, Liquidation]
		[pallet_breaker, Breaker]
		[pallet_vault, Vault]
		[pallet_solvency, Solvency]
		[pallet_lane, Lane]
		[pallet_engine, Engine]
	);
}

/// Alias to 512-bit hash when used in the context of a transaction signature on the chain.
pub type Signature = MultiSignature;
/// The public key's account.
pub type AccountId = <<Signature as Verify>::Signer as IdentifyAccount>::AccountId;
/// Balance of the native token, 12 decimals.
pub type Balance = u128;
/// Number of transactions an account has sent.
pub type Nonce = u32;
/// Block hashes.
pub type Hash = sp_core::H256;
/// Block numbers.
pub type BlockNumber = u32;
/// Where a call can be addressed to.
pub type Address = MultiAddress<AccountId, ()>;
/// Block headers.
pub type Header = generic::Header<BlockNumber, BlakeTwo256>;
/// Blocks.
pub type Block = generic::Block<Header, UncheckedExtrinsic>;
/// Blocks with their justifications.
pub type SignedBlock = generic::SignedBlock<Block>;

/// What every transaction carries besides its call. Final: adding or moving a member changes what
/// every wallet signs.
pub type TxExtension = (
	frame_system::AuthorizeCall<Runtime>,
	frame_system::CheckNonZeroSender<Runtime>,
	frame_system::CheckSpecVersion<Runtime>,
	frame_system::CheckTxVersion<Runtime>,
	frame_system::CheckGenesis<Runtime>,
	frame_system::CheckMortality<Runtime>,
	frame_system::CheckNonce<Runtime>,
	frame_system::CheckWeight<Runtime>,
	priority::PrioritizeCall,
	priority::BelowRanks<pallet_asset_tx_payment::ChargeAssetTxPayment<Runtime>>,
	frame_metadata_hash_extension::CheckMetadataHash<Runtime>,
	frame_system::WeightReclaim<Runtime>,
);

/// The extension of a transaction with that nonce and era, whose fee with that tip is paid in `asset`, or
/// in the native token. Without a hash of the metadata.
pub fn extension(nonce: Nonce, era: generic::Era, tip: Balance, asset: Option<u32>) -> TxExtension {
	let charge = pallet_asset_tx_payment::ChargeAssetTxPayment::from(tip, asset);
	(
		frame_system::AuthorizeCall::new(),
		frame_system::CheckNonZeroSender::new(),
		frame_system::CheckSpecVersion::new(),
		frame_system::CheckTxVersion::new(),
		frame_system::CheckGenesis::new(),
		frame_system::CheckMortality::from(era),
		frame_system::CheckNonce::from(nonce),
		frame_system::CheckWeight::new(),
		priority::PrioritizeCall,
		priority::BelowRanks(charge),
		frame_metadata_hash_extension::CheckMetadataHash::new(false),
		frame_system::WeightReclaim::new(),
	)
}

/// Transactions as they come from outside.
pub type UncheckedExtrinsic =
	generic::UncheckedExtrinsic<Address, RuntimeCall, Signature, TxExtension>;
/// What is signed.
pub type SignedPayload = generic::SignedPayload<RuntimeCall, TxExtension>;

/// Runs blocks.
pub type Executive = frame_executive::Executive<
	Runtime,
	Block,
	frame_system::ChainContext<Runtime>,
	Runtime,
	AllPalletsWithSystem,
>;

impl_opaque_keys! {
	pub struct SessionKeys {
		pub aura: Aura,
		pub grandpa: Grandpa,
	}
}

/// The version with this number of its specification, which the attribute wants as a literal.
macro_rules! version {
	($spec_version:tt) => {
		#[runtime_version]
		pub const VERSION: RuntimeVersion = RuntimeVersion {
			spec_name: alloc::borrow::Cow::Borrowed("tenor"),
			impl_name: alloc::borrow::Cow::Borrowed("tenor"),
			authoring_version: 1,
			spec_version: $spec_version,
			impl_version: 1,
			apis: apis::RUNTIME_API_VERSIONS,
			transaction_version: 1,
			system_version: 1,
		};
	};
}

#[cfg(not(feature = "rehearsal"))]
version!(100);
#[cfg(feature = "rehearsal")]
version!(101);

/// One token, 12 decimals.
pub const TNR: Balance = 1_000_000_000_000;
/// Least balance an account may hold.
pub const EXISTENTIAL_DEPOSIT: Balance = TNR / 100;
/// Milliseconds of a slot, and so of a block.
pub const SLOT_MS: u64 = if cfg!(feature = "slot-50") {
	50
} else if cfg!(feature = "slot-500") {
	500
} else {
	1_000
};
/// Blocks of a minute.
pub const MINUTES: BlockNumber = 60;
/// Blocks of an hour.
pub const HOURS: BlockNumber = 60 * MINUTES;
/// Blocks of a day.
pub const DAYS: BlockNumber = 24 * HOURS;

#[frame_support::runtime]
mod runtime {
	#[runtime::runtime]
	#[runtime::derive(
		RuntimeCall,
		RuntimeEvent,
		RuntimeError,
		RuntimeOrigin,
		RuntimeFreezeReason,
		RuntimeHoldReason,
		RuntimeSlashReason,
		RuntimeLockId,
		RuntimeTask,
		RuntimeViewFunction
	)]
	pub struct Runtime;

	#[runtime::pallet_index(0)]
	pub type System = frame_system;
	#[runtime::pallet_index(1)]
	pub type Timestamp = pallet_timestamp;
	#[runtime::pallet_index(2)]
	pub type Aura = pallet_aura;
	#[runtime::pallet_index(3)]
	pub type Authorship = pallet_authorship;

	#[runtime::pallet_index(10)]
	pub type Balances = pallet_balances;

	// The genesis is built in this order: what is staked is money, and sessions begin with whom
	// staking elects.
	#[runtime::pallet_index(50)]
	pub type Staking = pallet_staking;
	#[runtime::pallet_index(4)]
	pub type Session = pallet_session;
	#[runtime::pallet_index(51)]
	pub type Historical = pallet_session::historical;
	#[runtime::pallet_index(52)]
	pub type Offences = pallet_offences;
	#[runtime::pallet_index(5)]
	pub type Grandpa = pallet_grandpa;

	#[runtime::pallet_index(11)]
	pub type Assets = pallet_assets<Instance1>;
	#[runtime::pallet_index(12)]
	pub type TransactionPayment = pallet_transaction_payment;
	#[runtime::pallet_index(13)]
	pub type AssetTxPayment = pallet_asset_tx_payment;

	#[runtime::pallet_index(20)]
	pub type Utility = pallet_utility;
	#[runtime::pallet_index(21)]
	pub type Proxy = pallet_proxy;
	#[runtime::pallet_index(22)]
	pub type Multisig = pallet_multisig;
	#[runtime::pallet_index(23)]
	pub type Scheduler = pallet_scheduler;
	#[runtime::pallet_index(24)]
	pub type Preimage = pallet_preimage;

	#[runtime::pallet_index(30)]
	pub type Council = pallet_collective<Instance1>;
	#[runtime::pallet_index(31)]
	pub type TechnicalCommittee = pallet_collective<Instance2>;
	#[runtime::pallet_index(32)]
	pub type Whitelist = pallet_whitelist;
	#[runtime::pallet_index(33)]
	pub type Operators = pallet_membership<Instance1>;
	#[runtime::pallet_index(34)]
	pub type TxPause = pallet_tx_pause;
	#[runtime::pallet_index(35)]
	pub type MultiBlockMigrations = pallet_migrations;

	#[runtime::pallet_index(40)]
	pub type Oracle = pallet_oracle;
	#[runtime::pallet_index(41)]
	pub type Market = pallet_market;
	#[runtime::pallet_index(42)]
	pub type Series = pallet_series;
	#[runtime::pallet_index(43)]
	pub type Collateral = pallet_collateral;
	#[runtime::pallet_index(44)]
	pub type Margin = pallet_margin;
	#[runtime::pallet_index(45)]
	pub type Trading = pallet_trading;
	#[runtime::pallet_index(46)]
	pub type Settlement = pallet_settlement;
	#[runtime::pallet_index(47)]
	pub type Liquidation = pallet_liquidation;
	#[runtime::pallet_index(49)]
	pub type Breaker = pallet_breaker;
	#[runtime::pallet_index(48)]
	pub type Vault = pallet_vault;
	#[runtime::pallet_index(53)]
	pub type Solvency = pallet_solvency;
	#[runtime::pallet_index(54)]
	pub type Lane = pallet_lane;

	// Last: its hook runs after Aura has set the slot and the scheduler has run.
	#[runtime::pallet_index(60)]
	pub type Engine = pallet_engine;
}
