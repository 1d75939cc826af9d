// SPDX-License-Identifier: Apache-2.0
//! Bytes that others depend on: keys, heads, what is signed.
#![allow(clippy::unwrap_used)]

mod common;

use codec::Encode;
use common::{cash, inbox, lots, order, place, signed, Lane, BOOK};
use polkadot_sdk::{
	sp_core::{sr25519, Pair},
	sp_io::hashing::blake2_256,
	sp_trie::{LayoutV0, TrieConfiguration},
};
use proptest::prelude::*;
use tenor_fixed::Price;
use tenor_lane::{
	first_head, is_signed, next_head, operation_hash, signature_holds, signer, Cancel, Domain, Key,
	Message, Named, Operation, Order, Payload, Place, Replace, Signature, Signed, StateKey, Trie,
};
use tenor_matching::Side;
use tenor_series::{OptionKind, PortfolioId, SeriesKey, UnderlyingId};

const DOMAIN: Domain = Domain { genesis: [1; 32], lane: 2, epoch: 3 };

fn verify(signature: &Signature, payload: &[u8], key: &Key) -> bool {
	let (signature, key) = (sr25519::Signature::from(*signature), sr25519::Public::from(*key));
	sr25519::Pair::verify(&signature, payload, &key)
}

fn places() -> impl Strategy<Value = Place> {
	let sides = prop_oneof![Just(Side::Buy), Just(Side::Sell)];
	let kinds = prop_oneof![Just(OptionKind::Call), Just(OptionKind::Put)];
	let numbers = any::<(u16, u64, u64, u64, u64)>();
	(numbers, sides, kinds).prop_map(
		|((underlying, expiry, strike, limit, sequence), side, kind)| {
			let (strike, limit) = (Price::from_e8(strike), Price::from_e8(limit));
			let series = SeriesKey { underlying: UnderlyingId(underlying), expiry, strike, kind };
			Place { series, side, limit, sequence }
		},
	)
}

proptest! {
	#![proptest_config(common::cases(2_000))]

	#[test]
	fn keys_name_what_they_are_made_of(place in places(), portfolio in any::<u64>()) {
		let (underlying, portfolio) = (place.series.underlying, PortfolioId(portfolio));
		for (key, named) in [
			(StateKey::shard(underlying), Named::Shard(underlying)),
			(StateKey::account(underlying, portfolio), Named::Account(underlying, portfolio)),
			(StateKey::order(&place), Named::Order(place)),
		] {
			prop_assert_eq!(Named::parse(&key), Some(named));
			prop_assert_eq!(StateKey::parse(&key), Some(key));
			prop_assert_eq!(Named::parse(&key[..key.len() - 1]), None);
		}
		prop_assert!(StateKey::order(&place).starts_with(&StateKey::book(&place.series, place.side)));
		prop_assert_eq!(StateKey::parse(&StateKey::book(&place.series, place.side)), None);
	}

	#[test]
	fn keys_sort_as_orders_fill(a in places(), limit in any::<u64>(), sequence in any::<u64>()) {
		let b = Place { limit: Price::from_e8(limit), sequence, ..a };
		let first = match a.side {
			Side::Buy => (b.limit, a.sequence).cmp(&(a.limit, b.sequence)),
			Side::Sell => (a.limit, a.sequence).cmp(&(b.limit, b.sequence)),
		};
		let (a, b) = (StateKey::order(&a), StateKey::order(&b));
		prop_assert_eq!(a.cmp(&b), first);
		prop_assert_eq!(a[..].cmp(&b[..]), first);
	}

	#[test]
	fn keys_of_any_kind_sort_as_their_bytes(a in places(), b in places(), n in any::<[u64; 2]>()) {
		let keys = |place: &Place, n| {
			let underlying = place.series.underlying;
			[StateKey::shard(underlying), StateKey::account(underlying, PortfolioId(n)), StateKey::order(place)]
		};
		for a in keys(&a, n[0]) {
			for b in keys(&b, n[1]) {
				prop_assert_eq!(a.cmp(&b), a[..].cmp(&b[..]));
			}
		}
	}
}

