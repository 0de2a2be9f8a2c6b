"""Options for all tests."""

from local.children import children

children.are_forked = True
