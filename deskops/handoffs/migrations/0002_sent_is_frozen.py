"""What no code path can get round: what was sent is frozen, states follow their order."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION handoffs_refuse(why text, name text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '%', why USING ERRCODE = 'check_violation', CONSTRAINT = name;
END $$;

CREATE FUNCTION handoffs_keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        PERFORM handoffs_refuse('a handoff is never deleted', 'handoffs_never_deleted');
    END IF;
    IF TG_OP = 'INSERT' THEN
        IF NEW.state <> 'draft' THEN
            PERFORM handoffs_refuse('a handoff begins as a draft', 'handoffs_step');
        END IF;
        RETURN NEW;
    END IF;
    IF OLD.state IN ('received', 'withdrawn') THEN
        PERFORM handoffs_refuse('a handoff that ended stands', 'handoffs_ended');
    END IF;
    IF NEW.state <> OLD.state AND (OLD.state, NEW.state) NOT IN (
        ('draft', 'sent'), ('draft', 'withdrawn'), ('sent', 'received'), ('sent', 'disputed'),
        ('disputed', 'settled'), ('settled', 'received'), ('settled', 'disputed')) THEN
        PERFORM handoffs_refuse('no such step', 'handoffs_step');
    END IF;
    IF (NEW.document_id, NEW.kind, NEW.store_id, NEW.floor_id, NEW.business_date, NEW.occasion,
        NEW.giver_role, NEW.receiver_role)
       IS DISTINCT FROM
       (OLD.document_id, OLD.kind, OLD.store_id, OLD.floor_id, OLD.business_date, OLD.occasion,
        OLD.giver_role, OLD.receiver_role) THEN
        PERFORM handoffs_refuse('whose handoff it is stays', 'handoffs_frozen');
    END IF;
    IF OLD.state <> 'draft' AND
       (NEW.due_at, NEW.body, NEW.digest, NEW.line_count, NEW.total_amount, NEW.total_quantity,
        NEW.sent_by_id, NEW.sent_at, NEW.sent_signature_id)
       IS DISTINCT FROM
       (OLD.due_at, OLD.body, OLD.digest, OLD.line_count, OLD.total_amount, OLD.total_quantity,
        OLD.sent_by_id, OLD.sent_at, OLD.sent_signature_id) THEN
        PERFORM handoffs_refuse('what was sent is frozen', 'handoffs_frozen');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER handoffs_keep BEFORE INSERT OR UPDATE OR DELETE ON handoffs_handoff
    FOR EACH ROW EXECUTE FUNCTION handoffs_keep();

CREATE FUNCTION handoffs_keep_line() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    stage text;
BEGIN
    SELECT state INTO stage FROM handoffs_handoff
        WHERE document_id = CASE TG_OP WHEN 'DELETE' THEN OLD.handoff_id ELSE NEW.handoff_id END;
    IF TG_OP <> 'UPDATE' THEN
        IF stage IS DISTINCT FROM 'draft' THEN
            PERFORM handoffs_refuse('what was sent is frozen', 'handoffs_frozen');
        END IF;
        RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
    END IF;
    IF (NEW.id, NEW.handoff_id, NEW.position, NEW.section, NEW.key, NEW.label, NEW."values",
        NEW.amount, NEW.quantity)
       IS DISTINCT FROM
       (OLD.id, OLD.handoff_id, OLD.position, OLD.section, OLD.key, OLD.label, OLD."values",
        OLD.amount, OLD.quantity) THEN
        PERFORM handoffs_refuse('what was sent is frozen', 'handoffs_frozen');
    END IF;
    IF (NEW.found_amount, NEW.found_quantity, NEW.reason)
       IS DISTINCT FROM (OLD.found_amount, OLD.found_quantity, OLD.reason)
       AND stage NOT IN ('sent', 'settled') THEN
        PERFORM handoffs_refuse('findings are entered before signing', 'handoffs_found_before_signing');
    END IF;
    IF (NEW.agreed_amount, NEW.agreed_quantity, NEW.settlement)
       IS DISTINCT FROM (OLD.agreed_amount, OLD.agreed_quantity, OLD.settlement)
       AND stage <> 'disputed' THEN
        PERFORM handoffs_refuse('what is not disputed is not settled', 'handoffs_settled_when_disputed');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER handoffs_keep_line BEFORE INSERT OR UPDATE OR DELETE ON handoffs_handoffline
    FOR EACH ROW EXECUTE FUNCTION handoffs_keep_line();
"""

BACKWARD = """
DROP TRIGGER handoffs_keep_line ON handoffs_handoffline;
DROP FUNCTION handoffs_keep_line();
DROP TRIGGER handoffs_keep ON handoffs_handoff;
DROP FUNCTION handoffs_keep();
DROP FUNCTION handoffs_refuse(text, text);
"""


class Migration(migrations.Migration):
    dependencies = [("handoffs", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
