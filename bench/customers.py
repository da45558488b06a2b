"""Customers who search and order at the same time, and the check afterwards that the books are right."""

from __future__ import annotations

import asyncio
import random
import statistics
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial
from typing import Any

from sqlalchemy import func, insert, select
from sqlalchemy.engine import Engine

from catalog import schema
from catalog.engine import reading, upgrade_schema, writing
from catalog.errors import CatalogUnavailable, OutOfStock, TransitionNotAllowed
from catalog.importer import import_path
from catalog.models import Order
from catalog.order_schema import audit, customers, order_items, orders
from catalog.search import SearchQuery
from catalog.settings import SHOP_FOLDER
from catalog.shop import Shop

#: Threads that call the shop, as in the server.
THREADS = 16
#: Seconds between two questions of one customer.
PAUSE_S = (0.5, 3.0)
#: Products that everybody wants.
WANTED = ("PH-IP15", "HP-SONY-XM5", "LT-MBA13-M4", "MS-G304")
STOCK = 100_000
_TEXTS = ("苹果15", "有没有三千以下的降噪耳机", "gaming laptop under 8000", "xiaomi shouhuan 9", "sumsung s24")
_REFUSED = (TransitionNotAllowed, OutOfStock)


@dataclass
class Visit:
    """What one customer was told: the answer to every click, and clicks that never got one."""

    answered: dict[str, str] = field(default_factory=dict)
    states: dict[str, str] = field(default_factory=dict)
    open: set[str] = field(default_factory=set)


