//! How a cell ended, in words: a clause about the plugin's process.

use super::{
    layout::{Place, Rooms},
    process::{Loss, Process, is_shortage, signal_of},
    slate::Reached,
};
use coercivity_policy::Card;

/// Names of signals, and what they stand for.
const SIGNALS: [(i32, &str, &str); 11] = [
    (libc::SIGSEGV, "SIGSEGV", "it touched memory that it does not have"),
    (libc::SIGBUS, "SIGBUS", "it touched memory that is not there"),
    (libc::SIGABRT, "SIGABRT", "it called abort"),
    (libc::SIGFPE, "SIGFPE", "it divided by zero or overflowed"),
    (libc::SIGILL, "SIGILL", "it came to an instruction that does not exist, such as a trap of its compiler"),
    (libc::SIGTRAP, "SIGTRAP", "it came to a breakpoint, such as a trap of its compiler"),
    (libc::SIGSYS, "SIGSYS", "it asked the system for something that an isolated plugin may not"),
    (libc::SIGKILL, "SIGKILL", "somebody killed it, perhaps the system for want of memory"),
    (libc::SIGTERM, "SIGTERM", "somebody ended it"),
    (libc::SIGXCPU, "SIGXCPU", "it used up its processor time"),
    (libc::SIGPIPE, "SIGPIPE", "it wrote to a pipe that is closed"),
];

/// System calls that plugins are likely to try.
const CALLS: &[(i64, &str)] = &[
    (libc::SYS_openat, "openat"),
    (libc::SYS_socket, "socket"),
    (libc::SYS_connect, "connect"),
    (libc::SYS_bind, "bind"),
    (libc::SYS_sendto, "sendto"),
    (libc::SYS_recvfrom, "recvfrom"),
    (libc::SYS_sendmsg, "sendmsg"),
    (libc::SYS_recvmsg, "recvmsg"),
    (libc::SYS_clone, "clone"),
    (libc::SYS_clone3, "clone3"),
    (libc::SYS_execve, "execve"),
    (libc::SYS_kill, "kill"),
    (libc::SYS_tgkill, "tgkill"),
    (libc::SYS_rt_sigaction, "rt_sigaction"),
    (libc::SYS_nanosleep, "nanosleep"),
    (libc::SYS_clock_nanosleep, "clock_nanosleep"),
    (libc::SYS_ioctl, "ioctl"),
    (libc::SYS_ftruncate, "ftruncate"),
    (libc::SYS_unlinkat, "unlinkat"),
    (libc::SYS_mkdirat, "mkdirat"),
    (libc::SYS_renameat2, "renameat2"),
    (libc::SYS_newfstatat, "newfstatat"),
    (libc::SYS_statx, "statx"),
    (libc::SYS_readlinkat, "readlinkat"),
    (libc::SYS_faccessat, "faccessat"),
    (libc::SYS_getcwd, "getcwd"),
    (libc::SYS_uname, "uname"),
    (libc::SYS_prctl, "prctl"),
    (libc::SYS_prlimit64, "prlimit64"),
    (libc::SYS_ptrace, "ptrace"),
    (libc::SYS_sched_getaffinity, "sched_getaffinity"),
    (libc::SYS_process_vm_writev, "process_vm_writev"),
    (libc::SYS_memfd_create, "memfd_create"),
    (libc::SYS_dup, "dup"),
    (libc::SYS_dup3, "dup3"),
    (libc::SYS_fcntl, "fcntl"),
    (libc::SYS_pipe2, "pipe2"),
    (libc::SYS_setitimer, "setitimer"),
    (libc::SYS_getuid, "getuid"),
    (libc::SYS_getppid, "getppid"),
    (libc::SYS_bpf, "bpf"),
    (libc::SYS_io_uring_setup, "io_uring_setup"),
    (libc::SYS_seccomp, "seccomp"),
    #[cfg(target_arch = "x86_64")]
    (libc::SYS_open, "open"),
    #[cfg(target_arch = "x86_64")]
    (libc::SYS_stat, "stat"),
    #[cfg(target_arch = "x86_64")]
    (libc::SYS_access, "access"),
    #[cfg(target_arch = "x86_64")]
    (libc::SYS_readlink, "readlink"),
    #[cfg(target_arch = "x86_64")]
    (libc::SYS_unlink, "unlink"),
    #[cfg(target_arch = "x86_64")]
    (libc::SYS_fork, "fork"),
    #[cfg(target_arch = "x86_64")]
    (libc::SYS_vfork, "vfork"),
    #[cfg(target_arch = "x86_64")]
    (libc::SYS_time, "time"),
    #[cfg(target_arch = "x86_64")]
    (libc::SYS_alarm, "alarm"),
];

