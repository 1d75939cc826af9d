// SPDX-License-Identifier: Apache-2.0
//! Blocks, time, consensus, sessions, fees, accounts' tools.

use super::{governance, options, staking};
use crate::*;
use alloc::vec::Vec;
use polkadot_sdk::*;

use frame_support::{
	dispatch::{DispatchClass, DispatchResult},
	ensure, parameter_types,
	traits::{ConstBool, ConstU32, ConstU64, ConstU8, InstanceFilter, OnUnbalanced, Time},
	weights::{
		constants::{
			BlockExecutionWeight, ExtrinsicBaseWeight, ParityDbWeight, WEIGHT_REF_TIME_PER_MILLIS,
		},
		ConstantMultiplier, IdentityFee, Weight,
	},
};
use frame_system::limits::{BlockLength, BlockWeights};
use pallet_transaction_payment::{FungibleAdapter, Multiplier, TargetedFeeAdjustment};
use sp_consensus_aura::sr25519::AuthorityId as AuraId;
use sp_runtime::{
	traits::{AccountIdLookup, BlakeTwo256, Bounded, ConvertInto, OpaqueKeys},
	FixedPointNumber, Perbill, Perquintill,
};

/// Measured execution a block may cost: author and importer work one after the other inside the
/// one-second slot.
pub const BLOCK_REF_TIME: u64 = BLOCK_MS * WEIGHT_REF_TIME_PER_MILLIS;
/// Four validators on two cores execute every block twice over.
const BLOCK_MS: u64 = if cfg!(feature = "budget-150") { 150 } else { 330 };
const NORMAL_SHARE: Perbill = Perbill::from_percent(75);

parameter_types! {
	pub const BlockHashCount: BlockNumber = 4_096;
	pub const Version: RuntimeVersion = VERSION;
	pub RuntimeBlockWeights: BlockWeights = block_weights();
	pub RuntimeBlockLength: BlockLength = BlockLength::builder()
		.max_length(5 * 1024 * 1024)
		.modify_max_length_for_class(DispatchClass::Normal, |length| {
			*length = NORMAL_SHARE * (5 * 1024 * 1024)
		})
		.build();
	pub const SS58Prefix: u16 = 42;
}

/// A sovereign chain has no proof size to mind: only time is limited.
fn block_weights() -> BlockWeights {
	let max_block = Weight::from_parts(BLOCK_REF_TIME, u64::MAX);
	let normal = Weight::from_parts(NORMAL_SHARE * BLOCK_REF_TIME, u64::MAX);
	BlockWeights::builder()
		.base_block(BlockExecutionWeight::get())
		.for_class(DispatchClass::all(), |w| w.base_extrinsic = ExtrinsicBaseWeight::get())
		.for_class(DispatchClass::Normal, |w| w.max_total = Some(normal))
		.for_class(DispatchClass::Operational, |w| {
			w.max_total = Some(max_block);
			// Feeds always find room, however full the block is of orders: if need be so much above its
			// limit, which is still inside the half of a slot that an author has.
			let rest = BLOCK_REF_TIME - normal.ref_time();
			w.reserved = Some(Weight::from_parts(rest, u64::MAX));
		})
		.avg_block_initialization(Perbill::from_percent(10))
		.build_or_panic()
}

impl frame_system::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type BaseCallFilter = governance::CallFilter;
	type BlockWeights = RuntimeBlockWeights;
	type BlockLength = RuntimeBlockLength;
	type RuntimeOrigin = RuntimeOrigin;
	type RuntimeCall = RuntimeCall;
	type RuntimeTask = RuntimeTask;
	type Nonce = Nonce;
	type Hash = Hash;
	type Hashing = BlakeTwo256;
	type AccountId = AccountId;
	type Lookup = AccountIdLookup<AccountId, ()>;
	type Block = Block;
	type BlockHashCount = BlockHashCount;
	type DbWeight = ParityDbWeight;
	type Version = Version;
	type PalletInfo = PalletInfo;
	type AccountData = pallet_balances::AccountData<Balance>;
	type OnNewAccount = ();
	type OnKilledAccount = ();
	type SystemWeightInfo = frame_system::weights::SubstrateWeight<Runtime>;
	type ExtensionsWeightInfo = frame_system::SubstrateExtensionsWeight<Runtime>;
	type SS58Prefix = SS58Prefix;
	type OnSetCode = AwayFromExpiries;
	type MaxConsumers = ConstU32<16>;
	type SingleBlockMigrations = ();
	type MultiBlockMigrator = MultiBlockMigrations;
	type PreInherents = ();
	type PostInherents = ();
	type PostTransactions = ();
}

