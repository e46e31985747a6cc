import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='PasswordTry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=120, unique=True)),
                ('tries', django.contrib.postgres.fields.ArrayField(base_field=models.DateTimeField(), size=None)),
                ('until', models.DateTimeField(db_index=True)),
            ],
        ),
        migrations.RunSQL(
            "ALTER TABLE accounts_passwordtry SET UNLOGGED",  # counting a try must cost no write-ahead log; a crash may forget it
            "ALTER TABLE accounts_passwordtry SET LOGGED",
        ),
    ]
