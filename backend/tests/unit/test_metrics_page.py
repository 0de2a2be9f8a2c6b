"""docs/metrics.md is made from the declarations of the metrics."""

from pathlib import Path

from foyer.metrics_page import metrics_page

PAGE = Path(__file__).parents[3] / "docs" / "metrics.md"


def test_page_of_the_metrics_is_up_to_date() -> None:
    assert PAGE.read_text(encoding="utf-8") == f"{metrics_page()}\n", "run `make settings`"
