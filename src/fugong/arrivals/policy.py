"""How a place receives those who come back: section `arrivals`."""

from collections.abc import Mapping
from functools import cached_property
from typing import Any, Literal

from django.utils.translation import gettext as _
from pydantic import Field as Limits

from fugong.policy import sections
from fugong.policy.conditions import Condition
from fugong.policy.shapes import Keyed, Section, Shape, Text, When, Within, by_key

GateKind = Literal["airport", "station", "port", "expressway"]
StepKey = Literal["screen", "test", "register", "home"]
Need = Literal["temperature", "questions", "sampled", "file", "contact", "destination", "vehicle", "receiver"]

TRANSPORT = {"airport": "plane", "station": "train", "port": "ship", "expressway": "car"}
"""Kind of gate → the means of transport that a file says."""
EXAMPLES = {"airport": "KE841", "station": "G204", "port": "S0830"}
"""Kind of gate → a number of what arrives there, as forms and templates show one; the first gate's kind that has one counts."""

NEEDS: dict[str, frozenset[str]] = {
    "screen": frozenset({"temperature", "questions"}),
    "test": frozenset({"sampled"}),
    "register": frozenset({"file", "contact", "destination"}),
    "home": frozenset({"vehicle", "receiver"}),
}
"""What each step can ask for."""


class Gate(Keyed):
    """Where people arrive."""

    name: Text
    kind: GateKind
    meeting: Text | None = None
    """Where the officers stand; shown to whoever is expected."""


class Step(Shape):
    """A step of the chain."""

    key: StepKey
    name: Text
    gates: tuple[str, ...] = ()
    """Only at these gates; empty means at all."""
    needs: tuple[Need, ...] = ()
    """What has to be there before the step is done."""
    sample: str = ""
    """Of the step `test`: the key of the kind of test that is taken; left out, the one that coverage counts."""


class Question(Keyed):
    """What an arrival answers with yes or no, in the own language."""

    text: Text
    unwell: bool = False
    """Yes means: unwell. Then the chain ends at the screen."""
    symptom: str = ""
    """Key of the symptom (workforce.health.symptoms) that a yes reports."""


class Crew(Shape):
    """What a duty needs."""

    officers: int = Limits(default=1, ge=0, le=100)
    vehicles: int = Limits(default=0, ge=0, le=100)


class Rung(Shape):
    """A rung of the ladder that a late arrival climbs."""

    after: Within
    to: str
    """Key of the post that is told."""


class Told(Shape):
    """Who hears of a hand-over, besides the enterprise and its officers."""

    posts: tuple[str, ...] = ()
    community: str = ""
    """Key of the post that takes over for the community of the destination."""
    group: bool = True
    """The enterprise's groups read that somebody has arrived: how many, never who."""


STEPS = (
    Step(
        key="screen",
        name=Text(zh="筛查", en="Screen", ja="検温・問診", ko="선별"),
        needs=("temperature", "questions"),
    ),
    Step(key="register", name=Text(zh="登记", en="Register", ja="登録", ko="등록"), needs=("file",)),
    Step(key="home", name=Text(zh="送返", en="Take home", ja="送り届け", ko="귀가 이송"), needs=("receiver",)),
)


