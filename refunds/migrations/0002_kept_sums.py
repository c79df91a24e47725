"""What the database itself keeps about refunds: sums held of a purchase, the tender, states that don't go back."""

from django.db import migrations

# The refund's money names the payment it undoes and has its tender, whatever the code says.
SAME_TENDER = """
ALTER TABLE refunds_refundtender ADD CONSTRAINT refunds_refundtender_of_its_payment
    FOREIGN KEY (paid_id, tender_id) REFERENCES refunds_purchasetender (id, tender_id) DEFERRABLE INITIALLY DEFERRED;
"""

# What is asked for and what has gone back is the sum of the refunds' own rows; the checks of the
# purchase's rows then refuse a cent or a piece too many, and their row locks make two clerks wait.
MONEY_HELD = """
CREATE FUNCTION refunds_money_held() RETURNS trigger
LANGUAGE plpgsql
AS $$
DECLARE
    was_reserved numeric := 0; was_final numeric := 0; is_reserved numeric := 0; is_final numeric := 0;
BEGIN
    IF TG_OP <> 'INSERT' THEN
        was_reserved := CASE OLD.holding WHEN 'reserved' THEN OLD.amount ELSE 0 END;
        was_final := CASE OLD.holding WHEN 'final' THEN OLD.amount ELSE 0 END;
    END IF;
    IF TG_OP <> 'DELETE' THEN
        is_reserved := CASE NEW.holding WHEN 'reserved' THEN NEW.amount ELSE 0 END;
        is_final := CASE NEW.holding WHEN 'final' THEN NEW.amount ELSE 0 END;
    END IF;
    IF (was_reserved, was_final) <> (is_reserved, is_final) THEN
        UPDATE refunds_purchasetender SET
            reserved = reserved - was_reserved + is_reserved,
            refunded = refunded - was_final + is_final
        WHERE id = CASE TG_OP WHEN 'DELETE' THEN OLD.paid_id ELSE NEW.paid_id END;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER refunds_money_held AFTER INSERT OR UPDATE OF holding, amount OR DELETE ON refunds_refundtender
FOR EACH ROW EXECUTE FUNCTION refunds_money_held();
"""

GOODS_HELD = """
CREATE FUNCTION refunds_goods_held() RETURNS trigger
LANGUAGE plpgsql
AS $$
DECLARE
    was_reserved numeric := 0; was_final numeric := 0; is_reserved numeric := 0; is_final numeric := 0;
    was_reserved_amount numeric := 0; was_final_amount numeric := 0;
    is_reserved_amount numeric := 0; is_final_amount numeric := 0;
BEGIN
    IF TG_OP <> 'INSERT' THEN
        IF OLD.holding = 'reserved' THEN
            was_reserved := OLD.quantity; was_reserved_amount := OLD.amount;
        ELSIF OLD.holding = 'final' THEN
            was_final := OLD.quantity; was_final_amount := OLD.amount;
        END IF;
    END IF;
    IF TG_OP <> 'DELETE' THEN
        IF NEW.holding = 'reserved' THEN
            is_reserved := NEW.quantity; is_reserved_amount := NEW.amount;
        ELSIF NEW.holding = 'final' THEN
            is_final := NEW.quantity; is_final_amount := NEW.amount;
        END IF;
    END IF;
    IF (was_reserved, was_final) <> (is_reserved, is_final) THEN
        UPDATE refunds_purchaseline SET
            reserved = reserved - was_reserved + is_reserved,
            returned = returned - was_final + is_final,
            reserved_amount = reserved_amount - was_reserved_amount + is_reserved_amount,
            returned_amount = returned_amount - was_final_amount + is_final_amount
        WHERE id = CASE TG_OP WHEN 'DELETE' THEN OLD.line_id ELSE NEW.line_id END;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER refunds_goods_held AFTER INSERT OR UPDATE OF holding, quantity, amount OR DELETE ON refunds_refundline
FOR EACH ROW EXECUTE FUNCTION refunds_goods_held();
"""

