"""Submissions -> consolidation."""
