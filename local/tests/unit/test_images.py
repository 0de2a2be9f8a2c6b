"""Versions of base images are named once, and the images build from them."""

import json
import re
import subprocess
from pathlib import Path

import pytest
import yaml

from local.application import Api
from local.bootstrap import ROOT
from local.context import Context
from local.outdated import images
from local.ports import LOOPBACK

DOCKERFILES = ("backend/Dockerfile", "nginx/Dockerfile", "local/mailcatcher/Dockerfile")
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
ARGUMENTS = {
    service["build"]["dockerfile"]
    if "dockerfile" in service["build"]
    else f"{service['build']['context']}/Dockerfile": service["build"]["args"]
    for service in COMPOSE["services"].values()
    if "build" in service
}


def images_of(dockerfile: str) -> dict[str, str]:
    """Return the arguments of a Dockerfile that name its base images."""
    arguments = ARGUMENTS[dockerfile].items()
    return {name: image for name, image in arguments if name.endswith("_IMAGE")}


def files_that_contain(reference: str) -> list[str]:
    command = [
        "git",
        "grep",
        "--count",
        "--fixed-strings",
        "-e",
        reference,
        "--",
        ":!docs",
        ":!*test*",
    ]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    return done.stdout.splitlines()


@pytest.mark.parametrize("reference", [reference for reference, _, _ in images()])
def test_each_version_of_an_image_is_named_once(reference: str) -> None:
    (place,) = files_that_contain(reference)
    assert re.fullmatch(r"docker-compose(\.scale)?\.yml:1", place)


def test_no_file_names_a_version_of_an_image_elsewhere() -> None:
    repositories = {reference.partition(":")[0] for reference, _, _ in images()}
    pattern = rf"(FROM|image:) *({'|'.join(map(re.escape, sorted(repositories)))}):"
    command = ["git", "grep", "-nE", pattern]
    assert subprocess.run(command, cwd=ROOT, capture_output=True, check=False).stdout == b""


@pytest.mark.parametrize("path", DOCKERFILES)
def test_each_dockerfile_takes_its_base_images_as_arguments(path: str) -> None:
    text = (ROOT / path).read_text(encoding="utf-8")
    bases = re.findall(r"^FROM (?!scratch$)(\S+)", text, re.MULTILINE)
    names = {base.removeprefix("${").removesuffix("}") for base in bases}
    assert bases == [f"${{{name}}}" for name in [base[2:-1] for base in bases]]
    assert names == images_of(path).keys()
    assert names == set(re.findall(r"^ARG (\w+_IMAGE)$", text, re.MULTILINE))
    assert set(images_of(path).values()) <= set(COMPOSE["x-images"].values())


def test_image_starts_the_api_with_the_options_of_make_up(tmp_path: Path) -> None:
    dockerfile = (ROOT / "backend/Dockerfile").read_text().replace("\\\n", "")
    _, _, arguments = dockerfile.rpartition("\nCMD ")
    in_image = json.loads(arguments)
    of_make_up = list(map(str, Api(tmp_path, 8000, Context(tmp_path, {})).command()))

    in_image[in_image.index("0.0.0.0")] = LOOPBACK  # noqa: S104 - the image's own address
    assert in_image[1:] == of_make_up[1:]
