// SPDX-License-Identifier: Apache-2.0
//! A vault through the whole runtime: it opens, takes an insolvent portfolio before any bidder, gets out,
//! and pays who leaves.

use polkadot_sdk::*;

use frame_support::{assert_noop, assert_ok};
use pallet_liquidation::Event;
use pallet_vault::Call;
use sp_keyring::Sr25519Keyring::{self as Key, Bob, Charlie, Dave, Eve, Ferdie};
use sp_runtime::traits::Dispatchable;
use tenor_fixed::{Cash, Fixed, Quantity};
use tenor_runtime::{
	configs::assets::USDC, AccountId, Assets, Collateral, Liquidation, Margin, Runtime,
	RuntimeCall, RuntimeEvent, Vault,
};
use tenor_series::{ExpiryKey, MarginMode, PortfolioId, PortfolioStatus, DAY_MS};
use tenor_tests::chain::*;

fn root(call: impl Into<RuntimeCall>) {
	call.into().dispatch(frame_system::RawOrigin::Root.into()).expect("root may");
}

/// A vault of BTC into which Ferdie paid so many dollars.
fn open_vault(chain: &Chain, dollars: u128) -> PortfolioId {
	let account: AccountId = Vault::account(BTC);
	let give = pallet_assets::Call::transfer {
		id: USDC.into(),
		target: account.into(),
		amount: 1_001 * 1_000_000,
	};
	let give: pallet_assets::Call<Runtime, pallet_assets::Instance1> = give;
	assert_ok!(chain.call(Ferdie, give));
	root(Call::open_vault { underlying: BTC });
	let amount = dollars * 1_000_000;
	assert_ok!(chain.call(Ferdie, Call::deposit { underlying: BTC, amount }));
	Vault::report(BTC).expect("it is open").vault.portfolio
}

/// A writer of one call at the money with 25,000 dollars, and its buyer.
fn writer(chain: &Chain, expiry: ExpiryKey) -> ((Key, PortfolioId), (Key, PortfolioId)) {
	let buyer = (Bob, chain.open(Bob, MarginMode::Standard, 100_000));
	let writer = (Charlie, chain.open(Charlie, MarginMode::Standard, 25_000));
	let series = call(expiry, 100_000);
	let price = mark(series);
	assert_ok!(chain.trade(series, buyer, writer, contracts(1_000), price));
	(buyer, writer)
}

fn bid_all(chain: &Chain, portfolio: PortfolioId, by: (Key, PortfolioId)) {
	let bid = pallet_liquidation::Call::bid {
		portfolio,
		bidder: by.1,
		share: Fixed::ONE,
		limit: cash(1_000_000),
		expected_version: None,
	};
	assert_ok!(chain.call(by.0, bid));
}

fn fills() -> Vec<(PortfolioId, Fixed, Cash)> {
	let of = |record: frame_system::EventRecord<RuntimeEvent, _>| match record.event {
		RuntimeEvent::Liquidation(Event::BidFilled { bidder, share, premium, .. }) => {
			Some((bidder, share, premium))
		}
		_ => None,
	};
	tenor_runtime::System::events().into_iter().filter_map(of).collect()
}

fn contracts_of(id: PortfolioId) -> i64 {
	let held = Margin::positions_of(id);
	held.iter().flat_map(|entry| &entry.positions).map(|position| position.quantity.e8()).sum()
}

fn share_price() -> Fixed {
	Vault::report(BTC).expect("open").share_price.expect("fresh")
}

#[test]
fn vault_takes_an_insolvent_writer_before_any_bidder_and_expiry_runs_it_off() {
	journey(|chain| {
		// GIVEN a vault, a writer, and an index at which he owes more than he has
		let expiry = chain.list(START_MS + 4 * DAY_MS, &[100_000]);
		chain.post_market(expiry, usd(100_000), milli(500));
		let (_, writer) = writer(chain, expiry);
		let vault = open_vault(chain, 400_000);
		let before = share_price();
		assert_eq!(before, Fixed::ONE);
		chain.next_block();
		chain.post_index(usd(140_000));
		chain.next_block();
		// THEN the block that opens the auction has sold all of it to the vault, without a premium
		assert_eq!(fills(), vec![(vault, Fixed::ONE, Cash::ZERO)]);
		assert!(Liquidation::auction(writer.1).is_none());
		assert_eq!((contracts_of(vault), contracts_of(writer.1)), (-100_000_000, 0));
		assert_eq!(Liquidation::need(), Cash::ZERO);
		assert!(!Margin::margin_of(vault).expect("fresh").totals.initial.is_negative());
		// The price of a share is what it was, but for a unit of rounding and the mark of this block.
		chain.post_market(expiry, usd(140_000), milli(500));
		let lost = before.saturating_sub(share_price());
		assert!(lost < milli(1), "{lost}");
		// WHEN its depositor leaves, THEN he waits for the notice
		let shares = Vault::shares(BTC, Ferdie.to_account_id());
		let leave = Call::request_withdrawal { underlying: BTC, shares };
		assert_ok!(chain.call(Ferdie, leave));
		let pay = Call::<Runtime>::pay { underlying: BTC };
		assert_noop!(
			chain.call(Eve, pay.clone()).map_err(|failed| failed.error),
			pallet_vault::Error::<Runtime>::NoticeRuns
		);
		// WHEN the index falls and the option expires worth less than its mark was
		chain.skip_slots((expiry.expiry - 40_000 - chain.now()) / 1_000);
		while chain.now() < expiry.expiry + 5_000 {
			chain.next_block();
			chain.post_index(usd(120_000));
		}
		let stable = pallet_market::Call::submit_stable {
			value: usd(1),
			confidence: Fixed::ONE,
			observed_at: chain.now(),
		};
		assert_ok!(chain.call(Key::Alice, stable));
		// THEN the vault holds cash, made 20,000, and pays its depositor nearly all of it
		assert_eq!(contracts_of(vault), 0);
		let held = Assets::balance(USDC, Ferdie.to_account_id());
		assert_ok!(chain.call(Eve, pay));
		let paid = Assets::balance(USDC, Ferdie.to_account_id()) - held;
		assert!(paid > 419_000 * 1_000_000 && paid < 421_000 * 1_000_000, "{paid}");
		// The seed stays, and its gain with it.
		let left = chain.cash_of(vault);
		assert!(left >= cash(1_000) && left < cash(1_060), "{left}");
	});
}

