// SPDX-License-Identifier: Apache-2.0
//! Orders, receipts and books as JSON: numbers with decimals as text, hashes and signatures in hexadecimal,
//! series by their names, times in milliseconds.

use polkadot_sdk::sp_core::{bytes, sr25519, Pair};
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, fmt};
use tenor_fixed::{Price, Quantity};
use tenor_lane::{
	Account, Cancel, Epoch, Hash, Key, LaneId, Order, OrderKind, Place, Receipt, Replace, Rules,
	Sequence, Shard, Signature, Signed,
};
use tenor_matching::Side;
use tenor_series::{
	parse_series_name, series_name, Moment, PortfolioId, SeriesKey, Symbol, UnderlyingId,
};

/// Why a text can't be read: which field, and what is wrong with it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Unreadable {
	/// The field.
	pub field: &'static str,
	/// What it should be.
	pub should: &'static str,
}

impl fmt::Display for Unreadable {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		write!(f, "{}: {}", self.field, self.should)
	}
}

/// Tickers of underlyings.
#[derive(Clone, Debug, Default)]
pub struct Names {
	by_symbol: BTreeMap<Symbol, UnderlyingId>,
	by_id: BTreeMap<UnderlyingId, Symbol>,
}

impl Names {
	/// From what the chain says.
	pub fn new(all: impl IntoIterator<Item = (UnderlyingId, Symbol)>) -> Self {
		let by_id: BTreeMap<_, _> = all.into_iter().collect();
		Self { by_symbol: by_id.iter().map(|(id, symbol)| (*symbol, *id)).collect(), by_id }
	}

	/// The underlying of a ticker.
	pub fn underlying(&self, text: &str) -> Result<UnderlyingId, Unreadable> {
		let symbol = Symbol::new(text).ok();
		symbol
			.and_then(|symbol| self.by_symbol.get(&symbol).copied())
			.ok_or(Unreadable { field: "underlying", should: "the ticker of an underlying" })
	}

	/// The series of a name.
	pub fn series(&self, text: &str) -> Result<SeriesKey, Unreadable> {
		parse_series_name(text, |symbol| self.by_symbol.get(symbol).copied())
			.map_err(|_| Unreadable { field: "series", should: "a name like BTC-27MAR26-69000-C" })
	}

	/// The name of a series; of an unknown underlying with its number in the ticker's place.
	pub fn name(&self, series: &SeriesKey) -> String {
		let number = || Symbol::new(&series.underlying.0.to_string()).ok();
		let symbol = self.by_id.get(&series.underlying).copied().or_else(number);
		symbol.map(|symbol| series_name(&symbol, series)).unwrap_or_default()
	}

	/// All underlyings.
	pub fn underlyings(&self) -> impl Iterator<Item = (UnderlyingId, Symbol)> + '_ {
		self.by_id.iter().map(|(id, symbol)| (*id, *symbol))
	}
}

/// Buy or sell.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SideText {
	/// Receives contracts.
	Buy,
	/// Gives contracts.
	Sell,
}

impl From<SideText> for Side {
	fn from(side: SideText) -> Self {
		match side {
			SideText::Buy => Self::Buy,
			SideText::Sell => Self::Sell,
		}
	}
}

impl From<Side> for SideText {
	fn from(side: Side) -> Self {
		match side {
			Side::Buy => Self::Buy,
			Side::Sell => Self::Sell,
		}
	}
}

/// How an order meets the book.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum KindText {
	/// Rests with what it can't fill.
	Limit,
	/// Never takes.
	PostOnly,
	/// Never rests.
	ImmediateOrCancel,
}

impl From<KindText> for OrderKind {
	fn from(kind: KindText) -> Self {
		match kind {
			KindText::Limit => Self::Limit,
			KindText::PostOnly => Self::PostOnly,
			KindText::ImmediateOrCancel => Self::ImmediateOrCancel,
		}
	}
}

impl From<OrderKind> for KindText {
	fn from(kind: OrderKind) -> Self {
		match kind {
			OrderKind::Limit => Self::Limit,
			OrderKind::PostOnly => Self::PostOnly,
			OrderKind::ImmediateOrCancel => Self::ImmediateOrCancel,
		}
	}
}

/// An order.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct OrderText {
	/// Whose.
	pub portfolio: u64,
	/// Of what, by its name.
	pub series: String,
	/// Buy or sell.
	pub side: SideText,
	/// Contracts.
	pub quantity: Quantity,
	/// The worst premium per contract.
	pub limit: Price,
	/// The last instant at which it fills, ms.
	pub expires: Moment,
	/// Above every one used before.
	pub nonce: u64,
	/// How it meets the book.
	pub kind: KindText,
}

impl OrderText {
	/// As JSON says it.
	pub fn new(order: &Order, names: &Names) -> Self {
		Self {
			portfolio: order.portfolio.0,
			series: names.name(&order.series),
			side: order.side.into(),
			quantity: order.quantity,
			limit: order.limit,
			expires: order.expires,
			nonce: order.nonce,
			kind: order.kind.into(),
		}
	}

