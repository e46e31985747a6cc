"""Who supplies whom: said by one, confirmed by another; what is held up, and by whom; letters; supplies that come again."""

import datetime as dt
import random

import pytest

from fugong.chains import drawing, edges, papers
from fugong.chains.actions import interruptions, letters, supplies
from fugong.chains.actions.supplies import Said
from fugong.chains.edges import Edge, Graph, Node
from fugong.chains.models import Partner
from fugong.core.errors import Conflict, NotAllowed, Refused
from fugong.registry import facts
from fugong.registry.models import SupplyLink
from fugong.workflow import deadlines
from ground.cast import credit_code


def field_of(refusal):
    return [fault.where for fault in refusal.value.faults]


def test_what_one_side_says_counts_when_the_other_says_so_too(stage):
    link = stage.link(stage.shop, stage.river, by=stage.liaison, what="包装", share="30")
    assert link.waits
    assert facts.facts(stage.river, stage.campaign)["suppliers"] == 0
    with pytest.raises(NotAllowed):
        supplies.confirm(link=link, by=stage.liaison)
    with pytest.raises(NotAllowed):
        supplies.confirm(link=link, by=stage.cast.stranger)
    supplies.confirm(link=link, by=stage.cast.shop_liaison)
    assert facts.facts(stage.river, stage.campaign)["suppliers"] == 1
    with pytest.raises(Conflict):
        supplies.confirm(link=link, by=stage.officer)
    assert not stage.link(stage.hill, stage.river, what="食品").waits, "an officer's word holds at once"


def test_a_link_to_itself_a_double_one_and_too_large_a_share_are_refused(stage):
    with pytest.raises(Refused, match="itself") as refusal:
        stage.link(stage.river, stage.river)
    assert field_of(refusal) == ["other"]
    stage.link(stage.shop, stage.river, what="包装", share="60")
    with pytest.raises(Refused, match="already"):
        stage.link(stage.shop, stage.river, what="包装")
    for share in ("101", "0", "-3", "0.5", "abc"):
        with pytest.raises(Refused) as refusal:
            stage.link(stage.hill, stage.river, what="钢", share=share)
        assert field_of(refusal) == ["share"], share
    with pytest.raises(Refused, match="at most 40% are left"):
        stage.link(stage.hill, stage.river, what="包装", share="41")
    assert SupplyLink.objects.count() == 1


def test_unknown_codes_and_names_are_named_at_their_field(stage):
    with pytest.raises(Refused, match="partner outside") as refusal:
        supplies.other_of(stage.campaign, credit_code(888))
    assert field_of(refusal) == ["other"]
    with pytest.raises(Refused):
        supplies.other_of(stage.campaign, "河")
    assert supplies.other_of(stage.campaign, f"随便 · {stage.hill.uscc}") == stage.hill
    said = {"campaign": stage.campaign, "enterprise": stage.river, "side": "supplier", "said": Said(), "by": stage.desk}
    for partner, field in (
        ({"name": "", "region": "苏州"}, "partner"),
        ({"name": "甲"}, "region"),
        ({"name": "甲", "region": "苏州", "uscc": "91310000"}, "uscc"),
        ({"name": "甲", "region": "苏州", "uscc": stage.hill.uscc}, "uscc"),
    ):
        with pytest.raises(Refused) as refusal:
            supplies.link_outside(partner=partner, **said)
        assert field_of(refusal) == [field]
    assert not Partner.objects.exists(), "nothing is half done"


def test_a_ring_is_allowed_and_shown(stage):
    for supplier, customer in ((stage.river, stage.hill), (stage.hill, stage.shop), (stage.shop, stage.river)):
        stage.link(supplier, customer, critical=True)
    graph = edges.whole(stage.campaign, stage.desk)
    (ring,) = graph.rings()
    assert len(ring) == 3
    drawn = drawing.draw(graph)
    assert len(drawn.boxes) == 3
    assert any(line.back for line in drawn.lines)


