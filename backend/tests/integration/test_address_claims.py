"""Claims on one address in any order: Hypothesis acts as a victim, an attacker and a mailbox."""

import os
from typing import LiteralString
from uuid import UUID, uuid4

import httpx
import psycopg
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from psycopg.abc import Params

from foyer.accounts.tokens import LinkPurpose, link_token
from foyer.settings import get_settings
from local.stack import Stack
from testkit.person import Person

RUNS, STEPS = int(os.environ.get("CLAIM_RUNS", "4")), 12
ACTORS = st.sampled_from(["victim", "attacker"])
CLAIMS = """
    SELECT count(*) FROM (
        SELECT id FROM sign_ups WHERE email = %(email)s AND state = 'pending'
        UNION ALL SELECT id FROM email_changes WHERE email = %(email)s AND state = 'pending'
    ) AS claims WHERE id <> %(claim)s
"""
MAILED = """
    SELECT id FROM tasks WHERE subject_id = %s ORDER BY created_at DESC LIMIT 1
"""


class AddressClaims(RuleBasedStateMachine):
    """The victim alone reads the mailbox, and opens any link in it, in any of three browsers.

    Attributes:
        links: per mailed link, who made the claim, its id and its token.
        owner: who has the address's account, as far as this test knows.
    """

    stack: Stack

    def __init__(self) -> None:
        super().__init__()
        self.email = f"contested-{uuid4().hex[:12]}@example.com"
        self.links: list[tuple[str, UUID, str]] = []
        self.owner: str | None = None
        self.people: dict[str, Person] = {}

    @initialize(victim_signs_up=st.booleans(), attacker_signs_up=st.booleans())
    def claim(self, victim_signs_up: bool, attacker_signs_up: bool) -> None:
        """Give both people an account, and a claim on one more address."""
        for name, signs_up in (("victim", victim_signs_up), ("attacker", attacker_signs_up)):
            account = self.people[name] = Person(self.stack)
            account.password = f"the {name} knows this"
            account.join()
            account.sign_up_id = ""
            claim = self.sign_up if signs_up else self.request_change
            claim(name)

    def teardown(self) -> None:
        for account in self.people.values():
            account.http.close()

    def query(self, sql: LiteralString, parameters: Params) -> UUID | int | None:
        with psycopg.connect(self.stack.database_url) as database:
            row = database.execute(sql, parameters).fetchone()
        return row[0] if row else None

    def receive(self, actor: str, purpose: LinkPurpose, claim_id: UUID) -> None:
        """Add the link of the claim's latest mail to the mailbox."""
        task_id = self.query(MAILED, (claim_id,))
        assert isinstance(task_id, UUID)
        self.links.append((actor, claim_id, link_token(purpose, task_id, get_settings())))

    @precondition(lambda self: self.owner is None)
    @rule(actor=ACTORS)
    def sign_up(self, actor: str) -> None:
        account = self.people[actor]
        form = {"email": self.email, "password": account.password, "display_name": account.name}
        answer = account.http.post("/sign-ups", data=form).raise_for_status()
        account.sign_up_id = answer.json()["id"]
        self.receive(actor, LinkPurpose.CONFIRMATION, UUID(account.sign_up_row_id))

    @precondition(lambda self: self.owner is None)
    @rule(actor=ACTORS)
    def request_change(self, actor: str) -> None:
        account = self.people[actor]
        body = {"email": self.email, "password": account.password}
        account.http.put("/me/email", json=body).raise_for_status()
        change_id = self.query(
            "SELECT c.id FROM email_changes c JOIN users u ON u.id = c.user_id"
            " WHERE u.email = %s AND c.state = 'pending'",
            (account.email,),
        )
        assert isinstance(change_id, UUID)
        self.receive(actor, LinkPurpose.EMAIL_CHANGE, change_id)

    @rule(actor=ACTORS)
    def withdraw_change(self, actor: str) -> None:
        self.people[actor].http.delete("/me/email")

    @precondition(lambda self: self.links)
    @rule(data=st.data(), browser=st.sampled_from(["own", "own", "phone"]), typed=st.booleans())
    def open_link(self, data: st.DataObject, browser: str, typed: bool) -> None:
        """The victim opens a link, and types only the victim's own password."""
        actor, claim_id, token = data.draw(st.sampled_from(self.links), label="link")
        victim = self.people["victim"]
        rivals = self.query(CLAIMS, {"email": self.email, "claim": claim_id})
        with Person(self.stack) as phone:
            opener = victim if browser == "own" else phone
            answer = opener.confirm(token, password=victim.password if typed else None)
        assert answer.status_code < httpx.codes.INTERNAL_SERVER_ERROR
        if answer.is_success:
            proven = actor == "victim" and (browser == "own" or typed)
            assert proven or not rivals, f"{actor}'s claim won against {rivals} rivals"
            self.owner = actor

    @precondition(lambda self: self.owner)
    @rule()
    def reset(self) -> None:
        """The victim takes the account over with the mailbox."""
        victim = self.people["victim"]
        victim.http.post("/password-resets", json={"email": self.email}).raise_for_status()
        task_id = self.query(
            "SELECT t.id FROM tasks t JOIN password_resets r ON r.id = t.subject_id"
            " WHERE r.email_key = %s AND r.ended_at IS NULL ORDER BY t.created_at DESC LIMIT 1",
            (self.email,),
        )
        assert isinstance(task_id, UUID)
        token = link_token(LinkPurpose.PASSWORD_RESET, task_id, get_settings())
        body = {"token": token, "password": victim.password}
        victim.http.put("/password-resets", json=body).raise_for_status()
        self.owner = "victim"

    @invariant()
    def attacker_has_no_access_to_the_victims_account(self) -> None:
        if self.owner != "victim":
            return
        attacker = self.people["attacker"]
        credentials = {"email": self.email, "password": attacker.password}
        with Person(self.stack) as browser:
            answer = browser.http.post("/sessions", json=credentials)
        assert answer.status_code == httpx.codes.UNAUTHORIZED
        me = attacker.http.get("/me")
        assert me.is_error or me.json()["email"] != self.email


@pytest.fixture
def machine(stack: Stack) -> type[AddressClaims]:
    AddressClaims.stack = stack
    return AddressClaims


@pytest.mark.usefixtures("in_stack")
@pytest.mark.timeout(900 + RUNS * 30)
def test_only_evidence_wins_a_contested_address(machine: type[AddressClaims]) -> None:
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=RUNS,
            stateful_step_count=STEPS,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
