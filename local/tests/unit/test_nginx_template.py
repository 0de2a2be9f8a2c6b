"""The one template for both ways of running."""

import re
from pathlib import Path

import pytest

from local.context import Context
from local.nginx import TEMPLATE, Nginx, Upstreams, render

DOCKERFILE = TEMPLATE.with_name("Dockerfile")


def test_only_our_places_are_filled() -> None:
    text = render("listen ${WEB_LISTEN}; set $uri ${other};", {"WEB_LISTEN": "8080"})

    assert text == "listen 8080; set $uri ${other};"


def test_a_value_that_is_missing_is_an_error() -> None:
    with pytest.raises(KeyError, match="WEB_LISTEN"):
        render("listen ${WEB_LISTEN};", {})


def test_both_ways_of_running_know_every_place(tmp_path: Path) -> None:
    places = set(re.findall(r"\$\{(WEB_\w+)\}", TEMPLATE.read_text(encoding="utf-8")))
    nginx = Nginx(tmp_path, 1, Upstreams(2, 3, 4), tmp_path, Context(tmp_path))
    image = set(re.findall(r"\b(WEB_\w+)=", DOCKERFILE.read_text(encoding="utf-8")))

    assert places == set(nginx.values())
    assert places == image


def test_headers_are_added_in_one_place_only() -> None:
    """One add_header in a server or location would drop all those of the level above."""
    lines = TEMPLATE.read_text(encoding="utf-8").splitlines()
    indents = {
        len(line) - len(line.lstrip()) for line in lines if "add_header " in line.split("#")[0]
    }

    assert indents == {4}
