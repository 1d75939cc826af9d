// SPDX-License-Identifier: Apache-2.0
//! The write-ahead log: every operation that has a number, in a file that is only appended to.
//!
//! The file begins with a mark and the domain, so that no log is taken for another's. Then come records:
//!
//! ```text
//! length: u32 LE | twox_64 of the payload: u64 LE | SCALE(Record)
//! ```
//!
//! What is written is with the operating system before a receipt leaves: it survives the end of the
//! process. What is synced survives the end of power.

use codec::{Decode, DecodeAll, Encode};
use polkadot_sdk::sp_io::hashing::twox_64;
use std::{
	fmt,
	fs::{File, OpenOptions},
	io::{self, BufReader, Read, Seek, SeekFrom, Write},
	path::{Path, PathBuf},
	sync::{Arc, PoisonError, RwLock},
};
use tenor_lane::{Domain, Hash, Operation, Sequence};
use tenor_series::Moment;

/// What the file begins with.
const MARK: [u8; 8] = *b"TENORWAL";
/// Bytes before a payload.
const FRAME: usize = 12;
/// No record is longer: the longest operation has a few hundred bytes.
const LONGEST: u32 = 4_096;
/// One of so many records has its place remembered.
const SPARSE: u64 = 256;

/// An operation that has a number.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
pub struct Record {
	/// Its number.
	pub sequence: Sequence,
	/// When it got that, by the sequencer's clock, ms: what its receipt says.
	pub time: Moment,
	/// The head of the log with it.
	pub head: Hash,
	/// What happened.
	pub operation: Operation,
}

/// Why a log can't be used.
#[derive(Debug)]
pub enum WalError {
	/// The file can't be read or written.
	Io(io::Error),
	/// The file is the log of another lane, another sequencer's time, or no log.
	Foreign,
	/// A record in the middle is damaged: what follows it is whole. At this offset.
	Damaged(u64),
	/// The record at this offset has not the number that it should have.
	OutOfOrder(u64),
	/// Another program has it open.
	InUse,
}

impl fmt::Display for WalError {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		match self {
			Self::Io(error) => write!(f, "the log: {error}"),
			Self::Foreign => f.write_str("the log is not of this lane and epoch"),
			Self::Damaged(at) => write!(f, "the log is damaged at byte {at}, before its end"),
			Self::OutOfOrder(at) => write!(f, "the log has a number out of order at byte {at}"),
			Self::InUse => f.write_str("another program has the log open"),
		}
	}
}

impl std::error::Error for WalError {}

impl From<io::Error> for WalError {
	fn from(error: io::Error) -> Self {
		Self::Io(error)
	}
}

/// What a log held when it was opened.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Recovered {
	/// Records that are whole.
	pub records: u64,
	/// Bytes of a torn one at the end, which were cut off: no receipt had left for it.
	pub torn: u64,
}

/// Where every so many-th record begins.
type Places = Arc<RwLock<Vec<u64>>>;

/// A log that is open for appending. One per file.
pub struct Wal {
	file: File,
	path: PathBuf,
	end: u64,
	next: Sequence,
	places: Places,
	buffer: Vec<u8>,
}

