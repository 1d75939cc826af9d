// SPDX-License-Identifier: Apache-2.0
//! Who must sign what.

use crate::{mock::*, Error, Event, Party};
use polkadot_sdk::{
	frame_support::{assert_noop, assert_ok},
	sp_core::{crypto::Pair, ecdsa, ed25519, H256},
	sp_runtime::MultiSignature,
};
use tenor_series::PortfolioId;

#[test]
fn trade_signed_by_both_owners_executes_every_leg() {
	build_and_execute(|| {
		// GIVEN a spread agreed between two portfolios
		let agreed = trade(&[leg(10, 20, 1_000, 2, 100), leg(20, 10, 1_100, 2, 95)], 0);
		// WHEN a third account sends it in
		assert_ok!(submit(&agreed));
		// THEN margin executed four fills that sum to zero, due entries were settled first, and one
		// event tells it all
		let (fills, fees) = Executed::take().remove(0);
		assert_eq!(fills.len(), 4);
		assert_eq!(fills.iter().map(|f| f.cash.e8()).sum::<i128>(), 0);
		assert_eq!(fills.iter().map(|f| f.quantity.e8()).sum::<i64>(), 0);
		assert_eq!(Settled::take(), [PortfolioId(10), PortfolioId(20)]);
		// 0.03 % of 2 x 1,000 per leg and side
		let fee = tenor_fixed::Cash::from_e8(120_000_000);
		assert_eq!(fees, [(PortfolioId(10), fee), (PortfolioId(20), fee)]);
		System::assert_last_event(
			Event::BlockTradeExecuted {
				hash: agreed.hash(),
				submitter: account(9),
				trade: agreed,
				fees: vec![fee, fee].try_into().unwrap(),
			}
			.into(),
		);
	});
}

#[test]
fn wrapped_payload_is_accepted() {
	build_and_execute(|| {
		let agreed = trade(&[leg(10, 20, 1_000, 1, 100)], 0);
		let bytes =
			[b"<Bytes>".as_slice(), &agreed.signing_payload(&GENESIS), b"</Bytes>"].concat();
		assert_ok!(submit_with(&agreed, sign_bytes(&agreed, &bytes)));
	});
}

#[test]
fn view_function_gives_the_bytes_to_sign() {
	build_and_execute(|| {
		let agreed = trade(&[leg(10, 20, 1_000, 1, 100)], 0);
		assert_eq!(Trading::signing_payload(agreed.clone()), agreed.signing_payload(&GENESIS));
	});
}

#[test]
fn altered_trade_is_refused() {
	build_and_execute(|| {
		// GIVEN a signed trade
		let agreed = trade(&[leg(10, 20, 1_000, 1, 100)], 0);
		let signatures = sign(&agreed);
		// WHEN anything in it is changed, THEN the signatures no longer fit
		let mut dearer = agreed.clone();
		dearer.legs[0].price = usd(101);
		let mut later = agreed.clone();
		later.deadline += 1;
		let mut looser = agreed.clone();
		looser.parties[0].limit = cash(1_000_000);
		let mut renumbered = agreed.clone();
		renumbered.parties[1].nonce = 1;
		let mut turned = agreed.clone();
		turned.legs[0] = leg(20, 10, 1_000, 1, 100);
		for altered in [dearer, later, looser, renumbered, turned] {
			assert_noop!(submit_with(&altered, signatures.clone()), Error::<Test>::BadSignature);
		}
	});
}

#[test]
fn signature_for_another_chain_is_refused() {
	build_and_execute(|| {
		let agreed = trade(&[leg(10, 20, 1_000, 1, 100)], 0);
		let bytes = agreed.signing_payload(&H256::repeat_byte(8));
		assert_noop!(
			submit_with(&agreed, sign_bytes(&agreed, &bytes)),
			Error::<Test>::BadSignature
		);
	});
}

#[test]
fn signature_for_another_tag_or_version_is_refused() {
	build_and_execute(|| {
		let agreed = trade(&[leg(10, 20, 1_000, 1, 100)], 0);
		for at in [0usize, 17 + 32] {
			let mut bytes = agreed.signing_payload(&GENESIS);
			bytes[at] ^= 1;
			let signatures = sign_bytes(&agreed, &bytes);
			assert_noop!(submit_with(&agreed, signatures), Error::<Test>::BadSignature);
		}
	});
}

