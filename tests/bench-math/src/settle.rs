// SPDX-License-Identifier: Apache-2.0
//! An expired board of an older on-chain options protocol, settled on an EVM interpreter: gas and time
//! over the number of positions. Market, position tokens, collateral and the money are the protocol's own
//! contracts from its npm package; what settlement does not depend on (pool, caches, exchange) answers
//! zero, so that the figures are lower bounds.

use crate::evm::bytecode;
use revm::{
	context::{result::ExecutionResult, TxEnv},
	database::{CacheDB, EmptyDB},
	primitives::{hex, keccak256, Address, Bytes, TxKind, U256},
	Context, ExecuteCommitEvm, MainBuilder, MainContext, MainnetEvm,
};
use serde_json::{json, Value};
use std::{error::Error, path::Path, time::Instant};

type Db = CacheDB<EmptyDB>;
type Evm = MainnetEvm<
	Context<revm::context::BlockEnv, TxEnv, revm::context::CfgEnv, Db, revm::Journal<Db>, ()>,
>;
type Outcome<T> = Result<T, Box<dyn Error>>;

const OWNER: Address = Address::repeat_byte(0x11);
const GAS_LIMIT: u64 = 30_000_000;
const ONE: u64 = 1_000_000_000_000_000_000;
const EXPIRY: u64 = 2_000_000;
/// Numbers of positions.
const SIZES: [u64; 4] = [1, 10, 100, 1_000];
/// Positions of one call: as many as the gas of a block lets in with room to spare.
const PER_CALL: u64 = 250;
/// Short put against quote, as the contracts number kinds.
const SHORT_PUT: u64 = 4;

const ADJUST: &str = "adjustPosition((bool,bool,uint8,uint8,uint256,uint256,uint256,\
	(uint256,uint256,uint256,uint256,uint256,uint256),(uint256,bytes32,bytes32,uint256,uint256)),\
	uint256,address,uint256,uint256,uint256,bool)";

/// A word of a number.
fn word(n: u64) -> [u8; 32] {
	U256::from(n).to_be_bytes()
}

/// A word of an address.
fn to(address: Address) -> [u8; 32] {
	address.into_word().0
}

fn selector(signature: &str) -> [u8; 4] {
	let hash = keccak256(signature);
	[hash[0], hash[1], hash[2], hash[3]]
}

/// A call's data: the function and its words.
fn data(signature: &str, words: &[[u8; 32]]) -> Bytes {
	let mut data = selector(signature).to_vec();
	words.iter().for_each(|word| data.extend_from_slice(word));
	data.into()
}

/// Code that puts a contract with `runtime` into the chain.
fn creation(runtime: &[u8]) -> Outcome<Vec<u8>> {
	let length = u8::try_from(runtime.len())?;
	// PUSH1 length, DUP1, PUSH1 11, PUSH1 0, CODECOPY, PUSH1 0, RETURN
	let mut code = vec![0x60, length, 0x80, 0x60, 0x0b, 0x60, 0, 0x39, 0x60, 0, 0xf3];
	code.extend_from_slice(runtime);
	Ok(code)
}

/// A contract that answers one function with a number, another with its own address, all others with
/// eight words of zero.
fn neighbour(number: (&str, u64), own_address: &str) -> Vec<u8> {
	let mut code = vec![0x60, 0, 0x35, 0x60, 0xe0, 0x1c];
	let compare = |code: &mut Vec<u8>, signature: &str, target: u8| {
		// DUP1, PUSH4 selector, EQ, PUSH1 target, JUMPI
		code.extend_from_slice(&[0x80, 0x63]);
		code.extend_from_slice(&selector(signature));
		code.extend_from_slice(&[0x14, 0x60, target, 0x57]);
	};
	// Behind the head (6), two comparisons (10 each) and the answer of zeros (6).
	let (first, second) = (32u8, 50u8);
	compare(&mut code, number.0, first);
	compare(&mut code, own_address, second);
	code.extend_from_slice(&[0x61, 0x01, 0x00, 0x60, 0x00, 0xf3]);
	// JUMPDEST, PUSH8 number, PUSH1 0, MSTORE, PUSH1 32, PUSH1 0, RETURN
	code.extend_from_slice(&[0x5b, 0x67]);
	code.extend_from_slice(&number.1.to_be_bytes());
	code.extend_from_slice(&[0x60, 0, 0x52, 0x60, 0x20, 0x60, 0, 0xf3]);
	// JUMPDEST, ADDRESS, PUSH1 0, MSTORE, PUSH1 32, PUSH1 0, RETURN
	code.extend_from_slice(&[0x5b, 0x30, 0x60, 0, 0x52, 0x60, 0x20, 0x60, 0, 0xf3]);
	code
}

/// The protocol with one board.
struct Protocol {
	evm: Evm,
	nonce: u64,
	market: Address,
	tokens: Address,
	collateral: Address,
}

