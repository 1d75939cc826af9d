// SPDX-License-Identifier: Apache-2.0
//! Tenor transcendental.
#![cfg_attr(not(feature = "std"), no_std)]
