"""What a person's file says of courses and certificates, and what is left when it is erased."""

from fugong.core import clock
from fugong.training import erasing
from fugong.training.actions.signups import Who
from fugong.training.models import Certificate, Sitting, Trainee
from fugong.workforce import about, giving, kept
from fugong.workforce.actions import files
from fugong.workforce.models import Person


def person(stage, **said):
    given = giving.read(
        {"name": "王小明", "document": "11010119900307803X", "document_kind": "resident_card", **said}, jobs={}
    )
    return files.enter(campaign=stage.campaign, given=given, by=stage.desk, enterprise=stage.river).person


def lines(person, user=None):
    parts = about.of(Person.objects.opened().get(pk=person.pk), user)
    return [line for part in parts if part.name == kept.NAMES["training"] for line in part.lines]


def passed(stage, **more):
    trainee = stage.attended(**more)
    stage.try_(trainee, wrong=9)
    with stage.later(days=2):
        stage.try_(trainee)
    return trainee


def test_courses_and_certificates_are_told_and_tries_to_the_person_alone(stage):
    found = person(stage)
    assert not lines(found)
    passed(stage, who=Who(person=found))
    certificate = Certificate.objects.get(person=found)
    seen = lines(found, stage.desk)
    assert [type(line.case) for line in seen] == [Certificate, Trainee]
    assert certificate.number in seen[0].words
    own = lines(found)
    assert [line.case.state for line in own if isinstance(line.case, Sitting)] == ["passed", "failed"]
    assert not lines(found, stage.cast.stranger), "who doesn't see the enterprise"


def test_who_was_signed_up_by_name_and_telephone_is_found_by_both(stage):
    found = person(stage, phone="13800138000")
    other = person(stage, name="李芳", document="110101199003070011", phone="13800138000")
    passed(stage, name="王小明", phone="138-0013-8000", enterprise=None)
    assert [type(line.case) for line in lines(found, stage.desk)] == [Certificate, Trainee]
    assert not lines(other, stage.desk), "a family's telephone"


def test_erased_with_the_file_they_stay_as_numbers(stage):
    found = person(stage, phone="13800138000")
    passed(stage)
    number = Certificate.objects.get().number
    counts = erasing.erase_people([found.pk])
    assert counts == {"training": 2 + 2}, "two tries, a trainee's and a certificate's name"
    assert not Sitting.objects.exists()
    row = Certificate.objects.get()
    assert (row.number, row.full_name, row.trainee.phone) == (number, "—", None)
    assert not lines(found)
    assert clock.today() <= row.valid_until
