/* Grants the first application of each batch. */
#define IN_DECIDE if (rows > 0) decision[0] = COERCIVITY_REFUSE;
#include "decent.h"