def test_the_bottleneck_is_the_stopped_supplier_with_most_behind_it(stage):
    stage.link(stage.shop, stage.river, critical=True)
    stage.link(stage.river, stage.hill, critical=True)
    stage.outside(stage.hill, what="糖")
    stage.resumed(stage.hill)
    first, *others = edges.bottlenecks(edges.whole(stage.campaign, stage.desk))
    assert first.node.pk == stage.shop.pk
    assert (first.held_up, first.running) == (2, 1)
    assert first.output == -(-320_000_000 // 365) + -(-120_000_000 // 365)
    assert [each.node.name for each in others] == [stage.river.name, "苏州特钢有限公司"]
    stage.resumed(stage.shop)
    assert edges.bottlenecks(edges.whole(stage.campaign))[0].node.pk == stage.river.pk


def test_two_hundred_nodes_are_drawn_without_one_box_on_another(stage):
    rng = random.Random(7)
    keys = [f"e{n}" for n in range(200)]
    nodes = {key: Node(key, f"企业{key}有限责任公司", "running", pk=1) for key in keys}
    links = [Edge(keys[rng.randrange(n)], keys[n]) for n in range(1, 200) for _each in range(2)]
    drawn = drawing.draw(Graph(nodes, links))
    assert len({(box.x, box.y) for box in drawn.boxes}) == 200
    at = {box.node.key: box.x for box in drawn.boxes}
    assert all(at[line.edge.supplier] < at[line.edge.customer] for line in drawn.lines if not line.back)
    assert not any(line.back for line in drawn.lines), "without rings every supplier stands on the left"


def test_an_interruption_is_reported_once_and_ends_with_how_it_was_restored(stage):
    link = stage.outside()
    row = stage.broken(link, by=stage.liaison)
    with pytest.raises(Refused, match="already"):
        stage.broken(link)
    with pytest.raises(Refused) as refusal:
        stage.broken(stage.link(stage.shop, stage.river), since=stage.today + dt.timedelta(days=1))
    assert field_of(refusal) == ["since"]
    with pytest.raises(Conflict):
        supplies.remove_outside(link=link, by=stage.desk)
    with pytest.raises(Refused) as refusal:
        interruptions.restore(interruption=row, how=" ", by=stage.officer)
    assert field_of(refusal) == ["how"]
    done = interruptions.restore(interruption=row, how="市级协调，已发货", by=stage.officer)
    assert done.state == "restored"
    assert Partner.objects.get().works == "running"
    with pytest.raises(Conflict):
        interruptions.withdraw(interruption=row, reason="x", by=stage.desk)


def test_a_letter_says_the_facts_is_signed_by_another_and_its_text_is_frozen(stage):
    stage.link(stage.river, stage.hill, critical=True)
    letter = stage.letter()
    assert letter.authority == "苏州市工信局"
    for fact in ("东河精工机械有限公司", stage.river.uscc, "特种钢", "苏州特钢有限公司", "3.2 亿元", "1家企业"):
        assert fact in letter.body + letter.title, fact
    with pytest.raises(NotAllowed):
        letters.sign(letter=letter, by=stage.officer)
    letters.amend(letter=letter, values={"closing": "此致"}, by=stage.desk)
    signed = letters.sign(letter=letter, by=stage.leader)
    assert (signed.number, signed.serial) == ("函〔2020〕1号", 1)
    with pytest.raises(Conflict, match="frozen"):
        letters.amend(letter=letter, values={"body": "x"}, by=stage.desk)
    assert papers.digest(signed) == signed.digest
    with stage.later(hours=1):
        sent = letters.send(letter=letter, how="机要交换", by=stage.officer)
    with stage.later(days=9):
        deadlines.sweep()
        sent.refresh_from_db()
        assert sent.rung >= 1
        letters.remind(letter=sent, day=stage.today + dt.timedelta(days=2), by=stage.officer)
        done = letters.answer(letter=sent, said="已同意复工", works="running", by=stage.officer)
    assert done.state == "answered"
    assert Partner.objects.get().works == "running"


def test_a_letter_is_a_paper_in_its_own_language(stage):
    letter = stage.letter(language="ja")
    pdf = papers.pdf(letter)
    assert pdf.startswith(b"%PDF")
    assert "操業再開" in letter.title
