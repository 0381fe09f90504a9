//! The whole way to a mail server on loopback, which is down at first.

use std::io::{BufRead, BufReader, Write};
use std::net::{IpAddr, Ipv4Addr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use data_encoding::BASE64_MIME;
use dateline::store::{Delivery, DeliveryFilter, Store};
use mailin::{Action, Handler, SessionBuilder, response};

use crate::daemon::{stop, until};
use crate::desk::{Desk, text};
use crate::site::{Site, report};

/// A mailbox on a mail server, which keeps what it is sent.
#[derive(Clone, Default)]
struct Mailbox {
    data: Vec<u8>,
    mails: Arc<Mutex<Vec<String>>>,
}

impl Handler for Mailbox {
    fn data(&mut self, line: &[u8]) -> std::io::Result<()> {
        self.data.extend_from_slice(line);
        Ok(())
    }

    fn data_end(&mut self) -> response::Response {
        self.mails.lock().unwrap().push(text(&std::mem::take(&mut self.data)));
        response::OK
    }
}

/// Serves mail until the test ends.
fn serve(listener: TcpListener, mailbox: Mailbox) {
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            talk(stream.unwrap(), mailbox.clone()).ok();
        }
    });
}

fn talk(mut stream: TcpStream, mailbox: Mailbox) -> std::io::Result<()> {
    let mut session =
        SessionBuilder::new("mx.example.org").build(IpAddr::V4(Ipv4Addr::LOCALHOST), mailbox);
    let mut lines = BufReader::new(stream.try_clone()?);
    stream.write_all(&session.greeting().buffer()?)?;
    let mut line = Vec::new();
    while lines.read_until(b'\n', &mut line)? > 0 {
        let answer = session.process(&line);
        line.clear();
        stream.write_all(&answer.buffer()?)?;
        if answer.action == Action::Close {
            break;
        }
    }
    Ok(())
}

pub fn desk(site: &Site, port: u16) -> Desk {
    Desk::new(&[
        (
            "dateline.toml",
            "instance = \"newsroom.example\"\n[fetch]\nallow_networks = \
                [\"127.0.0.1/32\"]\nhost_gap = \"0s\"\n[report]\ngroup_wait = \"0s\"\n",
        ),
        (
            "sources/site.toml",
            &format!(
                "[[source]]\nid = \"site\"\nname = \"The Site\"\nurl = \"{}\"\n",
                site.link("/feed.xml")
            ),
        ),
        ("watches/treaty.toml", "title = \"Treaties – Verträge\"\nquery = \"treaty\"\n"),
        (
            "channels/mail.toml",
            &format!(
                "kind = \"smtp\"\nhost = \"127.0.0.1\"\nport = {port}\ntls = \"none\"\nfrom \
                    = \"Dateline <dateline@newsroom.example>\"\n"
            ),
        ),
        (
            "readers/desk.toml",
            "to = \"desk@dateline.example\"\ntimezone = \"UTC\"\nwatches = [\"treaty\"]\nalerts = \
                { channel = \"mail\" }\n",
        ),
    ])
}

/// A second reader of the same watch, who is told by files.
const BY_FILE: &str = "to = \"files@dateline.example\"\ntimezone = \"UTC\"\nwatches = \
    [\"treaty\"]\nalerts = { channel = \"folder\" }\n";

/// A desk whose mail server takes connections and says nothing, and that waits a second for it.
fn desk_of_a_silent_server(site: &Site) -> (Desk, TcpListener) {
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let desk = desk(site, silent.local_addr().unwrap().port());
    let mail = std::fs::read_to_string(desk.config().join("channels/mail.toml")).unwrap();
    desk.write("channels/mail.toml", &format!("{mail}timeout = \"1s\"\n"));
    (desk, silent)
}

fn files(desk: &Desk) -> usize {
    std::fs::read_dir(desk.data().join("outbox")).map_or(0, |files| {
        files
            .flatten()
            .filter(|file| file.path().extension().is_some_and(|ending| ending == "eml"))
            .count()
    })
}

