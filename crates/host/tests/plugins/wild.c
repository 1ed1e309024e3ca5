/* A plugin that does what no plugin may, when its parameter `fault` says so, such as `on_tick:abort`: things that end or
 * hang the process, write where they must not, or ask the system for what is forbidden. AT_LOAD and IN_ENTRY are
 * statements that run when it is loaded. */
#define _GNU_SOURCE
#include <coercivity_policy.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

COERCIVITY_MANIFEST("id wild\nversion 1.0.0\nsummary Does what no plugin may.\nstate 1\nsettle 1\n"
                    "reads lanes.flow\nreads lanes.transit\nwrites lanes.tariff\nwrites applications.decision\n"
                    "parameter rate number\nunit share\nmin 0\nmax 10\ndefault 0.5\nhelp Added to the flow.\n"
                    "parameter fault text\ndefault none\nhelp What goes wrong, and where.\n")

struct wild { double rate; char fault[64]; uint64_t ticks; };

static const coercivity_host *host;

static volatile int always = 1;

static int deeper(int depth) {
    volatile char room[4096];
    room[0] = (char)depth;
    return always ? deeper(depth + 1) + room[0] : room[0];
}

static void *aside(void *nothing) { return nothing; }

/* Writes to whatever is open, for the channel is among it. */
static void to_all_files(const void *bytes, size_t length) {
    for (int file = 0; file < 16; file++)
        if (file != 1 && file != 2 && write(file, bytes, length) < 0) continue;
}

static void end_or_hang(const char *what) {
    if (strcmp(what, "null") == 0) *(volatile int *)(always ? 0 : &always) = 1;
    if (strcmp(what, "wild") == 0) *(volatile int *)0x123456789000 = 1;
    if (strcmp(what, "abort") == 0) { fputs("the books make no sense\n", stderr); abort(); }
    if (strcmp(what, "exit") == 0) exit(0);
    if (strcmp(what, "exit3") == 0) exit(3);
    if (strcmp(what, "divide") == 0) always = 7 / (always - 1);
    if (strcmp(what, "stack") == 0) always = deeper(0);
    if (strcmp(what, "loop") == 0) while (always) {}
    if (strcmp(what, "illegal") == 0) __builtin_trap();
    if (strcmp(what, "term") == 0) raise(SIGTERM);
    if (strcmp(what, "huge") == 0) { volatile char *room = malloc((size_t)1 << 40); room[0] = 1; }
}

static void ask_the_system(const char *what) {
    if (strcmp(what, "open") == 0) always = open("/etc/passwd", O_RDONLY);
    if (strcmp(what, "create_file") == 0) always = open("/tmp/coercivity_wild", O_CREAT | O_WRONLY, 0600);
    if (strcmp(what, "socket") == 0) always = socket(AF_INET, SOCK_STREAM, 0);
    if (strcmp(what, "fork") == 0) always = fork();
    if (strcmp(what, "thread") == 0) { pthread_t thread; pthread_create(&thread, 0, aside, 0); }
    if (strcmp(what, "exec") == 0) execl("/bin/true", "true", (char *)0);
    if (strcmp(what, "kill") == 0) kill(getppid(), SIGKILL);
    if (strcmp(what, "signals") == 0) signal(SIGSYS, SIG_IGN);
    if (strcmp(what, "sleep") == 0) usleep(1000);
    if (strcmp(what, "stat") == 0) always = access("/etc/passwd", R_OK);
}

static void spoil_the_channel(const char *what) {
    if (strcmp(what, "hang_up") == 0) { for (int file = 0; file < 16; file++) close(file); while (always) {} }
    if (strcmp(what, "garbage") == 0) to_all_files("\x05\0\0\0\xff\xff\xff\xff\xff", 9);
    if (strcmp(what, "long") == 0) to_all_files("\xff\xff\xff\xff", 4);
    if (strcmp(what, "half") == 0) { to_all_files("\x40\0\0\0abc", 7); _exit(0); }
    /* Answers for the host's part: a call that is done, with a metric that is no number. Postcard: Done is 4, Ok 0,
     * one thing said, a metric 1, its name and unit, no jurisdiction, no good. */
    if (strcmp(what, "forge") == 0)
        to_all_files("\x14\0\0\0\x04\0\x01\x01\x04heat\x01K\0\0\0\0\0\0\0\0\xf8\x7f", 24);
}

