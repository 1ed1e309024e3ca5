/* Takes a number from the world for a place in a table of its own. */
static unsigned char table[1 << 20];
#define IN_TICK for (uint64_t row = 0; row < rows; row++) ++*(volatile unsigned char *)&table[(uint64_t)(int64_t)flow[row]];
#include "decent.h"
