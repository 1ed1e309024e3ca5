/* Looks at the first firm without asking whether there is one. */
#define IN_TICK if (*(const volatile double *)output < -1.0) tariff[0] = 0.0;
#include "decent.h"
