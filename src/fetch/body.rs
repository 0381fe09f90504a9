//! Bodies, by the piece and with an end.

use reqwest::Response;
use reqwest::header::CONTENT_ENCODING;

/// What was read of a body.
pub(super) struct Read {
    pub bytes: Vec<u8>,
    /// There was more than was wanted.
    pub is_cut: bool,
}

pub(super) enum Error {
    /// An encoding that is left after decompression: one that was not asked for, or one within another.
    Encoding(String),
    Http(reqwest::Error),
}

/// Reads at most `most` bytes, counted after decompression.
pub(super) async fn read(mut response: Response, most: usize) -> Result<Read, Error> {
    if let Some(encoding) = response.headers().get(CONTENT_ENCODING).filter(|encoding| *encoding != "identity") {
        return Err(Error::Encoding(String::from_utf8_lossy(encoding.as_bytes()).chars().take(40).collect()));
    }
    let mut bytes = Vec::new();
    while let Some(piece) = response.chunk().await.map_err(Error::Http)? {
        if bytes.len() + piece.len() > most {
            bytes.extend_from_slice(&piece[..most - bytes.len()]);
            return Ok(Read { bytes, is_cut: true });
        }
        bytes.extend_from_slice(&piece);
    }
    Ok(Read { bytes, is_cut: false })
}
