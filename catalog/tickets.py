"""Tickets: what a person of the shop has to answer."""

from __future__ import annotations

from sqlalchemy import insert, select
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import IntegrityError

from catalog.errors import NotFound
from catalog.models import Ticket
from catalog.order_inputs import clean_text
from catalog.order_models import Clock, ticket_from, to_database, utc_now
from catalog.order_schema import tickets
from catalog.order_transactions import count_up, read, write
from catalog.shop_time import local_day

SUMMARY_LENGTH = 4000


class TicketRepository:
    """The shop's tickets. Thread-safe."""

    def __init__(self, engine: Engine, clock: Clock = utc_now) -> None:
        self._engine = engine
        self._clock = clock

    def open(
        self, kind: str, conversation: str, *, customer_id: str | None = None, summary: str = "", language: str
    ) -> Ticket:
        """Open a ticket.

        Args:
            kind: What it is about, for instance `complaint` or `human_agent`.
            conversation: The conversation's id.
            customer_id: The customer, where known.
            summary: What a person has to know, in the customer's words.
            language: `zh` or `en`.

        Returns:
            The ticket with its number, `T` + date + four digits.

        Raises:
            NotFound: There is no such customer.
            CatalogUnavailable: The database is not reachable.
        """
        now = self._clock()
        day = f"T{local_day(now):%Y%m%d}"

        def work(connection: Connection) -> Ticket:
            number = f"{day}-{count_up(connection, day):04d}"
            values = {
                "number": number,
                "kind": clean_text(kind, 40),
                "customer_id": customer_id,
                "conversation": clean_text(conversation, 255),
                "summary": clean_text(summary, SUMMARY_LENGTH),
                "language": clean_text(language, 8),
                "created_at": to_database(now),
                "state": "open",
            }
            connection.execute(insert(tickets).values(**values))
            return ticket_from(connection.execute(select(tickets).where(tickets.c.number == number)).one())

        try:
            return write(self._engine, work)
        except IntegrityError as error:
            raise NotFound("customer", customer_id) from error

    def get(self, number: str) -> Ticket | None:
        """A ticket by its number, or None.

        Raises:
            CatalogUnavailable: The database is not reachable.
        """
        statement = select(tickets).where(tickets.c.number == clean_text(number, 40).upper())
        row = read(self._engine, lambda connection: connection.execute(statement).first())
        return None if row is None else ticket_from(row)
