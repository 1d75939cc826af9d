// SPDX-License-Identifier: Apache-2.0
//! The withdrawal queue: first in, first out; paid by the engine in a block after the request.

use crate::{
	ledger::{sub, Account},
	Config, Converted, Error, Event, Pallet, Portfolios, Queue, ReleaseGate, RequestOf, SettleDue,
	WeightInfo, WithdrawalRequest, Withdrawals,
};
use alloc::vec::Vec;
use polkadot_sdk::{
	frame_support::{
		ensure,
		storage::with_storage_layer,
		traits::Get,
		weights::{Weight, WeightMeter},
	},
	frame_system,
	sp_runtime::{DispatchError, DispatchResult},
};
use tenor_fixed::{Cash, Fixed};
use tenor_series::{AssetId, PortfolioId, PortfolioStatus};

/// A payment out of a portfolio.
struct PaidOut<AccountId> {
	/// To whom.
	to: AccountId,
	/// What.
	paid: Converted,
	/// What stayed in the fund, e8.
	kept: Cash,
	/// What it took to see that it may leave.
	looked: Weight,
}

impl<T: Config> Pallet<T> {
	/// Worst-case weight of the checks before value leaves a portfolio with positions in so many
	/// expiries.
	pub fn release_weight(expiries: u32) -> Weight {
		T::Gate::weight(expiries).saturating_add(T::Settle::weight())
	}

	/// The same for any portfolio: what a call is charged before it is known which one it is about.
	pub fn most_release_weight() -> Weight {
		Self::release_weight(T::MaxExpiries::get())
	}

	/// Worst-case weight of paying one withdrawal. A step with less left for it pays none.
	pub fn payment_weight(expiries: u32) -> Weight {
		T::WeightInfo::pay_withdrawal().saturating_add(Self::release_weight(expiries))
	}

	/// Expiries in which a portfolio has positions.
	pub(crate) fn expiries_held(id: PortfolioId) -> u32 {
		let held = Portfolios::<T>::get(id).map_or(0, |record| record.expiries.len());
		u32::try_from(held).unwrap_or(u32::MAX)
	}

	/// What a withdrawal request costs that spent so much on looking whether value may leave, its payment
	/// included. That is looked at again before it is paid, which the engine's step bears.
	pub(crate) fn request_weight(looked: Weight) -> Weight {
		T::WeightInfo::request_withdrawal()
			.saturating_add(T::WeightInfo::pay_withdrawal())
			.saturating_add(looked)
	}

	/// Takes `amount` out of a loaded portfolio: active, owned, free, and safe without it. Returns what it
	/// took to see that it is safe.
	pub(crate) fn release(
		account: &mut Account<T>,
		asset: AssetId,
		amount: Cash,
	) -> Result<Weight, DispatchError> {
		ensure!(account.record.status == PortfolioStatus::Active, Error::<T>::PortfolioFrozen);
		Self::debit(account, asset, amount)?;
		T::Gate::ensure_releasable(account.id, &account.record.view())
	}

	/// Queues a withdrawal that could be paid now. Returns what it took to see that.
	pub(crate) fn do_request_withdrawal(
		who: T::AccountId,
		id: PortfolioId,
		asset: AssetId,
		tokens: u128,
	) -> Result<Weight, DispatchError> {
		let amount = Self::convert(&Self::policy(asset)?, tokens)?;
		let settled = Self::settle_owned(&who, id)?;
		let looked = Self::queue_withdrawal(id, asset, amount)?;
		Ok(settled.saturating_add(looked))
	}

	/// Queues a withdrawal of all cash that is free, to the owner; what a pallet asks for that he told to. Does
	/// nothing if it is worth less than a token unit. Settles nothing.
	pub fn request_payout(id: PortfolioId) -> DispatchResult {
		let asset = T::SettlementAsset::get();
		let policy = Self::policy(asset)?;
		let free = Self::load(id)?.record.free_cash();
		if !policy.is_sub_unit(free) {
			let tokens = free.to_token_floor(policy.decimals).ok_or(Error::<T>::LedgerOverflow)?;
			Self::queue_withdrawal(id, asset, Self::convert(&policy, tokens)?)?;
		}
		Ok(())
	}

