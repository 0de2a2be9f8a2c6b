"""STORAGE_URL, for the API and the workers."""

import re
from dataclasses import dataclass, field
from typing import Self

from foyer.urls.parsing import UrlError, parse_url

_BUCKET = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")  # Amazon's rules for names
_REGION = re.compile(r"[a-z0-9-]+")
_DEFAULT_REGION = "us-east-1"  # most stores accept any name, and this one


@dataclass(frozen=True, slots=True)
class StorageUrl:
    """A bucket of an S3-compatible store.

    Attributes:
        access_key, secret_key: empty where the machine has its own rights, as in Amazon's cloud.
        endpoint: scheme, host and port of the store; empty for Amazon S3.
    """

    bucket: str
    access_key: str
    secret_key: str = field(repr=False)
    endpoint: str
    region: str

    @property
    def address(self) -> str:
        """The bucket's address for requests without a key, such as nginx's."""
        if self.endpoint:
            return f"{self.endpoint}/{self.bucket}"
        return f"https://{self.bucket}.s3.{self.region}.amazonaws.com"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Parse `s3://[access key:secret key@]bucket[?endpoint=https://host:port&region=name]`.

        Raises:
            UrlError: the URL is ambiguous or incomplete; the message says how to write it.
        """
        url = parse_url(text, schemes=("s3",), query_names=("endpoint", "region"))
        if not _BUCKET.fullmatch(url.host) or url.port is not None:
            raise UrlError("the name of a bucket is needed: s3://bucket?endpoint=https://host.")
        if url.path not in ("", "/"):
            raise UrlError("there must be no path after the bucket.")
        if bool(url.user) != bool(url.password):
            raise UrlError("an access key needs a secret key: s3://access-key:secret-key@bucket.")
        region = url.query.get("region", _DEFAULT_REGION)
        if not _REGION.fullmatch(region):
            raise UrlError("the region must be a name such as eu-central-1.")
        endpoint = url.query.get("endpoint", "")
        return cls(
            bucket=url.host,
            access_key=url.user,
            secret_key=url.password,
            endpoint=_endpoint(endpoint) if endpoint else "",
            region=region,
        )


def _endpoint(text: str) -> str:
    try:
        url = parse_url(text, schemes=("http", "https"))
    except UrlError as error:
        raise UrlError(f"in the endpoint {error}") from None
    if not url.host or url.user or url.path not in ("", "/"):
        raise UrlError("the endpoint must be scheme, host and port only: https://host:port.")
    host = f"[{url.host}]" if ":" in url.host else url.host
    port = "" if url.port is None else f":{url.port}"
    return f"{text.partition('://')[0].lower()}://{host}{port}"
