// SPDX-License-Identifier: Apache-2.0
//! Who validates, what he stakes, earns and loses.

use polkadot_sdk::*;

use codec::{Decode, Encode};
use frame_support::{
	assert_noop, assert_ok,
	traits::{InstanceFilter, KeyOwnerProofSystem},
};
use pallet_staking::{ConfigOp, Event as Stake, RewardDestination, ValidatorPrefs};
use sp_consensus_grandpa::{localized_payload, AuthorityId, Equivocation, EquivocationProof};
use sp_genesis_builder::LOCAL_TESTNET_RUNTIME_PRESET;
use sp_keyring::{
	Ed25519Keyring,
	Sr25519Keyring::{self as Key, Alice, Bob, Charlie, Dave, Ferdie},
};
use sp_runtime::{
	traits::BadOrigin,
	transaction_validity::{InvalidTransaction, TransactionSource, TransactionValidityError},
	Perbill, Percent,
};
use sp_session::MembershipProof;
use tenor_runtime::{
	authoring_api::disabled_author,
	configs::{
		governance::Unpausable,
		staking::*,
		system::{ProxyType, RuntimeBlockWeights},
	},
	AccountId, Balance, Balances, Executive, Grandpa, Historical, Runtime, RuntimeCall,
	RuntimeEvent, Session, SessionKeys, Staking, System, UncheckedExtrinsic, TNR,
};
use tenor_tests::{chain::*, stakers::*};

type Error = pallet_staking::Error<Runtime>;
type Votes = EquivocationProof<sp_core::H256, u32>;

/// What the presets stake.
const STAKE: Balance = 100_000 * TNR;

fn id(who: Key) -> AccountId {
	who.to_account_id()
}

fn stakes(who: Key) -> Balance {
	Staking::ledger(sp_staking::StakingAccount::Stash(id(who))).expect("he stakes").total
}

/// Bonds and puts himself up for election, with session keys of his own.
fn stand(chain: &Chain, who: Key, value: Balance) {
	let payee = RewardDestination::Staked;
	assert_ok!(chain.call(who, pallet_staking::Call::bond { value, payee }));
	let made = SessionKeys::generate(&id(who).encode(), None);
	let set_keys = pallet_session::Call::set_keys { keys: made.keys, proof: made.proof.encode() };
	assert_ok!(chain.call(who, set_keys));
	let prefs = ValidatorPrefs::default();
	assert_ok!(chain.call(who, pallet_staking::Call::validate { prefs }));
}

fn bond(value: Balance) -> pallet_staking::Call<Runtime> {
	pallet_staking::Call::bond { value, payee: RewardDestination::Staked }
}

fn nominate(whom: &[Key]) -> pallet_staking::Call<Runtime> {
	let targets = whom.iter().map(|who| id(*who).into()).collect();
	pallet_staking::Call::nominate { targets }
}

fn pay_less_inflation(part: Percent) -> pallet_staking::Call<Runtime> {
	pallet_staking::Call::set_staking_configs {
		min_nominator_bond: ConfigOp::Noop,
		min_validator_bond: ConfigOp::Noop,
		max_nominator_count: ConfigOp::Noop,
		max_validator_count: ConfigOp::Noop,
		chill_threshold: ConfigOp::Noop,
		min_commission: ConfigOp::Noop,
		max_staked_rewards: ConfigOp::Set(part),
	}
}

// ---------------------------------------------------------------- joining and leaving

