"""Reports of unexpected errors to Sentry. Off by default: without `SENTRY_DSN` it is not imported.

The package is in requirements/sentry.txt. Reports have no personal data that Foyer knows of: no
request bodies, no headers, no local variables. The text of a library's error may contain some.
"""
