import pytest
from django.db import Error, transaction

from fugong.accounts.models import User
from fugong.ledger.models import Event
from fugong.ledger.recording import record, record_many

pytestmark = pytest.mark.django_db


@pytest.fixture
def someone():
    return User.objects.create(username="someone", name="张三")


def test_an_event_tells_who_did_what_and_why(someone):
    with transaction.atomic():
        event = record("account.test", someone, by=someone, reason="because", colour="red")
    assert (event.by_name, event.verb, event.subject_kind, event.subject_key) == (
        "张三",
        "account.test",
        "user",
        str(someone.pk),
    )
    assert Event.objects.about("user", someone.pk).get().data == {"colour": "red"}


def test_an_event_needs_someone_who_did_it(someone):
    with pytest.raises(ValueError, match="someone"):
        record("account.test", someone, by=None)
    assert record("account.test", someone, by=None, as_name="时钟").by_name == "时钟"


@pytest.mark.django_db(transaction=True)
def test_an_event_belongs_to_the_transaction_of_its_change(someone):
    with pytest.raises(RuntimeError, match="transaction"):
        record("account.test", someone, by=someone)


@pytest.mark.parametrize("change", [lambda e: e.update(reason="other"), lambda e: e.delete()], ids=["update", "delete"])
def test_the_database_refuses_to_edit_history(someone, change):
    record("account.test", someone, by=someone)
    with pytest.raises(Error, match="append-only"), transaction.atomic():
        change(Event.objects.filter(verb="account.test"))
    assert Event.objects.filter(verb="account.test").exists()


def test_many_events_are_written_at_once(someone, django_assert_num_queries):
    with django_assert_num_queries(1):
        record_many("account.test", [someone] * 50, by=someone)
    assert Event.objects.count() == 50
