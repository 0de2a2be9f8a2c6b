"""Options for all tests."""

import os

from local.children import children

children.are_forked = os.environ.get("FORK") != "0"
