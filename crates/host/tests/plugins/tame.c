/* A plugin that does what it should, and, asked by macro when it is built or by its parameter `fault` when it runs,
 * exactly one thing that it should not. */
#include <coercivity_policy.h>
#include <pthread.h>
#include <stdlib.h>

#ifndef MAGIC
#define MAGIC "COERCIVITYPOLICY"
#endif
#ifndef MANIFEST_ABI
#define MANIFEST_ABI 1
#endif
#ifndef FLAGS
#define FLAGS 1
#endif
#ifndef ID
#define ID "tame"
#endif
#ifndef DETAILS
#define DETAILS "state 1\nsettle 1\nreads lanes.flow\nreads lanes.transit\nwrites lanes.tariff\n" \
    "writes applications.decision\nparameter rate number\nunit share\nmin 0\nmax 10\ndefault 0.5\n" \
    "help Added to the flow.\nparameter fault text\ndefault none\nhelp What goes wrong, and where.\n"
#endif
#define TEXT "id " ID "\nversion 1.2.3\nsummary Does as it is told.\n" DETAILS
#ifndef LENGTH
#define LENGTH (sizeof TEXT - 1)
#endif

#ifndef NO_MANIFEST
COERCIVITY_EXPORT const struct { char magic[16]; uint32_t abi, flags; uint64_t length; char text[sizeof TEXT]; }
    coercivity_policy_manifest_v1 = { MAGIC, MANIFEST_ABI, FLAGS, LENGTH, TEXT };
#endif

struct tame { double rate; char fault[64]; uint64_t ticks; };

static const coercivity_host *host;

static void say(coercivity_error *error, const char *text) {
    error->length = strlen(text);
    memcpy(error->text, text, error->length);
}

static void flush_to_zero(void) {
#if defined __x86_64__
    uint32_t mode;
    __asm__ volatile("stmxcsr %0" : "=m"(mode));
    mode |= 0x8040;
    __asm__ volatile("ldmxcsr %0" : : "m"(mode));
#elif defined __aarch64__
    uint64_t mode;
    __asm__ volatile("mrs %0, fpcr" : "=r"(mode));
    __asm__ volatile("msr fpcr, %0" : : "r"(mode | 1 << 24));
#endif
}

#ifdef MODE_AT_LOAD
/* What the start code of -ffast-math does. */
__attribute__((constructor)) static void at_load(void) { flush_to_zero(); }
#endif

/* What the parameter asks for in a function, such as "error" in "on_tick:error"; empty for nothing. */
static const char *wanted(const char *fault, const char *function) {
    size_t length = strlen(function);
    return strncmp(fault, function, length) == 0 && fault[length] == ':' ? fault + length + 1 : "";
}

static int32_t end(const char *what, coercivity_error *error) {
    if (strcmp(what, "mode") == 0) flush_to_zero();
    if (strcmp(what, "unknown") == 0) return 17;
    if (strcmp(what, "silent") == 0) return 3;
    if (strcmp(what, "bytes") == 0) { say(error, "caf\xe9"); return 3; }
    if (strcmp(what, "long") == 0) { say(error, "so long"); error->length = (uint64_t)1 << 40; return 3; }
    static const char *const statuses[] = { "ok", "invalid", "discard", "error", "fatal", "panicked" };
    for (int32_t status = 1; status < 6; status++) {
        if (strcmp(what, statuses[status]) == 0) {
            say(error, "as it was told");
            error->parameter = 0;
            error->row = 3;
            return status;
        }
    }
    return 0;
}

static int32_t create(const coercivity_create *given, void **instance) {
    const coercivity_text fault = given->settings[1]->text;
    struct tame *tame = calloc(1, sizeof *tame);
    tame->rate = given->settings[0]->number;
    memcpy(tame->fault, fault.data, fault.length < 63 ? fault.length : 63);
    host->log(given->context, 0, "created", 7);
    const char *what = wanted(tame->fault, "create");
    int32_t status = end(what, given->error);
    if (status != 0 || strcmp(what, "null") == 0) { free(tame); return status; }
    *instance = tame;
    return 0;
}

static void destroy(void *instance) { free(instance); }

struct aside { void *context; const coercivity_metric *metric; int32_t answer; };

static void *call_aside(void *given) {
    struct aside *aside = given;
    aside->answer = host->metric(aside->context, aside->metric);
    return 0;
}

/* Asks the host for what is not acceptable: how often, how often it was refused, and the first that was not. */
static void probe(void *context, double *result) {
    coercivity_metric metric = { sizeof metric, 0, 0, 0, { "heat", 4 }, { "K", 1 }, 1.0 };
    coercivity_metric far = metric, shout = metric, infinite = metric, small = metric, raw = metric;
    far.good = 1000;
    shout.name = (coercivity_text){ "HEAT", 4 };
    infinite.value = 1e308 * 10;
    small.struct_size = 8;
    raw.unit = (coercivity_text){ "\xff", 1 };
    coercivity_event event = { sizeof event, UINT32_MAX, UINT32_MAX, 1000000, { "e", 1 }, { 0, 0 } };
    coercivity_event hollow = { sizeof hollow, UINT32_MAX, UINT32_MAX, UINT32_MAX, { "e", 1 }, { 0, 5 } };
    coercivity_restriction open = { sizeof open, 0, 0, 0, 0, UINT32_MAX, 0, UINT32_MAX };
    coercivity_restriction free_licence = { sizeof open, 0, 0, 0, 0, UINT32_MAX, 2, UINT32_MAX };
    coercivity_restriction nobody = { sizeof open, 2, 1000000, 0, 0, UINT32_MAX, 3, UINT32_MAX };
    struct aside aside = { context, &metric, 0 };
    pthread_t thread;
    if (pthread_create(&thread, 0, call_aside, &aside) == 0) pthread_join(thread, 0);
    const int32_t all[] = {
        host->metric(context, &far), host->metric(context, &shout), host->metric(context, &infinite),
        host->metric(context, &small), host->metric(context, &raw), host->metric(context, 0),
        host->metric(0, &metric), host->metric((char *)context + 8, &metric), aside.answer, host->event(context, &event),
        host->event(context, &hollow), host->restrict_trade(context, &open),
        host->restrict_trade(context, &free_licence), host->restrict_trade(context, &nobody),
    };
    const unsigned count = sizeof all / sizeof *all;
    result[0] = count;
    result[1] = 0;
    result[2] = -1;
    for (unsigned n = 0; n < count; n++) {
        result[1] += all[n] == 1;
        if (all[n] != 1 && result[2] < 0) result[2] = n;
    }
}

