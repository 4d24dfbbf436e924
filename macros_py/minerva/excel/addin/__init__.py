"""The ribbon add-in for Excel, built from our text and the installed xlwings, and the ways to put it on a PC."""

PYTHON_ZIP = "python-3.11.9-embed-amd64.zip"
"""The newest embeddable Python of the version Minerva is tested with, as python.org names it."""
