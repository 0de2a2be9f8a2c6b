"""The document that the frontend's client is made from."""

import json
import re
from pathlib import Path

from foyer.main import create_app

COMMITTED = Path(__file__).parents[3] / "frontend" / "openapi.json"


def test_the_committed_document_is_fresh() -> None:
    assert json.loads(COMMITTED.read_text()) == create_app().openapi(), "run `make openapi`"


def test_every_reference_leads_somewhere() -> None:
    document = create_app().openapi()
    for name in re.findall(r'"#/components/schemas/(\w+)"', json.dumps(document)):
        assert name in document["components"]["schemas"]
