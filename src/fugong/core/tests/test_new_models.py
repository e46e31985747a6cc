"""What a migration makes is drawn up alone, and still known to those it refers to."""

from django.db import models
from django.db.migrations.state import ModelState, ProjectState


def made(name, **fields):
    return ModelState("made", name, [("id", models.BigAutoField(primary_key=True)), *fields.items()])


def test_a_new_model_leaves_the_others_as_they_are_and_is_known_to_them():
    state = ProjectState()
    state.add_model(made("Street"))
    state.add_model(made("House", street=models.ForeignKey("made.Street", models.CASCADE)))
    street, house = state.apps.get_model("made", "street"), state.apps.get_model("made", "house")
    state.add_model(made("Door", house=models.ForeignKey("made.House", models.CASCADE)))
    door = state.apps.get_model("made", "door")
    assert state.apps.get_model("made", "street") is street and state.apps.get_model("made", "house") is house
    assert door._meta.get_field("house").related_model is house
    assert [each.related_model for each in house._meta.related_objects] == [door]


def test_two_that_refer_to_each_other_find_each_other():
    state = ProjectState()
    assert state.apps
    state.add_model(made("Egg", hen=models.ForeignKey("made.Hen", models.CASCADE)))
    state.add_model(made("Hen"))
    egg, hen = state.apps.get_model("made", "egg"), state.apps.get_model("made", "hen")
    assert egg._meta.get_field("hen").related_model is hen
    assert [each.related_model for each in hen._meta.related_objects] == [egg]
