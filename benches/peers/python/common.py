"""What the Python peers share: the world as a file, and the report of a run. The model is in ../README.md."""

import array
import json
import struct
import sys
import time
from pathlib import Path

START = time.perf_counter()
SLOTS = 5
CYCLE = 20
SHOCK = range(5, 15)
COLUMNS = [*(f"supplier{s}" for s in range(SLOTS)), "capacity", "hit", "output", "demand", "stock",
           *(f"input{s}" for s in range(SLOTS))]


def read_world(path, make):
    """The columns of a world by name, each made by `make(bytes)`."""
    with open(path, "rb") as file:
        magic, firms = struct.unpack("<8sQ", file.read(16))
        if magic != b"PEERS002":
            raise SystemExit(f"{path}: not a file of a world")
        return {name: make(file.read(4 * firms)) for name in COLUMNS}


def unsigned(data):
    """A column as an array of the standard library."""
    column = array.array("I")
    column.frombytes(data)
    if sys.byteorder == "big":
        column.byteswap()
    return column


def peak_kb():
    """The most memory that this process has held, in kibibytes."""
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmHWM:"))


def cpu_ms():
    """Time that the threads of this process have spent on a processor, in milliseconds."""
    return sum(int(path.read_text().split()[0]) for path in Path("/proc/self/task").glob("*/schedstat")) / 1e6


def state_sum(stock, inputs):
    """The weighted sum over the final state; numpy or lists."""
    total = sum((i % 1009 + 1) * int(value) for i, value in enumerate(stock))
    for s, column in enumerate(inputs):
        total += sum(((i + s) % 1009 + 1) * int(value) for i, value in enumerate(column))
    return total


def main(build, final):
    """Runs a peer as `peer WORLD TICKS SECONDS` asks and prints its report as JSON.

    `build(path)` returns the model; its `tick()` returns the totals: stock, shipped, sold, produced, ordered.
    `final(model)` returns finished stocks, and inputs by slot. No tick is begun that would end, if as long as the
    last, more than SECONDS after the start of the process.
    """
    path, ticks, seconds = sys.argv[1], int(sys.argv[2]), float(sys.argv[3])
    model = build(path)
    built = time.perf_counter() - START
    times, checks, check, last, totals = [], [], 0xCBF29CE484222325, 0.0, []
    cpu = cpu_ms()
    while len(times) < ticks and time.perf_counter() - START + last < seconds:
        begin = time.perf_counter()
        totals = model.tick()
        last = time.perf_counter() - begin
        times.append(round(last * 1e3, 6))
        for value in totals:
            check = ((check ^ int(value)) * 0x100000001B3) & 0xFFFFFFFFFFFFFFFF
        checks.append(f"{check:016x}")
    cpu, peak = cpu_ms() - cpu, peak_kb()
    stock, inputs = final(model)
    print(json.dumps({
        "firms": len(stock), "build_s": built, "tick_ms": times, "checks": checks,
        "totals": [int(value) for value in totals], "state": state_sum(stock, inputs),
        "cpu_ms": cpu, "peak_kb": peak,
    }))
