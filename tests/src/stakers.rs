// SPDX-License-Identifier: Apache-2.0
//! Sessions and eras of a chain, and as many who stake as an election looks at.

use crate::chain::Chain;
use polkadot_sdk::*;

use frame_support::traits::fungible::Mutate;
use pallet_staking::{RewardDestination, ValidatorPrefs};
use sp_runtime::traits::Dispatchable;
use tenor_runtime::{
	configs::staking::{
		MAX_CANDIDATES, MAX_NOMINATIONS, MAX_NOMINATORS, SESSIONS_PER_ERA, SLASH_DEFER_ERAS,
	},
	AccountId, Balances, Runtime, RuntimeCall, RuntimeOrigin, Session, SessionKeys, Staking,
	System, HOURS, TNR,
};

/// The era that is rewarded.
pub fn active_era() -> u32 {
	Staking::active_era().expect("there is one").index
}

/// The last block of the session is behind us.
fn to_end_of_session(chain: &mut Chain) {
	chain.close_block();
	System::set_block_number(System::block_number() / HOURS * HOURS + HOURS - 1);
}

/// The block in which the next session begins is open. An hour of slots has gone by, all but one of them
/// empty; none of the blocks is `except`'s.
pub fn next_session(chain: &mut Chain, except: Option<&AccountId>) {
	to_end_of_session(chain);
	let mut ahead = u64::from(HOURS);
	let validators = Session::validators();
	let place = |slot: u64| usize::try_from(slot % validators.len() as u64).expect("few");
	if Some(&validators[place(chain.slot() + ahead)]) == except {
		ahead += 1;
	}
	chain.skip_slots(ahead);
}

/// The block in which the next era begins is open; none of the blocks is `except`'s.
pub fn next_era(chain: &mut Chain, except: Option<&AccountId>) {
	let era = active_era();
	while active_era() == era {
		next_session(chain, except);
	}
}

/// The last block before the one of this era that elects is behind us.
pub fn before_election(chain: &mut Chain) {
	let first = Staking::eras_start_session_index(active_era()).expect("it has begun");
	// An era is planned with its predecessor's last session.
	while Session::current_index() + 2 < first + SESSIONS_PER_ERA {
		next_session(chain, None);
	}
	to_end_of_session(chain);
}

/// The last block before the one in which an era begins is behind us.
pub fn before_era(chain: &mut Chain) {
	before_election(chain);
	chain.next_block();
	to_end_of_session(chain);
}

fn account(kind: u8, number: u32) -> AccountId {
	let mut bytes = [kind; 32];
	bytes[..4].copy_from_slice(&number.to_le_bytes());
	bytes.into()
}

fn candidate(number: u32) -> AccountId {
	account(1, number)
}

fn call(who: &AccountId, call: impl Into<RuntimeCall>) {
	let call: RuntimeCall = call.into();
	call.dispatch(RuntimeOrigin::signed(who.clone())).expect("it is allowed");
}

fn bond(who: &AccountId, tokens: u128) {
	let value = tokens * TNR;
	Balances::mint_into(who, 2 * value).expect("minted");
	call(who, pallet_staking::Call::bond { value, payee: RewardDestination::Staked });
}

/// Candidates and nominators up to the limits, no two stakes alike. Nominators name a third of those who
/// are elected, each as many as he may.
pub fn crowd() {
	let candidates = MAX_CANDIDATES - pallet_staking::Validators::<Runtime>::count();
	for number in 0..candidates {
		let who = candidate(number);
		bond(&who, 20_000 + u128::from(number));
		let bytes: [u8; 32] = who.clone().into();
		let keys = SessionKeys {
			aura: sp_core::sr25519::Public::from_raw(bytes).into(),
			grandpa: sp_core::ed25519::Public::from_raw(bytes).into(),
		};
		<Session as pallet_session::SessionInterface>::set_keys(&who, keys).expect("new keys");
		call(&who, pallet_staking::Call::validate { prefs: ValidatorPrefs::default() });
	}
	for number in 0..MAX_NOMINATORS {
		let who = account(2, number);
		bond(&who, 1_000 + u128::from(number));
		let named = (0..MAX_NOMINATIONS).map(|n| candidate((number + 3 * n) % NAMED).into());
		call(&who, pallet_staking::Call::nominate { targets: named.collect() });
	}
}

/// How many candidates are named: a third of the validators.
const NAMED: u32 = 11;

/// Slashes everybody who was named, with all who stand behind them, at the beginning of the next era.
pub fn slash_the_named() {
	use sp_staking::offence::{OffenceDetails, OnOffenceHandler};
	let offenders: Vec<_> = (0..NAMED)
		.map(|number| OffenceDetails { offender: (candidate(number), ()), reporters: Vec::new() })
		.collect();
	let fractions = vec![sp_runtime::Perbill::from_percent(10); offenders.len()];
	let session = Session::current_index();
	<Staking as OnOffenceHandler<_, _, _>>::on_offence(&offenders, &fractions, session);
	// Without the days in which they could be vetoed.
	let applied = active_era() + SLASH_DEFER_ERAS + 1;
	let slashes = pallet_staking::UnappliedSlashes::<Runtime>::take(applied);
	assert_eq!(slashes.len(), offenders.len());
	pallet_staking::UnappliedSlashes::<Runtime>::insert(active_era() + 1, slashes);
	// And without the slots that they would miss.
	pallet_session::DisabledValidators::<Runtime>::kill();
}
