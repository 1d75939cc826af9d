// SPDX-License-Identifier: Apache-2.0
//! The kernel in the node's engine, configured as the node's executor configures it.

use std::{error::Error, path::Path};
use wasmtime::{Config, Engine, Instance, Module, OptLevel, Store, TypedFunc};

/// The compiled kernel.
pub struct Compiled {
	engine: Engine,
	module: Module,
}

/// An instance of the kernel.
pub struct Kernel {
	store: Store<()>,
	digest: TypedFunc<(u32, u64, u32), u64>,
	prepare: TypedFunc<(u32, u32), u32>,
	run: TypedFunc<u32, u64>,
}

impl Compiled {
	/// Compiles it.
	pub fn new(path: &Path) -> Result<Self, Box<dyn Error>> {
		let mut config = Config::new();
		config.cranelift_opt_level(OptLevel::SpeedAndSize);
		config.wasm_tail_call(false);
		config.wasm_extended_const(false);
		config.max_wasm_stack(1024 * 1024);
		let engine = Engine::new(&config)?;
		let module = Module::from_file(&engine, path)?;
		Ok(Self { engine, module })
	}

	/// A new instance with a memory of its own.
	pub fn kernel(&self) -> Result<Kernel, Box<dyn Error>> {
		let mut store = Store::new(&self.engine, ());
		let instance = Instance::new(&mut store, &self.module, &[])?;
		Ok(Kernel {
			digest: instance.get_typed_func(&mut store, "digest")?,
			prepare: instance.get_typed_func(&mut store, "prepare")?,
			run: instance.get_typed_func(&mut store, "run")?,
			store,
		})
	}
}

impl Kernel {
	/// Compiles and instantiates it.
	pub fn new(path: &Path) -> Result<Self, Box<dyn Error>> {
		Compiled::new(path)?.kernel()
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
