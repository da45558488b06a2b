"""Customers: signing in, their addresses, their newsletter."""

from __future__ import annotations

import unicodedata
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.engine import Connection, Engine

from catalog.errors import NotFound
from catalog.models import Address, Customer
from catalog.order_inputs import clean_text, require_address
from catalog.order_models import Clock, address_from, customer_from, utc_now
from catalog.order_schema import addresses, customers
from catalog.order_transactions import Change, complete, read, record, write
from catalog.passwords import verify_password


def fold_username(text: str) -> str:
    """The form in which user names are stored and compared: case and full width make no difference."""
    readable = text[:200].encode("utf-8", "ignore").decode("utf-8")
    return unicodedata.normalize("NFKC", readable).strip().casefold()


class CustomerRepository:
    """The shop's customers. Thread-safe; every change is one transaction with an entry in the audit table."""

    def __init__(self, engine: Engine, clock: Clock = utc_now) -> None:
        self._engine = engine
        self._clock = clock

    def authenticate(self, username: str, password: str, *, allow_demo: bool) -> Customer | None:
        """Check a user name and a password; takes as long for a name that does not exist.

        Args:
            username: What was typed; case does not matter.
            password: What was typed.
            allow_demo: Whether the sample customers with their known passwords may sign in.

        Returns:
            The customer, or None.

        Raises:
            CatalogUnavailable: The database is not reachable.
        """
        statement = select(customers).where(customers.c.username == fold_username(username))
        row = read(self._engine, lambda connection: connection.execute(statement).first())
        matches = verify_password(password, None if row is None else row.password_hash)
        if row is None or not matches or (row.demo and not allow_demo):
            return None
        return customer_from(row)

    def get(self, customer_id: str) -> Customer | None:
        """A customer, or None.

        Raises:
            CatalogUnavailable: The database is not reachable.
        """
        statement = select(customers).where(customers.c.id == customer_id)
        row = read(self._engine, lambda connection: connection.execute(statement).first())
        return None if row is None else customer_from(row)

    def addresses(self, customer_id: str) -> list[Address]:
        """A customer's addresses, the default one first; none for an unknown customer.

        Raises:
            CatalogUnavailable: The database is not reachable.
        """
        return read(self._engine, lambda connection: _addresses(connection, customer_id))

    def add_address(
        self, customer_id: str, text: str, recipient: str | None = None, phone: str | None = None
    ) -> Address:
        """Add an address; a customer's first one becomes the default. One that is there already is not doubled.

        Args:
            customer_id: Whose address.
            text: The address.
            recipient: Who receives there; None for the customer.
            phone: Their number; None for the customer's.

        Raises:
            NotFound: There is no such customer.
            InvalidData: The address is empty or too long.
            CatalogUnavailable: The database is not reachable.
        """
        cleaned = require_address(text)

        def work(connection: Connection) -> Address:
            owner = _hold(connection, customer_id)
            there = _addresses(connection, customer_id)
            values = {
                "text": cleaned,
                "recipient": owner.display_name if recipient is None else clean_text(recipient, 120),
                "phone": owner.phone if phone is None else clean_text(phone, 40),
            }
            for address in there:
                if (address.text, address.recipient, address.phone) == tuple(values.values()):
                    return address
            added = _insert_address(connection, customer_id, not there, values)
            self._audit(connection, customer_id, "add_address", {}, {"address": cleaned, "default": added.is_default})
            return added

        return write(self._engine, work)

    def change_default_address(self, customer_id: str, text: str) -> Address:
        """Change the default address (orders that are placed already keep theirs), or add it where there is none.

        Args:
            customer_id: Whose address.
            text: The new address.

        Raises:
            NotFound: There is no such customer.
            InvalidData: The address is empty or too long.
            CatalogUnavailable: The database is not reachable.
        """
        cleaned = require_address(text)

        def work(connection: Connection) -> Address:
            owner = _hold(connection, customer_id)
            old = next(iter(_addresses(connection, customer_id)), None)
            if old is None:
                values = {"text": cleaned, "recipient": owner.display_name, "phone": owner.phone}
                changed = _insert_address(connection, customer_id, True, values)
            else:
                statement = update(addresses).where(addresses.c.id == old.id)
                connection.execute(statement.values(text=cleaned, is_default=True))
                changed = _address(connection, old.id)
            before = {"address": old.text if old else None}
            self._audit(connection, customer_id, "change_default_address", before, {"address": cleaned})
            return changed

        return write(self._engine, work)

    def set_newsletter(self, customer_id: str, subscribed: bool) -> Customer:
        """Subscribe a customer to the newsletter, or end the subscription.

        Raises:
            NotFound: There is no such customer.
            CatalogUnavailable: The database is not reachable.
        """

        def work(connection: Connection) -> Customer:
            before = {"newsletter": _hold(connection, customer_id).newsletter}
            connection.execute(update(customers).where(customers.c.id == customer_id).values(newsletter=subscribed))
            self._audit(connection, customer_id, "set_newsletter", before, {"newsletter": subscribed})
            return _customer(connection, customer_id)

        return write(self._engine, work)

    def _audit(
        self, connection: Connection, customer_id: str, action: str, old: dict[str, Any], new: dict[str, Any]
    ) -> None:
        if old != new:
            entry = record(connection, Change(action, customer_id, customer_id, self._clock()))
            complete(connection, entry, None, old, new)


def _hold(connection: Connection, customer_id: str) -> Customer:
    """Lock a customer's row until the end of the transaction."""
    statement = update(customers).where(customers.c.id == customer_id)
    if connection.execute(statement.values(version=customers.c.version + 1)).rowcount == 0:
        raise NotFound("customer", customer_id)
    return _customer(connection, customer_id)


def _customer(connection: Connection, customer_id: str) -> Customer:
    return customer_from(connection.execute(select(customers).where(customers.c.id == customer_id)).one())


def _addresses(connection: Connection, customer_id: str) -> list[Address]:
    statement = select(addresses).where(addresses.c.customer_id == customer_id)
    rows = connection.execute(statement.order_by(addresses.c.is_default.desc(), addresses.c.id)).all()
    return [address_from(row) for row in rows]


def _address(connection: Connection, address_id: int) -> Address:
    return address_from(connection.execute(select(addresses).where(addresses.c.id == address_id)).one())


def _insert_address(connection: Connection, customer_id: str, is_default: bool, values: dict[str, Any]) -> Address:
    result = connection.execute(insert(addresses).values(customer_id=customer_id, is_default=is_default, **values))
    return _address(connection, result.inserted_primary_key[0])
