"""A migration that makes a table draws up the model of that table alone.

Django draws up again whatever is related to a new model, however far away: with a hundred related tables that took ten of the
thirteen seconds in which a database was set up. Nothing refers to a new model yet, and those it refers to hear of it anyway.
"""

from django.db.migrations.state import ModelState, ProjectState

_django_adds = ProjectState.add_model


def _add(self: ProjectState, model_state: ModelState) -> None:
    apps = vars(self).pop("apps", None)  # while they are away, Django draws nothing up
    _django_adds(self, model_state)
    if apps is not None:
        self.apps = apps
        apps.render_multiple([model_state])


def draw_up_alone() -> None:
    """From now on, for every migration of this process. Called when the application starts."""
    ProjectState.add_model = _add  # type: ignore[method-assign]
