/* Says that it rules on applications, and has no function for it. */
#define DECIDE 0
#include "decent.h"
