/*
 * coercivity_policy.h: the boundary between Coercivity and policy plugins, ABI version 1. C11 or C++11.
 *
 * A plugin is a shared library that exports two symbols:
 *   coercivity_policy_manifest_v1   data: who the plugin is, as text; written with COERCIVITY_MANIFEST below. It is read
 *                                   from the file before any code of the plugin runs.
 *   coercivity_policy_entry_v1      a coercivity_entry_fn: takes the host's services, gives the plugin's functions.
 * Compile with -fvisibility=hidden; COERCIVITY_EXPORT makes these two visible. Never link with -ffast-math: it changes
 * how the whole process computes.
 *
 * LIFECYCLE. entry once; then for each use in a scenario: create, load if a run is resumed, and in each tick on_tick,
 * decide (in ticks with pending applications), settle; save now and then; destroy at last. The library stays loaded
 * until the process ends.
 *
 * THREADS. One thread at a time uses an instance, not always the same one. Several instances may be used at the same
 * time, so keep no global variables except the host's table. [call] marks services that may be called only during a call
 * of the host into the plugin, on the thread of that call, with its context; [any thread] those that may always be.
 *
 * OWNERSHIP. All memory belongs to the host and is valid for the call only, except: the instance, which is the
 * plugin's from create to destroy, and the host's table, which is valid until the process ends. Nobody frees what he has
 * not made. Texts are UTF-8 with a length, without a closing zero; a pointer may be null if its length is 0.
 *
 * GROWTH. Every struct that may grow begins with its size in bytes and grows at its end only: set struct_size to
 * sizeof of what you fill in, and read a field only if struct_size covers it. Arrays hold plain values or pointers.
 *
 * FAILURE. A function returns a status; one that is not COERCIVITY_OK should say why in the error struct
 * (coercivity_fail below). Nothing that a failing call wrote counts. Nothing may unwind out of a plugin: catch C++
 * exceptions inside.
 *
 * DETERMINISM. The same inputs must give the same outputs: no clock, no environment, no files, no threads, no rand(), no
 * addresses. Chance comes from host->draw with the stable id of the row concerned. exp, ln and pow come from the host,
 * since those of C differ between platforms; + - * / and sqrt do not. Do not let the compiler contract a * b + c into one
 * operation (-ffp-contract=off).
 *
 * MANIFEST. Lines of a key, one space and a value; lines after `parameter` belong to it. Needed: id, version, summary.
 *   id tariff                    lower snake case, the name by which scenarios know the plugin
 *   version 1.0.0
 *   licence MIT
 *   summary An ad-valorem tariff from a day on.
 *   source Where the rule and its figures come from.
 *   state 1                      version of its state, if it keeps one from tick to tick: then save and load are needed
 *   hold_days 60                 longest customs hold that it sets, if it writes lanes.hold_days_max
 *   settle 1                     if settle is to be called
 *   reads lanes.flow             once for each column, in the order of coercivity_call.inputs
 *   writes lanes.tariff          once for each effect, in the order of coercivity_call.outputs
 *   parameter rate number        name and kind, in the order of coercivity_create.settings
 *   unit share
 *   min 0                        min and max: kinds number, integer and schedule
 *   max 10
 *   default 1                    without it the scenario must give a value
 *   choices fast, slow           kind text only
 *   help Rate on the value of the goods.
 *
 * KINDS OF PARAMETERS         field of coercivity_setting            default, for example
 *   number                    number                                 1.5
 *   integer                   integer                                -3
 *   switch                    integer, 0 or 1                        true
 *   text                      text                                   fast
 *   date                      integer, days since 1970-01-01         2025-04-09
 *   good                      integer, index                         magnet_heavy
 *   goods                     items, indices                         magnet_standard, magnet_heavy      or all
 *   jurisdiction              integer, index                         CN
 *   jurisdictions             items, indices                         US, EU                             or all
 *   end_uses                  items, codes                           civil, military                    or all
 *   firms                     items, rows of firms                   (empty for none)
 *   regime                    integer, index                         announcement_18
 *   measures                  items, indices                         (empty for none)
 *   schedule                  days and values                        2025-04-04: 0.05, 2025-06-09: 0.19
 *   Lists are ascending and without doubles; groups and owners stand for their members.
 *
 * ROWS, with G goods, J jurisdictions and three end uses (0 civil, 1 dual, 2 military):
 *   lanes          (good * J + origin) * J + destination
 *   uses           lane * 3 + end use
 *   exports        good * J + origin
 *   stages         as its columns stage, jurisdiction, good say
 *   offices        jurisdiction * G + good
 *   markets        as its columns good, jurisdiction say
 *   stores         jurisdiction * G + good
 *   schedule       measure of the scenario's schedule, in order of first day
 *   cells          group of firms of one stage, jurisdiction, recipe and end use
 *   firms          firm, stage by stage
 *   applications   pending licence application; has rows in decide only, all others in on_tick and settle only
 *   jurisdictions  jurisdiction
 *
 * COLUMNS TO READ (name, type, unit, what). Quantities are in the good's unit, those of firms in base units.
 *   lanes.flow                   double    units per tick         Trade cleared by the exporter's customs in the last tick.
 *   lanes.in_transit             double    units                  On its way at the end of the last tick.
 *   lanes.cost                   double    ratio                  Delivered cost over base price: 1 with tariffs and fees of the last tick.
 *   lanes.transit                uint32_t  ticks                  Time on the way.
 *   uses.verdict                 uint8_t   code                   Verdict of the last tick: 0 open, 1 grace, 2 licence, 3 ban.
 *   stages.stage                 uint32_t  index                  Stage of the row.
 *   stages.jurisdiction          uint32_t  index                  Jurisdiction of the row.
 *   stages.good                  uint32_t  index                  Good of the row.
 *   stages.made                  uint8_t   flag                   1 if the stage makes the good, 0 if it uses it.
 *   stages.normal                double    units per tick         Output (or use) when nothing disturbs.
 *   stages.output                double    units per tick         Output in the last tick.
 *   stages.orders                double    units per tick         Orders received, blocked ones included.
 *   stages.shipments             double    units per tick         Shipped.
 *   stages.stock                 double    units                  Finished goods held.
 *   stages.firms                 double    firms                  Firms that make it.
 *   stages.stopped               double    firms                  Firms whose output is under half of normal.
 *   stages.input_stock           double    units                  Input held.
 *   stages.input_use             double    units per tick         Input used.
 *   stages.input_orders          double    units per tick         Input ordered.
 *   stages.input_in_transit      double    units                  Input on its way.
 *   stages.firms_bound           double    firms                  Firms whose output this input cut.
 *   offices.filed                double    applications per tick  Filed in the last tick.
 *   offices.granted              double    applications per tick  Granted in the last tick.
 *   offices.refused              double    applications per tick  Refused in the last tick.
 *   offices.pending              double    applications           Pending.
 *   offices.held                 double    licences               Licences held.
 *   offices.age                  double    weeks                  Mean age of pending applications; 0 without any.
 *   offices.age_p90              double    weeks                  Age under which nine of ten pending applications lie.
 *   markets.good                 uint32_t  index                  Final good of the row.
 *   markets.jurisdiction         uint32_t  index                  Jurisdiction of the row.
 *   markets.demand               double    units per tick         New demand of the last tick.
 *   markets.sales                double    units per tick         Bought.
 *   markets.waiting              double    units                  Demand that waits.
 *   markets.lost                 double    units per tick         Demand lost.
 *   stores.stock                 double    units                  Held by the authority.
 *   stores.in_transit            double    units                  On its way to the authority.
 *   stores.bought                double    units per tick         Bought in the last tick.
 *   stores.released              double    units per tick         Released in the last tick.
 *   schedule.active              uint8_t   flag                   1 if the measure held in the last tick.
 *   cells.stage                  uint32_t  index                  Stage.
 *   cells.jurisdiction           uint32_t  index                  Jurisdiction.
 *   cells.recipe                 uint32_t  index                  Recipe.
 *   cells.end_use                uint32_t  index                  End use: 0 civil, 1 dual, 2 military.
 *   cells.firms                  uint32_t  firms                  Number of firms.
 *   cells.input_0                uint32_t  index                  Good of input slot 0; 4294967295 without one.
 *   cells.input_1                uint32_t  index                  Good of input slot 1.
 *   cells.input_2                uint32_t  index                  Good of input slot 2.
 *   cells.input_3                uint32_t  index                  Good of input slot 3.
 *   cells.output_0               uint32_t  index                  Good of product 0, the driver.
 *   cells.output_1               uint32_t  index                  Good of product 1; 4294967295 without one.
 *   cells.output_2               uint32_t  index                  Good of product 2.
 *   firms.id                     uint64_t  id                     Stable id: the same in every run, for draws.
 *   firms.cell                   uint16_t  index                  Cell of the firm.
 *   firms.normal                 double    base units per tick    Output when nothing disturbs.
 *   firms.capacity               double    base units per tick    Most output.
 *   firms.expectation            double    base units per tick    Expected sales.
 *   firms.output                 double    base units per tick    Output of the last tick.
 *   firms.stopped                uint8_t   flag                   1 while output is under half of normal.
 *   firms.input_stock_0          double    base units             Held of input slot 0.
 *   firms.input_stock_1          double    base units             Held of input slot 1.
 *   firms.input_stock_2          double    base units             Held of input slot 2.
 *   firms.input_stock_3          double    base units             Held of input slot 3.
 *   firms.in_transit_0           double    base units             On its way of input slot 0.
 *   firms.in_transit_1           double    base units             On its way of input slot 1.
 *   firms.in_transit_2           double    base units             On its way of input slot 2.
 *   firms.in_transit_3           double    base units             On its way of input slot 3.
 *   firms.order_0                double    base units             Ordered of input slot 0 in the last tick.
 *   firms.order_1                double    base units             Ordered of input slot 1 in the last tick.
 *   firms.order_2                double    base units             Ordered of input slot 2 in the last tick.
 *   firms.order_3                double    base units             Ordered of input slot 3 in the last tick.
 *   firms.output_stock_0         double    base units             Held of product 0, the driver.
 *   firms.output_stock_1         double    base units             Held of product 1.
 *   firms.output_stock_2         double    base units             Held of product 2.
 *   applications.id              uint64_t  id                     Stable id of relation and lot, for draws.
 *   applications.ordinal         uint32_t  count                  Applications that the relation has filed, this one included.
 *   applications.exporter        uint32_t  index                  Row of the exporter among the firms.
 *   applications.importer        uint32_t  index                  Row of the importer among the firms.
 *   applications.good            uint32_t  index                  Good.
 *   applications.origin          uint32_t  index                  Jurisdiction of the exporter, whose office decides.
 *   applications.destination     uint32_t  index                  Jurisdiction of the importer.
 *   applications.end_use         uint32_t  index                  End use of the importer.
 *   applications.quantity        double    units per tick         Contract use that the licence is asked for.
 *   applications.age             double    weeks                  Time since filing.
 *   applications.reviewed        uint8_t   flag                   1 once the office's review is done.
 *   stores.quoted_price          double    US dollars per unit    Quoted spot price of the good in the jurisdiction's bloc, duties paid.
 *   stores.contract_price        double    US dollars per unit    Contract price of makers of the good in the jurisdiction's bloc.
 *   jurisdictions.value_added    double    US dollars per tick    Value added of its firms in the last tick, at base prices.
 *   jurisdictions.value_added_normal double US dollars per tick   Value added of its firms when nothing disturbs, at base prices.
 *   jurisdictions.duties         double    US dollars per tick    Tariffs and fees that its treasury took in the last tick.
 *   jurisdictions.spending       double    US dollars per tick    What its authority paid for purchases, floors and subsidies in the last tick less what it took for releases.
 *
 * EFFECTS TO WRITE (name, type, neutral value, range, how several policies' values become one, unit, what). The host
 * presets every row to the neutral value before each call; what is not set again does not hold. Values must be finite and
 * in range, except that the neutral value is always fine. Trade within a jurisdiction is never meant.
 *   lanes.tariff             double   0        0..100       sum       share of the base price
 *       Ad-valorem tariff paid on entry; it moves sourcing.
 *   lanes.fee                double   0        0..1e12      sum       US dollars per unit
 *       Fee per unit (port or border fee); it moves sourcing.
 *   lanes.quota              double   1e18     0..1e18      smallest  units per tick
 *       Most that may be dispatched on the lane in this tick.
 *   lanes.hold_probability   double   0        0..1         largest   share of shipments
 *       Probability that customs hold a shipment.
 *   lanes.hold_days_min      double   0        0..365       largest   days
 *       Shortest customs hold.
 *   lanes.hold_days_max      double   0        0..365       largest   days
 *       Longest customs hold; at most `hold_days` of the manifest.
 *   uses.status              uint8_t  0        0..3         largest   code
 *       Verdict: 0 open, 1 grace (only goods booked before pass), 2 licence, 3 ban.
 *   uses.regime              uint8_t  255      0..255       first     index
 *       Licence regime of the scenario whose rules decide where a licence is needed; 255 none.
 *   uses.hazard_factor       double   1        0..1000      product   ratio
 *       Factor on the hazard that a review ends.
 *   uses.refusal             double   0        0..1         largest   probability
 *       Probability that a decided application is refused; the larger of this and the regime's.
 *   uses.announced           uint8_t  0        0..1         largest   flag
 *       1 while a restriction is known to come: firms perceive the risk.
 *   exports.quota            double   1e18     0..1e18      smallest  units per tick
 *       Most that may leave the origin for all other jurisdictions together in this tick.
 *   schedule.suspended       uint8_t  0        0..1         largest   flag
 *       1: the scheduled measure does not hold in this tick.
 *   stores.buy               double   0        0..1e15      sum       units
 *       The authority buys up to this much on the spot market in this tick.
 *   stores.release           double   0        0..1e15      sum       units
 *       The authority releases up to this much to firms that lack it in this tick.
 *   stores.floor_price       double   0        0..1e12      largest   US dollars per unit
 *       Price floor that the authority tops up to for makers of the good.
 *   applications.decision    uint8_t  0        0..3         largest   code
 *       0 as the office decides, 1 grant, 2 defer, 3 refuse.
 *   stores.subsidy           double   0        0..1e12      sum       US dollars per unit
 *       Paid to makers of the good in the jurisdiction on each unit that they ship.
 *   stores.offtake           double   0        0..1e15      sum       units per tick
 *       The authority undertakes to buy this much in each tick of makers in the jurisdiction, whatever the price.
 */
