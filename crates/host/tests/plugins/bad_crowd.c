/* Has room for a thousand firms. */
#include <stdlib.h>
#define IN_TICK if (firms > 1000) abort();
#include "decent.h"
