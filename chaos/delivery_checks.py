"""Checks the effects of sign-ups: one sign-up, one set of thumbnails and one mail each."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from uuid import UUID

from PIL import Image

from chaos.history import History, Mail, Picture
from chaos.violations import Violation, ViolationKind

MAIL, RESIZE = "send_confirmation_email", "resize_thumbnail"
_SIZES = (64, 128, 256, 512)
_COPIES = 2  # one duplicate, in the window that SMTP leaves open


def check_sign_ups(history: History) -> Iterator[Violation]:
    for email, times in Counter(sign_up.email for sign_up in history.sign_ups).items():
        if times > 1:
            yield Violation(ViolationKind.DOUBLED, f"{times} sign-ups of {email}")
    kinds = Counter(
        (task.subject_id, task.kind) for task in history.tasks.values() if task.subject_id
    )
    for (subject, kind), times in kinds.items():
        if times > 1:
            yield Violation(ViolationKind.DOUBLED, f"sign-up {subject} has {times} tasks {kind}")
    yield from _mails(history)
    yield from _pictures(history)


def duplicate_mails(history: History) -> int:
    """Count the second copies of mails."""
    return len(history.mails) - len({mail.message_id for mail in history.mails})


def _mails(history: History) -> Iterator[Violation]:
    caught: dict[str, list[Mail]] = defaultdict(list)
    for mail in history.mails:
        caught[mail.message_id.strip("<>").partition("@")[0]].append(mail)
    addresses = {sign_up.id: sign_up.email for sign_up in history.sign_ups}
    for task in history.tasks.values():
        if task.kind != MAIL:
            continue
        mails = caught.pop(str(task.id), [])
        if task.state == "SUCCESS" and not mails:
            yield Violation(ViolationKind.LOST, "it succeeded without a mail", task.id)
        if len(mails) > 1:
            yield from _same(task.id, mails, task.attempts)
        if any(mail.recipient != addresses.get(task.subject_id or task.id) for mail in mails):
            yield Violation(ViolationKind.OTHER, "a mail to another address", task.id)
    for name in caught:
        yield Violation(ViolationKind.DOUBLED, f"a mail that no task sent: {name}")


def _same(task_id: UUID, mails: list[Mail], attempts: int) -> Iterator[Violation]:
    if len(mails) > min(_COPIES, attempts):
        yield Violation(
            ViolationKind.DOUBLED, f"{len(mails)} mails in {attempts} attempts", task_id
        )
    if len({(mail.link, mail.recipient) for mail in mails}) > 1:
        yield Violation(ViolationKind.DOUBLED, "its two mails differ", task_id)


def _pictures(history: History) -> Iterator[Violation]:
    media = history.storage / "media"
    picture_ids = {str(picture.id) for picture in history.pictures}
    for picture in history.pictures:
        task = history.tasks.get(picture.task_id)
        if task and task.state == "SUCCESS":
            yield from _thumbnails(history, picture)
    for folder in media.iterdir():
        if folder.name not in picture_ids:
            yield Violation(ViolationKind.DOUBLED, f"thumbnails without a sign-up: {folder.name}")


def _thumbnails(history: History, picture: Picture) -> Iterator[Violation]:
    folder = history.storage / "media" / str(picture.id)
    for size in _SIZES:
        try:
            with Image.open(folder / f"{size}.webp") as image:
                image.load()
                whole = image.size == (size, size)
        except OSError:
            whole = False
        if not whole:
            yield Violation(ViolationKind.LOST, f"no whole thumbnail of {size} px", picture.task_id)
    if (history.storage / "originals" / str(picture.id)).exists():
        yield Violation(ViolationKind.OTHER, "the original was kept", picture.task_id)
