"""Prints the table of irregularities as Markdown: `cd tests && python -m irregularities`."""

from irregularities.case import as_markdown
from irregularities.table import CASES, PENDING

print(as_markdown(CASES, PENDING))
