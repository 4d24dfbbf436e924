"""Reads workbook_templates/ into types."""
