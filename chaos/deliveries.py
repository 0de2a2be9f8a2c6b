"""Did each sign-up come to what it was promised: one sign-up, one set of pictures, one mail?"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from uuid import UUID

from PIL import Image

from chaos.evidence import Evidence, Mail, Picture
from chaos.wrongs import Violation, Wrong

MAIL, RESIZE = "send_confirmation_email", "resize_thumbnail"
_SIZES = (64, 128, 256, 512)
_COPIES = 2  # one duplicate, in the window that SMTP leaves open


def of_sign_ups(evidence: Evidence) -> Iterator[Violation]:
    for email, times in Counter(each.email for each in evidence.sign_ups).items():
        if times > 1:
            yield Violation(Wrong.DOUBLED, f"{times} sign-ups of {email}")
    kinds = Counter((row.subject_id, row.kind) for row in evidence.rows.values() if row.subject_id)
    for (subject, kind), times in kinds.items():
        if times > 1:
            yield Violation(Wrong.DOUBLED, f"sign-up {subject} has {times} tasks {kind}")
    yield from _mails(evidence)
    yield from _pictures(evidence)


def duplicate_mails(evidence: Evidence) -> int:
    """How many mails came a second time, being the same mail."""
    return len(evidence.mails) - len({mail.message_id for mail in evidence.mails})


def _mails(evidence: Evidence) -> Iterator[Violation]:
    caught: dict[str, list[Mail]] = defaultdict(list)
    for mail in evidence.mails:
        caught[mail.message_id.strip("<>").partition("@")[0]].append(mail)
    addresses = {each.id: each.email for each in evidence.sign_ups}
    for row in evidence.rows.values():
        if row.kind != MAIL:
            continue
        mails = caught.pop(str(row.id), [])
        if row.state == "SUCCESS" and not mails:
            yield Violation(Wrong.LOST, "it succeeded, and there is no mail", row.id)
        if len(mails) > 1:
            yield from _same(row.id, mails, row.attempts)
        if any(mail.recipient != addresses.get(row.subject_id or row.id) for mail in mails):
            yield Violation(Wrong.OTHER, "a mail to somebody else", row.id)
    for name in caught:
        yield Violation(Wrong.DOUBLED, f"a mail that no task sent: {name}")


def _same(task_id: UUID, mails: list[Mail], attempts: int) -> Iterator[Violation]:
    if len(mails) > min(_COPIES, attempts):
        yield Violation(Wrong.DOUBLED, f"{len(mails)} mails in {attempts} attempts", task_id)
    if len({(mail.link, mail.recipient) for mail in mails}) > 1:
        yield Violation(Wrong.DOUBLED, "its two mails differ", task_id)


def _pictures(evidence: Evidence) -> Iterator[Violation]:
    media = evidence.storage / "media"
    known = {str(picture.id) for picture in evidence.pictures}
    for picture in evidence.pictures:
        row = evidence.rows.get(picture.task_id)
        if row and row.state == "SUCCESS":
            yield from _thumbnails(evidence, picture)
    for folder in media.iterdir():
        if folder.name not in known:
            yield Violation(Wrong.DOUBLED, f"thumbnails of no sign-up: {folder.name}")


def _thumbnails(evidence: Evidence, picture: Picture) -> Iterator[Violation]:
    folder = evidence.storage / "media" / str(picture.id)
    for size in _SIZES:
        try:
            with Image.open(folder / f"{size}.webp") as image:
                image.load()
                whole = image.size == (size, size)
        except OSError:
            whole = False
        if not whole:
            yield Violation(Wrong.LOST, f"no whole thumbnail of {size} px", picture.task_id)
    if (evidence.storage / "originals" / str(picture.id)).exists():
        yield Violation(Wrong.OTHER, "the original was kept", picture.task_id)
