"""Judgement, pure: submission -> findings."""
