"""The OpenAPI document from which the frontend's types are generated."""

import json
import re
from pathlib import Path

from foyer.main import create_app

COMMITTED = Path(__file__).parents[3] / "frontend" / "openapi.json"


def test_committed_document_is_up_to_date() -> None:
    assert json.loads(COMMITTED.read_text()) == create_app().openapi(), "run `make openapi`"


def test_every_schema_reference_resolves() -> None:
    document = create_app().openapi()
    for name in re.findall(r'"#/components/schemas/(\w+)"', json.dumps(document)):
        assert name in document["components"]["schemas"]
