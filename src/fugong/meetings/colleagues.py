"""Finding a colleague by what someone typed or a program sent."""

from django.utils.translation import gettext as _

from fugong.accounts.models import User
from fugong.core.errors import Fault, Refused


def person_from(text: str, field: str) -> User:
    """`张三 · zhangsan` or `zhangsan`. Raises Refused at the field."""
    username = text.rpartition("·")[2].strip()
    user = User.objects.filter(username=username, is_active=True).first()
    if user is None:
        message = _("There is no account %(name)s. Choose someone of the list.") % {"name": username[:60] or "—"}
        raise Refused(message, fields=[Fault(field, message)])
    return user
