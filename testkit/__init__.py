"""Shared by the tests, e2e, bench and chaos: clients, photos, waiting."""
