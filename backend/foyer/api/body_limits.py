"""The largest request bodies, in bytes.

No settings: nginx has the same limits (nginx/templates), and the page names the one of a picture.
"""

from foyer.pictures.validation import MAX_BYTES

BODY_LIMIT = 64 * 1024
PICTURE_BODY_LIMIT = MAX_BYTES + 1024 * 1024  # the form has more than the picture
