"""Counting requests isn't written ahead: it would cost every request a wait for the disk."""

from django.db import migrations

UNLOGGED = "ALTER TABLE pos_pace SET UNLOGGED; ALTER TABLE pos_pace SET (fillfactor = 50)"
LOGGED = "ALTER TABLE pos_pace RESET (fillfactor); ALTER TABLE pos_pace SET LOGGED"


class Migration(migrations.Migration):
    dependencies = [("pos", "0001_initial")]

    operations = [migrations.RunSQL(UNLOGGED, LOGGED)]
