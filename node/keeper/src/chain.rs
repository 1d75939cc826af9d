// SPDX-License-Identifier: Apache-2.0
//! A node's RPC, by the runtime's own types.

use crate::Failure;
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
	sp_core::{sr25519, Bytes, Pair},
	sp_runtime::{generic::Era, MultiSignature},
	sp_version::RuntimeVersion,
};
use std::time::Duration;
use tenor_fixed::Fixed;
use tenor_runtime::{
	options_api::{AuctionReport, PortfolioReport, Refusal},
	AccountId, Hash, Header, Nonce, RuntimeCall, SignedPayload, UncheckedExtrinsic, VERSION,
};
use tenor_series::PortfolioId;

/// Blocks for which a transaction may wait.
const MORTAL: u64 = 64;
/// Auctions asked for at once.
const PAGE: u32 = 64;
/// A node that does not answer for so long is gone.
const PATIENCE: Duration = Duration::from_secs(30);

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

	/// Err if the runtime is not the one whose types this program has.
	async fn ensure_version(&self) -> Result<(), Failure> {
		let found: RuntimeVersion = self.request("state_getRuntimeVersion", rpc_params![]).await?;
		let of = |version: &RuntimeVersion| (version.spec_version, version.transaction_version);
		if found.spec_name != VERSION.spec_name || of(&found) != of(&VERSION) {
			return Err(Failure(format!(
				"the node runs {} {}, this keeper was built for {} {}",
				found.spec_name, found.spec_version, VERSION.spec_name, VERSION.spec_version
			)));
		}
		Ok(())
	}

	/// Headers of new best blocks, and an error if the runtime becomes another.
	pub async fn heads(&self) -> Result<Subscription<Header>, Failure> {
		let (on, off) = ("chain_subscribeNewHeads", "chain_unsubscribeNewHeads");
		Ok(self.client.subscribe(on, rpc_params![], off).await?)
	}

	/// The newest block's header.
	pub async fn head(&self) -> Result<Header, Failure> {
		self.request("chain_getHeader", rpc_params![]).await
	}

	/// All auctions at a block.
	pub async fn auctions(&self, at: Hash) -> Result<Vec<AuctionReport>, Failure> {
		let mut all: Vec<AuctionReport> = Vec::new();
		loop {
			let after = all.last().map(|report| report.portfolio);
			let page: Vec<AuctionReport> =
				self.ask("OptionsApi_auctions", (after, PAGE), at).await?;
			if page.is_empty() {
				return Ok(all);
			}
			all.extend(page);
		}
	}

	/// What all of a portfolio in liquidation costs at a block.
	pub async fn quote(
		&self,
		id: PortfolioId,
		at: Hash,
	) -> Result<Result<pallet_liquidation::Quote, Refusal>, Failure> {
		self.ask("OptionsApi_auction_quote", (id, Fixed::ONE), at).await
	}

	/// A portfolio at a block; `None` if there is none.
	pub async fn portfolio(
		&self,
		id: PortfolioId,
		at: Hash,
	) -> Result<Option<PortfolioReport>, Failure> {
		self.ask("OptionsApi_portfolio", id, at).await
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

	async fn request<R: serde::de::DeserializeOwned>(
		&self,
		method: &str,
		params: ArrayParams,
	) -> Result<R, Failure> {
		let answer = self.client.request(method, params).await;
		answer.map_err(|error| Failure(format!("{method}: {error}")))
	}

	/// Calls the runtime's API.
	async fn ask<R: Decode>(
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
