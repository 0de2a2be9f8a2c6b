"""What the description of the API says of fields whose rules are in accounts/.

It is for those who read it. The rules count otherwise than a schema can, and answer in sentences.
"""

from pydantic.config import JsonDict

from foyer.accounts.password.password_rules import MAX_LENGTH, MIN_LENGTH

EMAIL: JsonDict = {"format": "email"}
PASSWORD: JsonDict = {"format": "password"}
NEW_PASSWORD: JsonDict = {"format": "password", "minLength": MIN_LENGTH, "maxLength": MAX_LENGTH}
