"""How a place advises its enterprises: section `advice`."""

from __future__ import annotations

from typing import Any, Literal

from django.utils.translation import gettext as _
from pydantic import Field as Limits

from fugong.policy import sections
from fugong.policy.shapes import Keyed, Section, Shape, Text, Within, by_key


class Field(Keyed):
    """What somebody can be asked about."""

    name: Text
    by: Literal["medic", "expert"] = "expert"
    """The role of those who answer."""
    words: tuple[str, ...] = ()
    """Words of a question that speak for this field."""


class Urgency(Keyed):
    """How soon somebody must take and answer a question."""

    name: Text
    take: Within = "4 hours"
    answer: Within = "1 working day"
    rings: bool = False
    """Whether advisers are rung through quiet hours, one after the other, until somebody takes it."""


class AppointmentKind(Keyed):
    """What an enterprise can ask to be arranged."""

    name: Text
    field: str
    """Key of the field whose advisers may arrange it, besides officers and the desk."""
    within: Within = "1 working day"
    """By when it is arranged or refused."""
    person: bool = False
    """Whether it is for a person: then a name and a telephone number are asked, sealed, and erased afterwards."""


class Rung(Shape):
    """A rung of the ladder that what is late climbs."""

    after: Within
    to: str
    """Key of the post that is told."""


class AdviceRules(Section):
    """Fields, urgencies, appointments. All may be left out: then nobody is asked here."""

    fields: tuple[Field, ...] = ()
    urgencies: tuple[Urgency, ...] = ()
    """The first is what a question has unless the asker says otherwise."""
    appointments: tuple[AppointmentKind, ...] = ()
    confirm_within: Within = "5 working days"
    """An answer that nobody objects to is taken as helpful after this time."""
    most: int = Limits(default=10, ge=1, le=1000)
    """So many open questions one adviser has at most, unless said otherwise; beyond, others get them."""
    keep: int = Limits(default=30, ge=1, le=365)
    """Days after its end that an appointment's name and number are kept."""
    escalation: tuple[Rung, ...] = ()

    # -- what others ask ------------------------------------------------------------------------------------------

    @property
    def is_used(self) -> bool:
        return bool(self.fields and self.urgencies)

    def field(self, key: str) -> Field | None:
        """A field; None where the pack has none such."""
        return by_key(self.fields).get(key)

    def urgency(self, key: str) -> Urgency | None:
        """An urgency; the first for none."""
        return by_key(self.urgencies).get(key) or (self.urgencies[0] if self.urgencies and not key else None)

    def appointment(self, key: str) -> AppointmentKind | None:
        """A kind of appointment."""
        return by_key(self.appointments).get(key)

    def name_of(self, what: str, key: str) -> str:
        """A name; the key itself where a later pack dropped it."""
        found = by_key({"field": self.fields, "urgency": self.urgencies, "appointment": self.appointments}[what]).get(
            key
        )
        return str(found.name) if found else key

    def propose(self, text: str) -> str:
        """The field for which most of its words stand in a text; "" where none does."""
        said = text.lower()
        scored = [(sum(word.lower() in said for word in each.words), each.key) for each in self.fields]
        best = max(scored, key=lambda each: each[0], default=(0, ""))
        return best[1] if best[0] else ""

    # -- what the linter finds ------------------------------------------------------------------------------------

    def check(self, report: Any) -> None:
        for name in ("fields", "urgencies", "appointments"):
            report.unique(name, getattr(self, name))
        if self.fields and not self.urgencies:
            report.error("urgencies", _("fields need an urgency at least"))
        fields = [each.key for each in self.fields]
        for each in self.urgencies:
            for name in ("take", "answer"):
                report.attempt(
                    f"urgencies[{each.key}].{name}", lambda each=each, name=name: self._pack.clock(getattr(each, name))
                )
        for kind in self.appointments:
            report.reference(f"appointments[{kind.key}].field", kind.field, fields, _("field"))
            report.attempt(f"appointments[{kind.key}].within", lambda kind=kind: self._pack.clock(kind.within))
        report.attempt("confirm_within", lambda: self._pack.clock(self.confirm_within))
        posts = [post.key for post in self._pack.registry.posts]
        for at, rung in enumerate(self.escalation):
            report.reference(f"escalation[{at}].to", rung.to, posts, _("post"))
            report.attempt(f"escalation[{at}].after", lambda rung=rung: self._pack.clock(rung.after))

    # -- what examples ask ----------------------------------------------------------------------------------------

    def answers(self, given: dict[str, Any]) -> dict[str, Any]:
        """Outcomes for an example's `enquiry`, a text: the field that is proposed, and who answers it."""
        text = str(given.get("enquiry") or "")
        if not text:
            return {}
        field = self.field(self.propose(text))
        return {"advice_field": field.key if field else "", "advised_by": field.by if field else ""}


sections.register("advice", AdviceRules)
