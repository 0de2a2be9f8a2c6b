"""The documentation names files, links and tests that exist."""

import re
import subprocess
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
PAGES = sorted(
    path for pattern in ("*.md", "docs/*.md", "docs/decisions/*.md") for path in ROOT.glob(pattern)
)
LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)#\s]+)")
LINK_TO_HEADING = re.compile(r"\]\((?!https?:|mailto:)([^)#\s]*)#([^)\s]+)\)")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
CODE = re.compile(r"`([^`\n]+)`")
FILE = re.compile(r"^(?:backend|frontend|e2e|local|testkit|chaos|bench|nginx|docs)/[\w./-]+\.\w+$")
TEST = re.compile(r"…?\b(?:test_)?[a-z][a-z0-9]*(?:_[a-z0-9]+){2,}…?")
TEST_FILE = re.compile(r"(…|[\w/. …]*test|engine)")
# The last column of field-reports.md names files (`unit/test_urls`, `src/app/x.test`) and tests.
FILE_OF_TESTS = re.compile(r"(?:[\w-]+/)*(?:test_\w+|[\w-]+\.test)\b")
NAME_OF_TEST = re.compile(r"[a-z0-9]+(?:_[a-z0-9]+)*(?:_?…)?")
# Their tables name tests in code spans, `faults/test_mail: a_refusal_is_final…` or `a_refusal…`.
PAGES_WITH_TESTS = [
    ROOT / "docs" / f"{name}.md" for name in ("admin", "experience", "reliability", "security")
]


@cache
def names_of_all_tests() -> list[str]:
    """Return the names of all Python tests, without `test_`."""
    lines = git("grep", "-hoE", r"def test_\w+", "--", "*.py")
    return [line.removeprefix("def test_") for line in lines]


def git(*arguments: str) -> list[str]:
    """Return the lines that git prints."""
    command = ["git", *arguments]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    return done.stdout.splitlines()


def named_tests(document: Path) -> list[str]:
    """Return the tests that a page names, each as a pattern for a test's name."""
    spans = CODE.findall(document.read_text())
    lists = [span.partition(":")[2] for span in spans if TEST_FILE.match(span)]
    if document.stem == "experience":
        lists += [span for span in spans if all(map(TEST.fullmatch, span.split(", ")))]
    return [name.removeprefix("test_") for names in lists for name in TEST.findall(names)]


def exists(name: str) -> bool:
    """Tell whether a test has this name; "…" at an end stands for any text."""
    pattern = re.compile(name.replace("…", ".*"))
    return any(pattern.fullmatch(test) for test in names_of_all_tests())


@pytest.mark.parametrize("document", PAGES, ids=lambda document: str(document.relative_to(ROOT)))
def test_links_and_files_of_a_page_exist(document: Path) -> None:
    text = document.read_text()
    links = [document.parent / link for link in LINK.findall(text)]
    files = [ROOT / span for span in CODE.findall(text) if FILE.match(span)]
    assert [str(path) for path in (*links, *files) if not path.exists()] == []


@pytest.mark.parametrize("document", PAGES, ids=lambda document: str(document.relative_to(ROOT)))
def test_headings_to_which_a_page_links_exist(document: Path) -> None:
    missing = [
        f"{file}#{anchor}"
        for file, anchor in LINK_TO_HEADING.findall(document.read_text())
        if anchor not in anchors(document.parent / file if file else document)
    ]
    assert missing == []


def anchors(page: Path) -> set[str]:
    """Return the anchors of a page's headings, as GitHub makes them."""
    headings = (heading.lower() for heading in HEADING.findall(page.read_text()))
    return {re.sub(r"[^\w -]", "", heading).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("document", PAGES_WITH_TESTS, ids=lambda document: document.stem)
def test_tests_that_a_page_names_exist(document: Path) -> None:
    names = named_tests(document)
    assert names, "the page names tests in a form that this test does not read"
    missing = [name for name in names if not exists(name)]
    assert missing == []


def test_files_and_tests_of_the_field_reports_exist() -> None:
    document = (ROOT / "docs" / "field-reports.md").read_text()
    cells = [row.rsplit("|", 2)[1] for row in re.findall(r"^\| \d+ \|.*", document, re.MULTILINE)]
    assert len(cells) == 37
    files = [name for cell in cells for name in FILE_OF_TESTS.findall(CODE.sub("", cell))]
    spans = [span for cell in cells for span in CODE.findall(cell) if NAME_OF_TEST.fullmatch(span)]
    paths = [f"/{path}".rsplit(".", 1)[0] for path in git("ls-files")]
    missing_files = [name for name in files if not any(p.endswith(f"/{name}") for p in paths)]
    assert missing_files + [span for span in spans if not exists(span)] == []
