//! How a cell begins: it takes what it is given and closes everything else.

use super::{Arena, REQUEST_MAX, frames, name_of_open, trap};
use crate::{
    Inspected, inspect,
    isolated::protocol::{Request, Start},
};
use rustix::{
    io::fcntl_dupfd_cloexec,
    net::{RecvAncillaryBuffer, RecvAncillaryMessage, RecvFlags, recvmsg},
    process::{Signal, getppid, set_parent_process_death_signal},
};
use std::{
    fs::File,
    io::{self, IoSliceMut},
    mem::MaybeUninit,
    os::fd::{AsRawFd as _, OwnedFd},
    path::{Path, PathBuf},
};

/// A cell that has all it needs, not yet locked.
pub(super) struct Arrived {
    /// A file, since sockets are written to by a system call that can do more.
    pub(super) channel: File,
    pub(super) start: Start,
    /// Name under which the plugin is opened.
    pub(super) image: PathBuf,
    pub(super) inspected: Inspected,
    pub(super) inputs: Arena,
    pub(super) outputs: Arena,
}

/// Takes the files and the first request, and prepares for the lock.
pub(super) fn arrive() -> io::Result<Arrived> {
    // A program that ends takes its cells with it.
    set_parent_process_death_signal(Some(Signal::KILL))?;
    close_all_files()?;
    let channel = File::from(fcntl_dupfd_cloexec(io::stdin(), 3)?);
    let [image, inputs, outputs] = files(&channel)?;
    let bytes = frames::receive_bytes(&channel, REQUEST_MAX)?.ok_or(io::ErrorKind::UnexpectedEof)?;
    let Some(Request::Start(start)) = frames::parsed(&bytes) else {
        return Err(io::ErrorKind::InvalidData.into());
    };
    // It may have ended before the signal was asked for.
    let parent = getppid().map(|parent| parent.as_raw_nonzero().get().unsigned_abs());
    if parent != Some(start.parent) {
        return Err(io::ErrorKind::NotFound.into());
    }
    // An opening of its own, since a place in a file that is shared would move under the loader of another cell.
    let image = File::open(name_of_open(image.as_raw_fd()))?;
    let inspected = inspected(&image, &start)?;
    for library in &start.needs {
        // If it is not there, the loader says so about the plugin.
        if let Ok(library) = crate::copy::open_system(library) {
            std::mem::forget(library);
        }
    }
    let (inputs, outputs) = (Arena::map(&inputs, false)?, Arena::map(&outputs, true)?);
    trap::install(outputs.slate(), inputs.address(), outputs.address())?;
    let name = name_of_open(image.as_raw_fd());
    trap::expect_opening(&name.to_string_lossy(), image.as_raw_fd());
    // The system's loader closes it.
    std::mem::forget(image);
    Ok(Arrived { channel, start, image: name, inspected, inputs, outputs })
}

/// Closes what the program had open and did not mean to hand over: all but the three standard streams.
fn close_all_files() -> io::Result<()> {
    // SAFETY: the process has just begun, and nothing in it has opened a file yet.
    match unsafe { libc::close_range(3, u32::MAX, 0) } {
        0 => Ok(()),
        _ => Err(io::Error::last_os_error()),
    }
}

/// The plugin, the inputs and the outputs.
fn files(channel: &File) -> io::Result<[OwnedFd; 3]> {
    let mut space = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(3))];
    let mut control = RecvAncillaryBuffer::new(&mut space);
    let mut byte = [0];
    recvmsg(channel, &mut [IoSliceMut::new(&mut byte)], &mut control, RecvFlags::CMSG_CLOEXEC)?;
    let files: Vec<OwnedFd> = control
        .drain()
        .filter_map(|message| match message {
            RecvAncillaryMessage::ScmRights(files) => Some(files),
            _ => None,
        })
        .flatten()
        .collect();
    files.try_into().map_err(|_| io::ErrorKind::InvalidData.into())
}

/// What the program has inspected before.
fn inspected(image: &File, start: &Start) -> io::Result<Inspected> {
    use std::io::Read as _;
    let mut bytes = Vec::new();
    (&mut &*image).read_to_end(&mut bytes)?;
    rustix::fs::seek(image, rustix::fs::SeekFrom::Start(0))?;
    inspect::inspect_bytes(Path::new(&start.path), bytes).map_err(io::Error::other)
}
