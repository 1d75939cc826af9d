// SPDX-License-Identifier: Apache-2.0
//! The portfolios that a sweep found, by pages of 64: a bit for each.

use super::{
	queue::{bit_of, members},
	Axis,
};
use alloc::{collections::BTreeMap, vec::Vec};
use tenor_series::PortfolioId;

/// Portfolios found, each with the axes on which the market left its bounds.
#[derive(Default)]
pub(crate) struct Found {
	pages: BTreeMap<u64, FoundPage>,
	len: usize,
}

#[derive(Default)]
struct FoundPage {
	/// All that were found.
	all: u64,
	/// Those whose bounds the market left, by axis.
	left: Vec<(Axis, u64)>,
}

impl Found {
	/// How many.
	pub(crate) fn len(&self) -> usize {
		self.len
	}

	/// Whether somebody of a page was found.
	pub(crate) fn has_page(&self, page: u64) -> bool {
		self.pages.contains_key(&page)
	}

	/// Adds the portfolios of a page whose bits are set, found on an axis or (`None`) in the queue.
	pub(crate) fn add(&mut self, page: u64, bits: u64, axis: Option<Axis>) {
		let known = self.pages.entry(page).or_default();
		let new = bits & !known.all;
		self.len = self.len.saturating_add(usize::try_from(new.count_ones()).unwrap_or(usize::MAX));
		known.all |= bits;
		let Some(axis) = axis else { return };
		match known.left.iter_mut().find(|(other, _)| *other == axis) {
			Some((_, left)) => *left |= bits,
			None => known.left.push((axis, bits)),
		}
	}

	/// The axes on which the market left a portfolio's bounds.
	pub(crate) fn axes(&self, id: PortfolioId) -> Vec<Axis> {
		let (page, bit) = bit_of(id);
		let left = self.pages.get(&page).map(|page| page.left.as_slice()).unwrap_or_default();
		left.iter().filter(|(_, bits)| bits & bit != 0).map(|(axis, _)| *axis).collect()
	}

	/// All of them by page, ascending.
	pub(crate) fn pages(
		&self,
	) -> impl Iterator<Item = (u64, impl Iterator<Item = PortfolioId>)> + '_ {
		self.pages.iter().map(|(page, found)| (*page, members(*page, found.all)))
	}
}
