// SPDX-License-Identifier: Apache-2.0
//! Benchmarks. `check_block_trade` measures what this pallet does itself; execution and due
//! settlement add the weights of the neighbours.

use super::*;
use crate::traits::BenchmarkHelper;
use alloc::vec::Vec;
use polkadot_sdk::{
	frame_benchmarking::v2::*,
	frame_support::traits::{EnsureOrigin, Time},
	frame_system::RawOrigin,
};
use tenor_fixed::{Cash, Fixed, Quantity};
use tenor_series::PortfolioId;

type Helper<T> = <T as Config>::BenchmarkHelper;

/// A trade of `legs` legs that passes every check, all parties in a ring, and its signatures.
fn signed_trade<T: Config>(legs: u32, parties: u32) -> (BlockTrade, Vec<T::OffchainSignature>) {
	let accounts = Helper::<T>::parties(parties);
	let ids: Vec<PortfolioId> = accounts.iter().map(|(_, id)| *id).collect();
	let sides: Vec<_> = ids.iter().zip(ids.iter().cycle().skip(1)).collect();
	let trade = BlockTrade {
		parties: ids
			.iter()
			.map(|id| Party { portfolio: *id, nonce: 0, limit: Cash::MAX })
			.collect::<Vec<_>>()
			.try_into()
			.expect("within the bound"),
		deadline: T::Clock::now().saturating_add(60_000),
		legs: (0..legs)
			.zip(sides.iter().cycle())
			.map(|(index, (buyer, seller))| {
				let (series, price) = Helper::<T>::series(index);
				let quantity = Quantity::from_e8(1_000_000);
				TradeLeg { series, buyer: **buyer, seller: **seller, quantity, price }
			})
			.collect::<Vec<_>>()
			.try_into()
			.expect("within the bound"),
	};
	let payload = Pallet::<T>::signing_payload(trade.clone());
	let wrapped = [b"<Bytes>".as_slice(), &payload, b"</Bytes>"].concat();
	// Wrapped is the dearer form: both are tried.
	let signatures = accounts.iter().map(|(who, _)| Helper::<T>::sign(who, &wrapped)).collect();
	(trade, signatures)
}

#[benchmarks]
mod benchmarks {
	use super::*;

	/// Legs are at least half the parties, or a party has no leg.
	#[benchmark]
	fn check_block_trade(
		l: Linear<MAX_PARTIES, MAX_LEGS>,
		p: Linear<2, MAX_PARTIES>,
	) -> Result<(), BenchmarkError> {
		let (trade, signatures) = signed_trade::<T>(l, p);
		#[block]
		{
			Pallet::<T>::check_block_trade(&trade, &signatures)?;
		}
		Ok(())
	}

	#[benchmark]
	fn cancel_nonce() {
		let (owner, portfolio) = Helper::<T>::parties(1).swap_remove(0);
		#[extrinsic_call]
		_(RawOrigin::Signed(owner), portfolio, 0);
		assert_eq!(Pallet::<T>::next_nonce(portfolio), 1);
	}

	#[benchmark]
	fn cancel_nonces_below() {
		let (owner, portfolio) = Helper::<T>::parties(1).swap_remove(0);
		#[extrinsic_call]
		_(RawOrigin::Signed(owner), portfolio, ReplayWindow::WIDTH);
		assert_eq!(Pallet::<T>::next_nonce(portfolio), ReplayWindow::WIDTH);
	}

	#[benchmark]
	fn set_fees() -> Result<(), BenchmarkError> {
		let origin =
			T::AdminOrigin::try_successful_origin().map_err(|_| BenchmarkError::Weightless)?;
		let fees = FeeSchedule { notional_rate: Fixed::ZERO, premium_cap: Fixed::ZERO };
		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, fees);
		assert_eq!(Fees::<T>::get(), fees);
		Ok(())
	}
}