	/// Worst-case weight of [`Self::request_payout`] of a portfolio with positions in so many expiries.
	pub fn payout_weight(expiries: u32) -> Weight {
		Self::request_weight(T::Gate::weight(expiries))
	}

	/// Queues a withdrawal that could be paid now. Returns what it took to see that.
	fn queue_withdrawal(
		id: PortfolioId,
		asset: AssetId,
		amount: Converted,
	) -> Result<Weight, DispatchError> {
		let mut account = Self::load(id)?;
		let max = T::MaxWithdrawalsPerPortfolio::get();
		ensure!(account.record.requests < max, Error::<T>::TooManyWithdrawals);
		// Only to see whether it may leave: the account is not stored.
		let looked = Self::release(&mut account, asset, amount.cash)?;

		let mut queue = Queue::<T>::get();
		ensure!(queue.live < T::MaxWithdrawals::get(), Error::<T>::WithdrawalQueueFull);
		let ticket = queue.tail;
		queue.tail = queue.tail.checked_add(1).ok_or(Error::<T>::WithdrawalQueueFull)?;
		queue.live = queue.live.saturating_add(1);
		Queue::<T>::put(queue);
		Self::shift_requests(id, |requests| requests.saturating_add(1));
		let queued_at = frame_system::Pallet::<T>::block_number();
		let request = WithdrawalRequest { portfolio: id, asset, amount: amount.cash, queued_at };
		Withdrawals::<T>::insert(ticket, request);
		Self::deposit_event(Event::WithdrawalRequested {
			ticket,
			portfolio: id,
			asset,
			tokens: amount.tokens,
			amount: amount.cash,
		});
		Ok(looked)
	}

	/// Removes a request of the owner. Frozen portfolios may too.
	pub(crate) fn do_cancel_withdrawal(who: T::AccountId, ticket: u64) -> DispatchResult {
		let request = Withdrawals::<T>::get(ticket).ok_or(Error::<T>::WithdrawalNotFound)?;
		let owner = Self::owner(request.portfolio).ok_or(Error::<T>::PortfolioNotFound)?;
		ensure!(owner == who, Error::<T>::NotOwner);
		Withdrawals::<T>::remove(ticket);
		Queue::<T>::mutate(|queue| queue.live = queue.live.saturating_sub(1));
		Self::shift_requests(request.portfolio, |requests| requests.saturating_sub(1));
		Self::deposit_event(Event::WithdrawalCancelled { ticket, portfolio: request.portfolio });
		Ok(())
	}

	/// The withdrawals of a portfolio in the queue: ticket, asset, amount.
	pub(crate) fn requests_of(portfolio: PortfolioId) -> Vec<(u64, AssetId, Cash)> {
		// At most `MaxWithdrawals`.
		Withdrawals::<T>::iter()
			.filter(|(_, request)| request.portfolio == portfolio)
			.map(|(ticket, request)| (ticket, request.asset, request.amount))
			.collect()
	}

	fn shift_requests(id: PortfolioId, shift: impl FnOnce(u32) -> u32) {
		Portfolios::<T>::mutate(id, |record| {
			if let Some(record) = record {
				record.requests = shift(record.requests);
			}
		});
	}

	/// Engine step: pays, in the order of tickets, what was requested in an earlier block, as far
	/// as the meter reaches. A payment that fails is dropped with its reason; the next one is not
	/// affected.
	pub fn process_withdrawals(meter: &mut WeightMeter) {
		if meter.try_consume(T::WeightInfo::process_withdrawals()).is_err() {
			return;
		}
		let now = frame_system::Pallet::<T>::block_number();
		let before = Queue::<T>::get();
		let mut queue = before;
		while queue.head < queue.tail {
			if meter.try_consume(T::WeightInfo::look_at_withdrawal()).is_err() {
				break;
			}
			if let Some(request) = Withdrawals::<T>::get(queue.head) {
				let most = Self::payment_weight(Self::expiries_held(request.portfolio));
				if request.queued_at >= now || !meter.can_consume(most) {
					break;
				}
				Withdrawals::<T>::remove(queue.head);
				queue.live = queue.live.saturating_sub(1);
				meter.consume(Self::pay_or_refuse(queue.head, request, most));
			}
			queue.head = queue.head.saturating_add(1);
		}
		if queue != before {
			Queue::<T>::put(queue);
		}
	}

