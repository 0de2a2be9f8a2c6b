"""OpenAPI schemas of fields that are validated in accounts/.

They are documentation only. A JSON schema cannot express the exact rules, for instance how the
length of a password is counted, and the rules answer with a sentence for the user.
"""

from pydantic.config import JsonDict

from foyer.accounts.password.password_rules import MAX_LENGTH, MIN_LENGTH

EMAIL: JsonDict = {"format": "email"}
PASSWORD: JsonDict = {"format": "password"}
NEW_PASSWORD: JsonDict = {"format": "password", "minLength": MIN_LENGTH, "maxLength": MAX_LENGTH}
