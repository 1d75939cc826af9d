// SPDX-License-Identifier: Apache-2.0
//! What a keeper asks a node.

use tenor_client::{Failure, Node};
use tenor_fixed::Fixed;
use tenor_runtime::{
	options_api::{AuctionReport, PortfolioReport, Refusal},
	Hash,
};
use tenor_series::PortfolioId;

/// Auctions asked for at once.
const PAGE: u32 = 64;

/// All auctions at a block.
pub async fn auctions(node: &Node, at: Hash) -> Result<Vec<AuctionReport>, Failure> {
	let mut all: Vec<AuctionReport> = Vec::new();
	loop {
		let after = all.last().map(|report| report.portfolio);
		let page: Vec<AuctionReport> = node.ask("OptionsApi_auctions", (after, PAGE), at).await?;
		if page.is_empty() {
			return Ok(all);
		}
		all.extend(page);
	}
}

/// What all of a portfolio in liquidation costs at a block.
pub async fn quote(
	node: &Node,
	id: PortfolioId,
	at: Hash,
) -> Result<Result<pallet_liquidation::Quote, Refusal>, Failure> {
	node.ask("OptionsApi_auction_quote", (id, Fixed::ONE), at).await
}

/// A portfolio at a block; `None` if there is none.
pub async fn portfolio(
	node: &Node,
	id: PortfolioId,
	at: Hash,
) -> Result<Option<PortfolioReport>, Failure> {
	node.ask("OptionsApi_portfolio", id, at).await
}
