/* Uses a column that it may only read for its own sums. */
#define IN_TICK if (rows > 1) ((double *)(uintptr_t)flow)[1] += flow[0];
#include "decent.h"
