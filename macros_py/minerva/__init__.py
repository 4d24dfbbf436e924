"""Minerva: templates, checks, colours and an auditable merge for management control (SPEC of the product: README)."""

__version__ = "0.1.0"
