// SPDX-License-Identifier: Apache-2.0
//! Days: what prices did minute by minute, and what went wrong with the feeds.

use std::{ops::Range, path::Path, process::Command};
use tenor_series::Moment;

/// Milliseconds of a minute.
pub const MINUTE_MS: Moment = 60_000;
/// Minutes over which volatility remembers where the price came from.
const MEMORY: usize = 240;

/// One minute of one underlying: where it begins, its two extremes in their order, where it ends.
pub type Bar = [f64; 4];

/// What is wrong with feeds for some minutes.
#[derive(Clone)]
pub enum Fault {
	/// No operator says anything.
	Silent,
	/// Everybody's index of one underlying is multiplied.
	Feed {
		/// Which: 0 bitcoin, 1 ether.
		underlying: usize,
		/// By how much.
		factor: f64,
	},
	/// One operator's index of every underlying is multiplied.
	Index {
		/// Which operator.
		operator: usize,
		/// By how much.
		factor: f64,
	},
	/// One operator's volatilities are multiplied.
	Vol {
		/// Which operator.
		operator: usize,
		/// By how much.
		factor: f64,
	},
}

/// A day to replay.
#[derive(Clone)]
pub struct Day {
	/// What files of it are called.
	pub name: &'static str,
	/// What it is.
	pub title: &'static str,
	/// When its first minute begins.
	pub start_ms: Moment,
	/// Bitcoin and ether.
	pub minutes: Vec<[Bar; 2]>,
	/// What volatilities are multiplied by, besides their answer to prices.
	pub vol: Vec<f64>,
	/// From which minute to which, what.
	pub faults: Vec<(Range<usize>, Fault)>,
	/// Minutes with a block per second; the others have one per six seconds.
	pub every_second: Range<usize>,
}

impl Day {
	/// The minute that a moment falls into; the last one behind the end.
	pub fn minute(&self, now: Moment) -> usize {
		let minute = usize::try_from(now.saturating_sub(self.start_ms) / MINUTE_MS);
		minute.unwrap_or(usize::MAX).min(self.minutes.len() - 1)
	}

	/// When it ends.
	pub fn end_ms(&self) -> Moment {
		self.start_ms + self.minutes.len() as Moment * MINUTE_MS
	}

	/// Prices of both underlyings: straight lines through the points of the minute.
	pub fn prices(&self, now: Moment) -> [f64; 2] {
		let bars = self.minutes[self.minute(now)];
		let third = now.saturating_sub(self.start_ms) % MINUTE_MS / 20_000;
		let at = usize::try_from(third).expect("below three");
		let part = (now.saturating_sub(self.start_ms) % 20_000) as f64 / 20_000.0;
		bars.map(|bar| bar[at] + (bar[at + 1] - bar[at]) * part)
	}

	/// What volatilities are multiplied by: 3 times the fall, or 1.2 times the rise, against the mean of
	/// the last four hours, at most twofold more; times what the day itself says.
	pub fn vol_factor(&self, now: Moment) -> f64 {
		let minute = self.minute(now);
		let behind = &self.minutes[minute.saturating_sub(MEMORY)..=minute];
		let mean = behind.iter().map(|bars| bars[0][3]).sum::<f64>() / behind.len() as f64;
		let moved = self.prices(now)[0] / mean - 1.0;
		let answer = if moved < 0.0 { -3.0 * moved } else { 1.2 * moved };
		(1.0 + answer.min(2.0)) * self.vol[minute]
	}

	/// The faults of a moment.
	pub fn faults(&self, now: Moment) -> impl Iterator<Item = &Fault> {
		let minute = self.minute(now);
		self.faults.iter().filter(move |(when, _)| when.contains(&minute)).map(|(_, what)| what)
	}

	/// The hour around what happens, in blocks of six seconds but for the minutes next to it.
	pub fn quick(self) -> Self {
		let at = self.every_second.start + 5;
		let mut day = self.cut(at.saturating_sub(10)..at + 50);
		day.every_second = 8..14;
		day
	}

	/// Part of a day: the minutes of `which`.
	pub fn cut(mut self, which: Range<usize>) -> Self {
		let shift = |range: &Range<usize>| {
			range.start.saturating_sub(which.start)..range.end.saturating_sub(which.start)
		};
		self.start_ms += which.start as Moment * MINUTE_MS;
		self.every_second = shift(&self.every_second);
		self.faults.iter_mut().for_each(|(when, _)| *when = shift(when));
		self.minutes = self.minutes[which.clone()].to_vec();
		self.vol = self.vol[which].to_vec();
		self
	}
}

/// Numbers from a seed (Steele, Lea and Flood 2014: SplitMix64).
#[derive(Clone)]
pub struct Dice(u64);

impl Dice {
	/// The same seed gives the same numbers.
	pub fn new(seed: u64) -> Self {
		Self(seed)
	}

	/// Evenly from all 64-bit numbers.
	pub fn word(&mut self) -> u64 {
		self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
		let mut z = self.0;
		z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
		z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
		z ^ (z >> 31)
	}

	/// Evenly from 0 to 1.
	pub fn unit(&mut self) -> f64 {
		(self.word() >> 11) as f64 / (1u64 << 53) as f64
	}

	/// Evenly from a range.
	pub fn between(&mut self, low: f64, high: f64) -> f64 {
		low + (high - low) * self.unit()
	}

