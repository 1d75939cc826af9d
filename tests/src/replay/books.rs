// SPDX-License-Identifier: Apache-2.0
//! Who holds what when a day begins: portfolios opened, funded and traded into by real calls, each
//! series in proportion to its real open interest, written options mostly out of the money.

use super::{
	feeds::{fixed, Listed},
	path::Dice,
	sim::Sim,
};
use polkadot_sdk::*;

use frame_support::traits::{fungible, fungibles};
use pallet_trading::{BlockTrade, Party, TradeLeg};
use sp_core::{sr25519, Pair};
use sp_runtime::{traits::Dispatchable, MultiSignature};
use tenor_fixed::{Cash, Price, Quantity};
use tenor_runtime::{
	configs::assets, AccountId, Assets, Balances, Collateral, Margin, Runtime, RuntimeCall,
	RuntimeOrigin, System, Trading, TNR,
};
use tenor_series::{MarginMode, OptionKind, PortfolioId, SeriesKey};

/// What a portfolio is there for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
	/// Buys options.
	Buyer,
	/// Buys and sells, with much capital.
	Maker,
	/// Writes options with nothing behind them but margin.
	Naked,
	/// Writes calls on what it holds.
	Covered,
	/// Writes puts, partly on coins that fall when they are exercised.
	Secured,
	/// Writes an option and buys one further out.
	Spreader,
	/// Buys in auctions.
	Bidder,
}

/// Kinds of the first twenty portfolios, and of each twenty behind them.
const KINDS: [Kind; 20] = {
	use Kind::{Buyer as B, Covered as C, Maker as M, Naked as N, Secured as P, Spreader as S};
	[B, N, B, C, B, S, B, N, B, P, B, N, M, C, B, S, B, N, B, P]
};

/// A portfolio and its owner.
pub struct Holder {
	/// Signs.
	pub pair: sr25519::Pair,
	/// The owner.
	pub account: AccountId,
	/// His next transaction.
	pub nonce: u32,
	/// His portfolio.
	pub id: PortfolioId,
	/// What it is there for.
	pub kind: Kind,
	/// Whether he adds money when called.
	pub attentive: bool,
	/// What he can add, in units of the settlement asset.
	pub wallet: u128,
	/// Equity when the day begins, dollars.
	pub first_equity: f64,
}

/// How large a market is.
#[derive(Clone, Copy)]
pub struct Size {
	/// Portfolios besides bidders.
	pub portfolios: usize,
	/// Bidders in auctions.
	pub bidders: usize,
	/// Open interest, in dollars of the underlying, of bitcoin and ether.
	pub notional: [f64; 2],
	/// Capital of all bidders, dollars.
	pub capital: f64,
}

impl Size {
	/// Of so many portfolios: 50,000 dollars of the underlying for each, 12 bidders with a capital of 6 %
	/// of it. (The fund of the presets, a million, is then 1 % of it with 2,000.)
	pub fn of(portfolios: usize) -> Self {
		let all = 50_000.0 * portfolios as f64;
		Self { portfolios, bidders: 12, notional: [0.7 * all, 0.3 * all], capital: 0.06 * all }
	}
}

/// One option sold by one portfolio to another, before sizes are known.
struct Leg {
	seller: usize,
	buyer: usize,
	series: SeriesKey,
	size: f64,
}

/// One series and how much of it was open.
struct Choice {
	series: SeriesKey,
	interest: f64,
	/// Strike over spot, less one; below zero if in the money.
	out: f64,
}

/// Everything that can be chosen.
struct Menu {
	all: Vec<Choice>,
	spots: [f64; 2],
}

impl Menu {
	fn new(listing: &[(Listed, Vec<f64>)], spots: [f64; 2]) -> Self {
		let mut all = Vec::new();
		for (listed, strikes) in listing {
			let spot = spots[usize::from(listed.key.underlying.0)];
			// Contracts weigh by what they stand for.
			for (strike, (_, calls, puts)) in strikes.iter().zip(listed.facts.interest) {
				let moneyness = strike / spot - 1.0;
				let mut add = |kind, interest: f64, out| {
					let series = listed.key.series(super::feeds::price(*strike), kind);
					all.push(Choice { series, interest: interest * spot, out });
				};
				add(OptionKind::Call, *calls, moneyness);
				add(OptionKind::Put, *puts, -moneyness);
			}
		}
		Self { all, spots }
	}

