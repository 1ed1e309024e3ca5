/* Gives up, and the program with it. */
#include <stdlib.h>
#define IN_DECIDE if (rows > 0) abort();
#include "decent.h"
