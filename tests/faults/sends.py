"""The phone's queue over a bad line: how many sends, how many arrived, how many came twice."""

import time
from dataclasses import dataclass
from typing import Any

from browser.phones import COUNT, hurry, only_the_page_sends, open_phone, until, waiting
from faults.line import Line

WRITE = """async ([from, to, firm, photos]) => {
    const person = await phone.store.meta("person");
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = 24;
    for (let number = from; number < to; number += 1) {
        const draft = phone.visits.begin({
            person: person.id, campaign: "plain", enterprise: {id: firm, name: "x"}, kind: "round", checklists: ["basics"],
            version: null,
        });
        draft.note = `visit ${number}`;
        draft.items = {"basics.roster": {checklist: "basics", item: "roster", passed: true, value: "", note: "", corrected: false}};
        draft.signature = {name: "n", strokes: [[[1, 1], [9, 9]]], width: 20, height: 20, refusal: ""};
        if (number % photos === 0) {
            canvas.getContext("2d").fillText(String(number), 1, 12);
            const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg"));
            await phone.visits.addFile(draft, {kind: "photo", item: "basics.roster", blob});
        }
        await phone.visits.finish(draft);
    }
}"""

FORGETFUL = """() => {
    const send = window.fetch;
    window.fetch = (url, options) => {
        if (options && options.method === "POST" && String(url).endsWith("/visits")) {
            const body = JSON.parse(options.body);
            body.uid = phone.newId();
            delete options.headers["Idempotency-Key"];
            options = Object.assign({}, options, {body: JSON.stringify(body)});
        }
        return send(url, options);
    };
}"""
"""The negative control: a phone that makes a new number at every attempt."""


@dataclass
class Outcome:
    """What came of it."""

    visits: int
    doubled: int
    edits: int
    photos: int
    seconds: float
    fates: dict[str, int]


def run(
    page: Any, line: Line, firm: int, sends: int, *, photos: int = 10, patience: float = 120, forget: bool = False
) -> Outcome:
    """Writes `sends` visits without a network, one in `photos` with a photo, then lets the queue empty itself over the line."""
    from django.db.models import Count

    from fugong.inspections.models import Evidence, Visit, VisitEdit

    only_the_page_sends(page.context)  # so that its pauses are the test's
    hurry(page)
    open_phone(page)
    if forget:
        page.evaluate(FORGETFUL)
    page.context.set_offline(True)
    for start in range(0, sends, 500):
        page.evaluate(WRITE, [start, min(sends, start + 500), firm, photos])
    until(page, COUNT, sends + len(range(0, sends, photos)))
    began = time.monotonic()
    page.context.set_offline(False)
    while waits := waiting(page):
        assert time.monotonic() - began < patience, f"{waits} still wait; {dict(line.told)}"
        page.wait_for_timeout(100)
    seconds = time.monotonic() - began
    line.settle()
    notes = Visit.objects.values("note").annotate(many=Count("pk"))
    return Outcome(
        visits=notes.count(),
        doubled=notes.filter(many__gt=1).count(),
        edits=VisitEdit.objects.count(),
        photos=Evidence.objects.exclude(visit=None).count(),
        seconds=seconds,
        fates=dict(line.told),
    )