/// New code is not taken within this time of an expiry with open contracts, ms: before it, since blocks
/// may be late and prices missing while every node compiles the code and migrations run; behind it while
/// its contracts are not paid, and no longer, so that an expiry that can't settle does not lock its own
/// mending out.
pub const UPGRADE_DISTANCE_MS: u64 = 3_600_000;

/// Takes new code only where no expiry is near.
pub struct AwayFromExpiries;

impl frame_system::SetCode<Runtime> for AwayFromExpiries {
	fn set_code(code: Vec<u8>) -> DispatchResult {
		let now = SlotClock::now();
		Series::ensure_none_open_before(now.saturating_add(UPGRADE_DISTANCE_MS))?;
		let unpaid = pallet_settlement::Queue::<Runtime>::get();
		let is_old = |expiry: u64| expiry.saturating_add(UPGRADE_DISTANCE_MS) <= now;
		ensure!(
			unpaid.iter().all(|entry| is_old(entry.expiry.expiry)),
			pallet_series::Error::<Runtime>::ExpiryTooNear
		);
		<() as frame_system::SetCode<Runtime>>::set_code(code)
	}
}

impl pallet_timestamp::Config for Runtime {
	type Moment = u64;
	type OnTimestampSet = Aura;
	type MinimumPeriod = ConstU64<{ SLOT_MS / 2 }>;
	type WeightInfo = pallet_timestamp::weights::SubstrateWeight<Runtime>;
}

impl pallet_aura::Config for Runtime {
	type AuthorityId = AuraId;
	type MaxAuthorities = MaxAuthorities;
	type DisabledValidators = Session;
	type AllowMultipleBlocksPerSlot = ConstBool<false>;
	type SlotDuration = ConstU64<SLOT_MS>;
}

/// Chain time: the start of the slot. No author picks it, and it stands in every hook and call of
/// the block, also before the timestamp inherent.
pub struct SlotClock;

impl Time for SlotClock {
	type Moment = u64;

	fn now() -> u64 {
		u64::from(pallet_aura::CurrentSlot::<Runtime>::get()).saturating_mul(SLOT_MS)
	}
}

impl pallet_authorship::Config for Runtime {
	type FindAuthor = pallet_session::FindAccountFromAuthorIndex<Runtime, Aura>;
	type EventHandler = Staking;
}

parameter_types! {
	pub const MaxAuthorities: u32 = 100;
	pub const SessionPeriod: BlockNumber = HOURS;
	pub const SessionOffset: BlockNumber = 0;
	pub const KeyDeposit: Balance = TNR;
}

impl pallet_session::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type ValidatorId = AccountId;
	type ValidatorIdOf = ConvertInto;
	type ShouldEndSession = pallet_session::PeriodicSessions<SessionPeriod, SessionOffset>;
	type NextSessionRotation = pallet_session::PeriodicSessions<SessionPeriod, SessionOffset>;
	type SessionManager = pallet_session::historical::NoteHistoricalRoot<Self, Staking>;
	type SessionHandler = <SessionKeys as OpaqueKeys>::KeyTypeIdProviders;
	type Keys = SessionKeys;
	// A third at most, those whose offence was the gravest.
	type DisablingStrategy = pallet_session::disabling::UpToLimitWithReEnablingDisablingStrategy<3>;
	type WeightInfo = pallet_session::weights::SubstrateWeight<Runtime>;
	type Currency = Balances;
	type KeyDeposit = KeyDeposit;
}

impl pallet_grandpa::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type WeightInfo = ();
	type MaxAuthorities = MaxAuthorities;
	type MaxNominators = ConstU32<{ staking::MAX_NOMINATORS }>;
	type MaxSetIdSessionEntries = ConstU64<{ staking::BONDING_SESSIONS }>;
	type KeyOwnerProof = sp_session::MembershipProof;
	type EquivocationReportSystem = pallet_grandpa::EquivocationReportSystem<
		Self,
		Offences,
		Historical,
		staking::ReportLongevity,
	>;
}

