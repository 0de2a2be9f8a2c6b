"""The addresses of an OpenTelemetry collector and of Sentry. Their libraries parse them again."""

from foyer.urls.parsing import UrlError, UrlParts, parse_url


def check_collector(text: str) -> str:
    """Check `http[s]://host[:port][/path]`, or an empty text: no collector.

    Raises:
        UrlError: OpenTelemetry could not send to this address.
    """
    if text:
        _parse(text)
    return text


def check_dsn(text: str) -> None:
    """Check `http[s]://key@host[:port]/[path/]number`, or an empty text: no Sentry.

    Raises:
        UrlError: it is no DSN.
    """
    if not text:
        return
    url = _parse(text)
    number = url.path.rpartition("/")[2]
    if not url.user or not (number.isascii() and number.isdigit()):
        raise UrlError("it must be a DSN as Sentry shows it: https://key@host/number.")


def _parse(text: str) -> UrlParts:
    url = parse_url(text, schemes=("http", "https"))
    if not url.host:
        raise UrlError("a host is needed.")
    return url
