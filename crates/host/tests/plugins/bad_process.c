/* Draws from the number of the process. */
#define _POSIX_C_SOURCE 200809L
#include <unistd.h>
#define IN_TICK if (rows > 0) tariff[0] = (double)(getpid() % 1000003) * 1e-5;
#include "decent.h"
