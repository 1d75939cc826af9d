// SPDX-License-Identifier: Apache-2.0
//! The order in which a block takes transactions: feeds, cancels and deposits, then the rest.
//!
//! Fees and tips order transactions inside a rank, never across ranks: who can pay more cannot
//! push a price feed or a cancel out of the block.

use crate::RuntimeCall;
use polkadot_sdk::*;

use codec::{Decode, DecodeWithMemTracking, Encode};
use scale_info::TypeInfo;
use sp_runtime::{
	impl_tx_ext_default,
	traits::{DispatchInfoOf, DispatchOriginOf, Implication, TransactionExtension},
	transaction_validity::{
		TransactionPriority, TransactionSource, TransactionValidityError, ValidTransaction,
	},
};

/// Distance between two ranks: above any priority that fees and tips reach in practice (a tip of
/// 2^40 whole tokens).
const RANK: TransactionPriority = 1 << 61;

/// Raises the priority of a transaction by the rank of its call.
#[derive(Encode, Decode, DecodeWithMemTracking, Clone, Eq, PartialEq, TypeInfo, Debug, Default)]
pub struct PrioritizeCall;

/// The rank of a call, higher first.
fn rank(call: &RuntimeCall) -> TransactionPriority {
	crate::configs::options::call_rank(call)
}

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
		let priority = rank(call).saturating_mul(RANK);
		Ok((ValidTransaction { priority, ..Default::default() }, (), origin))
	}
}