#[test]
fn candidate_joins_with_the_next_era_and_who_chills_leaves_with_his_stake_behind_a_week() {
	journey(|chain| {
		// GIVEN a chain of one validator, and another who stands for election
		assert_eq!(Session::validators(), vec![id(Alice)]);
		stand(chain, Bob, 2 * STAKE);
		// WHEN the era is over that was planned without him, THEN he is one from its first block on,
		// and not a session earlier
		while Session::current_index() + 1 < SESSIONS_PER_ERA {
			next_session(chain, None);
			assert_eq!(Session::validators(), vec![id(Alice)]);
		}
		assert!(chain.saw(|e| matches!(e, RuntimeEvent::Staking(Stake::StakersElected))));
		next_session(chain, None);
		assert_eq!(active_era(), 1);
		let mut both = Session::validators();
		both.sort();
		assert_eq!(both, vec![id(Bob), id(Alice)]);
		// AND his slots are his
		chain.next_block();
		let authors: Vec<_> = (0..2)
			.map(|_| {
				chain.next_block();
				tenor_runtime::Authorship::author().expect("known")
			})
			.collect();
		assert_ne!(authors[0], authors[1]);
		// WHEN the first one chills and unbonds, THEN he is gone with the next era
		assert_ok!(chain.call(Alice, pallet_staking::Call::chill {}));
		assert_ok!(chain.call(Alice, pallet_staking::Call::unbond { value: STAKE }));
		next_era(chain, None);
		assert_eq!(Session::validators(), vec![id(Bob)]);
		// AND his stake is his a week behind the day on which he asked for it, no era earlier
		let withdraw = || pallet_staking::Call::withdraw_unbonded { num_slashing_spans: 0 };
		for _ in 1..BONDING_ERAS {
			assert_ok!(chain.call(Alice, withdraw()));
			assert_eq!(stakes(Alice), STAKE);
			next_era(chain, None);
		}
		assert_ok!(chain.call(Alice, withdraw()));
		assert!(Staking::ledger(sp_staking::StakingAccount::Stash(id(Alice))).is_err());
	});
}

#[test]
fn who_stakes_too_little_or_shows_keys_of_others_is_refused_by_name() {
	journey(|chain| {
		// GIVEN a stake below what a validator needs
		assert_ok!(chain.call(Bob, bond(9_999 * TNR)));
		// WHEN he stands for election, THEN it is refused; AND so are too many nominations
		let prefs = ValidatorPrefs::default();
		assert_noop!(
			chain.call(Bob, pallet_staking::Call::validate { prefs }),
			Error::InsufficientBond
		);
		assert_noop!(
			chain.call(Bob, nominate(&[Alice; MAX_NOMINATIONS as usize + 1])),
			Error::TooManyTargets
		);
		assert_ok!(chain.call(Bob, nominate(&[Alice])));
		assert_ok!(chain.call(Charlie, bond(99 * TNR)));
		assert_noop!(chain.call(Charlie, nominate(&[Alice])), Error::InsufficientBond);
		// WHEN keys are shown with a proof made for somebody else, THEN they are refused
		let made = SessionKeys::generate(&id(Bob).encode(), None);
		let set_keys =
			pallet_session::Call::set_keys { keys: made.keys, proof: made.proof.encode() };
		assert_noop!(chain.call(Charlie, set_keys), pallet_session::Error::<Runtime>::InvalidProof);
	});
}

#[test]
fn staking_proxy_moves_stakes_and_nothing_else_and_the_ways_out_are_never_paused() {
	let name = |pallet: &str, call: &str| {
		let bytes = |text: &str| text.as_bytes().to_vec().try_into().expect("short");
		(bytes(pallet), bytes(call))
	};
	let unpausable = |pallet, call| {
		use frame_support::traits::Contains;
		Unpausable::contains(&name(pallet, call))
	};
	// GIVEN calls of each kind
	let stake: RuntimeCall = bond(1).into();
	let keys: RuntimeCall = pallet_session::Call::purge_keys {}.into();
	let send = pallet_balances::Call::transfer_all { dest: id(Bob).into(), keep_alive: false };
	// WHEN a proxy for staking makes them, THEN only those of staking pass
	assert!(ProxyType::Staking.filter(&stake) && ProxyType::Staking.filter(&keys));
	assert!(!ProxyType::Staking.filter(&send.into()));
	assert!(!ProxyType::Trading.filter(&stake));
	// AND nobody can pause evidence or the ways out, but new stakes
	assert!(unpausable("Staking", "unbond") && unpausable("Staking", "withdraw_unbonded"));
	assert!(unpausable("Staking", "chill") && unpausable("Staking", "cancel_deferred_slash"));
	assert!(unpausable("Grandpa", "report_equivocation_unsigned"));
	assert!(!unpausable("Staking", "bond"));
}

// ---------------------------------------------------------------- rewards

/// What an era pays, computed apart from the runtime; rounded down.
fn inflation_of_an_era(issuance: Balance, percent_paid: u128) -> Balance {
	issuance / 100 * 5 / 100 * percent_paid * u128::from(ERA_MS) / (365 * 86_400_000)
}

