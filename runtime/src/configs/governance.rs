// SPDX-License-Identifier: Apache-2.0
//! Who may change what: council, time lock, technical committee, operators.
//!
//! Root acts only like this: two thirds of the council whitelist the hash of a call, two thirds of
//! the council schedule its dispatch at least [`TIME_LOCK`] blocks ahead, and the scheduler
//! dispatches it. Everybody sees it coming, and can leave before. A motion that is not closed in
//! [`MOTION_DURATION`] is void, and so is a dispatch whose call was taken off the whitelist.

use crate::*;
use polkadot_sdk::*;

use super::system::{deposit, RuntimeBlockWeights};
use frame_support::{
	parameter_types,
	traits::{
		ConstU32, Contains, EitherOfDiverse, EnsureOrigin, EqualPrivilegeOnly, LinearStoragePrice,
	},
	weights::Weight,
};
use frame_system::{EnsureRoot, Phase};
use pallet_collective::{EnsureProportionAtLeast, EnsureProportionMoreThan};
use sp_runtime::Perbill;

/// Blocks between scheduling a whitelisted call and its dispatch.
pub const TIME_LOCK: BlockNumber = DAYS;
/// Blocks after which an open motion is void.
pub const MOTION_DURATION: BlockNumber = 3 * DAYS;

/// The council.
pub type CouncilInstance = pallet_collective::Instance1;
/// The technical committee.
pub type TechnicalInstance = pallet_collective::Instance2;
/// Root, which nothing but the time-locked governance reaches.
pub type Root = EnsureRoot<AccountId>;
/// Two thirds of the council.
pub type TwoThirdsOfCouncil = EnsureProportionAtLeast<AccountId, CouncilInstance, 2, 3>;
/// More than half of the council: listing and the committee's settlement price.
pub type CouncilMajority =
	EitherOfDiverse<Root, EnsureProportionMoreThan<AccountId, CouncilInstance, 1, 2>>;
/// Two thirds of the technical committee: halts, never money.
pub type TechnicalMajority =
	EitherOfDiverse<Root, EnsureProportionAtLeast<AccountId, TechnicalInstance, 2, 3>>;

/// An origin that counts only when the scheduler dispatches: motions run in extrinsics, scheduled
/// calls in the block's initialization.
pub struct Scheduled<O>(core::marker::PhantomData<O>);

impl<O: EnsureOrigin<RuntimeOrigin>> EnsureOrigin<RuntimeOrigin> for Scheduled<O> {
	type Success = O::Success;

	fn try_origin(origin: RuntimeOrigin) -> Result<O::Success, RuntimeOrigin> {
		match System::execution_phase() {
			Some(Phase::Initialization) => O::try_origin(origin),
			_ => Err(origin),
		}
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn try_successful_origin() -> Result<RuntimeOrigin, ()> {
		// The phase is private to the system pallet.
		frame_support::storage::unhashed::put(
			&frame_support::storage::storage_prefix(b"System", b"ExecutionPhase"),
			&Phase::Initialization,
		);
		O::try_successful_origin()
	}
}

/// Which calls are dispatchable at all.
pub struct CallFilter;

impl Contains<RuntimeCall> for CallFilter {
	fn contains(call: &RuntimeCall) -> bool {
		!is_closed(call) && !breaks_time_lock(call) && TxPause::contains(call)
	}
}

/// Calls of SDK pallets whose entrance is ours: prices come through `market`, assets through
/// governance. And what staking's admin, the council without the time lock, could do to a stake besides
/// giving it back: that is Root's, which no filter stops.
fn is_closed(call: &RuntimeCall) -> bool {
	matches!(
		call,
		RuntimeCall::Oracle(pallet_oracle::Call::feed_values { .. })
			| RuntimeCall::Assets(pallet_assets::Call::create { .. })
			| RuntimeCall::Staking(
				pallet_staking::Call::manual_slash { .. }
					| pallet_staking::Call::restore_ledger { .. }
			)
	)
}

/// A dispatch of a whitelisted call that is scheduled too early, repeated, or hidden from this
/// filter behind a preimage.
fn breaks_time_lock(call: &RuntimeCall) -> bool {
	use pallet_scheduler::Call::*;
	let earliest = System::block_number().saturating_add(TIME_LOCK);
	let RuntimeCall::Scheduler(call) = call else { return false };
	match call {
		schedule { when, maybe_periodic, .. } | schedule_named { when, maybe_periodic, .. } => {
			*when < earliest || maybe_periodic.is_some()
		}
		schedule_after { after, maybe_periodic, .. }
		| schedule_named_after { after, maybe_periodic, .. } => {
			*after < TIME_LOCK || maybe_periodic.is_some()
		}
		_ => false,
	}
}

parameter_types! {
	pub MaxMotionWeight: Weight = Perbill::from_percent(50) * RuntimeBlockWeights::get().max_block;
	pub const MotionDuration: BlockNumber = MOTION_DURATION;
}

impl pallet_collective::Config<CouncilInstance> for Runtime {
	type RuntimeOrigin = RuntimeOrigin;
	type Proposal = RuntimeCall;
	type RuntimeEvent = RuntimeEvent;
	type MotionDuration = MotionDuration;
	type MaxProposals = ConstU32<100>;
	type MaxMembers = ConstU32<30>;
	type DefaultVote = pallet_collective::MoreThanMajorityThenPrimeDefaultVote;
	type WeightInfo = pallet_collective::weights::SubstrateWeight<Runtime>;
	type SetMembersOrigin = Root;
	type MaxProposalWeight = MaxMotionWeight;
	type DisapproveOrigin = Root;
	type KillOrigin = Root;
	type Consideration = ();
}

impl pallet_collective::Config<TechnicalInstance> for Runtime {
	type RuntimeOrigin = RuntimeOrigin;
	type Proposal = RuntimeCall;
	type RuntimeEvent = RuntimeEvent;
	type MotionDuration = MotionDuration;
	type MaxProposals = ConstU32<100>;
	type MaxMembers = ConstU32<30>;
	type DefaultVote = pallet_collective::MoreThanMajorityThenPrimeDefaultVote;
	type WeightInfo = pallet_collective::weights::SubstrateWeight<Runtime>;
	type SetMembersOrigin = Root;
	type MaxProposalWeight = MaxMotionWeight;
	type DisapproveOrigin = Root;
	type KillOrigin = Root;
	type Consideration = ();
}

impl pallet_whitelist::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type RuntimeCall = RuntimeCall;
	type WhitelistOrigin = TwoThirdsOfCouncil;
	type DispatchWhitelistedOrigin = Scheduled<TwoThirdsOfCouncil>;
	type Preimages = Preimage;
	// A dispatch that comes before its whitelisting is not kept for later: see the module's text.
	type DeferredDispatchExpiration = ConstU32<0>;
	type BlockNumberProvider = System;
	type WeightInfo = pallet_whitelist::weights::SubstrateWeight<Runtime>;
}

