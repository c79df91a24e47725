"""A gift without a campaign comes from a paper that allows it; a place that is counted doesn't tell its book."""

from importlib import import_module

from django.db import migrations

# Asked at the commit: an act writes its paper last.
BECAUSE = """
CREATE FUNCTION gifts_given_because() RETURNS trigger
LANGUAGE plpgsql
AS $$
BEGIN
    IF (SELECT origin_id FROM documents_document WHERE id = NEW.document_id) IS NULL THEN
        RAISE EXCEPTION 'a gift without a campaign comes from another paper'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'gifts_given_because', TABLE = 'gifts_giftissue';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER gifts_given_because AFTER INSERT ON gifts_giftissue
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.campaign_id IS NULL) EXECUTE FUNCTION gifts_given_because();
"""

BEFORE: str = import_module("gifts.migrations.0002_kept_by_the_database").MOVE
TOLD = "json_build_object('item', concat_ws(' ', i.name, nullif(i.model, '')),\n" + (
    " " * 20 + "'place', p.kind, 'holds', s.balance, 'asked', -p_change)::text"
)
# While somebody counts blind there, what the book holds is left out of what is told.
BLIND = """jsonb_strip_nulls(jsonb_build_object('item', concat_ws(' ', i.name, nullif(i.model, '')),
                    'place', p.kind, 'asked', -p_change, 'holds', CASE WHEN NOT EXISTS (
                        SELECT FROM gifts_giftcount c WHERE c.place_id = p_place AND c.state = 'open'
                    ) THEN s.balance END))::text"""
ANEW = "CREATE OR REPLACE FUNCTION"


class Migration(migrations.Migration):
    dependencies = [("gifts", "0003_goodwill")]

    operations = [
        migrations.RunSQL(
            BECAUSE, "DROP TRIGGER gifts_given_because ON gifts_giftissue; DROP FUNCTION gifts_given_because();"
        ),
        migrations.RunSQL(
            BEFORE.replace("CREATE FUNCTION", ANEW).replace(TOLD, BLIND),
            BEFORE.replace("CREATE FUNCTION", ANEW),
        ),
    ]