	/// As it is signed.
	pub fn read(&self, names: &Names) -> Result<Order, Unreadable> {
		Ok(Order {
			portfolio: PortfolioId(self.portfolio),
			series: names.series(&self.series)?,
			side: self.side.into(),
			quantity: self.quantity,
			limit: self.limit,
			expires: self.expires,
			nonce: self.nonce,
			kind: self.kind.into(),
		})
	}
}

/// Where an order rests.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PlaceText {
	/// Of what, by its name.
	pub series: String,
	/// Its side.
	pub side: SideText,
	/// Its limit.
	pub limit: Price,
	/// The operation that placed it: its receipt's number.
	pub sequence: Sequence,
}

impl PlaceText {
	/// As JSON says it.
	pub fn new(place: &Place, names: &Names) -> Self {
		let Place { series, side, limit, sequence } = *place;
		Self { series: names.name(&series), side: side.into(), limit, sequence }
	}

	/// As it is signed.
	pub fn read(&self, names: &Names) -> Result<Place, Unreadable> {
		let Self { side, limit, sequence, .. } = *self;
		Ok(Place { series: names.series(&self.series)?, side: side.into(), limit, sequence })
	}
}

/// The end of an order.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CancelText {
	/// Whose.
	pub portfolio: u64,
	/// Which.
	pub place: PlaceText,
}

impl CancelText {
	/// As it is signed.
	pub fn read(&self, names: &Names) -> Result<Cancel, Unreadable> {
		Ok(Cancel { portfolio: PortfolioId(self.portfolio), place: self.place.read(names)? })
	}
}

/// The end of an order, and another.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ReplaceText {
	/// The order that ends.
	pub place: PlaceText,
	/// The order that is placed.
	pub order: OrderText,
}

impl ReplaceText {
	/// As it is signed.
	pub fn read(&self, names: &Names) -> Result<Replace, Unreadable> {
		Ok(Replace { place: self.place.read(names)?, order: self.order.read(names)? })
	}
}

/// A body with its signature, `0x` and 128 digits.
pub fn signed<Body>(body: Body, signature: &str) -> Result<Signed<Body>, Unreadable> {
	Ok(Signed { body, signature: array("signature", signature)? })
}

/// Bytes of a fixed number from hexadecimal.
fn array<const N: usize>(field: &'static str, text: &str) -> Result<[u8; N], Unreadable> {
	let should = match N {
		32 => "0x and 64 hexadecimal digits",
		_ => "0x and 128 hexadecimal digits",
	};
	let found = text.starts_with("0x").then(|| bytes::from_hex(text).ok()).flatten();
	found.and_then(|bytes| bytes.try_into().ok()).ok_or(Unreadable { field, should })
}

fn hex(data: &[u8]) -> String {
	bytes::to_hex(data, false)
}

/// A signed receipt.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ReceiptText {
	/// In this lane,
	pub lane: LaneId,
	/// of this sequencer,
	pub epoch: Epoch,
	/// the place.
	pub sequence: Sequence,
	/// The hash of the operation.
	pub operation: String,
	/// The head of the log with it.
	pub head: String,
	/// When, by the sequencer's clock, ms.
	pub time: Moment,
	/// The sequencer's.
	pub signature: String,
}

impl ReceiptText {
	/// As JSON says it.
	pub fn new(receipt: &Receipt, signature: &Signature) -> Self {
		let Receipt { lane, epoch, sequence, operation, head, time } = *receipt;
		let (operation, head, signature) = (hex(&operation), hex(&head), hex(signature));
		Self { lane, epoch, sequence, operation, head, time, signature }
	}

	/// As it was signed.
	pub fn read(&self) -> Result<(Receipt, Signature), Unreadable> {
		let Self { lane, epoch, sequence, time, .. } = *self;
		let operation: Hash = array("operation", &self.operation)?;
		let head: Hash = array("head", &self.head)?;
		let receipt = Receipt { lane, epoch, sequence, operation, head, time };
		Ok((receipt, array("signature", &self.signature)?))
	}
}

/// Whether the sequencer with that key signed this receipt.
pub fn receipt_holds(receipt: &Receipt, signature: &Signature, key: &Key, genesis: &Hash) -> bool {
	let (signature, key) =
		(sr25519::Signature::from_raw(*signature), sr25519::Public::from_raw(*key));
	sr25519::Pair::verify(&signature, receipt.payload(genesis), &key)
}

/// A price of a book.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct LevelText {
	/// Premium per contract.
	pub price: Price,
	/// Contracts.
	pub quantity: Quantity,
}

/// The best prices of a series.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BookText {
	/// Of what.
	pub series: String,
	/// With this operation and all before it; maybe with a few behind it.
	pub sequence: Option<Sequence>,
	/// The highest first.
	pub bids: Vec<LevelText>,
	/// The lowest first.
	pub asks: Vec<LevelText>,
}

