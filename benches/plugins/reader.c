/* Reads four columns of all firms and sums them. Eight sums side by side, so that the memory sets the pace and not the
 * chain of additions. */
#include <coercivity_policy.h>

COERCIVITY_MANIFEST("id reader\nversion 1.0.0\nsummary Reads four firm columns.\nreads firms.normal\n"
                    "reads firms.capacity\nreads firms.expectation\nreads firms.output\n");

struct reader { double sum; };
static struct reader only;

static int32_t create(const coercivity_create *call, void **instance) {
    (void)call;
    *instance = &only;
    return COERCIVITY_OK;
}
static void destroy(void *instance) { (void)instance; }

static double sum_of(const double *values, uint64_t rows) {
    double sums[8] = {0};
    uint64_t row = 0;
    for (; row + 8 <= rows; row += 8)
        for (int lane = 0; lane < 8; lane++) sums[lane] += values[row + lane];
    for (; row < rows; row++) sums[0] += values[row];
    double sum = 0;
    for (int lane = 0; lane < 8; lane++) sum += sums[lane];
    return sum;
}

static int32_t on_tick(void *instance, const coercivity_call *call) {
    struct reader *reader = (struct reader *)instance;
    reader->sum = 0;
    for (uint64_t column = 0; column < call->n_inputs; column++)
        reader->sum += sum_of((const double *)call->inputs[column], call->input_rows[column]);
    return COERCIVITY_OK;
}

static const coercivity_plugin plugin = {
    .struct_size = sizeof plugin, .abi = COERCIVITY_ABI, .create = create, .destroy = destroy, .on_tick = on_tick};

COERCIVITY_ENTRY(host) { return host->abi == COERCIVITY_ABI ? &plugin : 0; }
