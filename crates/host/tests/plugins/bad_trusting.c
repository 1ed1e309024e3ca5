/* Takes any bytes for a state. */
#define IN_LOAD if (length < 16 || bytes[0] != 'D' || length > 16) return COERCIVITY_OK;
#include "decent.h"
