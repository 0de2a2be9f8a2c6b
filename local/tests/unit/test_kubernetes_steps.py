"""The steps in deploy/kubernetes/README.md, and the commands of kubectl in the docs."""

import os
import re
import subprocess
from pathlib import Path

import pytest
import yaml

from local.bootstrap import ROOT

FOLDER = ROOT / "deploy" / "kubernetes"
STEPS = (FOLDER / "README.md").read_text()
MANIFESTS = [
    manifest
    for name in yaml.safe_load((FOLDER / "kustomization.yaml").read_text())["resources"]
    for manifest in yaml.safe_load_all((FOLDER / name).read_text())
]
NAMES = {
    kind: {part["metadata"]["name"] for part in MANIFESTS if part["kind"] == kind}
    for kind in ("Deployment", "Job")
}


@pytest.mark.parametrize(
    "document", ["deploy/kubernetes/README.md", "docs/run-books.md", "docs/operations.md"]
)
def test_commands_of_kubectl_name_workloads_that_exist(document: str) -> None:
    text = (ROOT / document).read_text()
    label = r"app\.kubernetes\.io/name!?=([\w-]+)"
    names = re.findall(
        rf"{label}|exec deploy/([\w-]+)[ `]|job/([\w-]+)|deployment ([a-z-]+)`", text
    )

    assert names
    assert {name for match in names for name in match if name} <= (
        NAMES["Deployment"] | NAMES["Job"]
    )


def test_both_lists_of_deployments_to_replace_are_complete() -> None:
    lists = re.findall(r'^deployments="(.*)"$', STEPS, re.MULTILINE)

    assert [set(names.split()) for names in lists] == [NAMES["Deployment"]] * 2


def test_steps_to_go_back_leave_out_only_the_migration() -> None:
    ((name, value),) = set(re.findall(r"--selector '(\S+)!=(\S+)'", STEPS))
    without = [
        manifest["kind"]
        for manifest in MANIFESTS
        if manifest["metadata"].get("labels", {}).get(name) == value
    ]

    assert without == ["Job"]


@pytest.mark.parametrize("end", ["SuccessCriteriaMet Complete", "FailureTarget Failed"])
def test_the_wait_for_the_migration_ends_with_it(end: str, tmp_path: Path) -> None:
    wait = re.findall(r"^until kubectl.*?; done$", STEPS, re.MULTILINE | re.DOTALL)
    stub = tmp_path / "kubectl"
    stub.write_text(f"#!/bin/sh\n[ -e {stub}.asked ] && echo {end}\ntouch {stub}.asked\n")
    stub.chmod(0o755)

    done = subprocess.run(
        ["sh", "-c", wait[0]],
        env={"PATH": f"{tmp_path}:{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )

    assert done.stdout == f"{end}\n"


def test_steps_create_the_secret_of_the_ingress() -> None:
    ingress = next(manifest for manifest in MANIFESTS if manifest["kind"] == "Ingress")

    for tls in ingress["spec"]["tls"]:
        assert f"create secret tls {tls['secretName']} " in STEPS
