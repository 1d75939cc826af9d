// SPDX-License-Identifier: Apache-2.0
//! A client in Rust with the stock `subxt`: no generated code, no types of ours. All it knows of the chain
//! is the metadata that the node serves.
//!
//! It opens a portfolio, waits until that is final, reads it back, and follows a few finalized blocks.

use std::process::ExitCode;
use subxt::{
	dynamic::{self, At, Value},
	ext::scale_value::{Primitive, ValueDef},
	OnlineClient, SubstrateConfig,
};
use subxt_signer::sr25519::Keypair;

type Error = Box<dyn std::error::Error>;

/// Blocks to follow.
const BLOCKS: usize = 3;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
	let arguments: Vec<String> = std::env::args().skip(1).collect();
	let [url, secret, deposit] = &arguments[..] else {
		eprintln!("usage: tenor-subxt URL SECRET DEPOSIT");
		return ExitCode::FAILURE;
	};
	match run(url, secret, deposit).await {
		Ok(()) => ExitCode::SUCCESS,
		Err(error) => {
			eprintln!("{error}");
			ExitCode::FAILURE
		}
	}
}

async fn run(url: &str, secret: &str, deposit: &str) -> Result<(), Error> {
	let signer = Keypair::from_uri(&secret.parse()?)?;
	let deposit: u128 = deposit.parse()?;
	let chain = OnlineClient::<SubstrateConfig>::from_insecure_url(url).await?;
	let portfolio = open_portfolio(&chain, &signer, deposit).await?;
	println!("opened {portfolio}");
	println!("cash {}", cash(&chain, portfolio).await?);
	let mut blocks = chain.stream_blocks().await?;
	for _ in 0..BLOCKS {
		let block = blocks.next().await.ok_or("no more blocks")??;
		println!("finalized {}", block.number());
	}
	Ok(())
}

/// Opens a portfolio with so much of the settlement asset in it; its number.
async fn open_portfolio(
	chain: &OnlineClient<SubstrateConfig>,
	signer: &Keypair,
	deposit: u128,
) -> Result<u128, Error> {
	let mode = Value::unnamed_variant("Standard", []);
	let call = dynamic::transaction("Collateral", "open_portfolio", (mode, deposit));
	let at = chain.at_current_block().await?;
	let sent = at.transactions().sign_and_submit_then_watch_default(&call, signer).await?;
	let events = sent.wait_for_finalized_success().await?;
	for event in events.iter() {
		let event = event?;
		if (event.pallet_name(), event.event_name()) == ("Collateral", "PortfolioOpened") {
			let fields: Value = event.decode_fields_unchecked_as()?;
			return number(fields.at("portfolio"))
				.ok_or_else(|| "an event without portfolio".into());
		}
	}
	Err("no portfolio was opened".into())
}

/// Cash of a portfolio, e8, by a runtime API.
async fn cash(chain: &OnlineClient<SubstrateConfig>, portfolio: u128) -> Result<u128, Error> {
	let at = chain.at_current_block().await?;
	let call = dynamic::runtime_api_call::<_, Value>("OptionsApi", "portfolio", (portfolio,));
	let report = at.runtime_apis().call(call).await?;
	number(report.at(0).at("cash")).ok_or_else(|| "a portfolio without cash".into())
}

/// A number, however many newtypes it is wrapped in.
fn number(value: Option<&Value>) -> Option<u128> {
	let value = value?;
	match &value.value {
		ValueDef::Primitive(Primitive::U128(number)) => Some(*number),
		ValueDef::Primitive(Primitive::I128(number)) => u128::try_from(*number).ok(),
		_ => number(value.at(0)),
	}
}
