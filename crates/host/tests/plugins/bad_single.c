/* Looks at the second lane without asking whether there is one. */
#include <stdlib.h>
#define IN_TICK if (rows == 1) abort();
#include "decent.h"
