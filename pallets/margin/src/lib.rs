// SPDX-License-Identifier: Apache-2.0
//! Tenor margin pallet.
#![cfg_attr(not(feature = "std"), no_std)]
