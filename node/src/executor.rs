// SPDX-License-Identifier: Apache-2.0
//! What runs the runtime's wasm. Compiling it takes a processor ten seconds and more, in which a validator misses its
//! slots; what was compiled is kept, so that a restart has it at once.

use polkadot_sdk::{
	sc_executor::{HeapAllocStrategy, WasmExecutor, DEFAULT_HEAP_ALLOC_STRATEGY},
	sc_service::Configuration,
	sp_io,
};
use std::path::Path;

/// Runs the runtime.
pub type Executor = WasmExecutor<sp_io::SubstrateHostFunctions>;

/// The executor that the SDK makes by a configuration, with a folder for compiled code: beside the chain's
/// database unless another one is named.
pub fn executor(config: &Configuration, compiled: Option<&Path>) -> Executor {
	let settings = &config.executor;
	let strategy = settings.default_heap_pages.map_or(DEFAULT_HEAP_ALLOC_STRATEGY, |pages| {
		HeapAllocStrategy::Static { extra_pages: u32::try_from(pages).unwrap_or(u32::MAX) }
	});
	let of_chain = config.base_path.config_dir(config.chain_spec.id()).join("compiled");
	Executor::builder()
		.with_execution_method(settings.wasm_method)
		.with_onchain_heap_alloc_strategy(strategy)
		.with_offchain_heap_alloc_strategy(strategy)
		.with_max_runtime_instances(settings.max_runtime_instances)
		.with_runtime_cache_size(settings.runtime_cache_size)
		.with_cache_path(compiled.unwrap_or(&of_chain))
		.build()
}
