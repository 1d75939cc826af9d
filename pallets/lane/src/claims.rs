// SPDX-License-Identifier: Apache-2.0
//! What a bond pays when a sequencer's time is over: receipts that were not honoured, then its owner, or the
//! insurance fund.

use crate::{pallet::*, Bonds, Inclusion, Term};
use polkadot_sdk::{
	frame_support::{dispatch::DispatchResult, ensure, traits::Get},
	sp_runtime::DispatchError,
};
use tenor_fixed::Cash;
use tenor_lane::{operation_hash, signer, Epoch, LaneId, Operation, Receipt, Signed};

impl<T: Config> Pallet<T> {
	/// A term that is over, and the block in which the time for claims ends.
	fn ended_term(lane: LaneId, epoch: Epoch) -> Result<(Term<T::AccountId>, u32), DispatchError> {
		let term = Terms::<T>::get((lane, epoch)).ok_or(Error::<T>::UnknownTerm)?;
		let ended = term.ended.ok_or(Error::<T>::TermRuns)?;
		Ok((term, ended.saturating_add(T::Limits::get().claim_window)))
	}

	pub(crate) fn do_claim_receipt(
		who: &T::AccountId,
		signed: &Signed<Receipt>,
		operation: &Operation,
		inclusion: Option<&Inclusion>,
	) -> DispatchResult {
		let Receipt { lane, epoch, sequence, .. } = signed.body;
		let (mut term, until) = Self::ended_term(lane, epoch)?;
		ensure!(Self::block() <= until, Error::<T>::ClaimsOver);
		let named = operation_hash(operation) == signed.body.operation;
		let portfolio = signer(operation).filter(|_| named).ok_or(Error::<T>::OtherOperation)?;
		Self::ensure_owner(who, portfolio)?;
		// What the log never came to is void; of the rest it has to be shown what stands there.
		let honoured = sequence < term.next
			&& match inclusion {
				Some(inclusion) => Self::is_honoured(&signed.body, inclusion)?,
				None => true,
			};
		ensure!(!honoured, Error::<T>::ReceiptHonoured);
		Self::ensure_receipt(&term, signed)?;
		Claims::<T>::try_mutate((lane, epoch), |claims| {
			ensure!(!claims.contains(&sequence), Error::<T>::AlreadyClaimed);
			claims.try_push(sequence).map_err(|_| Error::<T>::ClaimsFull)
		})?;
		let amount = T::Bonds::pay(who, T::Limits::get().compensation)?;
		term.bond = term.bond.checked_sub(amount).ok_or(Error::<T>::Overflow)?;
		Terms::<T>::insert((lane, epoch), term);
		Self::deposit_event(Event::ClaimPaid { lane, epoch, sequence, to: who.clone(), amount });
		Ok(())
	}

	/// Pays a bond to its owner; what is below a unit of the token goes to the insurance fund. Returns both.
	pub(crate) fn return_bond(
		who: &T::AccountId,
		bond: Cash,
	) -> Result<(Cash, Cash), DispatchError> {
		let returned = T::Bonds::pay(who, bond)?;
		let rest = bond.checked_sub(returned).ok_or(Error::<T>::Overflow)?;
		if rest.is_positive() {
			T::Bonds::to_insurance(rest)?;
		}
		Ok((returned, rest))
	}

	pub(crate) fn do_settle_bond(lane: LaneId, epoch: Epoch) -> DispatchResult {
		let (term, until) = Self::ended_term(lane, epoch)?;
		ensure!(Self::block() > until, Error::<T>::ClaimsOpen);
		let (returned, insured) = if term.offence.is_none() {
			Self::return_bond(&term.sequencer, term.bond)?
		} else {
			T::Bonds::to_insurance(term.bond)?;
			(Cash::ZERO, term.bond)
		};
		Terms::<T>::remove((lane, epoch));
		Claims::<T>::remove((lane, epoch));
		Self::deposit_event(Event::BondSettled { lane, epoch, returned, insured });
		Ok(())
	}
}