impl Wal {
	/// Opens or begins a log; `each` sees every record that it holds, in order.
	pub fn open(
		path: &Path,
		domain: &Domain,
		each: impl FnMut(Record),
	) -> Result<(Self, Recovered), WalError> {
		let mut file =
			OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path)?;
		file.try_lock().map_err(|_| WalError::InUse)?;
		let header = header(domain);
		let length = file.metadata()?.len();
		let begins = header.len() as u64;
		// A file shorter than its header was torn before anything was promised.
		if length < begins {
			let mut found = Vec::new();
			file.read_to_end(&mut found)?;
			if !header.starts_with(&found) {
				return Err(WalError::Foreign);
			}
			file.set_len(0)?;
			file.rewind()?;
			file.write_all(&header)?;
			file.sync_all()?;
			sync_folder(path)?;
		}
		let mut found = vec![0; header.len()];
		file.rewind()?;
		file.read_exact(&mut found)?;
		if found != header {
			return Err(WalError::Foreign);
		}
		let places = Places::default();
		let mut wal =
			Self { file, path: path.into(), end: begins, next: 0, places, buffer: Vec::new() };
		let recovered = wal.recover(length.max(begins), each)?;
		Ok((wal, recovered))
	}

	/// Reads all records and cuts a torn tail off.
	fn recover(
		&mut self,
		length: u64,
		mut each: impl FnMut(Record),
	) -> Result<Recovered, WalError> {
		let mut reader = BufReader::with_capacity(1 << 20, self.file.try_clone()?);
		reader.seek(SeekFrom::Start(self.end))?;
		while let Some((record, bytes)) = read_record(&mut reader)? {
			if record.sequence != self.next {
				return Err(WalError::OutOfOrder(self.end));
			}
			self.remember(self.end);
			self.end = self.end.saturating_add(bytes);
			self.next = self.next.saturating_add(1);
			each(record);
		}
		let torn = length.saturating_sub(self.end);
		if torn > 0 {
			if self.record_follows()? {
				return Err(WalError::Damaged(self.end));
			}
			self.file.set_len(self.end)?;
			self.file.sync_all()?;
		}
		self.file.seek(SeekFrom::Start(self.end))?;
		Ok(Recovered { records: self.next, torn })
	}

	/// Whether behind the record that can't be read another can: then it was no torn write.
	fn record_follows(&mut self) -> Result<bool, WalError> {
		self.file.seek(SeekFrom::Start(self.end))?;
		let mut rest = Vec::new();
		// As far as any two records reach.
		let window = 2 * (u64::from(LONGEST) + FRAME as u64);
		self.file.try_clone()?.take(window).read_to_end(&mut rest)?;
		let whole = |from: usize| {
			rest.get(from..).is_some_and(|mut bytes| {
				matches!(read_record(&mut bytes), Ok(Some((record, _))) if record.sequence > self.next)
			})
		};
		Ok((1..rest.len()).any(whole))
	}

	fn remember(&self, at: u64) {
		if self.next % SPARSE == 0 {
			self.places.write().unwrap_or_else(PoisonError::into_inner).push(at);
		}
	}

	/// The number of the next record.
	pub fn next(&self) -> Sequence {
		self.next
	}

	/// Bytes of the file.
	pub fn length(&self) -> u64 {
		self.end
	}

	/// Appends records by one write. Their numbers must follow; behind an error the log is not used
	/// any more, since a part of them may be there.
	pub fn append(&mut self, records: &[Record]) -> Result<(), WalError> {
		self.buffer.clear();
		let mut places = Vec::new();
		for (record, number) in records.iter().zip(self.next..) {
			let at = self.end.saturating_add(self.buffer.len() as u64);
			if record.sequence != number {
				return Err(WalError::OutOfOrder(at));
			}
			if number % SPARSE == 0 {
				places.push(at);
			}
			let payload = record.encode();
			let length = u32::try_from(payload.len()).unwrap_or(u32::MAX);
			self.buffer.extend_from_slice(&length.to_le_bytes());
			self.buffer.extend_from_slice(&twox_64(&payload));
			self.buffer.extend_from_slice(&payload);
		}
		self.file.write_all(&self.buffer)?;
		self.end = self.end.saturating_add(self.buffer.len() as u64);
		self.next = self.next.saturating_add(records.len() as u64);
		self.places.write().unwrap_or_else(PoisonError::into_inner).extend(places);
		Ok(())
	}

	/// What was appended survives the end of power once this returns.
	pub fn sync(&self) -> Result<(), WalError> {
		Ok(self.file.sync_data()?)
	}

	/// Another handle on the same file, to sync it beside appending. It does not keep the file in use.
	pub fn handle(&self) -> Result<File, WalError> {
		Ok(File::open(&self.path)?)
	}

	/// Reads what the log holds, while it is appended to.
	pub fn reader(&self) -> Reader {
		Reader { path: self.path.clone(), places: self.places.clone() }
	}
}

/// Reads a log that is appended to.
#[derive(Clone)]
pub struct Reader {
	path: PathBuf,
	places: Places,
}

impl Reader {
	/// Up to `most` records from that number on; fewer at the end of the log.
	pub fn read(&self, from: Sequence, most: usize) -> Result<Vec<Record>, WalError> {
		let place = usize::try_from(from / SPARSE).ok().and_then(|slot| {
			self.places.read().unwrap_or_else(PoisonError::into_inner).get(slot).copied()
		});
		let Some(place) = place else { return Ok(Vec::new()) };
		let mut reader = BufReader::new(File::open(&self.path)?);
		reader.seek(SeekFrom::Start(place))?;
		let mut found = Vec::new();
		while found.len() < most {
			let Some((record, _)) = read_record(&mut reader)? else { break };
			if record.sequence >= from {
				found.push(record);
			}
		}
		Ok(found)
	}
}

fn header(domain: &Domain) -> Vec<u8> {
	(MARK, domain).encode()
}

/// A new file is there after a crash only if its folder is synced.
fn sync_folder(path: &Path) -> Result<(), WalError> {
	match path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
		Some(folder) => Ok(File::open(folder)?.sync_all()?),
		None => Ok(()),
	}
}

/// The next record and its length in the file; `None` if what is there is none.
fn read_record(from: &mut impl Read) -> Result<Option<(Record, u64)>, WalError> {
	let mut frame = [0; FRAME];
	if !read_whole(from, &mut frame)? {
		return Ok(None);
	}
	let [a, b, c, d, sum @ ..] = frame;
	let length = u32::from_le_bytes([a, b, c, d]);
	if length > LONGEST {
		return Ok(None);
	}
	let mut payload = vec![0; length as usize];
	if !read_whole(from, &mut payload)? || twox_64(&payload) != sum {
		return Ok(None);
	}
	let bytes = u64::from(length).saturating_add(FRAME as u64);
	Ok(Record::decode_all(&mut payload.as_slice()).ok().map(|record| (record, bytes)))
}

