// SPDX-License-Identifier: Apache-2.0
//! The last step: a market ends with open positions, everybody is paid at the last good marks, and when all
//! have ended, everybody redeems his part of what is there.

use polkadot_sdk::*;

use frame_support::assert_ok;
use pallet_breaker::{Call as Breaker, Event, Scope, Shutdown};
use pallet_settlement::{Phase, Rung};
use pallet_trading::{Limit, NewOrder, Validity};
use sp_keyring::Sr25519Keyring::{self as Key, Bob, Charlie, Dave};
use tenor_fixed::{Cash, Fixed, Price};
use tenor_matching::Side;
use tenor_runtime::{
	configs::assets::USDC, Assets, Collateral, Margin, Runtime, RuntimeEvent, Series, Settlement,
};
use tenor_series::{ExpiryKey, MarginMode, PortfolioId, SeriesKey, UnderlyingId, DAY_MS};
use tenor_tests::chain::*;

const MARKET: Scope = Scope::Underlying(BTC);

fn shutdown(scope: Scope) -> Shutdown {
	tenor_runtime::Breaker::causes(scope).shutdown
}

/// The next block, with a new index.
fn step(chain: &mut Chain, dollars: u64) {
	chain.next_block();
	chain.post_index(usd(dollars));
}

fn request(chain: &Chain, who: Key, portfolio: PortfolioId, amount: u128) -> bool {
	let call = pallet_collateral::Call::request_withdrawal { portfolio, asset: USDC, amount };
	chain.call(who, call).is_ok()
}

/// All that a portfolio claims, in units of the token.
fn claim(chain: &Chain, portfolio: PortfolioId) -> u128 {
	chain.cash_of(portfolio).to_token_floor(6).expect("a claim")
}

fn tokens(who: Key) -> u128 {
	Assets::balance(USDC, who.to_account_id())
}

/// A market with holders in two expiries, a month away, and an order that rests and one that waits.
struct Setting {
	expiries: [ExpiryKey; 2],
	/// Series and whole contracts that the buyer holds and the writer owes.
	legs: [(SeriesKey, i64); 3],
	buyer: (Key, PortfolioId),
	writer: (Key, PortfolioId),
	third: (Key, PortfolioId),
	resting: NewOrder,
}

fn setting(chain: &mut Chain) -> Setting {
	let far = START_MS + 30 * DAY_MS;
	let expiries = [chain.list(far, &[90_000, 100_000]), chain.list(far + DAY_MS, &[100_000])];
	let [one, two] = expiries;
	let post = |chain: &Chain| chain.post_markets(&expiries, usd(100_000), milli(500));
	post(chain);
	let open = |who, dollars| (who, chain.open(who, MarginMode::Standard, dollars));
	let (buyer, writer, third) = (open(Bob, 300_000), open(Charlie, 300_000), open(Dave, 100_000));
	let legs = [(call(one, 100_000), 2), (put(one, 90_000), 5), (call(two, 100_000), 1)];
	for (series, size) in legs {
		assert_ok!(chain.trade(series, buyer, writer, contracts(1_000 * size), mark(series)));
		chain.next_block();
		post(chain);
	}
	let series = call(one, 100_000);
	let price = Price::from_e8(mark(series).e8() / 10_000_000 * 10_000_000 - 10_000_000);
	let resting = NewOrder {
		series,
		side: Side::Buy,
		quantity: contracts(100),
		limit: Limit::Price(price),
		validity: Validity::UntilCancelled,
		post_only: false,
		reduce_only: false,
	};
	let setting = Setting { expiries, legs, buyer, writer, third, resting };
	assert!(place(chain, &setting));
	chain.next_block();
	post(chain);
	assert!(place(chain, &setting));
	setting
}

fn place(chain: &Chain, setting: &Setting) -> bool {
	let (portfolio, order) = (setting.third.1, setting.resting);
	chain.call(Dave, pallet_trading::Call::place_order { portfolio, order }).is_ok()
}

/// What the buyer is owed at the values that were fixed.
fn owed(setting: &Setting) -> Cash {
	let mut sum = Cash::ZERO;
	for (series, size) in setting.legs {
		let values = Settlement::values(series.expiry_key()).expect("marks");
		let found = values.iter().find(|v| (v.strike, v.kind) == (series.strike, series.kind));
		let value = found.expect("its mark").value;
		assert!(value > Price::from_e8(0));
		let paid = value.notional_floor(contracts(1_000 * size)).expect("fits");
		sum = sum.checked_add(paid).expect("fits");
	}
	sum
}

