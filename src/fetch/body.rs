//! Bodies of answers, read by the piece and with an end.

use std::time::Duration;

use reqwest::Response;
use reqwest::header::CONTENT_ENCODING;
use tokio::time::timeout;

/// What was read of a body.
pub(super) struct Read {
    pub bytes: Vec<u8>,
    /// Whether there was more than was wanted.
    pub is_cut: bool,
}

/// Why a body could not be read to its end.
pub(super) enum Error {
    /// An encoding that is left after decompression: one that was not asked for, or one within
    /// another.
    Encoding(String),
    /// Nothing came for this long.
    Paused(Duration),
    Http(reqwest::Error),
}

/// Reads at most `most` bytes, counted after decompression, of a body that pauses for `pause` at
/// most.
pub(super) async fn read(
    mut response: Response,
    most: usize,
    pause: Duration,
) -> Result<Read, Error> {
    if let Some(encoding) =
        response.headers().get(CONTENT_ENCODING).filter(|encoding| *encoding != "identity")
    {
        return Err(Error::Encoding(
            String::from_utf8_lossy(encoding.as_bytes()).chars().take(40).collect(),
        ));
    }
    let mut bytes = Vec::new();
    loop {
        let Ok(piece) = timeout(pause, response.chunk()).await else {
            return Err(Error::Paused(pause));
        };
        let Some(piece) = piece.map_err(Error::Http)? else {
            return Ok(Read { bytes, is_cut: false });
        };
        if bytes.len() + piece.len() > most {
            bytes.extend_from_slice(&piece[..most - bytes.len()]);
            return Ok(Read { bytes, is_cut: true });
        }
        bytes.extend_from_slice(&piece);
    }
}
