from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "fugong.core"

    def ready(self) -> None:
        from fugong.core import new_models

        new_models.draw_up_alone()
