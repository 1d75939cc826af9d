// SPDX-License-Identifier: Apache-2.0
//! What a validator's node asks before it makes a block.

use crate::*;
use polkadot_sdk::*;

use frame_support::traits::DisabledValidators;
use sp_consensus_aura::{sr25519::AuthorityId as AuraId, Slot};

sp_api::decl_runtime_apis! {
	/// Whose blocks the chain refuses.
	pub trait AuthoringApi {
		/// The author of the next block if it is made in that slot and he is disabled: executing it
		/// would panic. `None` if it would not.
		fn disabled_author(slot: Slot) -> Option<AuraId>;
	}
}

/// See [`AuthoringApi`].
pub fn disabled_author(slot: Slot) -> Option<AuraId> {
	let index = Aura::slot_author_index(slot)?;
	if !Session::is_disabled(index) {
		return None;
	}
	let authorities = pallet_aura::Authorities::<Runtime>::get();
	authorities.get(usize::try_from(index).ok()?).cloned()
}
