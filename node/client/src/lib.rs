// SPDX-License-Identifier: Apache-2.0
#![doc = include_str!("../README.md")]

use codec::{Decode, DecodeAll, Encode};
use jsonrpsee::{
	client_transport::ws::{Url, WsTransportClientBuilder},
	core::{
		client::{
			Client, ClientBuilder, ClientT, Error as RpcError, Subscription, SubscriptionClientT,
		},
		params::ArrayParams,
	},
	rpc_params,
};
use polkadot_sdk::{
	sp_core::{sr25519, storage::StorageKey, Bytes, Pair},
	sp_runtime::{generic::Era, MultiSignature},
	sp_version::RuntimeVersion,
};
use std::{fmt, path::Path, time::Duration};
use tenor_runtime::{
	AccountId, Hash, Header, Nonce, RuntimeCall, SignedPayload, UncheckedExtrinsic, VERSION,
};

/// Blocks for which a transaction may wait.
pub const MORTAL: u64 = 64;
/// Keys asked for at once.
const PAGE: u32 = 512;
/// A node that does not answer for so long is gone.
const PATIENCE: Duration = Duration::from_secs(30);

/// What ends a program, in words.
#[derive(Debug)]
pub struct Failure(pub String);

impl fmt::Display for Failure {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		f.write_str(&self.0)
	}
}

impl<E: std::error::Error> From<E> for Failure {
	fn from(error: E) -> Self {
		Self(error.to_string())
	}
}

/// A node.
pub struct Node {
	client: Client,
	genesis: Hash,
}

/// Who signs, and how fees are paid.
pub struct Signer {
	/// The key.
	pub pair: sr25519::Pair,
	/// The asset that pays; `None`: the native token.
	pub fee_asset: Option<u32>,
}

impl Signer {
	/// Its account.
	pub fn account(&self) -> AccountId {
		AccountId::from(self.pair.public())
	}
}

/// The key pair whose secret URI a file holds.
pub fn secret(file: &Path) -> Result<sr25519::Pair, Failure> {
	let name = file.display();
	let text = std::fs::read_to_string(file).map_err(|e| Failure(format!("{name}: {e}")))?;
	sr25519::Pair::from_string(text.trim(), None)
		.map_err(|_| Failure(format!("{name} holds no secret URI")))
}

/// A block as the node sends it.
#[derive(serde::Deserialize)]
struct SignedBlock {
	block: Block,
}

#[derive(serde::Deserialize)]
struct Block {
	/// Each as a list of bytes.
	extrinsics: Vec<Vec<u8>>,
}

impl Node {
	/// Connects, and sees that the node runs the runtime that this program was built for.
	pub async fn connect(url: &str) -> Result<Self, Failure> {
		let target = Url::parse(url).map_err(|error| Failure(format!("{url}: {error}")))?;
		let (sender, receiver) = WsTransportClientBuilder::default()
			.build(target)
			.await
			.map_err(|error| Failure(format!("can't reach {url}: {error}")))?;
		let client =
			ClientBuilder::default().request_timeout(PATIENCE).build_with_tokio(sender, receiver);
		let ask = |error: RpcError| Failure(format!("{url} does not answer: {error}"));
		let genesis: Hash =
			client.request("chain_getBlockHash", rpc_params![0]).await.map_err(ask)?;
		let node = Self { client, genesis };
		node.ensure_version().await?;
		Ok(node)
	}

	/// The hash of the chain's first block.
	pub fn genesis(&self) -> Hash {
		self.genesis
	}

	/// Err if the runtime is not the one whose types this program has.
	pub async fn ensure_version(&self) -> Result<(), Failure> {
		let found: RuntimeVersion = self.request("state_getRuntimeVersion", rpc_params![]).await?;
		let of = |version: &RuntimeVersion| (version.spec_version, version.transaction_version);
		if found.spec_name != VERSION.spec_name || of(&found) != of(&VERSION) {
			return Err(Failure(format!(
				"the node runs {} {}, this program was built for {} {}",
				found.spec_name, found.spec_version, VERSION.spec_name, VERSION.spec_version
			)));
		}
		Ok(())
	}

	/// Headers of new best blocks.
	pub async fn heads(&self) -> Result<Subscription<Header>, Failure> {
		let (on, off) = ("chain_subscribeNewHeads", "chain_unsubscribeNewHeads");
		Ok(self.client.subscribe(on, rpc_params![], off).await?)
	}

