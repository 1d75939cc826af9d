// SPDX-License-Identifier: Apache-2.0
//! A picture of a day: price, equities, liquidations, as a small SVG.

use super::{report::Report, tally::Sample};
use std::fmt::Write;

const WIDTH: f64 = 720.0;
const LEFT: f64 = 64.0;
const RIGHT: f64 = 12.0;
const PANEL: f64 = 120.0;
const GAP: f64 = 34.0;
/// Points of a curve at most.
const POINTS: usize = 90;

/// One of the panels: a range of values on a part of the height.
struct Panel {
	top: f64,
	low: f64,
	high: f64,
	minutes: f64,
}

impl Panel {
	fn new(place: usize, values: impl Iterator<Item = f64>, minutes: usize) -> Self {
		let (mut low, mut high) = (f64::MAX, f64::MIN);
		for value in values {
			(low, high) = (low.min(value), high.max(value));
		}
		let top = 30.0 + place as f64 * (PANEL + GAP);
		Self { top, low, high: high.max(low + 1e-9), minutes: minutes.max(1) as f64 }
	}

	fn at(&self, minute: usize, value: f64) -> (f64, f64) {
		let x = LEFT + (WIDTH - LEFT - RIGHT) * minute as f64 / self.minutes;
		(
			x,
			self.top
				+ PANEL * (self.high - value.clamp(self.low, self.high)) / (self.high - self.low),
		)
	}

	fn points<'a>(&self, points: impl Iterator<Item = (usize, f64)> + 'a) -> String {
		let mut text = String::new();
		for (minute, value) in points {
			let (x, y) = self.at(minute, value);
			write!(text, "{x:.0},{y:.0} ").expect("text");
		}
		text.trim_end().into()
	}

	/// Frame, title, and the two ends of the scale.
	fn frame(&self, svg: &mut String, title: &str, show: impl Fn(f64) -> String) {
		let (top, width) = (self.top, WIDTH - LEFT - RIGHT);
		let bottom = top + PANEL;
		writeln!(
			svg,
			"<rect x=\"{LEFT}\" y=\"{top}\" width=\"{width}\" height=\"{PANEL}\" class=\"f\"/>\
			 <text x=\"{LEFT}\" y=\"{}\">{title}</text>\
			 <text x=\"{}\" y=\"{}\" class=\"e\">{}</text><text x=\"{}\" y=\"{bottom}\" class=\"e\">{}</text>",
			top - 6.0,
			LEFT - 6.0,
			top + 10.0,
			show(self.high),
			LEFT - 6.0,
			show(self.low),
		)
		.expect("text");
	}
}

/// The samples, thinned out: liquidations of those left out are those of the next.
fn thin(samples: &[Sample]) -> Vec<Sample> {
	let step = samples.len().div_ceil(POINTS).max(1);
	samples
		.chunks(step)
		.filter_map(|chunk| {
			let last = chunk.last()?.clone();
			let flagged = chunk.iter().map(|sample| sample.flagged).sum();
			let open = chunk.iter().map(|sample| sample.open).max().unwrap_or(0);
			Some(Sample { flagged, open, ..last })
		})
		.collect()
}

/// The picture of a day.
pub fn svg(report: &Report) -> String {
	let samples = thin(&report.samples);
	let mut svg = format!(
		"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} 490\" font-family=\"sans-serif\" \
		 font-size=\"11\">\n<style>.f{{fill:none;stroke:#999}}.e{{text-anchor:end}}.l{{fill:none;\
		 stroke-width:1.5}}</style>\n<rect width=\"{WIDTH}\" height=\"490\" fill=\"#fff\"/>\n"
	);
	let panel = Panel::new(0, samples.iter().map(|s| s.price), report.minutes);
	panel.frame(&mut svg, &format!("{}: index of BTC", report.title), |v| format!("{v:.0}"));
	let line = panel.points(samples.iter().map(|s| (s.minute, s.price)));
	writeln!(svg, "<polyline class=\"l\" stroke=\"#146\" points=\"{line}\"/>").expect("text");

	let quantiles = samples.iter().flat_map(|s| s.quantiles).map(|q| q.clamp(-1.0, 4.0));
	let panel = Panel::new(1, quantiles.chain([0.0]), report.minutes);
	let title = "equity as a share of what it was: 5 to 95 and 25 to 75 of 100 portfolios, median";
	panel.frame(&mut svg, title, |v| format!("{v:.2}"));
	for (low, high, fill) in [(0, 4, "#cde"), (1, 3, "#9bd")] {
		let up = samples.iter().map(|s| (s.minute, s.quantiles[high]));
		let down = samples.iter().rev().map(|s| (s.minute, s.quantiles[low]));
		let area = panel.points(up.chain(down));
		writeln!(svg, "<polygon fill=\"{fill}\" points=\"{area}\"/>").expect("text");
	}
	let line = panel.points(samples.iter().map(|s| (s.minute, s.quantiles[2])));
	writeln!(svg, "<polyline class=\"l\" stroke=\"#146\" points=\"{line}\"/>").expect("text");

	let most = samples.iter().map(|s| f64::from(s.flagged.max(s.open)));
	let panel = Panel::new(2, most.chain([0.0, 1.0]), report.minutes);
	panel.frame(&mut svg, "flagged (bars), auctions that run (line)", |v| format!("{v:.0}"));
	for sample in samples.iter().filter(|s| s.flagged > 0) {
		let (x, y) = panel.at(sample.minute, f64::from(sample.flagged));
		let bottom = panel.top + PANEL;
		writeln!(
			svg,
			"<path d=\"M{x:.0} {bottom:.0}V{y:.0}\" stroke=\"#c60\" stroke-width=\"4\"/>"
		)
		.expect("text");
	}
	let line = panel.points(samples.iter().map(|s| (s.minute, f64::from(s.open))));
	writeln!(svg, "<polyline class=\"l\" stroke=\"#a00\" points=\"{line}\"/>").expect("text");
	let hours = report.minutes as f64 / 60.0;
	writeln!(svg, "<text x=\"{LEFT}\" y=\"484\">0 h</text><text x=\"708\" y=\"484\" class=\"e\">{hours:.0} h</text>\n</svg>")
		.expect("text");
	svg
}
