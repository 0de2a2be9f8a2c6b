"""Invisible characters that people paste by accident: their list, and their removal.

They steer the direction of text or control line breaks, and they have no shape of their own.
Not in the list: U+200C and U+200D (the joiners) and the tag characters, which are part of names in
Persian and Hindi and of many emoji.
"""

import re

_INVISIBLE = (
    "\u00ad"  # soft hyphen
    "\u061c\u200e\u200f"  # direction marks
    "\u180e\u200b\ufeff"  # zero-width spaces, byte order mark
    "\u202a-\u202e\u2066-\u2069"  # direction embeddings, overrides and isolates
    "\u2060-\u2064\u206a-\u206f"  # word joiner, invisible operators, deprecated controls
    "\ufff9-\ufffb"  # interlinear annotations
)
_ANYWHERE = re.compile(f"[{_INVISIBLE}]")
# At the ends the joiners have no letters to join, so they go as well.
_AT_THE_ENDS = re.compile(rf"^[\s\u200c\u200d{_INVISIBLE}]+|[\s\u200c\u200d{_INVISIBLE}]+$")


def remove_invisible(text: str) -> str:
    """Remove invisible characters anywhere in the text."""
    return _ANYWHERE.sub("", text)


def strip_invisible(text: str) -> str:
    """Remove spaces and invisible characters at both ends of the text."""
    return _AT_THE_ENDS.sub("", text)
