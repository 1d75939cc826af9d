// SPDX-License-Identifier: Apache-2.0
//! The order in which a block takes transactions: feeds, cancels and deposits, then the rest.
//!
//! Fees and tips order transactions inside a rank, never across ranks: who can pay more cannot
//! push a price feed or a cancel out of the block.

use crate::{configs::options::call_rank, RuntimeCall};
use polkadot_sdk::*;

use alloc::vec::Vec;
use codec::{Decode, DecodeWithMemTracking, Encode};
use frame_support::weights::Weight;
use scale_info::{StaticTypeInfo, TypeInfo};
use sp_runtime::{
	impl_tx_ext_default,
	traits::{
		DispatchInfoOf, DispatchOriginOf, Implication, PostDispatchInfoOf, TransactionExtension,
		TransactionExtensionMetadata, ValidateResult,
	},
	transaction_validity::{
		TransactionPriority, TransactionSource, TransactionValidityError, ValidTransaction,
	},
	DispatchResult,
};

/// Distance between two ranks; the priority that fees and tips give stays below it.
const RANK: TransactionPriority = 1 << 61;

/// Raises the priority of a transaction by the rank of its call.
#[derive(Encode, Decode, DecodeWithMemTracking, Clone, Eq, PartialEq, TypeInfo, Debug, Default)]
pub struct PrioritizeCall;

impl TransactionExtension<RuntimeCall> for PrioritizeCall {
	const IDENTIFIER: &'static str = "PrioritizeCall";
	type Implicit = ();
	type Val = ();
	type Pre = ();

	// A match over the call's variants: no storage, a few nanoseconds.
	impl_tx_ext_default!(RuntimeCall; weight prepare);

	fn validate(
		&self,
		origin: DispatchOriginOf<RuntimeCall>,
		call: &RuntimeCall,
		_info: &DispatchInfoOf<RuntimeCall>,
		_len: usize,
		_self_implicit: (),
		_inherited_implication: &impl Implication,
		_source: TransactionSource,
	) -> Result<
		(ValidTransaction, Self::Val, DispatchOriginOf<RuntimeCall>),
		TransactionValidityError,
	> {
		let priority = call_rank(call).saturating_mul(RANK);
		Ok((ValidTransaction { priority, ..Default::default() }, (), origin))
	}
}

/// An extension whose priority is cut off below the distance of two ranks. From outside it is the
/// extension itself: same name, same bytes, same metadata.
#[derive(Encode, Decode, DecodeWithMemTracking, Clone, Eq, PartialEq, Debug)]
pub struct BelowRanks<S>(pub S);

impl<S: StaticTypeInfo> TypeInfo for BelowRanks<S> {
	type Identity = S;
	fn type_info() -> scale_info::Type {
		S::type_info()
	}
}

impl<S: TransactionExtension<RuntimeCall>> TransactionExtension<RuntimeCall> for BelowRanks<S> {
	const IDENTIFIER: &'static str = S::IDENTIFIER;
	type Implicit = S::Implicit;
	type Val = S::Val;
	type Pre = S::Pre;

	fn implicit(&self) -> Result<Self::Implicit, TransactionValidityError> {
		self.0.implicit()
	}

	fn metadata() -> Vec<TransactionExtensionMetadata> {
		S::metadata()
	}

	fn weight(&self, call: &RuntimeCall) -> Weight {
		self.0.weight(call)
	}

	fn validate(
		&self,
		origin: DispatchOriginOf<RuntimeCall>,
		call: &RuntimeCall,
		info: &DispatchInfoOf<RuntimeCall>,
		len: usize,
		self_implicit: S::Implicit,
		inherited_implication: &impl Implication,
		source: TransactionSource,
	) -> ValidateResult<Self::Val, RuntimeCall> {
		let (mut valid, val, origin) = self.0.validate(
			origin,
			call,
			info,
			len,
			self_implicit,
			inherited_implication,
			source,
		)?;
		valid.priority = valid.priority.min(RANK - 1);
		Ok((valid, val, origin))
	}

	fn prepare(
		self,
		val: S::Val,
		origin: &DispatchOriginOf<RuntimeCall>,
		call: &RuntimeCall,
		info: &DispatchInfoOf<RuntimeCall>,
		len: usize,
	) -> Result<S::Pre, TransactionValidityError> {
		self.0.prepare(val, origin, call, info, len)
	}

	fn post_dispatch_details(
		pre: S::Pre,
		info: &DispatchInfoOf<RuntimeCall>,
		post_info: &PostDispatchInfoOf<RuntimeCall>,
		len: usize,
		result: &DispatchResult,
	) -> Result<Weight, TransactionValidityError> {
		S::post_dispatch_details(pre, info, post_info, len, result)
	}

	fn bare_validate(
		call: &RuntimeCall,
		info: &DispatchInfoOf<RuntimeCall>,
		len: usize,
	) -> sp_runtime::transaction_validity::TransactionValidity {
		S::bare_validate(call, info, len)
	}

	fn bare_validate_and_prepare(
		call: &RuntimeCall,
		info: &DispatchInfoOf<RuntimeCall>,
		len: usize,
	) -> Result<(), TransactionValidityError> {
		S::bare_validate_and_prepare(call, info, len)
	}

	fn bare_post_dispatch(
		info: &DispatchInfoOf<RuntimeCall>,
		post_info: &mut PostDispatchInfoOf<RuntimeCall>,
		len: usize,
		result: &DispatchResult,
	) -> Result<(), TransactionValidityError> {
		S::bare_post_dispatch(info, post_info, len, result)
	}
}
