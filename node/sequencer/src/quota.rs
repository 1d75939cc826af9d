// SPDX-License-Identifier: Apache-2.0
//! Requests per second of each portfolio: a bucket of tokens that fills with time.

use std::{
	collections::BTreeMap,
	sync::{Mutex, PoisonError},
	time::{Duration, Instant},
};
use tenor_series::PortfolioId;

/// Buckets beyond which full ones are forgotten: a full bucket is a new one.
const MOST_BUCKETS: usize = 16_384;

/// What a portfolio may do.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Allowed {
	/// Requests a second in the long run, above zero.
	pub rate: u32,
	/// Requests at once.
	pub burst: u32,
}

struct Bucket {
	/// When it would have been full, or will be.
	full: Instant,
}

/// The buckets.
pub struct Quota {
	/// In which a token comes back.
	token: Duration,
	/// In which an empty bucket is full again.
	whole: Duration,
	begun: Instant,
	buckets: Mutex<BTreeMap<PortfolioId, Bucket>>,
}

impl Quota {
	/// All full.
	pub fn new(allowed: Allowed) -> Self {
		Self::every(Duration::from_secs(1) / allowed.rate.max(1), allowed.burst)
	}

	/// All full: a token every so often, so many at once.
	pub fn every(token: Duration, burst: u32) -> Self {
		let whole = token.saturating_mul(burst);
		Self { token, whole, begun: Instant::now(), buckets: Mutex::default() }
	}

	/// Whether there is no token now.
	pub fn is_spent(&self, who: PortfolioId, now: Instant) -> bool {
		let buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
		let full = buckets.get(&who).map(|bucket| bucket.full.max(now) + self.token);
		full.is_some_and(|full| full.saturating_duration_since(now) > self.whole)
	}

	/// Takes a token; `false` if there is none now.
	pub fn take(&self, who: PortfolioId, now: Instant) -> bool {
		let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
		if buckets.len() >= MOST_BUCKETS {
			buckets.retain(|_, bucket| bucket.full > now);
		}
		let bucket = buckets.entry(who).or_insert(Bucket { full: self.begun });
		let full = bucket.full.max(now) + self.token;
		if full.saturating_duration_since(now) > self.whole {
			return false;
		}
		bucket.full = full;
		true
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	const ME: PortfolioId = PortfolioId(1);

	#[test]
	fn burst_passes_and_then_the_rate() {
		let quota = Quota::new(Allowed { rate: 10, burst: 3 });
		let start = Instant::now();
		let taken = |after_ms: u64| quota.take(ME, start + Duration::from_millis(after_ms));
		assert_eq!([taken(0), taken(0), taken(0), taken(0)], [true, true, true, false]);
		assert_eq!([taken(99), taken(100), taken(100)], [false, true, false]);
		// AND it never holds more than the burst
		assert_eq!(
			[taken(9_000), taken(9_000), taken(9_000), taken(9_000)],
			[true, true, true, false]
		);
	}

	#[test]
	fn spent_is_who_has_no_token_now() {
		let quota = Quota::every(Duration::from_secs(10), 2);
		let now = Instant::now();
		assert!(!quota.is_spent(ME, now));
		assert!(quota.take(ME, now) && !quota.is_spent(ME, now));
		assert!(quota.take(ME, now) && quota.is_spent(ME, now));
		assert!(quota.is_spent(ME, now + Duration::from_millis(9_999)));
		assert!(!quota.is_spent(ME, now + Duration::from_secs(10)));
	}

	#[test]
	fn one_portfolio_does_not_use_the_tokens_of_another() {
		let quota = Quota::new(Allowed { rate: 1, burst: 1 });
		let now = Instant::now();
		assert!(quota.take(ME, now));
		assert!(!quota.take(ME, now));
		assert!(quota.take(PortfolioId(2), now));
	}

	#[test]
	fn full_buckets_are_forgotten() {
		let quota = Quota::new(Allowed { rate: 1_000, burst: 1 });
		let now = Instant::now();
		for id in 0..u64::try_from(MOST_BUCKETS).expect("fits") {
			assert!(quota.take(PortfolioId(id), now));
		}
		assert!(quota.take(PortfolioId(u64::MAX), now + Duration::from_secs(1)));
		assert_eq!(quota.buckets.lock().expect("whole").len(), 1);
	}
}
