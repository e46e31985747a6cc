"""A migration that makes a table draws up the model of that table alone.

Django draws up again whatever is related to a new model, however far away: with a hundred related tables that took ten of the
thirteen seconds in which a database was set up. Nothing refers to a new model yet, and those it refers to hear of it anyway.
An index or a constraint that is added changes nothing for other models either, and PostgreSQL is told of it without the model.
"""

from typing import Any

from django.apps import apps
from django.db.migrations.state import ModelState, ProjectState

_django_adds = ProjectState.add_model
_django_appends = ProjectState._append_option  # type: ignore[attr-defined]
UNSEEN_BY_OTHERS = {"indexes", "constraints"}


def _add(self: ProjectState, model_state: ModelState) -> None:
    drawn = vars(self).pop("apps", None)  # while they are away, Django draws nothing up
    _django_adds(self, model_state)
    if drawn is not None:
        self.apps = drawn
        drawn.render_multiple([model_state])


def _append(self: ProjectState, app_label: str, model_name: str, option_name: str, added: Any) -> None:
    if option_name not in UNSEEN_BY_OTHERS or not apps.get_app_config(app_label).name.startswith("fugong."):
        _django_appends(self, app_label, model_name, option_name, added)
        return
    options = self.models[app_label, model_name].options
    options[option_name] = [*options.get(option_name, []), added]
    if "apps" in vars(self):
        drawn = self.apps.get_model(app_label, model_name)._meta
        setattr(drawn, option_name, options[option_name])


def draw_up_alone() -> None:
    """From now on, for every migration of this process. Called when the application starts."""
    ProjectState.add_model = _add  # type: ignore[method-assign]
    ProjectState._append_option = _append  # type: ignore[attr-defined]