# A row that names a line or payment keeps naming it; what went back, or was given up, stays as it was.
ROWS_STAY = """
CREATE FUNCTION refunds_row_stays() RETURNS trigger
LANGUAGE plpgsql
AS $$
BEGIN
    IF OLD.holding IN ('final', 'released') AND (
           TG_OP = 'DELETE' OR NEW.holding <> OLD.holding OR NEW.amount <> OLD.amount)
       OR OLD.holding = 'reserved' AND (TG_OP = 'DELETE' OR NEW.amount <> OLD.amount) THEN
        RAISE EXCEPTION 'what was asked for or paid is kept as it was'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'refunds_row_stays', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER refunds_refundtender_stays BEFORE UPDATE OR DELETE ON refunds_refundtender
FOR EACH ROW EXECUTE FUNCTION refunds_row_stays();
CREATE TRIGGER refunds_refundline_stays BEFORE UPDATE OR DELETE ON refunds_refundline
FOR EACH ROW EXECUTE FUNCTION refunds_row_stays();
CREATE FUNCTION refunds_names_its_own() RETURNS trigger
LANGUAGE plpgsql
AS $$
BEGIN
    RAISE EXCEPTION 'a row of a refund keeps its line, payment and quantity'
        USING ERRCODE = 'restrict_violation', CONSTRAINT = 'refunds_row_stays', TABLE = TG_TABLE_NAME;
END $$;
CREATE TRIGGER refunds_refundtender_own BEFORE UPDATE ON refunds_refundtender FOR EACH ROW
WHEN (OLD.paid_id <> NEW.paid_id OR OLD.refund_id <> NEW.refund_id OR OLD.tender_id <> NEW.tender_id)
EXECUTE FUNCTION refunds_names_its_own();
CREATE TRIGGER refunds_refundline_own BEFORE UPDATE ON refunds_refundline FOR EACH ROW
WHEN (OLD.line_id <> NEW.line_id OR OLD.refund_id <> NEW.refund_id
      OR OLD.holding <> 'none' AND OLD.quantity <> NEW.quantity)
EXECUTE FUNCTION refunds_names_its_own();
"""

# The ways a refund may go; from its ends there is none, and what was paid is never prepared anew.
STATES = """
CREATE FUNCTION refunds_refund_goes_on() RETURNS trigger
LANGUAGE plpgsql
AS $$
BEGIN
    IF NOT (OLD.state, NEW.state) IN (
        ('draft', 'asked'), ('draft', 'cancelled'),
        ('asked', 'approved'), ('asked', 'rejected'), ('asked', 'draft'), ('asked', 'cancelled'),
        ('approved', 'draft'), ('approved', 'paying'), ('approved', 'cancelled'),
        ('rejected', 'draft'), ('rejected', 'asked'), ('rejected', 'cancelled'),
        ('paying', 'paid'), ('paying', 'asked'), ('paying', 'cancelled'),
        ('paid', 'closed')
    ) THEN
        RAISE EXCEPTION 'a refund does not go from % to %', OLD.state, NEW.state
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'refunds_refund_goes_on', TABLE = 'refunds_refund';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER refunds_refund_goes_on BEFORE UPDATE OF state ON refunds_refund
FOR EACH ROW WHEN (OLD.state <> NEW.state) EXECUTE FUNCTION refunds_refund_goes_on();
"""

# Goods are signed for once, by whoever signed.
COLLECTED = """
CREATE FUNCTION refunds_collected_stays() RETURNS trigger
LANGUAGE plpgsql
AS $$
BEGIN
    RAISE EXCEPTION 'these goods were signed for'
        USING ERRCODE = 'restrict_violation', CONSTRAINT = 'refunds_collected_stays', TABLE = 'refunds_pickup';
END $$;
CREATE TRIGGER refunds_collected_stays BEFORE UPDATE OR DELETE ON refunds_pickup
FOR EACH ROW WHEN (OLD.state = 'collected') EXECUTE FUNCTION refunds_collected_stays();
"""

UNDO = """
DROP TRIGGER refunds_collected_stays ON refunds_pickup;
DROP FUNCTION refunds_collected_stays;
DROP TRIGGER refunds_refund_goes_on ON refunds_refund;
DROP TRIGGER refunds_refundline_own ON refunds_refundline;
DROP TRIGGER refunds_refundtender_own ON refunds_refundtender;
DROP TRIGGER refunds_refundline_stays ON refunds_refundline;
DROP TRIGGER refunds_refundtender_stays ON refunds_refundtender;
DROP TRIGGER refunds_goods_held ON refunds_refundline;
DROP TRIGGER refunds_money_held ON refunds_refundtender;
DROP FUNCTION refunds_refund_goes_on, refunds_names_its_own, refunds_row_stays, refunds_goods_held, refunds_money_held;
ALTER TABLE refunds_refundtender DROP CONSTRAINT refunds_refundtender_of_its_payment;
"""


class Migration(migrations.Migration):
    dependencies = [("refunds", "0001_initial")]

    operations = [
        migrations.RunSQL("".join((SAME_TENDER, MONEY_HELD, GOODS_HELD, ROWS_STAY, STATES, COLLECTED)), UNDO),
    ]
