//! `dateline digest`: what a reader would be told now, and telling it.

use clap::{Subcommand, ValueEnum};
use serde_json::json;

use super::print::say;
use super::{Ended, Form, NotFound, Place, ask::ask, print};
use crate::clock;
use crate::configuration::Configuration;
use crate::daemon::{self, Errand, Telling};
use crate::report::Reader;

#[derive(Debug, Subcommand)]
pub enum Digest {
    /// Print a reader's digest as it would be now, without sending it
    Preview {
        reader: String,
        #[arg(long, value_enum, default_value_t = Body::Text)]
        format: Body,
        #[command(flatten)]
        form: Form,
    },
    /// Send a reader's digest now
    Send { reader: String },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Body {
    Text,
    Html,
}

pub async fn carry_out(command: Digest, place: &Place) -> anyhow::Result<Ended> {
    match command {
        Digest::Preview { reader, format, form } => preview(&reader, format, form, place).await,
        Digest::Send { reader } => {
            find(&place.configuration()?, &reader)?;
            say!(
                "{}",
                ask(
                    place,
                    &Errand::Telling(Telling::SendDigest { reader }),
                    "dateline digest send"
                )
                .await?
            );
            Ok(Ended::Done)
        }
    }
}

async fn preview(id: &str, format: Body, form: Form, place: &Place) -> anyhow::Result<Ended> {
    let (configuration, store) = place.archive().await?;
    let reader = find(&configuration, id)?;
    let Some(message) = daemon::preview(&store, &configuration, reader, clock::now()).await? else {
        return Ok(print::nothing(&format!("nothing to tell {id} that a digest has not told")));
    };
    match format {
        _ if form.json => print::json(
            &json!({ "subject": message.subject, "to": message.to, "data": message.data }),
        )?,
        Body::Text => say!("Subject: {}\n\n{}", message.subject, message.text),
        Body::Html => say!("{}", message.html),
    }
    Ok(Ended::Done)
}

fn find<'a>(configuration: &'a Configuration, id: &str) -> anyhow::Result<&'a Reader> {
    let known = configuration.readers.iter().map(|reader| reader.id.as_str());
    configuration.reader(id).ok_or_else(|| NotFound::among(known, "reader", id))
}
