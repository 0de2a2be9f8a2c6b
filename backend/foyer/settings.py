"""Every setting, in one place. Each is read from the environment variable of the same name.

A fresh checkout runs on the defaults, for this machine alone. In production
(`ENVIRONMENT=production`) the unsafe ones are refused: the process does not start.
"""

from collections.abc import Iterator
from datetime import timedelta
from email.utils import parseaddr
from enum import StrEnum
from functools import cache
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Self
from urllib.parse import urlsplit

from limits import parse_many
from pydantic import AfterValidator, Field, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

DEVELOPMENT_SECRET = "development-only-not-a-secret-at-all"  # noqa: S105 - refused in production
MIN_SECRET_LENGTH = 32
MIN_SECRET_VARIETY = 10  # different characters: random ones of that length have more
_NOBODYS_DOMAIN = "foyer.example"
_DEVELOPMENT_PASSWORD = "foyer"  # noqa: S105 - refused in production
AUDIT_FLOOR = timedelta(days=30)  # the database's own: the trigger in the migration 0003


def _rates(text: str) -> str:
    parse_many(text)
    return text


Rates = Annotated[str, AfterValidator(_rates)]


class Environment(StrEnum):
    DEVELOPMENT = "development"
    PRODUCTION = "production"


class Settings(BaseSettings):
    """The settings of every Foyer process."""

    model_config = SettingsConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)

    # --- where it runs
    environment: Environment = Environment.DEVELOPMENT
    secret_key: str = Field(
        DEVELOPMENT_SECRET, description="Signs the links in mails. 32 characters or more."
    )
    public_url: str = Field(
        "http://localhost:8080", description="What people type; links in mails start with it."
    )
    allow_insecure_public_url: bool = Field(
        False, description="Lets production run on http: for a trial on one's own machine."
    )

    debug: bool = Field(False, description="Answers errors with the traceback.")

    # --- the servers it needs
    database_url: str = "postgresql://foyer:foyer@127.0.0.1:5432/foyer"
    broker_url: str = "redis://127.0.0.1:6379/0"
    smtp_url: str = Field(
        "smtp://127.0.0.1:1025",
        description="smtp://, smtps:// or smtp+starttls://, with user:password@ where needed.",
    )
    smtp_timeout: timedelta = Field(
        timedelta(seconds=20), description="For each step of an SMTP conversation."
    )
    mail_retry_delays: tuple[timedelta, ...] = Field(
        tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60)),
        min_length=1,
        description="Before the 2nd, 3rd … attempt to send a mail; the last one repeats. JSON.",
    )
    mail_retry_attempts: int = Field(
        28, description="With those delays, a day's worth (RFC 5321, 4.5.4.1, asks for patience)."
    )
    mail_from: str = "Foyer <hello@foyer.example>"
    mail_reply_to: str = "Foyer help desk <help@foyer.example>"

    # --- where it writes
    storage_dir: Path = Field(
        Path(".local/data/storage"), description="media/ (public) and originals/ (private)."
    )
    log_dir: Path = Path("logs")
    log_max_bytes: int = Field(10 * 1024 * 1024, description="celery.log is rotated at this size.")
    log_backups: int = Field(5, description="How many rotated logs are kept.")

    # --- uploads
    picture_max_bytes: int = 10 * 1024 * 1024
    picture_max_pixels: int = 50_000_000

    waiting_clients: int = Field(
        5000,
        ge=0,
        description="Requests with `Prefer: wait` that one API process holds at once; one more is "
        "answered at once. Each takes some 50 KiB and an open file; fewer, where the system grants "
        "fewer files.",
    )

    body_max_bytes: int = Field(64 * 1024, description="Of requests that bring no picture.")
    body_timeout: timedelta = Field(
        timedelta(seconds=30), description="For the whole body of a request to arrive."
    )

    # --- accounts
    confirmation_lifetime: timedelta = Field(
        timedelta(hours=24), description="Counts from the delivery of the mail."
    )
    reset_lifetime: timedelta = Field(
        timedelta(hours=1),
        description="Of a link to a new password; counts from the delivery of the mail.",
    )
    session_lifetime: timedelta = timedelta(days=14)
    hashing_concurrency: int = Field(
        2, description="Passwords hashed at once by one API process; each takes 19 MiB."
    )

    # --- rate limits: "amount per time", several with ";". By the client: its address (IPv6: /64).
    limit_log_in_per_client: Rates = "60 per 15 minutes"
    limit_log_in_per_device: Rates = "10 per 15 minutes"
    limit_log_in_per_address: Rates = "100 per hour"
    limit_sign_up_per_client: Rates = "30 per hour"
    limit_sign_up_per_address: Rates = "5 per hour"
    limit_mail_per_client: Rates = "20 per hour"
    limit_mail_per_address: Rates = "5 per hour"
    limit_mail_per_inbox: Rates = "20 per hour"
    limit_reset_per_client: Rates = "20 per hour"
    limit_reset_per_address: Rates = "5 per hour"
    limit_link_per_client: Rates = "60 per 15 minutes"
    limit_password_per_account: Rates = "10 per 15 minutes"  # noqa: S105 - a number
    limit_picture_per_client: Rates = "120 per hour"
    limit_picture_per_account: Rates = "30 per hour"
    rate_limit_scale: int = Field(
        1, ge=1, description="Multiplies every limit. For tests and trials: see local/environment."
    )

    # --- tasks
    lease: timedelta = Field(
        timedelta(seconds=15), description="How long a silent worker keeps its task."
    )
    heartbeat: timedelta = Field(
        timedelta(seconds=4), description="How often a worker renews its lease."
    )
    sweep_interval: timedelta = Field(
        timedelta(seconds=2), description="How often what is due is looked for."
    )
    lost_after: timedelta = Field(
        timedelta(seconds=20),
        description="A published task that no worker took while its queue is empty is published "
        "again after this.",
    )

    pool_process_memory: int = Field(
        464 * 1024 * 1024,
        ge=0,
        description="Bytes that a process of a worker's pool may allocate; what exceeds it fails, "
        "and the process goes on. With what it shares it stays below 512 MiB. Linux only; 0: none.",
    )

    liveness_interval: timedelta = Field(
        timedelta(seconds=20), description="How often each worker is asked for a sign of life."
    )
    liveness_limit: timedelta = Field(
        timedelta(seconds=80),
        description="Silent for longer, a worker is reported. Above the interval and the longest "
        "time limit, for a worker all of whose processes are busy.",
    )

    # --- clean-ups
    sign_up_retention: timedelta = Field(
        timedelta(days=30),
        description="Sign-ups that became no account, changes of address, resets and notices are "
        "deleted after this.",
    )
    original_retention: timedelta = Field(
        timedelta(days=7),
        description="Uploads whose thumbnails failed are kept this long, to try again.",
    )
    history_retention: timedelta = Field(
        timedelta(days=400), description="Ended tasks are deleted after this."
    )
    audit_retention: timedelta = Field(
        timedelta(days=400),
        ge=AUDIT_FLOOR,
        description="Events of the audit log are deleted after this; 30 days at the least.",
    )

    @property
    def secure(self) -> bool:
        """Whether people come by https."""
        return urlsplit(self.public_url).scheme == "https"

    @property
    def media_dir(self) -> Path:
        return self.storage_dir / "media"

    @property
    def originals_dir(self) -> Path:
        return self.storage_dir / "originals"

    @model_validator(mode="after")
    def _refuse_unsafe(self) -> Self:
        host = urlsplit(self.public_url).hostname
        if not host:
            raise ValueError("PUBLIC_URL: an address with a host is needed, https://….")
        if self.environment is Environment.PRODUCTION:
            if problems := list(self._unsafe()):
                raise ValueError("unsafe in production. " + " ".join(problems))
        elif not _is_this_machine(host):  # so that one forgotten variable opens nothing
            raise ValueError("PUBLIC_URL: it is not this machine's; set ENVIRONMENT=production.")
        return self

    def _unsafe(self) -> Iterator[str]:
        if self.secret_key == DEVELOPMENT_SECRET or len(self.secret_key) < MIN_SECRET_LENGTH:
            yield f"SECRET_KEY: one of {MIN_SECRET_LENGTH} characters or more is needed."
        elif len(set(self.secret_key)) < MIN_SECRET_VARIETY:
            yield "SECRET_KEY: a random one is needed, not a pattern."
        if self.debug:
            yield "DEBUG: tracebacks are not for strangers."
        if not self.secure and not self.allow_insecure_public_url:
            yield (
                "PUBLIC_URL: https is needed "
                "(ALLOW_INSECURE_PUBLIC_URL=true for a trial on this machine)."
            )
        for name in ("database_url", "broker_url"):
            if urlsplit(getattr(self, name)).password == _DEVELOPMENT_PASSWORD:
                yield f"{name.upper()}: the password is the published one."
        for name in ("mail_from", "mail_reply_to"):
            if parseaddr(getattr(self, name))[1].lower().endswith(f"@{_NOBODYS_DOMAIN}"):
                yield f"{name.upper()}: nobody can answer to {_NOBODYS_DOMAIN}."
        if self.rate_limit_scale > 1:
            yield "RATE_LIMIT_SCALE: it is for tests; change single limits."

    @model_validator(mode="after")
    def _heartbeat_fits_the_lease(self) -> Self:
        if self.heartbeat * 2 >= self.lease:
            raise ValueError("HEARTBEAT: must be less than half of LEASE")
        return self


def _is_this_machine(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


@cache
def get_settings() -> Settings:
    """Read the environment once per process."""
    return Settings()
