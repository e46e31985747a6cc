"""Whatever is sent, the API answers as its own description says, and never with a 5xx."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction
from hypothesis import HealthCheck, Phase, given, seed
from hypothesis import settings as limits
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from fugong.accounts import tokens
from fugong.web.api import enterprises
from fugong.web.api.face import build
from fugong.web.wsgi import application
from ground.cast import Cast

EXAMPLES = 4
"""Made-up calls of each operation and kind: few enough for every build."""
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]


def operations() -> Iterator[Any]:
    """Every operation of the description."""
    described = build().get_openapi_schema(path_prefix="api/v1/")
    schema = schemathesis.openapi.from_dict(dict(described))
    for found in schema.get_all_operations():
        yield found.ok()


@pytest.fixture
def kept_connection() -> Iterator[None]:
    """The calls share the test's own connection, as those of Django's client do."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.thorough
@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=["fitting", "misfitting"])
def test_no_operation_breaks(cast: Cast, kept_connection: None, settings: Any, mode: GenerationMode) -> None:
    settings.API_CALLS_A_MINUTE = 1_000_000
    statuses, faults = ask_all(cast, mode, operations())
    assert not faults, "\n\n".join(faults)
    assert statuses[200] or statuses[422], "nothing was asked"


def test_one_that_breaks_is_found(cast: Cast, kept_connection: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(enterprises, "page_of", lambda *rows, **page: 1 / 0)
    lists = [each for each in operations() if each.label == "GET /api/v1/campaigns/{campaign}/enterprises"]
    _, faults = ask_all(cast, GenerationMode.POSITIVE, lists)
    assert len(faults) == 1 and "500" in faults[0]


def ask_all(cast: Cast, mode: Any, asked: Iterable[Any]) -> tuple[Counter[int], list[str]]:
    """How often which status came, and what was wrong."""
    _, plain = tokens.issue(user=cast.desk, name="fuzz", days=1, by=None)
    known = {"campaign": "plain", "enterprise": cast.river.pk, "day": "2020-02-20", "kind": "enterprises"}
    headers = {"Authorization": f"Bearer {plain}", "Accept-Language": "en"}
    statuses: Counter[int] = Counter()
    faults: list[str] = []
    for operation in asked:
        mine = {each.name: known[each.name] for each in operation.path_parameters if each.name in known}
        fault = _try(operation, mode, mine, headers, statuses)
        if fault:
            faults.append(fault)
    return statuses, faults


def read_whole(environ: Any, start_response: Any) -> list[bytes]:
    """The application as a server calls it: what it opened for an answer is closed. The client of the fuzzer leaves it open."""
    body = application(environ, start_response)
    try:
        return [b"".join(body)]
    finally:
        body.close()


def _try(operation: Any, mode: Any, mine: dict[str, Any], headers: dict[str, str], statuses: Counter[int]) -> str:
    """A few calls of one operation; what they change is taken back. What was wrong, or nothing."""

    @seed(20200214)
    @limits(
        max_examples=EXAMPLES,
        phases=[Phase.generate],
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode, path_parameters=mine or None))
    def attempt(case: Any) -> None:
        with transaction.atomic():
            answer = case.call(app=read_whole, headers=headers)
            transaction.set_rollback(True)
        statuses[answer.status_code] += 1
        case.validate_response(answer, checks=CHECKS)

    try:
        attempt()
    except Unsatisfiable:
        return ""  # nothing misfitting can be made up for an operation that takes nothing
    except BaseExceptionGroup as found:
        return f"{operation.label}: {found}"[:1500]
    except Exception as found:
        return f"{operation.label}: {found}"[:1500]
    return ""
