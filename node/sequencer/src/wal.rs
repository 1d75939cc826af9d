// SPDX-License-Identifier: Apache-2.0
//! The write-ahead log: every operation that has a number, in files that are only appended to.
//!
//! One file follows the other, each named by the number of its first record. It begins with a mark, the
//! domain and that number, so that no log is taken for another's. Then come records:
//!
//! ```text
//! length: u32 LE | twox_64 of the payload: u64 LE | SCALE(Record)
//! ```
//!
//! What is written is with the operating system before a receipt leaves: it survives the end of the
//! process. What is synced survives the end of power. A file is synced before the next one begins, so none but
//! the last can end within a record. The oldest may be dropped.

use codec::{Decode, DecodeAll, Encode};
use polkadot_sdk::sp_io::hashing::twox_64;
use std::{
	collections::BTreeMap,
	fmt,
	fs::{self, File, OpenOptions},
	io::{self, BufReader, Read, Seek, SeekFrom, Write},
	path::{Path, PathBuf},
	sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard},
};
use tenor_lane::{Domain, Hash, Operation, Sequence};
use tenor_series::Moment;

/// What a file begins with.
const MARK: [u8; 8] = *b"TENORWAL";
/// Bytes before a payload.
const FRAME: usize = 12;
/// No record is longer: the longest operation has a few hundred bytes.
const LONGEST: u32 = 4_096;
/// One of so many records has its place remembered.
const SPARSE: u64 = 256;
/// Digits of a number in a file's name.
const DIGITS: usize = 20;

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
	/// A file can't be read or written.
	Io(io::Error),
	/// A file is of the log of another lane, another sequencer's time, or of no log.
	Foreign(PathBuf),
	/// A record of this file is damaged at this offset, and the log goes on behind it.
	Damaged(PathBuf, u64),
	/// The record at this offset of this file has not the number that it should have.
	OutOfOrder(PathBuf, u64),
	/// What is to be read was dropped: the log begins at this number.
	Begins(Sequence),
	/// Another program has it open.
	InUse,
}

impl fmt::Display for WalError {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		match self {
			Self::Io(error) => write!(f, "the log: {error}"),
			Self::Foreign(file) => {
				write!(f, "{}: not the log of this lane and epoch", file.display())
			}
			Self::Damaged(file, at) => {
				write!(f, "{}: damaged at byte {at}, before its end", file.display())
			}
			Self::OutOfOrder(file, at) => {
				write!(f, "{}: a number out of order at byte {at}", file.display())
			}
			Self::Begins(first) => {
				write!(f, "the log begins at operation {first}, and no snapshot reaches it")
			}
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
	/// Records that were handed out.
	pub records: u64,
	/// Bytes of a torn one at the end, which were cut off: no receipt had left for it.
	pub torn: u64,
}

/// A file of the log.
struct Part {
	first: Sequence,
	path: PathBuf,
	/// Where every so many-th record begins, as far as the file was read.
	places: Mutex<Vec<u64>>,
}

impl Part {
	fn new(first: Sequence, path: PathBuf, begins: u64) -> Arc<Self> {
		Arc::new(Self { first, path, places: Mutex::new(vec![begins]) })
	}

	fn places(&self) -> MutexGuard<'_, Vec<u64>> {
		self.places.lock().unwrap_or_else(PoisonError::into_inner)
	}

	/// Record `number` begins at an offset.
	fn note(&self, number: Sequence, at: u64) {
		let index = number.saturating_sub(self.first);
		if index % SPARSE != 0 {
			return;
		}
		let mut places = self.places();
		if u64::try_from(places.len()) == Ok(index / SPARSE) {
			places.push(at);
		}
	}

	/// The last record up to `number` whose place is known, and that.
	fn near(&self, number: Sequence) -> (Sequence, u64) {
		let places = self.places();
		let wanted = usize::try_from(number.saturating_sub(self.first) / SPARSE);
		let slot = wanted.unwrap_or(usize::MAX).min(places.len().saturating_sub(1));
		let before = u64::try_from(slot).unwrap_or_default().saturating_mul(SPARSE);
		(self.first.saturating_add(before), places.get(slot).copied().unwrap_or_default())
	}

