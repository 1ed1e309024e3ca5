/* Remembers the ticks, but says that it keeps no state. */
#define STATE ""
#include "decent.h"