/// What the event of this block says that an era pays, and what of it is never made.
fn era_paid() -> (Balance, Balance) {
	let paid = System::events().into_iter().find_map(|record| match record.event {
		RuntimeEvent::Staking(Stake::EraPaid { validator_payout, remainder, .. }) => {
			Some((validator_payout, remainder))
		}
		_ => None,
	});
	paid.expect("an era has ended")
}

fn near(a: Balance, b: Balance) -> bool {
	a.abs_diff(b) <= b / 10_000_000
}

#[test]
fn era_pays_its_inflation_by_blocks_authored_and_mints_no_more_than_is_claimed() {
	journey_on(LOCAL_TESTNET_RUNTIME_PRESET, |chain| {
		// GIVEN an era in which one of four validators authors twice as many blocks as another
		next_era(chain, None);
		let issuance = Balances::total_issuance();
		let validators = Session::validators();
		let author = |slot: u64| &validators[(slot % 4) as usize];
		for _ in 0..400 {
			let next = chain.slot() + 1;
			// Every other slot of Dave is missed, and every one of Charlie.
			let missed = |slot: u64| {
				*author(slot) == id(Charlie) || (*author(slot) == id(Dave) && slot % 8 < 4)
			};
			let gap = (0..4).take_while(|n| missed(next + n)).count() as u64;
			chain.skip_slots(1 + gap);
		}
		let points = |who: &AccountId| {
			let points = pallet_staking::ErasRewardPoints::<Runtime>::get(1);
			(points.individual.get(who).copied().unwrap_or(0), points.total)
		};
		// WHEN the era ends
		let era = active_era();
		next_era(chain, None);
		let (paid, unpaid) = era_paid();
		// THEN it pays six hours of five percent a year, although the slots took longer
		assert!(near(paid, inflation_of_an_era(issuance, 100)), "{paid}");
		assert_eq!(unpaid, 0);
		// AND no token of it is there before somebody claims it
		assert_eq!(Balances::total_issuance(), issuance);
		let mut minted = 0;
		for who in [Alice, Bob, Charlie, Dave] {
			let (own, all) = points(&id(who));
			let payout = || pallet_staking::Call::payout_stakers { validator_stash: id(who), era };
			assert_ok!(chain.call(Ferdie, payout()));
			let again = chain.call(Ferdie, payout()).map_err(|no| no.error);
			assert_eq!(again, Err(Error::AlreadyClaimed.into()));
			let reward = stakes(who) - STAKE;
			assert!(near(reward, paid * u128::from(own) / u128::from(all)), "{who:?} {reward}");
			minted += reward;
		}
		assert_eq!(Balances::total_issuance(), issuance + minted);
		assert!(minted <= paid && near(minted, paid));
		let own = |who| points(&id(who)).0;
		assert!(own(Alice) > own(Dave) && own(Dave) > own(Charlie));
	});
}

#[test]
fn governance_sets_inflation_between_nothing_and_its_limit() {
	journey(|chain| {
		// GIVEN who may: neither the council without the time lock nor anybody else
		next_era(chain, None);
		let half = || pay_less_inflation(Percent::from_percent(50));
		assert_noop!(chain.call(Alice, half()), BadOrigin);
		assert_noop!(chain.council(half()), BadOrigin);
		// WHEN Root says half, THEN half is paid and the rest does not come into being
		let issuance = Balances::total_issuance();
		assert_ok!(chain.root(half()));
		next_era(chain, None);
		let (paid, unpaid) = era_paid();
		assert!(near(paid, inflation_of_an_era(issuance, 50)), "{paid}");
		assert!(near(unpaid, paid));
		assert_eq!(Balances::total_issuance(), issuance);
		// WHEN Root says nothing, THEN nothing is
		assert_ok!(chain.root(pay_less_inflation(Percent::zero())));
		next_era(chain, None);
		assert_eq!(era_paid().0, 0);
		// AND more than all can't even be said: such a call is no call
		let call = RuntimeCall::from(pay_less_inflation(Percent::from_percent(100)));
		let mut bytes = call.encode();
		assert_eq!(RuntimeCall::decode(&mut &bytes[..]), Ok(call));
		*bytes.last_mut().expect("not empty") = 101;
		assert!(RuntimeCall::decode(&mut &bytes[..]).is_err());
	});
}

// ---------------------------------------------------------------- offences

fn grandpa_key(who: Ed25519Keyring) -> AuthorityId {
	who.public().into()
}

