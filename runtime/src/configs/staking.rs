// SPDX-License-Identifier: Apache-2.0
//! Validators: who is one, what they stake, earn and lose.
//!
//! Numbers and their reasons stand in decision 40. What an election or a change of era costs at these
//! bounds is measured by a test of the whole.

use super::{
	governance::{Root, TwoThirdsOfCouncil},
	system::{SessionPeriod, SlotClock},
};
use crate::*;
use polkadot_sdk::*;

use frame_election_provider_support::{
	bounds::{ElectionBounds, ElectionBoundsBuilder},
	onchain, SequentialPhragmen,
};
use frame_support::{
	parameter_types,
	traits::{ConstBool, ConstU32, EitherOfDiverse, UnixTime},
};
use sp_runtime::{Perbill, Perquintill};
use sp_staking::{EraIndex, EraPayout, SessionIndex};

/// Validators at most.
pub const MAX_VALIDATORS: u32 = 32;
/// Candidates that an election looks at.
pub const MAX_CANDIDATES: u32 = 64;
/// Nominators that an election looks at.
pub const MAX_NOMINATORS: u32 = 256;
/// Candidates a nominator may name.
pub const MAX_NOMINATIONS: u32 = 4;
/// Everybody who votes: each candidate votes for himself.
const MAX_VOTERS: u32 = MAX_CANDIDATES + MAX_NOMINATORS;
/// Nominators that one call pays.
const EXPOSURE_PAGE: u32 = 64;

/// Sessions of an era: a quarter of a day.
pub const SESSIONS_PER_ERA: SessionIndex = 6;
/// Eras that a stake stays after it is unbonded: a week.
pub const BONDING_ERAS: EraIndex = 28;
/// Eras in which a slash can be vetoed before it is applied: three days.
pub const SLASH_DEFER_ERAS: EraIndex = 12;
/// Eras whose rewards can be claimed: three weeks.
pub const HISTORY_ERAS: EraIndex = 84;

/// What a year of inflation can be at most, of all tokens. Governance sets how much of it is paid
/// (staking's `MaxStakedRewards`): all, unless it says less.
pub const MAX_INFLATION: Perbill = Perbill::from_percent(5);
/// Milliseconds of an era in which no slot is missed.
// cast: both widen, in a constant where `from` cannot be called
pub const ERA_MS: u64 = SESSIONS_PER_ERA as u64 * HOURS as u64 * SLOT_MS;
// cast: the same
const YEAR_MS: u64 = 365 * DAYS as u64 * SLOT_MS;
/// Sessions that a stake outlasts.
// cast: the same
pub const BONDING_SESSIONS: u64 = BONDING_ERAS as u64 * SESSIONS_PER_ERA as u64;

parameter_types! {
	pub ElectionLimits: ElectionBounds = ElectionBoundsBuilder::default()
		.voters_count(MAX_VOTERS.into())
		.targets_count(MAX_CANDIDATES.into())
		.build();
	/// Blocks in which a report of an offence is of use: as long as there is a stake to slash.
	pub ReportLongevity: u64 = BONDING_SESSIONS.saturating_mul(SessionPeriod::get().into());
}

/// Elections in the block that plans an era.
pub struct Elections;

impl onchain::Config for Elections {
	// Who has the least behind him is left out if there are too many.
	type Sort = ConstBool<true>;
	type System = Runtime;
	type Solver = SequentialPhragmen<AccountId, Perbill>;
	type MaxBackersPerWinner = ConstU32<MAX_VOTERS>;
	type MaxWinnersPerPage = ConstU32<MAX_VALIDATORS>;
	type DataProvider = Staking;
	type WeightInfo = frame_election_provider_support::weights::SubstrateWeight<Runtime>;
	type Bounds = ElectionLimits;
}

/// What an era pays to those who stake.
///
/// An era longer than its slots (the chain stood still, slots were missed) is paid as if it were not:
/// nobody earns by standing still. Rounded down.
pub struct Inflation;

impl EraPayout<Balance> for Inflation {
	fn era_payout(_staked: Balance, issuance: Balance, duration_ms: u64) -> (Balance, Balance) {
		let part = Perquintill::from_rational(duration_ms.min(ERA_MS), YEAR_MS);
		(part.mul_floor(MAX_INFLATION.mul_floor(issuance)), 0)
	}
}

impl UnixTime for SlotClock {
	fn now() -> core::time::Duration {
		core::time::Duration::from_millis(<Self as frame_support::traits::Time>::now())
	}
}

/// Bounds of the SDK's benchmarks: ours.
pub struct BenchmarkBounds;

impl pallet_staking::BenchmarkingConfig for BenchmarkBounds {
	type MaxNominators = ConstU32<MAX_NOMINATORS>;
	type MaxValidators = ConstU32<MAX_CANDIDATES>;
}

impl pallet_staking::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type OldCurrency = Balances;
	type Currency = Balances;
	type CurrencyBalance = Balance;
	type RuntimeHoldReason = RuntimeHoldReason;
	type UnixTime = SlotClock;
	type CurrencyToVote = sp_staking::currency_to_vote::U128CurrencyToVote;
	type ElectionProvider = onchain::OnChainExecution<Elections>;
	type GenesisElectionProvider = onchain::OnChainExecution<Elections>;
	type NominationsQuota = pallet_staking::FixedNominationsQuota<MAX_NOMINATIONS>;
	type HistoryDepth = ConstU32<HISTORY_ERAS>;
	// What governance does not pay of the inflation never comes into being; what is slashed is burnt.
	type RewardRemainder = ();
	type Slash = ();
	type Reward = ();
	type SessionsPerEra = ConstU32<SESSIONS_PER_ERA>;
	type BondingDuration = ConstU32<BONDING_ERAS>;
	type SlashDeferDuration = ConstU32<SLASH_DEFER_ERAS>;
	// Cancels slashes, without the time lock: the stake is what it protects.
	type AdminOrigin = EitherOfDiverse<Root, TwoThirdsOfCouncil>;
	type SessionInterface = Self;
	type EraPayout = Inflation;
	type NextNewSession = Session;
	type MaxExposurePageSize = ConstU32<EXPOSURE_PAGE>;
	type MaxValidatorSet = ConstU32<MAX_VALIDATORS>;
	// Everybody fits into an election, so that no order among them is needed.
	type VoterList = pallet_staking::UseNominatorsAndValidatorsMap<Self>;
	type TargetList = pallet_staking::UseValidatorsMap<Self>;
	type MaxUnlockingChunks = ConstU32<32>;
	// There were never controllers.
	type MaxControllersInDeprecationBatch = ConstU32<1>;
	type EventListeners = ();
	type Filter = frame_support::traits::Nothing;
	type BenchmarkingConfig = BenchmarkBounds;
	type WeightInfo = pallet_staking::weights::SubstrateWeight<Runtime>;
}

impl pallet_session::historical::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type FullIdentification = ();
	type FullIdentificationOf = pallet_staking::UnitIdentificationOf<Self>;
}

impl pallet_offences::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type IdentificationTuple = pallet_session::historical::IdentificationTuple<Self>;
	type OnOffenceHandler = Staking;
}

/// Whether a call of staking is among those that nobody can pause: the ways out, and the veto of a slash.
pub fn is_unpausable(pallet: &str, call: &str) -> bool {
	pallet == "Staking"
		&& matches!(call, "chill" | "unbond" | "withdraw_unbonded" | "cancel_deferred_slash")
}
