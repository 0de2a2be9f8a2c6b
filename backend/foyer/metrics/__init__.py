"""Prometheus metrics: their declarations and the HTTP server of each process."""