	/// Headers of blocks that became final; some may be left out.
	pub async fn final_heads(&self) -> Result<Subscription<Header>, Failure> {
		let (on, off) = ("chain_subscribeFinalizedHeads", "chain_unsubscribeFinalizedHeads");
		Ok(self.client.subscribe(on, rpc_params![], off).await?)
	}

	/// The newest block's header.
	pub async fn head(&self) -> Result<Header, Failure> {
		self.request("chain_getHeader", rpc_params![]).await
	}

	/// The newest final block's header.
	pub async fn final_head(&self) -> Result<Header, Failure> {
		let hash: Hash = self.request("chain_getFinalizedHead", rpc_params![]).await?;
		self.request("chain_getHeader", rpc_params![hash]).await
	}

	/// The hash of the block of that number in the best chain; `None` if there is none yet.
	pub async fn hash(&self, number: u32) -> Result<Option<Hash>, Failure> {
		self.request("chain_getBlockHash", rpc_params![number]).await
	}

	/// The transactions of a block, each as its bytes.
	pub async fn extrinsics(&self, at: Hash) -> Result<Vec<Vec<u8>>, Failure> {
		let found: Option<SignedBlock> = self.request("chain_getBlock", rpc_params![at]).await?;
		let block = found.ok_or_else(|| Failure(format!("the node has no block {at:?}")))?.block;
		Ok(block.extrinsics)
	}

	/// A value of storage at a block; `None` if nothing is there.
	pub async fn storage<R: Decode>(&self, key: Vec<u8>, at: Hash) -> Result<Option<R>, Failure> {
		let params = rpc_params![StorageKey(key.clone()), at];
		let found: Option<Bytes> = self.request("state_getStorage", params).await?;
		let read = |Bytes(bytes): Bytes| {
			R::decode_all(&mut bytes.as_slice()).map_err(|error| {
				Failure(format!("storage 0x{}: a value of another form: {error}", hex(&key)))
			})
		};
		found.map(read).transpose()
	}

	/// All keys under a prefix at a block.
	pub async fn keys(&self, prefix: Vec<u8>, at: Hash) -> Result<Vec<Vec<u8>>, Failure> {
		let mut all: Vec<StorageKey> = Vec::new();
		loop {
			let params = rpc_params![StorageKey(prefix.clone()), PAGE, all.last(), at];
			let page: Vec<StorageKey> = self.request("state_getKeysPaged", params).await?;
			if page.is_empty() {
				return Ok(all.into_iter().map(|StorageKey(key)| key).collect());
			}
			all.extend(page);
		}
	}

	/// Signs a call and hands it to the node's pool. Returns the transaction's hash.
	pub async fn submit(
		&self,
		signer: &Signer,
		call: RuntimeCall,
		head: &Header,
	) -> Result<Hash, Failure> {
		self.ensure_version().await?;
		let account = signer.account();
		let nonce: Nonce = self.request("system_accountNextIndex", rpc_params![&account]).await?;
		let era = Era::mortal(MORTAL, head.number.into());
		let birth: Hash =
			self.request("chain_getBlockHash", rpc_params![era.birth(head.number.into())]).await?;
		let extension = tenor_runtime::extension(nonce, era, 0, signer.fee_asset);
		let (spec, transaction) = (VERSION.spec_version, VERSION.transaction_version);
		let implicit = ((), (), spec, transaction, self.genesis, birth, (), (), (), (), None, ());
		let payload = SignedPayload::from_raw(call.clone(), extension.clone(), implicit);
		let signature = payload.using_encoded(|bytes| signer.pair.sign(bytes));
		let transaction = UncheckedExtrinsic::new_signed(
			call,
			account.into(),
			MultiSignature::from(signature),
			extension,
		);
		self.request("author_submitExtrinsic", rpc_params![Bytes(transaction.encode())]).await
	}

	/// Calls a method.
	pub async fn request<R: serde::de::DeserializeOwned>(
		&self,
		method: &str,
		params: ArrayParams,
	) -> Result<R, Failure> {
		let answer = self.client.request(method, params).await;
		answer.map_err(|error| Failure(format!("{method}: {error}")))
	}

	/// Calls the runtime's API.
	pub async fn ask<R: Decode>(
		&self,
		function: &str,
		arguments: impl Encode,
		at: Hash,
	) -> Result<R, Failure> {
		let params = rpc_params![function, Bytes(arguments.encode()), at];
		let Bytes(answer) = self.request("state_call", params).await?;
		R::decode_all(&mut answer.as_slice())
			.map_err(|error| Failure(format!("{function}: an answer of another form: {error}")))
	}
}

fn hex(bytes: &[u8]) -> String {
	bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
