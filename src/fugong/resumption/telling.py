"""Who is told what about the return to work: whose turn it is, what was decided, what is late or missing."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial

from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from fugong.accounts.models import Grant, ScopeKind, User
from fugong.accounts.permissions import Permission
from fugong.accounts.roles import roles_with
from fugong.channels import kinds
from fugong.channels.actions import Note, tell, tell_all
from fugong.channels.kinds import Kind
from fugong.channels.words import LONGEST_BODY, LONGEST_TITLE, said
from fugong.places.models import Campaign
from fugong.registry.models import Assignment, Enrolment, Posting, TeamMember
from fugong.resumption.models import Filing, FilingStep, Resumption

TURN = kinds.register(
    Kind("filing.turn", gettext_lazy("A filing waits for you"), about=gettext_lazy("It is your post's turn to decide."))
)
DECIDED = kinds.register(Kind("filing.decided", gettext_lazy("Your filing was approved or refused")))
RETURNED = kinds.register(Kind("filing.returned", gettext_lazy("Your filing was returned"), urgent=True))
UNSIGNED = kinds.register(
    Kind("filing.unsigned", gettext_lazy("A commitment is to be signed before the approval"), urgent=True)
)
LATE = kinds.register(Kind("filing.overdue", gettext_lazy("A decision is overdue"), urgent=True))
STOPPED = kinds.register(
    Kind("resumption.suspended", gettext_lazy("Your work was suspended, or may begin again"), urgent=True)
)
MISSING = kinds.register(Kind("report.missing", gettext_lazy("Your daily report is missing")))

SINGLY = 20  # late cases of the same people at one time, beyond which they are told of all together


def speakers(enterprises: Iterable[int]) -> dict[int, list[User]]:
    """Who files for each of these enterprises now (enterprise id → people)."""
    keys = [str(each) for each in enterprises]
    found: dict[int, list[User]] = defaultdict(list)
    for start in range(0, len(keys), 5_000):
        held = Grant.objects.in_force().filter(
            role__in=roles_with(Permission.FILING_SUBMIT),
            scope_kind=ScopeKind.ENTERPRISE,
            scope_key__in=keys[start : start + 5_000],
        )
        for each in held.select_related("user").order_by("pk"):
            found[int(each.scope_key)].append(each.user)
    return found


@dataclass(slots=True)
class Posts:
    """Who holds which post for which enterprise: a few queries for many cases."""

    groups: dict[tuple[int, int], str] = field(default_factory=dict)
    assigned: dict[tuple[int, int, str], list[User]] = field(default_factory=dict)
    postings: dict[tuple[int, str], list[Posting]] = field(default_factory=dict)

    @classmethod
    def of(cls, cases: Iterable[tuple[Filing, str]]) -> "Posts":
        """What there is to know for these (filing, post)."""
        found, pairs = cls(), list(cases)
        campaigns = {filing.campaign_id for filing, _post in pairs}
        enterprises = {filing.enterprise_id for filing, _post in pairs}
        posts = {post for _filing, post in pairs}
        enrolled = Enrolment.objects.filter(campaign__in=campaigns, enterprise__in=enterprises)
        for campaign, enterprise, group in enrolled.values_list("campaign_id", "enterprise_id", "group"):
            found.groups[campaign, enterprise] = group
        held = Assignment.objects.filter(campaign__in=campaigns, enterprise__in=enterprises, post__in=posts, until=None)
        for each in held.select_related("officer").order_by("pk"):
            found.assigned.setdefault((each.campaign_id, each.enterprise_id, each.post), []).append(each.officer)
        postings = Posting.objects.filter(campaign__in=campaigns, post__in=posts, until=None).select_related("user")
        for posting in postings.order_by("pk"):
            found.postings.setdefault((posting.campaign_id, posting.post), []).append(posting)
        return found

    def holders(self, filing: Filing, post: str) -> list[User]:
        """Who holds the post for this enterprise. Where single enterprises are given to its holders, only theirs concern them."""
        enterprise = filing.enterprise
        people = list(self.assigned.get((filing.campaign_id, enterprise.pk, post), ()))
        if not people:
            group = self.groups.get((filing.campaign_id, enterprise.pk), "")
            people = [
                each.user
                for each in self.postings.get((filing.campaign_id, post), ())
                if enterprise.area_code.startswith(each.area)
                and each.group in ("", group)
                and each.grid_id in (None, enterprise.grid_id)
            ]
        return list({person.pk: person for person in people}.values())


def turn(filing: Filing, steps: Iterable[FilingStep]) -> None:
    """Those whose step has just opened learn that it waits for them."""
    turns([(filing, step) for step in steps])


def turns(cases: Sequence[tuple[Filing, FilingStep]]) -> None:
    """The same for many cases, in a few statements. Whoever made, filed or speaks for a case isn't asked to decide it."""
    if not cases:
        return
    posts = Posts.of((filing, step.post) for filing, step in cases)
    own = _own_people([filing for filing, _step in cases])
    visiting: dict[int, list[User]] = defaultdict(list)
    members = TeamMember.objects.filter(team__visits__step__in=[step.pk for _filing, step in cases])
    for member in members.select_related("user").annotate(step=F("team__visits__step")).order_by("pk"):
        visiting[member.step].append(member.user)
    tell_all(
        Note(
            kind=TURN.key,
            people=[
                person
                for person in [*posts.holders(filing, step.post), *visiting[step.pk]]
                if person.pk not in own[filing.campaign_id, filing.enterprise_id]
            ],
            title=partial(_waits, filing),
            body=partial(_number, filing),
            url=reverse("resumption:filing", args=[filing.campaign.key, filing.pk]),
            about=filing,
            campaign=filing.campaign,
        )
        for filing, step in cases
    )


