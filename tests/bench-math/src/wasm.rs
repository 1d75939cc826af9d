// SPDX-License-Identifier: Apache-2.0
//! The kernel in the node's engine, configured as the node's executor configures it.

use std::{error::Error, path::Path};
use wasmtime::{Config, Engine, Instance, Module, OptLevel, Store, TypedFunc};

/// An instance of the kernel.
pub struct Kernel {
	store: Store<()>,
	digest: TypedFunc<(u32, u64, u32), u64>,
	prepare: TypedFunc<(u32, u32), u32>,
	run: TypedFunc<u32, u64>,
}

impl Kernel {
	/// Compiles and instantiates it.
	pub fn new(path: &Path) -> Result<Self, Box<dyn Error>> {
		let mut config = Config::new();
		config.cranelift_opt_level(OptLevel::SpeedAndSize);
		config.wasm_tail_call(false);
		config.wasm_extended_const(false);
		config.max_wasm_stack(1024 * 1024);
		let engine = Engine::new(&config)?;
		let module = Module::from_file(&engine, path)?;
		let mut store = Store::new(&engine, ());
		let instance = Instance::new(&mut store, &module, &[])?;
		Ok(Self {
			digest: instance.get_typed_func(&mut store, "digest")?,
			prepare: instance.get_typed_func(&mut store, "prepare")?,
			run: instance.get_typed_func(&mut store, "run")?,
			store,
		})
	}

	/// The word of a program.
	pub fn digest(&mut self, program: u32, seed: u64, n: u32) -> Result<u64, Box<dyn Error>> {
		Ok(self.digest.call(&mut self.store, (program, seed, n))?)
	}

	/// Makes the inputs of a timed loop.
	pub fn prepare(&mut self, timed: u32, size: u32) -> Result<(), Box<dyn Error>> {
		match self.prepare.call(&mut self.store, (timed, size))? {
			1 => Ok(()),
			_ => Err("no inputs".into()),
		}
	}

	/// Runs the loop.
	pub fn run(&mut self, n: u32) -> Result<u64, Box<dyn Error>> {
		Ok(self.run.call(&mut self.store, n)?)
	}
}
