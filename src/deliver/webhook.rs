//! JSON by HTTP POST, signed as Standard Webhooks 1.0.0 asks:
//! <https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md>.
//!
//! The address is the operator's own configuration, so private networks are allowed here; it is
//! never taken from a page, and redirects are not followed.

use std::path::Path;
use std::time::Duration;

use data_encoding::BASE64;
use hmac::{Hmac, KeyInit, Mac};
use reqwest::StatusCode;
use sha2::Sha256;

use super::channel::Webhook;
use super::step::{secret, within};
use super::{Receipt, SendError};
use crate::clock::Timestamp;
use crate::report::{Message, MessageKind};

/// The most bytes of an answer that are kept; what comes behind them is not read.
const ANSWER_BYTES: usize = 1024;

/// Posts `message` to the webhook, signed at `now`. `timeout` is for the whole request, its answer
/// included.
///
/// # Errors
/// [`SendError::Never`] where the webhook is gone (410); [`SendError::Closed`] where it cannot be
/// reached, is busy (429) or in trouble (5xx), or its secret cannot be used; [`SendError::Later`]
/// for any other answer that is not 2xx.
pub(super) async fn send(
    webhook: &Webhook,
    timeout: Duration,
    config: &Path,
    message: &Message,
    now: Timestamp,
) -> Result<Receipt, SendError> {
    let read = within(
        timeout,
        "the file with the secret could not be read",
        secret(config, &webhook.secret_file),
    )
    .await??;
    let secret = key(&read).ok_or_else(|| {
        let file = webhook.secret_file.display();
        SendError::closed(format!(
            "{file}: not a webhook secret; write whsec_ and 24 to 64 random \
            bytes in base64: `openssl rand -base64 32`"
        ))
    })?;
    let body = body(message);
    let seconds = now.as_second().to_string();
    let host = webhook.url.host();
    let request = client(timeout)?
        .post(webhook.url.url().clone())
        .header("content-type", "application/json")
        .header("webhook-id", &message.key)
        .header("webhook-timestamp", &seconds)
        .header("webhook-signature", signature(&secret, &message.key, &seconds, &body))
        .body(body);
    let mut response = request
        .send()
        .await
        .map_err(|error| SendError::closed(format!("{host}: {}", causes(&error.without_url()))))?;

    let status = response.status();
    let mut answer = Vec::new();
    while answer.len() < ANSWER_BYTES {
        match response.chunk().await {
            Ok(Some(chunk)) => {
                answer.extend_from_slice(&chunk[..chunk.len().min(ANSWER_BYTES - answer.len())]);
            }
            Ok(None) | Err(_) => break,
        }
    }
    let answer = format!("{status} {}", String::from_utf8_lossy(&answer));
    match status {
        status if status.is_success() => Ok(Receipt { answer: crate::text::line(&answer, 300) }),
        StatusCode::GONE => Err(SendError::never(format!("{host}: {answer}"))),
        status if status.is_redirection() => Err(SendError::later(format!(
            "{host}: {status}, and redirects are not followed; write the address that it leads to"
        ))),
        StatusCode::TOO_MANY_REQUESTS => Err(SendError::closed(format!("{host}: {answer}"))),
        status if status.is_server_error() => Err(SendError::closed(format!("{host}: {answer}"))),
        _ => Err(SendError::later(format!("{host}: {answer}"))),
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "the address is the operator's own, often in a private network; no redirect is \
        followed"
)]
fn client(timeout: Duration) -> Result<reqwest::Client, SendError> {
    // Whoever comes first installs it; the others find it there.
    rustls::crypto::ring::default_provider().install_default().ok();
    let client = reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .timeout(timeout)
        .no_proxy()
        .user_agent("dateline");
    client.build().map_err(|error| SendError::closed(causes(&error)))
}

fn causes(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        text = format!("{text}: {cause}");
        source = cause.source();
    }
    text
}

/// What is posted: `{"type": "dateline.alert", "timestamp": …, "data": {…}}`, with the facts of the
/// mail, and the mail's own subject and text for receivers that print.
fn body(message: &Message) -> String {
    let kind = match message.kind {
        MessageKind::Alert => "dateline.alert",
        MessageKind::Digest => "dateline.digest",
    };
    let body = serde_json::json!({
        "type": kind,
        "timestamp": message.made_at.to_string(),
        "data": { "id": message.key, "reader": message.reader, "subject": message.subject,
            "text": message.text, "facts": message.data },
    });
    body.to_string()
}

/// The bytes of a secret, which is written as `whsec_` and the base64 of 24 to 64 bytes.
fn key(secret: &str) -> Option<Vec<u8>> {
    let bytes = BASE64.decode(secret.strip_prefix("whsec_")?.as_bytes()).ok()?;
    (24..=64).contains(&bytes.len()).then_some(bytes)
}

/// The header `webhook-signature`: the version, and the HMAC-SHA256 of id, time and body in base64.
fn signature(secret: &[u8], id: &str, seconds: &str, body: &str) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret).expect("HMAC takes keys of every length");
    mac.update(format!("{id}.{seconds}.{body}").as_bytes());
    format!("v1,{}", BASE64.encode(&mac.finalize().into_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_signature_is_the_one_of_the_specification() {
        // The vector of the reference libraries.
        let secret = key("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap();
        let signature = signature(
            &secret,
            "msg_p5jXN8AQM9LWM0D4loKWxJek",
            "1614265330",
            "{\"test\": 2432232314}",
        );
        assert_eq!(signature, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    #[test]
    fn a_secret_is_24_to_64_bytes_in_base64() {
        assert!(key(&format!("whsec_{}", BASE64.encode(&[1; 24]))).is_some());
        for wrong in [
            BASE64.encode(&[1; 24]),
            format!("whsec_{}", BASE64.encode(&[1; 23])),
            "whsec_?".to_owned(),
            String::new(),
        ] {
            assert_eq!(key(&wrong), None);
        }
    }
}
