// SPDX-License-Identifier: Apache-2.0
//! Calls out of the runtime's own type information: any call of any of our pallets, so that a new one is
//! reached the day it is written. Values are of their kind (a portfolio that exists, a price near the
//! market, a moment near now), and now and then of none.

use super::{choices::Choices, scene::Scene};
use codec::{Decode, Encode};
use pallet_margin::{MarkBand, Scenarios, StressRule};
use scale_info::{
	form::PortableForm, Field, MetaType, PortableRegistry, Registry, TypeDef, TypeDefPrimitive,
	Variant,
};
use std::collections::BTreeMap;
use tenor_risk::{CollateralParams, PortfolioParams, StandardParams};
use tenor_runtime::{Runtime, RuntimeCall};
use tenor_series::UnderlyingId;

/// Crates of our pallets.
const OURS: [&str; 11] = [
	"pallet_market",
	"pallet_series",
	"pallet_collateral",
	"pallet_margin",
	"pallet_trading",
	"pallet_settlement",
	"pallet_liquidation",
	"pallet_breaker",
	"pallet_vault",
	"pallet_lane",
	"pallet_engine",
];
/// Bytes of values to begin with, by the end of their type's path.
type Seeds = BTreeMap<&'static str, Vec<u8>>;

/// A call that can be made.
#[derive(Clone, Debug)]
pub struct CallShape {
	/// As the runtime names it.
	pub pallet: String,
	/// As the pallet names it.
	pub name: String,
	/// What every encoding of it begins with.
	index: [u8; 2],
	/// Types of its arguments, and the names those types have there.
	arguments: Vec<(u32, String)>,
}

/// Every call of our pallets, and the types they are made of.
pub struct Shapes {
	registry: PortableRegistry,
	calls: Vec<CallShape>,
}

fn variants(registry: &PortableRegistry, id: u32) -> &[Variant<PortableForm>] {
	match registry.resolve(id).map(|ty| &ty.type_def) {
		Some(TypeDef::Variant(def)) => &def.variants,
		_ => &[],
	}
}

impl Default for Shapes {
	fn default() -> Self {
		let mut registry = Registry::new();
		let root = registry.register_type(&MetaType::new::<RuntimeCall>()).id;
		let registry = PortableRegistry::from(registry);
		let mut calls = Vec::new();
		for pallet in variants(&registry, root) {
			let Some(inner) = pallet.fields.first().map(|field| field.ty.id) else { continue };
			let path = registry.resolve(inner).map(|ty| ty.path.segments.clone());
			let home = path.and_then(|path| path.first().cloned()).unwrap_or_default();
			if !OURS.contains(&home.as_str()) {
				continue;
			}
			for call in variants(&registry, inner) {
				let argument = |field: &Field<PortableForm>| {
					(field.ty.id, field.type_name.clone().unwrap_or_default())
				};
				calls.push(CallShape {
					pallet: pallet.name.clone(),
					name: call.name.clone(),
					index: [pallet.index, call.index],
					arguments: call.fields.iter().map(argument).collect(),
				});
			}
		}
		Self { registry, calls }
	}
}

impl Shapes {
	/// The calls, in the order of the runtime.
	pub fn calls(&self) -> &[CallShape] {
		&self.calls
	}

	/// Some call with some arguments. `None`: they decode to nothing, as a list that is too long does.
	pub fn call(&self, choices: &mut Choices, scene: &Scene) -> Option<RuntimeCall> {
		let at = choices.index(self.calls.len());
		self.call_of(&self.calls[at], choices, scene)
	}

	/// The same for a certain call.
	pub fn call_of(
		&self,
		shape: &CallShape,
		choices: &mut Choices,
		scene: &Scene,
	) -> Option<RuntimeCall> {
		let mut bytes = shape.index.to_vec();
		let mut filling = Filling { shapes: self, choices, scene, seeds: seeds() };
		for (ty, alias) in &shape.arguments {
			filling.fill(*ty, alias, &mut bytes);
		}
		RuntimeCall::decode(&mut &bytes[..]).ok()
	}

