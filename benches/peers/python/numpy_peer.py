"""The small model in numpy: arrays by firm and by link, links in the order of their buyers, sums by `bincount`."""

import numpy as np
from common import CYCLE, SHOCK, SLOTS, main, read_world


class Economy:
    def __init__(self, path):
        world = read_world(path, lambda data: np.frombuffer(data, "<u4"))
        self.firms = len(world["capacity"])
        # Signed 64-bit indices are what bincount and take use without a copy.
        self.supplier = np.concatenate([world[f"supplier{s}"] for s in range(SLOTS)]).astype(np.intp)
        self.normal = world["capacity"].astype(float)
        self.hit = world["hit"] != 0
        self.capacity = self.normal
        self.output = world["output"].astype(float)
        self.demand = world["demand"].astype(float)
        self.store = 2 * self.normal * self.output
        self.target = 3 * self.normal
        self.stock = world["stock"].astype(float)
        self.inputs = np.stack([world[f"input{s}"] for s in range(SLOTS)]).astype(float)
        self.orders = np.tile(self.normal, (SLOTS, 1))
        self.on_way = np.zeros((SLOTS, self.firms))
        self.now = 0

    def tick(self):
        if self.now % CYCLE == SHOCK.start:
            self.capacity = np.where(self.hit, np.floor(self.normal * 0.25), self.normal)
        if self.now % CYCLE == SHOCK.stop:
            self.capacity = self.normal
        self.now += 1

        wanted = np.bincount(self.supplier, self.orders.ravel(), self.firms)
        short = wanted > self.stock
        fill = np.divide(self.stock, wanted, out=np.ones(self.firms), where=short)
        shipped = fill.take(self.supplier).reshape(SLOTS, self.firms)
        shipped *= self.orders
        np.floor(shipped, out=shipped)
        self.stock -= np.bincount(self.supplier, shipped.ravel(), self.firms)
        sold = np.minimum(self.stock, self.demand)
        self.stock -= sold

        self.inputs += self.on_way
        self.on_way = shipped

        room = self.store - self.stock
        np.maximum(room, 0, out=room)
        room /= self.output
        np.floor(room, out=room)
        batches = np.minimum(np.minimum(self.capacity, room), self.inputs.min(axis=0))
        self.inputs -= batches
        produced = batches * self.output
        self.stock += produced

        np.subtract(self.target - self.inputs, self.orders, out=self.orders)
        np.maximum(self.orders, 0, out=self.orders)
        stock = self.stock.sum() + self.inputs.sum()
        return stock, shipped.sum(), sold.sum(), produced.sum(), self.orders.sum()


main(Economy, lambda economy: (economy.stock, economy.inputs))
