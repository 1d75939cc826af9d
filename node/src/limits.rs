// SPDX-License-Identifier: Apache-2.0
//! What the node's RPC takes and gives unless its operator says otherwise: the SDK's defaults bound
//! neither batches nor calls, and allow all methods on the loopback. Why these: decision 51.

use clap::Arg;

/// Methods that change the node or cost much (`author_insertKey`, `system_addReservedPeer`) are refused on
/// the loopback too: a proxy in front of it would open them to everybody.
const METHODS: &str = "safe";
/// Calls a minute of one connection: a hundred each second.
const CALLS_PER_MINUTE: &str = "6000";
/// Who is not held to that: the machine itself, where keepers, oracles and proxies run. A proxy must be
/// told to name its clients (`--rpc-rate-limit-trust-proxy-headers`).
const UNLIMITED: [&str; 2] = ["127.0.0.0/8", "::1/128"];
/// Requests in a batch.
const BATCH: &str = "100";
/// Megabytes of a request: the largest transaction that a block can hold is 5, twice that as text.
const REQUEST_MB: &str = "11";
/// Megabytes of an answer: the largest of `options_*`, a full chain of an underlying, has about one.
const ANSWER_MB: &str = "8";
/// Subscriptions of one connection, those to transactions on their way among them.
const SUBSCRIPTIONS: &str = "256";

/// An argument of the command line with our default, if it has one.
pub fn default_of(arg: Arg) -> Arg {
	match arg.get_id().as_str() {
		"rpc_methods" => arg.default_value(METHODS),
		"rpc_rate_limit" => arg.default_value(CALLS_PER_MINUTE),
		"rpc_rate_limit_whitelisted_ips" => arg.default_values(UNLIMITED),
		"rpc_max_batch_request_len" => arg.default_value(BATCH),
		"rpc_max_request_size" => arg.default_value(REQUEST_MB),
		"rpc_max_response_size" => arg.default_value(ANSWER_MB),
		"rpc_max_subscriptions_per_connection" => arg.default_value(SUBSCRIPTIONS),
		_ => arg,
	}
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
	use crate::cli::Cli;
	use clap::CommandFactory;
	use polkadot_sdk::{
		sc_cli::{CliConfiguration, SubstrateCli},
		sc_service::config::{RpcBatchRequestConfig, RpcMethods},
	};

	fn run(args: &[&str]) -> polkadot_sdk::sc_cli::RunCmd {
		let all = ["tenor-node"].iter().chain(args);
		Cli::try_from_iter(all).unwrap().run
	}

	#[test]
	fn the_command_line_is_well_formed() {
		Cli::command().debug_assert();
	}

	#[test]
	fn an_operator_who_says_nothing_gets_the_limits() {
		let run = run(&[]);
		assert_eq!(run.rpc_rate_limit().unwrap().map(u32::from), Some(6_000));
		assert_eq!(run.rpc_rate_limit_whitelisted_ips().unwrap().len(), 2);
		assert!(matches!(run.rpc_methods().unwrap(), RpcMethods::Safe));
		assert_eq!(run.rpc_max_request_size().unwrap(), 11);
		assert_eq!(run.rpc_max_response_size().unwrap(), 8);
		assert_eq!(run.rpc_max_subscriptions_per_connection().unwrap(), 256);
		let batch = run.rpc_batch_config().unwrap();
		assert!(matches!(batch, RpcBatchRequestConfig::Limit(100)), "{batch:?}");
	}

	#[test]
	fn what_an_operator_says_wins() {
		let run = run(&[
			"--rpc-methods=auto",
			"--rpc-rate-limit=7",
			"--rpc-rate-limit-whitelisted-ips=192.0.2.0/24",
			// The SDK's own default, said aloud.
			"--rpc-max-request-size=15",
			"--rpc-max-subscriptions-per-connection=1024",
			"--rpc-max-batch-request-len=3",
		]);
		assert_eq!(run.rpc_rate_limit().unwrap().map(u32::from), Some(7));
		assert!(matches!(run.rpc_methods().unwrap(), RpcMethods::Auto));
		assert_eq!(run.rpc_rate_limit_whitelisted_ips().unwrap().len(), 1);
		assert_eq!(run.rpc_max_request_size().unwrap(), 15);
		assert_eq!(run.rpc_max_subscriptions_per_connection().unwrap(), 1_024);
		let batch = run.rpc_batch_config().unwrap();
		assert!(matches!(batch, RpcBatchRequestConfig::Limit(3)), "{batch:?}");
	}

	#[test]
	fn limits_are_no_hindrance_to_endpoints_with_their_own() {
		let run = run(&["--experimental-rpc-endpoint", "listen-addr=127.0.0.1:9944,rate-limit=5"]);
		let endpoints = run.rpc_addr(9_944).unwrap().unwrap();
		assert_eq!(endpoints.len(), 1);
	}

	#[test]
	fn batches_can_be_switched_off() {
		let batch = run(&["--rpc-disable-batch-requests"]).rpc_batch_config().unwrap();
		assert!(matches!(batch, RpcBatchRequestConfig::Disabled), "{batch:?}");
	}
}
