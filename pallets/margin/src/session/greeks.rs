// SPDX-License-Identifier: Apache-2.0
//! Greeks of single series, each computed once for all who hold it.

use super::Session;
use crate::{limits::Greeks, pallet::Config, types::PRICES_PER_MARK};
use tenor_series::SeriesKey;

impl<T: Config> Session<T> {
	/// Greeks of one contract at the last good mark; `None` if there is none.
	pub(crate) fn greeks(&mut self, series: &SeriesKey) -> Option<Greeks> {
		if let Some(known) = self.greeks.get(series) {
			return *known;
		}
		self.count_prices(PRICES_PER_MARK);
		let market = self.expiry(series.expiry_key());
		let mark = market
			.and_then(|reading| tenor_risk::mark(&reading.value, series.strike, series.kind).ok());
		let greeks = mark.and_then(|mark| Greeks::per_contract_floor(&mark));
		self.greeks.insert(*series, greeks);
		greeks
	}
}
