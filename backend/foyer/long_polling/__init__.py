"""Long polling: requests wait for PostgreSQL's notifications of changed resources."""
