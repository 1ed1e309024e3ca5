"""The small model in mesa-frames: the firms are one agent set on a polars frame, a column per quantity and slot; each
phase of the tick replaces columns of the whole set by expressions."""

import numpy as np
import polars as pl
from common import CYCLE, SHOCK, SLOTS, main, read_world
from mesa_frames import AgentSetPolars, ModelDF

S = range(SLOTS)


class Firms(AgentSetPolars):
    def __init__(self, model, path):
        super().__init__(model)
        world = read_world(path, lambda data: pl.Series(np.frombuffer(data, "<u4")))
        frame = pl.DataFrame(world).with_row_index("unique_id")
        frame = frame.with_columns(pl.exclude("unique_id", "hit", "^supplier.*$").cast(pl.Float64))
        frame = frame.with_columns(
            pl.col("unique_id").cast(pl.Int64),
            pl.col("hit") != 0,
            normal=pl.col("capacity"),
            **{f"order{s}": pl.col("capacity") for s in S},
            **{f"on_way{s}": pl.lit(0.0) for s in S},
        )
        self.add(frame)
        # Where the links of each seller end when links are in the order of their sellers, and where those are in the
        # columns put one after another. A sum by seller is then a difference of two running sums; it is exact, since
        # quantities are whole, and quicker than `group_by` and `join`.
        long = pl.concat([frame[f"supplier{s}"].rename("seller") for s in S], rechunk=True)
        self.links = long.arg_sort().cast(pl.UInt32)
        ends = ((frame["output"] - 1) / 2).cum_sum().cast(pl.UInt32)
        self.ends = pl.concat([pl.Series("output", [0], dtype=pl.UInt32), ends], rechunk=True)

    def sums(self, column):
        """Sums of a quantity on links by seller."""
        long = pl.concat([self.agents[f"{column}{s}"].rename("quantity") for s in S], rechunk=True)
        running = long.gather(self.links).cum_sum()
        running = pl.concat([pl.Series("quantity", [0.0]), running], rechunk=True)
        return running.gather(self.ends).diff(null_behavior="drop")

    def step(self):
        self.ship()
        self.sell()
        self.produce()
        self.order()

    def shock(self, on):
        hit = pl.when("hit").then((pl.col("normal") * 0.25).floor()).otherwise("normal")
        self.agents = self.agents.with_columns(capacity=hit if on else pl.col("normal"))

    def ship(self):
        frame = self.agents.with_columns(self.sums("order").alias("wanted"))
        fill = frame.select(
            pl.when(pl.col("wanted") <= pl.col("stock")).then(1.0).otherwise(pl.col("stock") / pl.col("wanted"))
        ).to_series()
        self.agents = frame.with_columns(
            *((pl.col(f"input{s}") + pl.col(f"on_way{s}")) for s in S),
            *((pl.col(f"order{s}") * fill.gather(frame[f"supplier{s}"])).floor().alias(f"on_way{s}") for s in S),
        )

    def sell(self):
        left = pl.col("stock") - self.sums("on_way")
        sold = pl.min_horizontal(left, "demand")
        self.agents = self.agents.with_columns(sold=sold, stock=left - sold)

    def produce(self):
        room = (2 * pl.col("normal") * pl.col("output") - pl.col("stock")).clip(0)
        limits = [pl.col("capacity"), (room / pl.col("output")).floor(), *(pl.col(f"input{s}") for s in S)]
        frame = self.agents.with_columns(batches=pl.min_horizontal(limits))
        self.agents = frame.with_columns(
            *((pl.col(f"input{s}") - pl.col("batches")) for s in S),
            stock=pl.col("stock") + pl.col("batches") * pl.col("output"),
        )

    def order(self):
        self.agents = self.agents.with_columns(
            (3 * pl.col("normal") - pl.col(f"input{s}") - pl.col(f"order{s}")).clip(0).alias(f"order{s}") for s in S
        )

    def totals(self):
        def all_slots(name):
            return pl.sum_horizontal(pl.col(f"{name}{s}").sum() for s in S)

        return self.agents.select(
            stock=pl.col("stock").sum() + all_slots("input"),
            shipped=all_slots("on_way"),
            sold=pl.col("sold").sum(),
            produced=(pl.col("batches") * pl.col("output")).sum(),
            ordered=all_slots("order"),
        ).row(0)


class Economy(ModelDF):
    def __init__(self, path):
        super().__init__()
        self.firms = Firms(self, path)
        self.agents += self.firms
        self.firms = self.get_agents_of_type(Firms)
        self.now = 0

    def tick(self):
        firms = self.firms
        tick = self.now % CYCLE
        if tick in (SHOCK.start, SHOCK.stop):
            firms.shock(tick == SHOCK.start)
        self.step()
        self.now += 1
        return firms.totals()


main(Economy, lambda economy: (
    economy.firms.agents["stock"], [economy.firms.agents[f"input{s}"] for s in S]
))
