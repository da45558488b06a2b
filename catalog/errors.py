"""Errors of the catalogue package, with codes and one table of messages for the logs and the command line."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

MESSAGES: dict[str, str] = {
    "K100": "The catalogue failed: {detail}",
    "K101": "The shop's database cannot be reached or did not answer in time: {detail}",
    "K102": "The data was not imported; {count} finding(s), the first: {first}",
    "K103": "Order {order_number} is in state '{state}', in which '{action}' is not allowed.",
    "K104": "There is no {what} '{key}'.",
    "K105": "Only {available} of product {sku} are in stock, {quantity} were asked for.",
    "K106": "The database at {url} is of a kind that this package does not support (SQLite, MySQL and MariaDB are).",
    "K107": "The file {path} cannot be imported: {detail}",
    "K108": "SHOP_TIMEZONE is '{zone}', which is no known time zone; write one such as Asia/Shanghai.",
    "K109": "Order {order_number} is paid: it can have fewer pieces but not more; order the others separately.",
    "K110": "The database's address is no URL; write one such as sqlite:///shop.db or "
    "mysql+mysqlconnector://user:password@host/database, with special characters of the password as in %40 for @.",
    "K111": "Another process has been changing the tables of {database} for more than {seconds} s; try again when it "
    "has ended.",
}


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong in an import file.

    Attributes:
        file: Name of the file.
        line: Line in the file, counted from 1; 0 where the finding is about the whole file.
        column: Name of the column or field; empty where it is about the whole line.
        message: What is wrong and what to do about it, in words.
    """

    file: str
    line: int
    column: str
    message: str

    def __str__(self) -> str:
        place = self.file + (f", line {self.line}" if self.line else "")
        return f"{place}{f', column {self.column}' if self.column else ''}: {self.message}"


class CatalogError(Exception):
    """Base of all errors of this package.

    Attributes:
        code: Key of the message in `MESSAGES`.
        retryable: Whether the same call may succeed a little later.
    """

    code: str = "K100"
    retryable: bool = False

    def __init__(self, code: str | None = None, **details: object) -> None:
        self.code = code or self.code
        self.details = details
        values: dict[str, object] = {"detail": "", **details}
        super().__init__(f"{self.code}: {MESSAGES[self.code].format(**values)}")


class CatalogUnavailable(CatalogError):
    """The database is not reachable, or a statement failed for an operational reason."""

    code = "K101"
    retryable = True

    def __init__(self, detail: str = "") -> None:
        super().__init__(detail=detail)


class InvalidData(CatalogError):
    """An import file is wrong; nothing was written.

    Attributes:
        findings: Everything that was found, in the order of the files.
    """

    code = "K102"

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings: tuple[Finding, ...] = tuple(findings)
        super().__init__(count=len(self.findings), first=str(self.findings[0]) if self.findings else "")


class TransitionNotAllowed(CatalogError):
    """An order's state does not allow the action."""

    code = "K103"

    def __init__(self, order_number: str, state: str, action: str) -> None:
        self.order_number, self.state, self.action = order_number, state, action
        super().__init__(order_number=order_number, state=state, action=action)


class AlreadyPaid(TransitionNotAllowed):
    """An order that is paid was to have more pieces, which nobody would pay for."""

    code = "K109"


class NotFound(CatalogError):
    """Something asked for by its key does not exist (or belongs to somebody else)."""

    code = "K104"

    def __init__(self, what: str, key: object) -> None:
        self.what, self.key = what, key
        super().__init__(what=what, key=key)


class OutOfStock(CatalogError):
    """Fewer pieces are in stock than asked for."""

    code = "K105"

    def __init__(self, sku: str, available: int, quantity: int) -> None:
        self.sku, self.available, self.quantity = sku, available, quantity
        super().__init__(sku=sku, available=available, quantity=quantity)
