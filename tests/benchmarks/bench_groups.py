"""A group of 5,000 members with 20,000 questions: its pages, its polling, a message to all, and members that follow the registry.

Goals: a page ≤ 300 ms and an unchanged poll ≤ 50 ms at the median, a message to all ≤ 3 s, one enterprise's change ≤ 0.5 s.
"""

import time
from collections.abc import Callable
from typing import Any

import orjson

from benchmarks.house import database, tidy

MEMBERS = 5_000
THREADS = 20_000
BACKEND = "django.contrib.auth.backends.ModelBackend"
HTMX = {"HX-Request": "true"}


def run(members: int = MEMBERS, threads: int = THREADS, rounds: int = 15) -> dict[str, Any]:
    """Medians in milliseconds."""
    from django.test import Client

    from fugong.core import clock
    from fugong.outreach import membership
    from fugong.outreach.actions import groups as keeping
    from fugong.outreach.actions import threads as asking
    from fugong.registry import segments
    from ground.many import MORNING, campaign_of, person

    with clock.showing(MORNING):
        campaign = campaign_of(members, streets=40)
        desk = person("duty_desk", name="desk")
        group = keeping.create(campaign=campaign, by=desk, names={"zh": "全体"}, members_by="all")
        liaison, enterprise = _liaisons(campaign)
        _questions(group, enterprise, liaison, threads)
        tidy()
        office, own = _client(Client, desk), _client(Client, liaison)
        page, mine = f"/c/many/groups/{group.key}/", f"/mine/many/{enterprise.pk}/groups/{group.key}/"
        stamp = office.get(page, headers=HTMX)["ETag"].strip('"')
        found = {
            "members": group.members.count(),
            "group_ms": _median(lambda: office.get(page), rounds),
            "waiting_ms": _median(lambda: office.get(page + "?tab=open"), rounds),
            "search_ms": _median(lambda: office.get(page + "?q=口罩 4711"), rounds),
            "poll_ms": _median(lambda: office.get(f"{page}?stamp={stamp}", headers=HTMX), rounds),
            "groups_ms": _median(lambda: office.get("/c/many/groups/"), rounds),
            "members_ms": _median(lambda: office.get(page + "members/"), rounds),
            "missing_ms": _median(lambda: office.get(page + "members/?show=missing"), rounds),
            "activity_ms": _median(lambda: office.get(page + "activity/"), rounds),
            "member_groups_ms": _median(lambda: own.get(f"/mine/many/{enterprise.pk}/groups/"), rounds),
            "member_group_ms": _median(lambda: own.get(mine), rounds),
            "message_to_all_ms": _median(lambda: asking.begin(group=group, text="通知", by=desk), 3),
            "one_change_ms": _median(
                lambda: segments.refresh(campaign=campaign, enterprise_ids=[enterprise.pk]), rounds
            ),
            "all_members_ms": _median(lambda: membership.refresh(campaign), 3),
        }
    return {**found, "goal": "pages ≤ 300, poll ≤ 50, message ≤ 3000, one change ≤ 500"}


def _client(client: Any, user: Any) -> Any:
    made = client()
    made.force_login(user, backend=BACKEND)
    return made


def _liaisons(campaign: Any) -> tuple[Any, Any]:
    """Someone who speaks for each enterprise; the first of them, with the enterprise."""
    from fugong.accounts.models import Grant, ScopeKind, User
    from fugong.core import clock
    from fugong.registry.models import Enterprise

    firms = list(Enterprise.objects.order_by("pk"))
    users = User.objects.bulk_create(User(username=f"firm-{firm.pk}", name="联络员") for firm in firms)
    Grant.objects.bulk_create(
        Grant(user=user, role="liaison", scope_kind=ScopeKind.ENTERPRISE, scope_key=str(firm.pk), since=clock.now())
        for user, firm in zip(users, firms, strict=True)
    )
    return users[0], firms[0]


def _questions(group: Any, enterprise: Any, liaison: Any, many: int) -> None:
    """Questions of all members, one in twenty still waiting."""
    from fugong.core import clock
    from fugong.outreach import texts
    from fugong.outreach.models import Membership, Post, Thread

    ids = list(Membership.objects.filter(group=group).values_list("enterprise", "area_code"))
    moment = clock.now()
    made = Thread.objects.bulk_create(
        [
            Thread(
                campaign=group.campaign, group=group, enterprise_id=ids[n % len(ids)][0], area_code=ids[n % len(ids)][1],
                title=f"口罩从哪里买 {n}", begun_by=liaison, begun_at=moment, day=clock.today(), last_at=moment, last_post=n + 1,
                posts_count=1, state="answered" if n % 20 else "open", state_since=moment,
            )
            for n in range(many)
        ],
        batch_size=2_000,
    )  # fmt: skip
    Post.objects.bulk_create(
        [
            Post(
                thread=thread, enterprise_id=thread.enterprise_id, by=liaison, text=thread.title, posted_at=moment,
                search_terms=texts.terms(thread.title),
            )
            for thread in made
        ],
        batch_size=2_000,
    )  # fmt: skip


def _median(act: Callable[[], Any], rounds: int) -> int:
    spent = []
    for _round in range(rounds):
        began = time.perf_counter()
        answer = act()
        spent.append(time.perf_counter() - began)
        assert getattr(answer, "status_code", 200) < 400, answer
    return round(sorted(spent)[len(spent) // 2] * 1000)


if __name__ == "__main__":
    with database():
        print(orjson.dumps(run(), option=orjson.OPT_INDENT_2).decode())
