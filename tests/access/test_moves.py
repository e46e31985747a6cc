"""Whatever people try with whatever case in whatever order: only printed arrows are taken, by those who may, with a reason (A6)."""

import os
import random
from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction

from access.world import SEES, World
from fugong.core.errors import Refused
from fugong.ledger.models import Event
from fugong.workflow import moves
from fugong.workflow.arrows import REGISTERED
from fugong.workflow.cases import Case

pytestmark = pytest.mark.django_db
SEQUENCES = int(os.environ.get("FUGONG_SEQUENCES", "100"))  # 10,000 for the full run
STEPS = 8
PEOPLE = sorted(SEES.keys() - {"anonymous"})


def cases() -> dict[str, Any]:
    """Workflow → a case of it in this world, for every kind of case."""
    found = {}
    for model in apps.get_models():
        if issubclass(model, Case) and (row := model._base_manager.order_by("pk").first()):
            found[row.workflow.key] = row
    return found


def illegal(world: World, case: Any, chance: random.Random, may: Any) -> Iterator[str]:
    """A sequence of attempts at one case; what happened that the table doesn't allow, one sentence each."""
    for _step in range(STEPS):
        arrow = chance.choice(case.workflow.arrows)
        who, reason = chance.choice(PEOPLE), chance.choice(["", "because"])
        by, before, told = world.person(who), case.state, _events()
        try:
            with transaction.atomic():
                moves.move(case, arrow.key, by=by, reason=reason)
        except (Refused, IntegrityError):  # the database itself refuses what only the room’s own action may write
            case.refresh_from_db()
            if case.state != before or _events() != told:
                yield f"{who} was refused “{arrow.key}” and it moved all the same"
            continue
        case.refresh_from_db()
        event = Event.objects.order_by("-pk").first()
        if before not in arrow.frm or case.state != arrow.to:
            yield f"{case.workflow.key}: {before} → {case.state} by “{arrow.key}”, which no arrow says"
        if not arrow.needs or not may(case, by, arrow.needs):
            yield f"{who} did “{arrow.key}” without the right to it"
        if arrow.reason and not reason:
            yield f"{who} did “{arrow.key}” without a reason"
        if _events() != told + 1 or (event and (event.frm, event.to, event.by_id)) != (before, case.state, by.pk):
            yield f"“{arrow.key}” is not told as it was"


def _events() -> int:
    return Event.objects.count()


def walked(world: World, sequences: int, *, pick: str = "", may: Any = None) -> Iterator[str]:
    kinds = {key: case for key, case in cases().items() if not pick or key == pick}
    chance = random.Random(20200214)
    for number in range(sequences):
        case = kinds[sorted(kinds)[number % len(kinds)]]
        with transaction.atomic():
            state = chance.choice(list(case.workflow.states))
            with transaction.atomic():
                _put(case, state)
            yield from illegal(world, case, chance, may or type(case).may_move)
            transaction.set_rollback(True)


def _put(case: Any, state: str) -> None:
    """Into any of its states, where the database allows it without what else belongs to that state."""
    try:
        with transaction.atomic():
            type(case)._base_manager.filter(pk=case.pk).update(state=state)
    except IntegrityError:
        pass
    case.refresh_from_db()


def test_no_sequence_makes_an_illegal_move(world: World) -> None:
    assert len(cases()) >= 0.8 * len(REGISTERED), REGISTERED.keys() - cases().keys()
    assert not list(walked(world, SEQUENCES))


def test_a_guard_that_is_missing_is_noticed(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each in turn: nobody asks for the right; nobody asks where the case stands."""
    kind = type(cases()["filing"])
    honest = kind.may_move
    with monkeypatch.context() as patch:
        patch.setattr(kind, "may_move", lambda self, by, needs: True)
        assert any("without the right" in each for each in walked(world, 60, pick="filing", may=honest))
    with monkeypatch.context() as patch:
        patch.setattr(moves, "_take", _from_anywhere)
        assert any("no arrow says" in each for each in walked(world, 100, pick="filing"))


def _from_anywhere(case: Any, arrow: Any, due_at: Any, more: Any) -> str:
    before, case.state = case.state, arrow.to
    type(case)._base_manager.filter(pk=case.pk).update(state=arrow.to)
    return str(before)
