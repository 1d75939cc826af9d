// SPDX-License-Identifier: Apache-2.0
//! What the books say now: questions to the engine's memory.

use crate::json::LevelText;
use polkadot_sdk::sp_core::{sr25519, Pair};
use tenor_fixed::{Price, Quantity};
use tenor_lane::{
	apply, is_signed, signer, Account, Domain, Engine, Key, Memory, Operation, Read, Refusal,
	Sequence, Shard, Signature, StateError,
};
use tenor_matching::Side;
use tenor_series::{PortfolioId, SeriesKey, UnderlyingId};

/// Whether an sr25519 key made a signature.
pub fn verify(signature: &Signature, bytes: &[u8], key: &Key) -> bool {
	let signature = sr25519::Signature::from_raw(*signature);
	sr25519::Pair::verify(&signature, bytes, &sr25519::Public::from_raw(*key))
}

/// An allowance as the lane knows it.
pub fn account(
	engine: &Engine,
	underlying: UnderlyingId,
	portfolio: PortfolioId,
) -> Result<Option<Account>, StateError> {
	match engine.shard(underlying) {
		Some(memory) => memory.account(underlying, portfolio),
		None => Ok(None),
	}
}

/// What the books of an underlying share.
pub fn shard(engine: &Engine, underlying: UnderlyingId) -> Result<Option<Shard>, StateError> {
	match engine.shard(underlying) {
		Some(memory) => memory.shard(underlying),
		None => Ok(None),
	}
}

/// Why a signed operation is not let in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Bar {
	/// Not signed by the allowance's key.
	BadSignature,
	/// It would do nothing.
	Refused(Refusal),
}

/// The key that has to sign an operation.
pub fn key_of(engine: &Engine, operation: &Operation) -> Result<Result<Key, Bar>, StateError> {
	let Some(portfolio) = signer(operation) else { return Ok(Err(Bar::BadSignature)) };
	let account = account(engine, operation.underlying(), portfolio)?;
	let Some(account) = account else { return Ok(Err(Bar::Refused(Refusal::NoAllowance))) };
	Ok(account.key.ok_or(Bar::Refused(Refusal::AllowanceClosed)))
}

/// Whether that key signed it.
pub fn ensure_signed(operation: &Operation, key: &Key, domain: &Domain) -> Result<(), Bar> {
	is_signed(operation, key, domain, verify).then_some(()).ok_or(Bar::BadSignature)
}

/// Whether an operation would do something if it came next.
pub fn ensure_useful(
	engine: &Engine,
	operation: &Operation,
) -> Result<Result<(), Bar>, StateError> {
	let empty = Memory::default();
	let memory = engine.shard(operation.underlying()).unwrap_or(&empty);
	// No order that rests has a number as high: the new one is the last in line at its price.
	let applied = apply(memory, operation, Sequence::MAX)?;
	Ok(applied.outcome.refusal.map_or(Ok(()), |refusal| Err(Bar::Refused(refusal))))
}

/// The best prices of one side of a series, at most `levels`.
pub fn depth(
	engine: &Engine,
	series: &SeriesKey,
	side: Side,
	levels: usize,
) -> Result<Vec<LevelText>, StateError> {
	let mut found: Vec<(Price, Quantity)> = Vec::new();
	let Some(memory) = engine.shard(series.underlying) else { return Ok(Vec::new()) };
	memory.walk(series, side, |place, resting| {
		let same = found.last_mut().filter(|(price, _)| *price == place.limit);
		if let Some((_, quantity)) = same {
			*quantity = quantity.saturating_add(resting.quantity);
			return true;
		}
		if found.len() >= levels {
			return false;
		}
		found.push((place.limit, resting.quantity));
		true
	})?;
	Ok(found.into_iter().map(|(price, quantity)| LevelText { price, quantity }).collect())
}
