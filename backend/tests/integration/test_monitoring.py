"""The dashboard and the alert rules in deploy/monitoring, compared with a running stack."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from prometheus_client.parser import text_string_to_metric_families
from promql_parser import (
    AggModifierType,
    AggregateExpr,
    BinaryExpr,
    Call,
    Expr,
    MatchOp,
    NumberLiteral,
    VectorSelector,
    parse,
    walk,
)

from foyer.api.health_checks import CHECKS
from foyer.api.metrics import API_METRICS
from foyer.metrics.declaration import Declaration
from foyer.task_engine.history.metrics import TASK_METRICS
from foyer.task_engine.models import TaskState
from local.stack import Stack
from testkit.person import Person
from testkit.scrape import scrape_text

FOLDER = Path(__file__).parents[3] / "deploy" / "monitoring"
ALERTS = yaml.safe_load((FOLDER / "alerts.yaml").read_text())
DASHBOARD = json.loads((FOLDER / "dashboard.json").read_text())
SUFFIXES = {"counter": "_total", "histogram": "_bucket", "gauge": ""}
LABELS_OF_TARGETS = {"job", "instance", "pod", "namespace", "container"}  # not Foyer's labels


def rules() -> Iterator[dict[str, Any]]:
    for group in ALERTS["groups"]:
        yield from group["rules"]


def expression(alert: str) -> str:
    return next(str(rule["expr"]) for rule in rules() if rule["alert"] == alert)


def queries() -> Iterator[str]:
    for rule in rules():
        yield rule["expr"]
    for panel in DASHBOARD["panels"]:
        for target in panel.get("targets", ()):
            yield target["expr"].replace("$__rate_interval", "5m")


def selectors(query: str) -> Iterator[tuple[VectorSelector, list[Expr]]]:
    """Yield each selector of a query, with the functions and aggregations around it."""
    around: list[Expr] = []
    found: list[tuple[VectorSelector, list[Expr]]] = []

    def enter(node: Expr) -> None:
        if isinstance(node, VectorSelector):
            found.append((node, [*around]))
        around.append(node)

    def leave(_: Expr) -> None:
        around.pop()

    walk(parse(query), enter, leave)
    yield from found


def series_name(metric: Declaration) -> str:
    return f"{metric.name}{SUFFIXES[metric.type]}"


def queried_names() -> set[str]:
    return {name for query in queries() for name in re.findall(r"\b(?:foyer|process)_\w+", query)}


def test_queries_are_promql() -> None:
    for query in queries():
        parse(query)


@pytest.mark.parametrize("declarations", [API_METRICS, TASK_METRICS], ids=["api", "dispatcher"])
def test_an_alert_fires_when_no_process_of_a_kind_serves_metrics(
    declarations: tuple[Declaration, ...],
) -> None:
    # A gauge without labels is in each scrape, also before the first request or task.
    always_served = {
        f"absent({metric.name})"
        for metric in declarations
        if (metric.type, metric.labels) == ("gauge", ())
    }
    absences = [rule for rule in rules() if rule["expr"] in always_served]
    assert [rule["labels"]["severity"] for rule in absences] == ["page"]


def test_figures_of_dispatchers_are_counted_once_whatever_labels_the_targets_have() -> None:
    # Where the series have the label `pod`, `max without (instance)` keeps one for each dispatcher.
    labels = {series_name(metric): {*metric.labels} for metric in TASK_METRICS}
    for query in queries():
        if "process_" in query:
            continue  # it only asks which processes are Foyer's
        for selector, around in selectors(query):
            if selector.name not in labels:
                continue
            aggregations = [node for node in around if isinstance(node, AggregateExpr)]
            if not aggregations:
                functions = [node.func.name for node in around if isinstance(node, Call)]
                assert functions == ["absent"], query
                continue
            first = aggregations[-1]
            kept = {*first.modifier.labels} if first.modifier else set()
            matchers = selector.matchers.matchers
            fixed = {matcher.name for matcher in matchers if matcher.op == MatchOp.Equal}
            assert str(first.op) == "max", query
            assert (kept | fixed) - {"le"} == labels[selector.name], query


def test_queries_do_not_depend_on_labels_that_prometheus_adds() -> None:
    for query in queries():
        for selector, around in selectors(query):
            names = {matcher.name for matcher in selector.matchers.matchers}
            assert names.isdisjoint(LABELS_OF_TARGETS), query
            for node in around:
                if isinstance(node, AggregateExpr) and node.modifier:
                    assert node.modifier.type == AggModifierType.By, query


def test_queries_name_checks_and_states_that_exist() -> None:
    values = {"check": {*CHECKS}, "state": {*TaskState}, "outcome": {*TaskState}}
    for query in queries():
        for selector, _ in selectors(query):
            for matcher in selector.matchers.matchers:
                if matcher.name in values:
                    assert {*matcher.value.split("|")} <= values[matcher.name], query


def test_intended_refusals_are_no_failed_requests() -> None:
    difference = r'status=~"5.."}[5m])) - sum(rate(foyer_api_refused_requests_total[5m]))'
    assert difference in " ".join(expression("FoyerRequestsFail").split())


def test_a_queue_that_is_paused_has_no_alert_about_its_waiting_tasks() -> None:
    waiting = {"foyer_queue_due_tasks", "foyer_queue_oldest_due_seconds"}
    alerts = [
        rule["expr"]
        for rule in rules()
        if any(selector.name in waiting for selector, _ in selectors(rule["expr"]))
    ]
    assert alerts
    for alert in alerts:
        outermost = parse(alert)
        assert isinstance(outermost, BinaryExpr)
        assert str(outermost.op) == "unless", alert
        assert outermost.rhs.prettify() == "max by (queue) (foyer_queue_paused) == 1", alert


def test_a_few_failed_tasks_page_no_one() -> None:
    both = parse(expression("FoyerTasksFail"))
    assert isinstance(both, BinaryExpr)
    floor = both.rhs
    assert str(both.op) == "and"
    assert isinstance(floor, BinaryExpr)
    assert isinstance(floor.rhs, NumberLiteral)
    assert floor.rhs.val >= 5
    assert "increase(" in floor.lhs.prettify()


def test_a_server_that_is_away_has_an_alert_however_few_tasks_wait() -> None:
    either = parse(expression("FoyerTasksRetry"))
    assert isinstance(either, BinaryExpr)
    few = either.rhs
    assert isinstance(few, BinaryExpr)
    assert (str(either.op), str(few.op)) == ("or", "unless")
    assert 'increase(foyer_tasks_ended_total{state="SUCCESS"}' in few.rhs.prettify()


def test_a_kind_that_ends_once_a_day_has_an_alert() -> None:
    assert "[1d]" in expression("FoyerKindFails")


def test_alert_rules_are_complete() -> None:
    names = [rule["alert"] for rule in rules()]
    assert len(names) == len(set(names))
    for rule in rules():
        assert rule.keys() == {"alert", "expr", "for", "labels", "annotations"}
        assert re.fullmatch(r"\d+[mh]", rule["for"])
        assert rule["labels"]["severity"] in {"page", "ticket"}
        assert rule["annotations"].keys() == {"summary", "description"}
        for label in re.findall(r"\$labels\.(\w+)", str(rule["annotations"])):
            assert label == "instance" or f"by ({label})" in rule["expr"], rule["alert"]


def test_panels_of_the_dashboard_do_not_overlap() -> None:
    places = [panel["gridPos"] for panel in DASHBOARD["panels"]]
    cells = [
        (x, y)
        for place in places
        for x in range(place["x"], place["x"] + place["w"])
        for y in range(place["y"], place["y"] + place["h"])
    ]
    assert len(cells) == len(set(cells))
    assert max(x for x, _ in cells) < 24


def test_every_queried_metric_is_in_a_scrape_of_a_running_stack(
    stack: Stack, person: Person
) -> None:
    person.sign_up(b"").raise_for_status()
    person.wait_for("SUCCESS")
    served = {
        sample.name
        for process in (stack.api, stack.dispatcher)
        for metric in text_string_to_metric_families(scrape_text(process))
        for sample in metric.samples
    }
    # Only a task that has not ended has a sample of this one.
    assert queried_names() - served <= {"foyer_tasks_active"}


def test_every_declared_metric_is_queried() -> None:
    declared = {series_name(metric) for metric in (*API_METRICS, *TASK_METRICS)}
    assert {name for name in queried_names() if name.startswith("foyer_")} == declared