#ifndef COERCIVITY_POLICY_H
#define COERCIVITY_POLICY_H

#include <stdint.h>
#include <string.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Version of the ABI. */
#define COERCIVITY_ABI 1
/* Flag of a manifest: a failure inside the plugin does not end the process by itself. C plugins have it. */
#define COERCIVITY_FLAG_CONTAINED 1
/* No index, no firm, no good in a slot. */
#define COERCIVITY_NO_INDEX 4294967295u
/* A quota of this or more is none. */
#define COERCIVITY_NO_LIMIT 1e18
/* No regime, in uses.regime. */
#define COERCIVITY_NONE 255
/* No row, in coercivity_error. */
#define COERCIVITY_NO_ROW UINT64_MAX

/* Statuses. */
#define COERCIVITY_OK 0        /* Done. */
#define COERCIVITY_INVALID 1   /* A parameter or a state is not acceptable. */
#define COERCIVITY_DISCARD 2   /* This call did nothing; what it wrote does not count. The instance stays usable. */
#define COERCIVITY_ERROR 3     /* It failed; the instance is only destroyed after this. */
#define COERCIVITY_FATAL 4     /* It failed, and no further call of any instance of this plugin makes sense. */
#define COERCIVITY_PANICKED 5  /* As COERCIVITY_ERROR, for what the language calls a panic or an exception. */

