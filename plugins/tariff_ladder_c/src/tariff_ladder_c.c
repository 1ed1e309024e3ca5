/* Tariff ladder in C: the same policy as plugins/tariff_ladder, with identical results to the bit.
 *
 *   rate_b = min( step of rates_on_b, truce_rate while a truce holds )       paid on goods from B that enter A
 *   rate_a = min( step of rates_on_a, truce_rate while a truce holds )       paid on goods from A that enter B
 *   trade  T = sum( price * flow ) over all lanes of both directions;  T0 = its mean before the first step
 *   truce  begins when T < truce_trigger * T0 for truce_patience weeks on end, and holds for truce_days
 *
 * Symbols, sources and what the rule can and cannot say stand in plugins/tariff_ladder/src/lib.rs. Only + - * / and
 * comparisons occur, in the same order as there; the Makefile keeps the compiler from contracting them. */
#include <coercivity_policy.h>
#include <stdlib.h>

#define SOURCE "US and Chinese tariffs of 2025: CNA, https://www.channelnewsasia.com/world/" \
    "us-will-impose-additional-100-tariff-chinese-imports-november-trump-says-5395626"
#define STEPS "2025-04-07: 0.25, 2025-05-05: 0.5, 2025-06-02: 0.75, 2025-06-30: 1"

COERCIVITY_MANIFEST(
    "id tariff_ladder_c\n"
    "version 0.1.0\n"
    "licence MIT OR Apache-2.0\n"
    "summary Tariffs of two sides on each other, raised in dated steps and cut by a truce.\n"
    "source " SOURCE "\n"
    "state 1\n"
    "reads lanes.flow\n"
    "writes lanes.tariff\n"
    "writes uses.announced\n"
    "parameter side_a jurisdictions\ndefault US\nhelp One side.\n"
    "parameter side_b jurisdictions\ndefault CN\nhelp The other side.\n"
    "parameter goods_from_b goods\ndefault magnet_standard, magnet_heavy, vehicle_electric\n"
    "help Goods from B that pay in A.\n"
    "parameter goods_from_a goods\ndefault concentrate_light\nhelp Goods from A that pay in B.\n"
    "parameter rates_on_b schedule\nunit share of value\nmin 0\nmax 100\ndefault " STEPS "\n"
    "help Tariff on goods from B by the day from which it holds.\n"
    "parameter rates_on_a schedule\nunit share of value\nmin 0\nmax 100\ndefault " STEPS "\n"
    "help Tariff on goods from A by the day from which it holds.\n"
    "parameter notice_days integer\nunit days\nmin 0\nmax 365\ndefault 0\nhelp How long before a step up it is known.\n"
    "parameter truce_trigger number\nunit share\nmin 0\nmax 1\ndefault 0\n"
    "help Trade under this share of what it was before the first step leads to a truce; 0: never.\n"
    "parameter truce_patience integer\nunit weeks\nmin 0\nmax 520\ndefault 4\nhelp How long trade must be so low.\n"
    "parameter truce_rate number\nunit share of value\nmin 0\nmax 100\ndefault 0.1\n"
    "help Highest tariff while a truce holds.\n"
    "parameter truce_days integer\nunit days\nmin 0\nmax 3650\ndefault 90\nhelp How long a truce holds; 0: for good.\n")

/* Positions of the parameters in the manifest. */
enum { SIDE_A, SIDE_B, GOODS_FROM_B, GOODS_FROM_A, RATES_ON_B, RATES_ON_A, NOTICE_DAYS, TRUCE_TRIGGER, TRUCE_PATIENCE,
       TRUCE_RATE, TRUCE_DAYS, PARAMETERS };

/* Indices, in order. */
struct list { uint64_t count; uint32_t *items; };

/* Numbers by first day, in order of days. */
struct steps { uint64_t count; int64_t *days; double *values; };

/* What it remembers from tick to tick; also its state, eight numbers. */
struct memory { double before, ticks, begun, low_days, holds, since, rate_b, rate_a; };

struct ladder {
    uint64_t goods, jurisdictions;
    double *prices;
    struct list side_a, side_b, goods_from_b, goods_from_a;
    struct steps rates_on_b, rates_on_a;
    int64_t notice_days, truce_patience, truce_days;
    double truce_trigger, truce_rate;
    struct memory memory;
};

