from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("services", "0001_initial")]

    operations = [
        migrations.RemoveConstraint(model_name="serviceapplication", name="service_granted_has_number"),
        migrations.AddConstraint(
            model_name="serviceapplication",
            constraint=models.CheckConstraint(
                condition=~Q(state="granted") | Q(serial__isnull=False) | ~Q(number=""),
                name="service_granted_has_number",
            ),
        ),
    ]
