"""As many enterprises as a test or a benchmark wants: a campaign with its pack, tree, segments and states, all regular."""

import datetime as dt
from typing import Any

from django.db import connection

from fugong.accounts.models import Grant, User
from fugong.core import clock
from fugong.places.models import Campaign, Jurisdiction
from fugong.policy import loaded, pack
from fugong.policy.models import PackVersion
from fugong.registry.models import Enrolment, Enterprise
from fugong.resumption.models import Resumption

OPENED = dt.datetime(2020, 2, 10, 1, tzinfo=dt.UTC)
MORNING = dt.datetime(2020, 2, 14, 1, tzinfo=dt.UTC)  # nine o'clock in China
FILED = dt.datetime(2020, 2, 11, 2, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)
STREETS = 12

CONTENT: dict[str, Any] = {
    "pack": {"key": "many", "name": {"zh": "样例县", "en": "Sample county"}},
    "texts": {},
    "sections": {
        "places": {"name": {"zh": "样例县", "en": "Sample county"}, "code": "990101000000", "level": "district"},
        "registry": {
            "segments": [
                {
                    "key": "key_firm",
                    "name": {"zh": "重点企业", "en": "Key firms"},
                    "when": "e.output_value >= 300000000.0",
                },
                {"key": "above_scale", "name": {"zh": "规上企业", "en": "Above scale"}, "when": "e.above_scale"},
                {"key": "foreign", "name": {"zh": "外资企业", "en": "Foreign-invested"}, "when": "e.foreign"},
            ],
            "groups": [
                {"key": "industry", "name": {"zh": "工业组", "en": "Industry"}, "when": 'e.sector == "C"'},
                {"key": "other", "name": {"zh": "其他组", "en": "Others"}},
            ],
            "posts": [
                {
                    "key": "resident",
                    "name": {"zh": "驻企干部", "en": "Resident officer"},
                    "role": "officer",
                    "required": 1,
                }
            ],
        },
        "resumption": {
            "daily_report": {
                "due": "16:00",
                "fields": [
                    {"key": "staff_back", "name": {"zh": "返岗人数", "en": "Staff back"}},
                    {"key": "staff_local", "name": {"zh": "其中本地", "en": "Local"}, "required": False},
                    {"key": "staff_outside", "name": {"zh": "其中外地", "en": "From outside"}, "required": False},
                    {"key": "capacity", "name": {"zh": "产能恢复", "en": "Capacity"}, "required": False},
                    {"key": "exceptions", "name": {"zh": "异常人数", "en": "Exceptions"}, "required": False},
                ],
            }
        },
        "figures": {
            "thousands": ",",
            "indicators": [
                {
                    "key": "resumed",
                    "name": {"zh": "复工率", "en": "Resumed"},
                    "numerator": "enterprises.resumed",
                    "denominator": "enterprises",
                    "decimals": 1,
                },
                {
                    "key": "resumed_key",
                    "name": {"zh": "重点企业复工率", "en": "Key firms resumed"},
                    "numerator": "enterprises.resumed",
                    "denominator": "enterprises",
                    "segment": "key_firm",
                    "decimals": 2,
                },
                {
                    "key": "staff",
                    "name": {"zh": "人员返岗率", "en": "Staff back"},
                    "numerator": "staff.back",
                    "denominator": "staff.total",
                    "decimals": 2,
                },
                {"key": "back", "name": {"zh": "返岗人数", "en": "People back"}, "numerator": "staff.back"},
                {
                    "key": "missing",
                    "name": {"zh": "未报企业", "en": "Missing"},
                    "numerator": "enterprises.report_missing",
                },
            ],
            "bulletin": {
                "title": {"zh": "复工复产工作日报", "en": "Daily bulletin on the return to work"},
                "issuer": {"zh": "样例县复工复产工作专班", "en": "Task force of Sample county"},
                "card": ["resumed", "staff", "missing"],
                "sections": [
                    {
                        "key": "overall",
                        "title": {"zh": "总体情况", "en": "Overall"},
                        "text": {
                            "zh": "截至{date}，{place}共有企业{resumed.denominator}家，已复工{resumed.numerator}家，"
                            "复工率{resumed}（较昨日{resumed.change}）；返岗{back}人。",
                            "en": "By {date}, {resumed.numerator} of {resumed.denominator} enterprises of {place} are at "
                            "work again, {resumed} ({resumed.change} since yesterday); {back} people are back.",
                        },
                        "indicators": ["resumed", "resumed_key", "staff"],
                        "table": "indicators",
                        "chart": "resumed",
                    },
                    {
                        "key": "areas",
                        "title": {"zh": "各镇街情况", "en": "By area"},
                        "text": {"zh": "各镇街复工情况如下。", "en": "The areas stand as follows."},
                        "indicators": ["resumed", "staff"],
                        "table": "areas",
                    },
                ],
            },
        },
    },
}


def pack_version(content: dict[str, Any] = CONTENT) -> PackVersion:
    """The pack as a campaign keeps it."""
    return loaded.store(pack.build(content), by=None)


def tree(streets: int = STREETS) -> Jurisdiction:
    """A district and its streets."""
    district = Jurisdiction.objects.create(
        code="990101000000", prefix="990101", name="样例县", names={"en": "Sample county"}
    )
    Jurisdiction.objects.bulk_create(
        Jurisdiction(
            code=f"990101{number:03}000",
            prefix=f"990101{number:03}",
            name=f"第{number}街道",
            names={"en": f"Street {number}"},
            parent=district,
        )
        for number in range(1, streets + 1)
    )
    return district