/// Fills the buffer; `false` if the file ends before.
fn read_whole(from: &mut impl Read, buffer: &mut [u8]) -> Result<bool, WalError> {
	match from.read_exact(buffer) {
		Ok(()) => Ok(true),
		Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Ok(false),
		Err(error) => Err(error.into()),
	}
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
	use super::*;
	use crate::testing::Folder;
	use tenor_series::UnderlyingId;

	const DOMAIN: Domain = Domain { genesis: [7; 32], lane: 1, epoch: 3 };

	fn record(sequence: Sequence) -> Record {
		let operation = Operation::Clock { underlying: UnderlyingId(1), time: sequence * 10 };
		Record { sequence, time: 1_000 + sequence, head: [1; 32], operation }
	}

	fn records(numbers: std::ops::Range<Sequence>) -> Vec<Record> {
		numbers.map(record).collect()
	}

	fn open(path: &Path) -> Result<(Wal, Vec<Record>, Recovered), WalError> {
		let mut seen = Vec::new();
		let (wal, recovered) = Wal::open(path, &DOMAIN, |record| seen.push(record))?;
		Ok((wal, seen, recovered))
	}

	#[test]
	fn what_was_appended_is_there_after_opening_again() {
		let folder = Folder::new();
		let path = folder.file("log");
		let (mut wal, seen, _) = open(&path).unwrap();
		assert!(seen.is_empty());
		wal.append(&records(0..600)).unwrap();
		wal.append(&records(600..601)).unwrap();
		drop(wal);
		let (wal, seen, recovered) = open(&path).unwrap();
		assert_eq!(seen, records(0..601));
		assert_eq!(recovered, Recovered { records: 601, torn: 0 });
		assert_eq!(wal.next(), 601);
		// AND any stretch of it can be read
		assert_eq!(wal.reader().read(255, 3).unwrap(), records(255..258));
		assert_eq!(wal.reader().read(600, 9).unwrap(), records(600..601));
		assert_eq!(wal.reader().read(601, 9).unwrap(), []);
		assert_eq!(wal.reader().read(99_999, 9).unwrap(), []);
	}

	#[test]
	fn a_tail_torn_anywhere_is_cut_and_the_log_goes_on() {
		let folder = Folder::new();
		let path = folder.file("log");
		let (mut wal, ..) = open(&path).unwrap();
		wal.append(&records(0..2)).unwrap();
		let whole = wal.length();
		wal.append(&records(2..3)).unwrap();
		let all = std::fs::read(&path).unwrap();
		drop(wal);
		for torn in whole + 1..all.len() as u64 {
			// GIVEN a log whose last record was written in part
			std::fs::write(&path, &all[..usize::try_from(torn).unwrap()]).unwrap();
			// WHEN it is opened
			let (mut wal, seen, recovered) = open(&path).unwrap();
			// THEN what was whole is there
			assert_eq!(seen, records(0..2));
			assert_eq!(recovered, Recovered { records: 2, torn: torn - whole });
			// AND it goes on
			wal.append(&records(2..4)).unwrap();
			drop(wal);
			assert_eq!(open(&path).unwrap().1, records(0..4));
		}
	}

	#[test]
	fn damage_before_the_end_is_an_error() {
		let folder = Folder::new();
		let path = folder.file("log");
		let (mut wal, ..) = open(&path).unwrap();
		let begins = usize::try_from(wal.length()).unwrap();
		wal.append(&records(0..3)).unwrap();
		drop(wal);
		let whole = std::fs::read(&path).unwrap();
		for at in [begins, begins + 5, begins + 20] {
			let mut all = whole.clone();
			all[at] ^= 1;
			std::fs::write(&path, &all).unwrap();
			assert!(matches!(open(&path), Err(WalError::Damaged(_))), "at {at}");
		}
		// AND the file was left as it is
		assert_eq!(std::fs::read(&path).unwrap().len(), whole.len());
	}

	#[test]
	fn log_of_another_epoch_is_refused() {
		let folder = Folder::new();
		let path = folder.file("log");
		drop(open(&path).unwrap());
		let other = Domain { epoch: 4, ..DOMAIN };
		assert!(matches!(Wal::open(&path, &other, |_| ()), Err(WalError::Foreign)));
		std::fs::write(&path, b"something else").unwrap();
		assert!(matches!(open(&path), Err(WalError::Foreign)));
	}

	#[test]
	fn two_programs_can_not_write_one_log() {
		let folder = Folder::new();
		let path = folder.file("log");
		let first = open(&path).unwrap();
		assert!(matches!(open(&path), Err(WalError::InUse)));
		drop(first);
		assert!(open(&path).is_ok());
	}

	#[test]
	fn numbers_must_follow() {
		let folder = Folder::new();
		let path = folder.file("log");
		let (mut wal, ..) = open(&path).unwrap();
		assert!(matches!(wal.append(&records(1..2)), Err(WalError::OutOfOrder(_))));
	}
}
