"""The durable engine around Celery. It knows nothing of accounts, pictures or mail."""
