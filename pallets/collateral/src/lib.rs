// SPDX-License-Identifier: Apache-2.0
#![doc = include_str!("../README.md")]
#![cfg_attr(not(feature = "std"), no_std)]

extern crate alloc;

#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
mod clearing;
mod door;
mod holds;
mod impls;
#[cfg(any(test, feature = "try-runtime"))]
mod invariants;
mod ledger;
#[cfg(test)]
mod mock;
mod takeover;
#[cfg(test)]
mod tests;
mod traits;
mod types;
pub mod weights;
mod withdrawals;

use polkadot_sdk::*;

pub use clearing::Settling;
pub use pallet::*;
#[cfg(feature = "runtime-benchmarks")]
pub use traits::BenchmarkHelper;
pub use traits::{Delegates, ExpectedLosses, OnChange, OnClose, ReleaseGate, SettleDue};
pub use types::*;
pub use weights::WeightInfo;

/// Debtors that one call of the view returns at most.
pub const MAX_DEBTORS_PER_VIEW: u32 = 1_000;
/// Clearing accounts open at one time at most: expiries that are settling.
pub const MAX_OPEN_CLEARINGS: u32 = 1_024;

// The derives number enum variants by casts. Casts written here are found by the repository's own lint.
#[allow(clippy::cast_possible_truncation)]
#[frame_support::pallet]
pub mod pallet {
	use super::*;
	use alloc::vec::Vec;
	use frame_support::{
		pallet_prelude::*,
		traits::{
			fungibles::{metadata, Inspect, Mutate},
			Time,
		},
		PalletId,
	};
	use frame_system::pallet_prelude::*;
	use tenor_fixed::{Cash, Fixed};
	use tenor_series::{AssetId, ExpiryKey, MarginMode, Moment, PortfolioId, PortfolioStatus};

	/// The record of a portfolio under this configuration.
	pub type RecordOf<T> = Portfolio<
		<T as frame_system::Config>::AccountId,
		<T as Config>::MaxAssets,
		<T as Config>::MaxExpiries,
	>;
	/// A queued withdrawal under this configuration.
	pub type RequestOf<T> = WithdrawalRequest<BlockNumberFor<T>>;

	#[pallet::config]
	pub trait Config: polkadot_sdk::frame_system::Config {
		/// The tokens, outside the ledger.
		type Assets: Inspect<Self::AccountId, AssetId = AssetId, Balance = u128>
			+ Mutate<Self::AccountId>
			+ metadata::Inspect<Self::AccountId>;
		/// The token whose ledger amount is cash.
		#[pallet::constant]
		type SettlementAsset: Get<AssetId>;
		/// Asked before value leaves a portfolio.
		type Gate: ReleaseGate<Self::AccountId>;
		/// Settles due entries before a call on their portfolio.
		type Settle: SettleDue;
		/// Who else may deposit.
		type Delegates: Delegates<Self::AccountId>;
		/// Lets go of a portfolio that closes.
		type OnClose: OnClose;
		/// Told when a portfolio may have become less safe.
		type OnChange: OnChange;
		/// Losses that are coming.
		type Losses: ExpectedLosses;
		/// Governance.
		type AdminOrigin: EnsureOrigin<Self::RuntimeOrigin>;
		/// Chain time, milliseconds since the epoch.
		type Clock: Time<Moment = Moment>;
		/// Names the custody account.
		#[pallet::constant]
		type PalletId: Get<PalletId>;
		/// Refundable bond of a portfolio, in units of the settlement asset.
		#[pallet::constant]
		type PortfolioBond: Get<u128>;
		/// Assets accepted, and assets of one portfolio, at most.
		#[pallet::constant]
		type MaxAssets: Get<u32>;
		/// Expiries of one portfolio at most, those with locked credits included.
		#[pallet::constant]
		type MaxExpiries: Get<u32>;
		/// Portfolios of one account at most.
		#[pallet::constant]
		type MaxPortfolios: Get<u16>;
		/// Withdrawals in the queue at most.
		#[pallet::constant]
		type MaxWithdrawals: Get<u32>;
		/// Withdrawals of one portfolio in the queue at most.
		#[pallet::constant]
		type MaxWithdrawalsPerPortfolio: Get<u32>;
		/// Weights of the calls and steps.
		type WeightInfo: WeightInfo;
		/// Sets up benchmarks.
		#[cfg(feature = "runtime-benchmarks")]
		type BenchmarkHelper: BenchmarkHelper<Self::AccountId>;
	}

