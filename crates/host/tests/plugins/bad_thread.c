/* Remembers for the thread, not for the instance, that it was made. */
static _Thread_local int is_made;
#define IN_CREATE is_made = 1;
#define IN_TICK if (!is_made && rows > 0) tariff[0] = 7.0;
#include "decent.h"
