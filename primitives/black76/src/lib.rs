// SPDX-License-Identifier: Apache-2.0
//! Tenor black76.
#![cfg_attr(not(feature = "std"), no_std)]
