// SPDX-License-Identifier: Apache-2.0
//! Tenor series pallet.
#![cfg_attr(not(feature = "std"), no_std)]