/* Levels of the log. */
#define COERCIVITY_INFO 0      /* For who follows the run. */
#define COERCIVITY_WARNING 1   /* For who reads its results. */

/* Kinds of parties of a restriction. */
#define COERCIVITY_PARTY_ANY 0          /* Anybody. */
#define COERCIVITY_PARTY_JURISDICTION 1 /* Firms of a jurisdiction. */
#define COERCIVITY_PARTY_FIRM 2         /* One firm. */

/* Verdicts: uses.verdict, uses.status, coercivity_restriction.status. */
#define COERCIVITY_OPEN 0
#define COERCIVITY_GRACE 1     /* Only what was booked before passes. */
#define COERCIVITY_LICENCE 2   /* Only with a licence. */
#define COERCIVITY_BAN 3

/* Rulings: applications.decision. */
#define COERCIVITY_AS_OFFICE 0 /* As the office decides. */
#define COERCIVITY_GRANT 1
#define COERCIVITY_DEFER 2
#define COERCIVITY_REFUSE 3

/* Kinds of parameters. */
#define COERCIVITY_NUMBER 1
#define COERCIVITY_INTEGER 2
#define COERCIVITY_SWITCH 3
#define COERCIVITY_TEXT 4
#define COERCIVITY_DATE 5
#define COERCIVITY_GOOD 6
#define COERCIVITY_GOODS 7
#define COERCIVITY_JURISDICTION 8
#define COERCIVITY_JURISDICTIONS 9
#define COERCIVITY_END_USES 10
#define COERCIVITY_FIRMS 11
#define COERCIVITY_REGIME 12
#define COERCIVITY_MEASURES 13
#define COERCIVITY_SCHEDULE 14