fn deliveries(desk: &Desk) -> Vec<Delivery> {
    tokio::runtime::Runtime::new().unwrap().block_on(async {
        let store = Store::read_only(&desk.data().join("dateline.db")).await.unwrap();
        store.deliveries(&DeliveryFilter { limit: 100, ..DeliveryFilter::default() }).await.unwrap()
    })
}

/// The value of a header, unfolded.
pub fn header(part: &str, name: &str) -> String {
    let head = part.split("\r\n\r\n").next().unwrap().replace("\r\n ", " ").replace("\r\n\t", " ");
    let line = head
        .lines()
        .find(|line| line.to_lowercase().starts_with(&format!("{}:", name.to_lowercase())));
    line.unwrap_or_else(|| panic!("no {name} in {head}"))
        .split_once(':')
        .unwrap()
        .1
        .trim()
        .to_owned()
}

/// The parts of a mail that says one thing in several ways.
pub fn parts(mail: &str) -> Vec<&str> {
    let kind = header(mail, "Content-Type");
    assert!(kind.starts_with("multipart/alternative;"), "{kind}");
    let boundary = kind.split_once("boundary=\"").unwrap().1.split('"').next().unwrap().to_owned();
    let (body, end) = mail.rsplit_once(&format!("--{boundary}--")).unwrap();
    assert_eq!(end.trim(), "");
    body.split(&format!("--{boundary}")).skip(1).map(str::trim_start).collect()
}

/// The body of a mail's part without its transfer encoding (RFC 2045, 6.7 and 6.8).
pub fn body(part: &str) -> String {
    let body = part.split_once("\r\n\r\n").unwrap().1;
    if header(part, "Content-Transfer-Encoding") == "base64" {
        return text(&BASE64_MIME.decode(body.trim().as_bytes()).unwrap());
    }
    let joined = body.replace("=\r\n", "");
    let mut bytes = Vec::new();
    let mut rest = joined.as_bytes();
    while let Some((first, behind)) = rest.split_first() {
        if *first == b'=' {
            bytes.push(u8::from_str_radix(&text(&behind[..2]), 16).unwrap());
            rest = &behind[2..];
        } else {
            bytes.push(*first);
            rest = behind;
        }
    }
    text(&bytes)
}

#[test]
fn a_mail_is_delivered_once_when_its_server_is_back() {
    let site = Site::new(vec![report(0)]);
    let closed = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = closed.local_addr().unwrap();
    drop(closed);
    let desk = desk(&site, address.port());
    desk.pass();
    site.publish(vec![report(1)]);
    let (said, log) = desk.pass();
    assert!(said.contains("1 messages queued, 0 sent"), "{said}");
    assert_eq!(
        log.lines().filter(|line| line.contains("could not send, next try")).count(),
        1,
        "{log}"
    );
    assert!(!log.contains("desk@dateline.example"), "no mail addresses in logs: {log}");
    let waiting = deliveries(&desk);
    assert_eq!((waiting.len(), waiting[0].attempts), (1, 1));
    let mailbox = Mailbox::default();
    serve(TcpListener::bind(address).unwrap(), mailbox.clone());
    for expected in ["1 sent", "0 sent"] {
        desk.make_due();
        let said = desk.done(&["run", "--once"]);
        assert!(said.contains(expected), "{said}");
    }
    let mails = mailbox.mails.lock().unwrap().clone();
    let [mail] = mails.as_slice() else { panic!("{} mails", mails.len()) };
    let sent = deliveries(&desk);
    assert_eq!((sent.len(), &sent[0].key), (1, &waiting[0].key));
    assert_eq!(header(mail, "Message-ID"), format!("<{}@newsroom.example>", sent[0].key));
    assert_eq!(
        (header(mail, "To"), header(mail, "Auto-Submitted")),
        ("desk@dateline.example".to_owned(), "auto-generated".to_owned())
    );
    let headline = &report(1).headline;
    for (part, expected) in parts(mail).into_iter().zip(["text/plain", "text/html"]) {
        assert!(header(part, "Content-Type").starts_with(expected), "{part}");
        let body = body(part);
        assert!(
            body.contains(headline.as_str())
                && body.contains("Treaties – Verträge")
                && body.contains("report-1"),
            "{body}"
        );
    }
}

