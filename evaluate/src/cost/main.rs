//! Measures what comparing costs, in CPU time and memory: `evaluate/run cost` runs this once for
//! each line of its table.
//!
//! `cost dateline N` files N invented articles, then compares others with them; `cost window N` the
//! same with all of them in the window in which stories take in reports; `cost gaoya N` does it
//! with gaoya's MinHash LSH; `cost texts N` prints the articles, one a line.

mod peers;
mod texts;

use std::collections::BTreeMap;
use std::io::Write;
use std::sync::mpsc::sync_channel;
use std::time::Duration;

use cpu_time::{ProcessTime, ThreadTime};
use dateline::clock::{SignedDuration, Timestamp};
use dateline::compare::{
    About, Corpus, FiledBefore, Grounds, InStory, Memory, Names, Profile, Recall, Remembered,
    Subject, candidates, judge,
};
use dateline::extract::Article;
use dateline::id::{ItemId, StoryId};
use dateline::settings::{Compare, compiled_in_names};
use dateline::store::{SnapshotPart, Store};
use texts::Texts;

/// How many articles of each kind are compared when all are filed.
const COMPARED: u64 = 4_000;
/// The number of the first article that is not filed.
const OTHERS: u64 = 1 << 40;
/// How many articles are filed a day, unless all are to lie in the window.
const A_DAY: i64 = 10_000;
/// How many items one part of the snapshot holds, as the desk writes it.
const PART: u64 = 400;
/// How many analysed articles may wait to be noted.
const AHEAD: usize = 64;

/// The heap of the process, as the program has it.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

type Failure = Box<dyn std::error::Error>;

fn main() -> Result<(), Failure> {
    let arguments: Vec<String> = std::env::args().collect();
    let [_, what, items] = arguments.as_slice() else {
        return Err("cost dateline|window|gaoya|texts N".into());
    };
    let items = items.parse()?;
    match what.as_str() {
        "dateline" => dateline(items, A_DAY),
        "window" => dateline(items, items as i64),
        "gaoya" => {
            peers::gaoya(items);
            Ok(())
        }
        "texts" => print(items),
        _ => Err("cost dateline|window|gaoya|texts N".into()),
    }
}

/// The CPU time that the comparing thread took, as a whole and by step, and how many articles it
/// was for.
#[derive(Default)]
struct Taken {
    time: Duration,
    analysing: Duration,
    finding: Duration,
    judging: Duration,
    articles: u64,
    /// How many articles were loaded to be aligned with.
    loaded: usize,
}

impl Taken {
    /// Does the first step of an article, analysing, and counts the article.
    fn add<T>(&mut self, work: impl FnOnce() -> T) -> T {
        self.articles += 1;
        let (done, time) = self.go_on(work);
        self.analysing += time;
        done
    }

    /// Does the step of an article that finds candidates.
    fn find<T>(&mut self, work: impl FnOnce() -> T) -> T {
        let (done, time) = self.go_on(work);
        self.finding += time;
        done
    }

    /// Does the step of an article that judges it.
    fn judge<T>(&mut self, work: impl FnOnce() -> T) -> T {
        let (done, time) = self.go_on(work);
        self.judging += time;
        done
    }

    /// Does some work, and gives the CPU time that it took.
    fn go_on<T>(&mut self, work: impl FnOnce() -> T) -> (T, Duration) {
        let start = ThreadTime::now();
        let done = work();
        let time = start.elapsed();
        self.time += time;
        (done, time)
    }

    /// How many articles are done in a second.
    fn a_second(&self) -> f64 {
        self.articles as f64 / self.time.as_secs_f64()
    }
}

impl std::fmt::Display for Taken {
    fn fmt(&self, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let each = |time: Duration| time.as_secs_f64() * 1e6 / self.articles as f64;
        let loaded = self.loaded as f64 / self.articles as f64;
        write!(
            to,
            "{:.0}+{:.0}+{:.0} µs, {loaded:.2} loaded",
            each(self.analysing),
            each(self.finding),
            each(self.judging)
        )
    }
}

/// Prints the articles that are filed and those that are compared with them, one a line.
fn print(items: u64) -> Result<(), Failure> {
    let texts = Texts::new();
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    let filed_and_others =
        (0..items).chain(OTHERS..OTHERS + COMPARED).map(|number| texts.article(number));
    for article in filed_and_others
        .chain((0..COMPARED).map(|number| texts.near_copy(number * items / COMPARED)))
    {
        writeln!(out, "{}", article.text.replace('\n', " "))?;
    }
    Ok(())
}

