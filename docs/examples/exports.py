"""Exports as a share of the paired baseline, by month, for one run or several side by side (pandas).

    python docs/examples/exports.py runs/april_2025 runs/slow
    python docs/examples/exports.py runs/april_2025 --origin CN --goods magnet_heavy magnet_standard

Without --goods, those that the schedule restricts: the rows `exports_ratio` of summary.csv name them. Goods are added
up at base prices, so that wafers and tonnes have a common unit. Needs a run with its baseline.
"""

import argparse
from pathlib import Path

import pandas as pd


def read(run: Path, table: str) -> pd.DataFrame:
    # Codes such as NA (Namibia) are text, not missing values.
    return pd.read_csv(run / f"{table}.csv", keep_default_na=False)


def restricted(run: Path) -> pd.DataFrame:
    summary = read(run, "summary")
    rows = summary[summary.metric == "exports_ratio"]
    return rows[["jurisdiction", "good"]].drop_duplicates()


def exports(flows: pd.DataFrame, pairs: pd.DataFrame) -> pd.Series:
    abroad = flows[flows.origin != flows.destination]
    meant = abroad.merge(pairs, left_on=["origin", "good"], right_on=["jurisdiction", "good"])
    return meant.groupby("month").value_usd.sum()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("runs", nargs="+", type=Path)
    parser.add_argument("--origin", default="CN")
    parser.add_argument("--goods", nargs="+")
    arguments = parser.parse_args()
    columns = {}
    for run in arguments.runs:
        pairs = restricted(run)
        if arguments.goods:
            pairs = pd.DataFrame({"jurisdiction": arguments.origin, "good": arguments.goods})
        columns[run.name] = exports(read(run, "flows"), pairs) / exports(read(run, "baseline_flows"), pairs)
    print(pd.DataFrame(columns).round(2).to_string())


if __name__ == "__main__":
    main()
