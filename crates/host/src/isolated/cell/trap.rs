//! Signals in a cell. Handlers leave a note for the program on the slate; they do nothing else that could fail.
//!
//! `SIGSYS` comes for every system call that the lock does not allow. A few are answered here, since honest code needs
//! them and they do no harm in this form:
//!
//! - the one opening of a file with which the system's loader reads the plugin: it is given the file that is open
//!   already, and the lock need not allow any opening at all;
//! - `newfstatat` about an open file, which is `fstat`;
//! - `rt_sigprocmask`, which does nothing: a plugin cannot hide from the signals here, and has no threads;
//! - `rt_sigaction` for the two signals that the C library keeps for threads, which does nothing either: it comes before
//!   the start of a thread, and it is that start which is to be told.
//!
//! All others end the process.

use crate::isolated::slate::{ADDRESS, CALL, INPUTS, KIND, MEMORY, NUMBER, OUTPUTS, STACK, WORDS};
use libc::{c_int, c_void, siginfo_t, ucontext_t};
use std::{
    io, ptr,
    sync::{
        OnceLock,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
};

/// Bytes of the stack for handlers: the plugin's own may be what is broken.
const STACK_SIZE: usize = 65_536;

/// Signals that the C library keeps for threads.
const THREAD_SIGNALS: [i64; 2] = [32, 33];

/// Where notes go.
static SLATE: OnceLock<&'static [AtomicU64; WORDS]> = OnceLock::new();
/// The file that may be opened once: its name and the open file.
static EXPECTED: OnceLock<(Vec<u8>, c_int)> = OnceLock::new();
/// Whether that has happened.
static WAS_OPENED: AtomicBool = AtomicBool::new(false);
/// This process.
static PROCESS: OnceLock<c_int> = OnceLock::new();

/// Registers of a system call in the place where it was stopped.
struct Stopped<'a>(&'a mut libc::mcontext_t);

/// Sets the handlers. `slate` is the head of the outputs, `inputs` and `outputs` where they are mapped.
pub(super) fn install(slate: &'static [AtomicU64; WORDS], inputs: u64, outputs: u64) -> io::Result<()> {
    slate[INPUTS].store(inputs, Ordering::Relaxed);
    slate[OUTPUTS].store(outputs, Ordering::Relaxed);
    SLATE.get_or_init(|| slate);
    // SAFETY: asks for a number.
    PROCESS.get_or_init(|| unsafe { libc::getpid() });
    let stack = Box::leak(vec![0_u8; STACK_SIZE].into_boxed_slice());
    let stack = libc::stack_t { ss_sp: stack.as_mut_ptr().cast(), ss_flags: 0, ss_size: STACK_SIZE };
    // SAFETY: the memory is this big, and is never given back.
    succeeded(unsafe { libc::sigaltstack(&raw const stack, ptr::null_mut()) })?;
    // After the first one, a memory fault has its usual effect: going back repeats it, and the process ends by it.
    handle(libc::SIGSEGV, on_memory, libc::SA_RESETHAND)?;
    handle(libc::SIGBUS, on_memory, libc::SA_RESETHAND)?;
    handle(libc::SIGSYS, on_call, libc::SA_NODEFER)
}

/// Allows `name` to be opened once: what is opened is `file`.
pub(super) fn expect_opening(name: &str, file: c_int) {
    EXPECTED.get_or_init(|| (name.as_bytes().to_vec(), file));
}

fn handle(
    signal: c_int,
    handler: extern "C" fn(c_int, *mut siginfo_t, *mut c_void),
    flags: c_int,
) -> io::Result<()> {
    // SAFETY: all zeros are a valid `sigaction`: no flags, no signals blocked.
    let mut action: libc::sigaction = unsafe { std::mem::zeroed() };
    action.sa_sigaction = handler as *const () as libc::sighandler_t;
    action.sa_flags = libc::SA_SIGINFO | libc::SA_ONSTACK | flags;
    // SAFETY: the handler has the form that SA_SIGINFO asks for, and is never taken away.
    succeeded(unsafe { libc::sigaction(signal, &raw const action, ptr::null_mut()) })
}

fn succeeded(code: c_int) -> io::Result<()> {
    if code == 0 { Ok(()) } else { Err(io::Error::last_os_error()) }
}

