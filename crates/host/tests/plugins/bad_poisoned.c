/* Never recovers from settings that it has refused. */
static int is_upset;
#define IN_CREATE                                                                                                   \
    if (decent->rate > 10.0) {                                                                                      \
        is_upset = 1;                                                                                               \
        free(decent);                                                                                               \
        return coercivity_fail(given->error, COERCIVITY_INVALID, "how dare you");                                   \
    }
#define IN_TICK if (is_upset && rows > 0) tariff[0] = 3.0;
#include "decent.h"
