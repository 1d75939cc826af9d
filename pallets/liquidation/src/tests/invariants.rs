// SPDX-License-Identifier: Apache-2.0
//! The checks can fail.

use crate::{mock::*, *};
use polkadot_sdk::frame_support::assert_ok;
use tenor_fixed::Cash;
use tenor_series::PortfolioId;

const ONE: PortfolioId = PortfolioId(1);

fn breaks(corrupt: impl FnOnce()) {
	new_test_ext().execute_with(|| {
		give(1, 1_100, -10, 0);
		give(2, 10_000, 0, 0);
		assert_ok!(flag(1));
		next_block();
		assert_ok!(bid(1, 2, 10, 1));
		Liquidation::do_try_state().unwrap();
		corrupt();
		assert!(Liquidation::do_try_state().is_err(), "the corruption was not seen");
	});
}

fn change(change: impl FnOnce(&mut Auction)) {
	Auctions::<Test>::mutate(ONE, |auction| change(auction.as_mut().unwrap()));
}

#[test]
fn every_check_can_fail() {
	breaks(|| Records::mutate(ONE, |record| record.as_mut().unwrap().frozen = false));
	breaks(|| Records::remove(ONE));
	breaks(|| change(|auction| auction.received = cash(-1)));
	breaks(|| change(|auction| auction.fee = cash(-1)));
	breaks(|| change(|auction| auction.seen_at += 1_000_000));
	breaks(|| change(|auction| auction.active_ms += 1_000_000));
	breaks(|| change(|auction| auction.need = cash(1)));
	breaks(|| Need::<Test>::put(cash(1)));
	breaks(|| Auctions::<Test>::remove(ONE));
	breaks(|| {
		let double = |bids: &mut Bids| bids.try_push(bids[0]).unwrap();
		BidsOf::<Test>::mutate(ONE, double);
	});
	breaks(|| BidsOf::<Test>::mutate(ONE, |bids| bids[0].share = percent(200)));
	breaks(|| {
		let better = Bid {
			bidder: PortfolioId(3),
			share: percent(1),
			limit: Cash::MAX,
			expected_version: None,
		};
		BidsOf::<Test>::mutate(ONE, |bids| bids.try_push(better).unwrap());
	});
	breaks(|| BidsOf::<Test>::insert(ONE, Bids::default()));
	breaks(|| Parameters::<Test>::mutate(|params| params.fast_ms = 0));
}