/* A text. */
typedef struct coercivity_text {
    const char *data; /* UTF-8, no closing zero. */
    uint64_t length;  /* Bytes. */
} coercivity_text;

/* What lies at coercivity_policy_manifest_v1: this head, then `length` bytes of text. */
typedef struct coercivity_manifest_head {
    uint8_t magic[16]; /* COERCIVITYPOLICY */
    uint32_t abi;      /* COERCIVITY_ABI */
    uint32_t flags;    /* COERCIVITY_FLAG_CONTAINED */
    uint64_t length;   /* Bytes of text behind the head. */
} coercivity_manifest_head;

/* A value for the series of the run's results. */
typedef struct coercivity_metric {
    uint32_t struct_size;
    uint32_t jurisdiction; /* Index, or COERCIVITY_NO_INDEX for the world. */
    uint32_t good;         /* Index, or COERCIVITY_NO_INDEX for all. */
    uint32_t reserved;     /* 0. */
    coercivity_text name;  /* Lower snake case. */
    coercivity_text unit;
    double value;          /* Finite. */
} coercivity_metric;

/* An event for the log of the run's results. */
typedef struct coercivity_event {
    uint32_t struct_size;
    uint32_t jurisdiction; /* Index, or COERCIVITY_NO_INDEX. */
    uint32_t good;         /* Index, or COERCIVITY_NO_INDEX. */
    uint32_t firm;         /* Row, or COERCIVITY_NO_INDEX. */
    coercivity_text name;  /* Lower snake case. */
    coercivity_text detail;
} coercivity_event;

