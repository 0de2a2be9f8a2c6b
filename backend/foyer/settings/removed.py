"""Settings of earlier versions. A process refuses them, instead of ignoring what they ask for."""

from collections.abc import Mapping

_REMOVED = {
    "PICTURE_MAX_BYTES": "it is no setting any more. A picture may have 10 MiB.",
    "BODY_MAX_BYTES": "it is no setting any more. A body without a picture may have 64 KiB.",
}


def removed(environment: Mapping[str, str]) -> list[str]:
    """Return one sentence for each removed setting that `environment` has."""
    names = {name.upper() for name in environment}  # the names of settings ignore case
    return [f"{name}: {sentence}" for name, sentence in _REMOVED.items() if name in names]