/// Measures dateline on so many filed articles, `a_day` of them a day, and prints a row of the
/// table.
fn dateline(items: u64, a_day: i64) -> Result<(), Failure> {
    let texts = Texts::new();
    let names = Names::parse(&compiled_in_names()).map_err(|faults| faults[0].to_string())?;
    let seeds =
        (0..5).map(|seed| (format!("{seed}.txt"), texts.article(2 * OTHERS + seed))).collect();
    let corpora = vec![Corpus::new("seeds", seeds, &About::default(), &names)];
    let grounds = Grounds::new(names, corpora, Compare::default());
    let window = grounds.thresholds.story_window;
    let start: Timestamp = "2026-01-01T00:00:00Z".parse()?;
    let seen =
        |number: u64| start + SignedDuration::from_micros(number as i64 * 86_400_000_000 / a_day);
    let folder = tempfile::tempdir()?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let store = runtime.block_on(Store::open(&folder.path().join("dateline.db")))?;

    // Warm up what is made once.
    drop(Profile::new(&texts.article(OTHERS), &grounds.names));
    let before = resident();
    let mut memory = Memory::default();
    let mut noted = Taken::default();
    std::thread::scope(|scope| -> Result<(), Failure> {
        // What is not measured here is done beside it: ten million take half an hour as it is.
        let (send, analysed) = sync_channel(AHEAD);
        let (texts, names) = (&texts, &grounds.names);
        scope.spawn(move || {
            (0..items).all(|number| send.send(Profile::new(&texts.article(number), names)).is_ok())
        });
        for (number, profile) in (0..items).zip(analysed) {
            noted.add(|| {
                memory.age(seen(number), window);
                let (item, story) = (ItemId(number as i64 + 1), StoryId(number as i64 + 1));
                memory.remember(InStory { item, story, seen: seen(number) }, &profile, None);
            });
            if (number + 1) % PART == 0 || number + 1 == items {
                let after = number / PART * PART;
                let part = SnapshotPart {
                    after: after as i64,
                    seq: number as i64 + 1,
                    bytes: memory.unsaved(),
                };
                runtime.block_on(store.save_snapshot("cost", &part, &[]))?;
                memory.saved();
            }
        }
        Ok(())
    })?;
    let bytes = resident().saturating_sub(before) as f64 / items as f64;

    let now = seen(items);
    let compare = |article: &Article, taken: &mut Taken| {
        let profile = taken.add(|| Profile::new(article, &grounds.names));
        let nothing = Memory::default();
        let known = Remembered { settled: &memory, pending: &nothing };
        let near = taken.find(|| candidates(&profile, known, None));
        let loaded: BTreeMap<ItemId, Article> =
            near.iter().map(|item| (*item, texts.article(item.0 as u64 - 1))).collect();
        let filed = FiledBefore { known, texts: &loaded, now };
        let verdict =
            taken.judge(|| judge(Subject::new(article, &profile), filed, &grounds, StoryId(1)));
        taken.loaded += loaded.len();
        verdict.seen.copy
    };
    let (mut alone, mut beside_copies, mut found) = (Taken::default(), Taken::default(), 0);
    for number in OTHERS..OTHERS + COMPARED {
        compare(&texts.article(number), &mut alone);
    }
    for number in (0..COMPARED).map(|number| number * items / COMPARED) {
        found += u64::from(
            compare(&texts.near_copy(number), &mut beside_copies)
                >= dateline::compare::Copy::Reprint,
        );
    }

    drop(memory);
    let start = ProcessTime::now();
    let mut recall = Recall::new(items as usize, now, window);
    let mut after = 0;
    while let Some(part) = runtime.block_on(store.snapshot_after("cost", after))? {
        recall.part(&part.bytes)?;
        after = part.seq;
    }
    let restored = recall.done();
    let restoring = start.elapsed().as_secs_f64();
    assert_eq!(restored.len() as u64, items, "every item is remembered again");
    println!(
        "{items}\t{:.0}\t{:.0}\t{bytes:.0}\t{:.3}\t{restoring:.2}\t{alone}; {beside_copies}; \
            noted {:.0} µs",
        alone.a_second(),
        beside_copies.a_second(),
        found as f64 / COMPARED as f64,
        1e6 / noted.a_second(),
    );
    Ok(())
}

/// The bytes that this process has in memory, in pages of 4 KiB.
fn resident() -> u64 {
    let status = std::fs::read_to_string("/proc/self/statm").unwrap_or_default();
    status
        .split(' ')
        .nth(1)
        .and_then(|pages| pages.parse::<u64>().ok())
        .map_or(0, |pages| pages * 4096)
}
