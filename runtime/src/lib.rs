// SPDX-License-Identifier: Apache-2.0
//! Tenor runtime.
#![cfg_attr(not(feature = "std"), no_std)]
