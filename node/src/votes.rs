// SPDX-License-Identifier: Apache-2.0
//! Keeps how this node has voted in a file before the vote is signed. The database writes what it is given
//! some time later, so a node that is killed could forget its vote and cast another one in the same round:
//! an equivocation, for which it would be slashed.

use codec::{Decode, Encode};
use polkadot_sdk::{
	sc_client_api::AuxStore,
	sc_service::error::Error as ServiceError,
	sp_core::{
		crypto::{key_types, KeyTypeId},
		ecdsa, ed25519, sr25519,
	},
	sp_keystore::{Error, Keystore, KeystorePtr},
};
use std::{
	fs::{self, File},
	io::{self, Write},
	path::{Path, PathBuf},
	sync::{Arc, Mutex},
};

/// Where GRANDPA keeps its rounds and votes, and the set of authorities they belong to.
const VOTES: &[u8] = b"grandpa_completed_round";
const AUTHORITIES: &[u8] = b"grandpa_voters";
/// Where the database is told how many votes were kept.
const COUNT: &[u8] = b"tenor_votes_kept";
const GRANDPA: KeyTypeId = key_types::GRANDPA;

/// What the file holds.
#[derive(Encode, Decode, Debug, PartialEq)]
struct Kept {
	/// How many votes were kept until then.
	count: u64,
	authorities: Option<Vec<u8>>,
	votes: Vec<u8>,
}

/// A keystore that signs no vote of GRANDPA before the vote is in a file.
pub struct VoteKeeper<C> {
	keystore: KeystorePtr,
	database: Arc<C>,
	file: PathBuf,
	count: Mutex<u64>,
}

/// Gives the database back what it forgot of this node's votes; to be called before GRANDPA reads them.
/// Says whether there was anything to give back.
pub fn recall<C: AuxStore>(database: &C, file: &Path) -> Result<bool, ServiceError> {
	let Some(kept) = read(file)? else { return Ok(false) };
	if kept.count <= count(database)? {
		return Ok(false);
	}
	// The database is told the number right after each vote, so what it did not hear of is the last vote.
	if database.get_aux(AUTHORITIES)? != kept.authorities {
		return Err(ServiceError::Other(format!(
			"the database has lost a change of authorities in which this node has voted; without {} it would \
			 vote again",
			file.display()
		)));
	}
	let count = kept.count.encode();
	database.insert_aux(&[(VOTES, &kept.votes[..]), (COUNT, &count[..])], &[])?;
	Ok(true)
}

fn count<C: AuxStore>(database: &C) -> Result<u64, ServiceError> {
	let known = database.get_aux(COUNT)?;
	Ok(known.and_then(|bytes| u64::decode(&mut &bytes[..]).ok()).unwrap_or_default())
}

fn read(file: &Path) -> Result<Option<Kept>, ServiceError> {
	let bytes = match fs::read(file) {
		Ok(bytes) => bytes,
		Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
		Err(error) => return Err(error.into()),
	};
	let kept = Kept::decode(&mut &bytes[..])
		.map_err(|error| ServiceError::Other(format!("{}: {error}", file.display())))?;
	Ok(Some(kept))
}

impl<C: AuxStore + Send + Sync + 'static> VoteKeeper<C> {
	/// Stands before `keystore`; `database` is the one GRANDPA writes to.
	pub fn over(
		keystore: KeystorePtr,
		database: Arc<C>,
		file: PathBuf,
	) -> Result<KeystorePtr, ServiceError> {
		let kept = read(&file)?.map(|kept| kept.count).unwrap_or_default();
		let count = Mutex::new(kept.max(count(&*database)?));
		Ok(Arc::new(Self { keystore, database, file, count }))
	}

	/// Writes what GRANDPA has just handed to the database, the vote that is to be signed among it.
	fn keep(&self) -> Result<(), String> {
		let mut count = self.count.lock().map_err(|error| error.to_string())?;
		let get = |key| self.database.get_aux(key).map_err(|error| error.to_string());
		let votes = get(VOTES)?.ok_or("GRANDPA has no votes in the database")?;
		let next = count.saturating_add(1);
		let kept = Kept { count: next, authorities: get(AUTHORITIES)?, votes };
		replace(&self.file, &kept.encode()).map_err(|error| error.to_string())?;
		let told = next.encode();
		self.database.insert_aux(&[(COUNT, &told[..])], &[]).map_err(|error| error.to_string())?;
		*count = next;
		Ok(())
	}
}

