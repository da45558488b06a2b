"""Orders: what a customer sees and may change. Every change is one transaction with an entry in the audit table."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from sqlalchemy.engine import Connection, Engine

from catalog import order_changes
from catalog.models import Invoice, Order, Refund
from catalog.order_inputs import clean_text
from catalog.order_models import Clock, utc_now
from catalog.order_placing import place as place_order
from catalog.order_prices import changed_price, item_of
from catalog.order_queries import find_order, list_orders
from catalog.order_states import ACTIONS, cancellation_fee, fold_order_number
from catalog.order_transactions import Change, RepeatedRequest, complete, read, record, recorded_order, summary, write

LIST_LIMIT = 100


class OrderRepository:
    """The shop's orders. Thread-safe.

    Somebody else's order number is answered like one that does not exist. All changes take a `request_id`: the same
    one again (a double click, a message delivered twice, another try after a lost connection) changes nothing and
    returns what the first one did. All methods raise `CatalogUnavailable` where the database is not reachable; after
    that the same call with the same `request_id` is safe.
    """

    def __init__(self, engine: Engine, clock: Clock = utc_now) -> None:
        self._engine = engine
        self._clock = clock

    def get(self, customer_id: str, number: str) -> Order | None:
        """An order of a customer.

        Args:
            customer_id: Whose order it must be.
            number: Its number; case, spaces, `#`, hyphens and full-width characters do not matter.

        Returns:
            The order, or None where this customer has none with this number.
        """
        return read(self._engine, lambda connection: find_order(connection, customer_id, number))

    def list_for(self, customer_id: str, action: str | None = None, limit: int = 10) -> list[Order]:
        """A customer's orders, newest first.

        Args:
            customer_id: Whose orders.
            action: Only those on which this is allowed now: `cancel`, `change_address`, `change_quantity`,
                `request_refund` or `request_invoice`. None for all.
            limit: How many at most, up to 100.

        Raises:
            ValueError: There is no such action.
        """
        if action is not None and action not in ACTIONS:
            raise ValueError(f"unknown action {action!r}, known are {', '.join(ACTIONS)}")
        rule = None if action is None else ACTIONS[action]
        count = max(0, min(limit, LIST_LIMIT))
        return read(self._engine, lambda connection: list_orders(connection, customer_id, rule, self._clock(), count))

    def cancellation_fee(self, order: Order) -> Decimal:
        """What it costs to cancel an order as it is: nothing before it is packed, then 1 %, at most 50.

        Raises:
            TransitionNotAllowed: It cannot be cancelled any more.
        """
        return cancellation_fee(order.number, order.state, order.total)

    def cancel(self, customer_id: str, number: str, *, request_id: str) -> Order:
        """Cancel an order: stock comes back, and what was paid (less the fee) becomes an approved refund.

        Raises:
            NotFound: This customer has no such order.
            TransitionNotAllowed: It is too late.
        """
        return self._change(
            "cancel",
            customer_id,
            number,
            request_id,
            lambda connection, change, order: order_changes.cancel(connection, order, change.now),
        )

    def change_quantity(self, customer_id: str, number: str, sku: str, quantity: int, *, request_id: str) -> Order:
        """Change how many pieces of a product an order has; its total and the stock follow.

        Of a paid order only fewer are possible; what they cost less becomes an approved refund.

        Args:
            customer_id: Whose order.
            number: Its number.
            sku: The product, which must be in the order.
            quantity: The new number of pieces, from 1.
            request_id: The same for the same click.

        Raises:
            NotFound: This customer has no such order, or the product is not in it.
            AlreadyPaid: It is paid and would have more pieces.
            TransitionNotAllowed: It is too late.
            OutOfStock: There are not as many more in stock.
            InvalidData: The quantity is not possible.
        """
        return self._change(
            "change_quantity",
            customer_id,
            number,
            request_id,
            lambda connection, change, order: order_changes.change_quantity(
                connection, order, sku, quantity, change.now
            ),
        )

    def total_with(self, order: Order, sku: str, quantity: int) -> Decimal:
        """What an order would cost with another number of pieces of a product, as `change_quantity` would make it.

        Raises:
            NotFound: The product is not in the order.
        """
        item = item_of(order, sku)
        return read(self._engine, lambda connection: changed_price(connection, order, item, quantity)[0])

    def change_address(self, customer_id: str, number: str, text: str, *, request_id: str) -> Order:
        """Send an order to another address.

        Raises:
            NotFound: This customer has no such order.
            TransitionNotAllowed: It is too late.
            InvalidData: The address is empty or too long.
        """
        return self._change(
            "change_address",
            customer_id,
            number,
            request_id,
            lambda connection, _, order: order_changes.change_address(connection, order, text),
        )

    def request_refund(self, customer_id: str, number: str, reason: str, *, request_id: str) -> Refund:
        """Ask for an order's money back, up to 30 days after it was delivered.

        Raises:
            NotFound: This customer has no such order.
            TransitionNotAllowed: Not paid yet, too late, asked for already, or nothing is left to pay back.
        """
        order = self._change(
            "request_refund",
            customer_id,
            number,
            request_id,
            lambda connection, change, order: order_changes.request_refund(connection, order, reason, change.now),
        )
        assert order.refund is not None
        return order.refund

    def request_invoice(self, customer_id: str, number: str, title: str, *, request_id: str) -> Invoice:
        """Ask for an order's invoice. One that is issued is returned as it is; a requested one gets the new title.

        Raises:
            NotFound: This customer has no such order.
            TransitionNotAllowed: Not paid yet, cancelled or refunded.
        """
        order = self._change(
            "request_invoice",
            customer_id,
            number,
            request_id,
            lambda connection, change, order: order_changes.request_invoice(connection, order, title, change.now),
        )
        return order.invoice or Invoice(None, order.number, "none", "", order.total)

    def place(
        self,
        customer_id: str,
        sku: str,
        quantity: int,
        address_text: str,
        *,
        request_id: str,
        unit_price: Decimal | None = None,
        line_price: Decimal | None = None,
    ) -> Order:
        """Order a product; it waits for its payment.

        Args:
            customer_id: Who orders.
            sku: The product.
            quantity: How many pieces, from 1.
            address_text: Where to send it.
            request_id: The same for the same click.
            unit_price: What one piece costs today, at most the list price; None for the list price.
            line_price: What the customer was told that all pieces together cost, in place of `unit_price`; see
                `PromotionRepository.line_price`. It is never more than today's list price.

        Raises:
            NotFound: There is no such customer or product.
            OutOfStock: There are not enough in stock; nothing is reserved.
            InvalidData: Quantity or address are not possible.
        """

        def work(connection: Connection, change: Change, entry: int) -> Order:
            order = place_order(connection, change, quantity, address_text, unit_price, line_price)
            complete(connection, entry, order.number, {}, summary(order))
            return order

        return self._once(Change("place", customer_id, clean_text(sku, 60), self._clock(), request_id), work)

    def _change(
        self,
        action: str,
        customer_id: str,
        number: str,
        request_id: str,
        apply: Callable[[Connection, Change, Order], None],
    ) -> Order:
        def work(connection: Connection, change: Change, entry: int) -> Order:
            before = order_changes.hold_order(connection, change, number)
            apply(connection, change, before)
            after = find_order(connection, customer_id, number)
            assert after is not None
            complete(connection, entry, after.number, summary(before), summary(after))
            return after

        return self._once(Change(action, customer_id, fold_order_number(number), self._clock(), request_id), work)

    def _once(self, change: Change, work: Callable[[Connection, Change, int], Order]) -> Order:
        """Run a change, or return what it did where its request id is known already."""
        try:
            return write(self._engine, lambda connection: work(connection, change, record(connection, change)))
        except RepeatedRequest:
            return read(self._engine, lambda connection: _repeated(connection, change))


def _repeated(connection: Connection, change: Change) -> Order:
    number = recorded_order(connection, change)
    order = find_order(connection, change.customer_id, number or "")
    assert order is not None
    return order
