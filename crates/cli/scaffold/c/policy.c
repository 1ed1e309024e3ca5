/* A cap on exports: from a day on, at most so many units a week leave the origins for each of the destinations.
 *
 *   quota = units_per_week * weeks of a tick    on each lane, from the first day on
 *
 * Replace the rule with yours. The manifest says what the policy is, which columns it reads and which effects it writes,
 * and what scenarios can tell it; the header lists all columns, effects and kinds of parameters. */
#include "coercivity_policy.h"
#include <math.h>
#include <stdlib.h>

COERCIVITY_MANIFEST("id {{name}}\n"
                    "version 0.1.0\n"
                    "licence MIT OR Apache-2.0\n"
                    "summary A cap on exports from a day on.\n"
                    "source Made up: name your source here.\n"
                    "settle 1\n"
                    "reads lanes.flow\n"
                    "writes lanes.quota\n"
                    "parameter units_per_week number\n"
                    "unit units per week\n"
                    "min 0\n"
                    "max 1000000000\n"
                    "default 10\n"
                    "help Most that may leave for each destination.\n"
                    "parameter goods goods\n"
                    "default magnet_heavy\n"
                    "help Goods under the cap.\n"
                    "parameter origins jurisdictions\n"
                    "default CN\n"
                    "help Where they come from.\n"
                    "parameter destinations jurisdictions\n"
                    "default US\n"
                    "help Where they go.\n"
                    "parameter from date\n"
                    "default 2025-04-07\n"
                    "help First day.\n")

/* Positions of the parameters, columns and effects in the manifest. */
enum { UNITS_PER_WEEK, GOODS, ORIGINS, DESTINATIONS, FROM };
enum { FLOW };
enum { QUOTA };

static const double MOST = 1e9;

/* One use of the policy in a scenario: what it was told, and the rows of the lanes that are meant. */
struct policy {
    double units_per_week;
    int64_t from;
    uint64_t n_lanes;
    uint64_t lanes[];
};

/* The host's services. */
static const coercivity_host *host;

static int32_t create(const coercivity_create *given, void **instance) {
    const coercivity_setting *goods = given->settings[GOODS];
    const coercivity_setting *origins = given->settings[ORIGINS];
    const coercivity_setting *destinations = given->settings[DESTINATIONS];
    double units_per_week = given->settings[UNITS_PER_WEEK]->number;
    /* The host has checked ranges and names; a second look costs nothing. */
    if (!(units_per_week >= 0.0 && units_per_week <= MOST)) {
        given->error->parameter = UNITS_PER_WEEK;
        return coercivity_fail(given->error, COERCIVITY_INVALID, "the cap must be from 0 to 1e9 units per week");
    }
    if (goods->n_items == 0) {
        given->error->parameter = GOODS;
        return coercivity_fail(given->error, COERCIVITY_INVALID, "a cap needs goods");
    }
    uint64_t n_most = goods->n_items * origins->n_items * destinations->n_items;
    struct policy *policy = malloc(sizeof *policy + n_most * sizeof policy->lanes[0]);
    if (!policy) {
        return coercivity_fail(given->error, COERCIVITY_ERROR, "there is no memory");
    }
    policy->units_per_week = units_per_week;
    policy->from = given->settings[FROM]->integer;
    policy->n_lanes = 0;
    for (uint64_t good = 0; good < goods->n_items; good++) {
        for (uint64_t origin = 0; origin < origins->n_items; origin++) {
            for (uint64_t destination = 0; destination < destinations->n_items; destination++) {
                /* Trade within a jurisdiction is never meant. */
                if (origins->items[origin] != destinations->items[destination]) {
                    policy->lanes[policy->n_lanes++] = coercivity_lane(given->names->n_jurisdictions, goods->items[good],
                                                                       origins->items[origin], destinations->items[destination]);
                }
            }
        }
    }
    *instance = policy;
    return COERCIVITY_OK;
}

static void destroy(void *instance) {
    free(instance);
}

static int32_t on_tick(void *instance, const coercivity_call *call) {
    const struct policy *policy = instance;
    double *quota = call->outputs[QUOTA];
    /* The middle day: a measure holds in a tick if it holds on at least half of its days. */
    int64_t today = call->day + (call->tick_days - 1) / 2;
    if (today >= policy->from) {
        for (uint64_t n = 0; n < policy->n_lanes; n++) {
            quota[policy->lanes[n]] = policy->units_per_week * ((double)call->tick_days / 7.0);
        }
    }
    return COERCIVITY_OK;
}

static int32_t settle(void *instance, const coercivity_call *call) {
    const struct policy *policy = instance;
    const double *flow = call->inputs[FLOW];
    double total = 0.0;
    for (uint64_t n = 0; n < policy->n_lanes; n++) {
        total += flow[policy->lanes[n]];
    }
    coercivity_metric metric = {
        .struct_size = sizeof metric,
        .jurisdiction = COERCIVITY_NO_INDEX,
        .good = COERCIVITY_NO_INDEX,
        .name = {"capped_flow", sizeof "capped_flow" - 1},
        .unit = {"units per week", sizeof "units per week" - 1},
        .value = total / ((double)call->tick_days / 7.0),
    };
    /* A world can be out of order; what is not a number is not for the series. */
    if (isfinite(metric.value) && host->metric(call->context, &metric) != 0) {
        return coercivity_fail(call->error, COERCIVITY_ERROR, "the host does not take the metric capped_flow");
    }
    return COERCIVITY_OK;
}

COERCIVITY_ENTRY(given) {
    static const coercivity_plugin plugin = {
        .struct_size = sizeof plugin,
        .abi = COERCIVITY_ABI,
        .create = create,
        .destroy = destroy,
        .on_tick = on_tick,
        .settle = settle,
    };
    host = given;
    return given->abi == COERCIVITY_ABI ? &plugin : 0;
}