	const STORAGE_VERSION: StorageVersion = StorageVersion::new(0);

	#[pallet::pallet]
	#[pallet::storage_version(STORAGE_VERSION)]
	pub struct Pallet<T>(_);

	/// The portfolios.
	#[pallet::storage]
	pub type Portfolios<T: Config> = StorageMap<_, Twox64Concat, PortfolioId, RecordOf<T>>;

	/// The portfolios of an account, by its own numbering.
	#[pallet::storage]
	pub type PortfolioOf<T: Config> = StorageDoubleMap<
		_,
		Blake2_128Concat,
		T::AccountId,
		Twox64Concat,
		u16,
		PortfolioId,
		OptionQuery,
	>;

	/// The number the next portfolio gets.
	#[pallet::storage]
	pub type NextPortfolio<T: Config> = StorageValue<_, u64, ValueQuery>;

	/// Portfolios with cash below zero, exactly.
	#[pallet::storage]
	pub type Debtors<T: Config> = StorageMap<_, Twox64Concat, PortfolioId, Debt>;

	/// Open clearing accounts; negative only while their settlement runs.
	#[pallet::storage]
	pub type Clearing<T: Config> = StorageMap<_, Twox64Concat, ExpiryKey, Cash>;

	/// The keys of the open clearing accounts, sorted: one read says which credits are locked.
	#[pallet::storage]
	pub type OpenClearings<T: Config> =
		StorageValue<_, BoundedVec<ExpiryKey, ConstU32<MAX_OPEN_CLEARINGS>>, ValueQuery>;

	/// Cash of the insurance fund, never below zero.
	#[pallet::storage]
	pub type Insurance<T: Config> = StorageValue<_, Cash, ValueQuery>;

	/// Fees collected and not yet paid out, never below zero.
	#[pallet::storage]
	pub type Fees<T: Config> = StorageValue<_, Cash, ValueQuery>;

	/// Sums over the cash ledger.
	#[pallet::storage]
	pub type Sums<T: Config> = StorageValue<_, CashSums, ValueQuery>;

	/// Bonds of others than portfolios, e8, never below zero: a part of those in [`Sums`].
	#[pallet::storage]
	pub type OtherBonds<T: Config> = StorageValue<_, Cash, ValueQuery>;

	/// In, out and holdings per asset.
	#[pallet::storage]
	pub type Totals<T: Config> = StorageMap<_, Twox64Concat, AssetId, AssetTotals, ValueQuery>;

	/// Tokens taken as collateral, the settlement asset among them.
	#[pallet::storage]
	pub type AcceptedAssets<T: Config> =
		CountedStorageMap<_, Twox64Concat, AssetId, AssetPolicy, OptionQuery>;

	/// Terms of negative cash.
	#[pallet::storage]
	pub type Terms<T: Config> = StorageValue<_, DebtTerms, ValueQuery>;

	/// Withdrawals by ticket.
	#[pallet::storage]
	pub type Withdrawals<T: Config> = StorageMap<_, Twox64Concat, u64, RequestOf<T>>;

	/// Ends of the withdrawal queue.
	#[pallet::storage]
	pub type Queue<T: Config> = StorageValue<_, QueueEnds, ValueQuery>;

	#[pallet::genesis_config]
	#[derive(frame_support::DefaultNoBound)]
	pub struct GenesisConfig<T: Config> {
		/// Tokens accepted from the first block on.
		pub assets: Vec<(AssetId, AssetPolicy)>,
		/// Cash of the insurance fund; the custody account must hold it.
		pub insurance: Cash,
		/// Terms of negative cash.
		pub debt_terms: DebtTerms,
		/// Names the configuration.
		#[serde(skip)]
		pub _config: PhantomData<T>,
	}

	#[pallet::genesis_build]
	impl<T: Config> BuildGenesisConfig for GenesisConfig<T> {
		fn build(&self) {
			Pallet::<T>::build_genesis(self);
		}
	}

