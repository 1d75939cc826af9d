// SPDX-License-Identifier: Apache-2.0
//! Tenor settlement pallet.
#![cfg_attr(not(feature = "std"), no_std)]
