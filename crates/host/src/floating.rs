//! The mode in which the processor computes with floating-point numbers: rounding, and whether tiny numbers count.
//! It belongs to the thread, and a library can change it, at load already if it was linked with `-ffast-math`. All
//! results of the model would differ then, so the mode is compared and put back around every call.

/// The mode of a thread.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Mode {
    /// MXCSR without its sticky flags on x86-64, FPCR on AArch64, 0 elsewhere.
    vector: u64,
    /// Control word of the x87 unit on x86-64, 0 elsewhere.
    scalar: u16,
}

/// Does `call`; puts the mode back, and tells whether that was needed.
pub(crate) fn kept<R>(call: impl FnOnce() -> R) -> (R, bool) {
    let before = Mode::now();
    let result = call();
    let changed = Mode::now() != before;
    if changed {
        before.restore();
    }
    (result, changed)
}

#[cfg(target_arch = "x86_64")]
impl Mode {
    /// Bits of MXCSR that say what has happened, not what is to happen.
    const STICKY: u32 = 0x3f;

    fn now() -> Self {
        let (mut mxcsr, mut scalar) = (0_u32, 0_u16);
        // SAFETY: both instructions store into the variable pointed to, of the size they need, and nothing else.
        unsafe {
            std::arch::asm!("stmxcsr [{}]", in(reg) &raw mut mxcsr, options(nostack, preserves_flags));
            std::arch::asm!("fnstcw [{}]", in(reg) &raw mut scalar, options(nostack, preserves_flags));
        }
        Self { vector: u64::from(mxcsr & !Self::STICKY), scalar }
    }

    fn restore(self) {
        let (mxcsr, scalar) = (self.vector as u32, self.scalar);
        // SAFETY: both values were read from the registers, so they are valid; they are the mode that the compiler
        // counts on.
        unsafe {
            std::arch::asm!("ldmxcsr [{}]", in(reg) &raw const mxcsr, options(nostack, preserves_flags));
            std::arch::asm!("fldcw [{}]", in(reg) &raw const scalar, options(nostack, preserves_flags));
        }
    }
}

#[cfg(target_arch = "aarch64")]
impl Mode {
    fn now() -> Self {
        let vector: u64;
        // SAFETY: reads a register that every program may read.
        unsafe { std::arch::asm!("mrs {}, fpcr", out(reg) vector, options(nomem, nostack, preserves_flags)) };
        Self { vector, scalar: 0 }
    }

    fn restore(self) {
        // SAFETY: the value was read from the register, so it is valid; it is the mode that the compiler counts on.
        unsafe {
            std::arch::asm!("msr fpcr, {}", in(reg) self.vector, options(nomem, nostack, preserves_flags))
        };
    }
}

#[cfg(not(any(target_arch = "x86_64", target_arch = "aarch64")))]
impl Mode {
    fn now() -> Self {
        Self { vector: 0, scalar: 0 }
    }

    fn restore(self) {}
}

#[cfg(all(test, target_arch = "x86_64"))]
mod tests {
    use super::*;

    #[test]
    fn a_changed_mode_is_told_and_put_back() {
        let before = Mode::now();
        // Flush-to-zero is bit 15 of MXCSR, denormals-are-zero bit 6.
        let (answer, changed) = kept(|| {
            Mode { vector: before.vector | 0x8040, ..before }.restore();
            7
        });
        assert_eq!((answer, changed), (7, true));
        assert_eq!(Mode::now(), before);
        let (_, changed) = kept(|| 1.0 / std::hint::black_box(3.0));
        assert!(!changed, "an inexact result is no change of mode");
    }
}
