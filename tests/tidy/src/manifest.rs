// SPDX-License-Identifier: Apache-2.0
//! The dependency arrow: primitives <- pallets <- runtime <- node.

use crate::Finding;

/// Which part of the arrow a folder of the repository belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Layer {
	/// Pure functions and types.
	Primitives,
	/// FRAME pallets.
	Pallets,
	/// The runtime.
	Runtime,
	/// The node.
	Node,
	/// Tests of the whole; they may use everything.
	Tests,
}

impl Layer {
	/// The layer of the crate whose manifest lies at `path`.
	pub fn of(path: &str) -> Option<Self> {
		Some(match path.split('/').next()? {
			"primitives" => Self::Primitives,
			"pallets" => Self::Pallets,
			"runtime" => Self::Runtime,
			"node" => Self::Node,
			"tests" => Self::Tests,
			_ => return None,
		})
	}
}

/// What the arrow needs to know of a manifest.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Manifest {
	/// The crate's name.
	pub name: String,
	/// Names under `[dependencies]`, target-specific ones included.
	pub dependencies: Vec<String>,
	/// Names under `[dev-dependencies]`.
	pub dev_dependencies: Vec<String>,
}

/// Reads the parts of a manifest that matter here; the project writes one dependency per line.
pub fn parse(text: &str) -> Manifest {
	let mut manifest = Manifest::default();
	let mut section = String::new();
	for line in text.lines().map(str::trim) {
		if let Some(header) = line.strip_prefix('[') {
			section = header.trim_end_matches(']').trim_matches('[').to_string();
			if let Some(name) = section.strip_prefix("dependencies.") {
				manifest.dependencies.push(name.to_string());
			}
			continue;
		}
		let Some((key, value)) = line.split_once('=') else { continue };
		let key = key.trim().split('.').next().unwrap_or_default().trim_matches('"').to_string();
		let names_crate = !key.is_empty() && !key.contains([' ', '{', '[', '#']);
		match section.rsplit('.').next() {
			Some("package") if key == "name" => {
				manifest.name = value.trim().trim_matches('"').to_string()
			}
			Some("dependencies") if names_crate => manifest.dependencies.push(key),
			Some("dev-dependencies") if names_crate => manifest.dev_dependencies.push(key),
			_ => (),
		}
	}
	manifest
}

/// The crates a primitive may use beside other primitives of ours: nothing that knows a chain.
const PRIMITIVES_MAY_USE: [&str; 4] = ["codec", "scale-info", "serde", "serde_json"];

/// Checks every manifest (`path`, `text`) against the arrow.
pub fn check(manifests: &[(String, String)]) -> Vec<Finding> {
	let parsed: Vec<(&str, Layer, Manifest)> = manifests
		.iter()
		.filter_map(|(path, text)| Some((path.as_str(), Layer::of(path)?, parse(text))))
		.collect();
	let layer_of = |name: &str| parsed.iter().find(|(_, _, m)| m.name == name).map(|(_, l, _)| *l);
	let mut findings = Vec::new();
	for (path, layer, manifest) in &parsed {
		for dependency in &manifest.dependencies {
			let allowed = match layer_of(dependency) {
				Some(other) => may_use(*layer, other),
				None => {
					*layer != Layer::Primitives || PRIMITIVES_MAY_USE.contains(&dependency.as_str())
				}
			};
			if !allowed {
				let what = format!("{} may not depend on {dependency}", manifest.name);
				findings.push(Finding::new("arrow", path, 0, what));
			}
		}
		for dependency in &manifest.dev_dependencies {
			let upward = layer_of(dependency).is_some_and(|other| other > *layer);
			if upward {
				let what = format!("tests of {} may not use {dependency}", manifest.name);
				findings.push(Finding::new("arrow", path, 0, what));
			}
		}
	}
	findings
}

/// A pallet never lists another of our pallets: it declares the trait it needs.
fn may_use(user: Layer, used: Layer) -> bool {
	match user {
		Layer::Primitives => used == Layer::Primitives,
		Layer::Pallets => used == Layer::Primitives,
		Layer::Runtime => used < Layer::Runtime,
		// Programs beside the node share a client.
		Layer::Node => used <= Layer::Node,
		Layer::Tests => true,
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	fn manifest(name: &str, body: &str) -> String {
		format!("[package]\nname = \"{name}\"\nversion.workspace = true\n{body}")
	}

	fn world(extra: (&str, String)) -> Vec<(String, String)> {
		let mut all = vec![
			("primitives/a/Cargo.toml".into(), manifest("tenor-a", "")),
			("pallets/b/Cargo.toml".into(), manifest("pallet-b", "[dependencies]\ntenor-a = {}\n")),
			("runtime/Cargo.toml".into(), manifest("tenor-runtime", "")),
			("node/Cargo.toml".into(), manifest("tenor-node", "")),
		];
		all.push((extra.0.into(), extra.1));
		all
	}

	#[test]
	fn the_arrow_as_it_should_be_passes() {
		let body =
			"[dependencies]\ntenor-a = { workspace = true }\n[dev-dependencies]\npallet-b = {}\n";
		assert_eq!(check(&world(("pallets/c/Cargo.toml", manifest("pallet-c", body)))), []);
	}

	#[test]
	fn a_pallet_with_a_pallet_under_it_is_found() {
		let body = "[dependencies]\npallet-b = { workspace = true }\n";
		let found = check(&world(("pallets/c/Cargo.toml", manifest("pallet-c", body))));
		assert_eq!(found.len(), 1);
		assert_eq!(found[0].what, "pallet-c may not depend on pallet-b");
	}

	#[test]
	fn a_primitive_that_knows_the_chain_is_found() {
		let body = "[dependencies]\npolkadot-sdk = { workspace = true }\n";
		assert_eq!(check(&world(("primitives/c/Cargo.toml", manifest("tenor-c", body)))).len(), 1);
		let body = "[dependencies.pallet-b]\nworkspace = true\n";
		assert_eq!(check(&world(("primitives/c/Cargo.toml", manifest("tenor-c", body)))).len(), 1);
	}

	#[test]
	fn arrows_that_point_up_are_found() {
		let body = "[dependencies]\ntenor-node = { workspace = true }\n";
		assert_eq!(check(&world(("runtime/x/Cargo.toml", manifest("x", body)))).len(), 1);
		let body = "[dev-dependencies]\ntenor-runtime.workspace = true\n";
		assert_eq!(check(&world(("pallets/c/Cargo.toml", manifest("pallet-c", body)))).len(), 1);
	}
}
