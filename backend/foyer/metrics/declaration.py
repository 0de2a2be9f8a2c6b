"""The declaration of a metric. The page docs/metrics.md lists all declarations."""

from dataclasses import dataclass

from prometheus_client import disable_created_metrics
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily

# The times at which counters began are of no use here, and as many series as the counters.
disable_created_metrics()  # type: ignore[no-untyped-call]


@dataclass(frozen=True, slots=True)
class Declaration:
    """A metric before it has values.

    Attributes:
        type: counter, gauge or histogram.
        name: without the suffix `_total` of a counter.
        labels: each has few values: kinds, queues, states, templates of routes.
    """

    type: str
    name: str
    description: str
    labels: tuple[str, ...] = ()

    def counter(self) -> CounterMetricFamily:
        """Return the metric without values; a scrape adds them."""
        return CounterMetricFamily(self.name, self.description, labels=self.labels)

    def gauge(self, value: float | None = None) -> GaugeMetricFamily:
        """Return the metric with its only value, or without values."""
        labels = self.labels if value is None else None
        return GaugeMetricFamily(self.name, self.description, value, labels)

    def histogram(self) -> HistogramMetricFamily:
        """Return the metric without values; a scrape adds them."""
        return HistogramMetricFamily(self.name, self.description, labels=self.labels)
