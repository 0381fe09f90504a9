//! The real daemon against loopback sites: killed, restarted, asked to stop, given another
//! configuration.

use std::collections::{BTreeMap, BTreeSet};
use std::net::TcpListener;
use std::time::{Duration, Instant};

use dateline::store::{DeliveryFilter, ItemFilter, Store};
use tokio::runtime::Runtime;

use crate::desk::{Desk, Running, text};
use crate::mail;
use crate::site::{Piece, Site, report};

const OLD: usize = 3;
const NEW: usize = 32;

fn desk(site: &Site) -> Desk {
    let source = format!(
        "[[source]]\nid = \"site\"\nname = \"The Site\"\nurl = \"http://{}/feed.xml\"\n",
        site.address
    );
    Desk::new(&[
        (
            "dateline.toml",
            "[fetch]\nallow_networks = [\"127.0.0.1/32\"]\nhost_gap \
                = \"0s\"\n[report]\ngroup_wait = \"0s\"\n",
        ),
        ("sources/site.toml", &source),
        ("watches/treaty.toml", "title = \"Treaties\"\nquery = \"treaty\"\n"),
        (
            "readers/desk.toml",
            "to = \"desk@dateline.example\"\ntimezone = \"UTC\"\nwatches = [\"treaty\"]\nalerts = \
                { channel = \"folder\" }\n",
        ),
    ])
}

/// The outcome of a run: the addresses that were filed, the number of hits, the subjects that were
/// sent, the names of the mails.
#[derive(Debug, PartialEq, Eq)]
struct Outcome {
    items: BTreeSet<String>,
    hits: usize,
    sent: Vec<String>,
    mails: BTreeSet<String>,
}

async fn outcome(desk: &Desk) -> Outcome {
    let store = Store::read_only(&desk.data().join("dateline.db")).await.unwrap();
    let items = store.items(&ItemFilter { limit: 1000, ..ItemFilter::default() }).await.unwrap();
    let deliveries = store
        .deliveries(&DeliveryFilter { limit: 1000, ..DeliveryFilter::default() })
        .await
        .unwrap();
    let keys: BTreeSet<&str> = deliveries.iter().map(|delivery| delivery.key.as_str()).collect();
    let subjects: BTreeSet<&str> =
        deliveries.iter().map(|delivery| delivery.subject.as_str()).collect();
    assert_eq!(keys.len(), subjects.len(), "a delivery under two ids");
    let mut sent: Vec<String> = deliveries
        .iter()
        .filter(|delivery| delivery.sent_at.is_some())
        .map(|delivery| delivery.subject.clone())
        .collect();
    sent.sort();
    let links: Vec<String> = items.iter().map(|item| item.link.url().path().to_owned()).collect();
    assert_eq!(links.iter().collect::<BTreeSet<_>>().len(), links.len(), "an item filed twice");
    Outcome {
        items: links.into_iter().collect(),
        hits: store.hits_by_watch().await.unwrap().values().map(|(hits, _)| hits).sum(),
        sent,
        mails: std::fs::read_dir(desk.data().join("outbox"))
            .map(|entries| {
                entries
                    .flatten()
                    .map(|entry| entry.file_name().to_string_lossy().into_owned())
                    .filter(|name| name.contains(".eml"))
                    .collect()
            })
            .unwrap_or_default(),
    }
}

pub fn until(what: &str, mut holds: impl FnMut() -> bool) {
    let start = Instant::now();
    while !holds() {
        assert!(start.elapsed() < Duration::from_secs(60), "waited in vain until {what}");
        std::thread::sleep(Duration::from_millis(50));
    }
}

fn kill(daemon: Running) {
    drop(daemon);
}

fn terminate(daemon: &mut Running) -> Duration {
    stop(daemon, "TERM")
}

/// Sends a signal to a daemon through the system's own command: no unsafe code for one call.
fn signal(daemon: &Running, signal: &str) {
    assert!(
        std::process::Command::new("kill")
            .arg(format!("-{signal}"))
            .arg(daemon.0.id().to_string())
            .status()
            .unwrap()
            .success()
    );
}