	/// Where the whole numbers of a value stand in its bytes, and how wide they are.
	fn numbers(&self, id: u32, bytes: &mut &[u8], at: &mut usize, found: &mut Vec<(usize, usize)>) {
		let Some(ty) = self.registry.resolve(id) else { return };
		match &ty.type_def {
			TypeDef::Composite(def) => {
				for field in &def.fields {
					self.numbers(field.ty.id, bytes, at, found);
				}
			}
			TypeDef::Tuple(def) => {
				for field in &def.fields {
					self.numbers(field.id, bytes, at, found);
				}
			}
			TypeDef::Array(def) => {
				for _ in 0..def.len {
					self.numbers(def.type_param.id, bytes, at, found);
				}
			}
			TypeDef::Sequence(def) => {
				let before = bytes.len();
				let Ok(codec::Compact(count)) = codec::Compact::<u32>::decode(bytes) else {
					return;
				};
				*at += before - bytes.len();
				for _ in 0..count {
					self.numbers(def.type_param.id, bytes, at, found);
				}
			}
			TypeDef::Variant(def) => {
				let Some(index) = bytes.first().copied() else { return };
				skip(bytes, at, 1);
				let variant = def.variants.iter().find(|variant| variant.index == index);
				for field in variant.iter().flat_map(|variant| &variant.fields) {
					self.numbers(field.ty.id, bytes, at, found);
				}
			}
			TypeDef::Primitive(primitive) => {
				let width = width(primitive);
				if width > 0 {
					found.push((*at, width));
					skip(bytes, at, width);
				}
			}
			TypeDef::Compact(_) | TypeDef::BitSequence(_) => (),
		}
	}

	/// Changes one number of a value.
	fn disturb(&self, id: u32, bytes: &mut [u8], choices: &mut Choices) {
		let mut found = Vec::new();
		self.numbers(id, &mut &bytes.to_vec()[..], &mut 0, &mut found);
		let Some((at, width)) = choices.pick(&found) else { return };
		let Some(place) = bytes.get_mut(at..at + width) else { return };
		let mut wide = [0u8; 16];
		wide[..width].copy_from_slice(place);
		let old = u128::from_le_bytes(wide);
		let new = match choices.below(12) {
			0 => 0,
			1 => u128::MAX,
			2 => old.wrapping_neg(),
			3 => old.wrapping_add(1),
			4 => old.wrapping_sub(1),
			5 | 6 => old / 2,
			7 | 8 => old.wrapping_mul(2),
			9 => old / 10 * 9,
			10 => (old / 10).wrapping_mul(11),
			_ => u128::from(choices.spread()),
		};
		place.copy_from_slice(&new.to_le_bytes()[..width]);
	}
}

fn skip(bytes: &mut &[u8], at: &mut usize, count: usize) {
	*bytes = bytes.get(count..).unwrap_or_default();
	*at += count;
}

fn width(primitive: &TypeDefPrimitive) -> usize {
	use TypeDefPrimitive::{
		Bool, Char, Str, I128, I16, I256, I32, I64, I8, U128, U16, U256, U32, U64, U8,
	};
	match primitive {
		Bool | Char | Str | U256 | I256 => 0,
		U8 | I8 => 1,
		U16 | I16 => 2,
		U32 | I32 => 4,
		U64 | I64 => 8,
		U128 | I128 => 16,
	}
}

/// Values of parameters that are sane: what is in force.
fn seeds() -> Seeds {
	let first = UnderlyingId(0);
	let market = pallet_market::Underlyings::<Runtime>::get(first);
	let asset = pallet_collateral::AcceptedAssets::<Runtime>::get(1);
	let scenarios = tenor_risk::default_scenarios().to_vec();
	Seeds::from([
		(
			"pallet_market::UnderlyingParams",
			market.map(|market| market.params.encode()).unwrap_or_default(),
		),
		("pallet_market::StableParams", pallet_market::StableRule::<Runtime>::get().encode()),
		("pallet_series::ListingPolicy", pallet_series::Policy::<Runtime>::get().encode()),
		("pallet_collateral::AssetPolicy", asset.encode().split_off(1)),
		("pallet_collateral::DebtTerms", pallet_collateral::Terms::<Runtime>::get().encode()),
		("tenor_risk::StandardParams", StandardParams::btc_eth().encode()),
		("tenor_risk::PortfolioParams", PortfolioParams::btc_eth().encode()),
		("tenor_risk::CollateralParams", CollateralParams::btc().encode()),
		("pallet_margin::StressRule", StressRule::default().encode()),
		("pallet_margin::MarkBand", MarkBand::default().encode()),
		("pallet_margin::Scenarios", Scenarios::truncate_from(scenarios).encode()),
		("pallet_trading::MarketRules", pallet_trading::Markets::<Runtime>::get(first).encode()),
		("pallet_settlement::LadderTimes", pallet_settlement::Ladder::<Runtime>::get().encode()),
		("tenor_liquidation::Params", pallet_liquidation::Parameters::<Runtime>::get().encode()),
		("pallet_breaker::Params", pallet_breaker::Parameters::<Runtime>::get().encode()),
		("pallet_vault::Params", pallet_vault::Parameters::<Runtime>::get().encode()),
	])
}

