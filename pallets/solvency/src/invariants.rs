// SPDX-License-Identifier: Apache-2.0
//! What must hold between blocks.

use crate::{Config, Due, Last, Pallet, Statement};
use polkadot_sdk::{
	frame_support::{ensure, traits::Get},
	sp_runtime::{traits::Saturating, TryRuntimeError},
};

impl<T: Config> Pallet<T> {
	/// Every property of the README.
	pub(crate) fn do_try_state() -> Result<(), TryRuntimeError> {
		let Some((block, statement)) = Last::<T>::get() else {
			ensure!(!Due::<T>::exists(), "a statement was made and is not there");
			return Ok(());
		};
		ensure!(
			Due::<T>::get() == block.saturating_add(T::Period::get()),
			"the next statement is not due a period behind the last"
		);
		let ascending = statement.assets.windows(2).all(|pair| match pair {
			[a, b] => a.asset < b.asset,
			_ => true,
		});
		ensure!(ascending, "the assets of a statement do not ascend");
		let again = Statement::new(
			statement.at,
			statement.assets.to_vec(),
			statement.cash,
			statement.worst_loss,
		);
		ensure!(again == statement, "a statement does not follow from its figures");
		Ok(())
	}
}
