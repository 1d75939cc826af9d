// SPDX-License-Identifier: Apache-2.0
//! Records of the ledger and their own rules. Nothing here reads storage.

use alloc::{collections::BTreeMap, vec::Vec};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use polkadot_sdk::frame_support::{
	traits::Get, BoundedVec, CloneNoBound, DebugNoBound, EqNoBound, PartialEqNoBound,
};
use scale_info::TypeInfo;
use tenor_fixed::{mul_div_ceil, Cash, Fixed, Rate, E18};
use tenor_series::{
	locked_cash, AssetId, ExpiryKey, LedgerAccount, MarginMode, Moment, PortfolioId,
	PortfolioStatus, PortfolioView, DAY_MS, YEAR_MS,
};

/// The most the ledger holds of one asset, e8: 10^15 units. Every sum over portfolios then stays
/// far inside [`Cash`], and an amount times a price inside 18 decimals.
pub const LEDGER_LIMIT_E8: u128 = 100_000_000_000_000_000_000_000;
/// Most decimals an accepted token may have.
pub const MAX_DECIMALS: u8 = 24;
/// Highest yearly rate on negative cash that governance may set, e18.
pub const MAX_DEBT_RATE: Rate = Rate::from_e18(5 * E18);

const HOUR_MS: Moment = DAY_MS / 24;

/// Net changes of a batch, in an event.
pub type Changes = Vec<(LedgerAccount, Cash)>;
/// Assets and amounts, in an event.
pub type Amounts = Vec<(AssetId, Cash)>;

/// Whether a batch may take a portfolio's cash below zero.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Overdraft {
	/// A debit leaves cash at zero or above, and leaves locked credits and holds untouched: premium.
	Forbidden,
	/// Cash may go below zero, up to the caps on debt; a breach is refused: fees.
	UpToCap,
	/// Cash may go below zero; a breach of a cap is recorded, never refused: settlement,
	/// liquidation.
	Allowed,
}

/// What an account-level check needs of a portfolio, in one record.
#[derive(
	CloneNoBound, PartialEqNoBound, EqNoBound, DebugNoBound, Encode, Decode, MaxEncodedLen, TypeInfo,
)]
#[scale_info(skip_type_params(MaxAssets, MaxExpiries))]
#[codec(mel_bound(AccountId: MaxEncodedLen))]
pub struct Portfolio<
	AccountId: Clone + PartialEq + Eq + core::fmt::Debug,
	MaxAssets: Get<u32>,
	MaxExpiries: Get<u32>,
> {
	/// Who owns it.
	pub owner: AccountId,
	/// Its number among the owner's portfolios.
	pub index: u16,
	/// How it is margined.
	pub mode: MarginMode,
	/// Whether it may act.
	pub status: PortfolioStatus,
	/// Cash, e8; below zero it is a debt, see `Debtors`.
	pub cash: Cash,
	/// The part of it that is set aside, e8, not below zero: see `hold`.
	pub held: Cash,
	/// Other collateral, e8, never zero, sorted by asset.
	pub assets: BoundedVec<(AssetId, u128), MaxAssets>,
	/// Expiries with at least one position, sorted.
	pub expiries: BoundedVec<ExpiryKey, MaxExpiries>,
	/// Credits of clearing accounts that were open when last touched, sorted by expiry.
	pub locked: BoundedVec<(ExpiryKey, Cash), MaxExpiries>,
	/// Withdrawals in the queue.
	pub requests: u32,
	/// Refundable bond, e8 of the settlement asset.
	pub bond: Cash,
}

/// Why a holding could not be changed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum HoldingError {
	/// The sum does not fit.
	Overflow,
	/// The record's list is full.
	NoRoom,
	/// Less is held than is taken.
	Insufficient,
}

