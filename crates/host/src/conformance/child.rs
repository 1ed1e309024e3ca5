//! A process that does one case, watched by this one: what it says, how it ends, and that it ends.

use super::{
    message::{self, Verdict},
    watch::Watch,
};
use std::{
    io::Read,
    process::{Child, Command, ExitStatus, Stdio},
    sync::mpsc::{Receiver, channel},
    thread,
    time::Duration,
};

/// Time between two looks at a process.
const PAUSE: Duration = Duration::from_millis(5);
/// Time that a stream is read after its process has ended; a process started by a plugin may hold it open.
const GRACE: Duration = Duration::from_secs(1);
/// Bytes of a stream that are kept: the last ones.
const KEPT: usize = 65_536;

/// Runs `command` to its end, at most for `limit`, and judges what came of it.
pub(super) fn verdict(mut command: Command, limit: Duration) -> Verdict {
    let started = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
    let mut child = match started {
        Ok(child) => child,
        Err(error) => return Verdict::Failed(format!("no process could be started for the case: {error}")),
    };
    let (out, err) = (tail(child.stdout.take()), tail(child.stderr.take()));
    let status = ended(&mut child, limit);
    let said = |stream: Receiver<Vec<u8>>| {
        String::from_utf8_lossy(&stream.recv_timeout(GRACE).unwrap_or_default()).into_owned()
    };
    judged(status, &said(out), &said(err), limit)
}

fn judged(status: Result<ExitStatus, String>, out: &str, err: &str, limit: Duration) -> Verdict {
    let (verdict, step) = message::read(out);
    let during = step.map_or_else(String::new, |step| format!(" in {step}"));
    let status = match status {
        Ok(status) => status,
        Err(why) if why.is_empty() => {
            return Verdict::Failed(format!("no end after {} s{during}", limit.as_secs_f64()));
        }
        Err(why) => return Verdict::Failed(why),
    };
    match verdict {
        Some(verdict) if status.success() => verdict,
        Some(_) => {
            Verdict::Failed(format!("when the case was done, the process {}{}", how(status), last(err)))
        }
        None => Verdict::Failed(format!("the process {}{during}{}", how(status), last(err))),
    }
}

/// How the process ended; an empty error if it had to be ended.
fn ended(child: &mut Child, limit: Duration) -> Result<ExitStatus, String> {
    let watch = Watch::start();
    loop {
        match child.try_wait() {
            Ok(Some(status)) => return Ok(status),
            Ok(None) if watch.elapsed() < limit => thread::sleep(PAUSE),
            Ok(None) => {
                // It may have ended meanwhile.
                let _ = child.kill();
                let _ = child.wait();
                return Err(String::new());
            }
            Err(error) => return Err(format!("the process of the case cannot be watched: {error}")),
        }
    }
}

/// Reads a stream to its end beside the process, and gives the last bytes.
fn tail(stream: Option<impl Read + Send + 'static>) -> Receiver<Vec<u8>> {
    let (sender, receiver) = channel();
    thread::spawn(move || {
        let (mut kept, mut piece) = (Vec::new(), [0; 4_096]);
        if let Some(mut stream) = stream {
            while let Ok(count @ 1..) = stream.read(&mut piece) {
                kept.extend_from_slice(&piece[..count]);
                if kept.len() > 2 * KEPT {
                    kept.drain(..kept.len() - KEPT);
                }
            }
        }
        // Nobody listens any more if it took too long.
        let _ = sender.send(kept);
    });
    receiver
}

/// Behind what a process said last on standard error.
fn last(err: &str) -> String {
    let line = err.lines().rev().find(|line| !line.trim().is_empty());
    line.map_or_else(String::new, |line| format!("; its last words: {}", line.trim()))
}

#[cfg(unix)]
fn how(status: ExitStatus) -> String {
    use std::os::unix::process::ExitStatusExt as _;
    const NAMES: [(i32, &str); 6] = [
        (4, "an illegal instruction"),
        (6, "abort"),
        (7, "a bus error"),
        (8, "an arithmetic error"),
        (9, "a kill"),
        (11, "a segmentation fault"),
    ];
    match (status.signal(), status.code()) {
        (Some(signal), _) => {
            let name = NAMES.iter().find(|name| name.0 == signal);
            let name = name.map_or_else(String::new, |name| format!(" ({})", name.1));
            format!("crashed with signal {signal}{name}")
        }
        (None, code) => format!("was ended by exit with code {}", code.unwrap_or_default()),
    }
}

#[cfg(not(unix))]
fn how(status: ExitStatus) -> String {
    format!("ended with {status}")
}