	/// Evenly from the numbers below `n`.
	pub fn below(&mut self, n: usize) -> usize {
		usize::try_from(self.word() % n as u64).expect("below n")
	}

	/// Whether something of this probability happens.
	pub fn chance(&mut self, probability: f64) -> bool {
		self.unit() < probability
	}

	/// Normally, by twelve even ones.
	pub fn normal(&mut self) -> f64 {
		(0..12).map(|_| self.unit()).sum::<f64>() - 6.0
	}
}

/// Minute bars of bitcoin and ether as CSV: `minute_s`, then open, high, low, close and
/// volume of each. A minute without a trade stands where the last one ended.
fn bars_of_csv(text: &str) -> Result<(Moment, Vec<[Bar; 2]>), String> {
	let mut minutes: Vec<[Bar; 2]> = Vec::new();
	let mut start = None;
	for line in text.lines().filter(|line| line.starts_with(|c: char| c.is_ascii_digit())) {
		let fields: Vec<&str> = line.split(',').collect();
		let second: Moment = fields[0].parse().map_err(|_| format!("no time: {line}"))?;
		let start = *start.get_or_insert(second);
		let last = minutes.last().copied();
		// Minutes that are missing altogether.
		while let (Some(last), true) = (last, start + minutes.len() as Moment * 60 < second) {
			minutes.push(last.map(|bar| [bar[3]; 4]));
		}
		let bar = |from: usize| -> Option<Bar> {
			let number = |at: usize| fields.get(at)?.parse::<f64>().ok();
			let [open, high, low, close] =
				[number(from)?, number(from + 1)?, number(from + 2)?, number(from + 3)?];
			Some(if close < open { [open, high, low, close] } else { [open, low, high, close] })
		};
		let or_last = |found: Option<Bar>, which: usize| {
			found.or(last.map(|bars| [bars[which][3]; 4])).ok_or(format!("no price: {line}"))
		};
		minutes.push([or_last(bar(1), 0)?, or_last(bar(6), 1)?]);
	}
	Ok((start.ok_or("no bars")? * 1_000, minutes))
}

/// A real day out of a folder of market data, from CSV packed by gzip. Its absence is an error that
/// names the file.
pub fn recorded(
	folder: &Path,
	file: &str,
	name: &'static str,
	title: &'static str,
	minutes: Range<usize>,
	every_second: Range<usize>,
) -> Result<Day, String> {
	let path = folder.join(file);
	let unpacked = Command::new("gzip").arg("-dc").arg(&path).output();
	let output = unpacked.map_err(|e| format!("gzip: {e}"))?;
	if !output.status.success() {
		return Err(format!("{} can't be read", path.display()));
	}
	let (start_ms, bars) = bars_of_csv(&String::from_utf8_lossy(&output.stdout))?;
	let vol = vec![1.0; bars.len()];
	if minutes.end > bars.len() {
		return Err(format!("{} ends after {} minutes", path.display(), bars.len()));
	}
	let day = Day { name, title, start_ms, minutes: bars, vol, faults: Vec::new(), every_second };
	Ok(day.cut(minutes))
}

/// A made-up day: prices wander from those of the open interest, by 0.03 % a minute; from minute `at`
/// on they are multiplied by `jump`.
pub fn made_up(
	name: &'static str,
	title: &'static str,
	minutes: usize,
	at: usize,
	jump: f64,
) -> Day {
	let mut dice = Dice::new(2_026);
	let mut last = [68_500.0, 2_053.0];
	let mut bars = Vec::with_capacity(minutes);
	for minute in 0..minutes {
		if minute == at {
			last = last.map(|price| price * jump);
		}
		let mut walk = |from: f64| {
			let mut bar = [from; 4];
			for point in 1..4 {
				bar[point] = bar[point - 1] * (1.0 + 0.0002 * dice.normal());
			}
			bar
		};
		let bar = last.map(&mut walk);
		last = bar.map(|bar| bar[3]);
		bars.push(bar);
	}
	Day {
		name,
		title,
		// A Friday, 06:00 UTC: the nearest expiry is two hours away.
		start_ms: 1_774_591_200_000,
		minutes: bars,
		vol: vec![1.0; minutes],
		faults: Vec::new(),
		every_second: at.saturating_sub(5)..at + 10,
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn minutes_without_a_trade_stand_where_the_last_one_ended() {
		let text = "minute_s,..\n60,10,12,9,11,1,5,5,5,5,1\n180,11,11,8,9,1,,,,,\n";
		let (start, bars) = bars_of_csv(text).expect("bars");
		assert_eq!(start, 60_000);
		assert_eq!(bars[0][0], [10.0, 9.0, 12.0, 11.0]);
		assert_eq!(bars[1], [[11.0; 4], [5.0; 4]]);
		assert_eq!(bars[2], [[11.0, 11.0, 8.0, 9.0], [5.0; 4]]);
		assert!(bars_of_csv("60,,,,,,,,,,\n").is_err());
	}

	#[test]
	fn gap_falls_between_two_blocks() {
		let day = made_up("gap", "", 20, 10, 0.5);
		let at = day.start_ms + 10 * MINUTE_MS;
		assert!(day.prices(at)[0] / day.prices(at - 1_000)[0] < 0.51);
		assert!(day.vol_factor(at) > 2.0 && day.vol_factor(at - 1_000) < 1.1);
		let later = day.clone().cut(5..20);
		assert_eq!(later.prices(at), day.prices(at));
	}
}