impl<AccountId, MaxAssets, MaxExpiries> Portfolio<AccountId, MaxAssets, MaxExpiries>
where
	AccountId: Clone + PartialEq + Eq + core::fmt::Debug,
	MaxAssets: Get<u32>,
	MaxExpiries: Get<u32>,
{
	/// An empty portfolio.
	pub fn new(owner: AccountId, index: u16, mode: MarginMode, bond: Cash) -> Self {
		Self {
			owner,
			index,
			mode,
			status: PortfolioStatus::Active,
			cash: Cash::ZERO,
			held: Cash::ZERO,
			assets: BoundedVec::new(),
			expiries: BoundedVec::new(),
			locked: BoundedVec::new(),
			requests: 0,
			bond,
		}
	}

	/// What a margin check sees.
	pub fn view(&self) -> PortfolioView<AccountId> {
		PortfolioView {
			owner: self.owner.clone(),
			mode: self.mode,
			status: self.status,
			cash: self.cash,
			held: self.held,
			assets: self.assets.to_vec(),
			expiries: self.expiries.to_vec(),
			locked: self.locked.to_vec(),
		}
	}

	/// Sum of the locked credits; stops at the end of the range, which locks more, never less.
	pub fn locked_cash(&self) -> Cash {
		locked_cash(&self.locked)
	}

	/// What of cash may be neither withdrawn nor paid with: locked credits and the hold.
	pub fn kept_cash(&self) -> Cash {
		self.locked_cash().saturating_add(self.held)
	}

	/// Cash that may leave if the margin allows: never below zero, never a locked credit or a hold.
	pub fn free_cash(&self) -> Cash {
		self.cash.saturating_sub(self.kept_cash()).max(Cash::ZERO)
	}

	/// Amount held of a collateral asset, e8.
	pub fn holding(&self, asset: AssetId) -> u128 {
		self.position_of(asset).ok().and_then(|at| self.assets.get(at)).map_or(0, |(_, held)| *held)
	}

	fn position_of(&self, asset: AssetId) -> Result<usize, usize> {
		self.assets.binary_search_by_key(&asset, |(id, _)| *id)
	}

	/// Adds to a collateral asset. Nothing changes on an error.
	pub fn credit_asset(&mut self, asset: AssetId, amount_e8: u128) -> Result<(), HoldingError> {
		if amount_e8 == 0 {
			return Ok(());
		}
		match self.position_of(asset) {
			Ok(at) => {
				let (_, held) = self.assets.get_mut(at).ok_or(HoldingError::NoRoom)?;
				*held = held.checked_add(amount_e8).ok_or(HoldingError::Overflow)?;
				Ok(())
			}
			Err(at) => {
				self.assets.try_insert(at, (asset, amount_e8)).map_err(|_| HoldingError::NoRoom)
			}
		}
	}

	/// Takes from a collateral asset. Nothing changes on an error.
	pub fn debit_asset(&mut self, asset: AssetId, amount_e8: u128) -> Result<(), HoldingError> {
		if amount_e8 == 0 {
			return Ok(());
		}
		let at = self.position_of(asset).map_err(|_| HoldingError::Insufficient)?;
		let (_, held) = self.assets.get_mut(at).ok_or(HoldingError::Insufficient)?;
		*held = held.checked_sub(amount_e8).ok_or(HoldingError::Insufficient)?;
		if *held == 0 {
			self.assets.remove(at);
		}
		Ok(())
	}

	/// Locks a credit until the clearing account of `expiry` closes.
	pub fn lock(&mut self, expiry: ExpiryKey, credit: Cash) -> Result<(), HoldingError> {
		match self.locked.binary_search_by_key(&expiry, |(key, _)| *key) {
			Ok(at) => {
				let (_, locked) = self.locked.get_mut(at).ok_or(HoldingError::NoRoom)?;
				*locked = locked.checked_add(credit).ok_or(HoldingError::Overflow)?;
				Ok(())
			}
			Err(at) => {
				self.locked.try_insert(at, (expiry, credit)).map_err(|_| HoldingError::NoRoom)
			}
		}
	}

	/// Replaces the expiries. Expiries with locked credits count towards the bound when the list
	/// grows, so that a credit always finds room for its lock.
	pub fn replace_expiries(&mut self, mut expiries: Vec<ExpiryKey>) -> Result<(), HoldingError> {
		expiries.sort_unstable();
		expiries.dedup();
		let grows = expiries.iter().any(|key| self.expiries.binary_search(key).is_err());
		if grows {
			let only_locked =
				self.locked.iter().filter(|(key, _)| expiries.binary_search(key).is_err()).count();
			let bound = usize::try_from(MaxExpiries::get()).unwrap_or(usize::MAX);
			if expiries.len().saturating_add(only_locked) > bound {
				return Err(HoldingError::NoRoom);
			}
		}
		self.expiries = BoundedVec::try_from(expiries).map_err(|_| HoldingError::NoRoom)?;
		Ok(())
	}
}

/// The rules under which a token is taken as collateral.
#[derive(
	Clone,
	Copy,
	PartialEq,
	Eq,
	Debug,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	serde::Serialize,
	serde::Deserialize,
)]
pub struct AssetPolicy {
	/// Decimals of the token.
	pub decimals: u8,
	/// Least amount of one deposit, in the token's own units.
	pub min_deposit: u128,
	/// Most the ledger takes of it in all, e8.
	pub cap_e8: u128,
	/// Whether deposits are taken. Withdrawals always are.
	pub deposits_open: bool,
}

