// SPDX-License-Identifier: Apache-2.0
//! A lane's fraud proof: the honest operation with the longest witness, executed again by the chain.

use polkadot_sdk::*;

use super::{orders::Trader, Scale};
use crate::{
	store::Db,
	table::{Goal, Row, Section, Unit},
	wasm::{time_of, WasmChain, World},
};
use codec::{Decode, Encode};
use frame_support::{
	dispatch::GetDispatchInfo,
	storage::{with_transaction, TransactionOutcome},
	traits::fungibles::Mutate,
};
use pallet_lane::{leaf, leaves_root, prove_leaves, Batch, BatchId, Call, Inclusion};
use sp_core::{sr25519, Pair};
use sp_io::hashing::blake2_256;
use sp_runtime::{ApplyExtrinsicResult, DispatchError};
use std::time::{Duration, Instant};
use tenor_lane::{
	apply, prove, verify, Account, Domain, Entry, LaneId, Operation, Order, Payload, Read,
	Sequence, Signed, StateKey, Trie, MAX_FILLS,
};
use tenor_runtime::{
	configs::assets::USDC, AccountId, Assets, Executive, Lane, Runtime, RuntimeCall, RuntimeOrigin,
	System, UncheckedExtrinsic,
};

#[path = "../../../../primitives/lane/tests/common/day.rs"]
#[allow(dead_code, clippy::unwrap_used)]
mod day;

const LANE: LaneId = 0;
/// The first operation of the batch.
const FIRST: Sequence = 90_000_000;
/// Operations of the batch, as many as one has at most, and the place of the wrong one.
const COUNT: u32 = pallet_lane::MAX_ENTRIES;
const POSITION: u32 = 1_000;
/// Samples of which the fastest counts.
const SAMPLES: usize = 50;

/// What proves an operation wrong.
struct Proof {
	call: Call<Runtime>,
	/// Bytes of the witness.
	bytes: usize,
	/// The witness verified by itself, natively.
	alone: Duration,
}

fn fastest(mut sample: impl FnMut() -> Duration) -> Duration {
	(0..SAMPLES).map(|_| sample()).min().expect("some")
}

/// The order of the day, signed by a key of its own as wallets do, on the state before it.
fn longest(domain: &Domain) -> (Trie, Operation) {
	let pair = sr25519::Pair::from_seed(&[7; 32]);
	let (mut memory, series) = day::market();
	let body: Order = day::longest(series);
	let account = memory.account(series.underlying, body.portfolio).expect("in memory");
	let account = Account { key: Some(pair.public().0), ..account.expect("everybody has one") };
	let whose = StateKey::account(series.underlying, body.portfolio);
	memory.insert(&whose, &account.encode()).expect("an account");
	let wrapped = [b"<Bytes>", &body.payload(domain)[..], b"</Bytes>"].concat();
	let signature = pair.sign(&wrapped).0;
	(Trie::of(&memory).expect("a state"), Operation::Order(Signed { body, signature }))
}

/// A sequencer with a batch in which that order is said to leave the state as it was.
fn wrong_batch() -> Proof {
	let sequencer = AccountId::from([9; 32]);
	let bond = <Runtime as pallet_lane::Config>::Limits::get().bond.e8();
	let funds = u128::try_from(bond).expect("above zero");
	Assets::mint_into(USDC, &sequencer, funds).expect("minted");
	Lane::register(RuntimeOrigin::signed(sequencer), LANE, [9; 32]).expect("registered");
	let epoch = Lane::lane(LANE).expect("there is one").epoch;
	let domain = Domain { genesis: System::block_hash(0).0, lane: LANE, epoch };
	let (trie, operation) = longest(&domain);
	let (before, sequence) = (trie.root(), FIRST + Sequence::from(POSITION));
	let fills = apply(&trie, &operation, sequence).expect("a state").outcome.fills;
	assert_eq!(u32::try_from(fills.len()), Ok(MAX_FILLS), "it fills all that one may");
	let entry = Entry { operation, fills, root: before };
	let leaves: Vec<_> = (0..COUNT).map(|n| leaf(&entry, &blake2_256(&n.encode()))).collect();
	let nodes = prove_leaves(&leaves, &[POSITION - 1, POSITION]).expect("they are there");
	let batch = Batch {
		count: COUNT,
		entries: leaves_root(leaves),
		before,
		after: before,
		block: System::block_number(),
	};
	pallet_lane::Batches::<Runtime>::insert(BatchId { lane: LANE, epoch, first: FIRST }, batch);
	let witness = prove(&trie, &operation, sequence).expect("a whole state");
	let alone = fastest(|| {
		let start = Instant::now();
		let (_, root) = verify(&witness, &before, &operation, sequence).expect("a whole witness");
		assert_ne!(root, before, "the order changed the state");
		start.elapsed()
	});
	let (bytes, inclusion) = (witness.size(), Inclusion { first: FIRST, nodes });
	let call = Call::prove_transition { lane: LANE, epoch, sequence, inclusion, witness };
	Proof { call, bytes, alone }
}

