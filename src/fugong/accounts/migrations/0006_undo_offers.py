import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import fugong.core.sealed


class Migration(migrations.Migration):
    dependencies = [("accounts", "0005_open_sessions")]

    operations = [
        migrations.CreateModel(
            name="UndoOffer",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(help_text="Which reverse it is: a key of the register.", max_length=60),
                ),
                (
                    "record",
                    models.CharField(
                        blank=True, help_text="The model of the record that was changed.", max_length=60
                    ),
                ),
                (
                    "event",
                    models.BigIntegerField(
                        help_text="The last event of the record when the offer was made.", null=True
                    ),
                ),
                ("given", fugong.core.sealed.SealedText(blank=True, null=True)),
                ("until", models.DateTimeField(db_index=True)),
                ("used_at", models.DateTimeField(null=True)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
        ),
    ]
