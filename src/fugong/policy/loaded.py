"""Packs at hand: from the folders as they are now, or as they were when a case began."""

from functools import lru_cache
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from fugong.core import clock
from fugong.core.errors import Fault
from fugong.policy import files
from fugong.policy.models import PackContent, PackVersion
from fugong.policy.pack import Pack, build, checked
from fugong.policy.report import PackFaulty


def keys(*, abstract: bool = False) -> list[str]:
    """Keys of the packs in the folders; with `abstract`, also of those that are only there to be inherited from."""
    return sorted(
        key for key, folder in files.folders().items() if abstract or not files.header(folder).get("abstract")
    )


def pack(key: str) -> Pack:
    """The pack as its folder says it now, checked. Raises PackFaulty. Read again only when a file changed."""
    folder = files.find(key)
    return _from_folder(str(folder), files.stamp(folder))


@lru_cache(maxsize=32)
def _from_folder(folder: str, stamp: object) -> Pack:
    return checked(files.read(files.Path(folder)))[0]


_by_digest: dict[str, Pack] = {}


def for_version(version: PackVersion) -> Pack:
    """The pack as it was kept in `version`."""
    if version.digest not in _by_digest:
        _by_digest[version.digest] = build(version.content)
    return _by_digest[version.digest]


@transaction.atomic
def keep(*, key: str, by: Any) -> PackVersion:
    """Keep the pack `key` as it stands now, so that campaigns and cases can refer to it. Equal content is one row.

    `by` is a user, or None for a command. Raises PackFaulty.
    """
    now = pack(key)
    if now.header.abstract:
        fault = Fault(f"{key}/pack.toml abstract", _("this pack is only there to be inherited from"))
        raise PackFaulty(key, [fault])
    return store(now, by=by)


@transaction.atomic
def store(now: Pack, *, by: Any) -> PackVersion:
    """The version that holds this content, made where there is none yet."""
    version, is_new = PackVersion.objects.get_or_create(
        key=now.key, digest=now.digest, defaults={"loaded_at": clock.now(), "loaded_by": by}
    )
    if is_new:
        PackContent.objects.create(version=version, content=now.content)
    return version
