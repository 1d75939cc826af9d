// SPDX-License-Identifier: Apache-2.0
//! What tests of a lane are made of, and an honest day: a large market, and the operations on it whose witnesses are
//! the longest. The chain's benchmark proves one of them.

use codec::Encode;
use tenor_fixed::{Cash, Fixed, Price, Quantity};
use tenor_lane::{Account, Key, Memory, Order, OrderKind, Place, Resting, Rules, Shard, StateKey};
use tenor_matching::Side;
use tenor_series::{OptionKind, PortfolioId, SeriesKey, UnderlyingId};

pub const TICK: u64 = 1_000_000;
pub const LOT: i64 = 10_000_000;
pub const START: u64 = 1_000_000;

/// Shares in basis points: the model multiplies by them exactly.
pub const SHORT_BPS: i64 = 1_500;
pub const PRICE_BPS: i64 = 10_000;
pub const FEE_BPS: i64 = 3;

fn share(bps: i64) -> Fixed {
	Fixed::from_e18(i128::from(bps) * 100_000_000_000_000)
}

pub fn rules() -> Rules {
	Rules {
		tick: Price::from_e8(TICK),
		lot: Quantity::from_e8(LOT),
		short_share: share(SHORT_BPS),
		price_share: share(PRICE_BPS),
		fee_share: share(FEE_BPS),
	}
}

/// Portfolios 1 and 2 belong to one owner, the others to one each.
pub fn owner(portfolio: u64) -> [u8; 32] {
	[u8::try_from(portfolio.max(2) % 251).unwrap(); 32]
}

pub fn key(portfolio: u64) -> Key {
	[u8::try_from(portfolio % 251).unwrap(); 32]
}

pub fn price(ticks: u64) -> Price {
	Price::from_e8(ticks * TICK)
}

pub fn lots(lots: i64) -> Quantity {
	Quantity::from_e8(lots * LOT)
}

pub fn cash(units: i128) -> Cash {
	Cash::from_e8(units * 100_000_000)
}

const ACCOUNTS: u64 = 10_000;

fn series(underlying: u16, expiry: u64, strike: u64, kind: OptionKind) -> SeriesKey {
	let strike = Price::from_e8(strike * 100_000_000);
	SeriesKey { underlying: UnderlyingId(underlying), expiry, strike, kind }
}

pub fn resting(portfolio: u64, nonce: u64, expires: u64) -> Resting {
	Resting {
		portfolio: PortfolioId(portfolio),
		nonce,
		owner: u64::from_le_bytes(owner(portfolio)[..8].try_into().unwrap()),
		quantity: lots(1),
		reserved: cash(3),
		expires,
	}
}

pub fn put(memory: &mut Memory, key: StateKey, value: &impl Encode) {
	memory.insert(&key, &value.encode()).unwrap();
}

/// Scatters numbers.
fn mixed(number: u64) -> u64 {
	number.wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(29).wrapping_mul(0xbf58_476d_1ce4_e5b9)
		>> 20
}

/// A market: four underlyings, each with 10,000 accounts and ten books of 1,000 orders a side, every order at
/// a price of its own; of the best asks of the first book every ninth is over.
pub fn market() -> (Memory, SeriesKey) {
	let mut memory = Memory::default();
	let books = |underlying| {
		(0..10u64).map(move |n| {
			let kind = if n & 1 == 0 { OptionKind::Call } else { OptionKind::Put };
			let (expiry, strike) = (86_400_000 * (1 + n / 4), 50_000 + 1_000 * (n / 2));
			series(underlying, expiry, strike, kind)
		})
	};
	let mut sequence = 1_000_000;
	for underlying in 0..4 {
		let index = Price::from_e8(5_000_000_000_000);
		let shard = Shard { time: START, index, block: 9, rules: rules() };
		put(&mut memory, StateKey::shard(UnderlyingId(underlying)), &shard);
		for portfolio in 0..ACCOUNTS {
			let account = Account {
				key: Some(key(portfolio)),
				owner: owner(portfolio),
				free: cash(1_000_000),
				last_nonce: 1_000_000 + portfolio,
				opened: portfolio,
			};
			let whose = StateKey::account(UnderlyingId(underlying), PortfolioId(portfolio));
			put(&mut memory, whose, &account);
		}
		for series in books(underlying) {
			for n in 0..1_000u64 {
				for side in [Side::Buy, Side::Sell] {
					sequence += 1 + mixed(sequence) % 50;
					let limit =
						if side == Side::Sell { price(5_000 + n) } else { price(4_999 - n) };
					let over = n % 9 == 4 && n < 36;
					let expires = if over { START - 1 } else { START + 1_000 };
					let order = resting(mixed(sequence) % ACCOUNTS, sequence, expires);
					let at = Place { series, side, limit, sequence };
					put(&mut memory, StateKey::order(&at), &order);
				}
			}
		}
	}
	(memory, books(1).nth(3).unwrap())
}

/// An order of one of them.
pub fn taker(series: SeriesKey, side: Side, ticks: u64, wanted: i64, kind: OrderKind) -> Order {
	let (portfolio, nonce) = (PortfolioId(7_777), 2_000_000);
	let (quantity, limit, expires) = (lots(wanted), price(ticks), START + 500);
	Order { portfolio, series, side, quantity, limit, expires, nonce, kind }
}

/// The order whose witness is the longest: 32 fills at prices of their own, four removals, and a rest.
pub fn longest(series: SeriesKey) -> Order {
	taker(series, Side::Buy, 5_035, 40, OrderKind::Limit)
}
