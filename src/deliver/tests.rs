//! Whole conversations over loopback: with mailin's SMTP server, and with a receiver of webhooks.

#![expect(clippy::disallowed_methods, reason = "a server of a test ends with the test")]

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::body::Bytes;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use data_encoding::BASE64;
use hmac::{Hmac, KeyInit, Mac};
use mailin::{Action, AuthMechanism, Handler, SessionBuilder, response};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpListener;

use super::channel::{Smtp, Tls, Webhook};
use super::mail::eml;
use super::mail::tests::{from, message};
use super::*;
use crate::link::Link;

/// A mail server that takes what it is sent, but for three addresses and without the right
/// password.
#[derive(Clone, Default)]
struct Mailbox {
    asks_for_login: bool,
    recipients: Vec<String>,
    data: Vec<u8>,
    delivered: Arc<Mutex<Vec<Delivered>>>,
}

/// A mail that was taken: its recipients, and its bytes.
type Delivered = (Vec<String>, Vec<u8>);

impl Handler for Mailbox {
    fn rcpt(&mut self, to: &str) -> response::Response {
        match to {
            "gone@example.org" => response::NO_MAILBOX,
            "full@example.org" => response::NO_STORAGE,
            "busy@example.org" => response::OUT_OF_SPACE,
            _ => {
                self.recipients.push(to.to_owned());
                response::OK
            }
        }
    }

    fn data(&mut self, line: &[u8]) -> std::io::Result<()> {
        self.data.extend_from_slice(line);
        Ok(())
    }

    fn data_end(&mut self) -> response::Response {
        let mail = (std::mem::take(&mut self.recipients), std::mem::take(&mut self.data));
        self.delivered.lock().unwrap().push(mail);
        response::OK
    }

    fn auth_plain(&mut self, _: &str, user: &str, password: &str) -> response::Response {
        if (user, password) == ("dateline", "right") {
            response::AUTH_OK
        } else {
            response::INVALID_CREDENTIALS
        }
    }
}

/// Serves mail on a port of its own for as long as the test runs.
async fn serve_mail(mailbox: Mailbox) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut builder = SessionBuilder::new("mx.example.org");
            if mailbox.asks_for_login {
                builder.enable_auth(AuthMechanism::Plain).insecure_enable_plaintext_auth();
            }
            let mut session = builder.build(IpAddr::from([127, 0, 0, 1]), mailbox.clone());
            let (read, mut write) = stream.split();
            let mut lines = BufReader::new(read);
            write.write_all(&session.greeting().buffer().unwrap()).await.unwrap();
            let mut line = Vec::new();
            while lines.read_until(b'\n', &mut line).await.is_ok_and(|length| length > 0) {
                let answer = session.process(&line);
                line.clear();
                write.write_all(&answer.buffer().unwrap()).await.unwrap();
                if answer.action == Action::Close {
                    break;
                }
            }
        }
    });
    port
}

fn smtp(port: u16) -> Smtp {
    Smtp { host: "127.0.0.1".to_owned(), port, tls: Tls::None, login: None, from: from() }
}

/// How long a step may take: longer than any answer on loopback takes.
const TIMEOUT: Duration = Duration::from_secs(20);

fn over(by: Carrier, config: &Path) -> Post {
    waiting(TIMEOUT, by, config)
}

fn waiting(timeout: Duration, by: Carrier, config: &Path) -> Post {
    Post::new(BTreeMap::from([("out".to_owned(), Channel { by, timeout })]), config, config)
}

fn now() -> Timestamp {
    "2026-11-25T01:02:09Z".parse().unwrap()
}

