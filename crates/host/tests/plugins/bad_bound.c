/* Takes no rate of 10, which its manifest allows. */
#define IN_CREATE                                                                                                   \
    if (decent->rate >= 10.0) {                                                                                     \
        free(decent);                                                                                               \
        return coercivity_fail(given->error, COERCIVITY_INVALID, "the rate must be under 10");                      \
    }
#include "decent.h"