#[test]
fn every_party_must_sign_in_its_place() {
	build_and_execute(|| {
		let agreed = trade(&[leg(10, 20, 1_000, 1, 100), leg(20, 30, 1_100, 1, 100)], 0);
		let signatures = sign(&agreed);
		// WHEN two are exchanged, one is another's, one is missing or one too many
		let mut exchanged = signatures.clone();
		exchanged.swap(0, 1);
		assert_noop!(submit_with(&agreed, exchanged), Error::<Test>::BadSignature);
		let mut stranger = signatures.clone();
		stranger[2] = key(4).sign(&agreed.signing_payload(&GENESIS)).into();
		assert_noop!(submit_with(&agreed, stranger), Error::<Test>::BadSignature);
		assert_noop!(submit_with(&agreed, signatures[..2].to_vec()), Error::<Test>::SignatureCount);
		let more = [signatures.clone(), signatures].concat();
		assert_noop!(submit_with(&agreed, more), Error::<Test>::SignatureCount);
	});
}

#[test]
fn signatures_of_other_kinds_do_not_pass_for_the_owner() {
	build_and_execute(|| {
		let agreed = trade(&[leg(10, 20, 1_000, 1, 100)], 0);
		let bytes = agreed.signing_payload(&GENESIS);
		let good = sign(&agreed);
		let ed = ed25519::Pair::from_seed(&[1; 32]).sign(&bytes);
		let ec = ecdsa::Pair::from_seed(&[1; 32]).sign(&bytes);
		for forged in [MultiSignature::from(ed), MultiSignature::from(ec)] {
			let signatures = vec![forged, good[1].clone()];
			assert_noop!(submit_with(&agreed, signatures), Error::<Test>::BadSignature);
		}
	});
}

#[test]
fn deadline_is_the_last_instant() {
	build_and_execute(|| {
		let agreed = trade(&[leg(10, 20, 1_000, 1, 100)], 0);
		Now::set(agreed.deadline + 1);
		assert_noop!(submit(&agreed), Error::<Test>::DeadlinePassed);
		Now::set(agreed.deadline);
		assert_ok!(submit(&agreed));
	});
}

#[test]
fn unknown_portfolio_is_refused() {
	build_and_execute(|| {
		let agreed = trade(&[leg(10, 200, 1_000, 1, 100)], 0);
		assert_noop!(submit(&agreed), Error::<Test>::UnknownPortfolio);
	});
}

#[test]
fn refusal_of_margin_refuses_the_trade_and_keeps_the_nonce() {
	build_and_execute(|| {
		let agreed = trade(&[leg(10, 20, 1_000, 1, 100)], 0);
		Refuses::set(true);
		assert!(
			polkadot_sdk::frame_support::storage::with_storage_layer(|| submit(&agreed)).is_err()
		);
		Refuses::set(false);
		assert_eq!(Trading::next_nonce(PortfolioId(10)), 0);
		assert_ok!(submit(&agreed));
	});
}

#[test]
fn weight_covers_signatures_settlement_and_execution() {
	build_and_execute(|| {
		use crate::WeightInfo;
		let agreed = trade(&[leg(10, 20, 1_000, 1, 100)], 0);
		let before = Trading::block_trade_weight(&agreed);
		let parts = <() as WeightInfo>::check_block_trade(1, 2)
			.saturating_add(<Neighbours as crate::SettleDue>::weight().saturating_mul(2))
			.saturating_add(<Neighbours as crate::Execution>::execute_weight(2, 1));
		assert_eq!(before, parts);
		let send = || {
			let signatures = sign(&agreed).try_into().unwrap();
			let who = RuntimeOrigin::signed(account(9));
			Trading::execute_block_trade(who, agreed.clone(), signatures)
		};
		let actual = send().unwrap().actual_weight.unwrap();
		// One that is refused before anything is executed costs its checks.
		let checked = <() as WeightInfo>::check_block_trade(1, 2);
		assert_eq!(send().unwrap_err().post_info.actual_weight, Some(checked));
		assert!(actual.all_lt(before));
		// Settling took less than it may.
		let most = <Neighbours as crate::SettleDue>::weight().saturating_mul(2);
		let used = SETTLING_TAKES.saturating_mul(2);
		assert!(
			used.all_lt(most) && actual.all_lte(before.saturating_sub(most).saturating_add(used))
		);
	});
}

#[test]
fn party_list_must_be_ascending() {
	build_and_execute(|| {
		let mut agreed = trade(&[leg(10, 20, 1_000, 1, 100)], 0);
		agreed.parties =
			agreed.parties.iter().rev().copied().collect::<Vec<Party>>().try_into().unwrap();
		assert_noop!(submit(&agreed), Error::<Test>::PartiesNotSorted);
	});
}
