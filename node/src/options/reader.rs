// SPDX-License-Identifier: Apache-2.0
//! Reading at a block, names of what is read, and the errors of all methods.

use crate::service::{FullBackend, FullClient};
use jsonrpsee::{
	core::RpcResult,
	types::{error::ErrorObjectOwned, ErrorObject},
};
use polkadot_sdk::{
	sc_client_api::Backend,
	sp_api::{ApiRef, ConstructRuntimeApi, ProvideRuntimeApi},
	sp_blockchain::HeaderBackend,
};
use std::sync::Arc;
use tenor_runtime::{
	apis::RuntimeApi,
	options_api::{OptionsApi as _, Refusal},
	Block, Hash,
};
use tenor_series::{parse_series_name, SeriesKey, Symbol, UnderlyingId};

/// The question itself is wrong: a name, a number, an unknown portfolio.
const BAD_QUESTION: i32 = 7_001;
/// The runtime could not answer.
const RUNTIME_FAILED: i32 = 7_002;
/// The chain's rules say no, with the error's name.
const REFUSED: i32 = 7_003;
/// The block is unknown, or its state is no longer held.
const NO_STATE: i32 = 7_004;
/// This node has no room for more subscriptions.
const TOO_MANY: i32 = 7_005;

pub(super) fn bad_question(reason: impl Into<String>) -> ErrorObjectOwned {
	ErrorObject::owned(BAD_QUESTION, reason, None::<()>)
}

pub(super) fn runtime_failed(error: impl std::fmt::Display) -> ErrorObjectOwned {
	ErrorObject::owned(RUNTIME_FAILED, error.to_string(), None::<()>)
}

pub(super) fn refused(refusal: Refusal) -> ErrorObjectOwned {
	ErrorObject::owned(REFUSED, String::from_utf8_lossy(&refusal.reason), None::<()>)
}

fn no_state(reason: String) -> ErrorObjectOwned {
	ErrorObject::owned(NO_STATE, reason, None::<()>)
}

pub(super) fn too_many(reason: impl Into<String>) -> ErrorObjectOwned {
	ErrorObject::owned(TOO_MANY, reason, None::<()>)
}

/// The runtime as of a block.
pub(super) type Api<'a> =
	ApiRef<'a, <RuntimeApi as ConstructRuntimeApi<Block, FullClient>>::RuntimeApi>;

/// Reads the state of any block that the node still holds.
#[derive(Clone)]
pub struct Reader {
	client: Arc<FullClient>,
	backend: Arc<FullBackend>,
}

impl Reader {
	/// Over this client and what it is kept in.
	pub fn new(client: Arc<FullClient>, backend: Arc<FullBackend>) -> Self {
		Self { client, backend }
	}

	pub(super) fn client(&self) -> &FullClient {
		&self.client
	}

	/// The best block.
	pub(super) fn best(&self) -> Hash {
		self.client.info().best_hash
	}

	/// The runtime at a block, the best one unless told.
	pub(super) fn ask(&self, at: Option<Hash>) -> RpcResult<(Api<'_>, Hash)> {
		let at = at.unwrap_or_else(|| self.best());
		let number = self
			.client
			.number(at)
			.map_err(runtime_failed)?
			.ok_or_else(|| no_state(format!("this node knows no block {at:?}")))?;
		if !self.backend.have_state_at(at, number) {
			return Err(no_state(format!(
				"this node no longer holds the state of block {number} ({at:?}): ask an archive node"
			)));
		}
		Ok((self.client.runtime_api(), at))
	}

	/// Underlyings with their tickers.
	pub(super) fn symbols(&self, at: Option<Hash>) -> RpcResult<Vec<(UnderlyingId, Symbol)>> {
		let (api, at) = self.ask(at)?;
		api.underlyings(at).map_err(runtime_failed)
	}

	/// The underlying with that ticker.
	pub(super) fn underlying(&self, symbol: &str, at: Option<Hash>) -> RpcResult<UnderlyingId> {
		self.symbols(at)?
			.into_iter()
			.find(|(_, s)| s.as_str() == symbol)
			.map(|(id, _)| id)
			.ok_or_else(|| no_underlying(symbol))
	}

	/// The series with that name, listed or not.
	pub(super) fn series(&self, name: &str, at: Option<Hash>) -> RpcResult<SeriesKey> {
		series_called(name, &self.symbols(at)?)
	}

	/// Refuses a well-formed name of a series that does not exist: nothing rests, trades or changes
	/// there, and silence would look like a quiet market. Asks for the marks of a whole expiry, so
	/// only where the answer would be empty, or once for a subscription.
	pub(super) fn ensure_listed(
		&self,
		name: &str,
		key: &SeriesKey,
		at: Option<Hash>,
	) -> RpcResult<()> {
		let (api, at) = self.ask(at)?;
		let chain =
			api.option_chain(at, key.underlying, Some(key.expiry)).map_err(runtime_failed)?;
		let listed = chain
			.into_iter()
			.flat_map(|chain| chain.expiries)
			.flat_map(|expiry| expiry.series)
			.any(|quote| quote.strike == key.strike && quote.kind == key.kind);
		listed.then_some(()).ok_or_else(|| bad_question(format!("{name} is not listed")))
	}

	/// Refuses a portfolio that does not exist.
	pub(super) fn ensure_portfolio(&self, id: u64, at: Option<Hash>) -> RpcResult<()> {
		let (api, at) = self.ask(at)?;
		let view = api.portfolio(at, tenor_series::PortfolioId(id)).map_err(runtime_failed)?;
		view.map(|_| ()).ok_or_else(|| no_portfolio(id))
	}
}

/// The series with that name, listed or not, among these underlyings.
pub(super) fn series_called(
	name: &str,
	symbols: &[(UnderlyingId, Symbol)],
) -> RpcResult<SeriesKey> {
	parse_series_name(name, |wanted| {
		symbols.iter().find(|(_, symbol)| symbol == wanted).map(|(id, _)| *id)
	})
	.map_err(|part| bad_question(format!("{name} names no series: {part:?} is wrong")))
}

pub(super) fn no_underlying(symbol: &str) -> ErrorObjectOwned {
	bad_question(format!("no underlying is called {symbol}"))
}

pub(super) fn no_portfolio(id: u64) -> ErrorObjectOwned {
	bad_question(format!("there is no portfolio {id}"))
}
