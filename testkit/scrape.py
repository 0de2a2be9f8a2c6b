"""Prometheus metrics that a process serves, read as Prometheus reads them."""

import httpx
from prometheus_client.parser import text_string_to_metric_families

from local.application import MeasuredProcess
from local.http import NO_TLS


def scrape_text(process: MeasuredProcess) -> str:
    """Return the response to a scrape of the process."""
    response = httpx.get(process.metrics_url, timeout=30, trust_env=False, verify=NO_TLS)
    response.raise_for_status()
    return response.text


def scrape(process: MeasuredProcess, name: str, **labels: str) -> float:
    """Return the sum of a metric's samples that have these labels."""
    return sum(
        sample.value
        for metric in text_string_to_metric_families(scrape_text(process))
        for sample in metric.samples
        if sample.name == name and labels.items() <= sample.labels.items()
    )


def metric_names(process: MeasuredProcess) -> set[str]:
    """Return the names of the metrics, without the suffixes of their samples."""
    return {metric.name for metric in text_string_to_metric_families(scrape_text(process))}
