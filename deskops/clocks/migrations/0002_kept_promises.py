"""What no code path can get round: a miss stands, a promise kept stands, when it was given stands."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION clocks_keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'a promise is never deleted'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'clocks_never_deleted';
    END IF;
    IF OLD.missed_at IS NOT NULL AND NEW.missed_at IS DISTINCT FROM OLD.missed_at THEN
        RAISE EXCEPTION 'what was missed stays missed'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'clocks_miss_stands';
    END IF;
    IF (NEW.document_id, NEW.policy_id, NEW.started_at)
       IS DISTINCT FROM (OLD.document_id, OLD.policy_id, OLD.started_at) THEN
        RAISE EXCEPTION 'what was promised stays promised'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'clocks_promise_frozen';
    END IF;
    IF (OLD.met_at IS NOT NULL OR OLD.dropped_at IS NOT NULL)
       AND (NEW.met_at, NEW.met_by_id, NEW.met_how, NEW.dropped_at, NEW.due_at)
           IS DISTINCT FROM (OLD.met_at, OLD.met_by_id, OLD.met_how, OLD.dropped_at, OLD.due_at) THEN
        RAISE EXCEPTION 'a promise that ended stands'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'clocks_end_stands';
    END IF;
    IF NEW.due_at <> OLD.due_at AND (NEW.due_at < OLD.due_at OR OLD.missed_at IS NOT NULL) THEN
        RAISE EXCEPTION 'a promise is not moved after it was missed, nor forward'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'clocks_due_stands';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER clocks_keep BEFORE UPDATE OR DELETE ON clocks_target
    FOR EACH ROW EXECUTE FUNCTION clocks_keep();

CREATE FUNCTION clocks_keep_policy() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'another promise is another version'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'clocks_policy_frozen';
END $$;
CREATE TRIGGER clocks_keep_policy BEFORE UPDATE OR DELETE ON clocks_policy
    FOR EACH ROW EXECUTE FUNCTION clocks_keep_policy();
"""

BACKWARD = """
DROP TRIGGER clocks_keep_policy ON clocks_policy;
DROP FUNCTION clocks_keep_policy();
DROP TRIGGER clocks_keep ON clocks_target;
DROP FUNCTION clocks_keep();
"""


class Migration(migrations.Migration):
    dependencies = [("clocks", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
