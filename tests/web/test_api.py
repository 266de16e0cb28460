"""The API as its own document describes it, tried by Schemathesis on a real app, as two people from the network."""

import logging
from datetime import timedelta
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.python import asgi
from schemathesis.specs.openapi.checks import response_schema_conformance, status_code_conformance

from soleus.programme.profile import QUESTIONS
from soleus.web.lan import Outside
from soleus.workspace import accounts, people
from tests.web.conftest import LAN_ORIGIN, Network
from tests.web.test_gate import PASSWORD
from tests.web.test_two_people import kept_by
from tests.workspace.filled import fill

N_TRIES = 3  # an operation, person and mode: some 700 requests, under a minute on one core
CHECKS = [not_a_server_error, status_code_conformance, response_schema_conformance]


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
def test_whatever_is_sent_nothing_breaks_nothing_undocumented_comes_and_nobody_else_is_touched(
    network: Network, mode: GenerationMode, caplog: pytest.LogCaptureFixture
) -> None:
    anna, bert = (
        network.workspace.desk(accounts.create(network.workspace, name, PASSWORD, now=network.now()))
        for name in ("anna", "bert")
    )
    fill(anna)
    people.save_screening(bert, dict.fromkeys(QUESTIONS, False), now=network.now())
    before = kept_by(anna)
    schema = schemathesis.openapi.from_dict(network.here.get("/openapi.json").json())
    operations = [found.ok() for found in schema.get_all_operations()]
    assert len(operations) > 90
    with caplog.at_level(logging.WARNING), asgi.get_client(Outside(network.app)) as session:
        for operation in operations:
            _try(operation, session, _token(network, bert), mode)
        assert kept_by(anna) == before
        for operation in operations:
            if operation.method == "get":
                _try(operation, session, _token(network, anna), mode)
    assert [record.getMessage() for record in caplog.records if record.name.startswith("soleus")] == []


def _token(network: Network, owner: Any) -> str:
    """A new one for each operation: some end all that there are."""
    scopes = ("read", "write", "live", "calendar", "account")
    return accounts.make_token(owner, "fuzz", scopes, life=timedelta(days=1), now=network.now())[0]


def _try(operation: Any, session: Any, secret: str, mode: GenerationMode) -> None:
    headers = {"Authorization": f"Bearer {secret}", "Host": LAN_ORIGIN.removeprefix("https://")}
    quick = settings(
        max_examples=N_TRIES,
        phases=[Phase.generate],
        database=None,
        derandomize=True,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )

    @quick
    @given(case=operation.as_strategy(generation_mode=mode))
    def tried(case: Any) -> None:
        case.headers.pop("Authorization", None)
        answer = case.call(base_url=LAN_ORIGIN, session=session, headers=headers, allow_redirects=False)
        case.validate_response(answer, checks=CHECKS if operation.path.endswith(".json") else CHECKS[:2])

    tried()