class Arrivals(Section):
    """Gates, steps, clocks, questions, crews. A place without gates receives nobody."""

    gates: tuple[Gate, ...] = ()
    steps: tuple[Step, ...] = STEPS
    questions: tuple[Question, ...] = ()
    vehicle_when: When | None = None
    """Who is taken home by one of the duty's vehicles: over the facts of the person, `p.…`. None: whoever wants."""
    crew: Crew = Crew()
    met_within: Within = "1 hour"
    """From the service's arrival to the first step."""
    handed_over_within: Within = "6 hours"
    """From the first step to the hand-over."""
    receipt_within: Within = "2 hours"
    """From the hand-over until whoever takes over has confirmed it."""
    escalation: tuple[Rung, ...] = ()
    unwell: tuple[str, ...] = ()
    """Keys of the posts that are told at once of somebody unwell, besides the medical contacts."""
    told: Told = Told()
    note: Text | None = None
    """Shown on the reception page."""

    # -- what others ask ------------------------------------------------------------------------------------------

    def gate(self, key: str) -> Gate | None:
        """The gate `key`; None where a later pack dropped it."""
        found: Gate | None = by_key(self.gates).get(key)
        return found

    @property
    def service_example(self) -> str:
        """The number of a flight, train or ship such as arrive here; "" where the gates know none."""
        return next((EXAMPLES[each.kind] for each in self.gates if each.kind in EXAMPLES), "")

    def gate_name(self, key: str) -> str:
        """Its name; the key where it is gone."""
        gate = self.gate(key)
        return str(gate.name) if gate else key

    def chain(self, gate: str) -> tuple[Step, ...]:
        """The steps that are asked at a gate, in their order."""
        return tuple(each for each in self.steps if not each.gates or gate in each.gates)

    def step(self, gate: str, key: str) -> Step | None:
        """The step at a gate; None where it isn't asked there."""
        return next((each for each in self.chain(gate) if each.key == key), None)

    def sample_at(self, gate: str) -> str:
        """The kind of test of which a sample is taken at a gate; "" where none is, or the place tests nobody."""
        step = self.step(gate, "test")
        return (step.sample or str(self._pack.testing.figure)) if step else ""

    def is_driven(self, facts: Mapping[str, Any]) -> bool:
        """Whether the rules have somebody with these facts taken home by vehicle."""
        return self._driven is not None and self._driven.holds({"p": facts})

    @cached_property
    def _driven(self) -> Condition | None:
        return Condition(self.vehicle_when, self._pack.workforce.scope) if self.vehicle_when else None

    # -- how it is checked ----------------------------------------------------------------------------------------

    def check(self, report: Any) -> None:
        for name in ("gates", "questions"):
            report.unique(name, getattr(self, name))
        self._check_steps(report)
        symptoms = [each.key for each in self._pack.workforce.health.symptoms]
        for each in self.questions:
            report.reference(f"questions[{each.key}].symptom", each.symptom, ["", *symptoms], _("symptom"))
        if self.vehicle_when:
            report.condition("vehicle_when", self.vehicle_when, self._pack.workforce.scope)
        posts = [post.key for post in self._pack.registry.posts]
        named = [("unwell", self.unwell), ("told.posts", self.told.posts), ("told.community", (self.told.community,))]
        named += [(f"escalation[{place}].to", (rung.to,)) for place, rung in enumerate(self.escalation)]
        for path, keys in named:
            for key in keys:
                report.reference(path, key, ["", *posts], _("post"))
        clocks = [(name, getattr(self, name)) for name in ("met_within", "handed_over_within", "receipt_within")]
        clocks += [(f"escalation[{place}].after", rung.after) for place, rung in enumerate(self.escalation)]
        for path, within in clocks:
            report.attempt(path, lambda within=within: self._pack.clock(within))

    def _check_steps(self, report: Any) -> None:
        order = list(NEEDS)
        keys = [each.key for each in self.steps]
        if "home" not in keys or keys != sorted(set(keys), key=order.index):
            report.error("steps", _("in the order screen, test, register, home; each once, and home always"))
        gates = [gate.key for gate in self.gates]
        for each in self.steps:
            for gate in each.gates:
                report.reference(f"steps[{each.key}].gates", gate, gates, _("gate"))
            tests = [test.key for test in self._pack.testing.tests] if each.key == "test" else []
            report.reference(f"steps[{each.key}].sample", each.sample, ["", *tests], _("test"))
            for need in each.needs:
                report.reference(f"steps[{each.key}].needs", need, sorted(NEEDS[each.key]), _("need"))
        if self.gates and any(each.key == "home" and each.gates for each in self.steps):
            report.error("steps[home].gates", _("everybody is handed over: leave gates out"))


sections.register("arrivals", Arrivals)
