"""A day that was promised stays; who was told of what and when stays."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION clocks_keep_until() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'what was promised stays promised'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'clocks_promise_frozen';
END $$;
CREATE TRIGGER clocks_keep_until BEFORE UPDATE ON clocks_target
    FOR EACH ROW WHEN (NEW.until IS DISTINCT FROM OLD.until) EXECUTE FUNCTION clocks_keep_until();

CREATE FUNCTION clocks_keep_notice() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.seen_at IS NOT NULL
       OR (NEW.target_id, NEW.kind, NEW.due_at, NEW.at) IS DISTINCT FROM (OLD.target_id, OLD.kind, OLD.due_at, OLD.at) THEN
        RAISE EXCEPTION 'who was told of what stays'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'clocks_notice_frozen';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER clocks_keep_notice BEFORE UPDATE OR DELETE ON clocks_notice
    FOR EACH ROW EXECUTE FUNCTION clocks_keep_notice();
"""

BACKWARD = """
DROP TRIGGER clocks_keep_notice ON clocks_notice;
DROP FUNCTION clocks_keep_notice();
DROP TRIGGER clocks_keep_until ON clocks_target;
DROP FUNCTION clocks_keep_until();
"""


class Migration(migrations.Migration):
    dependencies = [("clocks", "0003_warnings")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
