"""nginx's templates, which `make up` and the containers share."""

import json
import re
from pathlib import Path

import pytest

from local.context import Context
from local.nginx import ROOT, TEMPLATES, Nginx, Upstreams, render

DOCKERFILE = TEMPLATES.with_name("Dockerfile")
TEMPLATE = "\n".join(path.read_text(encoding="utf-8") for path in TEMPLATES.glob("*.template"))
OPENAPI = ROOT / "frontend" / "openapi.json"


def test_only_names_with_our_prefix_are_replaced() -> None:
    text = render("listen ${WEB_LISTEN}; set $uri ${other};", {"WEB_LISTEN": "8080"})

    assert text == "listen 8080; set $uri ${other};"


def test_a_missing_value_is_an_error() -> None:
    with pytest.raises(KeyError, match="WEB_LISTEN"):
        render("listen ${WEB_LISTEN};", {})


def test_make_up_and_the_image_set_the_same_values(tmp_path: Path) -> None:
    names = set(re.findall(r"\$\{(WEB_\w+)\}", TEMPLATE))
    nginx = Nginx(tmp_path, 1, Upstreams(2, 3, 4), tmp_path, Context(tmp_path))
    image = set(re.findall(r"\b(WEB_\w+)=", DOCKERFILE.read_text(encoding="utf-8")))

    assert names == set(nginx.values())
    assert names == image


def test_headers_are_added_on_one_level_only() -> None:
    """An add_header in a server or location would drop all headers of the level above."""
    lines = TEMPLATE.splitlines()
    indents = {
        len(line) - len(line.lstrip()) for line in lines if "add_header " in line.split("#")[0]
    }

    assert indents == {0}


def test_every_header_that_the_api_describes_reaches_it() -> None:
    forwarded = {name.lower() for name in re.findall(r"proxy_set_header ([\w-]+)", TEMPLATE)}
    paths = json.loads(OPENAPI.read_text(encoding="utf-8"))["paths"].values()
    described = {
        parameter["name"].lower()
        for operations in paths
        for operation in operations.values()
        for parameter in operation.get("parameters", ())
        if parameter["in"] == "header"
    }

    assert described <= forwarded


def test_every_forwarded_header_of_the_client_is_checked_for_control_characters() -> None:
    forwarded = set(re.findall(r"proxy_set_header [\w-]+ \$http_(\w+);", TEMPLATE)) - {"host"}
    (checked,) = re.findall(
        r'map "\$is_path_clean \$uri ([$\w]+)" \$has_control_character', TEMPLATE
    )

    assert set(re.findall(r"\$http_([a-z_]+)", checked)) == forwarded | {"cookie"}
