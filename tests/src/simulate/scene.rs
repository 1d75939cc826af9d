// SPDX-License-Identifier: Apache-2.0
//! What whoever acts can see: who is there, what is listed, where prices are.

use super::choices::Choices;
use polkadot_sdk::*;

use pallet_series::ExpiryStatus;
use sp_keyring::Sr25519Keyring as Key;
use tenor_fixed::{Cash, Fixed, Price, Quantity, E18};
use tenor_runtime::{AccountId, Collateral, Runtime, Vault};
use tenor_series::{ExpiryKey, Moment, OptionKind, PortfolioId, SeriesKey, UnderlyingId};

/// Underlyings of the presets.
pub const UNDERLYINGS: u16 = 3;
/// One in e8.
pub const E8: u64 = 100_000_000;

/// The chain as it is seen between two blocks.
#[derive(Default)]
pub struct Scene {
	/// Chain time.
	pub now: Moment,
	/// Who has a key.
	pub people: Vec<Key>,
	/// Portfolios and the number of their owner; `None` if he has no key.
	pub portfolios: Vec<(PortfolioId, Option<usize>)>,
	/// Expiries on record, ascending.
	pub expiries: Vec<ExpiryKey>,
	/// Series of those that can still trade.
	pub series: Vec<SeriesKey>,
	/// Where prices really are, e8.
	pub spots: [u64; UNDERLYINGS as usize],
}

impl Scene {
	/// Looks at the chain.
	pub fn look<'a>(
		&mut self,
		now: Moment,
		owners: impl Iterator<Item = (PortfolioId, &'a AccountId)>,
	) {
		self.now = now;
		let accounts: Vec<AccountId> = self.people.iter().map(|key| key.to_account_id()).collect();
		let number = |owner: &AccountId| accounts.iter().position(|account| account == owner);
		self.portfolios = owners.map(|(id, owner)| (id, number(owner))).collect();
		self.expiries.clear();
		self.series.clear();
		let mut records: Vec<_> = pallet_series::Expiries::<Runtime>::iter().collect();
		records.sort_by_key(|(key, _)| *key);
		for (key, record) in records {
			self.expiries.push(key);
			let trades = matches!(record.status, ExpiryStatus::Listed | ExpiryStatus::Halted(_));
			if key.expiry <= now || !trades {
				continue;
			}
			for strike in &record.strikes {
				for kind in [OptionKind::Call, OptionKind::Put] {
					self.series.push(key.series(*strike, kind));
				}
			}
		}
	}

	/// Portfolios of somebody.
	pub fn portfolios_of(&self, who: usize) -> Vec<PortfolioId> {
		let own = self.portfolios.iter().filter(|(_, owner)| *owner == Some(who));
		own.map(|(id, _)| *id).collect()
	}

	/// Whose key a portfolio's owner has.
	pub fn owner_of(&self, id: PortfolioId) -> Option<Key> {
		let (_, owner) = self.portfolios.iter().find(|(other, _)| *other == id)?;
		owner.map(|who| self.people[who])
	}

	/// Mostly one that exists.
	pub fn some_portfolio(&self, choices: &mut Choices) -> PortfolioId {
		match choices.pick(&self.portfolios) {
			Some((id, _)) if !choices.one_in(16) => id,
			_ => PortfolioId(choices.spread()),
		}
	}

	/// Mostly one of the people.
	pub fn some_account(&self, choices: &mut Choices) -> AccountId {
		match choices.below(16) {
			0 => AccountId::from([choices.below(256) as u8; 32]),
			1 => Collateral::custody_account(),
			2 => Vault::account(UnderlyingId(0)),
			_ => choices.pick(&self.people).unwrap_or(Key::Alice).to_account_id(),
		}
	}

	/// Mostly one that is registered.
	pub fn some_underlying(&self, choices: &mut Choices) -> UnderlyingId {
		match choices.below(16) {
			0 => UnderlyingId(choices.below(65_536) as u16),
			n => UnderlyingId(n as u16 % UNDERLYINGS),
		}
	}

	/// Mostly one on record, now and then one that nobody listed.
	pub fn some_expiry(&self, choices: &mut Choices) -> ExpiryKey {
		match choices.pick(&self.expiries) {
			Some(key) if !choices.one_in(8) => key,
			_ => {
				let expiry = choices.moment(self.now) / 1_000 * 1_000;
				ExpiryKey { underlying: self.some_underlying(choices), expiry }
			}
		}
	}

	/// Mostly one that trades.
	pub fn some_series(&self, choices: &mut Choices) -> SeriesKey {
		match choices.pick(&self.series) {
			Some(series) if !choices.one_in(12) => series,
			_ => {
				let kind = if choices.flip() { OptionKind::Call } else { OptionKind::Put };
				let strike = self.some_price(choices);
				self.some_expiry(choices).series(strike, kind)
			}
		}
	}

	/// Of an underlying, near it or part of it, on a coarse grid; or any.
	pub fn some_price(&self, choices: &mut Choices) -> Price {
		let spot = self.spots[choices.index(self.spots.len())];
		let near = |choices: &mut Choices| spot / 1_000 * choices.between(1, 2_000);
		Price::from_e8(match choices.below(12) {
			0 => 0,
			1 => u64::MAX,
			2 => choices.spread(),
			3 => near(choices),
			4 => choices.between(1, 100) * 1_000_000,
			n => near(choices) / if n > 8 { 50 } else { 1 } / 10_000_000 * 10_000_000,
		})
	}

	/// Contracts: some lots, or any number.
	pub fn some_quantity(&self, choices: &mut Choices) -> Quantity {
		Quantity::from_e8(match choices.below(16) {
			0 => 0,
			1 => i64::MAX,
			2 => i64::MIN,
			3 => choices.spread() as i64,
			4 => -(choices.between(1, 1_000) as i64) * 1_000_000,
			n if n < 9 => choices.between(1, 20) as i64 * E8 as i64,
			_ => choices.between(1, 1_000) as i64 * 1_000_000,
		})
	}

	/// Cash: some dollars either way, or any amount.
	pub fn some_cash(&self, choices: &mut Choices) -> Cash {
		Cash::from_e8(match choices.below(16) {
			0 => 0,
			1 => i128::MAX,
			2 => i128::MIN,
			3 => i128::from(choices.spread() as i64),
			4 | 5 => -i128::from(choices.between(1, 100_000)) * i128::from(E8),
			_ => i128::from(choices.between(1, 200_000)) * i128::from(E8),
		})
	}

	/// A share, a volatility, a confidence; or any number.
	pub fn some_fixed(&self, choices: &mut Choices) -> Fixed {
		Fixed::from_e18(match choices.below(16) {
			0 => 0,
			1 => i128::MAX,
			2 => i128::MIN,
			3 => -i128::from(choices.spread()),
			4..=8 => E18,
			9 => i128::from(choices.word()) << choices.below(63),
			_ => E18 / 1_000 * i128::from(choices.between(1, 2_000)),
		})
	}
}
