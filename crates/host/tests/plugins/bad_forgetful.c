/* Saves a state, but not what it remembers. */
#define IN_SAVE ticks = 0;
#include "decent.h"