/// What became of the process, as a clause that begins with `its process` or `it`.
pub(super) fn told(loss: &Loss, process: &Process, card: &Card, inputs: &Rooms, outputs: &Rooms) -> String {
    let mut clause = match loss {
        Loss::Slow(limit) => {
            return format!("it had not returned after {} ms, and its process was ended", limit.as_millis());
        }
        Loss::HungUp => return "its process closed its channel to the program and was ended".to_owned(),
        Loss::Garbled => {
            return "its process wrote to its channel what is no answer, and was ended".to_owned();
        }
        Loss::System(error) if is_shortage(error) => {
            return format!("the system has no room for its process ({error})");
        }
        Loss::System(error) => return format!("its process cannot be reached ({error})"),
        Loss::Ended(status) => match (signal_of(*status), status.code()) {
            (Some(signal), _) => by_signal(signal, process, card, inputs, outputs),
            (None, code) => {
                format!("its process was ended by exit with code {}", code.unwrap_or_default())
            }
        },
    };
    if let Some(words) = process.last_words() {
        clause += &format!("; its last words: {words}");
    }
    clause
}

fn by_signal(signal: i32, process: &Process, card: &Card, inputs: &Rooms, outputs: &Rooms) -> String {
    let slate = process.slate();
    if let Some(number) = slate.call().filter(|_| signal == libc::SIGKILL || signal == libc::SIGSYS) {
        let known = CALLS.iter().find(|call| u64::try_from(call.0) == Ok(number));
        let name =
            known.map_or_else(|| format!("number {number}"), |call| format!("`{}` ({number})", call.1));
        return format!(
            "its process was ended since it asked for the system call {name}, which an isolated plugin may not"
        );
    }
    let known = SIGNALS.iter().find(|known| known.0 == signal);
    let (name, meaning) = known.map_or((String::from("a signal"), ""), |known| (known.1.to_owned(), known.2));
    let meaning = match slate.reached(signal, inputs, outputs) {
        Some(reached) => place(reached, card),
        None => meaning.to_owned(),
    };
    let meaning = if meaning.is_empty() { meaning } else { format!(": {meaning}") };
    format!("its process was ended by {name} (signal {signal}){meaning}")
}

fn place(reached: Reached, card: &Card) -> String {
    let input = |at: usize| card.reads.get(at).map_or("?", |column| column.name());
    let output = |at: usize| card.writes.get(at).map_or("?", |effect| effect.name());
    match reached {
        Reached::Null => "it used a null pointer".to_owned(),
        Reached::Stack => "its stack overflowed".to_owned(),
        Reached::Input(Place::Behind(at)) => format!("it went past the end of the column {}", input(at)),
        Reached::Input(Place::Inside(at)) => {
            format!("it wrote to the column {}, which is there to be read", input(at))
        }
        Reached::Output(Place::Behind(at) | Place::Inside(at)) => {
            format!("it went past the end of the column {}", output(at))
        }
        Reached::Elsewhere(address) => format!("it touched the address {address:#x}, which it does not have"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_number_has_one_name() {
        for (n, call) in CALLS.iter().enumerate() {
            assert!(CALLS[..n].iter().all(|other| other.0 != call.0 && other.1 != call.1), "{}", call.1);
        }
        for (n, signal) in SIGNALS.iter().enumerate() {
            assert!(SIGNALS[..n].iter().all(|other| other.0 != signal.0), "{}", signal.1);
        }
    }
}
