/* Waits for what never comes. */
static volatile int is_done;
#define IN_SETTLE while (!is_done) continue;
#include "decent.h"
