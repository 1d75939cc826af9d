// SPDX-License-Identifier: Apache-2.0
//! Who signed an operation.

use crate::{Domain, Key, Operation, Payload, Read, Signature, Signed, StateError};
use alloc::vec::Vec;
use tenor_series::PortfolioId;

/// What wallets put around bytes that they sign.
const BEFORE: &[u8] = b"<Bytes>";
const BEHIND: &[u8] = b"</Bytes>";

/// The portfolio whose key signs an operation; `None` if nobody's does.
pub fn signer(operation: &Operation) -> Option<PortfolioId> {
	match operation {
		Operation::Order(signed) => Some(signed.body.portfolio()),
		Operation::Cancel(signed) => Some(signed.body.portfolio()),
		Operation::Replace(signed) => Some(signed.body.portfolio()),
		Operation::Tick { .. }
		| Operation::Clock { .. }
		| Operation::Inbox { .. }
		| Operation::Expire(_) => None,
	}
}

/// Whether `key` signed an operation, by `verify(signature, bytes, key)`; true if it needs no signature.
/// The bytes may have been signed as they are or inside `<Bytes>..</Bytes>`.
pub fn is_signed(
	operation: &Operation,
	key: &Key,
	domain: &Domain,
	verify: impl Fn(&Signature, &[u8], &Key) -> bool,
) -> bool {
	match operation {
		Operation::Order(signed) => holds(signed, key, domain, verify),
		Operation::Cancel(signed) => holds(signed, key, domain, verify),
		Operation::Replace(signed) => holds(signed, key, domain, verify),
		Operation::Tick { .. }
		| Operation::Clock { .. }
		| Operation::Inbox { .. }
		| Operation::Expire(_) => true,
	}
}

/// The same with the key of the account in the state before the operation: false if there is none or it
/// is closed.
///
/// # Errors
/// If the state can't say.
pub fn signature_holds(
	state: &impl Read,
	operation: &Operation,
	domain: &Domain,
	verify: impl Fn(&Signature, &[u8], &Key) -> bool,
) -> Result<bool, StateError> {
	let Some(portfolio) = signer(operation) else { return Ok(true) };
	let account = state.account(operation.underlying(), portfolio)?;
	let key = account.and_then(|account| account.key);
	Ok(key.is_some_and(|key| is_signed(operation, &key, domain, verify)))
}

fn holds<Body: Payload>(
	signed: &Signed<Body>,
	key: &Key,
	domain: &Domain,
	verify: impl Fn(&Signature, &[u8], &Key) -> bool,
) -> bool {
	let payload = signed.body.payload(domain);
	let wrapped = || -> Vec<u8> { [BEFORE, &payload, BEHIND].concat() };
	verify(&signed.signature, &payload, key) || verify(&signed.signature, &wrapped(), key)
}
