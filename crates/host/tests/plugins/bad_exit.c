/* Ends the program when it is content. */
#include <stdlib.h>
#define IN_TICK if (decent->ticks == 3) exit(0);
#include "decent.h"
