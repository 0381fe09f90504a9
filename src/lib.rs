//! dateline: every new report on a story, once, with reasons.
//!
//! The rooms stand in the order in which an item walks through them. A room uses rooms above it,
//! never one below; `tests/it/shape.rs` draws this picture and fails when it stops being true.
//!
//! Each station can be used by itself:
//!
//! ```
//! use dateline::compare::{About, Corpus, Grounds, Names, Profile, Subject, beside_corpus};
//! use dateline::extract::plain;
//! use dateline::settings;
//!
//! let seed = "Ferry treaty signed\n\nThe two ministers signed the ferry treaty in Velda on \
//!     Tuesday after nine years of talks.";
//! let names = Names::default();
//! let seeds = vec![("seed.txt".to_owned(), plain("seed.txt", seed).article)];
//! let corpus = Corpus::new("ferry", seeds, &About::default(), &names);
//! let grounds = Grounds::new(names, vec![corpus], settings::Compare::default());
//!
//! let article = plain("item.txt", &seed.to_uppercase()).article;
//! let profile = Profile::new(&article, &grounds.names);
//! let beside = beside_corpus(Subject::new(&article, &profile), &grounds.corpora[0], &grounds);
//! assert_eq!(beside.relation(), "duplicate");
//! ```

// vocabulary: what every room may say
pub mod clock;
pub mod id;
pub mod known;
pub mod link;
pub mod text;
pub mod dates;
pub mod page;
pub mod settings;

// core: decides; no network, no files, no clock, no waiting
pub mod source;
pub mod extract;
pub mod compare;
pub mod watch;
pub mod report;

// doors: each speaks to one thing outside, none to another
pub mod fetch;
pub mod store;
pub mod index;
pub mod deliver;

// shell: puts the rooms together
pub mod configuration;
pub mod daemon;
pub mod cli;