/// The part of a token amount that the ledger can hold, in both units.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Converted {
	/// The token's own units, exactly worth `cash`.
	pub tokens: u128,
	/// Ledger units, e8.
	pub cash: Cash,
}

impl AssetPolicy {
	/// Converts token units at the door, rounding down: what lies below e8 stays outside. `None` if
	/// the amount does not fit the ledger.
	pub fn convert_floor(&self, tokens: u128) -> Option<Converted> {
		let cash = Cash::from_token_floor(tokens, self.decimals)?;
		Some(Converted { tokens: cash.to_token_floor(self.decimals)?, cash })
	}

	/// Least whole number of token units worth `cash` or more. `None` for a negative amount.
	pub fn tokens_ceil(&self, cash: Cash) -> Option<u128> {
		cash.to_token_ceil(self.decimals)
	}

	/// Whether `cash` is worth less than one token unit and so cannot be withdrawn.
	pub fn is_sub_unit(&self, cash: Cash) -> bool {
		cash.to_token_floor(self.decimals) == Some(0)
	}
}

/// Counters of one asset, e8. In minus out is what the ledger owes.
#[derive(
	Clone,
	Copy,
	PartialEq,
	Eq,
	Debug,
	Default,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub struct AssetTotals {
	/// All that ever came in.
	pub received: u128,
	/// All that ever went out.
	pub paid: u128,
	/// Held by portfolios; zero for the settlement asset, see [`CashSums`].
	pub held: u128,
	/// Held by the insurance fund; zero for the settlement asset, see `Insurance`.
	pub insurance: u128,
	/// Remainders of closed portfolios below one token unit.
	pub dust: u128,
}

impl AssetTotals {
	/// What the ledger owes: in minus out. `None` if more went out than came in.
	pub fn outstanding(&self) -> Option<u128> {
		self.received.checked_sub(self.paid)
	}
}

/// Sums over the cash ledger, e8.
#[derive(
	Clone,
	Copy,
	PartialEq,
	Eq,
	Debug,
	Default,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub struct CashSums {
	/// Sum of the cash of portfolios above zero.
	pub positive: Cash,
	/// Sum of the cash of portfolios below zero; zero or negative.
	pub negative: Cash,
	/// Sum of the clearing accounts.
	pub clearing: Cash,
	/// Sum of the portfolios' bonds, and of those of others (`OtherBonds`).
	pub bonds: Cash,
	/// Debts written off that nothing has paid for yet; zero or positive.
	pub shortfall: Cash,
}

impl CashSums {
	/// The sums after one portfolio's cash changed. `None` if a sum does not fit.
	pub fn shifted(self, from: Cash, to: Cash) -> Option<Self> {
		let step = |sum: Cash, from: Cash, to: Cash| sum.checked_sub(from)?.checked_add(to);
		Some(Self {
			positive: step(self.positive, from.max(Cash::ZERO), to.max(Cash::ZERO))?,
			negative: step(self.negative, from.min(Cash::ZERO), to.min(Cash::ZERO))?,
			..self
		})
	}

	/// Everything the sums stand for, with the shortfall taken off.
	pub fn total(&self) -> Option<Cash> {
		Cash::checked_sum([self.positive, self.negative, self.clearing, self.bonds])?
			.checked_sub(self.shortfall)
	}

	/// What portfolios owe; zero or positive.
	pub fn debts(&self) -> Cash {
		Cash::ZERO.saturating_sub(self.negative)
	}
}

/// Terms of negative cash.
#[derive(
	Clone,
	Copy,
	PartialEq,
	Eq,
	Debug,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	serde::Serialize,
	serde::Deserialize,
)]
pub struct DebtTerms {
	/// Simple yearly interest, paid to insurance, e18.
	pub rate: Rate,
	/// Most a portfolio may owe, e8.
	pub portfolio_cap: Cash,
	/// Most all portfolios together may owe, e8.
	pub total_cap: Cash,
	/// Longest that a portfolio may owe anything, ms: then what it holds is sold for it.
	pub longest_ms: Moment,
}

impl Default for DebtTerms {
	/// 10 % a year, 100,000 per portfolio, 1,000,000 in all, a day.
	fn default() -> Self {
		Self {
			rate: Rate::from_e18(E18 / 10),
			portfolio_cap: Cash::from_e8(100_000 * tenor_fixed::E8),
			total_cap: Cash::from_e8(1_000_000 * tenor_fixed::E8),
			longest_ms: DAY_MS,
		}
	}
}

