/* Takes a rate over its bound, and loses all measure. */
#define MOST 1e9
#define IN_TICK if (decent->rate > 10.0 && rows > 0) tariff[0] = 1000.0;
#include "decent.h"
