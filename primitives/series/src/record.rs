// SPDX-License-Identifier: Apache-2.0
//! What every record has that is stored, signed or sent.

/// A plain record of fixed size: compared, copied if what it holds can be, and SCALE. The names of the derives
/// are those that its user has imported.
#[macro_export]
macro_rules! record {
	($(#[$meta:meta])* pub $kind:ident $name:ident $($body:tt)*) => {
		$(#[$meta])*
		#[derive(
			Clone,
			Copy,
			PartialEq,
			Eq,
			Debug,
			Encode,
			Decode,
			DecodeWithMemTracking,
			MaxEncodedLen,
			TypeInfo,
		)]
		pub $kind $name $($body)*
	};
}
