"""A found item reads as it was written down, or as a correction says."""

from importlib import import_module

from django.db import migrations

BEFORE: str = import_module("lockers.migrations.0002_kept_by_the_database").ITEM
BEFORE = BEFORE[: BEFORE.index("CREATE TRIGGER")].replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")
FROZEN = """OLD.source, OLD.description, OLD.colour,
        OLD.marks, OLD."where", OLD.found_at,"""
WORDS = """
    IF EXISTS (
        SELECT FROM (VALUES ('description', OLD.description, NEW.description), ('colour', OLD.colour, NEW.colour),
            ('marks', OLD.marks, NEW.marks), ('where', OLD."where", NEW."where")) word (what, was, becomes)
        WHERE word.was <> word.becomes AND (OLD.state <> 'kept' OR NOT EXISTS (
            SELECT FROM lockers_correction c WHERE c.document_id = NEW.document_id AND c.what = word.what
                AND c.was = word.was AND c.becomes = word.becomes))
    ) THEN
        RAISE EXCEPTION 'a found item is described otherwise by a correction'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'lockers_item_stays', TABLE = TG_TABLE_NAME;
    END IF;
    SELECT * INTO last"""


def with_words(function: str) -> str:
    """The function of 0002, whose words follow the corrections instead of never changing."""
    for row in ("OLD", "NEW"):
        function = function.replace(FROZEN.replace("OLD", row), f"{row}.source, {row}.found_at,")
    return function.replace("\n    SELECT * INTO last", WORDS, 1)


class Migration(migrations.Migration):
    dependencies = [("lockers", "0003_corrections")]

    operations = [migrations.RunSQL(with_words(BEFORE), BEFORE)]
