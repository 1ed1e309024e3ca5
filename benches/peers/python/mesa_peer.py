"""The small model in Mesa: an agent per firm, `agents.do` once per tick; what firms tell each other is in lists of the
model, written for the next tick while those of the last one are read. Quantities are Python integers."""

from common import CYCLE, SHOCK, SLOTS, main, read_world, unsigned
from mesa import Agent, Model


class Firm(Agent):
    def __init__(self, model, normal, hit, output, demand, stock, inputs, own):
        super().__init__(model)
        self.normal, self.hit, self.output, self.demand = normal, hit, output, demand
        self.stock, self.inputs, self.own = stock, inputs, own
        self.sales = []

    def step(self):
        model, sales, stock, normal = self.model, self.sales, self.stock, self.normal
        orders, next_shipped = model.orders, model.next_shipped
        asked = [orders[link] for link in sales]
        shipped = sum(asked)
        if shipped > stock:
            fill = stock / shipped
            shipped = 0
            for link, order in zip(sales, asked):
                next_shipped[link] = part = int(order * fill)
                shipped += part
        else:
            for link, order in zip(sales, asked):
                next_shipped[link] = order
        stock -= shipped
        sold = min(stock, self.demand)
        stock -= sold

        own, output = self.own, self.output
        inputs = [held + arrived for held, arrived in zip(self.inputs, model.shipped[own])]
        capacity = normal // 4 if model.shock and self.hit else normal
        batches = min(capacity, max(2 * normal * output - stock, 0) // output, *inputs)
        produced = batches * output
        self.stock = stock = stock + produced
        self.inputs = inputs = [held - batches for held in inputs]
        target = 3 * normal
        model.next_orders[own] = [
            order if (order := target - held - before) > 0 else 0 for held, before in zip(inputs, orders[own])
        ]
        model.stock += stock + sum(inputs)
        model.sold += sold
        model.produced += produced


class Economy(Model):
    def __init__(self, path):
        super().__init__()
        world = read_world(path, unsigned)
        self.now = 0
        count = len(world["capacity"])
        inputs = zip(*(world[f"input{s}"] for s in range(SLOTS)))
        rows = zip(world["capacity"], world["hit"], world["output"], world["demand"], world["stock"], inputs)
        firms = [
            Firm(self, normal, bool(hit), output, demand, stock, list(held), slice(i * SLOTS, (i + 1) * SLOTS))
            for i, (normal, hit, output, demand, stock, held) in enumerate(rows)
        ]
        for s in range(SLOTS):
            for i, seller in enumerate(world[f"supplier{s}"]):
                firms[seller].sales.append(i * SLOTS + s)
        self.orders = [firm.normal for firm in firms for _ in range(SLOTS)]
        self.next_orders = [0] * (count * SLOTS)
        self.shipped, self.next_shipped = [0] * (count * SLOTS), [0] * (count * SLOTS)

    def tick(self):
        self.shock = self.now % CYCLE in SHOCK
        self.stock = self.sold = self.produced = 0
        self.step()
        self.orders, self.next_orders = self.next_orders, self.orders
        self.shipped, self.next_shipped = self.next_shipped, self.shipped
        self.now += 1
        return self.stock, sum(self.shipped), self.sold, self.produced, sum(self.orders)

    def step(self):
        self.agents.do("step")


def final(economy):
    firms = list(economy.agents)
    return [firm.stock for firm in firms], [[firm.inputs[s] for firm in firms] for s in range(SLOTS)]


main(Economy, final)