def _waits(filing: Filing) -> str:
    return _("%(enterprise)s: a filing waits for you") % {"enterprise": filing.enterprise.name}


def _number(filing: Filing) -> str:
    return _("Filing %(number)s") % {"number": filing.number}


def _own_people(filings: Sequence[Filing]) -> dict[tuple[int, int], set[int]]:
    """(campaign, enterprise) → whose own case it is, as `deciders.is_own_case` says of one person."""
    enterprises = {filing.enterprise_id for filing in filings}
    found: dict[tuple[int, int], set[int]] = defaultdict(set)
    versions = Filing.objects.filter(campaign__in={each.campaign_id for each in filings}, enterprise__in=enterprises)
    for campaign, enterprise, *people in versions.values_list(
        "campaign_id", "enterprise_id", "made_by_id", "filed_by_id"
    ):
        found[campaign, enterprise].update(filter(None, people))
    speaking = speakers(enterprises)
    for filing in filings:
        found[filing.campaign_id, filing.enterprise_id] |= {person.pk for person in speaking[filing.enterprise_id]}
    return found


def decided(filing: Filing, outcome: str, reason: str = "") -> None:
    """The enterprise learns what became of its filing: `approved`, `returned` or `refused`."""
    titles = {
        "approved": lambda: _("Filing %(number)s was approved") % {"number": filing.number},
        "returned": lambda: _("Filing %(number)s was returned: please mend it") % {"number": filing.number},
        "refused": lambda: _("Filing %(number)s was refused") % {"number": filing.number},
    }
    tell(
        kind=(RETURNED if outcome == "returned" else DECIDED).key,
        people=speakers([filing.enterprise_id])[filing.enterprise_id],
        title=titles[outcome],
        body=reason,
        url=reverse("resumption:mine_filing", args=[filing.campaign.key, filing.enterprise_id]),
        about=filing,
        campaign=filing.campaign,
    )


def unsigned(filing: Filing) -> None:
    """The last step before the approval is open, and the enterprise hasn't signed yet: the step can't be passed until it has."""
    tell(
        kind=UNSIGNED.key,
        people=speakers([filing.enterprise_id])[filing.enterprise_id],
        title=lambda: _("Filing %(number)s can’t be approved before you sign") % {"number": filing.number},
        body=lambda: _("The last step is open. Sign the commitment, and have your employees sign where that is asked."),
        url=reverse("resumption:mine_commitments", args=[filing.campaign.key, filing.enterprise_id]),
        about=filing,
        campaign=filing.campaign,
    )


def late(cases: Sequence[tuple[FilingStep, str]]) -> None:
    """Who should have decided, or to whose post it climbed (step, post), learns that it is late; of very many at once in one message."""
    if not cases:
        return
    posts = Posts.of((step.filing, post) for step, post in cases)
    groups: dict[tuple[int, tuple[int, ...]], list[tuple[FilingStep, list[User]]]] = defaultdict(list)
    for step, post in cases:
        people = posts.holders(step.filing, post)
        groups[step.filing.campaign_id, tuple(person.pk for person in people)].append((step, people))
    titles = said(lambda: _("%(enterprise)s: a decision is overdue"), LONGEST_TITLE)
    bodies = said(lambda: _("Filing %(number)s, step of “%(post)s”"), LONGEST_BODY)
    notes: list[Note] = []
    for group in groups.values():
        notes += [_all_late(group)] if len(group) > SINGLY else [_one_late(*each, titles, bodies) for each in group]
    tell_all(notes)


