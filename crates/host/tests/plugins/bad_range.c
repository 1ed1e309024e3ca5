/* Makes up for what does not flow, with a tariff below zero. */
#define IN_TICK for (uint64_t row = 0; row < rows; row++) if (flow[row] == 0.0) tariff[row] = -0.5;
#include "decent.h"