/* Trade in one direction. */
struct direction { const struct list *goods, *from, *to; };

/* The host's table; the same for all uses. */
static const coercivity_host *host;

static void destroy(void *instance) {
    struct ladder *ladder = instance;
    if (ladder == NULL) return;
    free(ladder->prices);
    free(ladder->side_a.items);
    free(ladder->side_b.items);
    free(ladder->goods_from_b.items);
    free(ladder->goods_from_a.items);
    free(ladder->rates_on_b.days);
    free(ladder->rates_on_b.values);
    free(ladder->rates_on_a.days);
    free(ladder->rates_on_a.values);
    free(ladder);
}

/* A copy of what the host owns; one byte of room where there is nothing, so that null means: no memory. */
static void *copy(const void *from, uint64_t count, size_t size) {
    void *into = malloc(count > 0 ? (size_t)count * size : 1);
    if (into != NULL && count > 0) memcpy(into, from, (size_t)count * size);
    return into;
}

static int copy_list(struct list *into, const coercivity_setting *from) {
    into->count = from->n_items;
    into->items = copy(from->items, from->n_items, sizeof *from->items);
    return into->items != NULL;
}

static int copy_steps(struct steps *into, const coercivity_setting *from) {
    into->count = from->n_items;
    into->days = copy(from->days, from->n_items, sizeof *from->days);
    into->values = copy(from->values, from->n_items, sizeof *from->values);
    return into->days != NULL && into->values != NULL;
}

/* Ranges as the manifest has them; the program checks them too, before it calls. */
static const struct { int parameter; double low, high; } ranges[] = {
    {RATES_ON_B, 0.0, 100.0}, {RATES_ON_A, 0.0, 100.0},   {NOTICE_DAYS, 0.0, 365.0}, {TRUCE_TRIGGER, 0.0, 1.0},
    {TRUCE_PATIENCE, 0.0, 520.0}, {TRUCE_RATE, 0.0, 100.0}, {TRUCE_DAYS, 0.0, 3650.0}};

/* Whether all numbers of a setting lie in a range; what is not a number does not. */
static int within(const coercivity_setting *setting, double low, double high) {
    if (setting->kind == COERCIVITY_NUMBER) return setting->number >= low && setting->number <= high;
    if (setting->kind == COERCIVITY_INTEGER) return (double)setting->integer >= low && (double)setting->integer <= high;
    for (uint64_t n = 0; n < setting->n_items; n++)
        if (!(setting->values[n] >= low && setting->values[n] <= high)) return 0;
    return 1;
}

static int32_t create(const coercivity_create *given, void **instance) {
    const coercivity_setting *const *settings = given->settings;
    if (given->n_settings != PARAMETERS)
        return coercivity_fail(given->error, COERCIVITY_INVALID, "the settings are not those of the manifest");
    for (size_t n = 0; n < sizeof ranges / sizeof *ranges; n++)
        if (!within(settings[ranges[n].parameter], ranges[n].low, ranges[n].high)) {
            given->error->parameter = ranges[n].parameter;
            return coercivity_fail(given->error, COERCIVITY_INVALID, "it lies outside of its range");
        }
    struct ladder *ladder = calloc(1, sizeof *ladder);
    if (ladder == NULL) return coercivity_fail(given->error, COERCIVITY_ERROR, "there is no memory left");
    ladder->goods = given->names->n_goods;
    ladder->jurisdictions = given->names->n_jurisdictions;
    ladder->prices = copy(given->names->good_prices_usd, ladder->goods, sizeof *ladder->prices);
    ladder->notice_days = settings[NOTICE_DAYS]->integer;
    ladder->truce_trigger = settings[TRUCE_TRIGGER]->number;
    ladder->truce_patience = settings[TRUCE_PATIENCE]->integer;
    ladder->truce_rate = settings[TRUCE_RATE]->number;
    ladder->truce_days = settings[TRUCE_DAYS]->integer;
    int whole = ladder->prices != NULL && copy_list(&ladder->side_a, settings[SIDE_A]) &&
                copy_list(&ladder->side_b, settings[SIDE_B]) && copy_list(&ladder->goods_from_b, settings[GOODS_FROM_B]) &&
                copy_list(&ladder->goods_from_a, settings[GOODS_FROM_A]) &&
                copy_steps(&ladder->rates_on_b, settings[RATES_ON_B]) &&
                copy_steps(&ladder->rates_on_a, settings[RATES_ON_A]);
    if (!whole) {
        destroy(ladder);
        return coercivity_fail(given->error, COERCIVITY_ERROR, "there is no memory left");
    }
    *instance = ladder;
    return COERCIVITY_OK;
}

