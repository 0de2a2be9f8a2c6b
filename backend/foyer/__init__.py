"""Foyer: the front door of a web product."""