/* A verdict on single firms or links, for this tick. */
typedef struct coercivity_restriction {
    uint32_t struct_size;
    uint32_t exporter_kind; /* COERCIVITY_PARTY_... */
    uint32_t exporter;      /* Index of jurisdiction, or row of the firm. */
    uint32_t importer_kind; /* COERCIVITY_PARTY_... */
    uint32_t importer;      /* Index of jurisdiction, or row of the firm. */
    uint32_t good;          /* Index, or COERCIVITY_NO_INDEX for all. */
    uint32_t status;        /* COERCIVITY_GRACE, COERCIVITY_LICENCE or COERCIVITY_BAN. */
    uint32_t regime;        /* Index, needed for a licence, or COERCIVITY_NO_INDEX. */
} coercivity_restriction;

/* Services of the host. Valid until the process ends. `context` is that of the call. */
typedef struct coercivity_host {
    uint32_t struct_size;
    uint32_t abi; /* COERCIVITY_ABI of the host. */
    /* [call] Writes a line to the log of the run. */
    void (*log)(void *context, int32_t level, const char *text, uint64_t length);
    /* [any thread] A uniform number in (0, 1): a pure function of coercivity_call.key, a stable id, the ordinal of the
     * event and the index of the draw. */
    double (*draw)(uint64_t key, uint64_t id, uint32_t ordinal, uint32_t index);
    /* [any thread] e to the power of x, the same bits everywhere. */
    double (*exp)(double x);
    /* [any thread] Natural logarithm. */
    double (*ln)(double x);
    /* [any thread] x to the power of y. */
    double (*pow)(double x, double y);
    /* [call] Adds a value to the series; 0 if taken; 1 if it makes no sense, and the call then
     * counts as failed. The struct stays the plugin's. */
    int32_t (*metric)(void *context, const coercivity_metric *metric);
    /* [call] Adds an event; 0 if taken; 1 if it makes no sense, and the call then
     * counts as failed. The struct stays the plugin's. */
    int32_t (*event)(void *context, const coercivity_event *event);
    /* [call of on_tick] Restricts single firms or links in this tick; 0 if taken; 1 if it makes no
     * sense, and the call then counts as failed. The struct stays
     * the plugin's. */
    int32_t (*restrict_trade)(void *context, const coercivity_restriction *restriction);
} coercivity_host;

