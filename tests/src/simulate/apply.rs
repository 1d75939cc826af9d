// SPDX-License-Identifier: Apache-2.0
//! A transaction through everything that a block does with one, but the check of its signature: that is left
//! to one in many. What a call says it weighed is seen before anybody caps it.

use super::choices::Choices;
use crate::chain::signed;
use codec::Encode;
use polkadot_sdk::*;

use frame_support::{
	dispatch::{DispatchInfo, GetDispatchInfo},
	storage::{with_transaction_unchecked, TransactionOutcome},
	traits::GetCallMetadata,
};
use sp_keyring::Sr25519Keyring as Key;
use sp_runtime::{
	generic::Era,
	traits::{
		DispatchTransaction, Dispatchable, ExtensionPostDispatchWeightHandler, TransactionExtension,
	},
	transaction_validity::{InvalidTransaction, TransactionValidityError},
	DispatchError, StateVersion,
};
use tenor_runtime::{
	configs::{
		assets::USDC,
		governance::{CouncilInstance, TechnicalInstance},
	},
	extension, Executive, RuntimeCall, RuntimeOrigin, System, TxExtension,
};

/// Who sends a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
	/// Whoever holds that key.
	Key(Key),
	/// A validator's own transaction, without a signature.
	Nobody,
	/// The time-locked governance.
	Root,
	/// Two thirds of the council.
	Council,
	/// Two thirds of the technical committee.
	Technical,
}

/// A call on its way.
#[derive(Clone, Debug)]
pub struct Sent {
	/// Who sends it.
	pub by: By,
	/// What.
	pub call: RuntimeCall,
}

/// What became of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
	/// It did what it says.
	Done,
	/// It was refused, for this reason.
	Refused(DispatchError),
	/// No block would take it.
	Invalid(TransactionValidityError),
	/// This block has no room for it.
	Full,
}

/// The name of a call.
pub fn name(call: &RuntimeCall) -> String {
	let call = call.get_call_metadata();
	format!("{}::{}", call.pallet_name, call.function_name)
}

/// Applies calls, and says what they did wrong.
#[derive(Default)]
pub struct Applier {
	/// What broke.
	pub broken: Vec<String>,
	/// Refused calls of which the state was compared.
	pub compared: u64,
	/// Transactions whose signature was checked.
	pub signed: u64,
}

impl Applier {
	/// Applies a call.
	pub fn apply(&mut self, sent: Sent, choices: &mut Choices) -> Outcome {
		let origin = match sent.by {
			By::Root => RuntimeOrigin::root(),
			By::Council => pallet_collective::RawOrigin::<_, CouncilInstance>::Members(2, 3).into(),
			By::Technical => {
				pallet_collective::RawOrigin::<_, TechnicalInstance>::Members(2, 3).into()
			}
			By::Nobody => return self.transaction(None, sent.call, choices),
			By::Key(key) => {
				if choices.one_in(64) {
					self.compare(key, &sent.call);
				}
				if choices.one_in(128) {
					return self.signed(key, sent.call);
				}
				return self.transaction(Some(key), sent.call, choices);
			}
		};
		self.dispatch(origin, sent.call)
	}

	/// A call that governance makes: in no transaction of its own.
	fn dispatch(&mut self, origin: RuntimeOrigin, call: RuntimeCall) -> Outcome {
		let (info, what) = (call.get_dispatch_info(), name(&call));
		let result = call.dispatch(origin);
		self.weigh(&info, &result, &what);
		result.map_or_else(|error| Outcome::Refused(error.error), |_| Outcome::Done)
	}

	/// What a call weighed is at most what it was charged for.
	fn weigh(
		&mut self,
		info: &DispatchInfo,
		result: &frame_support::dispatch::DispatchResultWithPostInfo,
		what: &str,
	) {
		let post = match result {
			Ok(post) => post,
			Err(error) => &error.post_info,
		};
		if let Some(actual) = post.actual_weight.filter(|actual| actual.any_gt(info.call_weight)) {
			self.broken.push(format!("{what} weighed {actual}, charged for {}", info.call_weight));
		}
	}

	/// As `Executive::apply_extrinsic` does it.
	fn transaction(
		&mut self,
		who: Option<Key>,
		call: RuntimeCall,
		choices: &mut Choices,
	) -> Outcome {
		let (origin, nonce) = match who {
			Some(key) => {
				let account = key.to_account_id();
				let nonce = System::account_nonce(&account);
				(RuntimeOrigin::signed(account), nonce)
			}
			None => (RuntimeOrigin::none(), 0),
		};
		let asset = choices.one_in(32).then_some(USDC);
		let extension = extension(nonce, Era::Immortal, 0, asset);
		let what = name(&call);
		let mut info = call.get_dispatch_info();
		info.extension_weight = extension.weight(&call);
		let bytes = (call.clone(), extension.clone(), [0u8; 97]).encode();
		let length = bytes.len();
		let applied = with_transaction_unchecked(|| {
			let prepared = extension.validate_and_prepare(origin, &call, &info, length, 0);
			let (pre, origin) = match prepared {
				Ok(prepared) => prepared,
				Err(error) => return TransactionOutcome::Rollback(Err(error)),
			};
			System::note_extrinsic(bytes);
			let mut result = call.dispatch(origin);
			self.weigh(&info, &result, &what);
			let plain = result.map(|_| ()).map_err(|error| error.error);
			let post = match &mut result {
				Ok(post) => post,
				Err(error) => &mut error.post_info,
			};
			post.set_extension_weight(&info);
			let ended = <TxExtension as TransactionExtension<RuntimeCall>>::post_dispatch(
				pre, &info, post, length, &plain,
			);
			if let Err(error) = ended {
				self.broken.push(format!("{what} could not be ended: {error:?}"));
			}
			System::note_applied_extrinsic(&result, info);
			TransactionOutcome::Commit(Ok(plain))
		});
		outcome(applied)
	}

	/// The same with a signature that is checked.
	fn signed(&mut self, key: Key, call: RuntimeCall) -> Outcome {
		self.signed += 1;
		let nonce = System::account_nonce(key.to_account_id());
		let transaction = signed(key.pair(), call, nonce, 0, None);
		outcome(with_transaction_unchecked(|| match Executive::apply_extrinsic(transaction) {
			Ok(done) => TransactionOutcome::Commit(Ok(done)),
			Err(error) => TransactionOutcome::Rollback(Err(error)),
		}))
	}

	/// A call that is refused leaves the state as it was. Nothing of it stays either way.
	fn compare(&mut self, key: Key, call: &RuntimeCall) {
		let differs = with_transaction_unchecked(|| {
			let root = || sp_io::storage::root(StateVersion::V1);
			let before = root();
			let result = call.clone().dispatch(RuntimeOrigin::signed(key.to_account_id()));
			TransactionOutcome::Rollback(result.is_err().then(|| before != root()))
		});
		self.compared += u64::from(differs.is_some());
		if differs == Some(true) {
			self.broken.push(format!("{} was refused and left something", name(call)));
		}
	}
}

fn outcome(applied: Result<Result<(), DispatchError>, TransactionValidityError>) -> Outcome {
	let full = TransactionValidityError::Invalid(InvalidTransaction::ExhaustsResources);
	match applied {
		Ok(Ok(())) => Outcome::Done,
		Ok(Err(error)) => Outcome::Refused(error),
		Err(error) if error == full => Outcome::Full,
		Err(error) => Outcome::Invalid(error),
	}
}
