"""What the database itself keeps about tills: counts and payments are written once, shifts only fill up."""

from django.db import migrations

# The lines of a count are stored before it, its foreign key being deferred: when the count comes, its
# amount is compared with them, and a line that comes later finds the count there.
COUNT_SUM = """
CREATE FUNCTION tills_count_sum() RETURNS trigger
LANGUAGE plpgsql
AS $$
BEGIN
    IF EXISTS (
        SELECT FROM added c
        WHERE c.amount <> (SELECT coalesce(sum(l.face * l.pieces), 0) FROM tills_countline l WHERE l.count_id = c.id)
    ) THEN
        RAISE EXCEPTION 'a count is the sum of its denominations'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'tills_count_sum', TABLE = 'tills_count';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER tills_count_sum AFTER INSERT ON tills_count
REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION tills_count_sum();
CREATE FUNCTION tills_countline_complete() RETURNS trigger
LANGUAGE plpgsql
AS $$
BEGIN
    IF EXISTS (SELECT FROM added l JOIN tills_count c ON c.id = l.count_id) THEN
        RAISE EXCEPTION 'a count gets its lines before it is stored, nothing is added later'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'tills_count_sum', TABLE = 'tills_countline';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER tills_countline_complete AFTER INSERT ON tills_countline
REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION tills_countline_complete();
"""

WRITTEN_ONCE = """
CREATE FUNCTION tills_written_once() RETURNS trigger
LANGUAGE plpgsql
AS $$
BEGIN
    RAISE EXCEPTION 'written once: no % of %', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation', CONSTRAINT = 'tills_written_once', TABLE = TG_TABLE_NAME;
END $$;
"""

TABLES = ("tills_count", "tills_countline", "tills_posreading", "tills_payment", "tills_daysheet", "tills_daysheettick")

APPEND_ONLY = "".join(
    f"""
CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION tills_written_once();
CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION tills_written_once();
"""
    for table in TABLES
)

# A column of a shift that holds a value keeps it; the state alone moves, and never out of its end.
SHIFT_FILLS_UP = """
CREATE FUNCTION tills_shift_fills_up() RETURNS trigger
LANGUAGE plpgsql
AS $$
BEGIN
    IF OLD.state = 'handed_over' OR EXISTS (
        SELECT FROM jsonb_each(to_jsonb(OLD) - 'state') was
        WHERE was.value <> 'null' AND to_jsonb(NEW) -> was.key IS DISTINCT FROM was.value
    ) THEN
        RAISE EXCEPTION 'a shift keeps what was written down'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'tills_written_once', TABLE = 'tills_shift';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER tills_shift_fills_up BEFORE UPDATE ON tills_shift
FOR EACH ROW EXECUTE FUNCTION tills_shift_fills_up();
CREATE TRIGGER tills_shift_stays BEFORE DELETE ON tills_shift
FOR EACH STATEMENT EXECUTE FUNCTION tills_written_once();
CREATE TRIGGER tills_shift_no_truncate BEFORE TRUNCATE ON tills_shift
FOR EACH STATEMENT EXECUTE FUNCTION tills_written_once();
"""

DROP = (
    "DROP TRIGGER tills_shift_no_truncate ON tills_shift; DROP TRIGGER tills_shift_stays ON tills_shift;"
    "DROP TRIGGER tills_shift_fills_up ON tills_shift;"
    "DROP FUNCTION tills_shift_fills_up();"
    + "".join(f"DROP TRIGGER {table}_no_truncate ON {table}; DROP TRIGGER {table}_append_only ON {table};"
        for table in TABLES)
    + "DROP FUNCTION tills_written_once();"
    "DROP TRIGGER tills_countline_complete ON tills_countline; DROP FUNCTION tills_countline_complete();"
    "DROP TRIGGER tills_count_sum ON tills_count; DROP FUNCTION tills_count_sum();"
)


class Migration(migrations.Migration):
    dependencies = [("tills", "0001_initial")]

    operations = [migrations.RunSQL([COUNT_SUM, WRITTEN_ONCE, APPEND_ONLY, SHIFT_FILLS_UP], DROP)]