/* The dictionary of a run: what indices mean. Valid during create only; copy what is needed later. Lists are arrays of the
 * length that stands before them. */
typedef struct coercivity_names {
    uint32_t struct_size;
    uint32_t tick_days;             /* Length of a tick. */
    uint64_t n_goods;
    const coercivity_text *goods;
    const coercivity_text *good_units;
    const double *good_base_units;  /* Base units per unit. */
    const double *good_prices_usd;  /* Base prices, US dollars per unit. */
    const uint8_t *good_is_final;   /* 1 for goods that final markets buy. */
    uint64_t n_jurisdictions;
    const coercivity_text *jurisdictions; /* Codes such as CN. */
    uint64_t n_stages;
    const coercivity_text *stages;
    const uint64_t *stage_rows;     /* First row of each stage among the firms; the number of firms at the end. */
    uint64_t n_recipes;
    const coercivity_text *recipes;
    uint64_t n_regimes;
    const coercivity_text *regimes;
    uint64_t n_measures;
    const coercivity_text *measures; /* Ids of the schedule's measures. */
    uint64_t n_named;
    const coercivity_text *named;   /* Firms known by name. */
    const uint64_t *named_rows;     /* Their rows. */
} coercivity_names;

/* A checked parameter; which fields count follows from the kind, see the table above. */
typedef struct coercivity_setting {
    uint32_t struct_size;
    uint32_t kind;         /* COERCIVITY_NUMBER ... COERCIVITY_SCHEDULE */
    double number;
    int64_t integer;
    coercivity_text text;
    uint64_t n_items;      /* Entries of a list or schedule. */
    const uint32_t *items; /* Indices or rows of a list. */
    const int64_t *days;   /* First days of a schedule, days since 1970-01-01, ascending. */
    const double *values;  /* Numbers of a schedule. */
} coercivity_setting;

/* Where a plugin writes what went wrong; preset to empty. */
typedef struct coercivity_error {
    uint32_t struct_size;
    int32_t parameter; /* Position of the parameter concerned in the manifest, or -1. */
    uint64_t row;      /* Row concerned, or COERCIVITY_NO_ROW. */
    char *text;        /* Room for the text. */
    uint64_t capacity; /* Bytes of room. */
    uint64_t length;   /* Bytes written, at most capacity. */
} coercivity_error;

/* What create is given. */
typedef struct coercivity_create {
    uint32_t struct_size;
    uint32_t reserved;
    void *context;                             /* For services. */
    const coercivity_names *names;
    const coercivity_setting *const *settings; /* In the order of the manifest's parameters. */
    uint64_t n_settings;
    coercivity_error *error;
} coercivity_create;

/* What on_tick, decide and settle are given. */
typedef struct coercivity_call {
    uint32_t struct_size;
    uint32_t tick_days;           /* Length of a tick. */
    void *context;                /* For services. */
    coercivity_error *error;
    int64_t tick;                 /* Negative during the burn-in. */
    int64_t day;                  /* First day of the tick, days since 1970-01-01. */
    int32_t year;
    uint8_t month;                /* 1..12 */
    uint8_t day_of_month;         /* 1..31 */
    uint16_t reserved;
    uint64_t key;                 /* Key of draws; the same in every tick. */
    uint64_t n_inputs;
    const void *const *inputs;    /* Columns to read, in the order of the manifest; null without rows. */
    const uint64_t *input_rows;   /* Rows of each. */
    uint64_t n_outputs;           /* 0 in settle. */
    void *const *outputs;         /* Columns to write, in the order of the manifest, preset to neutral. */
    const uint64_t *output_rows;  /* Rows of each. */
} coercivity_call;

