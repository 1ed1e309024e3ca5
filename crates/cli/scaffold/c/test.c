/* Tests of the policy without a host: a world of two goods and two jurisdictions, and services that remember. */
#include "../src/{{name}}.c"
#include <stdio.h>

static double told;
static int failures;

static int32_t take_metric(void *context, const coercivity_metric *metric) {
    (void)context;
    told = metric->value;
    return 0;
}

static void expect(int is_true, const char *sentence) {
    printf("%s %s\n", is_true ? "ok  " : "FAIL", sentence);
    failures += !is_true;
}

/* Two goods and two jurisdictions, so 2 * 2 * 2 lanes; lane of good 1 from 0 to 1: (1 * 2 + 0) * 2 + 1 = 5. */
enum { LANES = 8, CAPPED = 5 };

static int32_t made(double units_per_week, uint64_t n_goods, void **instance) {
    static const uint32_t zero[] = {0}, one[] = {1};
    const coercivity_setting settings[] = {
        {.struct_size = sizeof settings[0], .kind = COERCIVITY_NUMBER, .number = units_per_week},
        {.struct_size = sizeof settings[0], .kind = COERCIVITY_GOODS, .n_items = n_goods, .items = one},
        {.struct_size = sizeof settings[0], .kind = COERCIVITY_JURISDICTIONS, .n_items = 1, .items = zero},
        {.struct_size = sizeof settings[0], .kind = COERCIVITY_JURISDICTIONS, .n_items = 1, .items = one},
        {.struct_size = sizeof settings[0], .kind = COERCIVITY_DATE, .integer = 20185}, /* 2025-04-07 */
    };
    const coercivity_setting *list[] = {&settings[0], &settings[1], &settings[2], &settings[3], &settings[4]};
    const coercivity_names names = {.struct_size = sizeof names, .tick_days = 7, .n_goods = 2, .n_jurisdictions = 2};
    char words[256];
    coercivity_error error = {.struct_size = sizeof error, .parameter = -1, .text = words, .capacity = sizeof words};
    const coercivity_create given = {
        .struct_size = sizeof given, .names = &names, .settings = list, .n_settings = 5, .error = &error};
    return create(&given, instance);
}

int main(void) {
    static coercivity_host services = {.struct_size = sizeof services, .abi = COERCIVITY_ABI, .metric = take_metric};
    const coercivity_plugin *plugin = coercivity_policy_entry_v1(&services);
    expect(plugin != 0, "the entry gives the functions");

    void *instance = 0;
    expect(made(2.5, 0, &instance) == COERCIVITY_INVALID, "a cap without goods is refused");
    expect(made(-1.0, 1, &instance) == COERCIVITY_INVALID, "a cap below zero is refused");
    expect(made(2.5, 1, &instance) == COERCIVITY_OK, "a cap is taken");

    double flow[LANES] = {0}, quota[LANES];
    for (int n = 0; n < LANES; n++) quota[n] = 1e18;
    flow[CAPPED] = 7.0;
    const void *inputs[] = {flow};
    void *outputs[] = {quota};
    const uint64_t rows[] = {LANES};
    coercivity_call call = {.struct_size = sizeof call, .tick_days = 7, .day = 20181, .n_inputs = 1, .inputs = inputs,
                            .input_rows = rows, .n_outputs = 1, .outputs = outputs, .output_rows = rows};
    /* 20185 to 20187 are 3 of the 7 days of this tick, less than half of them. */
    plugin->on_tick(instance, &call);
    expect(quota[CAPPED] == 1e18, "before its first day the cap does not hold");
    /* 20185 to 20188 are 4 of 7. */
    call.day = 20182;
    plugin->on_tick(instance, &call);
    expect(quota[CAPPED] == 2.5, "from its first day on it does: 2.5 * 1 week");
    expect(quota[CAPPED + 1] == 1e18, "other lanes are free");
    plugin->settle(instance, &call);
    expect(told == 7.0, "the flow under the cap is told: 7 / 1 week");
    plugin->destroy(instance);
    return failures == 0 ? 0 : 1;
}
