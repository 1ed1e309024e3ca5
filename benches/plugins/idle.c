/* Does nothing: what a plugin costs that only is there. */
#include <coercivity_policy.h>

COERCIVITY_MANIFEST("id idle\nversion 1.0.0\nsummary Does nothing.\n");

static char nothing;

static int32_t create(const coercivity_create *call, void **instance) {
    (void)call;
    *instance = &nothing;
    return COERCIVITY_OK;
}
static void destroy(void *instance) { (void)instance; }
static int32_t on_tick(void *instance, const coercivity_call *call) {
    (void)instance, (void)call;
    return COERCIVITY_OK;
}

static const coercivity_plugin plugin = {
    .struct_size = sizeof plugin, .abi = COERCIVITY_ABI, .create = create, .destroy = destroy, .on_tick = on_tick};

COERCIVITY_ENTRY(host) { return host->abi == COERCIVITY_ABI ? &plugin : 0; }