/// Two votes of one validator in one round, for blocks of these hashes.
fn votes(who: Ed25519Keyring, set_id: u64, hashes: [u8; 2]) -> Votes {
	let round_number = 7;
	let vote = |byte: u8| {
		let target_hash = sp_core::H256::repeat_byte(byte);
		let vote = finality_grandpa::Prevote { target_hash, target_number: 5 };
		let message = finality_grandpa::Message::Prevote(vote.clone());
		let payload = localized_payload(round_number, set_id, &message);
		(vote, who.sign(&payload).into())
	};
	let equivocation = finality_grandpa::Equivocation {
		round_number,
		identity: grandpa_key(who),
		first: vote(hashes[0]),
		second: vote(hashes[1]),
	};
	EquivocationProof::new(set_id, Equivocation::Prevote(equivocation))
}

fn owner_of(who: Ed25519Keyring) -> MembershipProof {
	Historical::prove((sp_consensus_grandpa::KEY_TYPE, grandpa_key(who))).expect("a validator")
}

fn report(votes: Votes, owner: MembershipProof) -> UncheckedExtrinsic {
	let call = pallet_grandpa::Call::report_equivocation_unsigned {
		equivocation_proof: Box::new(votes),
		key_owner_proof: owner,
	};
	UncheckedExtrinsic::new_bare(call.into())
}

/// Bob equivocates and the report of it is in the block.
fn bob_is_caught(chain: &Chain) {
	let evidence = votes(Ed25519Keyring::Bob, Grandpa::current_set_id(), [1, 2]);
	let report = report(evidence, owner_of(Ed25519Keyring::Bob));
	assert_ok!(Executive::apply_extrinsic(report).expect("it applies"));
	assert!(chain.saw(|event| matches!(event, RuntimeEvent::Offences(_))));
}

/// Goes on to a slot of that validator, or to one that is not his. The last block is closed.
fn slot_of(chain: &Chain, who: Key) -> u64 {
	let place = Session::validators().iter().position(|v| *v == id(who)).expect("he validates");
	let next = chain.slot() + 1;
	(next..next + 4).find(|slot| slot % 4 == place as u64).expect("one of four")
}

#[test]
fn grandpa_equivocation_disables_at_once_and_is_slashed_when_the_time_for_a_veto_is_over() {
	journey_on(LOCAL_TESTNET_RUNTIME_PRESET, |chain| {
		next_era(chain, None);
		// A block in which a session begins has no room for it.
		chain.next_block();
		// GIVEN two votes of Bob in one round, and who owns the key
		bob_is_caught(chain);
		let at = active_era();
		// THEN he is disabled: the chain says so for his slots, and for nobody else's
		let disabled = |slot: u64| disabled_author(slot.into()).is_some();
		for who in [Alice, Bob, Charlie, Dave] {
			assert_eq!(disabled(slot_of(chain, who)), who == Bob, "{who:?}");
		}
		// AND nothing is taken yet: (3/4)^2 of his stake waits for three days
		let fraction = Perbill::from_rational(9u32, 16);
		assert!(chain.saw(|event| *event
			== RuntimeEvent::Staking(Stake::SlashReported {
				validator: id(Bob),
				fraction,
				slash_era: at
			})));
		assert_eq!(stakes(Bob), STAKE);
		let issuance = Balances::total_issuance();
		while active_era() < at + SLASH_DEFER_ERAS {
			assert_eq!(stakes(Bob), STAKE);
			next_era(chain, Some(&id(Bob)));
		}
		assert_eq!(stakes(Bob), STAKE);
		// WHEN they are over, THEN it is burnt, and nobody is paid for it
		next_era(chain, Some(&id(Bob)));
		assert_eq!(stakes(Bob), STAKE - fraction * STAKE);
		assert_eq!(Balances::total_issuance(), issuance - fraction * STAKE);
		// AND he stood for election again, so that his slots were his with the next era
		assert!(!disabled(slot_of(chain, Bob)));
	});
}

