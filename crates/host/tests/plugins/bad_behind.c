/* Takes the number of the last row for the number of rows. */
#define IN_TICK tariff[rows] = 0.25;
#include "decent.h"
