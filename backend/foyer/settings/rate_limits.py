"""The settings of the rate limits."""

import re
from collections.abc import Sequence
from typing import Annotated

from limits import RateLimitItem, parse_many
from pydantic import AfterValidator, Field

from foyer.settings.base import SettingsGroup
from foyer.settings.fields import LONGEST_PERIOD

_TIME_OF_ZERO = re.compile(r"(/|per)\s*0+(?!\d)", re.IGNORECASE)


def _check_rates(text: str) -> str:
    try:
        rates = parse_many(text)
    except ValueError:
        raise ValueError(
            'it must be an amount per time, several with ";": 10 per minute; 100 per hour.'
        ) from None
    _check_times(text, rates)
    return text


def _check_rate(text: str) -> str:
    try:
        (rate,) = parse_many(text)
    except ValueError:  # no rate, or several
        raise ValueError("it must be an amount per time: 20 per second.") from None
    _check_times(text, [rate])
    if rate.amount == 0:
        raise ValueError("with an amount of 0 all mails would wait for ever.")
    return text


def _check_times(text: str, rates: Sequence[RateLimitItem]) -> None:
    """Refuse times that the broker and the database cannot count, and 0, which is read as 1."""
    longest = max(rate.get_expiry() for rate in rates)
    if _TIME_OF_ZERO.search(text) or longest > LONGEST_PERIOD.total_seconds():
        raise ValueError("the time of a rate must be longer than 0 and at most 100 years.")


Rate = Annotated[str, AfterValidator(_check_rate)]
Rates = Annotated[str, AfterValidator(_check_rates)]


class RateLimits(SettingsGroup):
    """How many requests are allowed: "amount per time", several with ";".

    Per client means per IPv4 address or per IPv6 /64 network.
    """

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
    limit_late_per_client: Rates = Field(
        "120 per hour",
        description="Requests refused because of `QUEUE_WAIT_LIMIT` that use up no other rate.",
    )
    limit_prompt_pictures_per_client: Rates = "5 per minute"  # others are processed later
    limit_change_per_account: Rates = "30 per 10 minutes; 300 per day"
    limit_export_per_account: Rates = "5 per hour"
    limit_administration_per_account: Rates = "1000 per hour"

    rate_limit_scale: int = Field(
        1, ge=1, description="Multiplies every limit. For tests and trials: see local/environment."
    )