	#[pallet::event]
	#[pallet::generate_deposit(pub(crate) fn deposit_event)]
	// A field's name and type say what it is: `tokens` in the token's own units, `amount` in e8.
	#[allow(missing_docs)]
	pub enum Event<T: Config> {
		/// A portfolio was opened and its bond taken.
		PortfolioOpened {
			portfolio: PortfolioId,
			owner: T::AccountId,
			index: u16,
			mode: MarginMode,
			bond: Cash,
		},
		/// An empty portfolio was closed and its bond returned.
		PortfolioClosed { portfolio: PortfolioId, owner: T::AccountId, bond: Cash },
		/// Tokens came in: `tokens` in the token's units, `amount` in the ledger's.
		Deposited { portfolio: PortfolioId, asset: AssetId, tokens: u128, amount: Cash },
		/// A withdrawal waits for a later block.
		WithdrawalRequested {
			ticket: u64,
			portfolio: PortfolioId,
			asset: AssetId,
			tokens: u128,
			amount: Cash,
		},
		/// The owner took a withdrawal back.
		WithdrawalCancelled { ticket: u64, portfolio: PortfolioId },
		/// Tokens went out; `kept` stayed with the fund, as its share of losses nobody has paid for.
		Withdrawn {
			ticket: u64,
			portfolio: PortfolioId,
			asset: AssetId,
			tokens: u128,
			amount: Cash,
			kept: Cash,
			to: T::AccountId,
		},
		/// A withdrawal could not be paid and was dropped; the value stays in the portfolio.
		WithdrawalRefused {
			ticket: u64,
			portfolio: PortfolioId,
			asset: AssetId,
			amount: Cash,
			reason: DispatchError,
		},
		/// Value moved between portfolios of one owner.
		Transferred { from: PortfolioId, to: PortfolioId, asset: AssetId, amount: Cash },
		/// Cash of a portfolio was set aside.
		Held { portfolio: PortfolioId, amount: Cash },
		/// Cash that was set aside is free again.
		Unheld { portfolio: PortfolioId, amount: Cash },
		/// Somebody put up a bond that is no portfolio's.
		BondTaken { from: T::AccountId, tokens: u128, amount: Cash },
		/// A bond that is no portfolio's was paid out, or a part of it.
		BondPaid { to: T::AccountId, tokens: u128, amount: Cash },
		/// A bond that is no portfolio's went to insurance, or a part of it.
		BondForfeited { amount: Cash },
		/// A portfolio's margin rule changed.
		ModeChanged { portfolio: PortfolioId, mode: MarginMode },
		/// A portfolio was frozen or released.
		StatusChanged { portfolio: PortfolioId, status: PortfolioStatus },
		/// A batch of entries was posted. What settlement moves it reports itself.
		Posted { changes: Changes },
		/// Interest on negative cash was paid to insurance.
		InterestCharged { portfolio: PortfolioId, amount: Cash },
		/// A portfolio's debt, or the sum of all, is past its cap.
		DebtOverCap { portfolio: PortfolioId, debt: Cash, total: Cash },
		/// The debt of a portfolio with nothing left was written off.
		DebtWrittenOff { portfolio: PortfolioId, from_insurance: Cash, shortfall: Cash },
		/// A bidder took a share of a portfolio in liquidation over: `cash` net of what he paid for it.
		TakenOver { from: PortfolioId, to: PortfolioId, share: Fixed, cash: Cash, assets: Amounts },
		/// The fund paid a bidder; what it did not hold is open shortfall.
		InsurancePaid { portfolio: PortfolioId, from_insurance: Cash, shortfall: Cash },
		/// Insurance paid an open shortfall.
		ShortfallCovered { amount: Cash },
		/// A clearing account was opened.
		ClearingOpened { expiry: ExpiryKey },
		/// A clearing account was closed; what was left of rounding went to insurance.
		ClearingClosed { expiry: ExpiryKey, dust: Cash },
		/// A token is accepted from now on.
		AssetAccepted { asset: AssetId, policy: AssetPolicy },
		/// The rules of an accepted token changed.
		AssetPolicyChanged { asset: AssetId, policy: AssetPolicy },
		/// The terms of negative cash changed.
		DebtTermsChanged { terms: DebtTerms },
		/// Somebody paid into the insurance fund.
		InsuranceFunded { from: T::AccountId, tokens: u128, amount: Cash },
		/// What custody held beyond the ledger, and the dust, went to insurance.
		GiftsSwept { asset: AssetId, gift: Cash, dust: Cash },
		/// Fees were paid out.
		FeesPaidOut { to: T::AccountId, tokens: u128, amount: Cash },
		/// A collateral asset of the insurance fund was paid out, to be sold.
		InsuranceAssetPaidOut { to: T::AccountId, asset: AssetId, tokens: u128, amount: Cash },
	}

