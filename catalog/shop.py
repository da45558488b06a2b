"""The shop over one database: everything that the assistant asks and does."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from sqlalchemy import text
from sqlalchemy.engine import Engine

from catalog.engine import create_catalog_engine, reading
from catalog.lexicon import Lexicon
from catalog.products import ProductRepository
from catalog.promotions import PromotionRepository
from catalog.search import ProductSearch
from catalog.terms import TermRepository

if TYPE_CHECKING:
    from catalog.customers import CustomerRepository
    from catalog.orders import OrderRepository
    from catalog.tickets import TicketRepository


class Shop:
    """All repositories over one engine; safe to use from many threads.

    Attributes:
        engine: The database.
        lexicon: Names of brands, categories, tags and specs.
        products: Products by SKU.
        search: Products by name and conditions.
        terms: Technical words.
        promotions: Discounts.
    """

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.lexicon = Lexicon(engine)
        self.products = ProductRepository(engine, self.lexicon)
        self.search = ProductSearch(engine, self.lexicon)
        self.terms = TermRepository(self.lexicon)
        self.promotions = PromotionRepository(engine)

    @classmethod
    def open(cls, url: str) -> Shop:
        """A shop over a database; nothing is connected before the first use.

        Args:
            url: See `catalog.engine.create_catalog_engine`.
        """
        return cls(create_catalog_engine(url))

    @cached_property
    def customers(self) -> CustomerRepository:
        """People with an account."""
        from catalog.customers import CustomerRepository

        return CustomerRepository(self.engine)

    @cached_property
    def orders(self) -> OrderRepository:
        """Orders and their changes."""
        from catalog.orders import OrderRepository

        return OrderRepository(self.engine)

    @cached_property
    def tickets(self) -> TicketRepository:
        """Requests that a person answers."""
        from catalog.tickets import TicketRepository

        return TicketRepository(self.engine)

    def refresh(self) -> None:
        """Read names and vocabulary anew, after an import."""
        self.lexicon.refresh()
        self.search.refresh()

    def ping(self) -> None:
        """Check that the database answers.

        Raises:
            CatalogUnavailable: It does not.
        """
        with reading(self.engine) as connection:
            connection.execute(text("SELECT 1"))

    def close(self) -> None:
        """Close all connections."""
        self.engine.dispose()