#ifdef AT_LOAD
__attribute__((constructor)) static void at_load(void) { AT_LOAD; }
#endif

static void write_astray(const char *what, const coercivity_call *call) {
    double *tariff = call->outputs[0];
    if (strcmp(what, "past") == 0) tariff[call->output_rows[0]] = 1.0;
    if (strcmp(what, "far_past") == 0) for (uint64_t row = 0; always; row++) tariff[row] = 0.0;
    if (strcmp(what, "before") == 0) tariff[-1] = 1.0;
    if (strcmp(what, "input") == 0) ((double *)call->inputs[0])[0] = 1.0;
    if (strcmp(what, "read_past") == 0) tariff[0] = ((const double *)call->inputs[0])[call->input_rows[0]];
}

static const char *wanted(const struct wild *wild, const char *function) {
    size_t length = strlen(function);
    return strncmp(wild->fault, function, length) == 0 && wild->fault[length] == ':' ? wild->fault + length + 1 : "";
}

static void misbehave(const struct wild *wild, const char *function) {
    const char *what = wanted(wild, function);
    end_or_hang(what);
    ask_the_system(what);
    spoil_the_channel(what);
}

static int32_t create(const coercivity_create *given, void **instance) {
    const coercivity_text fault = given->settings[1]->text;
    struct wild *wild = calloc(1, sizeof *wild);
    wild->rate = given->settings[0]->number;
    memcpy(wild->fault, fault.data, fault.length < 63 ? fault.length : 63);
    misbehave(wild, "create");
    *instance = wild;
    return COERCIVITY_OK;
}

static void destroy(void *instance) {
    misbehave(instance, "destroy");
    free(instance);
}

static int32_t on_tick(void *instance, const coercivity_call *call) {
    struct wild *wild = instance;
    double *tariff = call->outputs[0];
    const double *flow = call->inputs[0];
    wild->ticks++;
    for (uint64_t row = 0; row < call->output_rows[0]; row++) tariff[row] = wild->rate + flow[row];
    host->log(call->context, 0, "working", 7);
    /* Honest code does these. */
    sigset_t none;
    sigemptyset(&none);
    pthread_sigmask(SIG_SETMASK, &none, 0);
    void *room = malloc(1 << 20);
    free(realloc(room, 1 << 22));
    printf("a word\n");
    fflush(stdout);
    misbehave(wild, "on_tick");
    write_astray(wanted(wild, "on_tick"), call);
    return COERCIVITY_OK;
}

static int32_t decide(void *instance, const coercivity_call *call) {
    (void)call;
    misbehave(instance, "decide");
    return COERCIVITY_OK;
}

static int32_t settle(void *instance, const coercivity_call *call) {
    (void)call;
    misbehave(instance, "settle");
    return COERCIVITY_OK;
}

static int32_t save(void *instance, uint8_t *bytes, uint64_t capacity, uint64_t *length, coercivity_error *error) {
    struct wild *wild = instance;
    (void)error;
    misbehave(wild, "save");
    *length = sizeof wild->ticks;
    if (capacity >= *length) memcpy(bytes, &wild->ticks, *length);
    return COERCIVITY_OK;
}

static int32_t load(void *instance, const uint8_t *bytes, uint64_t length, coercivity_error *error) {
    struct wild *wild = instance;
    misbehave(wild, "load");
    if (length != sizeof wild->ticks) return coercivity_fail(error, COERCIVITY_INVALID, "this is no state of mine");
    memcpy(&wild->ticks, bytes, length);
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

COERCIVITY_ENTRY(given) {
    host = given;
#ifdef IN_ENTRY
    IN_ENTRY;
#endif
    return &plugin;
}