#[test]
fn market_ends_with_open_positions_and_everybody_is_paid_at_the_last_good_marks() {
	journey(|chain| {
		let s = setting(chain);
		let (buyer, writer) = (s.buyer.1, s.writer.1);
		let before = [buyer, writer].map(|id| chain.cash_of(id));
		let fund = pallet_collateral::Insurance::<Runtime>::get();
		// WHEN the committee tries, THEN it may not; WHEN governance ends the market
		assert!(chain.technical(Breaker::shut_down { scope: MARKET }).is_err());
		assert_ok!(chain.root(Breaker::shut_down { scope: MARKET }));
		assert!(!place(chain, &s));
		chain.next_block();
		// THEN the first block closes everything at marks, though both expiries are a month away
		let after = [buyer, writer].map(|id| chain.cash_of(id));
		let gained = after[0].checked_sub(before[0]).expect("fits");
		let lost = before[1].checked_sub(after[1]).expect("fits");
		assert_eq!(gained, owed(&s));
		for expiry in s.expiries {
			assert_eq!(Settlement::price(expiry).map(|price| price.rung), Some(Rung::Marks));
		}
		assert!(Margin::positions_of(buyer).is_empty() && Margin::positions_of(writer).is_empty());
		// AND the books close, and what rounding left is the fund's
		chain.next_block();
		let phase = |expiry| Settlement::status(expiry).map(|record| record.phase);
		assert_eq!(s.expiries.map(phase), [Some(Phase::Closed); 2]);
		let dust = pallet_collateral::Insurance::<Runtime>::get().checked_sub(fund).expect("fits");
		assert_eq!(lost.checked_sub(gained), Some(dust));
		assert!(!dust.is_negative() && dust <= Cash::from_e8(4));
		// AND orders end, and nothing is listed again
		chain.next_block();
		assert_eq!((shutdown(MARKET), shutdown(Scope::All)), (Shutdown::Closed, Shutdown::Open));
		assert!(pallet_trading::Orders::<Runtime>::get(s.third.1).open.is_empty());
		let strikes = vec![usd(100_000)].try_into().expect("one");
		let expiry = START_MS + 9 * DAY_MS;
		let list = pallet_series::Call::list_expiry { underlying: BTC, expiry, strikes };
		assert!(chain.council(list).is_err());
		assert_eq!(Series::chain(BTC).len(), 2);
		// AND everybody leaves in full
		for (who, id) in [s.buyer, s.writer, s.third] {
			let (held, amount) = (tokens(who), claim(chain, id));
			assert!(request(chain, who, id, amount));
			chain.next_block();
			assert_eq!(tokens(who), held + amount);
		}
	});
}

#[test]
fn when_all_have_ended_everybody_redeems_his_part_and_dust_is_left() {
	journey(|chain| {
		// GIVEN a writer of 100 calls who owes far more than he has, and a fund that is too small
		let expiry = chain.list(START_MS + 30 * DAY_MS, &[100_000]);
		chain.post_market(expiry, usd(100_000), milli(500));
		let buyer = (Bob, chain.open(Bob, MarginMode::Standard, 4_000_000));
		let writer = (Charlie, chain.open(Charlie, MarginMode::Standard, 3_000_000));
		let third = (Dave, chain.open(Dave, MarginMode::Standard, 500_000));
		let series = call(expiry, 100_000);
		assert_ok!(chain.trade(series, buyer, writer, contracts(100_000), mark(series)));
		chain.next_block();
		chain.post_market(expiry, usd(160_000), milli(500));
		// WHEN governance ends everything, and one asks for his money in the same block
		assert_ok!(chain.root(Breaker::shut_down { scope: Scope::All }));
		let first = 100_000 * 1_000_000;
		let held = tokens(Dave);
		assert!(request(chain, Dave, third.1, first));
		step(chain, 160_000);
		// THEN nothing is paid before the last position is closed
		assert!(Margin::positions_of(buyer.1).is_empty());
		assert_eq!(tokens(Dave), held);
		let closed = |chain: &Chain| {
			chain.saw(|event| {
				matches!(event, RuntimeEvent::Breaker(Event::Closed { scope: Scope::All }))
			})
		};
		let mut blocks = 0;
		while !closed(chain) {
			assert_eq!(tokens(Dave), held);
			step(chain, 160_000);
			blocks += 1;
			assert!(blocks < 5, "it closes in few blocks");
		}
		// AND then at the share that everybody has
		let paid_first = tokens(Dave) - held;
		assert!(paid_first > 0 && paid_first < first);
		let share = Collateral::withdrawal_share().expect("a share");
		assert!(share < Fixed::ONE && share > milli(100), "{share:?}");
		// WHEN all redeem, in two blocks
		let claims = [buyer, third].map(|(_, id)| claim(chain, id));
		let before = [Bob, Dave].map(tokens);
		for ((who, id), amount) in [buyer, third].into_iter().zip(claims) {
			assert!(request(chain, who, id, amount));
			step(chain, 160_000);
		}
		// THEN each has the same part
		let got = [tokens(Bob) - before[0], tokens(Dave) - before[1]];
		let part = |claimed: u128| {
			let claimed = Cash::from_e8(i128::try_from(claimed).expect("fits"));
			u128::try_from(claimed.mul_floor(share).expect("fits").e8()).expect("fits")
		};
		for (got, claimed) in got.into_iter().zip(claims).chain([(paid_first, first)]) {
			assert!(got.abs_diff(part(claimed)) <= 3, "{got} {}", part(claimed));
		}
		// AND nobody has it twice
		for (who, id) in [buyer, third, writer] {
			assert!(!request(chain, who, id, 1));
		}
		// AND what custody holds is bonds, fees and dust
		let sums = Collateral::cash_sums();
		let fees = pallet_collateral::Fees::<Runtime>::get();
		let owed = sums.bonds.checked_add(fees).and_then(|owed| owed.to_token_ceil(6));
		let left = Assets::balance(USDC, Collateral::custody());
		let dust = left.checked_sub(owed.expect("fits")).expect("custody covers what it owes");
		assert!(dust <= 10, "{dust}");
		// The other markets ended too, though nobody held anything there.
		assert_eq!(shutdown(Scope::Underlying(UnderlyingId(1))), Shutdown::Closed);
	});
}