def _one_late(step: FilingStep, people: list[User], titles: dict[str, str], bodies: dict[str, str]) -> Note:
    filing = step.filing
    post = _post(filing, step.post)
    return Note(
        kind=LATE.key,
        people=people,
        title={key: text % {"enterprise": filing.enterprise.name} for key, text in titles.items()},
        body={
            key: text % {"number": filing.number, "post": post.get(key) or post["zh"]} for key, text in bodies.items()
        },
        url=reverse("resumption:filing", args=[filing.campaign.key, filing.pk]),
        about=filing,
        campaign=filing.campaign,
    )


def _all_late(group: list[tuple[FilingStep, list[User]]]) -> Note:
    step, people = group[0]
    many = len(group)
    return Note(
        kind=LATE.key,
        people=people,
        title=lambda: ngettext("%(n)s decision is overdue", "%(n)s decisions are overdue", many) % {"n": many},
        url=reverse("resumption:today", args=[step.filing.campaign.key]),
        campaign=step.filing.campaign,
    )


def _post(filing: Filing, key: str) -> dict[str, str]:
    """The post's name by language; its key where the pack knows it no more."""
    names = {each.key: each.name.by_language for each in filing.campaign.pack.registry.posts}
    return {"zh": key} | names.get(key, {})


def missing(campaign: Campaign, enterprises: list[int]) -> int:
    """The liaisons of these enterprises learn that today's report is missing: many at once, in a few statements."""
    by_enterprise = speakers(enterprises)
    title = said(lambda: _("Today's report is missing"), LONGEST_TITLE)  # once for all, not once for each
    body = said(lambda: _("It takes a minute: yesterday's numbers are filled in already."), LONGEST_BODY)
    return tell_all(
        Note(
            kind=MISSING.key,
            people=people,
            title=title,
            body=body,
            url=reverse("resumption:mine_enterprise", args=[campaign.key, enterprise]),
            campaign=campaign,
        )
        for enterprise, people in by_enterprise.items()
    )


def suspended(rows: Sequence[Resumption]) -> int:
    """Enterprises of one campaign, suspended for one reason, learn why, and what to do: many at once, in a few statements."""
    return _of_stop(rows, lambda: _("Work is suspended: please stop"), _what_to_do)


def released(rows: Sequence[Resumption]) -> int:
    """They learn that the suspension is lifted."""
    return _of_stop(
        rows,
        lambda: _("The suspension is lifted"),
        lambda row: _("You may begin again. Tell us your first day once it has come."),
    )


def may_file_again(row: Resumption) -> bool:
    """Whether a filing ends this suspension, too: not where many were stopped together, and not where none is asked for."""
    again = row.campaign.pack.resumption.refiling.again
    return row.together_id is None and not row.exemption and again != "never"


def _what_to_do(row: Resumption) -> str:
    if may_file_again(row):
        message = _(
            "Reason: %(reason)s. Stop work now. You may begin again once the suspension is lifted, "
            "or once what you file anew is approved."
        )
    else:
        message = _("Reason: %(reason)s. Stop work now. You will be told as soon as the suspension is lifted.")
    return message % {"reason": row.reason}


def _of_stop(rows: Sequence[Resumption], title: Callable[[], str], body: Callable[[Resumption], str]) -> int:
    people, titles = speakers(row.enterprise_id for row in rows), said(title, LONGEST_TITLE)
    bodies: dict[bool, dict[str, str]] = {}  # said once for all that are told the same
    for row in rows:
        if (key := may_file_again(row)) not in bodies:
            bodies[key] = said(partial(body, row), LONGEST_BODY)
    return tell_all(
        Note(
            kind=STOPPED.key,
            people=people[row.enterprise_id],
            title=titles,
            body=bodies[may_file_again(row)],
            url=reverse("resumption:mine_enterprise", args=[row.campaign.key, row.enterprise_id]),
            about=row,
            campaign=row.campaign,
        )
        for row in rows
    )