	#[pallet::error]
	pub enum Error<T> {
		/// No portfolio has this number.
		PortfolioNotFound,
		/// The caller does not own the portfolio.
		NotOwner,
		/// A frozen portfolio only takes deposits and cancels.
		PortfolioFrozen,
		/// The account has as many portfolios as it may.
		TooManyPortfolios,
		/// The portfolio still holds cash, assets, positions or locked credits.
		PortfolioNotEmpty,
		/// Cash of the portfolio is set aside.
		CashHeld,
		/// The portfolio owes cash.
		PortfolioInDebt,
		/// The portfolio has withdrawals in the queue.
		WithdrawalsPending,
		/// The portfolio holds as many different assets as it may.
		TooManyAssets,
		/// The portfolio has as many expiries, those with locked credits included, as it may.
		TooManyExpiries,
		/// The portfolio is margined this way already.
		ModeUnchanged,
		/// From and to are the same portfolio.
		SamePortfolio,
		/// The asset is not accepted.
		AssetNotAccepted,
		/// The asset is accepted already.
		AssetAlreadyAccepted,
		/// As many assets are accepted as may be.
		TooManyAcceptedAssets,
		/// The token does not exist.
		AssetDoesNotExist,
		/// The decimals given are not those of the token, or more than the ledger converts.
		DecimalsMismatch,
		/// The least deposit is worth less than a ledger unit or the token's minimum balance.
		MinDepositTooSmall,
		/// The cap is above what the ledger can hold.
		CapAboveLedgerLimit,
		/// The custody account can't hold the token.
		CustodyCannotHold,
		/// Deposits of this asset are closed.
		DepositsClosed,
		/// Less than the least deposit of this asset.
		BelowMinimumDeposit,
		/// The ledger would hold more of the asset than its cap.
		AssetCapReached,
		/// The amount is zero, or worth less than the smallest unit.
		AmountTooSmall,
		/// More than is free: there, not locked, not set aside, not owed.
		MoreThanFree,
		/// The withdrawal queue is full.
		WithdrawalQueueFull,
		/// The portfolio has as many withdrawals in the queue as it may.
		TooManyWithdrawals,
		/// No withdrawal has this ticket.
		WithdrawalNotFound,
		/// The entries do not sum to zero.
		Unbalanced,
		/// A debit would take cash below zero, or touch locked credits or what is set aside.
		InsufficientCash,
		/// The debt, of this portfolio or of all, would pass its cap.
		DebtCapReached,
		/// The portfolio owes nothing.
		NoDebt,
		/// Less is set aside.
		MoreThanHeld,
		/// Bonds hold less.
		InsufficientBonds,
		/// The insurance fund holds less.
		InsufficientInsurance,
		/// The fee account holds less.
		InsufficientFees,
		/// The clearing account is not open.
		ClearingNotOpen,
		/// As many clearing accounts are open as may be.
		TooManyClearingAccounts,
		/// The clearing account is below zero.
		ClearingNegative,
		/// The interest rate or the caps are outside what is sane.
		DebtTermsOutOfBounds,
		/// An amount does not fit the ledger.
		LedgerOverflow,
		/// The token moved another amount than asked.
		TransferInexact,
		/// Nothing to sweep.
		NothingToSweep,
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		fn integrity_test() {
			Self::check_config();
		}

