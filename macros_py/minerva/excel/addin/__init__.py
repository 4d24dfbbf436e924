"""The ribbon add-in for Excel, built from our text and the installed xlwings, and the ways to put it on a PC."""
