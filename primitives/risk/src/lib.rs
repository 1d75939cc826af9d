// SPDX-License-Identifier: Apache-2.0
//! Tenor risk.
#![cfg_attr(not(feature = "std"), no_std)]
