"""Endpoints for administrators and operators, under /api/admin."""