/// An underlying in the lane.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RulesText {
	/// Its ticker.
	pub underlying: String,
	/// The lane's time, ms.
	pub time: Moment,
	/// The index.
	pub index: Price,
	/// The block of it.
	pub block: u32,
	/// Prices are multiples of it.
	pub tick: Price,
	/// Quantities are multiples of it.
	pub lot: Quantity,
	/// What a sale reserves per contract, as a share of the index,
	pub short_share: String,
	/// and as a share of its limit.
	pub price_share: String,
	/// What either side reserves for fees, as a share of the index.
	pub fee_share: String,
}

impl RulesText {
	/// From a shard.
	pub fn new(symbol: &Symbol, shard: &Shard) -> Self {
		let Shard { time, index, block, rules } = *shard;
		let Rules { tick, lot, short_share, price_share, fee_share } = rules;
		Self {
			underlying: symbol.as_str().into(),
			time,
			index,
			block,
			tick,
			lot,
			short_share: short_share.to_string(),
			price_share: price_share.to_string(),
			fee_share: fee_share.to_string(),
		}
	}
}

/// A portfolio in the lane.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AccountText {
	/// The key that signs; `null` once the allowance is closed.
	pub key: Option<String>,
	/// Who owns it.
	pub owner: String,
	/// What is neither reserved nor spent.
	pub free: String,
	/// Orders need a higher one.
	pub last_nonce: u64,
}

impl From<&Account> for AccountText {
	fn from(account: &Account) -> Self {
		Self {
			key: account.key.map(|key| hex(&key)),
			owner: hex(&account.owner),
			free: account.free.to_string(),
			last_nonce: account.last_nonce,
		}
	}
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
	use super::*;
	use serde_json::{from_value, json, to_value};

	fn names() -> Names {
		Names::new([(UnderlyingId(0), Symbol::new("BTC").unwrap())])
	}

	fn order() -> serde_json::Value {
		json!({
			"portfolio": 7,
			"series": "BTC-27MAR26-69000-C",
			"side": "buy",
			"quantity": "0.5",
			"limit": "60.2",
			"expires": 1_774_512_000_000u64,
			"nonce": 12,
			"kind": "postOnly",
		})
	}

	#[test]
	fn an_order_says_the_same_there_and_back() {
		let text: OrderText = from_value(order()).unwrap();
		let read = text.read(&names()).unwrap();
		assert_eq!(read.limit, Price::from_e8(6_020_000_000));
		assert_eq!(read.quantity, Quantity::from_e8(50_000_000));
		assert_eq!((read.side, read.kind), (Side::Buy, OrderKind::PostOnly));
		assert_eq!(to_value(OrderText::new(&read, &names())).unwrap(), order());
	}

	#[test]
	fn an_order_that_is_unclear_is_refused_with_the_field() {
		for (field, value) in [
			("quantity", json!(0.5)),
			("limit", json!("-1")),
			("side", json!("BUY")),
			("kind", json!("stop")),
			("nonce", json!("12")),
			("extra", json!(1)),
		] {
			let mut bad = order();
			bad[field] = value;
			assert!(from_value::<OrderText>(bad).is_err(), "{field}");
		}
		for name in ["ETH-27MAR26-69000-C", "BTC-27MAR26-69000", ""] {
			let mut bad: OrderText = from_value(order()).unwrap();
			bad.series = name.into();
			assert_eq!(bad.read(&names()).unwrap_err().field, "series");
		}
	}

	#[test]
	fn signature_has_exactly_its_digits() {
		assert!(signed((), &format!("0x{}", "ab".repeat(64))).is_ok());
		for bad in ["", "0x", &"ab".repeat(64), &format!("0x{}", "ab".repeat(63)), "0xzz"] {
			assert_eq!(signed((), bad).unwrap_err().field, "signature");
		}
	}

	#[test]
	fn receipt_verifies_only_as_it_was_signed() {
		let pair = sr25519::Pair::from_seed(&[1; 32]);
		let genesis = [9; 32];
		let receipt =
			Receipt { lane: 1, epoch: 2, sequence: 3, operation: [4; 32], head: [5; 32], time: 6 };
		let signature: Signature = pair.sign(&receipt.payload(&genesis)).0;
		let text = ReceiptText::new(&receipt, &signature);
		let text: ReceiptText = from_value(to_value(text).unwrap()).unwrap();
		let (read, signature) = text.read().unwrap();
		assert_eq!(read, receipt);
		let key = pair.public().0;
		assert!(receipt_holds(&read, &signature, &key, &genesis));
		assert!(!receipt_holds(&Receipt { sequence: 4, ..read }, &signature, &key, &genesis));
		assert!(!receipt_holds(&read, &signature, &key, &[8; 32]));
		assert!(!receipt_holds(&read, &signature, &[1; 32], &genesis));
	}
}