#[tokio::test]
async fn a_mail_server_gets_the_same_bytes_as_a_folder() {
    let mailbox = Mailbox::default();
    let port = serve_mail(mailbox.clone()).await;
    let message = Message { text: "RSET\r.\r\n.\nQUIT\n. . .\n".repeat(3), ..message("out") };
    let receipt =
        over(Carrier::Smtp(smtp(port)), Path::new("")).send(&message, now()).await.unwrap();
    assert!(receipt.answer.starts_with("250 "), "{}", receipt.answer);
    let delivered = mailbox.delivered.lock().unwrap();
    let [(recipients, data)] = delivered.as_slice() else { panic!("{delivered:?}") };
    assert_eq!(recipients, &["desk@example.org"]);
    assert_eq!(data.trim_ascii_end(), eml(&message, &from()).unwrap().trim_ascii_end());
}

#[tokio::test]
async fn a_mail_server_may_refuse_for_now_or_for_good() {
    let port = serve_mail(Mailbox::default()).await;
    let office = over(Carrier::Smtp(smtp(port)), Path::new(""));
    let to = |address: &str| Message { to: address.to_owned(), ..message("out") };
    let gone = office.send(&to("gone@example.org"), now()).await;
    assert!(matches!(gone, Err(SendError::Never { why }) if why.contains("550")));
    let full = office.send(&to("full@example.org"), now()).await;
    assert!(matches!(full, Err(SendError::Later { why }) if why.contains("552")));
    let busy = office.send(&to("busy@example.org"), now()).await;
    assert!(matches!(busy, Err(SendError::Later { why }) if why.contains("452")));
}

#[tokio::test]
async fn a_mail_server_that_is_not_there_is_tried_again() {
    let port = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap().port();
    let office = over(Carrier::Smtp(smtp(port)), Path::new(""));
    assert!(matches!(office.send(&message("out"), now()).await, Err(SendError::Closed { .. })));
}

#[tokio::test]
async fn a_mail_server_without_the_encryption_that_is_asked_for_gets_nothing() {
    let mailbox = Mailbox::default();
    let port = serve_mail(mailbox.clone()).await;
    let office = over(Carrier::Smtp(Smtp { tls: Tls::Starttls, ..smtp(port) }), Path::new(""));
    assert!(matches!(office.send(&message("out"), now()).await, Err(SendError::Closed { .. })));
    assert!(mailbox.delivered.lock().unwrap().is_empty());
}

/// A mail server that says `lines`, one for each line that it hears, and then nothing any more.
async fn serve_silence(lines: &'static [&'static str]) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let (read, mut write) = stream.split();
        let mut heard = BufReader::new(read).lines();
        for line in lines {
            write.write_all(line.as_bytes()).await.unwrap();
            heard.next_line().await.unwrap();
        }
        std::future::pending::<()>().await;
    });
    port
}

/// What a delivery to somebody who does not answer ends with. That it ends at all is what is
/// tested: without an end of its own this waits for a minute.
async fn ends(by: Carrier, config: &Path) -> Result<Receipt, SendError> {
    let office = waiting(Duration::from_millis(300), by, config);
    tokio::time::timeout(Duration::from_mins(1), office.send(&message("out"), now()))
        .await
        .expect("it does not wait for ever")
}

#[tokio::test]
async fn a_mail_server_that_falls_silent_is_not_waited_for() {
    let said: &[&str] =
        &["220 mx\r\n", "250-mx\r\n250 8BITMIME\r\n", "250 ok\r\n", "250 ok\r\n", "354 go\r\n"];
    let steps = ["did not greet", "did not greet", "MAIL", "RCPT", "DATA", "the mail"];
    for (answers, step) in steps.iter().enumerate() {
        let port = serve_silence(&said[..answers]).await;
        let sent = ends(Carrier::Smtp(smtp(port)), Path::new("")).await;
        assert!(
            matches!(&sent, Err(SendError::Closed { why }) if why.contains(step)),
            "after {answers} answers: {sent:?}"
        );
    }
    let starttls = Smtp {
        tls: Tls::Starttls,
        ..smtp(serve_silence(&["220 mx\r\n", "250-mx\r\n250 STARTTLS\r\n"]).await)
    };
    let sent = ends(Carrier::Smtp(starttls), Path::new("")).await;
    assert!(
        matches!(&sent, Err(SendError::Closed { why }) if why.contains("STARTTLS")),
        "{sent:?}"
    );
    let config = tempfile::tempdir().unwrap();
    std::fs::write(config.path().join("password"), "right\n").unwrap();
    let login = Some(("dateline".to_owned(), PathBuf::from("password")));
    let with_login = Smtp {
        login,
        ..smtp(serve_silence(&["220 mx\r\n", "250-mx\r\n250 AUTH PLAIN\r\n"]).await)
    };
    let sent = ends(Carrier::Smtp(with_login), config.path()).await;
    assert!(matches!(&sent, Err(SendError::Closed { why }) if why.contains("AUTH")), "{sent:?}");
}

