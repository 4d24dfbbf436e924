"""The regional workbook, a module for each sheet."""