parameter_types! {
	pub const ExistentialDeposit: Balance = EXISTENTIAL_DEPOSIT;
}

impl pallet_balances::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type RuntimeHoldReason = RuntimeHoldReason;
	type RuntimeFreezeReason = RuntimeFreezeReason;
	type WeightInfo = pallet_balances::weights::SubstrateWeight<Runtime>;
	type Balance = Balance;
	type DustRemoval = ();
	type ExistentialDeposit = ExistentialDeposit;
	type AccountStore = System;
	type ReserveIdentifier = [u8; 8];
	type FreezeIdentifier = RuntimeFreezeReason;
	type MaxLocks = ConstU32<16>;
	type MaxReserves = ConstU32<16>;
	type MaxFreezes = ConstU32<16>;
	type DoneSlashHandler = ();
}

/// Fees and tips go to the author of the block.
pub struct ToAuthor;

impl OnUnbalanced<frame_support::traits::fungible::Credit<AccountId, Balances>> for ToAuthor {
	fn on_nonzero_unbalanced(credit: frame_support::traits::fungible::Credit<AccountId, Balances>) {
		use frame_support::traits::fungible::Balanced;
		if let Some(author) = Authorship::author() {
			// What the author can't take (an account that would stay below the existential
			// deposit) is burnt with the dropped credit.
			drop(Balances::resolve(&author, credit));
		}
	}
}

parameter_types! {
	/// A hundredth of a token a megabyte.
	pub const TransactionByteFee: Balance = TNR / 1_000_000;
	pub const TargetBlockFullness: Perquintill = Perquintill::from_percent(25);
	pub AdjustmentVariable: Multiplier = Multiplier::saturating_from_rational(75, 1_000_000);
	pub MinimumMultiplier: Multiplier = Multiplier::saturating_from_rational(1, 10u128);
	pub MaximumMultiplier: Multiplier = Bounded::max_value();
}

impl pallet_transaction_payment::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type OnChargeTransaction = FungibleAdapter<Balances, ToAuthor>;
	type OperationalFeeMultiplier = ConstU8<5>;
	type WeightToFee = IdentityFee<Balance>;
	type LengthToFee = ConstantMultiplier<Balance, TransactionByteFee>;
	type FeeMultiplierUpdate = TargetedFeeAdjustment<
		Runtime,
		TargetBlockFullness,
		AdjustmentVariable,
		MinimumMultiplier,
		MaximumMultiplier,
	>;
	type WeightInfo = pallet_transaction_payment::weights::SubstrateWeight<Runtime>;
}

impl pallet_utility::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type RuntimeCall = RuntimeCall;
	type PalletsOrigin = OriginCaller;
	type WeightInfo = pallet_utility::weights::SubstrateWeight<Runtime>;
}

/// Deposit for storage: items and bytes.
pub const fn deposit(items: u32, bytes: u32) -> Balance {
	items as Balance * TNR + bytes as Balance * (TNR / 1_000)
}

parameter_types! {
	pub const MultisigDepositBase: Balance = deposit(1, 88);
	pub const MultisigDepositFactor: Balance = deposit(0, 32);
	pub const ProxyDepositBase: Balance = deposit(1, 8);
	pub const ProxyDepositFactor: Balance = deposit(0, 33);
	pub const AnnouncementDepositBase: Balance = deposit(1, 8);
	pub const AnnouncementDepositFactor: Balance = deposit(0, 66);
}

impl pallet_multisig::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type RuntimeCall = RuntimeCall;
	type Currency = Balances;
	type DepositBase = MultisigDepositBase;
	type DepositFactor = MultisigDepositFactor;
	type MaxSignatories = ConstU32<100>;
	type WeightInfo = pallet_multisig::weights::SubstrateWeight<Runtime>;
	type BlockNumberProvider = System;
}

