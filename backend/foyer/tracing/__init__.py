"""OpenTelemetry traces: one trace has the request, the tasks that it led to, and their mails.

Off by default: without `OTEL_EXPORTER_OTLP_ENDPOINT`, OpenTelemetry's SDK is not needed. It is in
requirements/tracing.txt.
"""