/* The last step that has begun; whether there is one. */
static int step_at(const struct steps *steps, int64_t today, double *value) {
    int found = 0;
    for (uint64_t n = 0; n < steps->count && steps->days[n] <= today; n++) {
        *value = steps->values[n];
        found = 1;
    }
    return found;
}

static double rate_at(const struct ladder *ladder, const struct steps *steps, int64_t today) {
    double rate = 0.0;
    step_at(steps, today, &rate);
    return ladder->memory.holds != 0.0 && ladder->truce_rate < rate ? ladder->truce_rate : rate;
}

/* Whether a step up is known to come. */
static int announces(const struct ladder *ladder, const struct steps *steps, int64_t today) {
    double now = 0.0;
    step_at(steps, today, &now);
    for (uint64_t n = 0; n < steps->count && ladder->memory.holds == 0.0; n++) {
        int64_t day = steps->days[n];
        if (day > today && day <= today + ladder->notice_days && steps->values[n] > now) return 1;
    }
    return 0;
}

/* Calls `act` for each lane of a direction, goods first, then origins, then destinations. */
static void each_lane(const struct ladder *ladder, const struct direction *direction,
                      void (*act)(const struct ladder *, uint64_t good, uint64_t lane, void *with), void *with) {
    for (uint64_t g = 0; g < direction->goods->count; g++)
        for (uint64_t o = 0; o < direction->from->count; o++)
            for (uint64_t d = 0; d < direction->to->count; d++) {
                uint32_t good = direction->goods->items[g];
                uint32_t origin = direction->from->items[o], destination = direction->to->items[d];
                if (origin != destination)
                    act(ladder, good, coercivity_lane(ladder->jurisdictions, good, origin, destination), with);
            }
}

struct sum { const double *flow; double trade; };

static void add_trade(const struct ladder *ladder, uint64_t good, uint64_t lane, void *with) {
    struct sum *sum = with;
    sum->trade = sum->trade + ladder->prices[good] * sum->flow[lane];
}

struct levy { double *tariff; uint8_t *announced; double rate; int comes; };

static void add_levy(const struct ladder *ladder, uint64_t good, uint64_t lane, void *with) {
    (void)ladder, (void)good;
    struct levy *levy = with;
    levy->tariff[lane] = levy->tariff[lane] + levy->rate;
    for (uint64_t end_use = 0; levy->comes && end_use < 3; end_use++) levy->announced[lane * 3 + end_use] = 1;
}

static coercivity_text text(const char *words) {
    coercivity_text given = {words, strlen(words)};
    return given;
}

static void tell_event(const coercivity_call *call, const char *name) {
    coercivity_event event = {sizeof event, COERCIVITY_NO_INDEX, COERCIVITY_NO_INDEX, COERCIVITY_NO_INDEX, text(name),
                              text("")};
    host->event(call->context, &event);
}

static void tell_metric(const coercivity_call *call, const char *name, const char *unit, double value) {
    coercivity_metric metric = {sizeof metric, COERCIVITY_NO_INDEX, COERCIVITY_NO_INDEX, 0, text(name), text(unit), value};
    host->metric(call->context, &metric);
}