	/// Hands out all whole records. Returns the number behind them, and where they end.
	fn read(&self, mut each: impl FnMut(Record)) -> Result<(Sequence, u64), WalError> {
		let (mut next, mut end) = self.near(self.first);
		let mut reader = BufReader::with_capacity(1 << 20, File::open(&self.path)?);
		reader.seek(SeekFrom::Start(end))?;
		while let Some((record, bytes)) = read_record(&mut reader)? {
			if record.sequence != next {
				return Err(WalError::OutOfOrder(self.path.clone(), end));
			}
			self.note(next, end);
			end = end.saturating_add(bytes);
			next = next.saturating_add(1);
			each(record);
		}
		Ok((next, end))
	}

	/// Cuts what is behind the last whole record off. Returns how much that was.
	fn cut(&self, next: Sequence, end: u64) -> Result<u64, WalError> {
		let mut file = OpenOptions::new().read(true).write(true).open(&self.path)?;
		let torn = file.metadata()?.len().saturating_sub(end);
		if torn > 0 {
			if record_follows(&mut file, next, end)? {
				return Err(WalError::Damaged(self.path.clone(), end));
			}
			file.set_len(end)?;
			file.sync_all()?;
		}
		Ok(torn)
	}
}

/// The files of a log, by their first numbers.
#[derive(Clone, Default)]
struct Parts(Arc<RwLock<BTreeMap<Sequence, Arc<Part>>>>);

impl Parts {
	fn read(&self) -> RwLockReadGuard<'_, BTreeMap<Sequence, Arc<Part>>> {
		self.0.read().unwrap_or_else(PoisonError::into_inner)
	}

	fn write(&self) -> RwLockWriteGuard<'_, BTreeMap<Sequence, Arc<Part>>> {
		self.0.write().unwrap_or_else(PoisonError::into_inner)
	}

	/// The files from the one on that holds a number, or would.
	fn since(&self, number: Sequence) -> Vec<Arc<Part>> {
		let parts = self.read();
		let first = parts.range(..=number).next_back().map_or(0, |(first, _)| *first);
		parts.range(first..).map(|(_, part)| part.clone()).collect()
	}
}

/// A log that was found, and not read yet. Nobody else can open it.
pub struct Found {
	lock: File,
	base: PathBuf,
	domain: Domain,
	parts: Parts,
}

impl Found {
	/// Opens or begins the log whose files' names begin with `base`.
	pub fn open(base: &Path, domain: &Domain) -> Result<Self, WalError> {
		let mut options = OpenOptions::new();
		let lock = options.write(true).create(true).truncate(false).open(named(base, "lock"))?;
		lock.try_lock().map_err(|_| WalError::InUse)?;
		let mut files = numbered(base, "")?;
		if files.is_empty() {
			files.push((0, begin(base, domain, 0)?));
		}
		let last = files.last().map(|(first, _)| *first);
		let parts = Parts::default();
		for (first, path) in files {
			let begins = ensure_header(&path, &header(domain, first), Some(first) == last)?;
			parts.write().insert(first, Part::new(first, path, begins));
		}
		Ok(Self { lock, base: base.into(), domain: *domain, parts })
	}

	/// Reads what the log holds.
	pub fn reader(&self) -> Reader {
		Reader { parts: self.parts.clone() }
	}

	/// Reads all records from `from` on, in their order, and cuts a torn tail off. From now on a file takes
	/// `stretch` records, or a few more.
	pub fn recover(
		self,
		from: Sequence,
		stretch: u64,
		mut each: impl FnMut(Record),
	) -> Result<(Wal, Recovered), WalError> {
		let parts = self.parts.since(from);
		let begins = parts.first().map_or(0, |part| part.first);
		let last = parts.last().filter(|_| from >= begins).ok_or(WalError::Begins(begins))?;
		let (mut next, mut end) = (begins, 0);
		let mut recovered = Recovered::default();
		for part in &parts {
			if part.first != next {
				return Err(WalError::OutOfOrder(part.path.clone(), 0));
			}
			(next, end) = part.read(|record| {
				if record.sequence >= from {
					recovered.records = recovered.records.saturating_add(1);
					each(record);
				}
			})?;
			if part.first != last.first && fs::metadata(&part.path)?.len() != end {
				return Err(WalError::Damaged(part.path.clone(), end));
			}
		}
		recovered.torn = last.cut(next, end)?;
		let file = Arc::new(open_at(&last.path, end)?);
		let wal = Wal {
			_lock: self.lock,
			base: self.base,
			domain: self.domain,
			stretch: stretch.max(1),
			syncer: Syncer(Arc::new(Mutex::new(file.clone()))),
			file,
			part: last.clone(),
			end,
			next,
			parts: self.parts,
			buffer: Vec::new(),
		};
		Ok((wal, recovered))
	}
}

