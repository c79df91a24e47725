"""What no code path can get round: terms are frozen, a decision stands, one person has one voice."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION approvals_keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'an approval is never deleted'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'approvals_never_deleted';
    END IF;
    IF TG_OP = 'INSERT' THEN
        IF NEW.decision <> 'pending' THEN
            RAISE EXCEPTION 'an approval is asked before it is decided'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'approvals_asked_first';
        END IF;
        RETURN NEW;
    END IF;
    IF (NEW.id, NEW.document_id, NEW.round, NEW.step, NEW.role, NEW.store_id, NEW.floor_id,
        NEW.asked_by_id, NEW.asked_at, NEW.body, NEW.digest)
       IS DISTINCT FROM
       (OLD.id, OLD.document_id, OLD.round, OLD.step, OLD.role, OLD.store_id, OLD.floor_id,
        OLD.asked_by_id, OLD.asked_at, OLD.body, OLD.digest) THEN
        RAISE EXCEPTION 'what was asked is frozen'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'approvals_terms_frozen';
    END IF;
    IF OLD.decision <> 'pending' AND (
        OLD.decision <> 'approved' OR NEW.decision <> 'void'
        OR (NEW.decided_by_id, NEW.decided_at, NEW.counter_of_id, NEW.note)
           IS DISTINCT FROM (OLD.decided_by_id, OLD.decided_at, OLD.counter_of_id, OLD.note)) THEN
        RAISE EXCEPTION 'a decision stands'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'approvals_decided_once';
    END IF;
    IF OLD.decision = 'pending' AND NEW.decision IN ('approved', 'rejected') AND EXISTS (
        SELECT FROM approvals_approval other
        WHERE other.document_id = NEW.document_id AND other.round = NEW.round
          AND other.decided_by_id = NEW.decided_by_id AND other.role <> NEW.role) THEN
        RAISE EXCEPTION 'one person does not decide for two roles'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'approvals_two_people';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER approvals_keep BEFORE INSERT OR UPDATE OR DELETE ON approvals_approval
    FOR EACH ROW EXECUTE FUNCTION approvals_keep();
"""

BACKWARD = """
DROP TRIGGER approvals_keep ON approvals_approval;
DROP FUNCTION approvals_keep();
"""


class Migration(migrations.Migration):
    dependencies = [("approvals", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
