"""`make sbom`: the format of its documents, and the licences that it refuses."""

import json
import os
import subprocess
import sys
from typing import Any

import pytest

from local import sbom
from local.bootstrap import ROOT
from local.extra_packages import install

VALIDATE = """
import sys
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
error = JsonStrictValidator(SchemaVersion.from_version(sys.argv[1])).validate_str(sys.stdin.read())
sys.exit(str(error) if error else 0)
"""


def component(name: str, *licences: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, "version": "1", "bom-ref": name, "licenses": list(licences)}


@pytest.mark.parametrize(
    ("licences", "text"),
    [
        ([{"expression": "MIT OR Apache-2.0"}], "MIT OR Apache-2.0"),
        (
            [{"license": {"id": "MIT"}}, {"license": {"name": "The MIT License"}}],
            "MIT, The MIT License",
        ),
        ([], ""),
    ],
)
def test_licences_of_a_component_are_one_text(licences: list[dict[str, Any]], text: str) -> None:
    assert sbom.licence(component("alpha", *licences)) == text


@pytest.mark.parametrize(
    ("licence", "is_refused"),
    [
        ("MIT", False),
        ("LGPL-3.0-only", False),
        ("MIT AND PSF-2.0", False),
        ("GPL-3.0-or-later", True),
        ("MIT AND AGPL-3.0-only", True),
        ("License :: OSI Approved :: GNU General Public License v3 (GPLv3)", True),
        ("SSPL-1.0", True),
        ("", True),
    ],
)
def test_licences_that_forbid_distribution_are_refused(licence: str, *, is_refused: bool) -> None:
    part = component("alpha", {"license": {"name": licence}})
    assert len(list(sbom.refusals(iter([part])))) == is_refused


def test_document_keeps_the_packages_of_the_image_only() -> None:
    document = {
        "metadata": {"component": {"bom-ref": "root"}},
        "components": [component("Alpha"), component("pytest")],
        "dependencies": [
            {"ref": "root", "dependsOn": ["Alpha", "pytest"]},
            {"ref": "Alpha"},
            {"ref": "pytest", "dependsOn": ["Alpha"]},
        ],
    }

    kept = sbom.only(document, {"alpha"})

    assert [part["name"] for part in kept["components"]] == ["Alpha"]
    assert kept["dependencies"] == [
        {"ref": "root", "dependsOn": ["Alpha"]},
        {"ref": "Alpha", "dependsOn": []},
    ]


def validate(document: dict[str, Any]) -> None:
    validated = subprocess.run(
        [sys.executable, "-c", VALIDATE, document["specVersion"]],
        env={**os.environ, "PYTHONPATH": str(install("sbom"))},
        input=json.dumps(document),
        capture_output=True,
        text=True,
        check=False,
    )
    assert validated.returncode == 0, validated.stderr
    assert list(sbom.refusals(iter(document["components"]))) == []


def test_document_of_the_npm_packages_is_complete_and_valid() -> None:
    document = sbom.npm_document()

    manifest = json.loads((ROOT / "frontend" / "package.json").read_text(encoding="utf-8"))
    names = {part["name"] for part in document["components"]}
    aliases = {"react", "react-dom"}  # of @preact/compat
    assert (manifest["dependencies"].keys() - aliases) | {"@preact/compat"} <= names
    assert "vite" not in names
    validate(document)


@pytest.mark.longer
def test_document_of_the_python_packages_is_complete_and_valid() -> None:
    document = sbom.python_document()

    names = {part["name"] for part in document["components"]}
    assert {"celery", "fastapi", "psycopg", "starlette"} <= names
    assert "pytest" not in names
    assert not sbom.uninstalled_packages() & {name.lower() for name in names}
    validate(document)


def test_packages_that_the_image_removes_are_found() -> None:
    names = sbom.uninstalled_packages()

    assert {"rich", "pyyaml", "pip"} <= names
    assert all(name.replace("-", "").isalnum() for name in names)
