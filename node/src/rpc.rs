// SPDX-License-Identifier: Apache-2.0
//! JSON-RPC beyond what every Substrate node serves.

use crate::{
	options::{Heads, Options, OptionsServer, OptionsSubscriptionsServer, Reader, Subscriptions},
	service::{FullBackend, FullClient},
};
use jsonrpsee::RpcModule;
use polkadot_sdk::{
	pallet_transaction_payment_rpc::{TransactionPayment, TransactionPaymentApiServer},
	sc_transaction_pool::TransactionPoolHandle,
	substrate_frame_rpc_system::{System, SystemApiServer},
};
use std::sync::Arc;
use tenor_runtime::Block;

/// What the methods need of the node.
pub struct FullDeps {
	/// The client.
	pub client: Arc<FullClient>,
	/// What the client is kept in.
	pub backend: Arc<FullBackend>,
	/// The transaction pool.
	pub pool: Arc<TransactionPoolHandle<Block, FullClient>>,
	/// Best blocks, for subscriptions; the service follows them.
	pub heads: Heads,
}

impl FullDeps {
	/// Reads what `options_*` answers.
	pub fn reader(&self) -> Reader {
		Reader::new(self.client.clone(), self.backend.clone())
	}
}

/// All methods of this node.
pub fn create_full(
	deps: &FullDeps,
) -> Result<RpcModule<()>, Box<dyn std::error::Error + Send + Sync>> {
	let FullDeps { client, pool, heads, .. } = deps;
	let mut module = RpcModule::new(());
	module.merge(System::new(client.clone(), pool.clone()).into_rpc())?;
	module.merge(TransactionPayment::new(client.clone()).into_rpc())?;
	module.merge(Options::new(deps.reader()).into_rpc())?;
	module.merge(Subscriptions::new(deps.reader(), heads.clone()).into_rpc())?;
	Ok(module)
}