static int32_t on_tick(void *instance, const coercivity_call *call) {
    struct tame *tame = instance;
    const char *what = wanted(tame->fault, "on_tick");
    const double *flow = call->inputs[0];
    const uint32_t *transit = call->inputs[1];
    double *tariff = call->outputs[0];
    tame->ticks++;
    for (uint64_t row = 0; row < call->output_rows[0]; row++) tariff[row] = tame->rate + flow[row] * transit[row];
    if (strcmp(what, "probe") == 0) probe(call->context, tariff);
    if (strcmp(what, "log") == 0) {
        host->log(call->context, 1, "caf\xe9", 4);
        host->log(call->context, 0, 0, 9);
    }
    if (strcmp(what, "services") == 0) {
        coercivity_metric metric = { sizeof metric, 1, UINT32_MAX, 0, { "heat", 4 }, { "K", 1 }, tame->rate };
        coercivity_event event = { sizeof event, UINT32_MAX, 1, 2, { "alarm", 5 }, { "red", 3 } };
        coercivity_restriction restriction = { sizeof restriction, 1, 0, 2, 2, 1, 2, 0 };
        int32_t answers = host->metric(call->context, &metric) + host->event(call->context, &event)
            + host->restrict_trade(call->context, &restriction);
        tariff[0] = answers;
        tariff[1] = host->draw(call->key, 7, 1, 2);
        tariff[2] = host->exp(1.0) + host->ln(2.0) + host->pow(2.0, 0.5);
        tariff[3] = call->year * 10000 + call->month * 100 + call->day_of_month;
    }
    return end(what, call->error);
}

static int32_t decide(void *instance, const coercivity_call *call) {
    struct tame *tame = instance;
    const char *what = wanted(tame->fault, "decide");
    coercivity_restriction late = { sizeof late, 0, 0, 0, 0, UINT32_MAX, 3, UINT32_MAX };
    uint8_t *decision = call->outputs[1];
    for (uint64_t row = 0; row < call->output_rows[1]; row++) decision[row] = 1 + host->restrict_trade(call->context, &late);
    return end(what, call->error);
}

static int32_t settle(void *instance, const coercivity_call *call) {
    struct tame *tame = instance;
    return end(wanted(tame->fault, "settle"), call->error);
}

/* The count of ticks and then as many zeros as the rate says in thousands. */
static int32_t save(void *instance, uint8_t *bytes, uint64_t capacity, uint64_t *length, coercivity_error *error) {
    struct tame *tame = instance;
    const char *what = wanted(tame->fault, "save");
    *length = 8 + (uint64_t)tame->rate * 1000;
    if (strcmp(what, "huge") == 0) *length = UINT64_MAX;
    if (strcmp(what, "growing") == 0) *length = capacity + 1;
    if (*length <= capacity) {
        memset(bytes, 0, *length);
        memcpy(bytes, &tame->ticks, 8);
    }
    return end(what, error);
}

static int32_t load(void *instance, const uint8_t *bytes, uint64_t length, coercivity_error *error) {
    struct tame *tame = instance;
    if (length < 8) { say(error, "this is no state of mine"); return 1; }
    memcpy(&tame->ticks, bytes, 8);
    return end(wanted(tame->fault, "load"), error);
}

#ifndef TABLE_SIZE
#define TABLE_SIZE (sizeof(coercivity_plugin))
#endif
#ifndef TABLE_ABI
#define TABLE_ABI 1
#endif
#ifndef TABLE
#define TABLE create, destroy, on_tick, decide, settle, save, load
#endif

#ifndef NO_ENTRY
COERCIVITY_ENTRY(given) {
    static const struct { coercivity_plugin plugin; void *later[8]; } table = { { TABLE_SIZE, TABLE_ABI, TABLE }, { 0 } };
    host = given;
#ifdef MODE_IN_ENTRY
    flush_to_zero();
#endif
#ifdef NULL_ENTRY
    return 0;
#elif defined CROOKED
    return (const coercivity_plugin *)((const char *)&table + 1);
#else
    return &table.plugin;
#endif
}
#endif

#ifdef UNDEFINED
extern void nobody_has_this(void);
COERCIVITY_EXPORT void calls_nobody(void) { nobody_has_this(); }
#endif

/* Not every variant uses every function. */
COERCIVITY_EXPORT const void *const used[] = { create, destroy, on_tick, decide, settle, save, load };
