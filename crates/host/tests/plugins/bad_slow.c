/* Compares every firm with every other one. */
#include <stdint.h>
static volatile double sink;
#define IN_TICK                                                                                                     \
    for (uint64_t one = 0; firms > 50000 && one < firms; one += 4)                                                  \
        for (uint64_t other = 0; other < firms; other += 4) sink = output[one] - output[other];
#include "decent.h"