#[test]
fn the_root_is_that_of_the_plain_trie() {
	let mut lane = Lane::opened();
	lane.send(order(3, Side::Sell, 22, 1, 1));
	let plain = LayoutV0::<polkadot_sdk::sp_core::Blake2Hasher>::trie_root(
		lane.state.entries().map(|(key, value)| (key.to_vec(), value)),
	);
	assert_eq!(Trie::of(&lane.state).unwrap().root(), plain.0);
}

#[test]
fn heads_are_made_of_what_the_document_says() {
	let operation = Operation::Expire(place(&order(1, Side::Buy, 1, 1, 1), 1));
	let hash = operation_hash(&operation);
	assert_eq!(hash, blake2_256(&operation.encode()));
	let empty = first_head(&DOMAIN);
	let bytes = [&b"tenor/lane"[..], &[1; 32], &2u16.to_le_bytes(), &3u32.to_le_bytes()].concat();
	assert_eq!(empty, blake2_256(&bytes));
	let next = next_head(&empty, 5, &hash);
	assert_eq!(next, blake2_256(&[&empty[..], &5u64.to_le_bytes(), &hash].concat()));
}

fn sign<Body: Payload>(pair: &sr25519::Pair, body: Body, wrapped: bool) -> Signed<Body> {
	let payload = body.payload(&DOMAIN);
	let bytes = if wrapped { [&b"<Bytes>"[..], &payload, b"</Bytes>"].concat() } else { payload };
	Signed { signature: pair.sign(&bytes).0, body }
}

#[test]
fn who_signs_is_who_holds_the_allowance() {
	let pair = sr25519::Pair::from_seed(&[5; 32]);
	let mut lane = Lane::opened();
	let credit = Message::Credit {
		portfolio: PortfolioId(40),
		underlying: BOOK.underlying,
		owner: [40; 32],
		key: pair.public().0,
		amount: cash(9),
	};
	lane.run(&inbox(credit));
	let body = order(40, Side::Buy, 20, 1, 1);
	let place = place(&body, 1);
	let cancel = Cancel { portfolio: PortfolioId(40), place };
	for wrapped in [false, true] {
		// GIVEN the three kinds of operation that traders sign, WHEN the key of the account signed them
		let operations = [
			Operation::Order(sign(&pair, body, wrapped)),
			Operation::Cancel(sign(&pair, cancel, wrapped)),
			Operation::Replace(sign(&pair, Replace { place, order: body }, wrapped)),
		];
		for operation in operations {
			// THEN it holds in its domain and nowhere else, and for that key only.
			let holds =
				|domain: &Domain| signature_holds(&lane.state, &operation, domain, verify).unwrap();
			assert_eq!(signer(&operation), Some(PortfolioId(40)));
			assert!(holds(&DOMAIN) && is_signed(&operation, &pair.public().0, &DOMAIN, verify));
			assert!(!is_signed(&operation, &[9; 32], &DOMAIN, verify));
			assert!(
				!holds(&Domain { epoch: 4, ..DOMAIN }) && !holds(&Domain { lane: 1, ..DOMAIN })
			);
			assert!(!holds(&Domain { genesis: [2; 32], ..DOMAIN }));
		}
		// A body that was changed, another's portfolio, and one that nobody has.
		for changed in [
			Order { quantity: lots(2), ..body },
			Order { portfolio: PortfolioId(3), ..body },
			Order { portfolio: PortfolioId(99), ..body },
		] {
			let operation =
				Operation::Order(Signed { body: changed, ..sign(&pair, body, wrapped) });
			assert!(!signature_holds(&lane.state, &operation, &DOMAIN, verify).unwrap());
		}
	}
	// GIVEN that the allowance is closed, THEN no key signs for it; what the chain says needs none.
	let close = Message::Close { portfolio: PortfolioId(40), underlying: BOOK.underlying };
	lane.run(&inbox(close));
	let operation = Operation::Order(sign(&pair, body, false));
	assert!(!signature_holds(&lane.state, &operation, &DOMAIN, verify).unwrap());
	for operation in [inbox(close), Operation::Expire(place)] {
		assert_eq!(signer(&operation), None);
		assert!(signature_holds(&lane.state, &operation, &DOMAIN, verify).unwrap());
		assert!(is_signed(&operation, &[0; 32], &DOMAIN, verify));
	}
	assert!(
		!signature_holds(&lane.state, &Operation::Cancel(signed(cancel)), &DOMAIN, verify).unwrap()
	);
}
