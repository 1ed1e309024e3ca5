/* Keeps its count in one variable for all instances; every new instance sets it to zero. */
#include <stdint.h>
static uint64_t shared;
#define IN_CREATE shared = 0;
#define IN_TICK decent->ticks = ++shared;
#define IN_LOAD if (length == 16) memcpy(&shared, bytes + 8, 8);
#include "decent.h"
