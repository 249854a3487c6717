"""Outlay: declarative cost models with units, for AI products."""