/// A log that is open for appending.
pub struct Wal {
	_lock: File,
	base: PathBuf,
	domain: Domain,
	stretch: u64,
	syncer: Syncer,
	/// The last file, and where it ends.
	file: Arc<File>,
	part: Arc<Part>,
	end: u64,
	next: Sequence,
	parts: Parts,
	buffer: Vec<u8>,
}

impl Wal {
	/// The number of the next record.
	pub fn next(&self) -> Sequence {
		self.next
	}

	/// Bytes of the last file.
	pub fn length(&self) -> u64 {
		self.end
	}

	/// Appends records by one write. Their numbers must follow; behind an error the log is not used
	/// any more, since a part of them may be there.
	pub fn append(&mut self, records: &[Record]) -> Result<(), WalError> {
		if self.next.saturating_sub(self.part.first) >= self.stretch {
			self.go_on()?;
		}
		self.buffer.clear();
		let mut places = Vec::new();
		for (record, number) in records.iter().zip(self.next..) {
			let at = self.end.saturating_add(self.buffer.len() as u64);
			if record.sequence != number {
				return Err(WalError::OutOfOrder(self.part.path.clone(), at));
			}
			places.push((number, at));
			let payload = record.encode();
			let length = u32::try_from(payload.len()).unwrap_or(u32::MAX);
			self.buffer.extend_from_slice(&length.to_le_bytes());
			self.buffer.extend_from_slice(&twox_64(&payload));
			self.buffer.extend_from_slice(&payload);
		}
		(&*self.file).write_all(&self.buffer)?;
		self.end = self.end.saturating_add(self.buffer.len() as u64);
		self.next = self.next.saturating_add(records.len() as u64);
		for (number, at) in places {
			self.part.note(number, at);
		}
		Ok(())
	}

	/// Begins the next file. The one before is whole on the disk then.
	fn go_on(&mut self) -> Result<(), WalError> {
		self.file.sync_all()?;
		let path = begin(&self.base, &self.domain, self.next)?;
		self.end = fs::metadata(&path)?.len();
		self.file = Arc::new(open_at(&path, self.end)?);
		*self.syncer.file() = self.file.clone();
		self.part = Part::new(self.next, path, self.end);
		self.parts.write().insert(self.next, self.part.clone());
		Ok(())
	}

	/// What was appended survives the end of power once this returns.
	pub fn sync(&self) -> Result<(), WalError> {
		Ok(self.file.sync_data()?)
	}

	/// Syncs the log beside appending.
	pub fn syncer(&self) -> Syncer {
		self.syncer.clone()
	}

	/// Reads what the log holds, while it is appended to.
	pub fn reader(&self) -> Reader {
		Reader { parts: self.parts.clone() }
	}
}

/// Syncs a log that is appended to.
#[derive(Clone)]
pub struct Syncer(Arc<Mutex<Arc<File>>>);

impl Syncer {
	fn file(&self) -> MutexGuard<'_, Arc<File>> {
		self.0.lock().unwrap_or_else(PoisonError::into_inner)
	}

	/// As [`Wal::sync`].
	pub fn sync(&self) -> io::Result<()> {
		let file = self.file().clone();
		file.sync_data()
	}
}

/// Reads a log that is appended to.
#[derive(Clone)]
pub struct Reader {
	parts: Parts,
}

impl Reader {
	/// The number of the oldest record that is kept.
	pub fn first(&self) -> Sequence {
		self.parts.read().first_key_value().map_or(0, |(first, _)| *first)
	}

