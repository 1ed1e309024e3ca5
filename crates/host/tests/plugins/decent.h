/* A plugin that passes the conformance suite, with places where a file that includes it puts in one mistake:
 * IN_CREATE, IN_DESTROY, IN_TICK, IN_DECIDE, IN_SETTLE, IN_SAVE and IN_LOAD are statements, DECIDE is the function in
 * the table, DETAILS stands at the end of the manifest. */
#include "coercivity_policy.h"
#include <stdlib.h>

#ifndef IN_CREATE
#define IN_CREATE
#endif
#ifndef IN_DESTROY
#define IN_DESTROY
#endif
#ifndef IN_TICK
#define IN_TICK
#endif
#ifndef IN_DECIDE
#define IN_DECIDE
#endif
#ifndef IN_SETTLE
#define IN_SETTLE
#endif
#ifndef IN_SAVE
#define IN_SAVE
#endif
#ifndef IN_LOAD
#define IN_LOAD
#endif
#ifndef DECIDE
#define DECIDE decide
#endif
#ifndef STATE
#define STATE "state 1\n"
#endif
#ifndef MOST
#define MOST 10.0
#endif
#ifndef RATE
#define RATE "parameter rate number\nunit share\nmin 0\nmax 10\ndefault 0.5\nhelp Tariff in the first week.\n"
#endif

COERCIVITY_MANIFEST("id decent\n"
                    "version 1.0.0\n"
                    "licence MIT\n"
                    "summary Tariffs that go up and down, and licences for small quantities.\n"
                    "source Made up.\n" STATE "settle 1\n"
                    "reads lanes.flow\n"
                    "reads firms.output\n"
                    "reads applications.quantity\n"
                    "writes lanes.tariff\n"
                    "writes applications.decision\n" RATE
                    "parameter weeks integer\nunit weeks\nmin 1\nmax 52\ndefault 4\nhelp Weeks until it starts again.\n"
                    "parameter from date\ndefault 2025-05-05\nhelp First day.\n")

struct decent {
    double rate;
    int64_t weeks, from;
    uint64_t ticks;
};

static const coercivity_host *host;
static const char mark[8] = "DECENT01";

static int32_t create(const coercivity_create *given, void **instance) {
    struct decent *decent = calloc(1, sizeof *decent);
    if (!decent) return coercivity_fail(given->error, COERCIVITY_ERROR, "there is no memory");
    decent->rate = given->settings[0]->number;
    decent->weeks = given->settings[1]->integer;
    decent->from = given->settings[2]->integer;
    IN_CREATE
    if (decent->weeks < 1 || decent->weeks > 52 || !(decent->rate >= 0.0 && decent->rate <= MOST)) {
        free(decent);
        return coercivity_fail(given->error, COERCIVITY_INVALID, "rate or weeks are out of range");
    }
    *instance = decent;
    return COERCIVITY_OK;
}

static void destroy(void *instance) {
    IN_DESTROY
    free(instance);
}

static int32_t on_tick(void *instance, const coercivity_call *call) {
    struct decent *decent = instance;
    const double *flow = call->inputs[0], *output = call->inputs[1];
    double *tariff = call->outputs[0];
    uint64_t rows = call->output_rows[0], firms = call->input_rows[1];
    (void)output, (void)firms;
    for (uint64_t row = 0; call->day >= decent->from && row < rows; row++) {
        /* At most 10 * (1 + 51 / 52) = 19.8. */
        if (flow[row] > 1.0) tariff[row] = decent->rate * (1.0 + (double)(decent->ticks % (uint64_t)decent->weeks) / 52.0);
    }
    decent->ticks++;
    IN_TICK
    return COERCIVITY_OK;
}

static int32_t decide(void *instance, const coercivity_call *call) {
    struct decent *decent = instance;
    const double *quantity = call->inputs[2];
    uint8_t *decision = call->outputs[1];
    uint64_t rows = call->output_rows[1];
    (void)decent;
    for (uint64_t row = 0; row < rows; row++) decision[row] = quantity[row] < 3.0 ? COERCIVITY_GRANT : 0;
    IN_DECIDE
    return COERCIVITY_OK;
}

static int32_t settle(void *instance, const coercivity_call *call) {
    struct decent *decent = instance;
    coercivity_metric metric = { sizeof metric, COERCIVITY_NO_INDEX, COERCIVITY_NO_INDEX, 0, { "ticks", 5 }, { "ticks", 5 },
                                 (double)decent->ticks };
    host->metric(call->context, &metric);
    IN_SETTLE
    return COERCIVITY_OK;
}

static int32_t save(void *instance, uint8_t *bytes, uint64_t capacity, uint64_t *length, coercivity_error *error) {
    struct decent *decent = instance;
    (void)error;
    uint64_t ticks = decent->ticks;
    IN_SAVE
    *length = 16;
    if (capacity >= 16) {
        memcpy(bytes, mark, 8);
        memcpy(bytes + 8, &ticks, 8);
    }
    return COERCIVITY_OK;
}

static int32_t load(void *instance, const uint8_t *bytes, uint64_t length, coercivity_error *error) {
    struct decent *decent = instance;
    IN_LOAD
    if (length != 16 || memcmp(bytes, mark, 8) != 0) return coercivity_fail(error, COERCIVITY_INVALID, "this is no state of mine");
    memcpy(&decent->ticks, bytes + 8, 8);
    return COERCIVITY_OK;
}

COERCIVITY_ENTRY(given) {
    static const coercivity_plugin table = { sizeof table, COERCIVITY_ABI, create, destroy, on_tick, DECIDE, settle, save, load };
    (void)decide;
    host = given;
    return given->abi == COERCIVITY_ABI ? &table : 0;
}
