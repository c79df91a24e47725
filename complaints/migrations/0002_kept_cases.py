"""What no code path can get round: steps in order, what the customer said stands, nobody about themself."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION complaints_keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'a complaint is never deleted'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'complaints_never_deleted';
    END IF;
    IF (NEW.document_id, NEW.store_id, NEW."on", NEW.kind, NEW.channel, NEW.what, NEW.demand, NEW.name, NEW.by_store)
       IS DISTINCT FROM
       (OLD.document_id, OLD.store_id, OLD."on", OLD.kind, OLD.channel, OLD.what, OLD.demand, OLD.name, OLD.by_store)
    THEN
        RAISE EXCEPTION 'what was registered stays'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'complaints_registered_stays';
    END IF;
    IF NEW.state <> OLD.state AND (OLD.state, NEW.state) NOT IN (
        ('registered', 'investigating'), ('registered', 'refused'), ('registered', 'thanked'),
        ('refused', 'closed'), ('investigating', 'planning'), ('planning', 'asked'),
        ('asked', 'approved'), ('asked', 'planning'), ('approved', 'agreed'), ('approved', 'planning'),
        ('agreed', 'carried'), ('carried', 'accepted'), ('accepted', 'followed'), ('followed', 'closed'),
        ('closed', 'investigating'), ('closed', 'passed'), ('area', 'head'), ('head', 'accepted'),
        ('head', 'investigating'), ('thanked', 'passed'), ('passed', 'followed')
    ) THEN
        RAISE EXCEPTION 'no step is left out: % to %', OLD.state, NEW.state
            USING ERRCODE = 'check_violation', CONSTRAINT = 'complaints_goes_on';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER complaints_keep BEFORE UPDATE OR DELETE ON complaints_complaint
    FOR EACH ROW EXECUTE FUNCTION complaints_keep();

CREATE FUNCTION complaints_not_own() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.kind <> 'registered' AND EXISTS (
        SELECT FROM complaints_complaint c
        WHERE c.document_id = NEW.document_id AND NEW.by_id IN (c.person_id, c.responsible_id)
    ) THEN
        RAISE EXCEPTION 'nobody handles a complaint about themself'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'complaints_not_own';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER complaints_not_own BEFORE INSERT ON complaints_step
    FOR EACH ROW EXECUTE FUNCTION complaints_not_own();
"""

BACKWARD = """
DROP TRIGGER complaints_not_own ON complaints_step;
DROP FUNCTION complaints_not_own();
DROP TRIGGER complaints_keep ON complaints_complaint;
DROP FUNCTION complaints_keep();
"""


class Migration(migrations.Migration):
    dependencies = [("complaints", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
