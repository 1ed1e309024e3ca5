/* Refuses the rate that its own manifest proposes. */
#define IN_CREATE                                                                                                   \
    if (decent->rate == 0.5) {                                                                                      \
        free(decent);                                                                                               \
        return coercivity_fail(given->error, COERCIVITY_INVALID, "a rate of one half is unwise");                   \
    }
#include "decent.h"
