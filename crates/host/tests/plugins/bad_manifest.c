/* Proposes a rate that it does not allow. */
#define RATE "parameter rate number\nunit share\nmin 0\nmax 10\ndefault 11\nhelp Tariff.\n"
#include "decent.h"
