"""A migration draws up the models that it changes, and those that refer to them; no others.

Django draws up again whatever is related to a changed model, however far away and in either direction, and copies all that is known
before each step: of the fifteen seconds in which a database was laid out, that took eight.

- A new model: nothing refers to it yet, and those it refers to hear of it anyway.
- A new field, an index or a constraint that comes or goes: the model that is there is told; PostgreSQL hears of it from the operation.
- Any other change of a model: it is drawn up again, and so is whatever refers to it. What it refers to stays as it is.
- A copy of what is known shares what is never changed.

Code that a migration runs is given models that are all drawn up afresh, as Django does it where it put some off (`is_delayed`).
A model that gets another name goes Django's way.
"""

from collections import defaultdict
from typing import Any

from django.apps.registry import Apps
from django.db.migrations.state import AppConfigStub, ModelState, ProjectState, StateApps
from django.db.models import Field

Key = tuple[str, str]  # app, model

_django_adds_model = ProjectState.add_model
_django_adds_field = ProjectState.add_field  # type: ignore[attr-defined]
_django_appends = ProjectState._append_option  # type: ignore[attr-defined]
_django_removes = ProjectState._remove_option  # type: ignore[attr-defined]
_django_reloads = ProjectState.reload_model
UNSEEN_BY_OTHERS = {"indexes", "constraints"}


def _add_model(self: ProjectState, model_state: ModelState) -> None:
    drawn = vars(self).pop("apps", None)  # while they are away, Django draws nothing up
    _django_adds_model(self, model_state)
    if drawn is not None:
        self.apps = drawn
        drawn.render_multiple([model_state])


def _add_field(
    self: ProjectState, app_label: str, model_name: str, name: str, field: Field, preserve_default: bool
) -> None:
    model = _own(self, app_label, model_name)
    if model is None or field.primary_key or hasattr(model, name):
        _django_adds_field(self, app_label, model_name, name, field, preserve_default)
        return
    drawn = vars(self).pop("apps")
    _django_adds_field(self, app_label, model_name, name, field, preserve_default)
    self.apps, self.is_delayed = drawn, True
    with drawn.bulk_update():
        model.add_to_class(name, self.models[app_label, model_name].fields[name].clone())


def _append(self: ProjectState, app_label: str, model_name: str, option_name: str, added: Any) -> None:
    _tell(self, _django_appends, app_label, model_name, option_name, added)


def _remove(self: ProjectState, app_label: str, model_name: str, option_name: str, removed: str) -> None:
    _tell(self, _django_removes, app_label, model_name, option_name, removed)


def _tell(state: ProjectState, django_does: Any, app_label: str, model_name: str, option: str, what: Any) -> None:
    model = _own(state, app_label, model_name)
    if model is None or option not in UNSEEN_BY_OTHERS:
        django_does(state, app_label, model_name, option, what)
        return
    drawn = vars(state).pop("apps")
    django_does(state, app_label, model_name, option, what)
    state.apps, state.is_delayed = drawn, True
    setattr(model._meta, option, state.models[app_label, model_name].options[option])
    vars(model._meta).pop("total_unique_constraints", None)


def _own(state: ProjectState, app_label: str, model_name: str) -> Any:
    """The model that this very state has drawn up and nobody inherits; None where it was another state, or none."""
    if "apps" not in vars(state):
        return None
    model = state.apps.all_models[app_label].get(model_name)
    return model if model and model._meta.apps is state.apps and not model.__subclasses__() else None


def _reload(self: ProjectState, app_label: str, model_name: str, delay: bool = False) -> None:
    if "apps" not in vars(self):
        return
    old = self.apps.all_models[app_label].get(model_name)
    if old is None:
        _django_reloads(self, app_label, model_name, delay)
        return
    meta: Any = old._meta
    _ = meta._relation_tree  # the old model keeps it: the state before the change must know who referred to it
    self.is_delayed = True
    self._reload(_referring(self.apps, (app_label, model_name)))  # type: ignore[attr-defined]


def _referring(registry: Apps, changed: Key) -> set[Key]:
    """The model and whatever refers to it, over however many others."""
    found, refers = (
        {changed},
        {_key(model): _refers_to(model) for model in registry.get_models(include_auto_created=True)},
    )
    while more := {key for key, others in refers.items() if key not in found and not found.isdisjoint(others)}:
        found |= more
    return found


def _refers_to(model: Any) -> set[Key]:
    meta = model._meta
    found = {_key(base) for base in model.__mro__[1:] if hasattr(base, "_meta")}
    for field in [*meta.local_fields, *meta.local_many_to_many]:
        remote = field.remote_field
        found |= {
            _key(each)
            for each in (getattr(remote, "model", None), getattr(remote, "through", None))
            if hasattr(each, "_meta")
        }
    return found


def _key(model: Any) -> Key:
    return model._meta.app_label, model._meta.model_name


def _clone_model(self: ModelState) -> ModelState:
    """As Django's, without looking through all fields once more."""
    twin = object.__new__(type(self))
    own = {"fields": dict(self.fields), "options": dict(self.options), "managers": list(self.managers)}
    twin.__dict__ = {**vars(self), **own}
    return twin


def _clone_apps(self: StateApps) -> StateApps:
    """As Django's; the registers are copied, and what they name is the same."""
    twin = StateApps([], {})  # type: ignore[arg-type]
    twin.all_models = defaultdict(dict, {label: dict(models) for label, models in self.all_models.items()})
    for label in self.app_configs:
        stub = AppConfigStub(label)
        stub.apps = twin
        stub.import_models()
        twin.app_configs[label] = stub
    twin.real_models = self.real_models
    return twin


def draw_up_alone() -> None:
    """From now on, for every migration of this process. Called when the application starts."""
    ours: dict[type, dict[str, Any]] = {
        ProjectState: {
            "add_model": _add_model,
            "add_field": _add_field,
            "_append_option": _append,
            "_remove_option": _remove,
            "reload_model": _reload,
        },
        ModelState: {"clone": _clone_model},
        StateApps: {"clone": _clone_apps},
    }
    for kind, methods in ours.items():
        for name, method in methods.items():
            setattr(kind, name, method)
