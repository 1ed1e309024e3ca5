/* Sets a tariff on every tenth lane and announces a restriction on every hundredth use: measures only. */
#include <coercivity_policy.h>

COERCIVITY_MANIFEST("id rates\nversion 1.0.0\nsummary Sets measures.\nwrites lanes.tariff\nwrites uses.announced\n");

static char nothing;

static int32_t create(const coercivity_create *call, void **instance) {
    (void)call;
    *instance = &nothing;
    return COERCIVITY_OK;
}
static void destroy(void *instance) { (void)instance; }
static int32_t on_tick(void *instance, const coercivity_call *call) {
    (void)instance;
    double *tariff = (double *)call->outputs[0];
    uint8_t *announced = (uint8_t *)call->outputs[1];
    for (uint64_t row = 0; row < call->output_rows[0]; row += 10) tariff[row] = 0.1;
    for (uint64_t row = 0; row < call->output_rows[1]; row += 100) announced[row] = 1;
    return COERCIVITY_OK;
}

static const coercivity_plugin plugin = {
    .struct_size = sizeof plugin, .abi = COERCIVITY_ABI, .create = create, .destroy = destroy, .on_tick = on_tick};

COERCIVITY_ENTRY(host) { return host->abi == COERCIVITY_ABI ? &plugin : 0; }