/// A call in the making.
struct Filling<'a> {
	shapes: &'a Shapes,
	choices: &'a mut Choices,
	scene: &'a Scene,
	seeds: Seeds,
}

impl Filling<'_> {
	/// Writes some value of a type, which where it stands goes by the name `alias`.
	fn fill(&mut self, id: u32, alias: &str, out: &mut Vec<u8>) {
		let Some(ty) = self.shapes.registry.resolve(id) else { return };
		if self.known(alias, &ty.path.segments, out) || self.sane(id, alias, &ty.path.segments, out)
		{
			return;
		}
		match &ty.type_def {
			TypeDef::Composite(def) => {
				for field in &def.fields {
					self.fill(field.ty.id, field.type_name.as_deref().unwrap_or_default(), out);
				}
			}
			TypeDef::Tuple(def) => {
				for field in &def.fields {
					self.fill(field.id, "", out);
				}
			}
			TypeDef::Array(def) => {
				for _ in 0..def.len {
					self.fill(def.type_param.id, "", out);
				}
			}
			TypeDef::Sequence(def) => {
				let count = match self.choices.below(16) {
					0 => 0,
					15 => self.choices.below(80),
					n => n.div_ceil(4),
				};
				codec::Compact(count).encode_to(out);
				for _ in 0..count {
					self.fill(def.type_param.id, "", out);
				}
			}
			TypeDef::Variant(def) => {
				if def.variants.is_empty() {
					return;
				}
				let variant = &def.variants[self.choices.index(def.variants.len())];
				out.push(variant.index);
				for field in &variant.fields {
					self.fill(field.ty.id, field.type_name.as_deref().unwrap_or_default(), out);
				}
			}
			TypeDef::Primitive(TypeDefPrimitive::Bool) => out.push(u8::from(self.choices.flip())),
			TypeDef::Primitive(primitive) => {
				let value = self.number();
				out.extend_from_slice(&value.to_le_bytes()[..width(primitive)]);
			}
			TypeDef::Compact(_) | TypeDef::BitSequence(_) => {
				codec::Compact(self.choices.spread()).encode_to(out);
			}
		}
	}

	/// A number of any size, below zero where that can be.
	fn number(&mut self) -> u128 {
		match self.choices.below(8) {
			0 => 0,
			1 => u128::MAX,
			2 => u128::from(self.choices.below(4)),
			3 => u128::from(self.choices.spread()).wrapping_neg(),
			_ => u128::from(self.choices.spread()),
		}
	}

	/// A value of a kind that means something on the chain. True if it is one.
	fn known(&mut self, alias: &str, path: &[String], out: &mut Vec<u8>) -> bool {
		let (choices, scene) = (&mut *self.choices, self.scene);
		match alias {
			"Moment" => choices.moment(scene.now).encode_to(out),
			"AssetId" => match choices.below(8) {
				0 => out.extend((choices.spread() as u32).to_le_bytes()),
				n => out.extend((n as u32 % 5).to_le_bytes()),
			},
			"LaneId" => u16::from(choices.one_in(4)).encode_to(out),
			_ => match path.last().map(String::as_str).unwrap_or_default() {
				"PortfolioId" => scene.some_portfolio(choices).encode_to(out),
				"AccountId32" => scene.some_account(choices).encode_to(out),
				"UnderlyingId" => scene.some_underlying(choices).encode_to(out),
				"ExpiryKey" => scene.some_expiry(choices).encode_to(out),
				"SeriesKey" => scene.some_series(choices).encode_to(out),
				"Price" => scene.some_price(choices).encode_to(out),
				"Quantity" => scene.some_quantity(choices).encode_to(out),
				"Cash" => scene.some_cash(choices).encode_to(out),
				"Fixed" | "Vol" | "Rate" => scene.some_fixed(choices).encode_to(out),
				_ => return false,
			},
		}
		true
	}

	/// Parameters that are in force, mostly with one number changed. True if it is of these types.
	fn sane(&mut self, id: u32, alias: &str, path: &[String], out: &mut Vec<u8>) -> bool {
		let home = path.first().map(String::as_str).unwrap_or_default();
		let name =
			if alias == "Scenarios" { alias } else { path.last().map_or("", String::as_str) };
		let home = if alias == "Scenarios" { "pallet_margin" } else { home };
		let Some(seed) = self.seeds.get(format!("{home}::{name}").as_str()) else { return false };
		if seed.is_empty() {
			return false;
		}
		let mut bytes = seed.clone();
		if !self.choices.one_in(4) {
			self.shapes.disturb(id, &mut bytes, self.choices);
		}
		out.extend(bytes);
		true
	}
}
