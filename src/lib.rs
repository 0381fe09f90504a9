//! dateline: every new report on a story, once, with reasons.
//!
//! The rooms stand in the order in which an item walks through them. A room uses rooms above it,
//! never one below; `tests/it/shape.rs` draws this picture and fails when it stops being true.

// vocabulary: what every room may say
pub mod clock;
pub mod id;
pub mod link;
pub mod text;
pub mod page;
pub mod settings;

// core: decides; no network, no files, no clock, no waiting
pub mod source;
pub mod extract;
pub mod compare;
