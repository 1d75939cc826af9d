// SPDX-License-Identifier: Apache-2.0
//! Proofs that a sequencer broke a rule. Each is looked at as a whole before anything changes; what lacks a
//! node, a signature or a term proves nothing.

use crate::{
	pallet::*, read_leaf, section::verifies, Batch, BatchId, Inclusion, Offence, ProofError,
	Status, Term, WeightInfo,
};
use polkadot_sdk::{
	frame_support::{dispatch::DispatchResult, ensure, traits::Get, weights::Weight},
	sp_runtime::DispatchError,
};
use tenor_lane::{
	operation_hash, signature_holds, verify, Entry, Epoch, Hash, LaneId, Receipt, Sequence, Signed,
	Witness,
};

/// What a node of a witness takes however short it is, read, hashed and kept, in bytes of a long one.
const NODE_BYTES: usize = 2_048;

impl<T: Config> From<ProofError> for Error<T> {
	fn from(error: ProofError) -> Self {
		match error {
			ProofError::TooLarge => Self::ProofTooLarge,
			ProofError::Incomplete => Self::ProofIncomplete,
		}
	}
}

impl<T: Config> Pallet<T> {
	/// The most that a proof of a transition can consume.
	pub(crate) fn transition_weight(witness: &Witness) -> Weight {
		let short = witness.nodes.len().saturating_mul(NODE_BYTES);
		let bytes = witness.size().saturating_add(short);
		T::WeightInfo::prove_transition(u32::try_from(bytes).unwrap_or(u32::MAX))
	}

	/// A term that can be slashed.
	pub(crate) fn unslashed(
		lane: LaneId,
		epoch: Epoch,
	) -> Result<Term<T::AccountId>, DispatchError> {
		let term = Terms::<T>::get((lane, epoch)).ok_or(Error::<T>::UnknownTerm)?;
		ensure!(term.offence.is_none(), Error::<T>::AlreadySlashed);
		Ok(term)
	}

	/// A batch that can be proven wrong.
	pub(crate) fn batch_in_window(id: &BatchId) -> Result<Batch, DispatchError> {
		let batch = Batches::<T>::get(id).ok_or(Error::<T>::UnknownBatch)?;
		let age = Self::block().saturating_sub(batch.block);
		ensure!(age <= T::Limits::get().fraud_window, Error::<T>::UnknownBatch);
		Ok(batch)
	}

	/// The place of an operation in a batch.
	fn position(batch: &Batch, first: Sequence, sequence: Sequence) -> Result<u32, DispatchError> {
		let position = sequence.checked_sub(first).and_then(|at| u32::try_from(at).ok());
		let position = position.filter(|at| *at < batch.count);
		position.ok_or_else(|| Error::<T>::OutsideBatch.into())
	}

	fn leaf_at(
		batch: &Batch,
		inclusion: &Inclusion,
		position: u32,
	) -> Result<(Entry, Hash), DispatchError> {
		let leaf = read_leaf(&batch.entries, &inclusion.nodes, position);
		leaf.map_err(|error| Error::<T>::from(error).into())
	}

	/// Slashes a sequencer for what somebody proved.
	fn punish(
		who: &T::AccountId,
		(lane, epoch): (LaneId, Epoch),
		mut term: Term<T::AccountId>,
		offence: Offence,
	) -> DispatchResult {
		Self::slash(lane, epoch, &mut term, offence, Some(who))?;
		Terms::<T>::insert((lane, epoch), term);
		Ok(())
	}

	pub(crate) fn do_prove_transition(
		who: &T::AccountId,
		(lane, epoch): (LaneId, Epoch),
		sequence: Sequence,
		inclusion: &Inclusion,
		witness: &Witness,
	) -> DispatchResult {
		let term = Self::unslashed(lane, epoch)?;
		let first = inclusion.first;
		let batch = Self::batch_in_window(&BatchId { lane, epoch, first })?;
		let position = Self::position(&batch, first, sequence)?;
		let (entry, _) = Self::leaf_at(&batch, inclusion, position)?;
		let before = match position.checked_sub(1) {
			Some(previous) => Self::leaf_at(&batch, inclusion, previous)?.0.root,
			None => batch.before,
		};
		let holds = Self::transition_holds(lane, epoch, sequence, &before, &entry, witness)?;
		ensure!(!holds, Error::<T>::TransitionHolds);
		Self::punish(who, (lane, epoch), term, Offence::Transition)
	}