/* Functions of the plugin. For one instance they are called by one thread at a time. Leave null what is not needed. */
typedef struct coercivity_plugin {
    uint32_t struct_size;
    uint32_t abi; /* COERCIVITY_ABI */
    /* Makes an instance and writes it to `instance` if and only if the status is COERCIVITY_OK; refuses parameters that
     * do not go together with COERCIVITY_INVALID. May be called for several uses at the same time. Needed. */
    int32_t (*create)(const coercivity_create *create, void **instance);
    /* Ends an instance, whatever state it is in. Never fails. Needed. */
    void (*destroy)(void *instance);
    /* Sets this tick's measures, before anything else happens in it; columns show the end of the last tick. Needed. */
    int32_t (*on_tick)(void *instance, const coercivity_call *call);
    /* Rules on pending applications. Needed if the manifest writes applications.decision. */
    int32_t (*decide)(void *instance, const coercivity_call *call);
    /* Sees the end of the tick; there is nothing to write. Needed if the manifest says `settle 1`. */
    int32_t (*settle)(void *instance, const coercivity_call *call);
    /* Writes the state to `bytes` if `capacity` suffices; always writes the bytes needed to `length`. It is called twice
     * without another call between: to learn the length, and to get the bytes. Needed with a state. */
    int32_t (*save)(void *instance, uint8_t *bytes, uint64_t capacity, uint64_t *length, coercivity_error *error);
    /* Takes up a state; the instance is unchanged if the status is not COERCIVITY_OK. Needed with a state. */
    int32_t (*load)(void *instance, const uint8_t *bytes, uint64_t length, coercivity_error *error);
} coercivity_plugin;

/* The exported entry, coercivity_policy_entry_v1. Called once, on any thread; null if the plugin cannot work with this
 * host. The table that it gives must stay valid until the process ends: make it static. */
typedef const coercivity_plugin *(*coercivity_entry_fn)(const coercivity_host *host);

/* Makes a symbol visible to the host. */
#if defined(_WIN32)
#define COERCIVITY_EXPORT __declspec(dllexport)
#else
#define COERCIVITY_EXPORT __attribute__((visibility("default")))
#endif

#ifdef __cplusplus
#define COERCIVITY_C extern "C"
#else
#define COERCIVITY_C extern
#endif

/* Exports the manifest. Once in a plugin, outside of functions:
 *   COERCIVITY_MANIFEST("id idle\n"
 *                       "version 1.0.0\n"
 *                       "summary Does nothing.\n")
 */
#define COERCIVITY_MANIFEST(manifest_text)                                                                              \
    struct coercivity_manifest_blob {                                                                                   \
        coercivity_manifest_head head;                                                                                  \
        char text[sizeof(manifest_text)];                                                                               \
    };                                                                                                                  \
    COERCIVITY_C COERCIVITY_EXPORT const struct coercivity_manifest_blob coercivity_policy_manifest_v1;                 \
    const struct coercivity_manifest_blob coercivity_policy_manifest_v1 = {                                             \
        {{'C', 'O', 'E', 'R', 'C', 'I', 'V', 'I', 'T', 'Y', 'P', 'O', 'L', 'I', 'C', 'Y'},                              \
         COERCIVITY_ABI,                                                                                                \
         COERCIVITY_FLAG_CONTAINED,                                                                                     \
         sizeof(manifest_text) - 1},                                                                                    \
        manifest_text};

/* Exports the entry. Once in a plugin, as the head of its definition:
 *   static const coercivity_host *host;
 *   COERCIVITY_ENTRY(given) {
 *       host = given;
 *       return given->abi == COERCIVITY_ABI ? &plugin : 0;
 *   }
 */
#define COERCIVITY_ENTRY(host_name)                                                                                     \
    COERCIVITY_C COERCIVITY_EXPORT const coercivity_plugin *coercivity_policy_entry_v1(const coercivity_host *host_name); \
    const coercivity_plugin *coercivity_policy_entry_v1(const coercivity_host *host_name)

/* Says why a call fails, cut to the room there is, and gives the status back: `return coercivity_fail(...)`. */
static inline int32_t coercivity_fail(coercivity_error *error, int32_t status, const char *why) {
    uint64_t length = (uint64_t)strlen(why);
    if (error && error->text) {
        if (length > error->capacity) {
            length = error->capacity;
        }
        /* Not in the middle of a character. */
        while (length > 0 && ((unsigned char)why[length] & 0xC0) == 0x80) {
            length--;
        }
        memcpy(error->text, why, (size_t)length);
        error->length = length;
    }
    return status;
}

/* Row of a lane, for `n_jurisdictions` jurisdictions. */
static inline uint64_t coercivity_lane(uint64_t n_jurisdictions, uint64_t good, uint64_t origin, uint64_t destination) {
    return (good * n_jurisdictions + origin) * n_jurisdictions + destination;
}

#ifdef __cplusplus
}
#endif

#endif