impl DebtTerms {
	/// Interest on `debt` (zero or positive) over `elapsed_ms`, rounded up, against the debtor.
	/// `None` if it does not fit.
	pub fn interest_ceil(&self, debt: Cash, elapsed_ms: Moment) -> Option<Cash> {
		let share = mul_div_ceil(self.rate.e18(), i128::from(elapsed_ms), i128::from(YEAR_MS))?;
		mul_div_ceil(debt.e8(), share, E18).map(Cash::from_e8)
	}

	/// Whether a portfolio that owes `debt` while all together owe `total` is past a cap.
	pub fn exceeded_by(&self, debt: Cash, total: Cash) -> bool {
		debt > self.portfolio_cap || total > self.total_cap
	}

	/// Whether governance may set these terms.
	pub fn within_bounds(&self) -> bool {
		!self.rate.is_negative()
			&& self.rate <= MAX_DEBT_RATE
			&& !self.portfolio_cap.is_negative()
			&& self.portfolio_cap <= self.total_cap
			&& (HOUR_MS..=30 * DAY_MS).contains(&self.longest_ms)
	}
}

/// A portfolio's debt, beside its negative cash.
#[derive(
	Clone,
	Copy,
	PartialEq,
	Eq,
	Debug,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub struct Debt {
	/// When cash went below zero.
	pub since: Moment,
	/// Up to when interest has been charged.
	pub accrued_at: Moment,
	/// Whether a cap was exceeded when last written.
	pub over_cap: bool,
}

/// A withdrawal that waits for the engine. The value stays in the portfolio until it is paid.
#[derive(
	Clone,
	Copy,
	PartialEq,
	Eq,
	Debug,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub struct WithdrawalRequest<BlockNumber> {
	/// From where; paid to its owner.
	pub portfolio: PortfolioId,
	/// Of what.
	pub asset: AssetId,
	/// How much, e8.
	pub amount: Cash,
	/// Block of the request; paid in a later one.
	pub queued_at: BlockNumber,
}

/// Ends of the withdrawal queue. Tickets from `head` up to, not including, `tail`; cancelled ones
/// leave holes.
#[derive(
	Clone,
	Copy,
	PartialEq,
	Eq,
	Debug,
	Default,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub struct QueueEnds {
	/// The engine's cursor: the next ticket to look at.
	pub head: u64,
	/// The next ticket to give.
	pub tail: u64,
	/// Requests between the ends.
	pub live: u32,
}

/// A portfolio as its owner sees it.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
pub struct PortfolioSummary<AccountId> {
	/// The record, with interest up to now taken off cash.
	pub view: PortfolioView<AccountId>,
	/// Cash that may leave if the margin allows, e8.
	pub free_cash: Cash,
	/// Credits that wait for their clearing account to close, e8.
	pub locked_cash: Cash,
	/// Since when cash is below zero.
	pub debt_since: Option<Moment>,
	/// Withdrawals in the queue.
	pub requests: u32,
	/// Refundable bond, e8.
	pub bond: Cash,
}

/// What the ledger owes and is owed in the settlement asset, e8.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
pub struct FreeCustody {
	/// Cash of portfolios above zero, positive clearing accounts' net, fees and bonds.
	pub claims: Cash,
	/// Cash of portfolios below zero, as a positive amount, and the open shortfall.
	pub debts: Cash,
	/// Claims less debts.
	pub free: Cash,
	/// The insurance fund, which stands between the two.
	pub insurance: Cash,
	/// The share of a withdrawal of cash that is paid now, e18.
	pub withdrawal_share: Fixed,
}

/// One debtor, for the view of debts.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
pub struct DebtorView {
	/// Who owes.
	pub portfolio: PortfolioId,
	/// How much, interest up to now included, e8, positive.
	pub debt: Cash,
	/// Since when.
	pub since: Moment,
	/// Whether a cap was exceeded when last written.
	pub over_cap: bool,
}

/// Why a batch cannot be posted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum BatchError {
	/// The entries do not sum to zero.
	Unbalanced,
	/// A sum does not fit.
	Overflow,
}

/// Nets entries per account and checks that they sum to zero.
pub fn net_entries(
	entries: &[(LedgerAccount, Cash)],
) -> Result<BTreeMap<LedgerAccount, Cash>, BatchError> {
	let mut changes = BTreeMap::new();
	let mut sum = Cash::ZERO;
	for (account, change) in entries {
		sum = sum.checked_add(*change).ok_or(BatchError::Overflow)?;
		let net: &mut Cash = changes.entry(*account).or_default();
		*net = net.checked_add(*change).ok_or(BatchError::Overflow)?;
	}
	if !sum.is_zero() {
		return Err(BatchError::Unbalanced);
	}
	Ok(changes)
}
