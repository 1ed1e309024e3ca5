//! The lock of a cell: what it gives up before code of the plugin runs, and cannot take back.
//!
//! Three layers, of which each would do for most of it:
//!
//! - limits: memory, no core file, no new files;
//! - Landlock: no right to any file, no network, no signals to others;
//! - seccomp: a list of the system calls that arithmetic on given memory needs. Every other raises `SIGSYS`, whose
//!   handler ([`super::trap`]) tells the program which it was and ends the process.

use landlock::{
    ABI, Access as _, AccessFs, AccessNet, CompatLevel, Compatible as _, LandlockStatus, Ruleset,
    RulesetAttr as _, RulesetStatus, Scope,
};
use rustix::process::{Resource, Rlimit, setrlimit};
use seccompiler::{
    BpfProgram, SeccompAction, SeccompCmpArgLen, SeccompCmpOp, SeccompCondition, SeccompFilter, SeccompRule,
    TargetArch,
};
use std::{collections::BTreeMap, error::Error, io};

/// Bytes of stack, as most systems give a program.
const STACK: u64 = 8 << 20;

/// System calls that may be made with any arguments: memory, the channel, an end, and what a C library looks up.
const ALLOWED: &[i64] = &[
    libc::SYS_read,
    libc::SYS_write,
    libc::SYS_close,
    libc::SYS_lseek,
    libc::SYS_pread64,
    libc::SYS_fstat,
    libc::SYS_mmap,
    libc::SYS_munmap,
    libc::SYS_mremap,
    libc::SYS_mprotect,
    libc::SYS_madvise,
    libc::SYS_brk,
    libc::SYS_futex,
    libc::SYS_sched_yield,
    libc::SYS_rt_sigreturn,
    libc::SYS_restart_syscall,
    libc::SYS_getpid,
    libc::SYS_gettid,
    libc::SYS_getrandom,
    libc::SYS_clock_gettime,
    libc::SYS_clock_getres,
    libc::SYS_gettimeofday,
    libc::SYS_sysinfo,
    libc::SYS_exit,
    libc::SYS_exit_group,
];

/// Locks this process. `memory` is what it may take beyond what it has, bytes.
///
/// # Errors
/// What the system cannot do, as a clause.
pub(super) fn close(memory: u64) -> Result<(), String> {
    let filter = filter().map_err(|error| format!("the list of system calls cannot be made ({error})"))?;
    let unlimited = |error: io::Error| format!("the process cannot be limited ({error})");
    let most = held().map_err(unlimited)?.saturating_add(memory);
    // A ruleset is a file, so it comes before the limit on files.
    landlock()?;
    limit(most).map_err(unlimited)?;
    seccompiler::apply_filter(&filter)
        .map_err(|error| format!("its kernel does not filter system calls ({error})"))
}

/// Address space that this process has now, bytes.
fn held() -> io::Result<u64> {
    let pages = std::fs::read_to_string("/proc/self/statm")?;
    let pages: u64 = pages.split(' ').next().and_then(|text| text.parse().ok()).unwrap_or_default();
    Ok(pages * rustix::param::page_size() as u64)
}

fn limit(most: u64) -> io::Result<()> {
    let both = |most| Rlimit { current: Some(most), maximum: Some(most) };
    setrlimit(Resource::Core, both(0))?;
    setrlimit(Resource::Nofile, both(0))?;
    setrlimit(Resource::Stack, both(STACK))?;
    Ok(setrlimit(Resource::As, both(most))?)
}

fn landlock() -> Result<(), String> {
    let status = ruleset().map_err(|error| format!("Landlock refused ({})", causes(&error)))?;
    if matches!(status.0, RulesetStatus::NotEnforced) || !status.1 {
        return Err(format!("its kernel has no Landlock ({:?})", status.2));
    }
    Ok(())
}

fn ruleset() -> Result<(RulesetStatus, bool, LandlockStatus), landlock::RulesetError> {
    // Files are a must; what later kernels add is taken where it is.
    let newest = ABI::V6;
    let status = Ruleset::default()
        .set_compatibility(CompatLevel::HardRequirement)
        .handle_access(AccessFs::from_all(ABI::V1))?
        .set_compatibility(CompatLevel::BestEffort)
        .handle_access(AccessFs::from_all(newest))?
        .handle_access(AccessNet::from_all(newest))?
        .scope(Scope::from_all(newest))?
        .create()?
        .restrict_self()?;
    Ok((status.ruleset, status.no_new_privs, status.landlock))
}

fn causes(error: &dyn Error) -> String {
    error.source().map_or_else(|| error.to_string(), causes)
}

fn filter() -> Result<BpfProgram, seccompiler::BackendError> {
    let mut rules: BTreeMap<i64, Vec<SeccompRule>> = ALLOWED.iter().map(|call| (*call, Vec::new())).collect();
    // `abort` sends a signal; to this process only.
    let own = u64::from(std::process::id());
    let to_itself = SeccompCondition::new(0, SeccompCmpArgLen::Dword, SeccompCmpOp::Eq, own)?;
    rules.insert(libc::SYS_tgkill, vec![SeccompRule::new(vec![to_itself])?]);
    let filter = SeccompFilter::new(rules, SeccompAction::Trap, SeccompAction::Allow, ARCHITECTURE)?;
    filter.try_into()
}

#[cfg(target_arch = "x86_64")]
const ARCHITECTURE: TargetArch = TargetArch::x86_64;
#[cfg(target_arch = "aarch64")]
const ARCHITECTURE: TargetArch = TargetArch::aarch64;
