"""The HTTP API. Routes are in `routes/`; the rules of accounts are in `foyer.accounts`."""
