"""Every setting, in one place. Each is read from the environment variable of the same name.

A fresh checkout runs on the defaults. In production (`ENVIRONMENT=production`) the unsafe ones are
refused: the process does not start.
"""

from datetime import timedelta
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

from pydantic import Field, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

DEVELOPMENT_SECRET = "development-only-not-a-secret-at-all"  # noqa: S105 - refused in production
MIN_SECRET_LENGTH = 32


class Environment(StrEnum):
    DEVELOPMENT = "development"
    PRODUCTION = "production"


class Settings(BaseSettings):
    """The settings of every Foyer process."""

    model_config = SettingsConfigDict(frozen=True, extra="ignore")

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

    # --- accounts
    confirmation_lifetime: timedelta = Field(
        timedelta(hours=24), description="Counts from the delivery of the mail."
    )
    session_lifetime: timedelta = timedelta(days=14)
    hashing_concurrency: int = Field(
        2, description="Passwords hashed at once by one API process; each takes 19 MiB."
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
        timedelta(days=30), description="Sign-ups are deleted after this, confirmed or not."
    )
    original_retention: timedelta = Field(
        timedelta(days=7),
        description="Uploads whose thumbnails failed are kept this long, to try again.",
    )
    history_retention: timedelta = Field(
        timedelta(days=400), description="Ended tasks are deleted after this."
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
    def _refuse_unsafe_production(self) -> Self:
        if self.environment is not Environment.PRODUCTION:
            return self
        if self.secret_key == DEVELOPMENT_SECRET or len(self.secret_key) < MIN_SECRET_LENGTH:
            raise ValueError(
                f"SECRET_KEY: production needs one of {MIN_SECRET_LENGTH} characters or more"
            )
        if not self.secure and not self.allow_insecure_public_url:
            raise ValueError(
                "PUBLIC_URL: production needs https "
                "(ALLOW_INSECURE_PUBLIC_URL=true for a trial on this machine)"
            )
        return self

    @model_validator(mode="after")
    def _heartbeat_fits_the_lease(self) -> Self:
        if self.heartbeat * 2 >= self.lease:
            raise ValueError("HEARTBEAT: must be less than half of LEASE")
        return self


@cache
def get_settings() -> Settings:
    """Read the environment once per process."""
    return Settings()
