// SPDX-License-Identifier: Apache-2.0
//! The migration that a network is upgraded with in the rehearsal of an upgrade: every portfolio's record
//! is read and written again, and nothing in it changes.

use crate::{configs::system::MigrationServiceWeight, Runtime};
use frame_support::{
	migrations::{SteppedMigration, SteppedMigrationError},
	traits::Get,
	weights::{Weight, WeightMeter},
};
use pallet_collateral::Portfolios;
use polkadot_sdk::*;
use tenor_series::PortfolioId;

/// Two portfolios to a block, so that it takes some blocks also where there are few.
pub struct RewritePortfolios;

impl RewritePortfolios {
	fn each() -> Weight {
		MigrationServiceWeight::get().saturating_div(3)
	}
}

impl SteppedMigration for RewritePortfolios {
	type Cursor = PortfolioId;
	type Identifier = [u8; 18];

	fn id() -> Self::Identifier {
		*b"rewrite-portfolios"
	}

	fn step(
		cursor: Option<PortfolioId>,
		meter: &mut WeightMeter,
	) -> Result<Option<PortfolioId>, SteppedMigrationError> {
		let required = Self::each();
		if meter.try_consume(required).is_err() {
			return Err(SteppedMigrationError::InsufficientWeight { required });
		}
		let mut rest = match cursor {
			Some(last) => {
				Portfolios::<Runtime>::iter_from(Portfolios::<Runtime>::hashed_key_for(last))
			}
			None => Portfolios::<Runtime>::iter(),
		};
		Ok(rest.next().map(|(id, record)| {
			Portfolios::<Runtime>::insert(id, record);
			id
		}))
	}
}
