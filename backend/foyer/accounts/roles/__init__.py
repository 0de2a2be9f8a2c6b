"""Operators and administrators."""