	/// Whether an operation does what its entry says, and was signed. Err if the witness can't tell.
	fn transition_holds(
		lane: LaneId,
		epoch: Epoch,
		sequence: Sequence,
		before: &Hash,
		entry: &Entry,
		witness: &Witness,
	) -> Result<bool, DispatchError> {
		let incomplete = |_| Error::<T>::WitnessIncomplete;
		let operation = &entry.operation;
		let state = witness.open(before).map_err(incomplete)?;
		let domain = Self::domain(lane, epoch);
		let signed = signature_holds(&state, operation, &domain, verifies).map_err(incomplete)?;
		if !signed {
			return Ok(false);
		}
		let (outcome, root) = verify(witness, before, operation, sequence).map_err(incomplete)?;
		Ok(root == entry.root && outcome.fills == entry.fills)
	}

	/// Err unless a receipt is signed by the key of its term.
	pub(crate) fn ensure_receipt(
		term: &Term<T::AccountId>,
		signed: &Signed<Receipt>,
	) -> DispatchResult {
		let receipt = &signed.body;
		let genesis = Self::domain(receipt.lane, receipt.epoch).genesis;
		let holds = verifies(&signed.signature, &receipt.payload(&genesis), &term.key);
		ensure!(holds, Error::<T>::ReceiptNotSigned);
		Ok(())
	}

	/// Whether the log has in a receipt's place what it says, behind what it says.
	pub(crate) fn is_honoured(
		receipt: &Receipt,
		inclusion: &Inclusion,
	) -> Result<bool, DispatchError> {
		let Receipt { lane, epoch, sequence, .. } = *receipt;
		let first = inclusion.first;
		let batch = Self::batch_in_window(&BatchId { lane, epoch, first })?;
		let position = Self::position(&batch, first, sequence)?;
		let (entry, head) = Self::leaf_at(&batch, inclusion, position)?;
		Ok(operation_hash(&entry.operation) == receipt.operation && head == receipt.head)
	}

	pub(crate) fn do_prove_receipt(
		who: &T::AccountId,
		signed: &Signed<Receipt>,
		inclusion: &Inclusion,
	) -> DispatchResult {
		let of = (signed.body.lane, signed.body.epoch);
		let term = Self::unslashed(of.0, of.1)?;
		ensure!(!Self::is_honoured(&signed.body, inclusion)?, Error::<T>::ReceiptHonoured);
		Self::ensure_receipt(&term, signed)?;
		Self::punish(who, of, term, Offence::Receipt)
	}

	pub(crate) fn do_prove_ignored(who: &T::AccountId, signed: &Signed<Receipt>) -> DispatchResult {
		let receipt = &signed.body;
		let of = (receipt.lane, receipt.epoch);
		let term = Self::unslashed(of.0, of.1)?;
		// Who winds up pays claims for what he can't commit any more, and is not slashed for it.
		let active = Self::lane_of(of.0)?.status == Status::Active && term.ended.is_none();
		ensure!(active, Error::<T>::LaneNotActive);
		ensure!(receipt.sequence >= term.next, Error::<T>::ReceiptHonoured);
		let due = Self::block().checked_sub(T::Limits::get().receipt_deadline);
		let passed = due.and_then(Self::time_of).is_some_and(|time| time > receipt.time);
		ensure!(passed, Error::<T>::ReceiptNotDue);
		Self::ensure_receipt(&term, signed)?;
		Self::punish(who, of, term, Offence::Ignored)
	}

	pub(crate) fn do_prove_equivocation(
		who: &T::AccountId,
		one: &Signed<Receipt>,
		other: &Signed<Receipt>,
	) -> DispatchResult {
		let (a, b) = (&one.body, &other.body);
		let of = (a.lane, a.epoch);
		let term = Self::unslashed(of.0, of.1)?;
		ensure!(of == (b.lane, b.epoch), Error::<T>::OtherReceipt);
		// The same place given again, at another time, harms nobody.
		let differ = a.operation != b.operation || a.head != b.head;
		ensure!(a.sequence == b.sequence && differ, Error::<T>::ReceiptsAgree);
		Self::ensure_receipt(&term, one)?;
		Self::ensure_receipt(&term, other)?;
		Self::punish(who, of, term, Offence::Equivocation)
	}
}