	/// A series that fits, in proportion to open interest; four fifths of that in the money stay away
	/// unless asked for.
	fn pick(&self, dice: &mut Dice, fits: impl Fn(&Choice) -> bool) -> Option<&Choice> {
		let weight = |choice: &Choice| match fits(choice) {
			true if choice.out < 0.0 => choice.interest * 0.2,
			true => choice.interest,
			false => 0.0,
		};
		let total: f64 = self.all.iter().map(weight).sum();
		let mut left = dice.unit() * total;
		self.all.iter().find(|choice| {
			let own = weight(choice);
			left -= own;
			own > 0.0 && left < 0.0
		})
	}
}

fn size(dice: &mut Dice) -> f64 {
	(0.8 * dice.normal()).exp()
}

/// What everybody sells to whom, in relative sizes.
fn plan(menu: &Menu, kinds: &[Kind], dice: &mut Dice) -> Vec<Leg> {
	let of =
		|kind: Kind| -> Vec<usize> { (0..kinds.len()).filter(|n| kinds[*n] == kind).collect() };
	let (buyers, makers) = (of(Kind::Buyer), of(Kind::Maker));
	let mut legs = Vec::new();
	for (seller, kind) in kinds.iter().enumerate() {
		let is = |kind: OptionKind| move |c: &Choice| c.series.kind == kind;
		let count = 1 + dice.below(3);
		let style = dice.below(3);
		for n in 0..count {
			let choice = match kind {
				Kind::Naked => menu.pick(dice, |c| match style {
					0 => is(if n % 2 == 0 { OptionKind::Call } else { OptionKind::Put })(c),
					1 => is(OptionKind::Call)(c),
					_ => is(OptionKind::Put)(c),
				}),
				Kind::Covered => menu.pick(dice, is(OptionKind::Call)),
				Kind::Secured => menu.pick(dice, is(OptionKind::Put)),
				Kind::Spreader => menu.pick(dice, |c| (0.0..0.25).contains(&c.out)),
				_ => None,
			};
			let Some(choice) = choice else { continue };
			let size = size(dice);
			let other = if dice.chance(0.8) { &buyers } else { &makers };
			let buyer = other[dice.below(other.len())];
			legs.push(Leg { seller, buyer, series: choice.series, size });
			if *kind == Kind::Spreader {
				let further = menu.pick(dice, |c| {
					let same = c.series.kind == choice.series.kind;
					same && c.series.expiry == choice.series.expiry && c.out > choice.out
				});
				if let Some(further) = further {
					let maker = makers[dice.below(makers.len())];
					legs.push(Leg { seller: maker, buyer: seller, series: further.series, size });
				}
			}
		}
	}
	legs
}

/// Brings sizes to the open interest wanted, in thousandths of a contract.
fn scale(legs: &mut [Leg], spots: [f64; 2], notional: [f64; 2]) {
	for which in 0..2u16 {
		let of = |leg: &Leg| leg.series.underlying.0 == which;
		let sum: f64 = legs.iter().filter(|leg| of(leg)).map(|leg| leg.size).sum();
		let each = notional[usize::from(which)] / spots[usize::from(which)] / sum;
		for leg in legs.iter_mut().filter(|leg| of(leg)) {
			leg.size = ((leg.size * each * 1e3).round() / 1e3).max(0.001);
		}
	}
}

