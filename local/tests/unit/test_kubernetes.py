"""The manifests for Kubernetes: valid, complete, and equal to the containers' compose file."""

import re
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
import yaml

from local.bootstrap import ROOT
from local.extra_packages import install

FOLDER = ROOT / "deploy" / "kubernetes"
# The oldest one that is supported, until February 2027, and the newest one in November 2026.
VERSIONS = ("1.35", "1.37")
KUSTOMIZATION = yaml.safe_load((FOLDER / "kustomization.yaml").read_text())
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
MANIFESTS = [
    manifest
    for name in KUSTOMIZATION["resources"]
    for manifest in yaml.safe_load_all((FOLDER / name).read_text())
]
# KEDA's kinds are not in Kubernetes' own schemas. The models of KEDA ignore unknown fields.
AUTOSCALING = FOLDER / "autoscaling.yaml"
OWN_KINDS = [name for name in KUSTOMIZATION["resources"] if name != AUTOSCALING.name]
CHECK_OF_KEDA = """
import sys, yaml
from cloudcoil.models.keda import v1alpha1

for manifest in yaml.safe_load_all(sys.stdin):
    model = getattr(v1alpha1, manifest["kind"]).model_validate(manifest, strict=True)
    understood = model.model_dump(mode="json", by_alias=True, exclude_unset=True)
    assert understood == manifest, f"{understood} is all that KEDA understands of {manifest}"
"""
MIB = 1024 * 1024
POOL_PROCESS_MEMORY = 496 * MIB  # the default of the setting
MAIN_PROCESS = 100 * MIB  # of a worker
TTL_OF_DNS = 5  # seconds that answers of a cluster's DNS are valid
# The service of docker-compose.yml for each workload.
SERVICES = {
    "api": "api",
    "dispatcher": "dispatcher",
    "flower": "flower",
    "migration": "migrate",
    "web": "web",
    "worker-control": "worker-control",
    "worker-mail": "worker-mail",
    "worker-pictures": "worker-pictures",
}


def workloads() -> Iterator[tuple[str, dict[str, Any], dict[str, Any]]]:
    """Yield the name, the pod's specification and the container of each workload."""
    for manifest in MANIFESTS:
        if manifest["kind"] in {"Deployment", "Job"}:
            pod = manifest["spec"]["template"]["spec"]
            yield manifest["metadata"]["name"], pod, pod["containers"][0]


@pytest.mark.parametrize("version", VERSIONS)
def test_manifests_have_the_schema_of_kubernetes(version: str) -> None:
    command = (sys.executable, "-m", "kubernetes_validate", "--strict", "--quiet", "-k", version)
    done = subprocess.run(
        [*command, *(str(FOLDER / name) for name in OWN_KINDS)],
        env={"PYTHONPATH": str(install("kubernetes"))},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stdout + done.stderr


def test_autoscaling_has_the_schema_of_keda() -> None:
    done = check_with_keda(AUTOSCALING.read_text())

    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("right", "wrong"),
    [("maxReplicaCount", "maxReplicas"), ("cooldownPeriod: 120", "cooldownPeriod: soon")],
)
def test_what_keda_does_not_understand_is_found(right: str, wrong: str) -> None:
    done = check_with_keda(AUTOSCALING.read_text().replace(right, wrong))

    assert done.returncode == 1
    assert wrong.rpartition(" ")[2] in done.stderr


def check_with_keda(manifests: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", CHECK_OF_KEDA],
        env={"PYTHONPATH": str(install("keda"))},
        input=manifests,
        capture_output=True,
        text=True,
        check=False,
    )


def test_each_process_of_the_compose_file_has_a_workload() -> None:
    servers = {"database", "broker", "mail"}  # a cluster has its own

    assert {SERVICES[name] for name, _, _ in workloads()} == set(COMPOSE["services"]) - servers


@pytest.mark.parametrize(("name", "pod", "container"), list(workloads()))
def test_a_workload_runs_what_the_compose_file_runs(
    name: str, pod: dict[str, Any], container: dict[str, Any]
) -> None:
    service = COMPOSE["services"][SERVICES[name]]

    command = " ".join([*container.get("command", []), *container.get("args", [])])
    assert container["image"] == service["image"]
    assert _normal(command) == _normal(service.get("command", ""))
    # The time of `preStop` is part of the grace period of a pod.
    before_stop = container.get("lifecycle", {}).get("preStop", {}).get("sleep", {"seconds": 0})
    grace = before_stop["seconds"] + int(service.get("stop_grace_period", "10s").removesuffix("s"))
    assert pod.get("terminationGracePeriodSeconds", 30) >= grace or name == "flower"


