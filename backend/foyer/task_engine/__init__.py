"""The task engine: a transactional outbox in front of Celery, and the record of every task."""