pub fn stop(daemon: &mut Running, signal: &str) -> Duration {
    let start = Instant::now();
    self::signal(daemon, signal);
    let ended = daemon.0.wait().unwrap();
    let took = start.elapsed();
    assert!(ended.success(), "{ended}: {}", std::fs::read_to_string(&daemon.1).unwrap());
    took
}

/// The outcome of a run over a baseline and new reports, with daemons that are killed after so many
/// requests each, and one that is let finish.
fn run(kills: &[usize]) -> Outcome {
    let runtime = Runtime::new().unwrap();
    let site = Site::new((0..OLD).map(report).collect());
    let desk = desk(&site);
    desk.done(&["run", "--once"]);
    site.publish((OLD..OLD + NEW).map(report).collect());
    desk.make_due();
    for requests in kills {
        let before = site.requests();
        let daemon = desk.start();
        site.wait_for_request(before + requests);
        kill(daemon);
        desk.make_due();
    }
    let mut daemon = desk.start_running();
    until("all is sent", || runtime.block_on(outcome(&desk)).sent.len() >= NEW);
    terminate(&mut daemon);
    runtime.block_on(outcome(&desk))
}

#[test]
fn a_pass_sends_all_that_it_tells() {
    let site = Site::new((0..OLD).map(report).collect());
    let desk = desk(&site);
    desk.done(&["run", "--once"]);
    site.publish((OLD..OLD + NEW).map(report).collect());
    desk.make_due();
    let passed = desk.done(&["run", "--once"]);
    assert!(passed.contains(&format!("{NEW} messages queued, {NEW} sent")), "{passed}");
}

#[test]
fn a_run_that_is_killed_ends_as_one_that_was_not() {
    let undisturbed = run(&[]);
    assert_eq!(undisturbed.items.len(), OLD + NEW);
    assert_eq!(undisturbed.hits, OLD + NEW);
    assert_eq!(undisturbed.sent.len(), NEW, "the baseline tells nobody");
    // Before the first page, in the first part of a visit, between its parts, near its end.
    let killed = run(&[1, 9, 28, 30, 3]);
    assert_eq!(killed.items, undisturbed.items);
    assert_eq!(killed.hits, undisturbed.hits);
    assert_eq!(killed.sent, undisturbed.sent);
    assert_eq!(
        killed.mails.len(),
        undisturbed.mails.len(),
        "every delivery is one mail, however often it was sent"
    );
}

#[test]
fn a_daemon_stops_in_time_with_its_queue_filed() {
    let runtime = Runtime::new().unwrap();
    let site = Site::new((0..NEW).map(report).collect());
    let desk = desk(&site);
    site.slow_down(Duration::from_millis(100));
    let mut daemon = desk.start();
    site.wait_for_request(28);
    let took = terminate(&mut daemon);
    assert!(took < Duration::from_secs(5), "{took:?}");
    let filed = runtime.block_on(outcome(&desk)).items.len();
    assert!(filed == 0 || filed == 25, "whole parts only, not {filed}");
    assert!(
        !std::fs::read_dir(desk.data().join("index"))
            .unwrap()
            .next()
            .unwrap()
            .unwrap()
            .path()
            .join("lock")
            .is_dir()
    );
    site.slow_down(Duration::ZERO);
    desk.make_due();
    desk.done(&["run", "--once"]);
    assert_eq!(runtime.block_on(outcome(&desk)).items.len(), NEW);
    assert!(
        desk.done(&["search", "treaty", "--json", "--limit", "100"]).lines().count() == NEW,
        "the index has caught up"
    );
}

#[test]
fn beside_a_daemon_a_second_one_is_refused_and_a_request_is_served() {
    let site = Site::new((0..OLD).map(report).collect());
    let desk = desk(&site);
    let mut daemon = desk.start();
    until("the first visit is filed", || {
        text(&desk.dateline(&["item", "list", "--json"]).stdout).lines().count() == OLD
    });
    let refused = desk.refused(&["run", "--once"]);
    assert!(
        refused.contains("in use by `dateline run`")
            && refused.contains(&format!("process {}", daemon.0.id())),
        "{refused}"
    );
    let answer =
        desk.done(&["silence", "add", "--watch", "treaty", "--until", "7d", "--reason", "a test"]);
    assert!(answer.contains("silence 1 holds until"), "{answer}");
    assert!(desk.done(&["silence", "list"]).contains("a test"));
    terminate(&mut daemon);
}

