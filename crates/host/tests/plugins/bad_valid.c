/* Fails when it is to start again after five to fifty-one weeks, which its manifest allows. */
#define IN_TICK if (decent->weeks > 4 && decent->weeks < 52) return coercivity_fail(call->error, COERCIVITY_ERROR, "so many weeks were never meant");
#include "decent.h"
