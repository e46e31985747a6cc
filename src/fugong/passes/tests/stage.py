"""A place with gates: the cast, enterprises at work, applications, passes, a gatekeeper."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.test import Client
from django.urls import reverse

from fugong.accounts.actions import grant
from fugong.accounts.models import ScopeKind
from fugong.core import clock
from fugong.core.ids import uuid7
from fugong.passes import gate, showing, verifying
from fugong.passes.actions import asking, deciding, scanning
from fugong.passes.actions.asking import Wanted
from fugong.passes.models import Pass, PassApplication
from fugong.resumption.models import Resumption
from fugong.workforce import documents, giving
from fugong.workforce.actions import files
from fugong.workforce.models import Person
from ground.cast import Cast, make_user


@dataclass
class Stage:
    """The cast, and what may be done with it."""

    cast: Cast
    made: int = 0

    @property
    def campaign(self) -> Any:
        return self.cast.campaign

    @property
    def river(self) -> Any:
        return self.cast.river

    @property
    def today(self) -> dt.date:
        return clock.today()

    def days(self, many: int) -> dt.date:
        return self.today + dt.timedelta(days=many)

    def at_work(self, enterprise: Any = None) -> Resumption:
        """The enterprise was approved."""
        firm = enterprise or self.river
        row = Resumption.objects.get_or_create(
            campaign=self.campaign,
            enterprise=firm,
            defaults={"area_code": firm.area_code, "state": "not_filed", "state_since": clock.now()},
        )[0]
        Resumption.objects.filter(pk=row.pk).update(state="approved", approved_at=clock.now())
        row.refresh_from_db()
        return row

    def plate(self) -> str:
        """A plate from another province: no rule takes it at once."""
        self.made += 1
        return f"苏B{self.made:05d}"

    def asked(self, *plates: str, kind: str = "truck", by: Any = None, enterprise: Any = None, days: int = 14) -> Any:
        """Applications of the river's liaison; one where one plate, or none, is given."""
        made = asking.ask(
            campaign=self.campaign, enterprise=enterprise or self.river, kind=kind,
            wanted=[Wanted(plate=each) for each in plates or [self.plate()]], since=self.today,
            until=self.days(days - 1), purpose="送料", by=by or self.cast.liaison,
        )  # fmt: skip
        return made if len(plates) > 1 else made[0]

    def issued(self, plate: str = "", **more: Any) -> Pass:
        """A pass that the street decided about."""
        application: PassApplication = self.asked(*([plate] if plate else []), **more)
        return deciding.approve(application=application, by=self.cast.town)

    def person(self, enterprise: Any = None, **said: Any) -> Person:
        """Somebody new on an enterprise's list."""
        self.made += 1
        number = f"11010119900301{self.made:03d}"
        known = {"name": f"张工{self.made}", "document": number + documents.check_sign(number)}
        given = giving.read(known | said, jobs={})
        done = files.enter(
            campaign=self.campaign, given=given, by=None, as_name="test", enterprise=enterprise or self.river
        )
        return done.person

    def keeper(self) -> Any:
        """Somebody who stands at a gate."""
        user = make_user(f"keeper{self.made}", "门岗")
        grant(user=user, role="checkpoint", kind=ScopeKind.AREA, key=self.campaign.jurisdiction.prefix, by=None)
        return user

    def says(self, shown: Pass, at: str = "north") -> verifying.Verdict:
        """What a gate with fresh data says of the pass."""
        kinds = self.campaign.pack.passes.checkpoint(at).kinds
        return verifying.check(showing.code(shown), gate.ring(self.campaign), clock.now(), kinds)

    def seen(self, shown: Pass, at: str, ago: int = 0, way: str = "", by: Any = None, **more: Any) -> scanning.Seen:
        """A scan of a pass so many minutes ago, sent by a gatekeeper where one is given."""
        moment = clock.now() - dt.timedelta(minutes=ago)
        found = scanning.Seen(
            **{"uid": uuid7(), "gate": at, "at": moment, "verdict": "valid", "number": shown.pk, "way": way} | more
        )
        if by is not None:
            scanning.take(campaign=self.campaign, scans=[found], by=by)
        return found

    def later(self, **span: float) -> Any:
        return clock.showing(clock.now() + dt.timedelta(**span))


def build(cast: Cast) -> Stage:
    return Stage(cast)


def signed_in(user):
    type(user).objects.filter(pk=user.pk).update(language="en")
    client = Client()
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
    return client


def at(name, *args):
    return reverse(f"passes:{name}", args=["plain", *args])