impl Protocol {
	fn new(package: &Path) -> Outcome<Self> {
		let evm: Evm = Context::mainnet()
			.with_db(Db::default())
			.modify_cfg_chained(|cfg| {
				cfg.disable_nonce_check = true;
				// The market is a little larger than what the main chain lets in.
				cfg.limit_contract_code_size = Some(usize::MAX);
				cfg.limit_contract_initcode_size = Some(usize::MAX);
			})
			.modify_block_chained(|block| block.timestamp = U256::from(1_000_000))
			.build_mainnet();
		let nowhere = Address::ZERO;
		let mut this =
			Self { evm, nonce: 0, market: nowhere, tokens: nowhere, collateral: nowhere };
		let price = ("getSpotPriceForMarket(address)", ONE);
		let other = this.create(creation(&neighbour(price, "delegateApprovals()"))?)?;
		let quote = this.create_named(package, "TestERC20", &text_arguments())?;
		this.market = this.create_named(package, "OptionMarket", &[])?;
		this.tokens = this.create_named(package, "OptionToken", &text_arguments())?;
		this.collateral = this.create_named(package, "ShortCollateral", &[])?;
		let (market, tokens, collateral) = (this.market, this.tokens, this.collateral);
		this.call(
			market,
			"init(address,address,address,address,address,address,address,address)",
			&[other, other, other, other, collateral, tokens, quote, quote].map(to),
		)?;
		// Positions are opened by us in the market's place: what opening costs is not the question.
		this.call(
			tokens,
			"init(address,address,address,address)",
			&[OWNER, other, collateral, other].map(to),
		)?;
		this.call(
			collateral,
			"init(address,address,address,address,address,address)",
			&[market, other, tokens, other, quote, quote].map(to),
		)?;
		let money = U256::from(ONE) * U256::from(1_000_000);
		this.call(quote, "mint(address,uint256)", &[to(collateral), money.to_be_bytes()])?;
		this.call(
			market,
			"setOptionMarketParams((uint256,address,uint256,uint256))",
			&[word(EXPIRY), to(OWNER), word(0), word(0)],
		)?;
		this.call(
			market,
			"createOptionBoard(uint256,uint256,uint256[],uint256[],bool)",
			// Two lists of one element each.
			&[EXPIRY, ONE, 160, 224, 0, 1, ONE * 2, 1, ONE].map(word),
		)?;
		Ok(this)
	}

	fn transact(&mut self, kind: TxKind, data: Bytes) -> Outcome<(u64, Option<Address>)> {
		let tx = TxEnv::builder()
			.caller(OWNER)
			.kind(kind)
			.gas_limit(GAS_LIMIT)
			.data(data)
			.nonce(self.nonce)
			.build()
			.map_err(|e| format!("{e:?}"))?;
		self.nonce += 1;
		let result = self.evm.transact_commit(tx)?;
		match result {
			ExecutionResult::Success { gas_used, .. } => Ok((gas_used, result.created_address())),
			other => Err(format!("{other:?}").into()),
		}
	}

	fn create(&mut self, code: Vec<u8>) -> Outcome<Address> {
		let (_, created) = self.transact(TxKind::Create, code.into())?;
		Ok(created.ok_or("no contract was created")?)
	}

	fn create_named(&mut self, package: &Path, name: &str, words: &[[u8; 32]]) -> Outcome<Address> {
		let mut code = hex::decode(bytecode(package, name)?)?;
		words.iter().for_each(|word| code.extend_from_slice(word));
		self.create(code).map_err(|error| format!("{name}: {error}").into())
	}

	fn call(&mut self, to: Address, signature: &str, words: &[[u8; 32]]) -> Outcome<u64> {
		let called = self.transact(TxKind::Call(to), data(signature, words));
		Ok(called.map_err(|error| format!("{signature}: {error}"))?.0)
	}

	/// A covered short put of an owner of its own.
	fn open(&mut self, n: u64) -> Outcome<()> {
		let mut owner = [0x22; 20];
		owner[12..].copy_from_slice(&n.to_be_bytes());
		let mut words = vec![word(0); 18];
		words[3] = word(SHORT_PUT);
		words[4] = word(ONE);
		words[5] = word(EXPIRY);
		words[6] = word(ONE * 2);
		// Strike, owner, a new position, no premium, twice the price as collateral, opening.
		let rest = [word(1), to(Address::from(owner)), word(0), word(0), word(ONE * 2), word(1)];
		words.extend(rest);
		self.call(self.tokens, ADJUST, &words)?;
		Ok(())
	}

	/// Settles the board, then all positions, as many in a call as a block lets in.
	fn settle(&mut self, count: u64) -> Outcome<Value> {
		self.evm.ctx.block.timestamp = U256::from(EXPIRY);
		let start = Instant::now();
		let board = self.call(self.market, "settleExpiredBoard(uint256)", &[word(1)])?;
		let (mut gas, mut calls, mut next) = (board, 0, 1);
		while next <= count {
			let last = (next + PER_CALL - 1).min(count);
			let mut words = vec![word(32), word(last - next + 1)];
			words.extend((next..=last).map(word));
			gas += self.call(self.collateral, "settleOptions(uint256[])", &words)?;
			(calls, next) = (calls + 1, last + 1);
		}
		let seconds = start.elapsed().as_secs_f64();
		Ok(json!({
			"positions": count, "gas": gas, "board_gas": board, "calls": calls, "seconds": seconds,
		}))
	}
}

/// Two short texts as a constructor takes them.
fn text_arguments() -> [[u8; 32]; 6] {
	let mut text = [0; 32];
	text[0] = b'T';
	[word(64), word(128), word(1), text, word(1), text]
}

/// Gas and time of boards of several sizes.
pub fn run(package: &Path) -> Outcome<Value> {
	let mut rows = Vec::new();
	for size in SIZES {
		let mut protocol = Protocol::new(package)?;
		for n in 0..size {
			protocol.open(n)?;
		}
		rows.push(protocol.settle(size)?);
	}
	Ok(json!({ "block_gas": GAS_LIMIT, "boards": rows }))
}
