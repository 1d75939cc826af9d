// SPDX-License-Identifier: Apache-2.0
//! How lanes of tests and of the benchmark begin: traders with an allowance each, and an index.

use polkadot_sdk::sp_core::{sr25519, Pair};
use tenor_fixed::{Cash, Fixed, Price, Quantity};
use tenor_lane::{Message, Operation, Rules};
use tenor_series::{Moment, PortfolioId, UnderlyingId};

/// A key for each trader: portfolio `n` has the `n`th.
pub fn keys(count: u8) -> Vec<sr25519::Pair> {
	(0..count).map(|seed| sr25519::Pair::from_seed(&[seed; 32])).collect()
}

/// The index of an underlying in a block.
pub fn tick(underlying: UnderlyingId, block: u32, time: Moment) -> Operation {
	Operation::Tick { underlying, index: Price::from_e8(5_000_000_000_000), block, time }
}

/// Rules of an underlying, an allowance for each trader, and the index of block 1.
pub fn opening(
	underlying: UnderlyingId,
	traders: &[sr25519::Pair],
	amount: Cash,
	time: Moment,
) -> Vec<Operation> {
	let share = |percent: i128| Fixed::from_e18(percent * 10_000_000_000_000_000);
	let rules = Rules {
		tick: Price::from_e8(10_000_000),
		lot: Quantity::from_e8(1_000_000),
		short_share: share(20),
		price_share: share(100),
		fee_share: share(0),
	};
	let credits = (0..).zip(traders).map(|(number, pair)| Message::Credit {
		portfolio: PortfolioId(number),
		underlying,
		owner: pair.public().0,
		key: pair.public().0,
		amount,
	});
	let messages = std::iter::once(Message::Rules { underlying, rules }).chain(credits);
	let inbox = (0..).zip(messages).map(|(index, message)| Operation::Inbox { index, message });
	inbox.chain([tick(underlying, 1, time)]).collect()
}
