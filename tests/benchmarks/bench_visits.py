"""A visit as the phone sends it, 21 items and 6 photos, against raw inserts of the same rows.

Ours reads the JSON, checks rights and list, writes visit, items, people, event and follow-ups, draws each photo anew and
keeps it as a file; the raw side writes the same rows by bulk_create and nothing else. Photos are timed apart, since drawing
them anew is what costs.
"""

import io
import json
import random
import statistics
import tempfile
import time
from typing import Any

from PIL import Image

from benchmarks.house import database

VISITS = 40
PHOTOS = 6
ITEMS = 21


def run(count: int = VISITS) -> dict[str, Any]:
    """Seconds a visit of each side, seconds a photo, and the ratio."""
    from django.conf import settings
    from django.test import Client

    from fugong.core import clock
    from fugong.core.ids import uuid7
    from fugong.inspections.models import Visit
    from ground.cast import NOON, PACKS, build

    settings.PACK_FOLDERS = [*settings.PACK_FOLDERS, PACKS]
    settings.API_CALLS_A_MINUTE = 10**9
    with clock.showing(NOON), tempfile.TemporaryDirectory() as folder:
        settings.MEDIA_ROOT = folder
        cast = build()
        _lengthen(cast.campaign)
        client = Client()
        client.force_login(cast.officer, backend=settings.AUTHENTICATION_BACKENDS[0])
        picture = _photo()
        sent, drawn = [], []
        for _each in range(count):
            uid = uuid7()
            began = time.perf_counter()
            answer = client.post(
                "/api/v1/campaigns/plain/visits", json.dumps(_body(cast, uid)), content_type="application/json"
            )
            sent.append(time.perf_counter() - began)
            assert answer.status_code == 201, answer.content
            began = time.perf_counter()
            for _photo_of in range(PHOTOS):
                url = f"/api/v1/evidence/{uuid7()}?visit={uid}&item=i0&kind=photo"
                assert client.put(url, picture, content_type="image/jpeg").status_code == 200
            drawn.append((time.perf_counter() - began) / PHOTOS)
        assert Visit.objects.count() == count
        raw = _raw(cast, count)
    return {
        "visit": statistics.median(sent),
        "photo": statistics.median(drawn),
        "raw": raw,
        "ratio": statistics.median(sent) / raw,
    }


def _lengthen(campaign: Any) -> None:
    """A list of 21 items."""
    from fugong.policy import loaded, pack

    content = json.loads(json.dumps(campaign.pack.content))
    content["sections"]["resumption"]["checklists"].append(
        {
            "key": "long",
            "name": "长表",
            "used_for": ["round"],
            "aspects": [
                {"key": "all", "name": "全部", "items": [{"key": f"i{n}", "name": f"第{n}项"} for n in range(ITEMS)]}
            ],
        }
    )
    campaign.pack_version = loaded.store(pack.build(content), by=None)
    campaign.save()


def _body(cast: Any, uid: Any) -> dict[str, Any]:
    return {
        "uid": str(uid),
        "enterprise": cast.river.pk,
        "checklists": ["long"],
        "items": [
            {"item": f"i{n}", "passed": n % 7 != 0, "note": "记录不全" if n % 7 == 0 else ""} for n in range(ITEMS)
        ],
        "started_at": "2020-02-20T03:20:00Z",
        "finished_at": "2020-02-20T03:50:00Z",
        "signature": {"name": "李", "strokes": [[[n, n % 40] for n in range(200)]], "width": 300, "height": 120},
    }


def _photo() -> bytes:
    """1600 × 1200 with something in it: about what a phone sends."""
    dots = random.Random(7).randbytes(200 * 150 * 3)
    out = io.BytesIO()
    Image.frombytes("RGB", (200, 150), dots).resize((1600, 1200)).save(out, "JPEG", quality=80)
    return out.getvalue()


def _raw(cast: Any, count: int) -> float:
    """Seconds to write one visit's rows and nothing else."""
    from django.db import transaction

    from fugong.core.ids import uuid7
    from fugong.inspections.models import Visit, VisitItem, VisitPerson

    like = Visit.objects.first()
    assert like is not None
    items = list(like.items.all())
    took = []
    for _each in range(count):
        began = time.perf_counter()
        with transaction.atomic():
            like.pk, like.uid = None, uuid7()
            like.save(force_insert=True)
            for item in items:
                item.pk, item.visit = None, like
            VisitItem.objects.bulk_create(items)
            VisitPerson.objects.bulk_create([VisitPerson(visit=like, user=cast.officer)])
        took.append(time.perf_counter() - began)
    return statistics.median(took)


def main() -> None:
    with database():
        found = run()
    print(
        f"visit of {ITEMS} items {found['visit'] * 1000:.0f} ms, raw rows {found['raw'] * 1000:.0f} ms: {found['ratio']:.1f} times; "
        f"a photo {found['photo'] * 1000:.0f} ms"
    )


if __name__ == "__main__":
    main()
