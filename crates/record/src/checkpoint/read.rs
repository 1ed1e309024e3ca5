//! Reading a checkpoint: the hash first, then the head, then the state.

use super::{ANY, HASH, Head, MAGIC};
use crate::{
    RecordError,
    bounded::{self, MOST_LIST_MB},
};
use lz4_flex::frame::FrameDecoder;
use std::{
    fs::File,
    io::{BufReader, Read, Seek as _, SeekFrom},
    path::{Path, PathBuf},
};

/// The state of a checkpoint whose hash has been checked.
pub struct Body {
    path: PathBuf,
    reader: FrameDecoder<std::io::Take<BufReader<File>>>,
}

impl Body {
    /// The file that it comes from.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }
}

impl Read for Body {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        self.reader.read(into)
    }
}

/// Opens the checkpoint at `path`.
///
/// # Errors
/// If the file cannot be read, is none of this format, or was damaged; the sentence says which.
pub fn open_checkpoint(path: &Path) -> Result<(Head, Body), RecordError> {
    let of_system = |action| RecordError::io(action, path);
    let mut file = bounded::open(path, u64::MAX)?;
    let length = file.metadata().map_err(of_system("read"))?.len();
    let content = check(&mut file, length).map_err(of_system("read"))?.map_err(|reason| {
        RecordError::Checkpoint { path: path.to_owned(), reason: format!("{reason}. {REMEDY}") }
    })?;
    let wrong = |reason: String| RecordError::Checkpoint { path: path.to_owned(), reason };
    file.seek(SeekFrom::Start(MAGIC.len() as u64)).map_err(of_system("read"))?;
    let mut rest = BufReader::new(file).take(content - MAGIC.len() as u64);
    let head = head(&mut rest).map_err(|why| wrong(format!("its head cannot be read ({why}). {REMEDY}")))?;
    Ok((head, Body { path: path.to_owned(), reader: FrameDecoder::new(rest) }))
}

const REMEDY: &str = "Remove the file to go on from an earlier checkpoint, if there is one, or run the \
                      scenario anew.";

/// The number of bytes before the hash, or what is wrong with the file.
fn check(file: &mut File, length: u64) -> std::io::Result<Result<u64, String>> {
    let Some(content) = length.checked_sub(HASH).filter(|&content| content > MAGIC.len() as u64 + 8) else {
        return Ok(Err(format!("it ends after {length} bytes")));
    };
    let mut magic = [0; MAGIC.len()];
    file.read_exact(&mut magic)?;
    if magic[..ANY] != MAGIC[..ANY] {
        return Ok(Err("it is no checkpoint".to_owned()));
    }
    if magic != *MAGIC {
        let version = char::from(magic[ANY]).escape_default();
        let ours = char::from(MAGIC[ANY]);
        return Ok(Err(format!(
            "it has version {version} of the format, and this program reads version {ours}"
        )));
    }
    let mut hash = blake3::Hasher::new();
    hash.update(&magic);
    hash.update_reader(file.take(content - magic.len() as u64))?;
    let mut expected = [0; HASH as usize];
    file.read_exact(&mut expected)?;
    if *hash.finalize().as_bytes() != expected {
        let why = "its content does not match its hash, so it was damaged after it was written";
        return Ok(Err(why.to_owned()));
    }
    Ok(Ok(content))
}

fn head(from: &mut impl Read) -> Result<Head, String> {
    let mut length = [0; 8];
    from.read_exact(&mut length).map_err(|error| error.to_string())?;
    let length = u64::from_le_bytes(length);
    if length > MOST_LIST_MB << 20 {
        return Err(format!("it says that it has {length} bytes, and at most {MOST_LIST_MB} MB are read"));
    }
    let mut words = Vec::new();
    let read = from.take(length).read_to_end(&mut words);
    read.map_err(|error| error.to_string())?;
    postcard::from_bytes(&words).map_err(|error| error.to_string())
}
