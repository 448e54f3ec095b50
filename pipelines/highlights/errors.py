"""What can go wrong while highlights are chosen.

InputError
├── EventsUnreadable       the event log is not JSON Lines of events
└── ProductsUnreadable     the product list is neither a JSON list nor a CSV with a header
"""

from pipelines.errors import InputError


class EventsUnreadable(InputError):
    """The event log cannot be used; the message names the line."""

    code = "events_unreadable"


class ProductsUnreadable(InputError):
    """The product list cannot be used; the message names the row."""

    code = "products_unreadable"
