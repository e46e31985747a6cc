"""Commands of the installation: certificate, first administrator, which nights' backups stay, demo data that may not be served."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from django.db import connection

from fugong.accounts.models import Grant
from fugong.core.database import DEMO_MARK
from fugong.web.cli import certificate, nightly, serving

pytestmark = pytest.mark.django_db


def test_a_certificate_names_every_name_and_address() -> None:
    now = dt.datetime(2020, 2, 14, tzinfo=dt.UTC)
    made, key = certificate.self_signed(["fugong.example.gov.cn", "10.1.2.3"], now)
    read = x509.load_pem_x509_certificate(made)
    names = read.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.DNSName) == ["fugong.example.gov.cn"]
    assert [str(each) for each in names.get_values_for_type(x509.IPAddress)] == ["10.1.2.3"]
    assert b"PRIVATE KEY" in key and read.not_valid_after_utc - now == dt.timedelta(days=825)


def test_the_first_administrator_is_opened_once(fugong: Callable[..., Any]) -> None:
    told = fugong("administrator", "first")
    assert told.code == 0 and "first" in told.out
    assert Grant.objects.in_force().filter(role="administrator", user__username="first").count() == 1
    again = fugong("administrator", "second")
    assert again.code == 0 and "already" in again.out
    assert Grant.objects.in_force().filter(role="administrator").count() == 1


def test_the_newest_nights_and_the_last_of_each_month_stay(tmp_path: Path) -> None:
    days = [dt.date(2020, 1, 1) + dt.timedelta(days=n) for n in range(300)]
    for day in days:
        (tmp_path / f"nightly-{day:%Y%m%d}-021500.tar").touch()
    other = tmp_path / "before-1.2.0.tar"
    other.touch()
    for old in nightly.superfluous(tmp_path, keep=14):
        old.unlink()
    kept = sorted(path.name[8:16] for path in tmp_path.glob("nightly-*"))
    assert kept[-14:] == [f"{day:%Y%m%d}" for day in days[-14:]]
    assert kept[:-14] == ["20200531", "20200630", "20200731", "20200831", "20200930"]
    assert other.exists(), "what a person or an upgrade made is nobody else's to remove"


@pytest.fixture
def marked() -> Any:
    with connection.cursor() as cursor:
        cursor.execute(
            f"COMMENT ON DATABASE {connection.ops.quote_name(connection.settings_dict['NAME'])} IS '{DEMO_MARK}'"
        )


@pytest.mark.usefixtures("marked")
def test_made_up_data_are_not_served_as_real(
    settings: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("django.db.connection.close", lambda: None)
    settings.DEMO = True
    serving._refuse_demo_data()
    settings.DEMO = False
    with pytest.raises(SystemExit):
        serving._refuse_demo_data()
    assert "made-up" in capsys.readouterr().err


def test_a_plan_says_what_is_open_and_what_is_newer(fugong: Callable[..., Any]) -> None:
    told = fugong("migrate", "--plan", "--json")
    assert (told.code, told.answer) == (0, {"steps": [], "harmless": True, "unknown": []})
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO django_migrations (app, name, applied) VALUES ('ledger', '0999_later', now())")
        cursor.execute("DELETE FROM django_migrations WHERE app = 'web'")
    told = fugong("migrate", "--plan", "--json")
    assert told.code == 1 and told.answer["unknown"] == ["ledger.0999_later"]
    (step,) = told.answer["steps"]
    assert step["name"] == "web.0001_initial" and step["why"] and not told.answer["harmless"], "it runs SQL of its own"
