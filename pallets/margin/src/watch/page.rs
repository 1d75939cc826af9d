// SPDX-License-Identifier: Apache-2.0
//! Pages of 64 portfolios: what is kept of each, by its place, where it is not the default.

use super::FAN_OUT;
use polkadot_sdk::frame_support::{traits::ConstU32, BoundedVec};
use tenor_series::PortfolioId;

/// Ascending by place, no value twice, none the default.
pub type Page<V> = BoundedVec<(u8, V), ConstU32<FAN_OUT>>;

/// The page of a portfolio, and its place there.
pub(crate) fn page_of(id: PortfolioId) -> (u64, u8) {
	let fan_out = u64::from(FAN_OUT);
	(id.0 / fan_out, u8::try_from(id.0 % fan_out).unwrap_or(u8::MAX))
}

/// What stands at a place.
pub(crate) fn value_in<V: Copy + Default>(page: &Page<V>, place: u8) -> V {
	let found = page.binary_search_by_key(&place, |(at, _)| *at).ok();
	found.and_then(|at| page.get(at)).map_or(V::default(), |(_, value)| *value)
}

/// Puts a value at a place. Returns whether that changed anything.
pub(crate) fn set_value<V: PartialEq + Default>(page: &mut Page<V>, place: u8, value: V) -> bool {
	match page.binary_search_by_key(&place, |(at, _)| *at) {
		Ok(at) if value == V::default() => {
			page.remove(at);
			true
		}
		Ok(at) => match page.get_mut(at) {
			Some((_, held)) if *held != value => {
				*held = value;
				true
			}
			_ => false,
		},
		Err(_) if value == V::default() => false,
		Err(at) => page.try_insert(at, (place, value)).is_ok(),
	}
}