		#[cfg(feature = "try-runtime")]
		fn try_state(_n: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
			Self::do_try_state()
		}
	}

	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Opens a portfolio of the caller. Takes the refundable bond and, if not zero, a first
		/// deposit, in units of the settlement asset.
		#[pallet::call_index(0)]
		#[pallet::weight(T::WeightInfo::open_portfolio())]
		pub fn open_portfolio(
			origin: OriginFor<T>,
			mode: MarginMode,
			deposit: u128,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_open_portfolio(who, mode, deposit)?;
			Ok(())
		}

		/// Closes a portfolio that holds nothing but remainders below one token unit, and returns
		/// the bond.
		#[pallet::call_index(1)]
		#[pallet::weight(T::WeightInfo::close_portfolio()
			.saturating_add(T::Settle::weight())
			.saturating_add(T::OnClose::weight()))]
		pub fn close_portfolio(
			origin: OriginFor<T>,
			portfolio: PortfolioId,
		) -> DispatchResultWithPostInfo {
			let who = ensure_signed(origin)?;
			let settled = Self::do_close_portfolio(who, portfolio)?;
			let base = T::WeightInfo::close_portfolio().saturating_add(T::OnClose::weight());
			Ok(Some(base.saturating_add(settled)).into())
		}

		/// Deposits `amount` units of an accepted token into a portfolio of the caller, or one whose owner
		/// lets him. Exactly what is credited is moved.
		#[pallet::call_index(2)]
		#[pallet::weight(T::WeightInfo::deposit())]
		pub fn deposit(
			origin: OriginFor<T>,
			portfolio: PortfolioId,
			asset: AssetId,
			amount: u128,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_deposit(who, portfolio, asset, amount)
		}

		/// Queues a withdrawal of `amount` units of a token, rounded down to ledger units. It is
		/// paid to the owner in a later block, after the risk sweep. The payment is charged here.
		#[pallet::call_index(3)]
		#[pallet::weight(Pallet::<T>::request_weight(Pallet::<T>::most_release_weight()))]
		pub fn request_withdrawal(
			origin: OriginFor<T>,
			portfolio: PortfolioId,
			asset: AssetId,
			amount: u128,
		) -> DispatchResultWithPostInfo {
			let who = ensure_signed(origin)?;
			let looked = Self::do_request_withdrawal(who, portfolio, asset, amount)?;
			Ok(Some(Self::request_weight(looked)).into())
		}

		/// Takes a withdrawal back that is not yet paid.
		#[pallet::call_index(4)]
		#[pallet::weight(T::WeightInfo::cancel_withdrawal())]
		pub fn cancel_withdrawal(origin: OriginFor<T>, ticket: u64) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_cancel_withdrawal(who, ticket)
		}

		/// Moves `amount_e8` ledger units of cash or an asset between portfolios of the caller.
		#[pallet::call_index(5)]
		#[pallet::weight(
			T::WeightInfo::transfer()
				.saturating_add(T::Settle::weight())
				.saturating_add(Pallet::<T>::most_release_weight())
		)]
		pub fn transfer(
			origin: OriginFor<T>,
			from: PortfolioId,
			to: PortfolioId,
			asset: AssetId,
			amount_e8: u128,
		) -> DispatchResultWithPostInfo {
			let who = ensure_signed(origin)?;
			let looked = Self::do_transfer(who, from, to, asset, amount_e8)?;
			Ok(Some(T::WeightInfo::transfer().saturating_add(looked)).into())
		}

		/// Changes the margin rule of a portfolio of the caller, if it meets initial margin under
		/// the new one.
		#[pallet::call_index(6)]
		#[pallet::weight(
			T::WeightInfo::set_mode().saturating_add(Pallet::<T>::most_release_weight())
		)]
		pub fn set_mode(
			origin: OriginFor<T>,
			portfolio: PortfolioId,
			mode: MarginMode,
		) -> DispatchResultWithPostInfo {
			let who = ensure_signed(origin)?;
			let looked = Self::do_set_mode(who, portfolio, mode)?;
			Ok(Some(T::WeightInfo::set_mode().saturating_add(looked)).into())
		}

		/// Accepts a token as collateral.
		#[pallet::call_index(7)]
		#[pallet::weight(T::WeightInfo::accept_asset())]
		pub fn accept_asset(
			origin: OriginFor<T>,
			asset: AssetId,
			policy: AssetPolicy,
		) -> DispatchResult {
			T::AdminOrigin::ensure_origin(origin)?;
			Self::do_accept_asset(asset, policy)
		}

		/// Changes the rules of an accepted token; its decimals stay.
		#[pallet::call_index(8)]
		#[pallet::weight(T::WeightInfo::set_asset_policy())]
		pub fn set_asset_policy(
			origin: OriginFor<T>,
			asset: AssetId,
			policy: AssetPolicy,
		) -> DispatchResult {
			T::AdminOrigin::ensure_origin(origin)?;
			Self::do_set_asset_policy(asset, policy)
		}

		/// Sets the terms of negative cash. Interest already charged stays; the time since a debtor
		/// was last touched is charged at the new rate.
		#[pallet::call_index(9)]
		#[pallet::weight(T::WeightInfo::set_debt_terms())]
		pub fn set_debt_terms(origin: OriginFor<T>, terms: DebtTerms) -> DispatchResult {
			T::AdminOrigin::ensure_origin(origin)?;
			Self::do_set_debt_terms(terms)
		}

		/// Pays units of the settlement asset into the insurance fund. Anyone may.
		#[pallet::call_index(10)]
		#[pallet::weight(T::WeightInfo::fund_insurance())]
		pub fn fund_insurance(origin: OriginFor<T>, amount: u128) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_fund_insurance(who, amount)
		}

		/// Books what custody holds beyond the ledger, and the dust, to insurance. Anyone may.
		#[pallet::call_index(11)]
		#[pallet::weight(T::WeightInfo::sweep_gifts())]
		pub fn sweep_gifts(origin: OriginFor<T>, asset: AssetId) -> DispatchResult {
			ensure_signed(origin)?;
			Self::do_sweep_gifts(asset)
		}

		/// Pays fees out, in units of the settlement asset.
		#[pallet::call_index(12)]
		#[pallet::weight(T::WeightInfo::pay_fees_out())]
		pub fn pay_fees_out(
			origin: OriginFor<T>,
			to: T::AccountId,
			amount: u128,
		) -> DispatchResult {
			T::AdminOrigin::ensure_origin(origin)?;
			Self::do_pay_fees_out(to, amount)
		}

		/// Pays out a collateral asset of the insurance fund (a swept gift), to be sold. Its cash
		/// has no such way out.
		#[pallet::call_index(13)]
		#[pallet::weight(T::WeightInfo::pay_insurance_asset_out())]
		pub fn pay_insurance_asset_out(
			origin: OriginFor<T>,
			to: T::AccountId,
			asset: AssetId,
			amount: u128,
		) -> DispatchResult {
			T::AdminOrigin::ensure_origin(origin)?;
			Self::do_pay_insurance_asset_out(to, asset, amount)
		}
	}

	#[pallet::view_functions]
	impl<T: Config> Pallet<T> {
		/// A portfolio, with interest up to now taken off cash.
		pub fn portfolio(id: PortfolioId) -> Option<PortfolioSummary<T::AccountId>> {
			Self::summary(id)
		}

		/// The portfolios of an account: its own number and the portfolio.
		pub fn portfolios_of(account: T::AccountId) -> Vec<(u16, PortfolioId)> {
			Self::numbered_of(account)
		}

		/// Claims on and debts to the ledger.
		pub fn free_custody() -> FreeCustody {
			Self::custody_summary()
		}

		/// In, out and holdings of an asset.
		pub fn totals(asset: AssetId) -> AssetTotals {
			Totals::<T>::get(asset)
		}

		/// Sums over the cash ledger.
		pub fn cash_sums() -> CashSums {
			Sums::<T>::get()
		}

		/// Up to `limit` debtors behind `after`, in storage order.
		pub fn debts(after: Option<PortfolioId>, limit: u32) -> Vec<DebtorView> {
			Self::debtors(after, limit)
		}

		/// The withdrawals of a portfolio in the queue.
		pub fn queued_withdrawals(portfolio: PortfolioId) -> Vec<(u64, AssetId, Cash)> {
			Self::requests_of(portfolio)
		}

		/// The account that holds all tokens of the ledger, the insurance fund's among them.
		pub fn custody_account() -> T::AccountId {
			Self::custody()
		}
	}
}
