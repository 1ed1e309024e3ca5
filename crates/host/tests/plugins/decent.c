/* No mistake. */
#include "decent.h"