/// A transaction applied by the runtime in wasm, and natively. Nothing is kept of it.
fn applied(chain: &mut WasmChain, xt: &UncheckedExtrinsic) -> (Duration, Duration) {
	let wasm = fastest(|| {
		let (answer, took) = chain.query("BlockBuilder_apply_extrinsic", &xt.encode());
		let result = ApplyExtrinsicResult::decode(&mut answer.as_slice()).expect("decodes");
		assert_eq!(result, Ok(Ok(())), "the proof holds");
		took
	});
	let native = fastest(|| {
		chain.natively(|_| {
			let undone = with_transaction(|| {
				let start = Instant::now();
				let result = Executive::apply_extrinsic(xt.clone());
				let took = start.elapsed();
				assert_eq!(result, Ok(Ok(())), "natively too");
				TransactionOutcome::Rollback(Ok::<_, DispatchError>(took))
			});
			undone.expect("not nested too deep")
		})
	});
	(wasm, native)
}

fn rows(db: Db, section: &mut Section) {
	let (world, (mut prover, proof)) = World::after(|_| (Trader::new(0, 10_000), wrong_batch()));
	let mut chain = WasmChain::over(&world, db);
	chain.begin();
	let call = RuntimeCall::from(proof.call);
	let weight = time_of(call.get_dispatch_info().call_weight);
	let nothing = frame_system::Call::<Runtime>::remark { remark: Vec::new() };
	// A copy signs: neither is sent.
	let nothing = prover.clone().sign(&mut chain, nothing);
	let proof_xt = prover.sign(&mut chain, call);
	let (wasm, native) = applied(&mut chain, &proof_xt);
	let (idle, idle_native) = applied(&mut chain, &nothing);
	let name = "fraud proof of the longest honest operation, as a transaction";
	let row = Row::over(db, name, Unit::Us, wasm.as_secs_f64());
	section.push(row.beside(native.as_secs_f64(), "natively").goal(Goal::AtMost(2e-3)));
	let row = Row::over(db, "a transaction that does nothing", Unit::Us, idle.as_secs_f64());
	section.push(row.beside(idle_native.as_secs_f64(), "natively"));
	let call = wasm.saturating_sub(idle).as_secs_f64();
	let row = Row::over(db, "the proof by its weight", Unit::Plain, call / weight.as_secs_f64());
	section.push(row.goal(Goal::AtMost(1.0)));
	let alone = proof.alone.as_secs_f64();
	section.push(Row::native("its witness, verified by itself", Unit::Us, alone));
	let row = Row::native("bytes of its witness", Unit::Count, proof.bytes as f64);
	section.push(row.goal(Goal::AtMost(16.0 * 1_024.0)));
}

/// Rows of fraud proofs.
pub fn section(scale: &Scale) -> Section {
	let mut section = Section::new("lane");
	for db in &scale.dbs {
		rows(*db, &mut section);
	}
	section.note(
		"The proof is a whole transaction: its signature, its fee, two leaves of a batch of 2,048 with 32 fills \
		 each, the order's signature, which a wallet wrapped, the witness, the slash. 10,000 accounts in each of four \
		 underlyings and 80,000 orders; the order fills 32 at prices of their own, removes four, and rests.",
	);
	section
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn proof_is_taken_by_the_runtime_and_within_its_goal() {
		let mut section = Section::new("lane");
		rows(Db::Memory, &mut section);
		let bytes = section.measured("bytes of its witness").expect("there is such a row");
		assert!(bytes > 4_096.0 && bytes <= 16.0 * 1_024.0, "{bytes}");
	}
}