/// What a proxy may do for its principal.
#[derive(
	Copy,
	Clone,
	Eq,
	PartialEq,
	Ord,
	PartialOrd,
	codec::Encode,
	codec::Decode,
	codec::DecodeWithMemTracking,
	Debug,
	codec::MaxEncodedLen,
	scale_info::TypeInfo,
	Default,
)]
pub enum ProxyType {
	/// Everything.
	#[default]
	Any,
	/// Trade and move collateral between the principal's own portfolios; nothing leaves.
	Trading,
	/// Vote and propose in the council and the technical committee.
	Governance,
	/// Reject announced proxy calls.
	CancelProxy,
	/// Validate and nominate: stake, session keys, where rewards go.
	Staking,
}

impl InstanceFilter<RuntimeCall> for ProxyType {
	fn filter(&self, call: &RuntimeCall) -> bool {
		match self {
			Self::Any => true,
			Self::Trading => options::is_trading_call(call),
			Self::Governance => {
				matches!(call, RuntimeCall::Council(..) | RuntimeCall::TechnicalCommittee(..))
			}
			Self::CancelProxy => {
				matches!(call, RuntimeCall::Proxy(pallet_proxy::Call::reject_announcement { .. }))
			}
			Self::Staking => matches!(call, RuntimeCall::Staking(..) | RuntimeCall::Session(..)),
		}
	}

	fn is_superset(&self, other: &Self) -> bool {
		self == other || *self == Self::Any
	}
}

impl pallet_proxy::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type RuntimeCall = RuntimeCall;
	type Currency = Balances;
	type ProxyType = ProxyType;
	type ProxyDepositBase = ProxyDepositBase;
	type ProxyDepositFactor = ProxyDepositFactor;
	type MaxProxies = ConstU32<32>;
	type WeightInfo = pallet_proxy::weights::SubstrateWeight<Runtime>;
	type MaxPending = ConstU32<32>;
	type CallHasher = BlakeTwo256;
	type AnnouncementDepositBase = AnnouncementDepositBase;
	type AnnouncementDepositFactor = AnnouncementDepositFactor;
	type BlockNumberProvider = System;
}

parameter_types! {
	pub MigrationServiceWeight: Weight = Perbill::from_percent(70) * RuntimeBlockWeights::get().max_block;
}

impl pallet_migrations::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	#[cfg(not(any(feature = "runtime-benchmarks", feature = "rehearsal")))]
	type Migrations = ();
	#[cfg(all(feature = "rehearsal", not(feature = "runtime-benchmarks")))]
	type Migrations = (crate::rehearsal::RewritePortfolios,);
	#[cfg(feature = "runtime-benchmarks")]
	type Migrations = pallet_migrations::mock_helpers::MockedMigrations;
	type CursorMaxLen = ConstU32<65_536>;
	type IdentifierMaxLen = ConstU32<256>;
	type MigrationStatusHandler = ();
	// A half-migrated state must not run: governance and validators decide what happens to it.
	type FailedMigrationHandler = frame_support::migrations::FreezeChainOnFailedMigration;
	type MaxServiceWeight = MigrationServiceWeight;
	type WeightInfo = pallet_migrations::weights::SubstrateWeight<Runtime>;
}

// ---------------------------------------------------------------- offchain workers

impl<C> frame_system::offchain::CreateTransactionBase<C> for Runtime
where
	RuntimeCall: From<C>,
{
	type Extrinsic = UncheckedExtrinsic;
	type RuntimeCall = RuntimeCall;
}

impl<C> frame_system::offchain::CreateTransaction<C> for Runtime
where
	RuntimeCall: From<C>,
{
	type Extension = TxExtension;

	fn create_transaction(call: RuntimeCall, extension: TxExtension) -> UncheckedExtrinsic {
		UncheckedExtrinsic::new_transaction(call, extension)
	}
}

impl<C> frame_system::offchain::CreateBare<C> for Runtime
where
	RuntimeCall: From<C>,
{
	fn create_bare(call: RuntimeCall) -> UncheckedExtrinsic {
		UncheckedExtrinsic::new_bare(call)
	}
}

impl<C> frame_system::offchain::CreateAuthorizedTransaction<C> for Runtime
where
	RuntimeCall: From<C>,
{
	fn create_extension() -> TxExtension {
		crate::extension(0, sp_runtime::generic::Era::Immortal, 0, None)
	}
}
