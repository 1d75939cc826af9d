// SPDX-License-Identifier: Apache-2.0
#![doc = include_str!("../README.md")]

mod chain;
mod strategy;

use clap::Parser;
use pallet_liquidation::{Bid, Call, Quote};
use polkadot_sdk::sp_runtime::traits::Header as _;
use std::{collections::BTreeMap, path::PathBuf, process::ExitCode};
use strategy::{Appetite, Capacity, Offer, Pass};
use tenor_client::{secret, Failure, Node, Signer};
use tenor_fixed::{Cash, Fixed};
use tenor_runtime::{
	configs::assets::USDC,
	options_api::{AuctionReport, PortfolioReport},
	BlockNumber, Hash, Header,
};
use tenor_series::{PortfolioId, PortfolioStatus};

/// Blocks in which a bid that was sent should have got into one.
const PATIENCE: BlockNumber = 8;

/// Bids for portfolios in liquidation, for profit.
#[derive(Debug, Parser)]
#[command(name = "tenor-keeper", version)]
struct Options {
	/// A node's WebSocket.
	#[arg(long, default_value = "ws://127.0.0.1:9944")]
	url: String,

	/// The portfolio that takes what is bought.
	#[arg(long)]
	portfolio: u64,

	/// A file with the secret URI of the portfolio's owner. Not read in a dry run.
	#[arg(long, required_unless_present = "dry_run")]
	secret_file: Option<PathBuf>,

	/// Earned per unit of maintenance requirement taken.
	#[arg(long, default_value = "0.1", value_parser = part)]
	charge: Fixed,

	/// Part of its initial margin and of its cash that the keeper uses.
	#[arg(long = "use", default_value = "0.5", value_parser = part)]
	used: Fixed,

	/// Shares on which it would earn less are left, in the unit of account.
	#[arg(long, default_value = "10", value_parser = amount)]
	least_profit: Cash,

	/// A bid whose limit is off by more than this part of what the whole is worth is replaced.
	#[arg(long, default_value = "0.02", value_parser = part)]
	tolerance: Fixed,

	/// The asset that pays fees.
	#[arg(long, default_value_t = USDC, conflicts_with = "fee_native")]
	fee_asset: u32,

	/// Pay fees in the native token.
	#[arg(long)]
	fee_native: bool,

	/// Say what would be done; sign nothing.
	#[arg(long)]
	dry_run: bool,

	/// Look at the newest block and end.
	#[arg(long)]
	once: bool,
}

fn part(text: &str) -> Result<Fixed, String> {
	let part: Fixed = text.parse().map_err(|_| format!("{text} is no number"))?;
	(Fixed::ZERO..=Fixed::ONE)
		.contains(&part)
		.then_some(part)
		.ok_or_else(|| format!("{text} is not between 0 and 1"))
}

fn amount(text: &str) -> Result<Cash, String> {
	let amount: Cash = text.parse().map_err(|_| format!("{text} is no amount"))?;
	(!amount.is_negative()).then_some(amount).ok_or_else(|| format!("{text} is below zero"))
}

/// A bidder at work.
struct Keeper {
	node: Node,
	/// `None` in a dry run.
	signer: Option<Signer>,
	me: PortfolioId,
	appetite: Appetite,
	used: Fixed,
	/// Bids sent, and after which block.
	sent: BTreeMap<PortfolioId, (BlockNumber, Bid)>,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
	match run(Options::parse()).await {
		Ok(()) => ExitCode::SUCCESS,
		Err(failure) => {
			eprintln!("tenor-keeper: {failure}");
			ExitCode::FAILURE
		}
	}
}

async fn run(options: Options) -> Result<(), Failure> {
	let signer = match &options.secret_file {
		Some(file) if !options.dry_run => Some(Signer {
			pair: secret(file)?,
			fee_asset: (!options.fee_native).then_some(options.fee_asset),
		}),
		_ => None,
	};
	let mut keeper = Keeper {
		node: Node::connect(&options.url).await?,
		signer,
		me: PortfolioId(options.portfolio),
		appetite: Appetite {
			charge: options.charge,
			least_profit: options.least_profit,
			tolerance: options.tolerance,
		},
		used: options.used,
		sent: BTreeMap::new(),
	};
	if options.once {
		let head = keeper.node.head().await?;
		return keeper.look(&head).await;
	}
	let mut heads = keeper.node.heads().await?;
	while let Some(head) = heads.next().await {
		keeper.look(&head?).await?;
	}
	Err(Failure("the node closed the connection".into()))
}

