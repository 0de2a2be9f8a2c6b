"""The settings and their defaults."""

from datetime import timedelta
from email.headerregistry import Address
from pathlib import Path
from typing import Self

from pydantic import Field, NonNegativeInt, PositiveInt, SecretStr, model_validator

from foyer.settings.fields import (
    AuditRetention,
    BrokerUrlField,
    DatabaseUrlField,
    DomainName,
    Duration,
    MailboxField,
    PublicUrlField,
    SmtpUrlField,
    StorageUrlField,
    Timeout,
)
from foyer.settings.observation import ObservationSettings
from foyer.settings.production import (
    DEVELOPMENT_SECRET,
    Environment,
    unsafe_in_development,
    unsafe_in_production,
)
from foyer.settings.rate_limits import Rate, RateLimits
from foyer.urls.broker import BrokerUrl
from foyer.urls.database import DatabaseUrl
from foyer.urls.public import PublicUrl
from foyer.urls.smtp import SmtpUrl


class Settings(ObservationSettings):
    """The settings of every Foyer process."""

    # --- where it runs
    environment: Environment = Field(
        Environment.DEVELOPMENT, description="`production` refuses unsafe settings."
    )
    secret_key: SecretStr = Field(
        SecretStr(DEVELOPMENT_SECRET),
        description="Signs the links in mails. 32 characters or more.",
    )
    secret_key_fallbacks: tuple[SecretStr, ...] = Field(
        (),
        description="Earlier values of SECRET_KEY. What they signed stays valid; new links are "
        "signed with SECRET_KEY only. JSON.",
    )
    proxy_secret: SecretStr = Field(
        SecretStr(""),
        description="nginx sends it with each request; without it the API trusts no header about "
        "the client. 32 or more letters, digits, - and _.",
    )
    public_url: PublicUrlField = Field(
        PublicUrl.parse("http://localhost:8080"),
        description="The address that people type; links in mails start with it.",
    )
    allow_insecure_public_url: bool = Field(
        False, description="Allows http in production, for a trial on this machine."
    )
    debug: bool = Field(False, description="Answers errors with the traceback.")

    # --- the servers it needs; docs/operations.md says how to write their URLs
    database_url: DatabaseUrlField = Field(
        DatabaseUrl.parse("postgresql://foyer:foyer@127.0.0.1:5432/foyer"),
        description="PostgreSQL: postgresql://user:password@host:port/name.",
    )
    broker_url: BrokerUrlField = Field(
        BrokerUrl.parse("redis://127.0.0.1:6379/0"),
        description="Valkey or Redis: redis:// or rediss://, with user:password@ where needed.",
    )
    smtp_url: SmtpUrlField = Field(
        SmtpUrl.parse("smtp://127.0.0.1:1025"),
        description="smtp://, smtps:// or smtp+starttls://, with user:password@ where needed.",
    )
    smtp_timeout: Timeout = Field(
        timedelta(seconds=20), description="Limit of each step of an SMTP conversation."
    )
    smtp_confirmation_timeout: Timeout = Field(
        timedelta(minutes=10),
        description="Limit of the reply to a whole message (RFC 5321, 4.5.3.2.6).",
    )
    mail_retry_delays: tuple[Duration, ...] = Field(
        tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60)),
        min_length=1,
        description="Before the 2nd, 3rd … attempt to send a mail; the last one repeats. JSON.",
    )
    mail_retry_attempts: PositiveInt = Field(
        28, description="With those delays a mail is tried for a day (RFC 5321, 4.5.4.1)."
    )
    mail_rate: Rate | None = Field(
        None,
        description="How many mails are sent in a time, such as `20 per second`; none is no limit. "
        "The API and the dispatcher need the same value.",
    )
    mail_from: MailboxField = Field(
        Address("Foyer", addr_spec="hello@foyer.example"), description="The sender of all mails."
    )
    mail_reply_to: MailboxField = Field(
        Address("Foyer help desk", addr_spec="help@foyer.example"),
        description="Gets the replies to mails.",
    )

    # --- where it writes
    storage_dir: Path = Field(
        Path(".local/data/storage"),
        description="The folder of the pictures, without STORAGE_URL: media/ (public) and "
        "originals/ (private).",
    )
    storage_url: StorageUrlField | None = Field(
        None,
        description="A bucket of an S3-compatible store for the pictures: "
        "s3://access-key:secret-key@bucket?endpoint=https://host:port.",
    )
    storage_timeout: Timeout = Field(
        timedelta(seconds=5),
        description="Limit of one request to the store of pictures. The task that makes thumbnails "
        "sends seven within its 45 seconds.",
    )

    # --- requests
    picture_max_pixels: PositiveInt = Field(
        50 * 1024 * 1024, description="A picture with more pixels is refused."
    )
    waiting_clients: NonNegativeInt = Field(
        5000,
        description="How many requests with `Prefer: wait` one API process holds at once; it "
        "answers one more at once. Each takes some 50 KiB and an open file; the process holds "
        "fewer if the system allows fewer open files.",
    )
    body_timeout: Timeout = Field(
        timedelta(seconds=30),
        description="For the body of a request to arrive, and more for each received byte.",
    )
    body_min_rate: PositiveInt = Field(
        16 * 1024, description="Bytes per second that a client must send after that time."
    )

    # --- accounts
    internal_mail_domains: tuple[DomainName, ...] = Field(
        (),
        description="Domains without a public name that may have accounts, with their subdomains, "
        'such as ["company.local", "intranet"]. JSON.',
    )
    confirmation_lifetime: Duration = Field(
        timedelta(hours=24), description="Counts from the delivery of the mail."
    )
    reset_lifetime: Duration = Field(
        timedelta(hours=1),
        description="Of a link to a new password; counts from the delivery of the mail.",
    )
    session_lifetime: Duration = Field(timedelta(days=14), description="Counts from the log-in.")
    hashing_concurrency: PositiveInt = Field(
        2, description="Passwords hashed at once by one API process; each takes 19 MiB."
    )
    rate_limits: RateLimits = Field(default_factory=RateLimits)

    # --- tasks
    lease: Timeout = Field(
        timedelta(seconds=15), description="A worker that is silent for longer loses its task."
    )
    heartbeat: Timeout = Field(
        timedelta(seconds=4), description="How often a worker renews its lease."
    )
    dispatch_interval: Timeout = Field(
        timedelta(seconds=0.5),
        description="How often the dispatcher looks for tasks that are due. Most are published "
        "right after the response, and a notification wakes it early.",
    )
    unknown_kind_after: Duration = Field(
        timedelta(minutes=10),
        description="A due task whose kind no running worker knows fails after this.",
    )
    lost_after: Duration = Field(
        timedelta(seconds=20),
        description="A published task that no worker claimed is published again after this, if "
        "its message is not in its queue.",
    )
    queue_wait_limit: Duration | None = Field(
        None,
        description="While tasks of a queue wait for longer, requests of people without a log-in "
        "for more of them get 503: sign-ups, mails, password resets. None refuses none.",
    )
    pool_process_memory: NonNegativeInt = Field(
        496 * 1024 * 1024,
        description="Bytes that a process of a worker's pool may allocate; an allocation above it "
        "fails, and the process continues. With shared memory the process stays below 512 MiB. "
        "Linux only; 0 sets no limit.",
    )
    worker_nice: int = Field(
        0,
        ge=0,
        le=19,
        description="By how much the priority of the workers' pool processes is lower than that of "
        "the other processes on the same machine. `make up` sets 10. Containers have shares of the "
        "processor instead.",
    )
    liveness_interval: Timeout = Field(
        timedelta(seconds=20), description="How often the dispatcher pings the workers."
    )
    liveness_limit: Timeout = Field(
        timedelta(seconds=80),
        description="A worker that has a free process and answers no ping for longer is reported "
        "as silent, and ends itself. It must exceed LIVENESS_INTERVAL, so that a lost ping is "
        "repeated in time. Tasks may run for longer.",
    )

    # --- clean-ups
    sign_up_retention: Duration = Field(
        timedelta(days=30),
        description="Sign-ups that became no account, changes of address, resets and notices are "
        "deleted after this.",
    )
    original_retention: Duration = Field(
        timedelta(days=7), description="Uploads whose thumbnails failed are deleted after this."
    )
    history_retention: Duration = Field(
        timedelta(days=400), description="Ended tasks are deleted after this."
    )
    audit_retention: AuditRetention = Field(
        timedelta(days=400),
        description="Events of the audit log are deleted after this; 30 days or more.",
    )

    @property
    def secure(self) -> bool:
        """Whether people come by https."""
        return self.public_url.scheme == "https"

    @property
    def signing_keys(self) -> tuple[bytes, ...]:
        """SECRET_KEY, which signs, then the fallbacks, whose signatures are accepted too."""
        keys = (self.secret_key, *self.secret_key_fallbacks)
        return tuple(key.get_secret_value().encode() for key in keys)

    @model_validator(mode="after")
    def _refuse_unsafe(self) -> Self:
        if self.environment is Environment.PRODUCTION:
            if problems := list(unsafe_in_production(self)):
                raise ValueError("unsafe in production. " + " ".join(problems))
        elif problems := list(unsafe_in_development(self)):
            raise ValueError(" ".join(problems))
        return self

    @model_validator(mode="after")
    def _heartbeat_fits_the_lease(self) -> Self:
        if self.heartbeat * 2 >= self.lease:
            raise ValueError("HEARTBEAT: it must be less than half of LEASE.")
        return self

    @model_validator(mode="after")
    def _pings_fit_the_liveness_limit(self) -> Self:
        if self.liveness_limit <= self.liveness_interval:
            raise ValueError("LIVENESS_LIMIT: it must exceed LIVENESS_INTERVAL.")
        return self
