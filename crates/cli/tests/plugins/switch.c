/* Puts a tariff on every lane, and from the tick that its parameter `at` says on does what `fault` says. */
#include <coercivity_policy.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

COERCIVITY_MANIFEST("id switch\nversion 1.0.0\nlicence MIT\nsummary A tariff that can be told to go wrong.\n"
                    "state 1\nsettle 1\nwrites lanes.tariff\nwrites applications.decision\n"
                    "parameter rate number\nunit share\nmin 0\nmax 10\ndefault 0.5\nhelp Rate on the value.\n"
                    "parameter at integer\nunit ticks\nmin 0\nmax 1000\ndefault 2\nhelp First tick of the fault.\n"
                    "parameter fault text\nchoices none, create, error, nan, infinite, negative, high, firm, good, "
                    "decide, settle, slow, loop, crash, crash_at_creation, abort, exit, stack, open, past\ndefault none\nhelp What goes wrong.\n");

struct policy { double rate; int64_t at; char fault[32]; };

static const coercivity_host *services;

static int told(const struct policy *policy, const coercivity_call *call, const char *fault) {
    return call->tick >= policy->at && strcmp(policy->fault, fault) == 0;
}

static volatile int always = 1;

static int deeper(int depth) {
    volatile char room[4096];
    room[0] = (char)depth;
    return always ? deeper(depth + 1) + room[0] : room[0];
}

/* What only a process of its own survives. */
static void go_wild(const struct policy *policy, const coercivity_call *call) {
    if (told(policy, call, "crash")) *(volatile int *)(always ? 0 : &always) = 1;
    if (told(policy, call, "abort")) abort();
    if (told(policy, call, "exit")) exit(0);
    if (told(policy, call, "stack")) always = deeper(0);
    if (told(policy, call, "open")) always = fopen("/etc/passwd", "r") != 0;
    if (told(policy, call, "past")) ((volatile double *)call->outputs[0])[call->output_rows[0]] = 1.0;
}

static int32_t create(const coercivity_create *call, void **instance) {
    const coercivity_text fault = call->settings[2]->text;
    struct policy *policy = calloc(1, sizeof *policy);
    if (policy == 0) return coercivity_fail(call->error, COERCIVITY_ERROR, "there is no memory left");
    policy->rate = call->settings[0]->number;
    policy->at = call->settings[1]->integer;
    memcpy(policy->fault, fault.data, fault.length < 31 ? fault.length : 31);
    if (strcmp(policy->fault, "create") == 0) {
        free(policy);
        call->error->parameter = 0;
        return coercivity_fail(call->error, COERCIVITY_INVALID, "rate and fault do not go together");
    }
    if (strcmp(policy->fault, "crash_at_creation") == 0) *(volatile int *)(always ? 0 : &always) = 1;
    *instance = policy;
    return COERCIVITY_OK;
}

static void destroy(void *instance) { free(instance); }

static int32_t on_tick(void *instance, const coercivity_call *call) {
    struct policy *policy = instance;
    double *tariff = call->outputs[0];
    for (uint64_t row = 0; row < call->output_rows[0]; row++) tariff[row] = policy->rate;
    if (told(policy, call, "nan")) tariff[1] = NAN;
    if (told(policy, call, "infinite")) tariff[1] = INFINITY;
    if (told(policy, call, "negative")) tariff[1] = -1.0;
    if (told(policy, call, "high")) tariff[1] = 1000.0;
    coercivity_restriction ban = {sizeof ban, COERCIVITY_PARTY_FIRM, 5000, COERCIVITY_PARTY_ANY, 0,
                                  COERCIVITY_NO_INDEX, COERCIVITY_BAN, COERCIVITY_NO_INDEX};
    if (told(policy, call, "firm")) services->restrict_trade(call->context, &ban);
    ban.exporter_kind = COERCIVITY_PARTY_ANY;
    ban.good = 77;
    if (told(policy, call, "good")) services->restrict_trade(call->context, &ban);
    for (volatile uint64_t turn = 0; told(policy, call, "slow") && turn < 100000000; turn++) {}
    go_wild(policy, call);
    while (told(policy, call, "loop")) { volatile int turning = 1; (void)turning; }
    if (told(policy, call, "error")) return coercivity_fail(call->error, COERCIVITY_ERROR, "the table of rates is empty");
    return COERCIVITY_OK;
}

static int32_t decide(void *instance, const coercivity_call *call) {
    struct policy *policy = instance;
    if (told(policy, call, "decide")) return coercivity_fail(call->error, COERCIVITY_ERROR, "nobody can decide this");
    return COERCIVITY_OK;
}

static int32_t settle(void *instance, const coercivity_call *call) {
    struct policy *policy = instance;
    if (told(policy, call, "settle")) return coercivity_fail(call->error, COERCIVITY_ERROR, "the books make no sense");
    return COERCIVITY_OK;
}

static int32_t save(void *instance, uint8_t *bytes, uint64_t capacity, uint64_t *length, coercivity_error *error) {
    (void)instance, (void)error;
    *length = 1;
    if (capacity >= 1) bytes[0] = 7;
    return COERCIVITY_OK;
}

static int32_t load(void *instance, const uint8_t *bytes, uint64_t length, coercivity_error *error) {
    (void)instance;
    if (length != 1 || bytes[0] != 7) return coercivity_fail(error, COERCIVITY_INVALID, "this is no state of mine");
    return COERCIVITY_OK;
}

static const coercivity_plugin plugin = {.struct_size = sizeof plugin,
                                         .abi = COERCIVITY_ABI,
                                         .create = create,
                                         .destroy = destroy,
                                         .on_tick = on_tick,
                                         .decide = decide,
                                         .settle = settle,
                                         .save = save,
                                         .load = load};

COERCIVITY_ENTRY(host) {
    services = host;
    return host->abi == COERCIVITY_ABI ? &plugin : 0;
}