parameter_types! {
	pub const PreimageBaseDeposit: Balance = deposit(2, 64);
	pub const PreimageByteDeposit: Balance = deposit(0, 1);
	pub const PreimageHoldReason: RuntimeHoldReason =
		RuntimeHoldReason::Preimage(pallet_preimage::HoldReason::Preimage);
	pub SchedulerWeight: Weight = Perbill::from_percent(20) * RuntimeBlockWeights::get().max_block;
}

impl pallet_preimage::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type WeightInfo = pallet_preimage::weights::SubstrateWeight<Runtime>;
	type Currency = Balances;
	type ManagerOrigin = Root;
	type Consideration = frame_support::traits::fungible::HoldConsideration<
		AccountId,
		Balances,
		PreimageHoldReason,
		LinearStoragePrice<PreimageBaseDeposit, PreimageByteDeposit, Balance>,
	>;
}

impl pallet_scheduler::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type RuntimeOrigin = RuntimeOrigin;
	type PalletsOrigin = OriginCaller;
	type RuntimeCall = RuntimeCall;
	type MaximumWeight = SchedulerWeight;
	type ScheduleOrigin = EitherOfDiverse<Root, TwoThirdsOfCouncil>;
	type OriginPrivilegeCmp = EqualPrivilegeOnly;
	type MaxScheduledPerBlock = ConstU32<50>;
	type WeightInfo = pallet_scheduler::weights::SubstrateWeight<Runtime>;
	type Preimages = Preimage;
	type BlockNumberProvider = System;
}

/// The members who may feed prices.
pub type OperatorsInstance = pallet_membership::Instance1;

impl pallet_membership::Config<OperatorsInstance> for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type AddOrigin = Root;
	type RemoveOrigin = CouncilMajority;
	type SwapOrigin = Root;
	type ResetOrigin = Root;
	type PrimeOrigin = Root;
	type MembershipInitialized = ();
	type MembershipChanged = Oracle;
	type MaxMembers = ConstU32<32>;
	type WeightInfo = pallet_membership::weights::SubstrateWeight<Runtime>;
}

/// Calls that nobody can pause: time, feeds, the ways out, governance itself.
pub struct Unpausable;

impl Contains<pallet_tx_pause::RuntimeCallNameOf<Runtime>> for Unpausable {
	fn contains(name: &pallet_tx_pause::RuntimeCallNameOf<Runtime>) -> bool {
		let (Ok(pallet), Ok(call)) = (core::str::from_utf8(&name.0), core::str::from_utf8(&name.1))
		else {
			return true;
		};
		const GOVERNANCE: [&str; 8] = [
			"System",
			// Evidence against validators.
			"Grandpa",
			"Timestamp",
			"Council",
			"TechnicalCommittee",
			"Whitelist",
			"Scheduler",
			"Preimage",
		];
		GOVERNANCE.contains(&pallet)
			|| super::options::is_unpausable(pallet, call)
			|| super::staking::is_unpausable(pallet, call)
	}
}

impl pallet_tx_pause::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type RuntimeCall = RuntimeCall;
	type PauseOrigin = TechnicalMajority;
	type UnpauseOrigin = TechnicalMajority;
	type WhitelistedCalls = Unpausable;
	type MaxNameLen = ConstU32<256>;
	type WeightInfo = pallet_tx_pause::weights::SubstrateWeight<Runtime>;
}
