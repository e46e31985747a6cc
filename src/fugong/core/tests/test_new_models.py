"""What a migration makes is drawn up alone, and still known to those it refers to."""

from django.db import migrations, models
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


def a_key(to, **more):
    return models.ForeignKey(to, models.CASCADE, related_name="+", **more)


STEPS = [
    migrations.CreateModel("Street", [("id", models.AutoField(primary_key=True)), ("name", models.TextField())]),
    migrations.CreateModel("House", [("id", models.AutoField(primary_key=True)), ("street", a_key("made.Street"))]),
    migrations.CreateModel("Mill", [("wheels", models.IntegerField())], bases=("made.house",)),
    migrations.CreateModel("Lane", [], {"proxy": True}, bases=("made.street",)),
    migrations.CreateModel("Door", [("id", models.AutoField(primary_key=True)), ("house", a_key("made.House"))]),
    migrations.CreateModel("Key", [("id", models.AutoField(primary_key=True)), ("of", models.TextField())]),
    migrations.AddField("Key", "doors", models.ManyToManyField("made.Door", related_name="keys")),
    migrations.AddField("Key", "copied_from", a_key("self", null=True)),
    migrations.AddField("Key", "lane", a_key("made.Lane", null=True)),
    migrations.AddField("Street", "number", models.IntegerField(default=7), preserve_default=False),
    migrations.AddField("House", "rear", a_key("made.Street", null=True)),
    migrations.CreateModel("Lock", [("id", models.AutoField(primary_key=True)), ("door", a_key("made.Door"))]),
    migrations.CreateModel(
        "Fits", [("id", models.AutoField(primary_key=True)), ("a", a_key("made.Key")), ("b", a_key("made.Lock"))]
    ),
    migrations.AddField("Key", "locks", models.ManyToManyField("made.Lock", through="made.Fits")),
    migrations.AddField("Fits", "well", models.BooleanField(default=True)),
    migrations.AddIndex("Key", models.Index(fields=["of"], name="key_of")),
    migrations.AddConstraint("Key", models.UniqueConstraint(fields=["of"], name="key_once")),
    migrations.AddConstraint("House", models.CheckConstraint(condition=models.Q(id__gt=0), name="house_some")),
    migrations.RemoveIndex("Key", "key_of"),
    migrations.RemoveConstraint("Key", "key_once"),
    migrations.AlterUniqueTogether("Door", {("id", "house")}),
    migrations.AlterModelOptions("Street", {"verbose_name": "way"}),
    migrations.AlterField("Street", "id", models.BigAutoField(primary_key=True)),
    migrations.AlterField("Fits", "a", a_key("made.Lock")),
    migrations.AlterField("Door", "house", models.OneToOneField("made.Mill", models.CASCADE)),
    migrations.RenameField("Street", "name", "called"),
    migrations.RenameField("Door", "house", "mill"),
    migrations.RemoveField("House", "rear"),
    migrations.RemoveField("Key", "doors"),
    migrations.RemoveField("Key", "locks"),
    migrations.DeleteModel("Fits"),
    migrations.RenameModel("Door", "Gate"),
]


LOOKS_BACK = (migrations.RemoveField, migrations.AlterField, migrations.RenameField, migrations.AlterUniqueTogether)
"""What asks the changed model as it was before the step, and who referred to it."""


def told(registry):
    """All that is said of each model, and that whatever it names is the model of this registry."""
    said = {}
    for model in registry.get_models(include_auto_created=True):
        meta = model._meta
        fields = [*meta.local_fields, *meta.local_many_to_many]
        ends = [each for field in fields for each in ends_of(field)]
        bases = [base for base in model.__bases__ if base is not models.Model]
        assert all(registry.all_models["made"].get(each._meta.model_name) is each for each in [*ends, *bases]), model
        options = meta.unique_together, meta.verbose_name, [repr(each) for each in (*meta.indexes, *meta.constraints)]
        came = sorted(f"{field.model.__name__}.{field.name}" for field in meta._relation_tree)
        said[model.__name__] = (
            [field.deconstruct() for field in fields],
            [each.__name__ for each in ends],
            options,
            came,
        )
    return {name: repr(each) for name, each in said.items()}


def ends_of(field):
    remote = field.remote_field
    return [each for each in (remote.model, getattr(remote, "through", None)) if each] if remote else []


def test_after_each_step_the_models_are_as_if_all_had_been_drawn_up_afresh():
    state = ProjectState()
    assert state.apps
    for step in STEPS:
        before, was = state.clone(), told(state.apps)
        step.state_forwards("made", state)
        assert told(state.apps) == told(ProjectState({key: each.clone() for key, each in state.models.items()}).apps), (
            step
        )
        if isinstance(step, LOOKS_BACK):
            name = before.models["made", getattr(step, "model_name", step.name).lower()].name
            assert told(before.apps)[name] == was[name], step


def test_few_are_drawn_up(monkeypatch):
    state, drawn = ProjectState(), []
    assert state.apps
    for step in STEPS[:6]:
        step.state_forwards("made", state)
    django_renders = ModelState.render
    monkeypatch.setattr(
        ModelState, "render", lambda self, registry: drawn.append(self.name) or django_renders(self, registry)
    )
    for step, wanted in [
        (migrations.AddField("Door", "width", models.IntegerField(null=True)), []),
        (migrations.AddField("Key", "street", a_key("made.Street", null=True)), []),
        (migrations.AddIndex("Door", models.Index(fields=["width"], name="door_width")), []),
        (migrations.RemoveIndex("Door", "door_width"), []),
        (migrations.AlterField("Door", "house", a_key("made.House", null=True)), ["Door"]),
        (migrations.RemoveField("Key", "street"), ["Key"]),
        (migrations.AlterField("House", "street", a_key("made.Lane")), ["Door", "House", "Mill"]),
    ]:
        drawn.clear()
        step.state_forwards("made", state)
        assert sorted(set(drawn)) == wanted, step
        assert state.is_delayed or not wanted, "code that a migration runs gets all models afresh"
