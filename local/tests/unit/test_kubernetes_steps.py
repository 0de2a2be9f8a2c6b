"""The steps in deploy/kubernetes/README.md, and the commands of kubectl in the docs."""

import os
import re
import subprocess
from pathlib import Path

import pytest
import yaml

from foyer.db.schema import LOCK_PATIENCE
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
def test_the_wait_for_the_migration_shows_its_pods_and_ends_with_it(
    end: str, tmp_path: Path
) -> None:
    wait = re.findall(r"^until kubectl.*?^done$", STEPS, re.MULTILINE | re.DOTALL)
    pod = "migration-x7k2p   0/1   ImagePullBackOff   0     5s"
    stubs = {
        "kubectl": f"""case "$*" in
            "-n foyer get job migration "*) cat conditions ;;
            "-n foyer get pods "*"--selector app.kubernetes.io/name=migration"*) echo "{pod}" ;;
        esac""",
        "sleep": f'echo "{end}" >conditions',
    }
    for name, script in stubs.items():
        (tmp_path / name).write_text(f"#!/bin/sh\n{script}\n")
        (tmp_path / name).chmod(0o755)
    (tmp_path / "conditions").touch()

    done = subprocess.run(
        ["sh", "-c", wait[0]],
        cwd=tmp_path,
        env={"PATH": f"{tmp_path}:{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )

    assert done.stdout == f"{pod}\n{end}\n"


def test_the_job_of_the_migrations_has_time_for_the_locks_of_all_of_them() -> None:
    migrations = list((ROOT / "backend" / "migrations" / "versions").glob("0*.py"))
    job = next(manifest for manifest in MANIFESTS if manifest["kind"] == "Job")

    assert job["spec"]["activeDeadlineSeconds"] > LOCK_PATIENCE * len(migrations)


def test_steps_create_the_secret_of_the_ingress() -> None:
    ingress = next(manifest for manifest in MANIFESTS if manifest["kind"] == "Ingress")

    for tls in ingress["spec"]["tls"]:
        assert f"create secret tls {tls['secretName']} " in STEPS