def test_an_api_stops_only_after_nginx_has_looked_up_its_name_again() -> None:
    template = (ROOT / "nginx" / "templates" / "proxy.conf.template").read_text()
    look_ups = re.findall(r"valid=(\d+)s", template)
    api = next(container for name, _, container in workloads() if name == "api")

    assert look_ups
    assert api["lifecycle"]["preStop"]["sleep"]["seconds"] > int(look_ups[0]) + TTL_OF_DNS


def test_pods_of_a_failed_migration_stay_with_their_logs() -> None:
    """Kubernetes deletes the pod of a failed Job that restarts its container: `OnFailure`."""
    job = next(manifest for manifest in MANIFESTS if manifest["kind"] == "Job")

    assert job["spec"]["template"]["spec"]["restartPolicy"] == "Never"


def _normal(command: str) -> str:
    """Return the command with long options, and with the defaults of its variables."""
    command = re.sub(r"\$\{\w+:-([^}]*)\}", r"\1", command)
    command = re.sub(r" -n (\S+)", r" --hostname=\1", command)
    command = re.sub(r" -Q (\S+)", r" --queues=\1", command)
    return re.sub(r" --(concurrency|loglevel) (\S+)", r" --\1=\2", command)


@pytest.mark.parametrize(("name", "pod", "container"), list(workloads()))
def test_a_workload_has_no_rights(
    name: str, pod: dict[str, Any], container: dict[str, Any]
) -> None:
    del name
    assert pod["securityContext"]["runAsNonRoot"]
    assert not pod["automountServiceAccountToken"]
    assert container["securityContext"] == {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    }
    assert container["resources"]["limits"]["memory"]


WORKERS = [workload for workload in workloads() if workload[0].startswith("worker-")]
WITHOUT_PORT = [*WORKERS, *(workload for workload in workloads() if workload[0] == "dispatcher")]


@pytest.mark.parametrize(("name", "pod", "container"), WORKERS)
def test_all_pool_processes_together_fit_the_memory_of_their_worker(
    name: str, pod: dict[str, Any], container: dict[str, Any]
) -> None:
    del name, pod
    environment = {variable["name"]: variable["value"] for variable in container.get("env", [])}
    of_a_process = int(environment.get("POOL_PROCESS_MEMORY", POOL_PROCESS_MEMORY))
    processes = int(re.findall(r"--concurrency=(\d+)", " ".join(container["args"]))[0])
    limit = container["resources"]["limits"]["memory"]
    allowed = int(limit[:-2]) * {"Mi": MIB, "Gi": 1024 * MIB}[limit[-2:]]

    assert processes * of_a_process + MAIN_PROCESS <= allowed


@pytest.mark.parametrize(("name", "pod", "container"), WITHOUT_PORT)
def test_a_process_without_a_port_is_checked_as_in_the_compose_file(
    name: str, pod: dict[str, Any], container: dict[str, Any]
) -> None:
    del pod
    check = COMPOSE["services"][SERVICES[name]]["healthcheck"]["test"]
    assert ["CMD", *container["readinessProbe"]["exec"]["command"]] == check


def test_the_ingress_needs_no_certain_controller_but_its_class() -> None:
    ingress = next(manifest for manifest in MANIFESTS if manifest["kind"] == "Ingress")

    assert ingress["spec"]["ingressClassName"]
    assert "annotations" not in ingress["metadata"]


def test_references_between_manifests_exist() -> None:
    text = "\n".join((FOLDER / name).read_text() for name in KUSTOMIZATION["resources"])
    names = {(manifest["kind"], manifest["metadata"]["name"]) for manifest in MANIFESTS}

    claims = set(re.findall(r"claimName: (\S+)", text))
    assert {("PersistentVolumeClaim", claim) for claim in claims} <= names
    for manifest in MANIFESTS:
        if manifest["kind"] in {"Service", "PodDisruptionBudget", "ScaledObject"}:
            assert ("Deployment", manifest["metadata"]["name"]) in names


@pytest.mark.parametrize("file", ["settings.env", "secrets.env.example"])
def test_settings_of_the_manifests_exist(file: str) -> None:
    lines = (FOLDER / file).read_text().splitlines()
    names = [line.partition("=")[0] for line in lines if not line.startswith("#")]
    folder = ROOT / "backend" / "foyer" / "settings"
    model = "".join(path.read_text() for path in sorted(folder.glob("*.py")))

    assert [name for name in names if f"    {name.lower()}:" not in model] == []
