// SPDX-License-Identifier: Apache-2.0
use crate::{mock::*, *};
use polkadot_sdk::{
	frame_support::{assert_noop, assert_ok, traits::Hooks},
	sp_runtime::DispatchError::BadOrigin,
};
use tenor_fixed::{Cash, Rate};
use tenor_series::LedgerAccount::{Fees as FeeAccount, Portfolio as Pf};

#[test]
fn admin_calls_are_governances() {
	build_and_execute(|| {
		let terms = DebtTerms::default();
		let by = || signed(alice());
		assert_noop!(Collateral::accept_asset(by(), UNLISTED, policy(6, 1)), BadOrigin);
		assert_noop!(Collateral::set_asset_policy(by(), USDC, policy(6, 1)), BadOrigin);
		assert_noop!(Collateral::set_debt_terms(by(), terms), BadOrigin);
		assert_noop!(Collateral::pay_fees_out(by(), alice(), 1), BadOrigin);
		assert_noop!(Collateral::pay_insurance_asset_out(by(), alice(), BTC, 1), BadOrigin);
	});
}

#[test]
fn an_asset_is_accepted_with_sound_rules_only() {
	build_and_execute(|| {
		let root = RuntimeOrigin::root;
		let accept = |asset, policy| Collateral::accept_asset(root(), asset, policy);
		// GIVEN room for one more,
		assert_noop!(accept(UNLISTED, policy(6, 1)), Error::<Test>::TooManyAcceptedAssets);
		AcceptedAssets::<Test>::remove(CENTS);
		assert_noop!(accept(USDC, policy(6, 1)), Error::<Test>::AssetAlreadyAccepted);
		assert_noop!(accept(77, policy(6, 1)), Error::<Test>::AssetDoesNotExist);
		assert_noop!(accept(UNLISTED, policy(8, 1)), Error::<Test>::DecimalsMismatch);
		assert_noop!(accept(UNLISTED, policy(6, 0)), Error::<Test>::MinDepositTooSmall);
		let high = AssetPolicy { cap_e8: LEDGER_LIMIT_E8 + 1, ..policy(6, 1) };
		assert_noop!(accept(UNLISTED, high), Error::<Test>::CapAboveLedgerLimit);
		assert_ok!(accept(UNLISTED, policy(6, 1)));
		// THEN deposits of it work.
		let id = open(alice(), 0);
		assert_ok!(Collateral::deposit(signed(alice()), id, UNLISTED, 10));
		assert_eq!(record(id).holding(UNLISTED), 1_000);
	});
}

#[test]
fn a_policy_changes_but_never_its_decimals() {
	build_and_execute(|| {
		let set =
			|asset, policy| Collateral::set_asset_policy(RuntimeOrigin::root(), asset, policy);
		assert_noop!(set(USDC, policy(8, DOLLAR)), Error::<Test>::DecimalsMismatch);
		assert_noop!(set(UNLISTED, policy(6, DOLLAR)), Error::<Test>::AssetNotAccepted);
		assert_noop!(set(ETH, policy(18, 9_999_999_999)), Error::<Test>::MinDepositTooSmall);
		assert_ok!(set(ETH, policy(18, 10_000_000_000)));
		assert_eq!(AcceptedAssets::<Test>::get(ETH), Some(policy(18, 10_000_000_000)));
	});
}

#[test]
fn debt_terms_stay_inside_sane_bounds() {
	build_and_execute(|| {
		let set = |terms| Collateral::set_debt_terms(RuntimeOrigin::root(), terms);
		let base = DebtTerms::default();
		for bad in [
			DebtTerms { rate: Rate::from_e18(-1), ..base },
			DebtTerms { rate: Rate::from_e18(MAX_DEBT_RATE.e18() + 1), ..base },
			DebtTerms { portfolio_cap: Cash::from_e8(-1), ..base },
			DebtTerms { portfolio_cap: cash(2_000_000), ..base },
			DebtTerms { longest_ms: 3_599_999, ..base },
			DebtTerms { longest_ms: u64::MAX, ..base },
		] {
			assert_noop!(set(bad), Error::<Test>::DebtTermsOutOfBounds);
		}
		assert_ok!(set(DebtTerms { total_cap: cash(100_000), ..base }));
	});
}

#[test]
fn fees_are_paid_out_as_far_as_there_are_any() {
	build_and_execute(|| {
		let id = open(alice(), 10);
		assert_ok!(Collateral::post(
			&[(Pf(id), cash(-3)), (FeeAccount, cash(3))],
			Overdraft::Forbidden
		));
		let pay = |amount| Collateral::pay_fees_out(RuntimeOrigin::root(), dora(), amount);
		assert_noop!(pay(3 * DOLLAR + 1), Error::<Test>::InsufficientFees);
		assert_noop!(pay(0), Error::<Test>::AmountTooSmall);
		let before = Assets::balance(USDC, dora());
		assert_ok!(pay(3 * DOLLAR));
		assert_eq!(Assets::balance(USDC, dora()), before + 3 * DOLLAR);
		assert_eq!(Fees::<Test>::get(), Cash::ZERO);
	});
}

#[test]
fn a_swept_asset_can_be_paid_out_the_funds_cash_cannot() {
	build_and_execute(|| {
		give(BTC, &Collateral::custody(), 10);
		assert_ok!(Collateral::sweep_gifts(signed(bob()), BTC));
		let pay = |asset, amount| {
			Collateral::pay_insurance_asset_out(RuntimeOrigin::root(), bob(), asset, amount)
		};
		assert_noop!(pay(BTC, 11), Error::<Test>::InsufficientInsurance);
		assert_noop!(pay(USDC, 1), Error::<Test>::InsufficientInsurance);
		assert_ok!(pay(BTC, 10));
		assert_eq!(Totals::<Test>::get(BTC).outstanding(), Some(0));
	});
}

#[test]
fn anyone_funds_insurance() {
	build_and_execute(|| {
		assert_noop!(
			Collateral::fund_insurance(signed(dora()), DOLLAR - 1),
			Error::<Test>::BelowMinimumDeposit
		);
		assert_ok!(Collateral::fund_insurance(signed(dora()), 20 * DOLLAR));
		assert_eq!(Insurance::<Test>::get(), cash(520));
	});
}

#[test]
fn the_configuration_is_sound() {
	build_and_execute(|| {
		<Collateral as Hooks<u64>>::integrity_test();
		assert_eq!((decimals(USDC), decimals(ETH)), (6, 18));
	});
}

fn build(genesis: GenesisConfig<Test>) {
	new_ext().execute_with(|| {
		polkadot_sdk::frame_support::traits::BuildGenesisConfig::build(&genesis);
	});
}

#[test]
#[should_panic(expected = "custody does not hold the insurance fund")]
fn a_chain_that_cannot_back_its_insurance_does_not_start() {
	// GIVEN custody with 500.
	build(GenesisConfig {
		assets: vec![(USDC, policy(6, DOLLAR))],
		insurance: cash(501),
		..Default::default()
	});
}

#[test]
#[should_panic(expected = "asset 1: decimals")]
fn a_chain_with_decimals_that_are_not_the_tokens_does_not_start() {
	build(GenesisConfig { assets: vec![(USDC, policy(8, DOLLAR))], ..Default::default() });
}
