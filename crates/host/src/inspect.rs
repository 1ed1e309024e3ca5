//! Reads what a plugin says about itself, without running any of its code.
//!
//! The bytes are read once; they are what is hashed, checked and, by [`crate::load`], run.

use crate::{HostError, image::Image, parameter_specs};
use coercivity_policy::{
    Card,
    abi::{ABI, ENTRY_SYMBOL, FLAG_CONTAINED, MAGIC, MANIFEST_SYMBOL, ManifestHead},
};
use sha2::{Digest as _, Sha256};
use std::{
    fmt, fs,
    io::Read as _,
    mem::offset_of,
    path::{Path, PathBuf},
};

/// A plugin file that could be loaded.
#[derive(Clone)]
pub struct Inspected {
    /// Where it was read.
    pub path: PathBuf,
    /// What was read.
    pub bytes: Vec<u8>,
    /// SHA-256 of the bytes, 64 small hexadecimal digits.
    pub sha256: String,
    /// What its manifest says.
    pub card: Card,
    /// Version of the ABI that it is built for.
    pub abi: u32,
}

/// Reads and checks a plugin file. No code of it runs.
///
/// # Errors
/// If it is no plugin that this program can load.
pub fn inspect(path: &Path) -> Result<Inspected, HostError> {
    inspect_bytes(path, read(path)?)
}

/// The same for what was read from the file before.
pub(crate) fn inspect_bytes(path: &Path, bytes: Vec<u8>) -> Result<Inspected, HostError> {
    let image = Image::parse(path, &bytes)?;
    let manifest = image.behind(MANIFEST_SYMBOL)?;
    let (abi, text) = checked_head(path, manifest)?;
    image.behind(ENTRY_SYMBOL)?;
    let broken = |why| HostError::Manifest { path: path.to_owned(), why };
    let text =
        std::str::from_utf8(text).map_err(|error| broken(format!("its text is not UTF-8 ({error})")))?;
    let card = Card::parse(text).map_err(broken)?;
    parameter_specs(&card).map_err(|error| match error {
        HostError::Parameters { why, .. } => broken(why),
        other => other,
    })?;
    let sha256 = Sha256::digest(&bytes).iter().map(|byte| format!("{byte:02x}")).collect();
    Ok(Inspected { path: path.to_owned(), sha256, card, abi, bytes })
}

impl Inspected {
    /// Compares the hash of the file with a pinned one, 64 hexadecimal digits.
    ///
    /// # Errors
    /// If they differ; both hashes are told.
    pub fn require_sha256(&self, pinned: &str) -> Result<(), HostError> {
        if self.sha256.eq_ignore_ascii_case(pinned.trim()) {
            return Ok(());
        }
        Err(HostError::Hash {
            path: self.path.clone(),
            pinned: pinned.trim().to_owned(),
            found: self.sha256.clone(),
        })
    }
}

impl fmt::Debug for Inspected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Inspected")
            .field("path", &self.path)
            .field("bytes", &self.bytes.len())
            .field("sha256", &self.sha256)
            .field("card", &self.card)
            .field("abi", &self.abi)
            .finish()
    }
}

/// Most megabytes (2^20 bytes) of a plugin: more than a library of any language that is linked whole.
const MOST_MB: u64 = 256;

fn read(path: &Path) -> Result<Vec<u8>, HostError> {
    let about = fs::metadata(path).map_err(HostError::io("read", path))?;
    let not_a_file = |found| HostError::NotAFile { path: path.to_owned(), found };
    if about.is_dir() {
        return Err(not_a_file("a directory"));
    }
    if !about.is_file() {
        return Err(not_a_file("a device, pipe or socket"));
    }
    let too_large = |bytes| HostError::TooLarge { path: path.to_owned(), bytes, most_mb: MOST_MB };
    if about.len() > MOST_MB << 20 {
        return Err(too_large(about.len()));
    }
    // Its length is what the system says; what it gives may be more.
    let mut bytes = Vec::new();
    let file = fs::File::open(path).map_err(HostError::io("read", path))?;
    file.take((MOST_MB << 20) + 1).read_to_end(&mut bytes).map_err(HostError::io("read", path))?;
    if bytes.len() as u64 > MOST_MB << 20 {
        return Err(too_large(bytes.len() as u64));
    }
    if bytes.is_empty() { Err(HostError::Empty { path: path.to_owned() }) } else { Ok(bytes) }
}

/// Version of the ABI, and the text behind the head. The version is looked at before anything that it may change.
fn checked_head<'a>(path: &Path, manifest: &'a [u8]) -> Result<(u32, &'a [u8]), HostError> {
    let broken = |why: &str| HostError::Manifest { path: path.to_owned(), why: why.to_owned() };
    let Some((head, text)) = manifest.split_at_checked(size_of::<ManifestHead>()) else {
        return Err(broken("it is shorter than its head"));
    };
    if head[..MAGIC.len()] != MAGIC {
        return Err(broken("it does not begin with COERCIVITYPOLICY"));
    }
    let abi = u32::from_ne_bytes(field(head, offset_of!(ManifestHead, abi)));
    if abi != ABI {
        return Err(HostError::Abi { path: path.to_owned(), theirs: abi, ours: ABI });
    }
    if u32::from_ne_bytes(field(head, offset_of!(ManifestHead, flags))) & FLAG_CONTAINED == 0 {
        return Err(HostError::Uncontained { path: path.to_owned() });
    }
    let length = u64::from_ne_bytes(field(head, offset_of!(ManifestHead, length)));
    let text = usize::try_from(length).ok().and_then(|length| text.get(..length));
    text.map(|text| (abi, text)).ok_or_else(|| broken("it says that it is longer than the file allows"))
}

/// The bytes of a field; the head is long enough for every field of its struct.
fn field<const N: usize>(head: &[u8], offset: usize) -> [u8; N] {
    let mut bytes = [0; N];
    bytes.copy_from_slice(&head[offset..offset + N]);
    bytes
}