/// The part of an outcome that is the same however often three sources are interrupted. They race,
/// so that it may differ which item of a copied report is first, which number and story it has, and
/// whether its copy is in the alert or counted later; never how many alerts a report raises.
#[derive(Debug, PartialEq, Eq)]
struct Common {
    /// The site and the path of each item.
    items: BTreeSet<String>,
    by_watch: BTreeMap<String, BTreeSet<String>>,
    /// The subjects of the alerts, one a report.
    alerts: Vec<String>,
}

const REPORTS: usize = 8;
const COPIED: usize = 4;
const SLOW: usize = 3;

/// A wire, a paper that reprints half of it, and a slow site of its own.
struct Press {
    sites: [Site; 3],
    desk: Desk,
}

impl Press {
    fn new() -> Self {
        let sites =
            [Site::new(vec![report(0)]), Site::new(vec![report(1)]), Site::new(vec![report(2)])];
        let names = ["wire", "paper", "slow"];
        let source = |(name, site): (&str, &Site)| {
            format!(
                "[[source]]\nid = \"{name}\"\nname = \"{name}\"\nurl = \"{}\"\n",
                site.link("/feed.xml")
            )
        };
        let sources: String = names.into_iter().zip(&sites).map(source).collect();
        let desk = desk(&sites[0]);
        desk.write("sources/site.toml", &sources);
        desk.write(
            "watches/second.toml",
            "title = \"Second\"\nquery = \"title:reaches AND source:paper\"\n",
        );
        desk.write("watches/wide.toml", "title = \"Wide\"\nquery = \"signed\"\n");
        desk.pass();
        let wire: Vec<Piece> = (10..10 + REPORTS).map(report).collect();
        sites[1].publish(
            wire[..COPIED]
                .iter()
                .map(|piece| Piece { slug: format!("copy-{}", piece.slug), ..piece.clone() })
                .collect(),
        );
        sites[0].publish(wire);
        sites[2].publish((50..50 + SLOW).map(report).collect());
        sites[2].slow_down(Duration::from_millis(150));
        desk.make_due();
        Self { sites, desk }
    }

    fn deliveries(&self) -> Vec<dateline::store::Delivery> {
        Runtime::new().unwrap().block_on(async {
            let store = Store::read_only(&self.desk.data().join("dateline.db")).await.unwrap();
            store
                .deliveries(&DeliveryFilter { limit: 1000, ..DeliveryFilter::default() })
                .await
                .unwrap()
        })
    }

    fn mails(&self) -> usize {
        std::fs::read_dir(self.desk.data().join("outbox")).map_or(0, |entries| {
            entries
                .flatten()
                .filter(|entry| entry.path().extension().is_some_and(|ending| ending == "eml"))
                .count()
        })
    }

    fn addresses(&self, more: &[&str]) -> BTreeSet<String> {
        let output =
            self.desk.dateline(&[&["item", "list", "--json", "--limit", "1000"], more].concat());
        let items = crate::desk::objects(&text(&output.stdout));
        let addresses: Vec<String> = items
            .iter()
            .map(|item| {
                format!(
                    "{} {}",
                    item["source"],
                    item["link"].as_str().unwrap().rsplit('/').next().unwrap()
                )
            })
            .collect();
        let distinct: BTreeSet<String> = addresses.iter().cloned().collect();
        assert_eq!(addresses.len(), distinct.len(), "an item filed twice");
        distinct
    }

    /// Lets a daemon work until all is told, and gives the outcome.
    fn finish(self) -> Common {
        let mut daemon = self.desk.start_running();
        let items = 3 + REPORTS + COPIED + SLOW;
        until("all is filed", || self.addresses(&[]).len() == items);
        until("all is sent", || {
            self.deliveries().iter().filter(|delivery| delivery.sent_at.is_some()).count()
                >= REPORTS + SLOW
        });
        terminate(&mut daemon);
        let deliveries = self.deliveries();
        assert_eq!(
            self.mails(),
            deliveries.len(),
            "every delivery is one mail, however often it was sent"
        );
        let mut alerts: Vec<String> =
            deliveries.into_iter().map(|delivery| delivery.subject).collect();
        alerts.sort();
        let by_watch = ["treaty", "second", "wide"]
            .map(|watch| (watch.to_owned(), self.addresses(&["--watch", watch])));
        Common { items: self.addresses(&[]), by_watch: by_watch.into(), alerts }
    }

