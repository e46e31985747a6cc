"""Finding a colleague by what someone typed or a program sent."""

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from fugong.accounts.models import User
from fugong.core.errors import Fault, Refused


def named(text: str, among: QuerySet[User] | None = None) -> User | None:
    """By `张三 · zhangsan` or `zhangsan`; by `张三` alone where only one `among` bears the name."""
    username = text.rpartition("·")[2].strip()
    user = User.objects.filter(username=username, is_active=True).first() if username else None
    if user is not None:
        return user
    same = [] if among is None else list(among.filter(name=text.strip())[:2])
    return same[0] if len(same) == 1 else None


def person_from(text: str, field: str, among: QuerySet[User] | None = None) -> User:
    """Someone by what was typed. Raises Refused at the field."""
    user = named(text, among)
    if user is None:
        username = text.rpartition("·")[2].strip()
        message = _("There is no account %(name)s. Choose someone of the list.") % {"name": username[:60] or "—"}
        raise Refused(message, fields=[Fault(field, message)])
    return user
