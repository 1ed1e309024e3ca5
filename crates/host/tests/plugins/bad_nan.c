/* A share of nothing: 0 / 0 where nothing flows. */
#define IN_TICK for (uint64_t row = 0; row < rows; row++) if (flow[row] <= 0.0) tariff[row] = flow[row] / flow[row];
#include "decent.h"