class Crowd:
    """Many customers in a shop."""

    def __init__(self, engine: Engine, count: int) -> None:
        """Fill an empty database with the sample shop and with customers."""
        self._shop = Shop(engine)
        self._engine = engine
        self._visits = {f"L{number:04d}": Visit() for number in range(count)}
        self._times: list[float] = []
        self._seen: Counter[str] = Counter()
        self._until = 0.0
        upgrade_schema(engine)
        import_path(engine, SHOP_FOLDER)
        with writing(engine) as connection:
            connection.execute(schema.products.update().values(stock=STOCK))
            rows = [{"id": id, "username": id.lower(), "display_name": id} for id in self._visits]
            connection.execute(insert(customers), rows)

    def run(self, seconds: float) -> dict[str, Any]:
        """Let them in for some time, then look into the database.

        Returns:
            Numbers of questions, answers and apologies, times in ms, and what is wrong (nothing, it is to be hoped).
        """
        with ThreadPoolExecutor(THREADS) as pool:
            asyncio.run(self._all(pool, seconds))
        times = sorted(self._times) or [0.0]
        wrong = self._check()
        self._shop.close()
        return {
            "calls": len(self._times),
            **dict(sorted(self._seen.items())),
            "p50_ms": round(statistics.median(times), 1),
            "p95_ms": round(times[int(len(times) * 0.95)], 1),
            "wrong": wrong,
        }

    async def _all(self, pool: ThreadPoolExecutor, seconds: float) -> None:
        self._until = time.monotonic() + seconds
        await asyncio.gather(*(self._customer(id, visit, pool) for id, visit in self._visits.items()))

    async def _customer(self, id: str, visit: Visit, pool: ThreadPoolExecutor) -> None:
        chance, step = random.Random(id), 0
        await asyncio.sleep(chance.uniform(0, PAUSE_S[1]))
        while time.monotonic() < self._until:
            step += 1
            await self._call(pool, "search", lambda: self._shop.search.search(SearchQuery(text=chance.choice(_TEXTS))))
            click, action = f"{id}-{step}", self._action(id, visit, chance)
            visit.open.add(click)
            # After an apology the customer clicks again, and some click twice anyway.
            for again in range(100):
                result = await self._call(pool, "change", partial(action, click))
                if isinstance(result, Order):
                    self._note(visit, click, result)
                    if again or chance.random() < 0.8:
                        break
                elif result is not None or time.monotonic() > self._until + 30:
                    break
                else:
                    await asyncio.sleep(0.5)
            await asyncio.sleep(chance.uniform(*PAUSE_S))

    def _action(self, id: str, visit: Visit, chance: random.Random) -> Callable[[str], Order]:
        repository = self._shop.orders
        active = [number for number, state in visit.states.items() if state == "pending_payment"]
        kind = chance.choice(("place", "place", "cancel", "address", "quantity")) if active else "place"
        sku = chance.choice(WANTED)
        if kind == "place":
            return lambda click: repository.place(id, sku, 1 + len(click) % 2, "一条街 1 号", request_id=click)
        number, text, pieces = chance.choice(active), f"二条街 {chance.random()} 号", chance.randint(1, 3)
        if kind == "cancel":
            return lambda click: repository.cancel(id, number, request_id=click)
        if kind == "address":
            return lambda click: repository.change_address(id, number, text, request_id=click)

        def change(click: str) -> Order:
            order = repository.get(id, number)
            assert order is not None
            return repository.change_quantity(id, number, order.items[0].sku, pieces, request_id=click)

        return change

    def _note(self, visit: Visit, click: str, order: Order) -> None:
        before = visit.answered.setdefault(click, order.number)
        if before != order.number:
            self._seen["doubled"] += 1
        visit.states[order.number] = order.state
        visit.open.discard(click)

    async def _call(self, pool: ThreadPoolExecutor, kind: str, work: Callable[[], Any]) -> Any:
        began = time.perf_counter()
        try:
            result = await asyncio.get_running_loop().run_in_executor(pool, work)
        except CatalogUnavailable:
            self._seen["apologies"] += 1
            return None
        except _REFUSED as error:
            self._seen["refused"] += 1
            return error
        self._times.append((time.perf_counter() - began) * 1000)
        self._seen[kind] += 1
        return result

    def _check(self) -> list[str]:
        wrong = ["doubled orders"] if self._seen["doubled"] else []
        with reading(self._engine) as connection:
            live = orders.c.state != "cancelled"
            sold = select(order_items.c.sku, func.sum(order_items.c.quantity)).join(orders).where(live)
            pieces = {sku: int(count) for sku, count in connection.execute(sold.group_by(order_items.c.sku))}
            stock = select(schema.products.c.sku, schema.products.c.stock).where(schema.products.c.sku.in_(WANTED))
            for sku, left in connection.execute(stock):
                if left + pieces.get(sku, 0) != STOCK:
                    wrong.append(f"{sku}: {left} left and {pieces.get(sku, 0)} ordered")
            recorded = set(connection.execute(select(audit.c.request_id)).scalars())
            states = dict(connection.execute(select(orders.c.number, orders.c.state)).all())
            items = select(order_items.c.order_number, func.sum(order_items.c.quantity * order_items.c.unit_price))
            totals = dict(connection.execute(items.group_by(order_items.c.order_number)).all())
            for number, total in connection.execute(select(orders.c.number, orders.c.total)):
                if Decimal(str(totals.get(number, 0))).quantize(Decimal("0.01")) != total:
                    wrong.append(f"order {number} adds up to {totals.get(number)}, not {total}")
        clicks = {click for visit in self._visits.values() for click in visit.answered}
        maybe = {click for visit in self._visits.values() for click in visit.open}
        if clicks - recorded or recorded - clicks - maybe:
            wrong.append(f"lost: {sorted(clicks - recorded)[:5]}, unknown: {sorted(recorded - clicks - maybe)[:5]}")
        told = {number: state for visit in self._visits.values() for number, state in visit.states.items()}
        if not maybe:
            wrong += [f"order {number}: {states.get(number)}, told {state}" for number, state in told.items()
                      if states.get(number) != state]  # fmt: skip
            wrong += [f"nobody knows of order {number}" for number in states if number not in told]
        return wrong[:20]