#[test]
fn council_vetoes_a_slash_and_makes_none() {
	journey_on(LOCAL_TESTNET_RUNTIME_PRESET, |chain| {
		// GIVEN a slash that waits
		next_era(chain, None);
		chain.next_block();
		bob_is_caught(chain);
		let era = active_era() + SLASH_DEFER_ERAS + 1;
		let veto = || pallet_staking::Call::cancel_deferred_slash { era, slash_indices: vec![0] };
		// WHEN somebody else cancels it, THEN he may not; WHEN the council does, THEN nothing is taken
		assert_noop!(chain.call(Alice, veto()), BadOrigin);
		assert_ok!(chain.council(veto()));
		while active_era() < era {
			next_era(chain, Some(&id(Bob)));
		}
		assert_eq!(stakes(Bob), STAKE);
		// AND a slash without an offence is for the time-locked governance only
		let slash = || pallet_staking::Call::manual_slash {
			validator_stash: id(Bob),
			era: active_era(),
			slash_fraction: Perbill::from_percent(1),
		};
		assert_noop!(chain.council(slash()), frame_system::Error::<Runtime>::CallFiltered);
		assert_ok!(chain.root(slash()));
		// Whoever is slashed is disabled: the last block is somebody else's.
		chain.skip_slots(slot_of(chain, Alice) - chain.slot());
	});
}

#[test]
#[should_panic(expected = "is disabled and should not be attempting to author blocks")]
fn block_of_a_disabled_validator_is_no_block() {
	journey_on(LOCAL_TESTNET_RUNTIME_PRESET, |chain| {
		bob_is_caught(chain);
		chain.skip_slots(slot_of(chain, Bob) - chain.slot());
	});
}

#[test]
fn third_of_the_validators_is_disabled_at_most() {
	journey_on(LOCAL_TESTNET_RUNTIME_PRESET, |chain| {
		// GIVEN one of four that is disabled
		bob_is_caught(chain);
		// WHEN another one equivocates, THEN only one of them is, and the chain goes on
		let evidence = votes(Ed25519Keyring::Dave, 0, [1, 2]);
		let report = report(evidence, owner_of(Ed25519Keyring::Dave));
		assert_ok!(Executive::apply_extrinsic(report).expect("it applies"));
		assert_eq!(Session::disabled_validators().len(), 1);
		chain.skip_slots(slot_of(chain, Alice) - chain.slot());
	});
}

#[test]
fn false_reports_are_refused_by_name() {
	use pallet_grandpa::Error as No;
	journey_on(LOCAL_TESTNET_RUNTIME_PRESET, |chain| {
		let set_id = Grandpa::current_set_id();
		let (bob, dave) = (Ed25519Keyring::Bob, Ed25519Keyring::Dave);
		let say = |equivocation: Votes, key_owner_proof| {
			let equivocation_proof = Box::new(equivocation);
			let call =
				pallet_grandpa::Call::report_equivocation { equivocation_proof, key_owner_proof };
			chain.call(Ferdie, call)
		};
		// GIVEN two votes that are the same, WHEN reported, THEN they prove nothing
		assert_noop!(
			say(votes(bob, set_id, [1, 1]), owner_of(bob)),
			No::<Runtime>::InvalidEquivocationProof
		);
		// AND nor do those of another set, of a key that votes for nobody, or of another's owner
		assert_noop!(
			say(votes(bob, set_id + 1, [1, 2]), owner_of(bob)),
			No::<Runtime>::InvalidEquivocationProof
		);
		assert_noop!(
			say(votes(bob, set_id, [1, 2]), owner_of(dave)),
			No::<Runtime>::InvalidKeyOwnershipProof
		);
		assert_noop!(
			say(votes(Ed25519Keyring::Eve, set_id, [1, 2]), owner_of(dave)),
			No::<Runtime>::InvalidKeyOwnershipProof
		);
		// AND a vote that somebody else signed
		let mut forged = votes(dave, set_id, [1, 2]).encode();
		let key = grandpa_key(dave).encode();
		let at = forged.windows(32).position(|bytes| bytes == key).expect("it is in there");
		forged[at..at + 32].copy_from_slice(&grandpa_key(bob).encode());
		let forged = Votes::decode(&mut &forged[..]).expect("a report");
		assert_noop!(say(forged, owner_of(bob)), No::<Runtime>::InvalidEquivocationProof);
		// WHEN a true one is sent by another node, THEN it is none; AND one's own counts once
		let truth = report(votes(bob, set_id, [1, 2]), owner_of(bob));
		let hash = System::block_hash(0);
		let validate = |source| {
			frame_support::hypothetically!(Executive::validate_transaction(
				source,
				truth.clone(),
				hash
			))
		};
		let refused = |why| Err(TransactionValidityError::Invalid(why));
		assert_eq!(validate(TransactionSource::External), refused(InvalidTransaction::Call));
		assert!(!validate(TransactionSource::Local).expect("it is due").propagate);
		assert_ok!(Executive::apply_extrinsic(truth.clone()).expect("it applies"));
		assert_eq!(validate(TransactionSource::Local), refused(InvalidTransaction::Stale));
		assert_noop!(
			say(votes(bob, set_id, [1, 2]), owner_of(bob)),
			No::<Runtime>::DuplicateOffenceReport
		);
		chain.skip_slots(slot_of(chain, Alice) - chain.slot());
	});
}