def campaign_of(count: int, *, content: dict[str, Any] = CONTENT, streets: int = STREETS) -> Campaign:
    """A campaign with `count` enterprises spread over the streets: some key, above scale, foreign; most filed, many resumed."""
    campaign = Campaign.objects.create(
        key="many", jurisdiction=tree(streets), pack_version=pack_version(content), name="样例县复工", opened_at=OPENED
    )
    areas = list(Jurisdiction.objects.filter(parent=campaign.jurisdiction))
    numbers = range(1, count + 1)
    made = Enterprise.objects.bulk_create((enterprise(n, areas[n % streets]) for n in numbers), batch_size=2_000)
    Enrolment.objects.bulk_create((enrolment(campaign, each) for each in made), batch_size=2_000)
    Resumption.objects.bulk_create((resumption(campaign, each, n) for n, each in enumerate(made, 1)), batch_size=2_000)
    return campaign


def enterprise(number: int, area: Jurisdiction) -> Enterprise:
    """Every 17th has an output of 4 亿, every 5th is above scale, every 11th foreign-invested, every third in trade."""
    return Enterprise(
        jurisdiction=area,
        area_code=area.code,
        uscc=f"91990101{number:010}",
        name=f"样例企业{number}",
        sector="F5179" if number % 3 == 0 else "C3921",
        above_scale=number % 5 == 0,
        foreign_invested=number % 11 == 0,
        output_value=400_000_000 if number % 17 == 0 else 9_000_000,
        staff_total=20 + number % 200,
        created_at=clock.now(),
        changed_at=clock.now(),
    )


def enrolment(campaign: Campaign, of: Enterprise) -> Enrolment:
    """What the pack's conditions give, without asking them."""
    held = {"key_firm": of.output_value >= 300_000_000, "above_scale": of.above_scale, "foreign": of.foreign_invested}
    return Enrolment(
        campaign=campaign,
        enterprise=of,
        area_code=of.area_code,
        segments=[key for key, holds in held.items() if holds],
        group="industry" if of.sector.startswith("C") else "other",
        required_posts=["resident"],
        missing_posts=["resident"],
        computed_at=clock.now(),
    )


def resumption(campaign: Campaign, of: Enterprise, number: int) -> Resumption:
    """Of six, three have resumed, one is approved, one has filed and one has not."""
    state = ("resumed", "resumed", "resumed", "approved", "filed", "not_filed")[number % 6]
    return Resumption(
        campaign=campaign,
        enterprise=of,
        area_code=of.area_code,
        state=state,
        state_since=clock.now(),
        filed_at=FILED if state != "not_filed" else None,
        approved_at=FILED + DAY if state in ("approved", "resumed") else None,
        resumed_on=(FILED + 2 * DAY).date() if state == "resumed" else None,
    )


def person(role: str, kind: str = "area", key: str = "990101", name: str = "someone") -> User:
    """A signed-in person with one grant."""
    user = User.objects.create(username=name, name=name)
    Grant.objects.create(user=user, role=role, scope_kind=kind, scope_key=key, since=OPENED)
    return user


REGIME: dict[str, Any] = {
    "tests": [{"key": "nucleic", "name": "核酸", "pools": [1, 10]}],
    "regime": [{"key": "all", "name": "全员", "test": "nucleic"}],
}
"""A pack's section of testing: everyone, once a day."""

PEOPLE = """
WITH keys AS (
    INSERT INTO workforce_datakey (id, sealed) SELECT gen_random_uuid(), 'x' FROM generate_series(1, %(each)s * %(firms)s) RETURNING id
), files AS (
    INSERT INTO workforce_person (state, state_since, clock_kind, rung, campaign_id, area_code, key_id, sealed, token,
        document_kind, document_index,  name_index, nationality, language, origin, transport, lodging,
        is_contact, class_key, class_terms, card,
        last_symptoms, negatives, is_positive, is_awaited, entered_at)
    SELECT 'green', now(), '', 0, %(campaign)s, '990101001000', id, 'x', id::text::char(32), 'resident_card',
        decode(md5(id::text), 'hex'),
        'x', 'CN', 'zh-hans', '', '', '', false, 'green', '[]', '', false, 0, false, false, now() FROM keys RETURNING id
), numbered AS (SELECT id, row_number() OVER () - 1 AS place FROM files),
firms AS (
    SELECT enterprise_id, row_number() OVER (ORDER BY enterprise_id) - 1 AS place FROM registry_enrolment
    WHERE campaign_id = %(campaign)s
)
INSERT INTO workforce_employment (campaign_id, person_id, enterprise_id, area_code, job, since, is_main)
SELECT %(campaign)s, n.id, f.enterprise_id, '990101001000', '', '2020-02-01', true
FROM numbered n JOIN firms f ON f.place = n.place / %(each)s
"""


def people_of(campaign: Campaign, each: int, firms: int) -> None:
    """Files of `each` people at each of the first enterprises, with keys that open nothing."""
    with connection.cursor() as cursor:
        cursor.execute(PEOPLE, {"campaign": campaign.pk, "each": each, "firms": firms})