/// The old content or the new one, whenever the process ends.
fn replace(file: &Path, bytes: &[u8]) -> io::Result<()> {
	let new = file.with_extension("new");
	let mut written = File::create(&new)?;
	written.write_all(bytes)?;
	written.sync_data()?;
	fs::rename(new, file)
}

impl<C: AuxStore + Send + Sync + 'static> Keystore for VoteKeeper<C> {
	fn ed25519_sign(
		&self,
		key_type: KeyTypeId,
		public: &ed25519::Public,
		msg: &[u8],
	) -> Result<Option<ed25519::Signature>, Error> {
		if key_type == GRANDPA {
			self.keep().map_err(|error| {
				// The voter says that it could not sign, and not why.
				let word = format!("a vote can't be kept in {}: {error}", self.file.display());
				log::error!("{word}");
				Error::Other(word)
			})?;
		}
		self.keystore.ed25519_sign(key_type, public, msg)
	}

	fn has_keys(&self, public_keys: &[(Vec<u8>, KeyTypeId)]) -> bool {
		self.keystore.has_keys(public_keys)
	}

	fn keys(&self, key_type: KeyTypeId) -> Result<Vec<Vec<u8>>, Error> {
		self.keystore.keys(key_type)
	}

	fn insert(&self, key_type: KeyTypeId, suri: &str, public: &[u8]) -> Result<(), ()> {
		self.keystore.insert(key_type, suri, public)
	}

	fn ed25519_public_keys(&self, key_type: KeyTypeId) -> Vec<ed25519::Public> {
		self.keystore.ed25519_public_keys(key_type)
	}

	fn ed25519_generate_new(
		&self,
		key_type: KeyTypeId,
		seed: Option<&str>,
	) -> Result<ed25519::Public, Error> {
		self.keystore.ed25519_generate_new(key_type, seed)
	}

	fn sr25519_public_keys(&self, key_type: KeyTypeId) -> Vec<sr25519::Public> {
		self.keystore.sr25519_public_keys(key_type)
	}

	fn sr25519_generate_new(
		&self,
		key_type: KeyTypeId,
		seed: Option<&str>,
	) -> Result<sr25519::Public, Error> {
		self.keystore.sr25519_generate_new(key_type, seed)
	}

	fn sr25519_sign(
		&self,
		key_type: KeyTypeId,
		public: &sr25519::Public,
		msg: &[u8],
	) -> Result<Option<sr25519::Signature>, Error> {
		self.keystore.sr25519_sign(key_type, public, msg)
	}

	fn sr25519_vrf_sign(
		&self,
		key_type: KeyTypeId,
		public: &sr25519::Public,
		data: &sr25519::vrf::VrfSignData,
	) -> Result<Option<sr25519::vrf::VrfSignature>, Error> {
		self.keystore.sr25519_vrf_sign(key_type, public, data)
	}

	fn sr25519_vrf_pre_output(
		&self,
		key_type: KeyTypeId,
		public: &sr25519::Public,
		input: &sr25519::vrf::VrfInput,
	) -> Result<Option<sr25519::vrf::VrfPreOutput>, Error> {
		self.keystore.sr25519_vrf_pre_output(key_type, public, input)
	}

	fn ecdsa_public_keys(&self, key_type: KeyTypeId) -> Vec<ecdsa::Public> {
		self.keystore.ecdsa_public_keys(key_type)
	}

	fn ecdsa_generate_new(
		&self,
		key_type: KeyTypeId,
		seed: Option<&str>,
	) -> Result<ecdsa::Public, Error> {
		self.keystore.ecdsa_generate_new(key_type, seed)
	}

	fn ecdsa_sign(
		&self,
		key_type: KeyTypeId,
		public: &ecdsa::Public,
		msg: &[u8],
	) -> Result<Option<ecdsa::Signature>, Error> {
		self.keystore.ecdsa_sign(key_type, public, msg)
	}

	fn ecdsa_sign_prehashed(
		&self,
		key_type: KeyTypeId,
		public: &ecdsa::Public,
		msg: &[u8; 32],
	) -> Result<Option<ecdsa::Signature>, Error> {
		self.keystore.ecdsa_sign_prehashed(key_type, public, msg)
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use polkadot_sdk::{sc_keystore::LocalKeystore, sp_blockchain};
	use std::collections::HashMap;

	/// A database that keeps auxiliary values.
	#[derive(Default)]
	struct Aux(Mutex<HashMap<Vec<u8>, Vec<u8>>>);

	impl AuxStore for Aux {
		fn insert_aux<
			'a,
			'b: 'a,
			'c: 'a,
			I: IntoIterator<Item = &'a (&'c [u8], &'c [u8])>,
			D: IntoIterator<Item = &'a &'b [u8]>,
		>(
			&self,
			insert: I,
			_: D,
		) -> sp_blockchain::Result<()> {
			let mut map = self.0.lock().expect("one thread");
			map.extend(insert.into_iter().map(|(key, value)| (key.to_vec(), value.to_vec())));
			Ok(())
		}

		fn get_aux(&self, key: &[u8]) -> sp_blockchain::Result<Option<Vec<u8>>> {
			Ok(self.0.lock().expect("one thread").get(key).cloned())
		}
	}

	impl Aux {
		/// What is left of it after a crash that it heard nothing before.
		fn copy(&self) -> Self {
			Self(Mutex::new(self.0.lock().expect("one thread").clone()))
		}

		fn vote(&self, votes: &[u8]) {
			self.insert_aux(&[(VOTES, votes)], &[]).expect("kept");
		}
	}

	/// A node that votes: its keystore, its database, its file, its key.
	fn voter(name: &str) -> (KeystorePtr, Arc<Aux>, PathBuf, ed25519::Public) {
		let file = std::env::temp_dir().join(format!("tenor-votes-{}-{name}", std::process::id()));
		let database = Arc::new(Aux::default());
		let inner: KeystorePtr = Arc::new(LocalKeystore::in_memory());
		let key = inner.ed25519_generate_new(GRANDPA, None).expect("a key");
		let keeper = VoteKeeper::over(inner, database.clone(), file.clone()).expect("no file yet");
		(keeper, database, file, key)
	}

	#[test]
	fn a_vote_that_the_database_forgot_is_recalled() {
		// GIVEN a node that has voted once, and a database that stops writing
		let (keystore, database, file, key) = voter("forgotten");
		database.vote(b"first");
		keystore.ed25519_sign(GRANDPA, &key, b"first").expect("signed");
		let written = database.copy();
		// WHEN it votes again and is killed
		database.vote(b"second");
		keystore.ed25519_sign(GRANDPA, &key, b"second").expect("signed");
		// THEN what the database wrote is made whole once, and is as new as the file then
		assert!(recall(&written, &file).expect("readable"));
		assert_eq!(written.get_aux(VOTES).expect("there"), Some(b"second".to_vec()));
		assert!(!recall(&written, &file).expect("readable"));
		fs::remove_file(file).expect("written above");
	}

	#[test]
	fn what_the_database_knows_is_never_older_than_what_is_recalled() {
		// GIVEN a node that has voted, and whose database heard of it and of what came later
		let (keystore, database, file, key) = voter("known");
		database.vote(b"first");
		keystore.ed25519_sign(GRANDPA, &key, b"first").expect("signed");
		database.vote(b"a round that ended since");
		// WHEN it starts again
		let recalled = recall(&*database, &file).expect("readable");
		// THEN nothing is taken back
		assert!(!recalled);
		let votes = database.get_aux(VOTES).expect("there");
		assert_eq!(votes, Some(b"a round that ended since".to_vec()));
		fs::remove_file(file).expect("written above");
	}

	#[test]
	fn votes_of_other_authorities_than_the_database_has_are_an_error() {
		// GIVEN a vote in a set of authorities that the database has lost
		let (keystore, database, file, key) = voter("authorities");
		let written = database.copy();
		database.insert_aux(&[(AUTHORITIES, &b"later"[..])], &[]).expect("kept");
		database.vote(b"first");
		keystore.ed25519_sign(GRANDPA, &key, b"first").expect("signed");
		// WHEN the node starts again, THEN it says so
		assert!(recall(&written, &file).is_err());
		assert_eq!(written.get_aux(VOTES).expect("there"), None);
		fs::remove_file(file).expect("written above");
	}

	#[test]
	fn without_a_file_nothing_is_signed() {
		// GIVEN a folder that is not there
		let (inner, database, file, key) = voter("nowhere");
		let nowhere = file.join("nothing");
		database.vote(b"first");
		let keystore = VoteKeeper::over(inner, database, nowhere).expect("no file yet");
		// WHEN it votes, THEN it can't
		assert!(keystore.ed25519_sign(GRANDPA, &key, b"first").is_err());
		// AND what is no vote is signed
		let other = keystore.ed25519_generate_new(KeyTypeId(*b"test"), None).expect("a key");
		let signed = keystore.ed25519_sign(KeyTypeId(*b"test"), &other, b"text").expect("signed");
		assert!(signed.is_some());
	}
}