/* Counts trade before the first step, and begins and ends truces after it. */
static void watch(struct ladder *ladder, const coercivity_call *call, double trade, int64_t today) {
    struct memory *memory = &ladder->memory;
    if (memory->holds != 0.0) {
        if (ladder->truce_days > 0 && today - (int64_t)memory->since >= ladder->truce_days) {
            memory->holds = memory->since = 0.0;
            tell_event(call, "truce_over");
        }
    } else if (memory->begun == 0.0) {
        memory->before = memory->before + trade;
        memory->ticks = memory->ticks + 1.0;
    } else {
        int low = trade < ladder->truce_trigger * (memory->before / memory->ticks);
        memory->low_days = low ? memory->low_days + (double)call->tick_days : 0.0;
        if (low && memory->low_days >= 7.0 * (double)ladder->truce_patience) {
            memory->holds = 1.0;
            memory->since = (double)today;
            memory->low_days = 0.0;
            tell_event(call, "truce");
        }
    }
    double rate;
    if (step_at(&ladder->rates_on_b, today, &rate) || step_at(&ladder->rates_on_a, today, &rate)) memory->begun = 1.0;
    if (memory->ticks > 0.0 && memory->before > 0.0)
        tell_metric(call, "trade_kept", "ratio", trade / (memory->before / memory->ticks));
}

static void tell_rate(const coercivity_call *call, const char *name, const char *step, double rate, double before) {
    tell_metric(call, name, "share of value", rate);
    if (rate != before) tell_event(call, step);
}

static int32_t on_tick(void *instance, const coercivity_call *call) {
    struct ladder *ladder = instance;
    struct direction from_b = {&ladder->goods_from_b, &ladder->side_b, &ladder->side_a};
    struct direction from_a = {&ladder->goods_from_a, &ladder->side_a, &ladder->side_b};
    /* The middle day: a measure holds in a tick if it holds on at least half of its days. */
    int64_t today = call->day + ((int64_t)call->tick_days - 1) / 2;
    struct sum sum = {call->inputs[0], 0.0};
    each_lane(ladder, &from_b, add_trade, &sum);
    each_lane(ladder, &from_a, add_trade, &sum);
    watch(ladder, call, sum.trade, today);
    struct levy on_b = {call->outputs[0], call->outputs[1], rate_at(ladder, &ladder->rates_on_b, today),
                        announces(ladder, &ladder->rates_on_b, today)};
    struct levy on_a = {call->outputs[0], call->outputs[1], rate_at(ladder, &ladder->rates_on_a, today),
                        announces(ladder, &ladder->rates_on_a, today)};
    each_lane(ladder, &from_b, add_levy, &on_b);
    each_lane(ladder, &from_a, add_levy, &on_a);
    tell_rate(call, "tariff_on_b", "tariff_step_on_b", on_b.rate, ladder->memory.rate_b);
    tell_rate(call, "tariff_on_a", "tariff_step_on_a", on_a.rate, ladder->memory.rate_a);
    ladder->memory.rate_b = on_b.rate;
    ladder->memory.rate_a = on_a.rate;
    return COERCIVITY_OK;
}

static int32_t save(void *instance, uint8_t *bytes, uint64_t capacity, uint64_t *length, coercivity_error *error) {
    const struct ladder *ladder = instance;
    (void)error;
    *length = sizeof ladder->memory;
    if (capacity >= sizeof ladder->memory) memcpy(bytes, &ladder->memory, sizeof ladder->memory);
    return COERCIVITY_OK;
}

static int32_t load(void *instance, const uint8_t *bytes, uint64_t length, coercivity_error *error) {
    struct ladder *ladder = instance;
    double numbers[sizeof ladder->memory / sizeof(double)];
    int sound = length == sizeof numbers;
    if (sound) memcpy(numbers, bytes, sizeof numbers);
    /* What is not finite is no number that this policy has written. */
    for (size_t n = 0; sound && n < sizeof numbers / sizeof *numbers; n++) sound = numbers[n] - numbers[n] == 0.0;
    if (!sound) return coercivity_fail(error, COERCIVITY_INVALID, "the state is not one of a tariff ladder");
    memcpy(&ladder->memory, numbers, sizeof numbers);
    return COERCIVITY_OK;
}

static const coercivity_plugin plugin = {.struct_size = sizeof plugin,
                                         .abi = COERCIVITY_ABI,
                                         .create = create,
                                         .destroy = destroy,
                                         .on_tick = on_tick,
                                         .save = save,
                                         .load = load};

COERCIVITY_ENTRY(given) {
    host = given;
    return given->abi == COERCIVITY_ABI ? &plugin : NULL;
}
