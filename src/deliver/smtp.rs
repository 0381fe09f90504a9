//! Mail by SMTP (RFC 5321).

use std::path::Path;
use std::time::Duration;

use lettre::transport::smtp::PoolConfig;
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Tls as Encryption, TlsParameters};
use lettre::transport::smtp::response::{Category, Detail, Response, Severity};
use lettre::{AsyncSmtpTransport, AsyncTransport, Tokio1Executor};

use super::channel::{Smtp, Tls};
use super::{Receipt, SendError, mail, secret};
use tokio::task::JoinSet;

use crate::report::Message;
use crate::text::line;

/// For each command.
const TIMEOUT: Duration = Duration::from_mins(1);

/// One conversation for one message: what a desk sends is little, and a server that went away
/// between two messages is no third case.
pub async fn send(smtp: &Smtp, config: &Path, message: &Message) -> Result<Receipt, SendError> {
    let mail = mail::mail(message, &smtp.from)?;
    let transport = transport(smtp, config).await?;
    let host = smtp.host.clone();
    // On a task of its own: a greeting of odd white space makes lettre 0.11.23 panic (RUSTSEC-2026-0562).
    let mut conversation = JoinSet::new();
    conversation.spawn(async move {
        let sent = transport.send(mail).await;
        transport.shutdown().await;
        sent
    });
    match conversation.join_next().await {
        Some(Ok(Ok(response))) => Ok(Receipt { answer: answer(&response) }),
        Some(Ok(Err(error))) => Err(refusal(&host, &error)),
        Some(Err(_)) | None => Err(SendError::later(format!("the conversation with {host} broke off"))),
    }
}

async fn transport(smtp: &Smtp, config: &Path) -> Result<AsyncSmtpTransport<Tokio1Executor>, SendError> {
    let parameters = || TlsParameters::new(smtp.host.clone()).map_err(|error| SendError::later(format!("no encryption with {}: {error}", smtp.host)));
    let encryption = match smtp.tls {
        Tls::None => Encryption::None,
        Tls::Starttls => Encryption::Required(parameters()?),
        Tls::Tls => Encryption::Wrapper(parameters()?),
    };
    let mut builder = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(smtp.host.clone())
        .port(smtp.port)
        .tls(encryption)
        .timeout(Some(TIMEOUT))
        .pool_config(PoolConfig::new().max_size(1));
    if let Some((user, file)) = &smtp.login {
        builder = builder.credentials(Credentials::new(user.clone(), secret(config, file).await?));
    }
    Ok(builder.build())
}

fn answer(response: &Response) -> String {
    line(&format!("{} {}", response.code(), response.message().collect::<Vec<_>>().join(" ")), 300)
}

/// A server refuses an address or a message for good with 55z (RFC 5321, 4.2.1), but for 552, a full
/// mailbox. Other refusals, of a login above all, are for the operator to mend.
fn refusal(host: &str, error: &lettre::transport::smtp::Error) -> SendError {
    let mut why = format!("{host}: {error}");
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        let cause_text = cause.to_string();
        if !why.contains(&cause_text) {
            why = format!("{why}: {cause_text}");
        }
        source = cause.source();
    }
    let for_good = error.status().is_some_and(|code| {
        let is_of_mail = code.severity == Severity::PermanentNegativeCompletion && code.category == Category::MailSystem;
        is_of_mail && code.detail != Detail::Two
    });
    if for_good { SendError::never(why) } else { SendError::later(why) }
}
