// SPDX-License-Identifier: Apache-2.0
//! The page of the documentation that holds the figures.

use crate::table::Section;
use std::{error::Error, fs, path::Path, process::Command};

/// What this machine is, and what it does besides, in one sentence.
pub fn machine() -> String {
	let read = |path: &str| fs::read_to_string(path).unwrap_or_default();
	let cpus = read("/proc/cpuinfo");
	let model = cpus.lines().find(|line| line.starts_with("model name")).unwrap_or_default();
	let model = model.split(": ").nth(1).unwrap_or("an unknown processor");
	let cores = cpus.lines().filter(|line| line.starts_with("processor")).count();
	let load = read("/proc/loadavg").split(' ').next().unwrap_or("?").to_owned();
	let date = Command::new("date").args(["-u", "+%Y-%m-%d"]).output();
	let date = date.map(|out| String::from_utf8_lossy(&out.stdout).trim().to_owned());
	format!("{}, {model}, {cores} cores; load average at the end {load}", date.unwrap_or_default())
}

/// The markers around a part of the page.
fn markers(name: &str) -> [String; 2] {
	[format!("<!-- {name} -->\n"), format!("<!-- /{name} -->\n")]
}

/// Puts `text` between the markers of `name`. None if they are not there.
fn replace(page: &str, name: &str, text: &str) -> Option<String> {
	let [begin, end] = markers(name);
	let from = page.find(&begin)? + begin.len();
	let to = from + page[from..].find(&end)?;
	Some(format!("{}{text}{}", &page[..from], &page[to..]))
}

/// Renews the parts of the page that were measured, and their pictures beside it.
pub fn write(page: &Path, sections: &[Section], machine: &str) -> Result<(), Box<dyn Error>> {
	let mut text = fs::read_to_string(page)?;
	let put = |text: &str, name: &str, new: &str| {
		replace(text, name, new).ok_or(format!("{}: no markers of {name}", page.display()))
	};
	text = put(&text, "machine", &format!("{machine}.\n"))?;
	for section in sections {
		text = put(&text, section.name, &section.markdown())?;
		for (name, svg) in &section.pictures {
			let folder = page.parent().unwrap_or(Path::new(".")).join("img");
			fs::create_dir_all(&folder)?;
			fs::write(folder.join(name), svg)?;
		}
	}
	fs::write(page, text)?;
	Ok(())
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn only_what_is_between_the_markers_changes() {
		let page = "a\n<!-- x -->\nold\n<!-- /x -->\nb\n";
		let new = replace(page, "x", "new\n").expect("the markers are there");
		assert_eq!(new, "a\n<!-- x -->\nnew\n<!-- /x -->\nb\n");
		assert_eq!(replace(page, "y", "new\n"), None);
	}
}
