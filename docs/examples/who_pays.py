"""Who pays: value added lost by side, and the stages and places that lose most of it (polars, from Parquet).

    coercivity run configs/scenarios/april_2025.ron --parquet --out runs/parquet
    python docs/examples/who_pays.py runs/parquet

Losses are against the paired baseline, at base prices; a negative one is a gain. Sides are those of the schedule, or of
`results.sides`.
"""

import sys
from pathlib import Path

import polars as pl

MILLION = 1e6


def by_side(harm: pl.LazyFrame) -> pl.DataFrame:
    lost, normal = pl.col("lost_usd").sum(), pl.col("baseline_usd").sum()
    sums = harm.group_by("side").agg(lost_musd=lost / MILLION, share=lost / normal)
    return sums.sort("lost_musd", descending=True).collect()


def by_month(harm: pl.LazyFrame) -> pl.DataFrame:
    sums = harm.group_by("month", "side").agg(lost_musd=pl.col("lost_usd").sum() / MILLION)
    return sums.collect().pivot("side", index="month", values="lost_musd").sort("month")


def hardest_hit(harm: pl.LazyFrame, most: int) -> pl.DataFrame:
    sums = harm.group_by("stage", "jurisdiction").agg(lost_musd=pl.col("lost_usd").sum() / MILLION)
    return sums.sort("lost_musd", descending=True).head(most).collect()


def main(run: Path) -> None:
    harm = pl.scan_parquet(run / "harm.parquet")
    with pl.Config(tbl_rows=60, tbl_hide_dataframe_shape=True, tbl_hide_column_data_types=True, float_precision=3):
        for title, table in [
            ("By side, millions of USD", by_side(harm)),
            ("By month and side, millions of USD", by_month(harm)),
            ("Hit hardest, millions of USD", hardest_hit(harm, 10)),
        ]:
            print(title)
            print(table)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(Path(sys.argv[1]))