#[test]
fn node_that_saw_an_equivocation_gets_the_report_of_it_into_its_pool() {
	use sp_consensus_grandpa::runtime_decl_for_grandpa_api::GrandpaApiV3;
	let mut ext =
		sp_io::TestExternalities::new(genesis(LOCAL_TESTNET_RUNTIME_PRESET, serde_json::json!({})));
	let (pool, state) = sp_core::offchain::testing::TestTransactionPoolExt::new();
	ext.register_extension(sp_core::offchain::TransactionPoolExt::new(pool));
	ext.execute_with(|| {
		Chain::start();
		// GIVEN what GRANDPA asks the runtime when it sees two votes
		let bob = Ed25519Keyring::Bob;
		let set_id = <Runtime as GrandpaApiV3<tenor_runtime::Block>>::current_set_id();
		let owner = Runtime::generate_key_ownership_proof(set_id, grandpa_key(bob));
		// WHEN it reports them, THEN its pool has a transaction that any block takes
		let evidence = votes(bob, set_id, [3, 4]);
		let proof = owner.expect("a validator");
		assert_eq!(
			Runtime::submit_report_equivocation_unsigned_extrinsic(evidence, proof),
			Some(())
		);
		let sent = state.write().transactions.pop().expect("one");
		let sent = UncheckedExtrinsic::decode(&mut &sent[..]).expect("a transaction");
		assert_ok!(Executive::apply_extrinsic(sent).expect("it applies"));
		assert_eq!(Session::disabled_validators().len(), 1);
	});
}

// ---------------------------------------------------------------- bounds

/// What the election of this block claims by weights of the SDK, whose constants are those of a thousand
/// candidates, and whether there was one.
fn claimed() -> frame_support::weights::Weight {
	let begun = System::block_weight().total();
	// A change of session claims a whole block by fiat.
	begun.saturating_sub(RuntimeBlockWeights::get().max_block)
}

#[test]
fn largest_election_and_the_dearest_change_of_era_fit_a_block() {
	journey(|chain| {
		// GIVEN as many candidates and nominators as are looked at
		crowd();
		// THEN there is room for nobody else
		assert_ok!(chain.call(Bob, bond(STAKE)));
		let validate = pallet_staking::Call::validate { prefs: ValidatorPrefs::default() };
		assert_noop!(chain.call(Bob, validate), Error::TooManyValidators);
		assert_noop!(chain.call(Bob, nominate(&[Alice])), Error::TooManyNominators);
		// WHEN they elect, THEN every seat is taken, and the weight of it fits a block
		before_election(chain);
		let start = std::time::Instant::now();
		chain.next_block();
		println!("election: {:?} natively, {}", start.elapsed(), claimed());
		assert!(chain.saw(|e| matches!(e, RuntimeEvent::Staking(Stake::StakersElected))));
		assert!(claimed().all_lt(RuntimeBlockWeights::get().max_block), "{}", claimed());
		next_session(chain, None);
		assert_eq!(Session::validators().len(), MAX_VALIDATORS as usize);
		// AND when all who are behind a third of them are slashed with the next era, all of it is done
		slash_the_named();
		before_era(chain);
		let start = std::time::Instant::now();
		chain.next_block();
		println!("era with slashes: {:?} natively", start.elapsed());
		let is_slash =
			|event: &RuntimeEvent| matches!(event, RuntimeEvent::Staking(Stake::Slashed { .. }));
		let slashed = System::events().iter().filter(|record| is_slash(&record.event)).count();
		println!("{slashed} slashes");
		assert!(slashed > MAX_NOMINATORS as usize, "{slashed}");
	});
}
