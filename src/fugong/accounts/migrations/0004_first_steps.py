from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_user_sessions_ended")]

    operations = [
        migrations.AddField(
            model_name="user",
            name="first_steps_put_away_at",
            field=models.DateTimeField(
                blank=True, help_text="When the person put the list of first steps away.", null=True
            ),
        ),
    ]
