//! A cell as the program sees it: a process, a channel, two files in memory, and what the process writes to its
//! standard streams. Whoever waits for it does so with a limit, and whatever happens, the process is ended and taken
//! leave of.

use super::{
    Program, frames,
    layout::GRANULE,
    protocol::{Answer, Request},
    slate::Slate,
    spawner,
};
use crate::conformance::watch::Watch;
use rustix::{
    fs::{MemfdFlags, OFlags, SealFlags, fcntl_add_seals, fcntl_setfl, ftruncate, memfd_create},
    io::Errno,
    net::{RecvFlags, SendAncillaryBuffer, SendAncillaryMessage, SendFlags, recv, sendmsg},
    pipe::{PipeFlags, pipe_with},
};
use std::{
    fs::File,
    io::{self, IoSlice, Read as _},
    mem::MaybeUninit,
    os::{
        fd::{AsFd as _, AsRawFd as _},
        unix::{
            net::UnixStream,
            process::{CommandExt as _, ExitStatusExt as _},
        },
    },
    process::{Child, Command, ExitStatus, Stdio},
    thread,
    time::Duration,
};

/// Largest answer, bytes: a state of the largest size and something.
const ANSWER_MAX: usize = (1 << 30) + (1 << 20);
/// Time that a process has to end once it has closed its channel.
const LAST_BREATH: Duration = Duration::from_secs(2);
/// Time between two looks at a process that is about to end.
const PAUSE: Duration = Duration::from_millis(1);
/// Most bytes of its standard streams that are looked at.
const WORDS_MAX: u64 = 65_536;

/// A cell.
#[derive(Debug)]
pub(super) struct Process {
    child: Child,
    channel: UnixStream,
    words: File,
    pub(super) inputs: File,
    pub(super) outputs: File,
}

/// Why no answer came.
#[derive(Debug)]
pub(super) enum Loss {
    /// None came in time.
    Slow(Duration),
    /// The process has ended.
    Ended(ExitStatus),
    /// It closed its channel and went on.
    HungUp,
    /// It wrote what is no answer.
    Garbled,
    /// The system refused.
    System(io::Error),
}

impl Process {
    /// Starts a cell and hands it the file of the plugin, inputs and outputs.
    pub(super) fn start(program: &Program, id: &str, image: &File) -> io::Result<Self> {
        let (channel, theirs) = UnixStream::pair()?;
        let (words, spoken) = pipe_with(PipeFlags::CLOEXEC)?;
        // Nobody reads while the plugin works: it must not wait for that.
        fcntl_setfl(&words, OFlags::NONBLOCK)?;
        fcntl_setfl(&spoken, OFlags::NONBLOCK)?;
        let (inputs, outputs) = (shared("inputs")?, shared("outputs")?);
        let mut command = Command::new(&program.file);
        command
            .args(&program.arguments)
            .arg0(format!("coercivity plugin {id}"))
            .env_clear()
            .current_dir("/")
            .stdin(Stdio::from(std::os::fd::OwnedFd::from(theirs)))
            .stdout(spoken.try_clone()?)
            .stderr(spoken)
            // Keys that interrupt the program are not for it.
            .process_group(0);
        let child = spawner::start(command)?;
        let process = Self { child, channel, words: File::from(words), inputs, outputs };
        process.hand_over(image)?;
        Ok(process)
    }

