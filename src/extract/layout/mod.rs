//! A page as its readers see it: its lines, the columns and boxes in which they stand, and the
//! pieces of it that are alike.
//!
//! Absent on purpose: what a line says, but for what `phrases` knows of it.

pub mod attributes;
pub mod classes;
mod elements;
mod tables;
pub mod blocks;
pub mod printed;
pub mod pieces;
pub mod consent;
pub mod boxes;
