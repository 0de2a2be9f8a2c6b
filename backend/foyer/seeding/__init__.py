"""Generating a made-up history for the administrators' pages."""
