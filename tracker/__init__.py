"""A ledger of promises between governments."""

__version__ = "0.1.0"
