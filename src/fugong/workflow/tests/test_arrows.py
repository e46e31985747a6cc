import pytest

from fugong.workflow.arrows import REGISTERED, Arrow, Workflow


def table(**over):
    given = {
        "key": "letter",
        "name": "Letter",
        "states": {"draft": "Draft", "sent": "Sent"},
        "initial": "draft",
        "final": frozenset({"sent"}),
        "arrows": (Arrow("send", ("draft",), "sent", "Send", "letter.send"),),
    }
    return Workflow(**(given | over))


def test_a_table_prints_itself():
    assert table().mermaid().splitlines() == [
        "stateDiagram-v2",
        "    [*] --> draft",
        "    draft --> sent: send",
        "    sent --> [*]",
    ]


@pytest.mark.parametrize(
    "arrows",
    [
        (Arrow("send", ("draft",), "lost", "Send"),),
        (Arrow("send", ("draft",), "sent", "Send"), Arrow("send", ("draft",), "draft", "Send")),
        (Arrow("unsend", ("sent",), "draft", "Take back"),),
    ],
    ids=["to no state", "two of one name", "out of a final state"],
)
def test_a_table_that_makes_no_sense_does_not_load(arrows):
    with pytest.raises(ValueError, match="letter"):
        table(arrows=arrows)


def test_every_registered_workflow_can_be_walked_from_its_first_state():
    assert {"filing", "resumption"} <= set(REGISTERED)
    for workflow in REGISTERED.values():
        reached, frontier = {workflow.initial, *workflow.born}, [workflow.initial, *workflow.born]
        while frontier:
            for arrow in workflow.out_of(frontier.pop()):
                if arrow.to not in reached:
                    reached.add(arrow.to)
                    frontier.append(arrow.to)
        assert reached == set(workflow.states), f"{workflow.key}: some states can't be reached"


def test_every_arrow_says_why_it_exists():
    assert [a.key for w in REGISTERED.values() for a in w.arrows if not a.why] == []
