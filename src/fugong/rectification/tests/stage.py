"""A place where things are found: the cast, a second leader, and short ways to each point of a case's life."""

import datetime as dt
import io
from dataclasses import dataclass
from typing import Any

from PIL import Image

from fugong.accounts.actions import grant
from fugong.accounts.models import ScopeKind
from fugong.core import clock
from fugong.rectification import proofs
from fugong.rectification.actions import findings, look_backs, notices, stops
from fugong.rectification.actions.look_backs import Seen
from fugong.rectification.models import Finding, Notice, StopWork
from fugong.resumption.models import Resumption
from ground.cast import Cast, make_user


def photo(colour: str = "red", form: str = "JPEG") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (16, 12), colour).save(out, form)
    return out.getvalue()


@dataclass
class Stage:
    """The cast, and what may be done with it. `finder` found and issued; `other` looks back."""

    cast: Cast
    finder: Any  # inspector: in a verification group
    other: Any  # bureau: a reviewer of the whole district
    leader: Any
    second: Any  # another leader

    @property
    def campaign(self) -> Any:
        return self.cast.campaign

    @property
    def river(self) -> Any:
        return self.cast.river

    @property
    def liaison(self) -> Any:
        return self.cast.liaison

    def found(self, item: str = "masks", **more: Any) -> Finding:
        given = {"campaign": self.campaign, "enterprise": self.river, "by": self.finder, "item": item}
        return findings.record(**(given | more))

    def issued(self, *items: str, by: Any = None, **more: Any) -> Notice:
        found = [self.found(item) for item in items or ("masks",)]
        return notices.issue(
            campaign=self.campaign, enterprise=self.river, findings=found, by=by or self.finder, **more
        )

    def answered(self, notice: Notice | None = None) -> Notice:
        notice = notice or self.issued()
        answers = {}
        for item in notice.items.all():
            proofs.add(
                finding=item.finding,
                stage="after",
                name="new.jpg",
                content=photo("green"),
                by=self.liaison,
                by_enterprise=True,
            )
            answers[item.pk] = "Bought 500 more."
        return notices.answer(notice=notice, answers=answers, by=self.liaison)

    def looked_at(self, notice: Notice, right: bool, by: Any = None) -> look_backs.Outcome:
        seen = {item.pk: Seen(right, "" if right else "as before") for item in notice.items.filter(outcome="")}
        return look_backs.look_back(notice=notice, seen=seen, by=by or self.other)

    def proposed(self) -> StopWork:
        """The same problem a second time not put right."""
        second = self.looked_at(self.answered(), right=False).second
        assert second is not None
        stop = self.looked_at(self.answered(second), right=False, by=self.cast.town).stop
        assert stop is not None
        return stop

    def ordered(self) -> StopWork:
        return stops.order(stop=self.proposed(), by=self.leader)

    def verified(self) -> StopWork:
        return stops.verify(stop=self.ordered(), right=True, note="All is in order now.", by=self.cast.grid_leader)

    def resumed(self) -> Resumption:
        """River is at work."""
        row = Resumption.objects.get(campaign=self.campaign, enterprise=self.river)
        Resumption.objects.filter(pk=row.pk).update(state="resumed", resumed_on=clock.today(), approved_at=clock.now())
        row.refresh_from_db()
        return row

    def later(self, **span: float) -> Any:
        return clock.showing(clock.now() + dt.timedelta(**span))


def build(cast: Cast) -> Stage:
    second = make_user("second", "第二位领导")
    grant(user=second, role="leader", kind=ScopeKind.AREA, key="990101", by=None)
    return Stage(cast, cast.inspector, cast.bureau, cast.leader, second)