/// Opens the market of a day in the hour before it.
pub fn open(sim: &mut Sim, listing: &[(Listed, Vec<f64>)], size: &Size, seed: u64) {
	let mut dice = Dice::new(seed);
	let spots = sim.day.prices(sim.day.start_ms);
	let menu = Menu::new(listing, spots);
	let kinds: Vec<Kind> = (0..size.portfolios).map(|n| KINDS[n % KINDS.len()]).collect();
	let mut legs = plan(&menu, &kinds, &mut dice);
	scale(&mut legs, spots, size.notional);
	// Options that are worth nothing are not traded.
	sim.ext.execute_with(|| legs.retain(|leg| mark(&leg.series) > 0));
	for (n, kind) in kinds.iter().enumerate() {
		let funds = sim.ext.execute_with(|| funds_of(n, *kind, &legs, &menu, &mut dice));
		let holder = sim.ext.execute_with(|| open_portfolio(n, *kind, funds, &mut dice));
		sim.holders.push(holder);
		if n % 100 == 99 {
			sim.quiet_block();
		}
	}
	for n in 0..size.bidders {
		let funds = Funds { cash: size.capital / size.bidders as f64, coins: [0.0; 2] };
		let holder = sim
			.ext
			.execute_with(|| open_portfolio(size.portfolios + n, Kind::Bidder, funds, &mut dice));
		sim.holders.push(holder);
	}
	sim.quiet_block();
	for (n, chunk) in trades(legs).into_iter().enumerate() {
		let now = sim.chain.now();
		let holders = &sim.holders;
		sim.ext.execute_with(|| execute(&chunk, holders, now));
		if n % 50 == 49 {
			sim.quiet_block();
		}
	}
	take_out(sim, &mut dice);
}

/// What a portfolio begins with.
#[derive(Clone, Copy, Default)]
struct Funds {
	cash: f64,
	/// Bitcoin and ether.
	coins: [f64; 2],
}

/// The mark of a series, e8; zero if there is none.
fn mark(series: &SeriesKey) -> u64 {
	let mark = Margin::mark(series).and_then(|mark| mark.price.to_price_floor());
	mark.map_or(0, |price| price.e8())
}

/// Premiums for who buys, and more than any margin for who sells: what is too much is taken out later.
fn funds_of(n: usize, kind: Kind, legs: &[Leg], menu: &Menu, dice: &mut Dice) -> Funds {
	let mut funds = Funds { cash: 500.0, ..Default::default() };
	let mut on_coins = 0.0;
	for leg in legs.iter().filter(|leg| leg.buyer == n || leg.seller == n) {
		let which = usize::from(leg.series.underlying.0);
		let spot = menu.spots[which];
		// Premium and fees.
		funds.cash += leg.size * (mark(&leg.series) as f64 / 1e8 * 1.02 + spot * 0.002);
		if leg.seller == n {
			funds.cash += leg.size * spot * 0.6;
			if kind == Kind::Covered {
				funds.coins[which] += leg.size * 1.02;
			} else if kind == Kind::Secured {
				on_coins = dice.between(0.0, 0.4);
				funds.coins[which] += leg.size * on_coins;
			}
		}
	}
	funds.cash *= 1.0 - 0.5 * on_coins;
	if kind == Kind::Maker {
		funds.cash = funds.cash * 3.0 + 100_000.0;
	}
	funds
}

fn dispatch(who: &AccountId, call: impl Into<RuntimeCall>) {
	let origin = RuntimeOrigin::signed(who.clone());
	call.into().dispatch(origin).expect("a call of the set-up succeeds");
}

fn open_portfolio(n: usize, kind: Kind, funds: Funds, dice: &mut Dice) -> Holder {
	let seed = sp_io::hashing::blake2_256(format!("replay {n}").as_bytes());
	let pair = sr25519::Pair::from_seed(&seed);
	let account = AccountId::from(pair.public());
	let mint = |asset, amount: u128| {
		<Assets as fungibles::Mutate<_>>::mint_into(asset, &account, amount).expect("minted");
	};
	<Balances as fungible::Mutate<_>>::mint_into(&account, 1_000 * TNR).expect("minted");
	let cash = (funds.cash * 1e6).round() as u128;
	// What he can add when called.
	let wallet = cash / 100 * dice.below(60) as u128;
	mint(assets::USDC, cash + wallet + 10_000_000);
	let mode = match kind {
		Kind::Maker | Kind::Bidder | Kind::Covered => MarginMode::Portfolio,
		Kind::Naked | Kind::Secured if dice.chance(0.5) => MarginMode::Portfolio,
		_ => MarginMode::Standard,
	};
	dispatch(&account, pallet_collateral::Call::<Runtime>::open_portfolio { mode, deposit: cash });
	let id = Collateral::portfolios_of(account.clone())[0].1;
	let coins = [(assets::BTC, 1e8), (assets::ETH, 1e18)];
	for ((asset, unit), amount) in coins.into_iter().zip(funds.coins) {
		if amount > 0.001 {
			// To eight decimals, so that nothing is left outside.
			let amount = (amount * 1e8).round() as u128 * (unit / 1e8) as u128;
			mint(asset, amount + (unit / 1e8) as u128);
			let deposit =
				pallet_collateral::Call::<Runtime>::deposit { portfolio: id, asset, amount };
			dispatch(&account, deposit);
		}
	}
	let attentive = kind != Kind::Bidder && dice.chance(0.4);
	Holder { pair, account, nonce: 0, id, kind, attentive, wallet, first_equity: 0.0 }
}