    fn killed_after(&self, requests: [usize; 3]) {
        let before = self.sites.each_ref().map(Site::requests);
        let daemon = self.desk.start();
        for ((site, before), requests) in self.sites.iter().zip(before).zip(requests) {
            site.wait_for_request(before + requests);
        }
        kill(daemon);
        self.desk.make_due();
    }
}

#[test]
fn three_sources_that_race_and_are_interrupted_tell_each_report_once() {
    let undisturbed = Press::new().finish();
    assert_eq!(undisturbed.alerts.len(), REPORTS + SLOW, "a copy raises no alert of its own");
    assert_eq!(undisturbed.by_watch["treaty"], undisturbed.items);
    assert_eq!(undisturbed.by_watch["second"].len(), 1 + COPIED);
    let press = Press::new();
    // Before the first page; between the wire and its copies; while only the slow one is under way.
    for requests in [[1, 0, 0], [4, 2, 1], [0, 3, 2]] {
        press.killed_after(requests);
    }
    let mails = press.mails();
    let daemon = press.desk.start();
    until("the first mail is there", || press.mails() > mails);
    kill(daemon);
    press.desk.make_due();
    assert_eq!(press.finish(), undisturbed);
}

#[test]
fn a_daemon_stops_in_time_whatever_it_waits_for() {
    // With nothing to do.
    let idle = Desk::new(&[]);
    let mut daemon = idle.start_running();
    assert!(stop(&mut daemon, "INT") < Duration::from_secs(5));
    // With a site that holds its requests, and a mail server that says nothing.
    let site = Site::new(vec![report(0)]);
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let desk = mail::desk(&site, silent.local_addr().unwrap().port());
    desk.pass();
    site.publish(vec![report(1)]);
    desk.make_due();
    let mut daemon = desk.start();
    silent.set_nonblocking(true).unwrap();
    let mut connections = Vec::new();
    until("the mail server is spoken to", || {
        connections.extend(silent.accept());
        !connections.is_empty()
    });
    site.slow_down(Duration::from_secs(60));
    site.publish(vec![report(2)]);
    desk.make_due();
    let pages = site.asked("/a/report-2");
    until("a page is asked for", || site.asked("/a/report-2") > pages);
    assert!(terminate(&mut daemon) < Duration::from_secs(5));
    assert!(desk.log().contains("stopping"));
}

#[test]
fn a_running_daemon_takes_over_what_is_right_and_keeps_what_was() {
    let site = Site::new(vec![report(0)]);
    let desk = desk(&site);
    let mut daemon = desk.start();
    let said = |what: &str| desk.log().matches(what).count();
    let filed = |items: usize| {
        until("it is filed", || {
            // A visit that was under way sets the next one to later.
            desk.make_due();
            text(&desk.dateline(&["item", "list", "--json"]).stdout).lines().count() == items
        });
    };
    until("it runs", || said("running; 1 sources, 1 watches") == 1);
    filed(1);
    desk.write("watches/second.toml", "title = \"Second\"\nqeury = \"signed\"\n");
    until("the fault is told", || {
        said("the old configuration stays: watches/second.toml:2: unknown key `qeury`") == 1
    });
    site.publish(vec![report(1)]);
    filed(2);
    let told = Instant::now();
    until("more looks have passed", || told.elapsed() > Duration::from_secs(5));
    desk.write(
        "corpora/story/a.txt",
        &format!("{}\n\n{}\n", report(2).headline, report(2).paragraphs.join("\n\n")),
    );
    desk.write("watches/second.toml", "title = \"Second\"\ncorpus = \"story\"\n");
    until("the good one is taken over", || {
        said("took over the configuration; 1 sources, 2 watches") == 1
    });
    assert_eq!(said("the old configuration stays"), 1);
    let mut copy = report(2);
    copy.slug = "copy".to_owned();
    site.publish(vec![copy]);
    filed(3);
    let hits = desk.listed(&["item", "list", "--watch", "second"]);
    assert!(
        hits.iter().any(|item| item["link"].as_str().unwrap().ends_with("/a/copy")),
        "{hits:?}"
    );
    desk.write("sources/site.toml", "");
    until("no source is left", || said("took over the configuration; 0 sources, 2 watches") == 1);
    let asked = site.requests();
    desk.make_due();
    assert!(
        desk.done(&["silence", "add", "--watch", "second", "--until", "7d", "--reason", "a test"])
            .contains("silence 1"),
        "it still serves"
    );
    assert_eq!(site.requests(), asked);
    terminate(&mut daemon);
}

