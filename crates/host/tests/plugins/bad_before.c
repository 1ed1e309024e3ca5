/* Rules on the application before the first one, too. */
#define IN_DECIDE if (rows > 0) *(decision - 1) = COERCIVITY_DEFER;
#include "decent.h"