#[test]
fn vault_leaves_to_bidders_what_it_does_not_carry_and_its_manager_only_reduces() {
	journey(|chain| {
		let expiry = chain.list(START_MS + 30 * DAY_MS, &[100_000]);
		chain.post_market(expiry, usd(100_000), milli(500));
		let (_, writer) = writer(chain, expiry);
		// GIVEN a vault whose loss cap has room for a part only
		let vault = open_vault(chain, 20_000);
		let bidder = (Dave, chain.open(Dave, MarginMode::Portfolio, 400_000));
		chain.next_block();
		chain.post_index(usd(122_000));
		chain.next_block();
		bid_all(chain, writer.1, bidder);
		chain.post_index(usd(140_000));
		chain.next_block();
		let mut filled = fills();
		chain.post_index(usd(140_000));
		chain.next_block();
		filled.extend(fills());
		// THEN it has that part, and the bidder the rest
		assert_eq!(filled.iter().map(|fill| fill.0).collect::<Vec<_>>(), vec![vault, bidder.1]);
		assert!(filled[0].1 < Fixed::ONE && filled[0].2.is_zero());
		assert!(contracts_of(vault) < 0 && contracts_of(bidder.1) < 0);
		assert_eq!(contracts_of(vault) + contracts_of(bidder.1), -100_000_000);
		let room = Vault::report(BTC).expect("open").loss_room.expect("fresh");
		assert!(room < cash(5_250), "{room}");
		// WHEN its manager sells more, THEN trading refuses; buying back is taken
		root(Call::set_manager { underlying: BTC, manager: Some(Eve.to_account_id()) });
		let series = call(expiry, 100_000);
		let (low, high) = Margin::mark_band(&series).expect("a band");
		let tick = |price: tenor_fixed::Price| {
			tenor_fixed::Price::from_e8(price.e8() / 10_000_000 * 10_000_000)
		};
		let reduce = |quantity, limit| {
			let limit = tick(limit);
			let quantity = Quantity::from_e8(quantity);
			chain.call(Eve, Call::reduce { series, quantity, limit })
		};
		let up = tenor_fixed::Price::from_e8(low.e8() + 10_000_000);
		assert!(reduce(-1_000_000, up).is_err());
		assert_ok!(reduce(1_000_000, high));
		// AND the owner of a share can't act for the portfolio
		let steal = pallet_collateral::Call::request_withdrawal {
			portfolio: vault,
			asset: USDC,
			amount: 1_000_000,
		};
		assert!(chain.call(Ferdie, steal).is_err());
	});
}

#[test]
fn vault_that_is_unsafe_is_sold_like_anybody_and_takes_no_deposits() {
	journey(|chain| {
		// GIVEN a vault that took a writer, WHEN the index goes on until the vault is unsafe itself
		let expiry = chain.list(START_MS + 30 * DAY_MS, &[100_000]);
		chain.post_market(expiry, usd(100_000), milli(500));
		let _ = writer(chain, expiry);
		let vault = open_vault(chain, 150_000);
		chain.next_block();
		chain.post_index(usd(140_000));
		chain.next_block();
		assert!(contracts_of(vault) < 0);
		chain.post_market(expiry, usd(300_000), milli(500));
		chain.next_block();
		// THEN it is flagged, and nobody pays in or is paid
		let status = Collateral::view(vault).expect("exists").status;
		assert_eq!(status, PortfolioStatus::Frozen);
		let deposit = Call::deposit { underlying: BTC, amount: 1_000 * 1_000_000 };
		assert_noop!(
			chain.call(Ferdie, deposit).map_err(|failed| failed.error),
			pallet_vault::Error::<Runtime>::VaultFrozen
		);
		let bidder = (Dave, chain.open(Dave, MarginMode::Portfolio, 2_000_000));
		bid_all(chain, vault, bidder);
		chain.post_index(usd(300_000));
		chain.next_block();
		assert!(contracts_of(bidder.1) < 0);
		assert!(Liquidation::auction(vault).is_none());
	});
}
