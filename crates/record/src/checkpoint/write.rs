//! Writing a checkpoint.

use super::{Head, MAGIC, name};
use crate::{RecordError, State};
use lz4_flex::frame::FrameEncoder;
use std::{
    fs::{self, File},
    io::{self, BufWriter, Write},
    path::{Path, PathBuf},
};

/// Passes bytes on and hashes them.
struct Hashing<W> {
    to: W,
    hash: blake3::Hasher,
}

impl<W: Write> Write for Hashing<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.to.write(bytes)?;
        self.hash.update(&bytes[..written]);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.to.flush()
    }
}

/// Writes a checkpoint into `directory`; it has its name once the disk has it.
pub(crate) fn write(directory: &Path, head: &Head, state: &mut State<'_>) -> Result<PathBuf, RecordError> {
    let path = directory.join(name(&head.standing));
    let temporary = directory.join("checkpoint.tmp");
    let words = postcard::to_allocvec(head)
        .map_err(|error| RecordError::Format { path: path.clone(), reason: error.to_string() })?;
    let file = File::create(&temporary).map_err(RecordError::io("create", &temporary))?;
    let mut out = Hashing { to: BufWriter::with_capacity(1 << 18, file), hash: blake3::Hasher::new() };
    let mut write = || -> io::Result<()> {
        out.write_all(MAGIC)?;
        out.write_all(&(words.len() as u64).to_le_bytes())?;
        out.write_all(&words)?;
        let mut encoder = FrameEncoder::new(&mut out);
        state(&mut encoder)?;
        encoder.finish().map_err(io::Error::other)?;
        let hash = out.hash.finalize();
        out.to.write_all(hash.as_bytes())?;
        out.to.flush()?;
        out.to.get_ref().sync_all()
    };
    write().map_err(RecordError::io("write", &temporary))?;
    fs::rename(&temporary, &path).map_err(RecordError::io("rename to its final name", &temporary))?;
    crate::directory::sync_directory(directory);
    Ok(path)
}
