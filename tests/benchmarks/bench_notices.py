"""Sending a notice to 10,000 enterprises: expanded, told and queued in one transaction, against a raw COPY of the same receipts.

The goal is ≤ 10 s for 10,000 enterprises, each with one liaison: receipts, one event in each enterprise's story, the
inbox of everyone who speaks for one, and the jobs of the channels.
"""

import time
from typing import Any

from benchmarks.house import database, processor, tidy

COUNT = 10_000


def run(count: int = COUNT) -> dict[str, Any]:
    """Seconds of both, and their ratio."""
    from django.db import connection, transaction
    from django.urls import reverse

    from fugong.outreach.actions import receipts
    from fugong.outreach.audiences import Audience
    from fugong.outreach.models import NoticeReceipt

    version, author = _stand(count)
    reverse("home")  # a server that has answered a request has read its addresses
    tidy()
    began, worked = time.perf_counter(), processor()
    sending = receipts.send(version=version, audience=Audience(everyone=True), by=author)
    ours, worked = time.perf_counter() - began, processor() - worked
    assert sending.enterprises == count, sending.enterprises
    names = [field.column for field in NoticeReceipt._meta.concrete_fields if field.name != "id"]
    columns = ", ".join(names)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {columns} FROM outreach_noticereceipt ORDER BY id")  # noqa: S608
        rows = cursor.fetchall()
    NoticeReceipt.objects.all().delete()
    tidy()
    began = time.perf_counter()
    copying = f"COPY outreach_noticereceipt ({columns}) FROM STDIN"
    with transaction.atomic(), connection.cursor() as cursor, cursor.copy(copying) as out:
        for row in rows:
            out.write_row(row)
    copied = time.perf_counter() - began
    return {
        "enterprises": count,
        "send_s": round(ours, 2),
        "send_processor_s": round(worked, 2),
        "copy_of_the_receipts_s": round(copied, 3),
        "ratio": round(ours / copied, 1),
        "goal": "10,000 enterprises in ≤ 10 s",
    }


def _stand(count: int) -> tuple[Any, Any]:
    """The enterprises, each with a liaison, and a published notice."""
    from fugong.accounts.models import Grant, User
    from fugong.core import clock
    from fugong.outreach.actions import notices
    from fugong.registry.models import Enterprise
    from ground import many

    campaign = many.campaign_of(count)
    people = User.objects.bulk_create(
        (User(username=f"liaison{n}", name=f"联络员{n}") for n in range(count)), batch_size=2_000
    )
    firms = Enterprise.objects.order_by("pk").values_list("pk", flat=True)
    Grant.objects.bulk_create(
        (
            Grant(user=person, role="liaison", scope_kind="enterprise", scope_key=str(firm), since=clock.now())
            for person, firm in zip(people, firms, strict=True)
        ),
        batch_size=2_000,
    )
    author = User.objects.create(username="author", name="值班员")
    Grant.objects.create(
        user=author, role="duty_desk", scope_kind="area", scope_key=campaign.jurisdiction.prefix, since=clock.now()
    )
    notice = notices.draft(campaign=campaign, kind="notice", by=author)
    text = notices.Text("告知书", "请阅读。")
    version = notices.write(version=notice.versions.get(), texts={"zh": text}, by=author)
    return notices.publish(version=version, by=author), author


if __name__ == "__main__":
    import json
    import sys

    with database():
        print(json.dumps(run(*map(int, sys.argv[1:])), ensure_ascii=False, indent=2))
