// SPDX-License-Identifier: Apache-2.0
//! Where every decision of a run comes from: a seed, or the bytes of a fuzzer.

use tenor_series::Moment;

/// Decisions, one after the other. The same seed, or the same bytes, decide the same.
pub struct Choices {
	bytes: Option<std::vec::IntoIter<u8>>,
	state: u64,
}

impl Choices {
	/// Decisions that never end.
	pub fn seeded(seed: u64) -> Self {
		Self { bytes: None, state: seed }
	}

	/// Decisions out of the bytes of a fuzzer: behind their end all are the first one.
	pub fn of(bytes: Vec<u8>) -> Self {
		Self { bytes: Some(bytes.into_iter()), state: 0 }
	}

	/// Whether the bytes have ended.
	pub fn is_over(&self) -> bool {
		self.bytes.as_ref().is_some_and(|bytes| bytes.len() == 0)
	}

	fn take(&mut self, count: usize) -> u64 {
		let Some(bytes) = &mut self.bytes else { return self.step() };
		bytes.take(count).fold(0, |word, byte| word << 8 | u64::from(byte))
	}

	/// SplitMix64.
	fn step(&mut self) -> u64 {
		self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
		let mut z = self.state;
		z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
		z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
		z ^ (z >> 31)
	}

	/// Any number.
	pub fn word(&mut self) -> u64 {
		self.take(8)
	}

	/// A number below `n`, which is above zero.
	pub fn below(&mut self, n: u64) -> u64 {
		let bytes = if n <= 1 << 8 {
			1
		} else if n <= 1 << 16 {
			2
		} else {
			8
		};
		self.take(bytes) % n
	}

	/// An index into a list of `n`, which is not empty.
	pub fn index(&mut self, n: usize) -> usize {
		usize::try_from(self.below(n as u64)).expect("below a length")
	}

	/// A number from `low` to `high`, both included.
	pub fn between(&mut self, low: u64, high: u64) -> u64 {
		low + self.below(high - low + 1)
	}

	/// Whether something that happens in one of `n` cases does.
	pub fn one_in(&mut self, n: u64) -> bool {
		self.below(n) + 1 == n
	}

	/// Either.
	pub fn flip(&mut self) -> bool {
		self.below(2) == 1
	}

	/// One of a list; `None` if it is empty.
	pub fn pick<T: Copy>(&mut self, list: &[T]) -> Option<T> {
		if list.is_empty() {
			return None;
		}
		Some(list[self.index(list.len())])
	}

	/// A number of any magnitude: plain words are nearly always huge.
	pub fn spread(&mut self) -> u64 {
		let shift = self.below(64);
		self.word() >> shift
	}

	/// A moment near another one, now and then far away.
	pub fn moment(&mut self, near: Moment) -> Moment {
		match self.below(16) {
			0 => 0,
			1 => u64::MAX,
			2 => self.spread(),
			3..=6 => near.saturating_sub(self.between(0, 600_000)),
			7..=9 => near,
			_ => near.saturating_add(self.between(0, 7_200_000)),
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn same_seed_and_same_bytes_decide_the_same() {
		let of = |mut choices: Choices| -> Vec<u64> {
			(1..200).map(|n| choices.below(n * n * n)).collect()
		};
		assert_eq!(of(Choices::seeded(7)), of(Choices::seeded(7)));
		assert_ne!(of(Choices::seeded(7)), of(Choices::seeded(8)));
		let bytes: Vec<u8> = (0..=255).collect();
		assert_eq!(of(Choices::of(bytes.clone())), of(Choices::of(bytes.clone())));
		assert_ne!(of(Choices::of(bytes.clone())), of(Choices::of(bytes[1..].to_vec())));
	}

	#[test]
	fn bytes_end_and_then_every_decision_is_the_first_one() {
		let mut choices = Choices::of(vec![1, 2, 3]);
		assert_eq!((choices.below(256), choices.below(65_536), choices.is_over()), (1, 515, true));
		assert_eq!((choices.word(), choices.pick(&[4, 5]), choices.flip()), (0, Some(4), false));
	}
}
