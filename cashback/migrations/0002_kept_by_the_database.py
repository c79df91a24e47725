"""What a line comes to, that a booked list stays, the order of states: kept by the database."""

from django.db import migrations

# As cashback.rules.work_out: the sum down to the jiao, below zero left for the next cycle.
WORKED = """
ALTER TABLE cashback_line ADD CONSTRAINT cashback_line_worked_out CHECK (
    amount = greatest(trunc(earned + brought + correction + added, 1), 0)
    AND "left" = least(earned + brought + correction + added, 0)
)
"""
LINE = """
CREATE FUNCTION cashback_line_kept() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp
AS $$
BEGIN
    IF TG_OP <> 'INSERT' AND OLD.state = 'paid' THEN
        RAISE EXCEPTION 'a paid line never changes'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'cashback_line_ended';
    END IF;
    IF (SELECT state FROM cashback_cycle WHERE document_id = OLD.cycle_id) <> 'listing'
        AND (TG_OP = 'DELETE' OR NEW.exception_id IS NULL
            OR (OLD.purchases, OLD.returned, OLD.rate, OLD.earned, OLD.brought, OLD.correction)
                IS DISTINCT FROM
                (NEW.purchases, NEW.returned, NEW.rate, NEW.earned, NEW.brought, NEW.correction))
    THEN
        RAISE EXCEPTION 'a booked list changes by exceptions only'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'cashback_list_frozen';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER cashback_line_figures BEFORE UPDATE ON cashback_line FOR EACH ROW
    WHEN ((OLD.cycle_id, OLD.member_id, OLD.purchases, OLD.returned, OLD.rate, OLD.earned, OLD.brought,
            OLD.correction, OLD.added, OLD.amount, OLD."left")
        IS DISTINCT FROM
        (NEW.cycle_id, NEW.member_id, NEW.purchases, NEW.returned, NEW.rate, NEW.earned, NEW.brought,
            NEW.correction, NEW.added, NEW.amount, NEW."left")
        OR OLD.state = 'paid' AND NEW.state <> 'paid')
    EXECUTE FUNCTION cashback_line_kept();
CREATE TRIGGER cashback_line_deleted BEFORE DELETE ON cashback_line FOR EACH ROW
    EXECUTE FUNCTION cashback_line_kept();
"""
CYCLE = """
CREATE FUNCTION cashback_cycle_order() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp
AS $$
BEGIN
    IF (OLD.state, NEW.state) NOT IN (('listing', 'booked'), ('booked', 'drawn'), ('booked', 'returned'),
        ('drawn', 'returned'), ('returned', 'closed'))
    THEN
        RAISE EXCEPTION 'a cycle goes on, never back: % to %', OLD.state, NEW.state
            USING ERRCODE = 'check_violation', CONSTRAINT = 'cashback_cycle_goes_on';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER cashback_cycle_states BEFORE UPDATE OF state ON cashback_cycle FOR EACH ROW
    WHEN (OLD.state <> NEW.state) EXECUTE FUNCTION cashback_cycle_order();
"""
DROP = """
DROP TRIGGER cashback_cycle_states ON cashback_cycle; DROP FUNCTION cashback_cycle_order();
DROP TRIGGER cashback_line_deleted ON cashback_line; DROP TRIGGER cashback_line_figures ON cashback_line;
DROP FUNCTION cashback_line_kept();
ALTER TABLE cashback_line DROP CONSTRAINT cashback_line_worked_out;
"""


class Migration(migrations.Migration):
    dependencies = [("cashback", "0001_initial")]

    operations = [migrations.RunSQL([WORKED, LINE, CYCLE], DROP)]