    fn hand_over(&self, image: &File) -> io::Result<()> {
        // A second opening, which cannot write, whatever the cell does with it.
        let readable = File::open(format!("/proc/self/fd/{}", self.inputs.as_raw_fd()))?;
        let files = [image.as_fd(), readable.as_fd(), self.outputs.as_fd()];
        let mut space = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(3))];
        let mut control = SendAncillaryBuffer::new(&mut space);
        control.push(SendAncillaryMessage::ScmRights(&files));
        sendmsg(&self.channel, &[IoSlice::new(&[0])], &mut control, SendFlags::NOSIGNAL)?;
        Ok(())
    }

    /// Asks, and waits for the answer.
    pub(super) fn ask(&mut self, request: &Request, limit: Duration) -> Result<Answer, Loss> {
        let watch = Watch::start();
        self.send(request, limit)
            .and_then(|()| self.receive(limit, watch))
            .map_err(|error| self.loss(&error, limit))
    }

    /// Waits for one more answer.
    pub(super) fn answer(&mut self, limit: Duration) -> Result<Answer, Loss> {
        self.receive(limit, Watch::start()).map_err(|error| self.loss(&error, limit))
    }

    fn send(&self, request: &Request, limit: Duration) -> io::Result<()> {
        // What is there already nobody has asked for.
        let mut byte = [0];
        match recv(&self.channel, &mut byte, RecvFlags::DONTWAIT) {
            Ok((_, 0)) => return Err(io::ErrorKind::UnexpectedEof.into()),
            Ok(_) => return Err(io::ErrorKind::InvalidData.into()),
            Err(Errno::AGAIN) => {}
            Err(error) => return Err(error.into()),
        }
        self.channel.set_write_timeout(Some(limit))?;
        frames::send(&self.channel, request)
    }

    fn receive(&self, limit: Duration, watch: Watch) -> io::Result<Answer> {
        let bytes = frames::receive_bytes(Timed { channel: &self.channel, limit, watch }, ANSWER_MAX)?;
        let bytes = bytes.ok_or(io::ErrorKind::UnexpectedEof)?;
        frames::parsed(&bytes).ok_or_else(|| io::ErrorKind::InvalidData.into())
    }

    /// Ends the process and says why that had to be.
    fn loss(&mut self, error: &io::Error, limit: Duration) -> Loss {
        match error.kind() {
            io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut => {
                self.kill();
                Loss::Slow(limit)
            }
            io::ErrorKind::UnexpectedEof | io::ErrorKind::BrokenPipe | io::ErrorKind::ConnectionReset => {
                self.ended().map_or(Loss::HungUp, Loss::Ended)
            }
            io::ErrorKind::InvalidData => {
                self.kill();
                Loss::Garbled
            }
            kind => {
                self.kill();
                Loss::System(error.raw_os_error().map_or_else(|| kind.into(), io::Error::from_raw_os_error))
            }
        }
    }

    /// How the process ended, if it does so on its own.
    fn ended(&mut self) -> Option<ExitStatus> {
        let watch = Watch::start();
        while watch.elapsed() < LAST_BREATH {
            match self.child.try_wait() {
                Ok(None) => thread::sleep(PAUSE),
                ended => return ended.ok().flatten(),
            }
        }
        self.kill();
        None
    }

    /// Ends the process, however it is, and takes leave of it.
    fn kill(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }

    /// The note that it left.
    pub(super) fn slate(&self) -> Slate {
        Slate::read(&self.outputs)
    }

    /// The last line of its standard streams.
    pub(super) fn last_words(&self) -> Option<String> {
        let mut bytes = Vec::new();
        // It ends with an error where there is nothing more to read now.
        let _ = (&self.words).take(WORDS_MAX).read_to_end(&mut bytes);
        let text = String::from_utf8_lossy(&bytes);
        let line = text.lines().rev().map(str::trim).find(|line| !line.is_empty())?;
        let line: String = line.chars().filter(|c| !c.is_control()).take(300).collect();
        Some(line)
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.kill();
    }
}

/// Reads with a limit on the whole.
struct Timed<'a> {
    channel: &'a UnixStream,
    limit: Duration,
    watch: Watch,
}

impl io::Read for Timed<'_> {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        let left = self.limit.saturating_sub(self.watch.elapsed());
        if left.is_zero() {
            return Err(io::ErrorKind::TimedOut.into());
        }
        self.channel.set_read_timeout(Some(left))?;
        self.channel.read(bytes)
    }
}

/// A file in memory that can only grow: a smaller one would kill whoever has it mapped.
fn shared(name: &str) -> io::Result<File> {
    let file = memfd_create(name, MemfdFlags::CLOEXEC | MemfdFlags::ALLOW_SEALING)?;
    ftruncate(&file, GRANULE)?;
    fcntl_add_seals(&file, SealFlags::SHRINK | SealFlags::SEAL)?;
    Ok(File::from(file))
}

/// The signal that ended a process.
pub(super) fn signal_of(status: ExitStatus) -> Option<i32> {
    status.signal()
}

/// Whether the system has no room for another process or file.
pub(super) fn is_shortage(error: &io::Error) -> bool {
    let errors = [Errno::AGAIN, Errno::NOMEM, Errno::MFILE, Errno::NFILE];
    errors.iter().any(|errno| error.raw_os_error() == Some(errno.raw_os_error()))
}
