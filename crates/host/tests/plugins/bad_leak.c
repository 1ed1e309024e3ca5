/* Never gives back what it takes for each instance. */
static void *volatile last;
#define IN_CREATE last = memset(malloc(4096), 1, 4096);
#include "decent.h"