fn note(words: &[(usize, u64)]) {
    if let Some(slate) = SLATE.get() {
        for (at, word) in words {
            slate[*at].store(*word, Ordering::Relaxed);
        }
    }
}

extern "C" fn on_memory(signal: c_int, about: *mut siginfo_t, context: *mut c_void) {
    // SAFETY: the kernel hands over both, for the time of the handler; signals about memory have an address.
    let (address, stopped) = unsafe { ((*about).si_addr() as u64, Stopped::of(context)) };
    let signal = u64::from(signal.unsigned_abs());
    note(&[(NUMBER, signal), (ADDRESS, address), (STACK, stopped.stack()), (KIND, MEMORY)]);
}

extern "C" fn on_call(_: c_int, _: *mut siginfo_t, context: *mut c_void) {
    // SAFETY: the kernel hands it over, for the time of the handler.
    let mut stopped = unsafe { Stopped::of(context) };
    if let Some(result) = answered(&stopped) {
        stopped.answer(result);
        return;
    }
    note(&[(NUMBER, stopped.number() as u64), (KIND, CALL)]);
    let process = PROCESS.get().copied().unwrap_or_default();
    // SAFETY: ends this process, which the lock allows; there is one thread, with the number of the process.
    unsafe { libc::syscall(libc::SYS_tgkill, process, process, libc::SIGKILL) };
}

/// What a system call gives that the lock has stopped, but that does no harm.
fn answered(stopped: &Stopped<'_>) -> Option<i64> {
    let [first, second, third] = stopped.arguments();
    match stopped.number() {
        libc::SYS_openat => {
            let (name, file) = EXPECTED.get()?;
            // SAFETY: what the caller says is a text that ends with zero; if it is not, only this process ends.
            let is_it = unsafe { std::ffi::CStr::from_ptr(second as *const _) }.to_bytes() == name.as_slice();
            (is_it && !WAS_OPENED.swap(true, Ordering::Relaxed)).then_some(i64::from(*file))
        }
        libc::SYS_newfstatat => {
            // SAFETY: as above; an empty name means the open file.
            let is_empty = unsafe { *(second as *const u8) } == 0;
            // SAFETY: writes to where the caller asked to, as the call itself would have; allowed by the lock.
            is_empty.then(|| match unsafe { libc::syscall(libc::SYS_fstat, first, third) } {
                // Some error: which one is in a variable of the thread that may be another's now.
                -1 => -i64::from(libc::EBADF),
                result => result,
            })
        }
        libc::SYS_rt_sigprocmask => {
            if third != 0 {
                // SAFETY: the kernel's set of signals has 8 bytes, which the caller has made room for.
                unsafe { (third as *mut u64).write_unaligned(0) };
            }
            Some(0)
        }
        libc::SYS_rt_sigaction => THREAD_SIGNALS.contains(&first).then_some(0),
        _ => None,
    }
}

impl Stopped<'_> {
    /// # Safety
    /// `context` is what the kernel gave a handler that still runs.
    unsafe fn of(context: *mut c_void) -> Self {
        // SAFETY: the caller's.
        Self(unsafe { &mut (*context.cast::<ucontext_t>()).uc_mcontext })
    }
}

#[cfg(target_arch = "x86_64")]
impl Stopped<'_> {
    fn number(&self) -> i64 {
        self.0.gregs[libc::REG_RAX as usize]
    }

    fn arguments(&self) -> [i64; 3] {
        [libc::REG_RDI, libc::REG_RSI, libc::REG_RDX].map(|register| self.0.gregs[register as usize])
    }

    fn stack(&self) -> u64 {
        self.0.gregs[libc::REG_RSP as usize] as u64
    }

    fn answer(&mut self, result: i64) {
        self.0.gregs[libc::REG_RAX as usize] = result;
    }
}

#[cfg(target_arch = "aarch64")]
impl Stopped<'_> {
    fn number(&self) -> i64 {
        self.0.regs[8] as i64
    }

    fn arguments(&self) -> [i64; 3] {
        [0, 1, 2].map(|register| self.0.regs[register] as i64)
    }

    fn stack(&self) -> u64 {
        self.0.sp
    }

    fn answer(&mut self, result: i64) {
        self.0.regs[0] = result as u64;
    }
}