/// Legs of one seller, by trades that fit the bounds of parties and legs.
fn trades(legs: Vec<Leg>) -> Vec<Vec<Leg>> {
	let mut all: Vec<Vec<Leg>> = Vec::new();
	for leg in legs {
		match all.last_mut() {
			Some(last) if last[0].seller == leg.seller && last.len() < 7 => last.push(leg),
			_ => all.push(vec![leg]),
		}
	}
	all
}

/// Executes one block trade at the marks, signed by everybody in it.
fn execute(legs: &[Leg], holders: &[Holder], now: u64) {
	let mut inside: Vec<usize> = legs.iter().flat_map(|leg| [leg.seller, leg.buyer]).collect();
	inside.sort_unstable_by_key(|n| holders[*n].id);
	inside.dedup();
	let party = |n: &usize| Party {
		portfolio: holders[*n].id,
		nonce: Trading::next_nonce(holders[*n].id),
		limit: fixed(1e9).to_cash_floor(),
	};
	let parties: Vec<Party> = inside.iter().map(party).collect();
	let leg = |leg: &Leg| TradeLeg {
		series: leg.series,
		buyer: holders[leg.buyer].id,
		seller: holders[leg.seller].id,
		quantity: Quantity::from_e8((leg.size * 1e8).round() as i64),
		price: Price::from_e8(mark(&leg.series)),
	};
	let legs: Vec<TradeLeg> = legs.iter().map(leg).collect();
	let trade = BlockTrade {
		parties: parties.try_into().expect("few parties"),
		deadline: now + 60_000,
		legs: legs.try_into().expect("few legs"),
	};
	let payload = trade.signing_payload(&System::block_hash(0));
	let sign = |n: &usize| MultiSignature::from(holders[*n].pair.sign(&payload));
	let signatures: Vec<MultiSignature> = inside.iter().map(sign).collect();
	let signatures = signatures.try_into().expect("few signatures");
	let call = pallet_trading::Call::<Runtime>::execute_block_trade { trade, signatures };
	dispatch(&holders[inside[0]].account, call);
}

/// Everybody asks for what he does not need: buyers for most of their cash; writers for what is above
/// initial margin, but for a cushion that is thin for a third of them.
fn take_out(sim: &mut Sim, dice: &mut Dice) {
	for n in 0..sim.holders.len() {
		let (id, kind) = (sim.holders[n].id, sim.holders[n].kind);
		if matches!(kind, Kind::Maker | Kind::Bidder) {
			continue;
		}
		let cushion =
			if dice.chance(0.33) { dice.between(0.02, 0.10) } else { dice.between(0.1, 1.5) };
		let account = sim.holders[n].account.clone();
		sim.ext.execute_with(|| {
			let report = Margin::margin_of(id).expect("fresh");
			let (initial, equity) = (report.totals.initial, report.totals.equity);
			let needed = equity.saturating_sub(initial).max(Cash::ZERO);
			let kept = needed.mul_ceil(fixed(cushion)).expect("fits");
			let spare = initial.saturating_sub(kept).min(report.cash);
			let spare = spare.saturating_sub(fixed(20.0).to_cash_floor());
			if let Some(amount) = spare.to_token_floor(6).filter(|amount| *amount > 10_000_000) {
				let asset = assets::USDC;
				dispatch(
					&account,
					pallet_collateral::Call::<Runtime>::request_withdrawal {
						portfolio: id,
						asset,
						amount,
					},
				);
			}
		});
		if n % 100 == 99 {
			sim.quiet_block();
		}
	}
	while sim.ext.execute_with(|| pallet_collateral::Queue::<Runtime>::get().live > 0) {
		sim.quiet_block();
	}
}
