// SPDX-License-Identifier: Apache-2.0
//! What each portfolio was paid, kept by pages in the order of payment.

use crate::{pallet::*, types::RESULTS_PER_PAGE, ResultPage};
use polkadot_sdk::frame_support::defensive;
use tenor_fixed::Cash;
use tenor_series::{ExpiryKey, PortfolioId};

/// The last page of an expiry's results.
pub(crate) struct Receipts {
	expiry: ExpiryKey,
	number: u32,
	page: ResultPage,
}

impl Receipts {
	/// That of a settlement which has paid so many portfolios.
	pub(crate) fn load<T: Config>(expiry: ExpiryKey, paid: u32) -> Self {
		let number = paid / RESULTS_PER_PAGE;
		Self { expiry, number, page: Results::<T>::get(expiry, number) }
	}

	/// Adds a portfolio. Returns whether a page was written for it.
	pub(crate) fn add<T: Config>(&mut self, portfolio: PortfolioId, net: Cash) -> bool {
		if self.page.try_push((portfolio, net)).is_err() {
			defensive!("a page that became full was written and is a new one");
		}
		let full = self.page.is_full();
		if full {
			let page = core::mem::take(&mut self.page);
			Results::<T>::insert(self.expiry, self.number, page);
			self.number = self.number.saturating_add(1);
		}
		full
	}

	/// Writes what was not yet.
	pub(crate) fn store<T: Config>(self) {
		if !self.page.is_empty() {
			Results::<T>::insert(self.expiry, self.number, self.page);
		}
	}
}