	/// Up to `most` records from that number on; fewer at the end of the log, none if it was dropped.
	pub fn read(&self, from: Sequence, most: usize) -> Result<Vec<Record>, WalError> {
		let mut found = Vec::new();
		for part in self.parts.since(from) {
			let (mut number, mut at) = part.near(from);
			// The file before was cut short, or dropped.
			let gap = found
				.last()
				.is_some_and(|last: &Record| last.sequence.checked_add(1) != Some(number));
			if number > from && (found.is_empty() || gap) {
				break;
			}
			let mut reader = BufReader::new(File::open(&part.path)?);
			reader.seek(SeekFrom::Start(at))?;
			while found.len() < most {
				let Some((record, bytes)) = read_record(&mut reader)? else { break };
				if record.sequence != number {
					return Err(WalError::OutOfOrder(part.path.clone(), at));
				}
				part.note(number, at);
				(number, at) = (number.saturating_add(1), at.saturating_add(bytes));
				if record.sequence >= from {
					found.push(record);
				}
			}
			if found.len() >= most {
				break;
			}
		}
		Ok(found)
	}

	/// Drops files of which all records are below `below`; the one before that stays.
	pub fn drop_below(&self, below: Sequence) -> Result<(), WalError> {
		loop {
			let oldest = {
				let mut parts = self.parts.write();
				let second = parts.keys().nth(1).copied();
				second.filter(|second| *second < below).and_then(|_| parts.pop_first())
			};
			let Some((_, part)) = oldest else { return Ok(()) };
			fs::remove_file(&part.path)?;
		}
	}
}

fn header(domain: &Domain, first: Sequence) -> Vec<u8> {
	(MARK, domain, first).encode()
}

/// `base` with something behind it.
fn named(base: &Path, suffix: &str) -> PathBuf {
	let mut name = base.as_os_str().to_owned();
	name.push(".");
	name.push(suffix);
	name.into()
}

/// The file of that number among those that [`numbered`] finds.
pub(crate) fn file(base: &Path, kind: &str, number: u64) -> PathBuf {
	named(base, &format!("{kind}{number:0DIGITS$}"))
}

/// Files beside a log that are named by its base, a kind and a number, in the order of numbers.
pub(crate) fn numbered(base: &Path, kind: &str) -> io::Result<Vec<(u64, PathBuf)>> {
	let mut found = Vec::new();
	for entry in fs::read_dir(folder(base))? {
		let name = entry?.file_name();
		let number = name.to_str().and_then(|name| {
			let digits = name.get(name.len().checked_sub(DIGITS)?..)?;
			digits.parse().ok()
		});
		let path = number.map(|number| (number, file(base, kind, number)));
		found.extend(path.filter(|(_, path)| path.file_name() == Some(name.as_os_str())));
	}
	found.sort_unstable();
	Ok(found)
}