#[tokio::test]
async fn a_mail_server_that_speaks_a_letter_at_a_time_is_not_waited_for() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        while stream.write_all(b"2").await.is_ok() {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    });
    assert!(matches!(
        ends(Carrier::Smtp(smtp(port)), Path::new("")).await,
        Err(SendError::Closed { .. })
    ));
}

#[tokio::test]
async fn a_webhook_that_says_nothing_is_not_waited_for() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/hook", listener.local_addr().unwrap()).parse().unwrap();
    let config = tempfile::tempdir().unwrap();
    std::fs::write(config.path().join("hook"), format!("whsec_{}\n", BASE64.encode(&SECRET)))
        .unwrap();
    let sent =
        ends(Carrier::Webhook(Webhook { url, secret_file: PathBuf::from("hook") }), config.path())
            .await;
    assert!(matches!(sent, Err(SendError::Closed { .. })), "{sent:?}");
}

#[tokio::test]
async fn a_wrong_password_is_for_the_operator_to_mend() {
    let mailbox = Mailbox { asks_for_login: true, ..Mailbox::default() };
    let port = serve_mail(mailbox.clone()).await;
    let config = tempfile::tempdir().unwrap();
    let login = Some(("dateline".to_owned(), PathBuf::from("password")));
    let office = over(Carrier::Smtp(Smtp { login, ..smtp(port) }), config.path());
    let without = office.send(&message("out"), now()).await;
    let missing = "the secret in password: ";
    assert!(matches!(without, Err(SendError::Closed { why }) if why.starts_with(missing)));
    std::fs::write(config.path().join("password"), "wrong\n").unwrap();
    let wrong = office.send(&message("out"), now()).await;
    assert!(matches!(wrong, Err(SendError::Closed { why }) if why.contains("535")));
    std::fs::write(config.path().join("password"), "right\n").unwrap();
    office.send(&message("out"), now()).await.unwrap();
    assert_eq!(mailbox.delivered.lock().unwrap().len(), 1);
}

#[tokio::test]
async fn a_greeting_of_white_space_breaks_nothing_but_the_conversation() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            stream.write_all(b"220 \r\n").await.ok();
            let mut lines = BufReader::new(stream);
            let mut line = Vec::new();
            while lines.read_until(b'\n', &mut line).await.is_ok_and(|length| length > 0) {
                lines.get_mut().write_all(b"250-  \r\n250 \x0b \r\n").await.ok();
                line.clear();
            }
        }
    });
    let sent = over(Carrier::Smtp(smtp(port)), Path::new("")).send(&message("out"), now()).await;
    assert!(matches!(sent, Err(SendError::Closed { .. })), "{sent:?}");
}

const SECRET: [u8; 32] = [7; 32];

