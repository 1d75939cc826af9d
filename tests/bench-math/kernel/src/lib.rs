// SPDX-License-Identifier: Apache-2.0
//! The measured loops and the identity programs, compiled natively and to wasm from one source.
#![cfg_attr(target_arch = "wasm32", no_std)]

extern crate alloc;

#[path = "../../../math/src/programs.rs"]
pub mod programs;
pub mod timed;

#[cfg(target_arch = "wasm32")]
mod wasm {
	use crate::{
		programs::Program,
		timed::{Prepared, Timed},
	};
	use core::cell::UnsafeCell;

	#[global_allocator]
	static ALLOCATOR: dlmalloc::GlobalDlmalloc = dlmalloc::GlobalDlmalloc;

	#[panic_handler]
	fn panic(_: &core::panic::PanicInfo) -> ! {
		core::arch::wasm32::unreachable()
	}

	struct Slot(UnsafeCell<Option<Prepared>>);
	// An instance has one thread.
	unsafe impl Sync for Slot {}
	static SLOT: Slot = Slot(UnsafeCell::new(None));

	/// The word of a program; 0 for an unknown one.
	#[no_mangle]
	pub extern "C" fn digest(program: u32, seed: u64, n: u32) -> u64 {
		Program::ALL.get(program as usize).map_or(0, |p| p.digest(seed, n))
	}

	/// Makes the inputs; 1 if there are any.
	#[no_mangle]
	pub extern "C" fn prepare(timed: u32, size: u32) -> u32 {
		let prepared = Timed::ALL.get(timed as usize).and_then(|t| Prepared::new(*t, size));
		let made = u32::from(prepared.is_some());
		// One thread, and no reference into the slot lives across calls.
		unsafe { *SLOT.0.get() = prepared };
		made
	}

	/// Runs the prepared loop.
	#[no_mangle]
	pub extern "C" fn run(n: u32) -> u64 {
		unsafe { &*SLOT.0.get() }.as_ref().map_or(0, |p| p.run(n))
	}
}
