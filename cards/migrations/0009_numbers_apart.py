"""No card number lies in two stretches: what the ORM can't say without an extension."""

from django.db import migrations

APART = """
ALTER TABLE cards_stretch ADD CONSTRAINT cards_stretch_apart EXCLUDE USING gist (
    int8range(series_id, series_id, '[]') WITH =, int8range(first, last, '[]') WITH &&
);
"""
TOGETHER = "ALTER TABLE cards_stretch DROP CONSTRAINT cards_stretch_apart"


class Migration(migrations.Migration):
    dependencies = [("cards", "0008_group_orders_and_blank_stock")]

    operations = [migrations.RunSQL(APART, TOGETHER)]