#[test]
fn a_daemon_reads_its_configuration_again_when_it_is_asked_and_stays() {
    let desk = Desk::new(&[("watches/treaty.toml", "title = \"Treaties\"\nquery = \"treaty\"\n")]);
    let mut daemon = desk.start_running();
    let said = |what: &str| desk.log().matches(what).count();
    signal(&daemon, "HUP");
    until("it is read again", || said("took over the configuration; 0 sources, 1 watches") == 1);
    desk.write("watches/treaty.toml", "title = \"Treaties\"\nqeury = \"treaty\"\n");
    signal(&daemon, "HUP");
    until("the fault is told", || {
        said("the old configuration stays: watches/treaty.toml:2: unknown key `qeury`") > 0
    });
    terminate(&mut daemon);
}

/// The most memory that a running process has had resident, in MiB.
fn memory(daemon: &Running) -> usize {
    let status = std::fs::read_to_string(format!("/proc/{}/status", daemon.0.id())).unwrap();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    peak.trim().trim_end_matches(" kB").parse::<usize>().unwrap() / 1024
}

#[test]
fn a_feed_of_a_million_empty_entries_takes_no_more_than_a_feed() {
    let site = Site::new(vec![report(0)]);
    site.answer(
        "/bomb.json",
        "application/feed+json",
        format!("{{\"items\":[{}{{}}]}}", "{},".repeat(1_400_000)),
    );
    site.answer(
        "/bomb.xml",
        "application/rss+xml",
        format!("<rss><channel>{}</channel></rss>", "<item/>".repeat(1_190_000)),
    );
    let parts = "<rss><channel><item>{}</item></channel></rss>"
        .replace("{}", &"<media:content/>".repeat(500_000));
    site.answer("/parts.xml", "application/rss+xml", parts);
    let desk = desk(&site);
    for bomb in ["bomb.json", "bomb.xml", "parts.xml"] {
        let id = bomb.replace('.', "-");
        desk.write(
            &format!("sources/{id}.toml"),
            &format!(
                "[[source]]\nid = \"{id}\"\nname = \"{id}\"\nurl = \"{}\"\n",
                site.link(&format!("/{bomb}"))
            ),
        );
    }
    let mut daemon = desk.start_running();
    let visited = || {
        desk.listed(&["source", "list"])
            .iter()
            .filter(|source| !source["last_visit"].is_null())
            .count()
    };
    until("all are visited", || desk.data().join("dateline.db").exists() && visited() == 4);
    let peak = memory(&daemon);
    println!("{peak} MiB");
    assert!(peak < 500, "{peak} MiB");
    terminate(&mut daemon);
}

#[test]
fn an_answer_that_ends_the_daemon_is_not_read_again_at_once() {
    // Long enough that somebody can end the daemon while it reads.
    let content = "&lt;p&gt;&lt;b&gt;a&lt;/b&gt; letter&lt;/p&gt;".repeat(30);
    let entry = |n: usize| {
        format!(
            "<item><title>{n}</title><link>/a/{n}</link>\
                <description>{content}</description></item>"
        )
    };
    let entries: String = (0..4_000).map(entry).collect();
    let site = Site::new(vec![report(0)]);
    let desk = desk(&site);
    desk.done(&["run", "--once"]);
    site.answer(
        "/feed.xml",
        "application/rss+xml",
        format!("<rss><channel>{entries}</channel></rss>"),
    );
    desk.make_due();
    let asked = site.asked("/feed.xml");
    let daemon = desk.start();
    until("it is being read", || desk.listed(&["source", "list"])[0]["failures"] == 1);
    kill(daemon);
    let mut daemon = desk.start_running();
    desk.done(&[
        "silence",
        "add",
        "--watch",
        "treaty",
        "--until",
        "7d",
        "--reason",
        "a request is served",
    ]);
    assert_eq!(site.asked("/feed.xml"), asked + 1);
    terminate(&mut daemon);
    assert_eq!(
        desk.listed(&["source", "list"])[0]["last_error"],
        "dateline ended while it read the answer"
    );
}