fn folder(base: &Path) -> &Path {
	base.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// A new file is there after a crash only if its folder is synced.
pub(crate) fn sync_folder(base: &Path) -> io::Result<()> {
	File::open(folder(base))?.sync_all()
}

/// A new file with a header.
fn begin(base: &Path, domain: &Domain, first: Sequence) -> Result<PathBuf, WalError> {
	let path = file(base, "", first);
	write_header(&path, &header(domain, first))?;
	sync_folder(base)?;
	Ok(path)
}

fn write_header(path: &Path, header: &[u8]) -> Result<(), WalError> {
	let mut file = File::create(path)?;
	file.write_all(header)?;
	Ok(file.sync_all()?)
}

/// Err unless a file begins with that header. One that is shorter was torn before anything was promised: the
/// last is begun again. Returns the header's length.
fn ensure_header(path: &Path, header: &[u8], last: bool) -> Result<u64, WalError> {
	let mut found = Vec::new();
	let length = u64::try_from(header.len()).unwrap_or_default();
	File::open(path)?.take(length).read_to_end(&mut found)?;
	if !header.starts_with(&found) || !last && found != header {
		return Err(WalError::Foreign(path.into()));
	}
	if found != header {
		write_header(path, header)?;
	}
	Ok(length)
}

fn open_at(path: &Path, end: u64) -> Result<File, WalError> {
	let mut file = OpenOptions::new().write(true).open(path)?;
	file.seek(SeekFrom::Start(end))?;
	Ok(file)
}

/// Whether behind the record that can't be read another can: then it was no torn write.
fn record_follows(file: &mut File, next: Sequence, end: u64) -> Result<bool, WalError> {
	file.seek(SeekFrom::Start(end))?;
	let mut rest = Vec::new();
	// As far as any two records reach.
	let window = 2 * (u64::from(LONGEST) + FRAME as u64);
	file.take(window).read_to_end(&mut rest)?;
	let whole = |from: usize| {
		rest.get(from..).is_some_and(
			|mut bytes| matches!(read_record(&mut bytes), Ok(Some((record, _))) if record.sequence > next),
		)
	};
	Ok((1..rest.len()).any(whole))
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
	/// Records of a file where several are wanted.
	const FEW: u64 = 10;

	fn record(sequence: Sequence) -> Record {
		let operation = Operation::Clock { underlying: UnderlyingId(1), time: sequence * 10 };
		Record { sequence, time: 1_000 + sequence, head: [1; 32], operation }
	}

	fn records(numbers: std::ops::Range<Sequence>) -> Vec<Record> {
		numbers.map(record).collect()
	}

	fn open_from(
		base: &Path,
		from: Sequence,
		stretch: u64,
	) -> Result<(Wal, Vec<Record>, Recovered), WalError> {
		let mut seen = Vec::new();
		let found = Found::open(base, &DOMAIN)?;
		let (wal, recovered) = found.recover(from, stretch, |record| seen.push(record))?;
		Ok((wal, seen, recovered))
	}

	fn open(base: &Path) -> Result<(Wal, Vec<Record>, Recovered), WalError> {
		open_from(base, 0, u64::MAX)
	}

	/// A log of records in files of ten.
	fn in_files(base: &Path, records: &[Record]) -> Wal {
		let (mut wal, ..) = open_from(base, 0, FEW).unwrap();
		for pair in records.chunks(2) {
			wal.append(pair).unwrap();
		}
		wal
	}

	fn firsts(base: &Path) -> Vec<u64> {
		numbered(base, "").unwrap().into_iter().map(|(first, _)| first).collect()
	}

	#[test]
	fn what_was_appended_is_there_after_opening_again() {
		let folder = Folder::new();
		let base = folder.file("log");
		let (mut wal, seen, _) = open(&base).unwrap();
		assert!(seen.is_empty());
		wal.append(&records(0..600)).unwrap();
		wal.append(&records(600..601)).unwrap();
		drop(wal);
		let (wal, seen, recovered) = open(&base).unwrap();
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
	fn log_of_several_files_is_one_log() {
		let folder = Folder::new();
		let base = folder.file("log");
		let wal = in_files(&base, &records(0..34));
		assert_eq!(firsts(&base), [0, 10, 20, 30]);
		// Read before and after it is opened again, when nothing is known of older files.
		let read = |wal: &Wal| {
			for from in 0..35 {
				assert_eq!(wal.reader().read(from, 99).unwrap(), records(from..34));
				let three = from..34u64.min(from + 3);
				assert_eq!(wal.reader().read(from, 3).unwrap(), records(three));
			}
		};
		read(&wal);
		drop(wal);
		for from in 0..35 {
			let (wal, seen, recovered) = open_from(&base, from, FEW).unwrap();
			assert_eq!(seen, records(from..34));
			assert_eq!((recovered.records, wal.next()), (34 - from, 34));
			read(&wal);
		}
	}

	#[test]
	fn a_tail_torn_anywhere_is_cut_and_the_log_goes_on() {
		let folder = Folder::new();
		let base = folder.file("log");
		let path = file(&base, "", 0);
		let (mut wal, ..) = open(&base).unwrap();
		wal.append(&records(0..2)).unwrap();
		let whole = wal.length();
		wal.append(&records(2..3)).unwrap();
		let all = fs::read(&path).unwrap();
		drop(wal);
		for torn in whole + 1..all.len() as u64 {
			// GIVEN a log whose last record was written in part
			fs::write(&path, &all[..usize::try_from(torn).unwrap()]).unwrap();
			// WHEN it is opened
			let (mut wal, seen, recovered) = open(&base).unwrap();
			// THEN what was whole is there
			assert_eq!(seen, records(0..2));
			assert_eq!(recovered, Recovered { records: 2, torn: torn - whole });
			// AND it goes on
			wal.append(&records(2..4)).unwrap();
			drop(wal);
			assert_eq!(open(&base).unwrap().1, records(0..4));
		}
	}

	#[test]
	fn file_whose_beginning_was_torn_is_begun_again() {
		let folder = Folder::new();
		let base = folder.file("log");
		drop(in_files(&base, &records(0..10)));
		let header = header(&DOMAIN, 10);
		for torn in 0..=header.len() {
			fs::write(file(&base, "", 10), &header[..torn]).unwrap();
			let (mut wal, seen, _) = open_from(&base, 0, FEW).unwrap();
			assert_eq!(seen, records(0..10));
			wal.append(&records(10..11)).unwrap();
			drop(wal);
			assert_eq!(open(&base).unwrap().1, records(0..11));
		}
	}

	#[test]
	fn damage_before_the_end_is_an_error() {
		let folder = Folder::new();
		let base = folder.file("log");
		let path = file(&base, "", 0);
		let (mut wal, ..) = open(&base).unwrap();
		let begins = usize::try_from(wal.length()).unwrap();
		wal.append(&records(0..3)).unwrap();
		drop(wal);
		let whole = fs::read(&path).unwrap();
		for at in [begins, begins + 5, begins + 20] {
			let mut all = whole.clone();
			all[at] ^= 1;
			fs::write(&path, &all).unwrap();
			assert!(matches!(open(&base), Err(WalError::Damaged(..))), "at {at}");
		}
		// AND the file was left as it is
		assert_eq!(fs::read(&path).unwrap().len(), whole.len());
	}

	#[test]
	fn file_before_the_last_must_be_whole_and_there() {
		let folder = Folder::new();
		let base = folder.file("log");
		drop(in_files(&base, &records(0..34)));
		let path = file(&base, "", 10);
		let whole = fs::read(&path).unwrap();
		fs::write(&path, &whole[..whole.len() - 1]).unwrap();
		assert!(matches!(open(&base), Err(WalError::Damaged(damaged, _)) if damaged == path));
		// UNLESS nobody needs it, and then only it can't be read
		let (wal, seen, _) = open_from(&base, 20, FEW).unwrap();
		assert_eq!(seen, records(20..34));
		assert_eq!(wal.reader().read(18, 9).unwrap(), records(18..19));
		assert_eq!(wal.reader().read(19, 9).unwrap(), []);
		drop(wal);
		fs::remove_file(path).unwrap();
		assert!(matches!(open(&base), Err(WalError::OutOfOrder(..))));
	}

	#[test]
	fn files_that_nobody_needs_are_dropped() {
		let folder = Folder::new();
		let base = folder.file("log");
		let mut wal = in_files(&base, &records(0..34));
		let reader = wal.reader();
		for (below, left) in [(10, 0), (11, 10), (20, 10), (25, 20), (999, 30)] {
			reader.drop_below(below).unwrap();
			assert_eq!(firsts(&base)[0], left);
			assert_eq!(reader.first(), left);
			// What is asked for by its number is told from what never was.
			assert_eq!(reader.read(left, 99).unwrap(), records(left..34));
			assert_eq!(reader.read(left.saturating_sub(1), 99).unwrap().is_empty(), left > 0);
		}
		// AND the log goes on, but not from before its beginning
		wal.append(&records(34..40)).unwrap();
		drop(wal);
		assert!(matches!(open(&base), Err(WalError::Begins(30))));
		assert_eq!(open_from(&base, 31, FEW).unwrap().1, records(31..40));
	}

	#[test]
	fn log_is_synced_whatever_file_it_is_in() {
		let folder = Folder::new();
		let base = folder.file("log");
		let mut wal = in_files(&base, &records(0..10));
		let syncer = wal.syncer();
		wal.append(&records(10..11)).unwrap();
		assert!(Arc::ptr_eq(&syncer.file(), &wal.file));
		syncer.sync().unwrap();
	}

	#[test]
	fn log_of_another_epoch_is_refused() {
		let folder = Folder::new();
		let base = folder.file("log");
		drop(open(&base).unwrap());
		let other = Domain { epoch: 4, ..DOMAIN };
		assert!(matches!(Found::open(&base, &other), Err(WalError::Foreign(_))));
		fs::write(file(&base, "", 0), b"something else").unwrap();
		assert!(matches!(open(&base), Err(WalError::Foreign(_))));
	}

	#[test]
	fn two_programs_can_not_write_one_log() {
		let folder = Folder::new();
		let base = folder.file("log");
		let first = open(&base).unwrap();
		assert!(matches!(open(&base), Err(WalError::InUse)));
		drop(first);
		assert!(open(&base).is_ok());
	}

	#[test]
	fn numbers_must_follow() {
		let folder = Folder::new();
		let base = folder.file("log");
		let (mut wal, ..) = open(&base).unwrap();
		assert!(matches!(wal.append(&records(1..2)), Err(WalError::OutOfOrder(..))));
	}
}
