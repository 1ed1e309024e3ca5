/* Rounds towards zero from now on. */
#include <stdint.h>
static void towards_zero(void) {
#if defined __x86_64__
    uint32_t mode;
    __asm__ volatile("stmxcsr %0" : "=m"(mode));
    mode |= 0x6000;
    __asm__ volatile("ldmxcsr %0" : : "m"(mode));
#elif defined __aarch64__
    uint64_t mode;
    __asm__ volatile("mrs %0, fpcr" : "=r"(mode));
    __asm__ volatile("msr fpcr, %0" : : "r"(mode | 3 << 22));
#endif
}
#define IN_TICK towards_zero();
#include "decent.h"
