// SPDX-License-Identifier: Apache-2.0
//! The Black-Scholes contract of an older on-chain options protocol, from its npm package, run on
//! an EVM interpreter: gas, time and accuracy of what contracts do instead.

use crate::Loop;
use revm::{
	context::{result::ExecutionResult, TxEnv},
	database::{CacheDB, EmptyDB},
	primitives::{hex, keccak256, Address, Bytes, TxKind, U256},
	Context, ExecuteCommitEvm, ExecuteEvm, MainBuilder, MainContext, MainnetEvm,
};
use std::{error::Error, path::Path};

type Db = CacheDB<EmptyDB>;
type Evm = MainnetEvm<
	Context<revm::context::BlockEnv, TxEnv, revm::context::CfgEnv, Db, revm::Journal<Db>, ()>,
>;

const CALLER: Address = Address::repeat_byte(0x11);
const GAS_LIMIT: u64 = 30_000_000;
/// Arguments of the contract's struct.
const INPUTS: &str = "(uint256,uint256,uint256,uint256,int256)";

/// One option as the contract takes it, 18 decimals but for the time.
#[derive(Clone, Copy, Debug)]
pub struct Inputs {
	pub seconds: u64,
	pub vol_e18: u128,
	pub spot_e18: u128,
	pub strike_e18: u128,
}

/// The deployed contract.
pub struct Contract {
	evm: Evm,
	address: Address,
	created: u64,
}

/// What one call took and gave.
pub struct Called {
	/// Without the intrinsic cost of a transaction and its data.
	pub gas: u64,
	/// Words of the answer.
	pub words: Vec<U256>,
}

fn selector(function: &str) -> [u8; 4] {
	let hash = keccak256(format!("{function}({INPUTS})"));
	[hash[0], hash[1], hash[2], hash[3]]
}

fn call_data(function: &str, x: &Inputs) -> Bytes {
	let mut data = selector(function).to_vec();
	let words = [
		U256::from(x.seconds),
		U256::from(x.vol_e18),
		U256::from(x.spot_e18),
		U256::from(x.strike_e18),
		U256::ZERO,
	];
	for word in words {
		data.extend_from_slice(&word.to_be_bytes::<32>());
	}
	data.into()
}

/// Gas that any call with this data costs before the first instruction.
fn intrinsic(data: &[u8]) -> u64 {
	21_000 + data.iter().map(|b| if *b == 0 { 4 } else { 16 }).sum::<u64>()
}

/// What the linker replaces by the library's address.
const PLACEHOLDER: &str = "__$eb86d565a3113b3c398b1080d0d395c3b4$__";

/// `_bytecode = "0x.."` in the package's factory script of a contract.
pub(crate) fn bytecode(package: &Path, name: &str) -> Result<String, Box<dyn Error>> {
	let factory = format!("dist/typechain-types/factories/{name}__factory.js");
	let script = std::fs::read_to_string(package.join(factory))?;
	let code = script.split("_bytecode = \"0x").nth(1).and_then(|rest| rest.split('"').next());
	Ok(code.ok_or("no bytecode in the factory script")?.into())
}

impl Contract {
	/// Deploys the library, and linked to it the contract that makes its functions callable.
	pub fn deploy(package: &Path) -> Result<Self, Box<dyn Error>> {
		let evm: Evm = Context::mainnet()
			.with_db(Db::default())
			.modify_cfg_chained(|cfg| cfg.disable_nonce_check = true)
			.build_mainnet();
		let mut contract = Self { evm, address: Address::ZERO, created: 0 };
		let library = contract.create(&bytecode(package, "BlackScholes")?)?;
		let code = bytecode(package, "TestBlackScholes")?;
		contract.address = contract.create(&code.replace(PLACEHOLDER, &hex::encode(library)))?;
		Ok(contract)
	}

	fn create(&mut self, code: &str) -> Result<Address, Box<dyn Error>> {
		let tx = TxEnv::builder()
			.caller(CALLER)
			.kind(TxKind::Create)
			.gas_limit(GAS_LIMIT)
			.data(hex::decode(code)?.into())
			.nonce(self.created)
			.build()
			.map_err(|e| format!("{e:?}"))?;
		self.created += 1;
		let result = self.evm.transact_commit(tx)?;
		Ok(result.created_address().ok_or_else(|| format!("{result:?}"))?)
	}

	fn transaction(&self, data: Bytes) -> TxEnv {
		let mut tx = TxEnv::default();
		tx.caller = CALLER;
		tx.kind = TxKind::Call(self.address);
		tx.gas_limit = GAS_LIMIT;
		tx.data = data;
		tx
	}

	/// One call.
	pub fn call(&mut self, function: &str, inputs: &Inputs) -> Result<Called, Box<dyn Error>> {
		let data = call_data(function, inputs);
		let base = intrinsic(&data);
		match self.evm.transact(self.transaction(data))?.result {
			ExecutionResult::Success { gas_used, output, .. } => Ok(Called {
				gas: gas_used.saturating_sub(base),
				words: output.data().chunks(32).map(U256::from_be_slice).collect(),
			}),
			other => Err(format!("{other:?}").into()),
		}
	}

	/// Mean gas per call.
	pub fn gas(&mut self, function: &str, inputs: &[Inputs]) -> Result<u64, Box<dyn Error>> {
		let mut gas = 0;
		for x in inputs {
			gas += self.call(function, x)?.gas;
		}
		Ok(gas / inputs.len() as u64)
	}

	/// The calls in turn, to be timed.
	pub fn calls(mut self, function: &str, inputs: &[Inputs]) -> Loop {
		let transactions: Vec<TxEnv> =
			inputs.iter().map(|x| self.transaction(call_data(function, x))).collect();
		let mut turn = transactions.into_iter().cycle();
		Box::new(move |n| {
			for transaction in turn.by_ref().take(usize::try_from(n).unwrap_or(usize::MAX)) {
				// Whether it succeeds is seen where the gas is counted.
				let _ = self.evm.transact_one(transaction);
				let _ = self.evm.finalize();
			}
		})
	}
}
