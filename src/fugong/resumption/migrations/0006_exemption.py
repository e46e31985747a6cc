"""Why no filing is asked of an enterprise stands apart from its state, so that an exempt one can be at work."""

from django.db import migrations, models
from django.db.models import F, Q


def kept(apps, schema_editor):
    apps.get_model("resumption", "Resumption").objects.filter(state="exempt").update(exemption=F("reason"))


class Migration(migrations.Migration):

    dependencies = [
        ("resumption", "0005_measured"),
    ]

    operations = [
        migrations.AddField(
            model_name="resumption",
            name="exemption",
            field=models.CharField(blank=True, default="", help_text="Why no filing is asked of it; empty where it must file.", max_length=300, verbose_name="exemption"),
            preserve_default=False,
        ),
        migrations.RunPython(kept, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="resumption",
            constraint=models.CheckConstraint(condition=~Q(state="exempt") | ~Q(exemption=""), name="resumption_exemption_is_said"),
        ),
        migrations.AddConstraint(
            model_name="resumption",
            constraint=models.CheckConstraint(condition=Q(exemption="") | Q(state__in=["exempt", "resumed", "suspended"]), name="resumption_exempt_ways"),
        ),
    ]
