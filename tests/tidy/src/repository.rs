// SPDX-License-Identifier: Apache-2.0
//! The committed files of this repository.

use std::{
	env, fs,
	path::{Path, PathBuf},
	process::Command,
};

/// The repository's root: of the checkout that cargo runs the test in. What cargo said when this was
/// compiled comes last: checkouts that share a build folder can be taken for one another, and that one
/// may be gone.
pub fn root() -> PathBuf {
	let starts = [
		env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from),
		env::current_dir().ok(),
		Some(PathBuf::from(env!("CARGO_MANIFEST_DIR"))),
	];
	let found = starts.iter().flatten().find_map(|start| root_above(start));
	found.unwrap_or_default()
}

/// The folder at or above `start` that holds this crate.
fn root_above(start: &Path) -> Option<PathBuf> {
	let holds = |folder: &&Path| folder.join("tests/tidy/Cargo.toml").is_file();
	start.ancestors().find(holds).map(Path::to_path_buf)
}

/// Every text file of the repository with its path relative to the root: what git tracks or would
/// track, or, where there is no git, what lies there outside build folders.
pub fn files() -> Vec<(String, String)> {
	let root = root();
	let listed = Command::new("git")
		.args(["ls-files", "--cached", "--others", "--exclude-standard"])
		.current_dir(&root)
		.output();
	let mut paths: Vec<String> = match listed {
		Ok(output) if output.status.success() => {
			String::from_utf8_lossy(&output.stdout).lines().map(String::from).collect()
		}
		_ => walk(&root, ""),
	};
	paths.sort();
	paths
		.into_iter()
		.filter_map(|path| Some((path.clone(), fs::read_to_string(root.join(path)).ok()?)))
		.collect()
}

fn walk(root: &Path, folder: &str) -> Vec<String> {
	const NOT_OURS: [&str; 4] = [".git", "target", "node_modules", "chain-specs"];
	let Ok(entries) = fs::read_dir(root.join(folder)) else { return Vec::new() };
	let mut found = Vec::new();
	for entry in entries.flatten() {
		let name = entry.file_name().to_string_lossy().into_owned();
		let path = if folder.is_empty() { name.clone() } else { format!("{folder}/{name}") };
		if NOT_OURS.contains(&name.as_str()) {
			continue;
		}
		if entry.path().is_dir() {
			found.extend(walk(root, &path));
		} else {
			found.push(path);
		}
	}
	found
}

/// Whether a file is consensus code: it runs inside the chain's state machine.
pub fn is_consensus_code(path: &str) -> bool {
	let layer = ["primitives/", "pallets/", "runtime/"].iter().any(|l| path.starts_with(l));
	let source = path.ends_with(".rs") && path.contains("/src/");
	let beside = [
		"/tests/",
		"/tests.rs",
		"/mock.rs",
		"/mock/",
		"/benchmarking",
		"/benchmark_helpers",
		"/bin/",
		"/benches/",
	];
	layer && source && !beside.iter().any(|b| path.contains(b))
}
