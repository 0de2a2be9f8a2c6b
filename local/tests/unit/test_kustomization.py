"""The kustomization has each manifest, and references to generated names get their hash."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from local.bootstrap import ROOT

FOLDER = ROOT / "deploy" / "kubernetes"
KUSTOMIZATION = yaml.safe_load((FOLDER / "kustomization.yaml").read_text())
GENERATED = {
    generator["name"]
    for key in ("configMapGenerator", "secretGenerator")
    for generator in KUSTOMIZATION[key]
}
KUBECTL = shutil.which("kubectl")


def test_each_manifest_is_in_the_kustomization() -> None:
    files = {path.name for path in FOLDER.glob("*.yaml")} - {"kustomization.yaml"}

    assert files == {*KUSTOMIZATION["resources"], *KUSTOMIZATION["configurations"]}


def test_kustomize_knows_each_reference_of_keda_to_a_generated_name() -> None:
    """It adds a hash to generated names, and by itself it knows the references of Kubernetes."""
    references = {
        (manifest["kind"], path)
        for manifest in yaml.safe_load_all((FOLDER / "autoscaling.yaml").read_text())
        for path, value in _leaves(manifest)
        if value in GENERATED
    }
    known = {
        (field["kind"], field["path"])
        for name in KUSTOMIZATION["configurations"]
        for reference in yaml.safe_load((FOLDER / name).read_text())["nameReference"]
        for field in reference["fieldSpecs"]
    }

    assert references == known


def _leaves(value: object, path: str = "") -> Iterator[tuple[str, object]]:
    """Yield each value with its path as kustomize writes it: the items of a list have no part."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _leaves(item, f"{path}/{key}" if path else key)
    elif isinstance(value, list):
        for item in value:
            yield from _leaves(item, path)
    else:
        yield path, value


@pytest.mark.skipif(KUBECTL is None, reason="no kubectl on this machine")
def test_rendered_manifests_have_no_generated_name_without_its_hash(tmp_path: Path) -> None:
    assert KUBECTL
    folder = shutil.copytree(FOLDER, tmp_path / "kubernetes")
    shutil.copy(folder / "secrets.env.example", folder / "secrets.env")

    rendered = subprocess.run(
        [KUBECTL, "kustomize", folder], capture_output=True, text=True, check=True
    ).stdout

    names = {str(value) for part in yaml.safe_load_all(rendered) for _, value in _leaves(part)}
    assert names & GENERATED == set()
    for name in GENERATED:
        assert len([value for value in names if re.fullmatch(rf"{name}-\w+", value)]) == 1


def test_pods_refer_to_both_generated_names() -> None:
    text = "\n".join((FOLDER / name).read_text() for name in KUSTOMIZATION["resources"])

    assert set(re.findall(r"name: (foyer-(?:settings|secrets))", text)) == GENERATED
