//! The whole, from outside: its shape, its licences, its commands, the daemon against a loopback
//! site.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod again;
mod commands;
mod daemon;
mod demo;
mod desk;
mod errors;
mod extraction;
mod first_story;
mod follow_ups;
mod judged;
mod licences;
mod mail;
mod newsroom;
mod promise;
mod queries;
mod raw;
mod reading;
mod readme;
mod repeats;
mod reuse;
mod seeds;
mod shape;
mod site;
mod stored;
mod stories;
mod survey;
mod versions;
mod weeks;
mod words;

/// What `evaluate/run compare` prints: here with a floor under it.
#[path = "../../evaluate/src/compare"]
mod evaluate {
    pub mod follow_ups;
    pub mod seeds;
}

/// What `evaluate/run weeks` prints: here with bounds.
#[path = "../../evaluate/src/weeks"]
mod weeks_of_news {
    pub mod replay;
    pub mod score;
    pub mod week;
}
