"""BoARIO on pymrio's test table, as its quick start runs it: `boario_peer.py COPIES TICKS SECONDS`.

With COPIES above 1, every region stands COPIES times in the table and trades with all copies of each partner in equal
parts, so that industries grow with COPIES and links with its square. Its own model runs, not the small one, so there
is no check of its totals.
"""

import json
import logging
import sys
import tempfile
import time
import warnings

START = time.perf_counter()

import numpy as np
import pandas as pd
import pymrio
from boario.event import from_series
from boario.extended_models import ARIOPsiModel
from boario.simulation import Simulation
from common import CYCLE, SHOCK, cpu_ms, peak_kb

copies, ticks, seconds = int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3])
logging.disable(logging.CRITICAL)
warnings.simplefilter("ignore")


def copied(frame):
    """A table in which every region stands `copies` times."""
    def index(names):
        rows = [(f"{row[0]}x{c}", *row[1:]) for c in range(copies) for row in names]
        return pd.MultiIndex.from_tuples(rows, names=names.names)

    values = np.kron(np.full((copies, copies), 1 / copies), frame.to_numpy())
    return pd.DataFrame(values, index=index(frame.index), columns=index(frame.columns))


def build():
    table = pymrio.load_test()
    if copies > 1:
        table = pymrio.IOSystem(Z=copied(table.Z), Y=copied(table.Y))
    table.calc_all()
    model = ARIOPsiModel(table)
    output = tempfile.TemporaryDirectory()
    simulation = Simulation(model, n_temporal_units_to_sim=ticks + 1, boario_output_dir=output.name)
    # One in twenty industries loses three quarters of its capacity for half of every cycle.
    hit = list(table.Z.index)[::20]
    impact = pd.Series(0.75, index=pd.MultiIndex.from_tuples(hit, names=["region", "sector"]))
    length = len(SHOCK)
    for first in range(SHOCK.start, ticks + 1 - length, CYCLE):
        event = from_series(impact, event_type="arbitrary", occurrence=first, duration=length, recovery_tau=1)
        simulation.add_event(event)
    return simulation, int((table.Z.to_numpy() > 0).sum()), output


simulation, links, output = build()
built = time.perf_counter() - START
times, last, cpu = [], 0.0, cpu_ms()
while len(times) < ticks and time.perf_counter() - START + last < seconds:
    begin = time.perf_counter()
    simulation.next_step()
    last = time.perf_counter() - begin
    times.append(round(last * 1e3, 6))
cpu = cpu_ms() - cpu
industries = len(simulation.model.industries)
produced = float(np.asarray(simulation.model.production).sum())
print(json.dumps({"firms": industries, "links": links, "build_s": built, "tick_ms": times, "produced": produced,
                  "cpu_ms": cpu, "peak_kb": peak_kb()}))
output.cleanup()