#[test]
fn a_mail_server_that_says_nothing_holds_up_no_other_channel_and_no_pass() {
    let site = Site::new(vec![report(0)]);
    let (desk, _silent) = desk_of_a_silent_server(&site);
    desk.write("readers/files.toml", BY_FILE);
    desk.pass();
    site.publish((1..4).map(report).collect());
    let (said, log) = desk.pass();
    assert!(said.contains("6 messages queued, 3 sent"), "{said}");
    assert_eq!(
        log.matches("did not greet within 1 seconds").count(),
        1,
        "one wait a pass, however much waits: {log}"
    );
    assert_eq!(files(&desk), 3);
    let why: Vec<String> = (2..5)
        .map(|item| {
            desk.done(&["item", "why", &format!("i{item}")])
                .split_whitespace()
                .collect::<Vec<_>>()
                .join(" ")
        })
        .collect();
    let waits = |said: &str| {
        why.iter()
            .filter(|why| why.contains(&format!("not sent to desk by mail yet: {said}")))
            .count()
    };
    let tried =
        waits("127.0.0.1 did not greet within 1 seconds; it is tried again; tries 1, the next 20");
    assert_eq!((tried, waits("not tried yet; tries 0, ")), (1, 2), "{why:#?}");
    assert!(why.iter().all(|why| !why.contains("by folder")), "{why:#?}");
    // A daemon goes on sending by files while nobody answers for mail, and says so once.
    let mut daemon = desk.start_running();
    until("mail was tried", || desk.log().contains("did not greet"));
    for number in 4..7 {
        site.publish(vec![report(number)]);
        until("the file is there", || {
            desk.make_due();
            files(&desk) == number
        });
    }
    assert_eq!(
        desk.log()
            .lines()
            .filter(|line| line.contains("WARN") && line.contains("could not send"))
            .count(),
        1,
        "{}",
        desk.log()
    );
    stop(&mut daemon, "TERM");
}

#[test]
fn a_digest_that_is_sent_by_hand_ends_though_the_mail_server_says_nothing() {
    let site = Site::new(vec![report(0)]);
    let (desk, _silent) = desk_of_a_silent_server(&site);
    let reader = std::fs::read_to_string(desk.config().join("readers/desk.toml")).unwrap();
    desk.write(
        "readers/desk.toml",
        &format!("{reader}digest = {{ channel = \"mail\", at = \"07:00\" }}\n"),
    );
    desk.pass();
    let said = desk.done(&["digest", "send", "desk"]);
    assert!(said.starts_with("queued for desk@dateline.example: "), "{said}");
    assert!(said.contains("not sent to desk by mail yet: 127.0.0.1 did not greet"), "{said}");
    assert_eq!(
        deliveries(&desk)
            .iter()
            .map(|delivery| (delivery.attempts, delivery.sent_at.is_some()))
            .collect::<Vec<_>>(),
        [(1, false)]
    );
}

#[test]
fn a_mail_that_was_taken_while_the_database_is_locked_is_not_sent_twice() {
    let site = Site::new(vec![report(0)]);
    let mailbox = Mailbox::default();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let desk = desk(&site, listener.local_addr().unwrap().port());
    desk.pass();
    site.publish(vec![report(1)]);
    desk.make_due();
    let mut daemon = desk.start_running();
    let (mut stream, _) = listener.accept().unwrap();
    // Between the mail's first line and its acceptance somebody takes the database, and keeps it
    // for longer than anybody waits.
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let lock = runtime.block_on(desk.lock_database());
    talk(stream.try_clone().unwrap(), mailbox.clone()).ok();
    stream.flush().ok();
    drop(stream);
    serve(listener, mailbox.clone());
    until("it is said that nothing can be noted", || {
        desk.log().contains("nothing is sent, it is tried again")
    });
    drop(lock);
    until("it is noted", || deliveries(&desk)[0].sent_at.is_some());
    assert!(desk.log().contains("what waits is sent again"));
    stop(&mut daemon, "TERM");
    assert_eq!(mailbox.mails.lock().unwrap().len(), 1);
}