	/// Pays, or says why not. Returns what it took; `most`, which is the most, if it was refused.
	fn pay_or_refuse(ticket: u64, request: RequestOf<T>, most: Weight) -> Weight {
		let WithdrawalRequest { portfolio, asset, amount, .. } = request;
		Self::shift_requests(portfolio, |requests| requests.saturating_sub(1));
		// Two layers: a settlement stays settled when the payment behind it is refused.
		let paid = with_storage_layer(|| T::Settle::settle_due(portfolio)).and_then(|settled| {
			let paid = with_storage_layer(|| Self::pay_out(portfolio, asset, amount, None))?;
			Ok((settled, paid))
		});
		match paid {
			Ok((settled, PaidOut { to, paid: Converted { tokens, cash }, kept, looked })) => {
				let amount = cash;
				let paid = Event::Withdrawn { ticket, portfolio, asset, tokens, amount, kept, to };
				Self::deposit_event(paid);
				T::WeightInfo::pay_withdrawal().saturating_add(settled).saturating_add(looked)
			}
			Err(reason) => {
				let refused = Event::WithdrawalRefused { ticket, portfolio, asset, amount, reason };
				Self::deposit_event(refused);
				most
			}
		}
	}

	/// Err unless so much cash could leave the portfolio now: active, free, safe without it. Settles nothing:
	/// what is due must be settled before. Returns what looking took, at most what the gate says.
	pub fn ensure_payable(id: PortfolioId, amount: Cash) -> Result<Weight, DispatchError> {
		// Only to see whether it may leave: the account is not stored.
		Self::release(&mut Self::load(id)?, T::SettlementAsset::get(), amount)
	}

	/// Pays cash of a portfolio to an account at once, by the rules of a withdrawal; what another pallet
	/// does with a portfolio that it owns, and answers for the delay. Settles nothing. Returns what was paid,
	/// and what that took, at most [`Self::payment_weight`]. The caller rolls back on an error.
	pub fn pay_to(
		id: PortfolioId,
		to: T::AccountId,
		amount: Cash,
	) -> Result<(Cash, Weight), DispatchError> {
		let paid = Self::pay_out(id, T::SettlementAsset::get(), amount, Some(to))?;
		Ok((paid.paid.cash, T::WeightInfo::pay_withdrawal().saturating_add(paid.looked)))
	}

	/// Pays what leaves a portfolio, to its owner unless somebody is named: all of an asset; of cash the
	/// share that losses nobody has paid for leave. Its share of them stays, in the fund, which pays them.
	fn pay_out(
		id: PortfolioId,
		asset: AssetId,
		amount: Cash,
		to: Option<T::AccountId>,
	) -> Result<PaidOut<T::AccountId>, DispatchError> {
		let share =
			if asset == T::SettlementAsset::get() { Self::withdrawal_share()? } else { Fixed::ONE };
		let policy = Self::policy(asset)?;
		let tokens = amount.to_token_floor(policy.decimals).ok_or(Error::<T>::LedgerOverflow)?;
		let amount = Self::convert(&policy, tokens)?;
		let (owner, looked) = Self::with_account(id, |account| {
			let looked = Self::release(account, asset, amount.cash)?;
			Ok((account.record.owner.clone(), looked))
		})?;
		let to = to.unwrap_or(owner);
		if share == Fixed::ONE {
			Self::give_out(asset, &to, amount)?;
			return Ok(PaidOut { to, paid: amount, kept: Cash::ZERO, looked });
		}
		let paid =
			amount.cash.mul_floor(share).and_then(|cash| cash.to_token_floor(policy.decimals));
		let paid = Self::convert(&policy, paid.ok_or(Error::<T>::LedgerOverflow)?)?;
		let kept = sub::<T>(amount.cash, paid.cash)?;
		Self::post_to_insurance(kept)?;
		Self::cover_shortfall()?;
		Self::give_out(asset, &to, paid)?;
		Ok(PaidOut { to, paid, kept, looked })
	}
}
