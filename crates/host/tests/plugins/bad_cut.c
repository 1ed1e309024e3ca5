/* Follows a length inside the state before it has looked how long the state is. */
#define IN_LOAD                                                                                                     \
    if (length < 16) {                                                                                              \
        const uint8_t *volatile nowhere = 0;                                                                        \
        decent->ticks = *(const volatile uint8_t *)nowhere;                                                         \
    }
#include "decent.h"
