"""`make sbom`: what the images contain of Python and npm packages, and under which licences.

Writes .local/sbom/python.cdx.json and npm.cdx.json (CycloneDX) and licences.md. The exit code is 1
if a package has no licence, or one under which Foyer could not be distributed. The packages of
Debian in the base images are not in it.
"""

import json
import os
import re
import subprocess
import sys
from base64 import b64decode
from collections.abc import Iterator
from typing import Any

from local.bootstrap import HOME, ROOT, VENV
from local.extra_packages import install

FOLDER = HOME / "sbom"
# GPL and AGPL, but not the LGPL of psycopg, which is used as a library without changes.
REFUSED = re.compile(
    r"\bA?GPL|GNU (Affero )?General|SSPL|BUSL|Business Source|Commons Clause", re.IGNORECASE
)
# Packages whose metadata have no licence, read by hand.
READ_BY_HAND = {"zxcvbn-rs-py": "MIT"}

Component = dict[str, Any]


def main() -> int:
    """Write the files and print the refused licences; return the exit code."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    rows = []
    for name, document in (("python", python_document()), ("npm", npm_document())):
        path = FOLDER / f"{name}.cdx.json"
        path.write_text(f"{json.dumps(document, indent=2)}\n", encoding="utf-8")
        rows += [(name, part) for part in sorted(document["components"], key=_name)]
        print(f"{path.relative_to(ROOT)}: {len(document['components'])} packages")
    (FOLDER / "licences.md").write_text(table(rows), encoding="utf-8")
    print(f"{(FOLDER / 'licences.md').relative_to(ROOT)}: their licences")
    refused = list(refusals(part for _, part in rows))
    print(*refused, sep="\n", end="\n" if refused else "")
    return 1 if refused else 0


def python_document() -> dict[str, Any]:
    """Return the packages of the backend's image, in the versions that are installed in .venv."""
    requirements = ROOT / "backend" / "requirements" / "runtime.txt"
    names = set(re.findall(r"^([\w.-]+)==", requirements.read_text(encoding="utf-8"), re.MULTILINE))
    names -= uninstalled_packages()
    project = ROOT / "backend" / "pyproject.toml"
    command = (sys.executable, "-m", "cyclonedx_py", "environment", "--pyproject", project, VENV)
    env = {**os.environ, "PYTHONPATH": str(install("sbom"))}
    document = json.loads(subprocess.check_output(command, cwd=ROOT, env=env))
    return only(document, names)


def uninstalled_packages() -> set[str]:
    """Return the packages that backend/Dockerfile removes again."""
    dockerfile = (ROOT / "backend" / "Dockerfile").read_text(encoding="utf-8")
    (words,) = re.findall(r"pip uninstall ((?:[^&]|\\\n)+)&&", dockerfile)
    return {word for word in words.split() if word[0] not in "-\\"}


def npm_document() -> dict[str, Any]:
    """Return the packages that the frontend's bundle is made of, from package-lock.json.

    `npm sbom --omit dev` leaves out packages that a package for development needs, too: Preact.
    """
    lock = json.loads((ROOT / "frontend" / "package-lock.json").read_text(encoding="utf-8"))
    root = {"type": "application", "name": lock["name"], "bom-ref": lock["name"]}
    components = {
        component["bom-ref"]: component
        for path, package in lock["packages"].items()
        if path and not package.keys() & {"dev", "devOptional"}
        for component in [_npm_component(path, package)]
    }
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": root},
        "components": list(components.values()),
        "dependencies": [{"ref": lock["name"], "dependsOn": sorted(components)}],
    }


def _npm_component(path: str, package: dict[str, Any]) -> Component:
    name = package.get("name") or path.rpartition("node_modules/")[2]
    algorithm, _, digest = package["integrity"].partition("-")
    reference = f"pkg:npm/{name.replace('@', '%40')}@{package['version']}"
    return {
        "type": "library",
        "name": name,
        "version": package["version"],
        "bom-ref": reference,
        "purl": reference,
        "hashes": [
            {"alg": algorithm.replace("sha", "SHA-"), "content": b64decode(digest).hex()},
        ],
        "licenses": [{"license": {"name": package["license"]}}] if "license" in package else [],
    }


def only(document: dict[str, Any], names: set[str]) -> dict[str, Any]:
    """Return the document with the components of these names only."""
    components = [part for part in document["components"] if part["name"].lower() in names]
    references = {part["bom-ref"] for part in components}
    root = document["metadata"]["component"]["bom-ref"]
    dependencies = [
        {**entry, "dependsOn": [name for name in entry.get("dependsOn", ()) if name in references]}
        for entry in document["dependencies"]
        if entry["ref"] in references | {root}
    ]
    return {**document, "components": components, "dependencies": dependencies}


def licence(component: Component) -> str:
    """Return the licences of a component as one text; "" if none is known."""
    texts = []
    for entry in component.get("licenses", ()):
        details = entry.get("license", {})
        texts.append(entry.get("expression") or details.get("id") or details.get("name", ""))
    return ", ".join(dict.fromkeys(texts)) or READ_BY_HAND.get(component["name"], "")


def refusals(components: Iterator[Component]) -> Iterator[str]:
    """Yield a sentence about each component that may not be in an image."""
    for component in components:
        text = licence(component)
        if not text:
            yield f"{component['name']}: its licence is unknown"
        elif REFUSED.search(text):
            yield f"{component['name']}: {text} is refused"


def table(rows: list[tuple[str, Component]]) -> str:
    """Return the licences as a table in Markdown."""
    head = ["# Licences", "", "| source | package | version | licence |", "| -- | -- | -- | -- |"]
    lines = [
        f"| {source} | {part['name']} | {part['version']} | {licence(part)} |"
        for source, part in rows
    ]
    return "\n".join([*head, *lines, ""])


def _name(component: Component) -> str:
    return str(component["name"]).lower()


if __name__ == "__main__":
    sys.exit(main())