#[test]
fn one_pass_under_a_wrong_clock_switches_no_reading_off() {
    let site = Site::new(vec![report(0)]);
    let desk = desk(&site);
    desk.done(&["run", "--once"]);
    desk.sql(&["UPDATE source_state SET next_visit = next_visit + 31536000000000"]);
    site.publish(vec![report(1)]);
    assert!(desk.done(&["run", "--once"]).contains("visited 1 sources; filed 1 items"));
}

#[test]
fn an_index_whose_folder_vanishes_is_made_again() {
    let site = Site::new(vec![report(0)]);
    let desk = desk(&site);
    let mut daemon = desk.start_running();
    let found = |count: usize| {
        let output = desk.dateline(&["search", "treaty", "--json"]);
        text(&output.stdout).lines().count() == count
    };
    until("it is indexed", || found(1));
    std::fs::remove_dir_all(desk.data().join("index")).unwrap();
    until("it is indexed again", || found(1));
    std::fs::remove_dir_all(desk.data().join("index")).unwrap();
    site.publish(vec![report(1)]);
    until("both are indexed", || {
        desk.make_due();
        found(2)
    });
    terminate(&mut daemon);
}

/// Fails where a log says of anything more than once that it is in trouble.
#[track_caller]
fn assert_said_once(log: &str) {
    let mut said: BTreeMap<&str, usize> = BTreeMap::new();
    for line in log.lines().filter(|line| line.contains("it is tried again")) {
        *said.entry(line.split("WARN").nth(1).unwrap_or(line)).or_default() += 1;
    }
    assert!(!said.is_empty() && said.values().all(|times| *times == 1), "{log}");
}

#[test]
fn a_database_that_is_locked_is_waited_for_and_said_once() {
    let site = Site::new(vec![report(0)]);
    let desk = desk(&site);
    let mut daemon = desk.start_running();
    until("the first visit is filed", || {
        text(&desk.dateline(&["item", "list", "--json"]).stdout).lines().count() == 1
    });
    let runtime = Runtime::new().unwrap();
    site.publish(vec![report(1)]);
    desk.make_due();
    let lock = runtime.block_on(desk.lock_database());
    until("it is said", || desk.log().contains("it is tried again: the database is busy"));
    let told = Instant::now();
    until("more tries have passed", || told.elapsed() > Duration::from_secs(22));
    drop(lock);
    until("it is filed", || {
        text(&desk.dateline(&["item", "list", "--json"]).stdout).lines().count() == 2
    });
    assert_said_once(&desk.log());
    terminate(&mut daemon);
}

/// A small disk of its own under a folder, until it is dropped; none where nobody may mount one.
struct SmallDisk(std::path::PathBuf);

impl SmallDisk {
    fn under(folder: std::path::PathBuf) -> Option<Self> {
        std::fs::create_dir_all(&folder).unwrap();
        let mounted = std::process::Command::new("mount")
            .args(["-t", "tmpfs", "-o", "size=8m", "tmpfs"])
            .arg(&folder)
            .output();
        mounted.is_ok_and(|output| output.status.success()).then_some(Self(folder))
    }

    /// Fills the disk, so that no byte is free.
    fn fill(&self) {
        use std::io::Write;
        let mut filler = std::fs::File::create(self.0.join("filler")).unwrap();
        for size in [65_536, 4_096, 512, 1] {
            while filler.write_all(&vec![0; size]).is_ok() {}
        }
    }

    fn free(&self) {
        std::fs::remove_file(self.0.join("filler")).unwrap();
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        std::process::Command::new("umount").arg("-l").arg(&self.0).status().ok();
    }
}

