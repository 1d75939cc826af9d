// SPDX-License-Identifier: Apache-2.0
//! What to bid. Pure: numbers in, a bid or the reason for none out.

use pallet_liquidation::{Bid, LEAST_SHARE};
use tenor_fixed::{Cash, Fixed};
use tenor_series::PortfolioId;

/// What the keeper wants.
#[derive(Clone, Copy, Debug)]
pub struct Appetite {
	/// Earned per unit of maintenance requirement taken.
	pub charge: Fixed,
	/// A share on which it would earn less is left, e8.
	pub least_profit: Cash,
	/// A bid whose limit is off by more than this part of what the whole is worth is replaced.
	pub tolerance: Fixed,
}

/// What is for sale: the whole, at the marks.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Offer {
	/// Which portfolio.
	pub portfolio: PortfolioId,
	/// Equity, e8.
	pub equity: Cash,
	/// Initial margin, e8.
	pub initial: Cash,
	/// Maintenance margin, e8.
	pub maintenance: Cash,
	/// Cash, e8.
	pub cash: Cash,
	/// Cash received since the stage began, which is not sold, e8.
	pub received: Cash,
	/// The largest share it sells.
	pub share: Fixed,
	/// The version of the book.
	pub version: u32,
}

/// What the keeper can still carry.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Capacity {
	/// Initial margin not used, e8.
	pub initial: Cash,
	/// Cash not used, e8.
	pub cash: Cash,
}

/// Why there is no bid.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Pass {
	/// The bid that waits is good enough.
	Waits,
	/// The keeper can't carry the least share.
	NoCapacity,
	/// It would not be worth it.
	NoProfit,
	/// A number does not fit its type.
	Overflow,
}

/// The bid for an offer, and what it leaves to carry others; with `own`, a bid of the keeper that
/// waits.
pub fn bid(
	offer: &Offer,
	capacity: &mut Capacity,
	own: Option<&Bid>,
	bidder: PortfolioId,
	appetite: &Appetite,
) -> Result<Bid, Pass> {
	let worth = offer.equity.checked_sub(offer.received).ok_or(Pass::Overflow)?;
	let required = offer.equity.checked_sub(offer.maintenance).ok_or(Pass::Overflow)?;
	let charge = required.mul_ceil(appetite.charge).ok_or(Pass::Overflow)?;
	let limit = worth.checked_sub(charge).ok_or(Pass::Overflow)?;
	let need = Need::of(offer, limit).ok_or(Pass::Overflow)?;
	// What is offered grows with the auction's clock: a bid asks for all that it carries.
	let share = need.largest_share(capacity).ok_or(Pass::Overflow)?;
	let expected = share.min(offer.share);
	let waits = own.is_some_and(|own| {
		own.expected_version == Some(offer.version) && is_near(own.limit, limit, worth, appetite)
	});
	if waits {
		need.reserve(capacity, own.map_or(expected, |own| own.share.min(offer.share)));
		return Err(Pass::Waits);
	}
	if share < LEAST_SHARE {
		return Err(Pass::NoCapacity);
	}
	if charge.mul_floor(expected).ok_or(Pass::Overflow)? < appetite.least_profit {
		return Err(Pass::NoProfit);
	}
	need.reserve(capacity, expected);
	Ok(Bid { bidder, share, limit, expected_version: Some(offer.version) })
}

fn is_near(own: Cash, limit: Cash, worth: Cash, appetite: &Appetite) -> bool {
	let off = own.checked_sub(limit).and_then(Cash::checked_abs);
	let least = Cash::from_e8(1);
	let allowed = worth.checked_abs().and_then(|worth| worth.mul_floor(appetite.tolerance));
	off.zip(allowed).is_some_and(|(off, allowed)| off <= allowed.max(least))
}

/// What the whole ties up if it is bought at the limit. At the clock's price, which is no higher, it is
/// no more.
struct Need {
	/// Initial margin, e8.
	initial: Cash,
	/// Cash, e8.
	cash: Cash,
	/// The price, which must be there before the rest is, e8.
	price: Cash,
}

impl Need {
	fn of(offer: &Offer, limit: Cash) -> Option<Self> {
		// Bought, the whole adds its own initial margin without the cash that stays, less the price.
		let adds = offer.initial.checked_sub(offer.received)?.checked_sub(limit)?;
		let cash = offer.cash.checked_sub(offer.received)?.checked_sub(limit)?;
		Some(Self {
			initial: Cash::ZERO.checked_sub(adds)?.max(Cash::ZERO),
			cash: Cash::ZERO.checked_sub(cash)?.max(Cash::ZERO),
			price: limit.max(Cash::ZERO),
		})
	}

	fn largest_share(&self, capacity: &Capacity) -> Option<Fixed> {
		let of = |has: Cash, needs: Cash| {
			if needs.is_positive() {
				Fixed::from_ratio_floor(has.max(Cash::ZERO).e8(), needs.e8())
			} else {
				Some(Fixed::ONE)
			}
		};
		let by_margin = of(capacity.initial, self.initial)?;
		let by_cash = of(capacity.cash, self.cash.max(self.price))?;
		Some(Fixed::ONE.min(by_margin).min(by_cash))
	}

	fn reserve(&self, capacity: &mut Capacity, share: Fixed) {
		let part = |whole: Cash| whole.mul_ceil(share).unwrap_or(whole);
		capacity.initial = capacity.initial.saturating_sub(part(self.initial));
		capacity.cash = capacity.cash.saturating_sub(part(self.cash.max(self.price)));
	}
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
	use super::*;
	use proptest::prelude::*;
	use tenor_fixed::E18;

	const ME: PortfolioId = PortfolioId(7);

