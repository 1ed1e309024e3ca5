/* Rolls the dice of the C library. */
#include <stdlib.h>
#define IN_DECIDE if (rows > 0) decision[0] = (uint8_t)(rand() % 3);
#include "decent.h"
