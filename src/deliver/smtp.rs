//! Mail by SMTP (RFC 5321).

use std::fmt::Display;
use std::path::Path;
use std::time::Duration;

use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::{Credentials, DEFAULT_MECHANISMS};
use lettre::transport::smtp::client::{AsyncSmtpConnection, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail, Rcpt};
use lettre::transport::smtp::extension::{ClientId, Extension, MailParameter};
use lettre::transport::smtp::response::{Category, Detail, Response, Severity};
use tokio::task::JoinSet;

use super::channel::{Smtp, Tls};
use super::step::{secret, within};
use super::{Receipt, SendError, mail};
use crate::report::Message;
use crate::text::line;

/// How many times `timeout` a server has to take a mail that it was given whole: it may look for
/// viruses first. RFC 5321 (4.5.3.2.6) asks for ten minutes; a mail that was taken after this is
/// sent again under the same `Message-ID`.
const TAKING: u32 = 4;
/// How long a server may take to answer the farewell, which nothing hangs on.
const FAREWELL: Duration = Duration::from_secs(2);

/// Sends `message` in a conversation of its own: what a desk sends is little, and a conversation
/// that is kept open may end between two messages. `timeout` is for each command.
///
/// # Errors
/// [`SendError::Never`] where the message makes no mail, or the server refuses it or its address
/// for good; [`SendError::Later`] where it refuses for now; [`SendError::Closed`] for all else.
pub(super) async fn send(
    smtp: &Smtp,
    timeout: Duration,
    config: &Path,
    message: &Message,
) -> Result<Receipt, SendError> {
    let mail = mail::mail(message, &smtp.from)?;
    let login = match &smtp.login {
        Some((user, file)) => {
            let password = within(
                timeout,
                "the file with the password could not be read",
                secret(config, file),
            )
            .await??;
            Some(Credentials::new(user.clone(), password))
        }
        None => None,
    };
    // On a task of its own: a greeting of odd white space makes lettre 0.11.23 panic
    // (RUSTSEC-2026-0562).
    let mut conversation = JoinSet::new();
    let to = smtp.clone();
    conversation.spawn(async move {
        let mut conversation = Conversation::open(&to, timeout, login).await?;
        let taken = conversation.send(&mail).await;
        conversation.end().await;
        taken
    });
    match conversation.join_next().await {
        Some(Ok(taken)) => taken,
        Some(Err(_)) | None => {
            Err(SendError::closed(format!("the conversation with {} broke off", smtp.host)))
        }
    }
}

/// An open conversation with a mail server, of which no step lasts longer than `timeout`.
struct Conversation {
    host: String,
    timeout: Duration,
    connection: AsyncSmtpConnection,
}

impl Conversation {
    async fn open(
        smtp: &Smtp,
        timeout: Duration,
        login: Option<Credentials>,
    ) -> Result<Self, SendError> {
        let host = smtp.host.clone();
        let hello = ClientId::default();
        let encryption = match smtp.tls {
            Tls::None => None,
            Tls::Starttls | Tls::Implicit => {
                Some(TlsParameters::new(host.clone()).map_err(|error| {
                    SendError::closed(format!("no encryption with {host}: {error}"))
                })?)
            }
        };
        let (from_the_start, later) =
            if smtp.tls == Tls::Implicit { (encryption, None) } else { (None, encryption) };
        let connecting = AsyncSmtpConnection::connect_tokio1(
            (host.as_str(), smtp.port),
            Some(timeout),
            &hello,
            from_the_start,
            None,
        );
        let connection = within(timeout, &format!("{host} did not greet"), connecting).await?;
        let connection = connection.map_err(|error| SendError::closed(causes(&host, &error)))?;
        let mut conversation = Self { host, timeout, connection };
        if let Some(encryption) = later {
            let silent = conversation.silent("STARTTLS");
            let secured =
                within(timeout, &silent, conversation.connection.starttls(encryption, &hello))
                    .await?;
            secured.map_err(|error| SendError::closed(causes(&conversation.host, &error)))?;
        }
        if let Some(login) = login {
            let silent = conversation.silent("AUTH");
            let let_in =
                within(timeout, &silent, conversation.connection.auth(DEFAULT_MECHANISMS, &login))
                    .await?;
            let_in.map_err(|error| SendError::closed(causes(&conversation.host, &error)))?;
        }
        Ok(conversation)
    }

    async fn send(&mut self, mail: &lettre::Message) -> Result<Receipt, SendError> {
        let envelope = mail.envelope();
        let takes_foreign_addresses =
            self.connection.server_info().supports_feature(Extension::SmtpUtfEight);
        let is_plain = |address: &lettre::Address| AsRef::<str>::as_ref(address).is_ascii();
        let parameters = match envelope.from().into_iter().chain(envelope.to()).all(is_plain) {
            true => Vec::new(),
            false if takes_foreign_addresses => vec![MailParameter::SmtpUtfEight],
            false => {
                return Err(SendError::never(format!(
                    "{} takes no address with other letters than a to z",
                    self.host
                )));
            }
        };
        // A sender that the server refuses is the operator's to mend, whatever the code.
        self.command("MAIL", Mail::new(envelope.from().cloned(), parameters), |_, why| {
            SendError::closed(why)
        })
        .await?;
        for to in envelope.to() {
            self.command("RCPT", Rcpt::new(to.clone(), Vec::new()), refused).await?;
        }
        self.command("DATA", Data, refused).await?;
        // Bodies are encoded and headers too (`mail`): the bytes are ASCII, whatever the server
        // takes.
        let bytes = mail.formatted();
        let (timeout, silent) = (self.timeout * TAKING, self.silent("the mail"));
        let taken = within(timeout, &silent, self.connection.message(&bytes)).await?;
        taken
            .map(|response| Receipt { answer: answer(&response) })
            .map_err(|error| refused(&error, causes(&self.host, &error)))
    }

    async fn command(
        &mut self,
        name: &str,
        command: impl Display,
        refused: impl Fn(&Error, String) -> SendError,
    ) -> Result<(), SendError> {
        let silent = self.silent(name);
        let answered = within(self.timeout, &silent, self.connection.command(command)).await?;
        answered.map(|_| ()).map_err(|error| refused(&error, causes(&self.host, &error)))
    }

    async fn end(mut self) {
        tokio::time::timeout(FAREWELL.min(self.timeout), self.connection.quit()).await.ok();
    }

    fn silent(&self, name: &str) -> String {
        format!("{} did not answer {name}", self.host)
    }
}

/// The error for an address or a message that the server did not take, by its answer (RFC 5321,
/// 4.2.1): with 55z it refuses for good, but for 552, a full mailbox; with 421 it closes (3.8).
/// What is no answer at all is a connection that broke.
fn refused(error: &Error, why: String) -> SendError {
    let Some(code) = error.status() else { return SendError::closed(why) };
    let is_of_mail = code.severity == Severity::PermanentNegativeCompletion
        && code.category == Category::MailSystem;
    match u16::from(code) {
        421 => SendError::closed(why),
        _ if is_of_mail && code.detail != Detail::Two => SendError::never(why),
        _ => SendError::later(why),
    }
}

fn answer(response: &Response) -> String {
    line(&format!("{} {}", response.code(), response.message().collect::<Vec<_>>().join(" ")), 300)
}

/// What went wrong in a conversation with `host`, and the causes that this does not say yet.
fn causes(host: &str, error: &Error) -> String {
    let mut why = format!("{host}: {error}");
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        let cause_text = cause.to_string();
        if !why.contains(&cause_text) {
            why = format!("{why}: {cause_text}");
        }
        source = cause.source();
    }
    why
}