	fn cash(dollars: i128) -> Cash {
		Cash::from_e8(dollars * 100_000_000)
	}

	fn part(thousandths: i128) -> Fixed {
		Fixed::from_e18(E18 / 1_000 * thousandths)
	}

	fn appetite() -> Appetite {
		Appetite { charge: part(100), least_profit: cash(10), tolerance: part(20) }
	}

	/// Worth 1,000, short of 500 at maintenance, 900 at initial margin; 5,000 of premium in cash.
	fn offer() -> Offer {
		Offer {
			portfolio: PortfolioId(1),
			equity: cash(1_000),
			initial: cash(-900),
			maintenance: cash(-500),
			cash: cash(5_000),
			received: Cash::ZERO,
			share: Fixed::ONE,
			version: 3,
		}
	}

	fn rich() -> Capacity {
		Capacity { initial: cash(100_000), cash: cash(100_000) }
	}

	#[test]
	fn limit_is_worth_less_the_charge_on_the_margin_tied_up() {
		let mut capacity = rich();
		let made = bid(&offer(), &mut capacity, None, ME, &appetite()).unwrap();
		// 1,000 - 0.1 * (1,000 + 500)
		assert_eq!(made.limit, cash(850));
		assert_eq!((made.bidder, made.share, made.expected_version), (ME, Fixed::ONE, Some(3)));
		// AND what it ties up counts: 900 missing and 850 paid; the price must be there in cash
		assert_eq!(capacity.initial, cash(100_000 - 1_750));
		assert_eq!(capacity.cash, cash(100_000 - 850));
	}

	#[test]
	fn cash_received_is_not_paid_for() {
		let sold = Offer { received: cash(400), ..offer() };
		let made = bid(&sold, &mut rich(), None, ME, &appetite()).unwrap();
		assert_eq!(made.limit, cash(450));
	}

	#[test]
	fn insolvent_portfolio_is_taken_for_a_payment_only() {
		let bankrupt = Offer { equity: cash(-300), maintenance: cash(-1_300), ..offer() };
		let made = bid(&bankrupt, &mut rich(), None, ME, &appetite()).unwrap();
		assert_eq!(made.limit, cash(-400));
	}

	#[test]
	fn share_is_what_margin_and_cash_carry() {
		let mut little = Capacity { initial: cash(175), cash: cash(100_000) };
		let made = bid(&offer(), &mut little, None, ME, &appetite()).unwrap();
		assert_eq!(made.share, part(100));
		assert_eq!(little.initial, Cash::ZERO);
		// AND the next finds nothing left
		let next = bid(&offer(), &mut little, None, ME, &appetite());
		assert_eq!(next, Err(Pass::NoCapacity));
		let mut poor = Capacity { initial: cash(100_000), cash: cash(425) };
		let made = bid(&offer(), &mut poor, None, ME, &appetite()).unwrap();
		assert_eq!(made.share, part(500));
	}

	#[test]
	fn share_that_earns_too_little_is_left() {
		let small = Offer { share: part(50), ..offer() };
		assert_eq!(bid(&small, &mut rich(), None, ME, &appetite()), Err(Pass::NoProfit));
	}

	#[test]
	fn bid_that_waits_is_replaced_only_when_it_is_off() {
		let own = bid(&offer(), &mut rich(), None, ME, &appetite()).unwrap();
		let mut capacity = rich();
		let again = bid(&offer(), &mut capacity, Some(&own), ME, &appetite());
		assert_eq!(again, Err(Pass::Waits));
		// AND it goes on to tie up what it needs
		assert_eq!(capacity.initial, cash(100_000 - 1_750));
		let near = Offer { equity: cash(1_015), ..offer() };
		assert_eq!(bid(&near, &mut rich(), Some(&own), ME, &appetite()), Err(Pass::Waits));
		for off in [
			Offer { equity: cash(1_050), maintenance: cash(-450), ..offer() },
			Offer { version: 4, ..offer() },
		] {
			assert!(bid(&off, &mut rich(), Some(&own), ME, &appetite()).is_ok());
		}
	}

	proptest! {
		/// At any price up to its limit a bid earns the charge, and never asks for more than there is.
		#[test]
		fn bids_pay_and_fit(
			equity in -1_000_000i128..1_000_000,
			short in 0i128..1_000_000,
			more in 0i128..1_000_000,
			held in -1_000_000i128..1_000_000,
			received in 0i128..100_000,
			share in 1i128..=1_000,
			has in 0i128..1_000_000,
			coins in 0i128..1_000_000,
		) {
			let offer = Offer {
				portfolio: PortfolioId(1),
				equity: cash(equity),
				maintenance: cash(equity - short),
				initial: cash(equity - short - more),
				cash: cash(held),
				received: cash(received),
				share: part(share),
				version: 0,
			};
			let before = Capacity { initial: cash(has), cash: cash(coins) };
			let mut after = before;
			if let Ok(made) = bid(&offer, &mut after, None, ME, &appetite()) {
				prop_assert!(made.share >= LEAST_SHARE && made.share <= Fixed::ONE);
				let worth = offer.equity.e8() - offer.received.e8();
				prop_assert!(worth - made.limit.e8() >= short * 100_000_000 / 10);
				// Initial margin after the fill at the limit: none is missing.
				let adds = offer.initial.e8() - offer.received.e8() - made.limit.e8();
				let taken = Cash::from_e8(adds).mul_floor(made.share).unwrap();
				prop_assert!(before.initial.e8() + taken.e8() >= -1);
				prop_assert!(!after.initial.saturating_add(Cash::from_e8(1)).is_negative());
				prop_assert!(!after.cash.saturating_add(Cash::from_e8(1)).is_negative());
			}
		}
	}
}