impl Keeper {
	/// One look at a block: a bid for each auction that is worth one.
	async fn look(&mut self, head: &Header) -> Result<(), Failure> {
		let at = head.hash();
		let auctions = chain::auctions(&self.node, at).await?;
		self.sent.retain(|id, _| auctions.iter().any(|report| report.portfolio == *id));
		if auctions.is_empty() {
			return Ok(());
		}
		let mut capacity = self.capacity(at).await?;
		for report in auctions {
			let Some((offer, quote)) = self.offer(&report, at).await? else { continue };
			let own = self.own_bid(&report, head.number);
			match strategy::bid(&offer, &mut capacity, own.as_ref(), self.me, &self.appetite) {
				Ok(bid) => self.place(&offer, &quote, bid, head).await?,
				Err(Pass::Waits) => {}
				Err(pass) => println!("#{} {}: no bid, {pass:?}", head.number, offer.portfolio.0),
			}
		}
		Ok(())
	}

	/// The bid that waits, or one on its way.
	fn own_bid(&self, report: &AuctionReport, now: BlockNumber) -> Option<Bid> {
		let waits = report.bids.iter().find(|bid| bid.bidder == self.me).copied();
		let sent = self.sent.get(&report.portfolio);
		let sent = sent.filter(|(after, _)| now < after.saturating_add(PATIENCE));
		waits.or(sent.map(|(_, bid)| *bid))
	}

	/// What the keeper can carry.
	async fn capacity(&self, at: Hash) -> Result<Capacity, Failure> {
		let PortfolioReport { owner, status, cash, margin, .. } =
			chain::portfolio(&self.node, self.me, at)
				.await?
				.ok_or_else(|| Failure(format!("there is no portfolio {}", self.me.0)))?;
		if self.signer.as_ref().is_some_and(|signer| signer.account() != owner) {
			return Err(Failure(format!("portfolio {} is another account's", self.me.0)));
		}
		let free = match margin {
			Ok(report) if status == PortfolioStatus::Active => report.totals.initial,
			_ => Cash::ZERO,
		};
		let used = |amount: Cash| amount.max(Cash::ZERO).mul_floor(self.used).unwrap_or(Cash::ZERO);
		Ok(Capacity { initial: used(free), cash: used(cash) })
	}

	/// What is for sale; `None` if nothing is now: data are stale, or it ended meanwhile.
	async fn offer(
		&self,
		report: &AuctionReport,
		at: Hash,
	) -> Result<Option<(Offer, Quote)>, Failure> {
		let id = report.portfolio;
		let (Ok(quote), Some(book)) =
			(chain::quote(&self.node, id, at).await?, chain::portfolio(&self.node, id, at).await?)
		else {
			return Ok(None);
		};
		let Ok(margin) = book.margin else { return Ok(None) };
		let standing = &quote.standing;
		let whole = (standing.equity, margin.totals.initial, standing.maintenance, standing.cash);
		// Of an exit nothing but positions is sold.
		let (equity, initial, maintenance, cash) = quote
			.worth
			.map_or(whole, |worth| (worth.value, worth.initial, worth.maintenance, Cash::ZERO));
		let offer = Offer {
			portfolio: id,
			equity,
			initial,
			maintenance,
			cash,
			received: report.auction.received,
			share: quote.terms.share,
			version: quote.version,
		};
		Ok(quote.fresh.then_some((offer, quote)))
	}

	async fn place(
		&mut self,
		offer: &Offer,
		quote: &Quote,
		bid: Bid,
		head: &Header,
	) -> Result<(), Failure> {
		let (number, id) = (head.number(), offer.portfolio.0);
		let Quote { stage, terms, .. } = quote;
		let says = format!(
			"{} of {id} at most at {} ({stage:?}, E {}, MM {}, now {})",
			bid.share, bid.limit, offer.equity, offer.maintenance, terms.price
		);
		let Some(signer) = &self.signer else {
			println!("#{number} would bid for {says}");
			return Ok(());
		};
		let Bid { bidder, share, limit, expected_version } = bid;
		let portfolio = offer.portfolio;
		let call = Call::bid { portfolio, bidder, share, limit, expected_version };
		let hash = self.node.submit(signer, call.into(), head).await?;
		println!("#{number} bids for {says}: {hash:?}");
		self.sent.insert(portfolio, (*number, bid));
		Ok(())
	}
}
