"""A truck is waved through, or not, at a checkpoint in flight mode; and the page judges every code as the server does."""

import datetime as dt
import random
from dataclasses import replace
from typing import Any

import pytest

from browser.phones import until, wait, without_network
from fugong.core import clock
from fugong.passes import gate, showing, verifying
from fugong.passes.actions import issuing, keys
from fugong.passes.models import GateScan
from fugong.passes.tests import stage as ground
from fugong.passes.tests.test_codes import _altered
from fugong.web.api.passes_shapes import GateOut

pytestmark = pytest.mark.django_db(transaction=True)
FORGED = 150


def _check(page: Any, code: str) -> tuple[str, str]:
    """Types a code into the page; what it says, and why."""
    page.evaluate("() => { gate.here.last = null; }")
    page.locator("#code").fill(code)
    page.locator("[data-check]").tap()
    wait(page, lambda: page.evaluate("() => Boolean(gate.here.last)"), True, "a verdict")
    box = page.locator("#verdict")
    return box.get_attribute("data-verdict") or "", box.get_attribute("data-reason") or ""


def _agrees(page: Any, stage: ground.Stage, genuine: str, void: int) -> None:
    """The page's judgement beside the server's: altered and forged codes, every reason, data of any age."""
    told = GateOut(**gate.news(stage.campaign)).model_dump(mode="json")
    ring, rng, hour = gate.ring(stage.campaign), random.Random(7), dt.timedelta(hours=1)
    ring = replace(ring, made_at=dt.datetime.fromisoformat(told["made_at"]))
    codes = [genuine, f" {genuine} ", genuine.lower(), "FG1:", "", *(_altered(genuine, rng) for _each in range(FORGED))]
    cases = [(code, 0 * hour, []) for code in codes]
    cases += [(genuine, after * hour, kinds) for after in (-30, 1, 23, 25, 400) for kinds in ([], ["commuter"])]
    now = ring.made_at
    found = page.evaluate(
        "([data, cases]) => Promise.all(cases.map(([code, now, kinds]) => gate.judge(code, data, now, kinds)))"
        ".then((all) => all.map((said) => [said.state, said.reason]))",
        [told, [[code, (now + after).timestamp() * 1000, kinds] for code, after, kinds in cases]],
    )
    expected = []
    for code, after, kinds in cases:
        verdict = verifying.check(code, ring, now + after, kinds)
        expected.append([verdict.state, verdict.reason])
    assert found == expected, [
        (case, one, other) for case, one, other in zip(cases, found, expected, strict=True) if one != other
    ][:3]
    reasons = {reason for _state, reason in expected}
    assert {"", "form", "signature", "early", "expired", "stale", "gate"} <= reasons
    assert sum(state == "valid" for state, _reason in expected) >= 2
    assert void in page.evaluate(
        "([text]) => import('/static/fugong/gate/code.js').then((m) => [...m.unpacked(text)])",
        [told["void"]["withdrawn"]],
    )


def test_a_truck_is_waved_through_or_not_in_flight_mode(phone, sign_in, cast, settings):
    now = dt.datetime.now(dt.UTC)
    with clock.showing(now):
        stage = ground.build(cast)
        truck, gone = stage.issued("苏A12345"), stage.issued("苏A54321")
        issuing.withdraw(shown=gone, reason="报废", by=cast.town)
        genuine, void = showing.code(truck), showing.code(gone)
        forged = genuine[:-4] + "0000"
        keeper = stage.keeper()
    sign_in(phone, keeper)
    phone.goto("/gate/", timeout=60_000)
    phone.locator("html[data-ready=yes]").wait_for(state="attached")
    phone.locator('[data-gate="north"]').tap()
    phone.locator("#code").wait_for()
    until(
        phone,
        "() => navigator.serviceWorker.ready.then(() => navigator.serviceWorker.controller ? 'yes' : 'no')",
        "yes",
    )
    with clock.showing(now):
        _agrees(phone, stage, genuine, gone.pk)
    with without_network(phone):
        phone.reload()
        phone.locator("#code").wait_for()
        assert _check(phone, genuine) == ("valid", "")
        assert "苏A12345" in phone.locator("#verdict").inner_text()
        assert "核对车牌" in phone.locator("#verdict").inner_text()
        assert _check(phone, forged) == ("invalid", "signature")
        assert _check(phone, void) == ("invalid", "withdrawn")
        assert _check(phone, "1K4-7Q2ZD") == ("unsure", "typed"), "a typed number needs the server"
        phone.locator(".gate-place .btn").tap()
        phone.locator('[data-gate="south"]').tap()
        phone.locator("#code").wait_for()
        assert _check(phone, genuine) == ("doubt", "two_gates"), "this device itself saw it at the other gate"
        phone.evaluate("() => { gate.here.data.made_at = new Date(Date.now() - 25 * 3600e3).toISOString(); }")
        assert _check(phone, genuine) == ("unsure", "stale"), "never valid from old data"
        assert _check(phone, void) == ("invalid", "withdrawn")
        phone.evaluate("() => { gate.here.data.made_at = new Date().toISOString(); }")
        phone.evaluate("() => { const before = Date.now; Date.now = () => before() - 3600e3; }")
        assert _check(phone, genuine) == ("unsure", "clock"), "a clock that was set back doesn't make old data new"
        assert not GateScan.objects.exists()
    wait(phone, GateScan.objects.count, 8, "scans")
    assert GateScan.objects.filter(shown=truck, verdict="valid").count() == 2
    assert GateScan.objects.filter(doubt="two_gates").count() == 1
    with clock.showing(now):
        keys.withdraw(key=keys.current(), why="丢失", by=cast.administrator)
    phone.reload()
    phone.locator("html[data-ready=yes]").wait_for(state="attached")
    assert _check(phone, genuine) == ("invalid", "key_withdrawn")
    _the_drivers_page(phone, truck)


def _the_drivers_page(page: Any, truck: Any) -> None:
    """Opened once, the driver's page shows its code without network."""
    page.goto(f"/pass/{truck.token}/")
    until(page, "() => navigator.serviceWorker.ready.then(() => 'yes')", "yes")
    until(page, "() => caches.open('fugong-pass-pages').then((cache) => cache.keys()).then((keys) => keys.length)", 1)
    with without_network(page):
        page.reload()
        assert page.locator(".code svg").is_visible()
        assert page.locator(".pass-kept").is_visible()