#[test]
fn a_full_disk_is_said_once_and_work_goes_on_when_there_is_room() {
    let site = Site::new(vec![report(0)]);
    let desk = desk(&site);
    let Some(disk) = SmallDisk::under(desk.data()) else {
        println!("skipped: nobody may mount a small disk here");
        return;
    };
    desk.done(&["run", "--once"]);
    site.publish((1..20).map(report).collect());
    desk.sql(&["UPDATE source_state SET next_visit = (unixepoch() + 3) * 1000000"]);
    let mut daemon = desk.start_running();
    disk.fill();
    until("it is said", || {
        desk.log().contains("it is tried again: the disk of the database is full")
    });
    let (told, asked) = (Instant::now(), site.asked("/feed.xml"));
    until("it was tried once more", || told.elapsed() > Duration::from_secs(20));
    assert_eq!(daemon.0.try_wait().unwrap(), None, "{}", desk.log());
    assert_said_once(&desk.log());
    assert!(site.asked("/feed.xml") <= asked + 1, "the site is not asked in vain");
    disk.free();
    until("all is filed", || {
        text(&desk.dateline(&["item", "list", "--json"]).stdout).lines().count() == 20
    });
    until("all is found", || {
        text(&desk.dateline(&["search", "treaty", "--json", "--limit", "99"]).stdout)
            .lines()
            .count()
            == 20
    });
    until("all is told", || Runtime::new().unwrap().block_on(outcome(&desk)).sent.len() == 19);
    terminate(&mut daemon);
}

#[test]
fn a_part_of_a_visit_that_cannot_be_filed_is_not_lost() {
    let site = Site::new(vec![report(0)]);
    let desk = desk(&site);
    desk.pass();
    site.publish((OLD..OLD + NEW).map(report).collect());
    site.slow_down(Duration::from_millis(100));
    desk.make_due();
    let mut daemon = desk.start();
    site.wait_for_request(site.requests() + 5);
    // The number that the desk gives next is taken when it files the first part, and free again for
    // the second.
    desk.sql(&[
        "INSERT INTO item SELECT 2, 'x', url, source, guid, headline, language, published, \
        quality, story, baseline, first_seen, version, content_hash, reread_at, attempts FROM \
        item WHERE id = 1",
    ]);
    until("the first part is refused", || desk.log().contains("could not file what site brought"));
    desk.sql(&["DELETE FROM item WHERE link = 'x'"]);
    until("the second part is filed", || desk.log().contains("filed 7 items"));
    terminate(&mut daemon);
    let filed = Runtime::new().unwrap().block_on(outcome(&desk)).items.len();
    assert_eq!(filed, 1 + NEW - 25, "the second part is filed");
    site.slow_down(Duration::ZERO);
    desk.done(&["run", "--once"]);
    assert_eq!(
        Runtime::new().unwrap().block_on(outcome(&desk)).items.len(),
        1 + NEW,
        "the source was due at once"
    );
}

#[test]
fn a_slow_source_is_waited_for_as_long_as_it_says_and_no_other() {
    let sites = [
        ("patient", "timeout = \"1m\"\n", Site::on("127.0.0.2", vec![report(0)])),
        ("hasty", "", Site::on("127.0.0.3", vec![report(1)])),
    ];
    let desk = desk(&sites[0].2);
    desk.write(
        "dateline.toml",
        "[fetch]\nallow_networks = [\"127.0.0.0/8\"]\nhost_gap \
        = \"0s\"\ntimeout = \"1s\"\n[report]\ngroup_wait = \"0s\"\n",
    );
    let sources: String = sites
        .iter()
        .map(|(id, timeout, site)| {
            site.slow_down(Duration::from_secs(2));
            format!(
                "[[source]]\nid = \"{id}\"\nname = \"{id}\"\nurl = \"{}\"\n{timeout}",
                site.link("/feed.xml")
            )
        })
        .collect();
    desk.write("sources/site.toml", &sources);
    let passed = desk.dateline(&["run", "--once"]);
    assert!(
        text(&passed.stderr).contains("127.0.0.3 took longer than 1s"),
        "{}",
        text(&passed.stderr)
    );
    let listed = desk.done(&["item", "list", "--json"]);
    assert_eq!(listed.lines().count(), 1, "{listed}");
    assert!(
        listed.contains("\"source\":\"patient\"") && listed.contains("\"quality\":\"whole\""),
        "{listed}"
    );
    let added = desk.done(&["corpus", "add", "story", &sites[0].2.link("/a/report-0")]);
    assert!(added.starts_with("added corpora/story/"), "{added}");
}
