// SPDX-License-Identifier: Apache-2.0
//! Growth as a picture: lines over logarithms, as a small SVG.

use crate::table::figures;
use std::fmt::Write;

const WIDTH: f64 = 640.0;
const HEIGHT: f64 = 360.0;
const LEFT: f64 = 70.0;
const RIGHT: f64 = 190.0;
const TOP: f64 = 30.0;
const BOTTOM: f64 = 40.0;
const COLOURS: [&str; 6] = ["#146", "#c60", "#282", "#a2a", "#a00", "#666"];

/// A line: its name and points.
pub type Line = (String, Vec<(f64, f64)>);

/// One axis: decades from the lowest to the highest value.
struct Axis {
	low: f64,
	high: f64,
	from: f64,
	to: f64,
}

impl Axis {
	fn new(values: impl Iterator<Item = f64> + Clone, from: f64, to: f64) -> Self {
		let low = values.clone().fold(f64::MAX, f64::min).log10().floor();
		let high = values.fold(f64::MIN, f64::max).log10().ceil().max(low + 1.0);
		Self { low, high, from, to }
	}

	fn at(&self, value: f64) -> f64 {
		self.from + (self.to - self.from) * (value.log10() - self.low) / (self.high - self.low)
	}

	fn decades(&self) -> impl Iterator<Item = f64> {
		(self.low as i32..=self.high as i32).map(|power| 10f64.powi(power))
	}
}

/// The picture of some lines; points that are not above zero are left out.
pub fn svg(title: &str, across: &str, lines: &[Line]) -> String {
	let lines: Vec<Line> = lines
		.iter()
		.map(|(name, points)| {
			let above = points.iter().copied().filter(|(x, y)| *x > 0.0 && *y > 0.0);
			(name.clone(), above.collect())
		})
		.collect();
	let points = lines.iter().flat_map(|(_, points)| points.iter().copied());
	let x = Axis::new(points.clone().map(|p| p.0), LEFT, WIDTH - RIGHT);
	let y = Axis::new(points.map(|p| p.1), HEIGHT - BOTTOM, TOP);
	let mut svg = format!(
		"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" \
		 font-family=\"sans-serif\" font-size=\"11\">\n<style>.g{{stroke:#ddd}}.e{{text-anchor:end}}\
		 .m{{text-anchor:middle}}.l{{fill:none;stroke-width:1.5}}</style>\n\
		 <rect width=\"{WIDTH}\" height=\"{HEIGHT}\" fill=\"#fff\"/>\n\
		 <text x=\"{LEFT}\" y=\"18\">{title}</text>\n"
	);
	let (right, bottom) = (WIDTH - RIGHT, HEIGHT - BOTTOM);
	for value in x.decades() {
		let (at, text) = (x.at(value), figures(value));
		let below = bottom + 14.0;
		writeln!(
			svg,
			"<path class=\"g\" d=\"M{at:.0} {TOP}V{bottom}\"/>\
			 <text class=\"m\" x=\"{at:.0}\" y=\"{below}\">{text}</text>"
		)
		.expect("text");
	}
	for value in y.decades() {
		let (at, text) = (y.at(value), figures(value));
		let (side, middle) = (LEFT - 6.0, at + 4.0);
		writeln!(
			svg,
			"<path class=\"g\" d=\"M{LEFT} {at:.0}H{right}\"/>\
			 <text class=\"e\" x=\"{side}\" y=\"{middle:.0}\">{text}</text>"
		)
		.expect("text");
	}
	let (middle, foot) = ((LEFT + right) / 2.0, HEIGHT - 8.0);
	writeln!(svg, "<text class=\"m\" x=\"{middle}\" y=\"{foot}\">{across}</text>").expect("text");
	for (n, (name, points)) in lines.iter().enumerate() {
		let colour = COLOURS[n % COLOURS.len()];
		let mut text = String::new();
		for (px, py) in points {
			write!(text, "{:.0},{:.0} ", x.at(*px), y.at(*py)).expect("text");
		}
		let (from, line) = (right + 8.0, TOP + 14.0 * n as f64);
		writeln!(
			svg,
			"<polyline class=\"l\" stroke=\"{colour}\" points=\"{}\"/>\
			 <text x=\"{from}\" y=\"{line}\" fill=\"{colour}\">{name}</text>",
			text.trim_end()
		)
		.expect("text");
	}
	svg.push_str("</svg>\n");
	svg
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn a_line_goes_from_corner_to_corner() {
		let svg = svg("t", "x", &[("l".into(), vec![(1.0, 10.0), (100.0, 1_000.0)])]);
		assert!(svg.contains("points=\"70,320 450,30\""), "{svg}");
	}
}