/// A receiver that checks as the specification asks, and answers with `status`.
async fn serve_hook(status: StatusCode, received: Arc<Mutex<Vec<serde_json::Value>>>) -> Link {
    let receive = async move |headers: HeaderMap, body: Bytes| {
        let header = |name: &str| headers[name].to_str().unwrap().to_owned();
        let mut mac = Hmac::<sha2::Sha256>::new_from_slice(&SECRET).unwrap();
        mac.update(format!("{}.{}.", header("webhook-id"), header("webhook-timestamp")).as_bytes());
        mac.update(&body);
        let signature = header("webhook-signature");
        let given = BASE64.decode(signature.strip_prefix("v1,").unwrap().as_bytes()).unwrap();
        if mac.verify_slice(&given).is_err()
            || header("webhook-timestamp") != now().as_second().to_string()
        {
            return (StatusCode::UNAUTHORIZED, [("location", "/")], "not signed".to_owned());
        }
        received.lock().unwrap().push(serde_json::from_slice(&body).unwrap());
        (status, [("location", "/")], format!("heard\r\n\u{1b}[2J{}", "x".repeat(100_000)))
    };
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let link = format!("http://{}/hook", listener.local_addr().unwrap()).parse().unwrap();
    tokio::spawn(async move {
        axum::serve(listener, axum::Router::new().route("/hook", post(receive))).await
    });
    link
}

async fn hook(
    status: StatusCode,
    secret: &[u8],
) -> (Result<Receipt, SendError>, Vec<serde_json::Value>) {
    let received = Arc::default();
    let url = serve_hook(status, Arc::clone(&received)).await;
    let config = tempfile::tempdir().unwrap();
    std::fs::write(config.path().join("hook"), format!("whsec_{}\n", BASE64.encode(secret)))
        .unwrap();
    let by = Carrier::Webhook(Webhook { url, secret_file: PathBuf::from("hook") });
    let sent = over(by, config.path()).send(&message("out"), now()).await;
    let received = received.lock().unwrap().clone();
    (sent, received)
}

#[tokio::test]
async fn a_webhook_is_signed_and_carries_the_facts() {
    let (sent, received) = hook(StatusCode::OK, &SECRET).await;
    let answer = sent.unwrap().answer;
    assert!(answer.starts_with("200 OK heard [2Jxxx") && answer.chars().count() == 300, "{answer}");
    assert_eq!(received[0]["type"], "dateline.alert");
    assert_eq!(received[0]["data"]["id"], message("out").key);
    assert_eq!(received[0]["data"]["facts"]["kind"], "alert");
}

#[tokio::test]
async fn a_webhook_with_another_secret_is_refused() {
    let (sent, received) = hook(StatusCode::OK, &[8; 32]).await;
    let is_refused = |why: &str| why.contains("401") && why.contains("not signed");
    assert!(matches!(sent, Err(SendError::Later { why }) if is_refused(&why)));
    assert_eq!(received.len(), 0);
}

#[tokio::test]
async fn a_webhook_that_is_gone_is_given_up_and_one_that_is_busy_is_not() {
    assert!(matches!(hook(StatusCode::GONE, &SECRET).await.0, Err(SendError::Never { .. })));
    for status in [StatusCode::TOO_MANY_REQUESTS, StatusCode::BAD_GATEWAY] {
        assert!(matches!(hook(status, &SECRET).await.0, Err(SendError::Closed { .. })), "{status}");
    }
    assert!(matches!(hook(StatusCode::NOT_FOUND, &SECRET).await.0, Err(SendError::Later { .. })));
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let (sent, received) = hook(StatusCode::TEMPORARY_REDIRECT, &SECRET).await;
    assert!(
        matches!(sent, Err(SendError::Later { why }) if why.contains("redirects are not followed"))
    );
    assert_eq!(received.len(), 1);
}

#[tokio::test]
async fn a_channel_that_is_not_configured_waits_for_its_file() {
    let sent = Post::new(BTreeMap::new(), Path::new(""), Path::new(""))
        .send(&message("pager"), now())
        .await;
    let way_out = "there is no channel `pager`; write channels/pager.toml";
    assert!(matches!(sent, Err(SendError::Closed { why }) if why == way_out));
}
