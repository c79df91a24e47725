"""What the database itself keeps about lockers: the chain of custody, what was signed, states that don't go back."""

from django.db import migrations

# A step continues the last one: its number is the next, its giver is who took the item last. The item's
# row is locked, so that two hands can't both be next.
CHAIN = """
CREATE FUNCTION lockers_custody_next() RETURNS trigger
LANGUAGE plpgsql
AS $$
DECLARE
    last lockers_custodystep%ROWTYPE;
BEGIN
    PERFORM 1 FROM lockers_founditem WHERE id = NEW.item_id FOR NO KEY UPDATE;
    SELECT * INTO last FROM lockers_custodystep WHERE item_id = NEW.item_id ORDER BY position DESC LIMIT 1;
    IF last.id IS NULL THEN
        IF NEW.position <> 1 OR NEW.kind <> 'taken_in' THEN
            RAISE EXCEPTION 'custody begins when the item is taken in'
                USING ERRCODE = 'restrict_violation', CONSTRAINT = 'lockers_custody_begins', TABLE = TG_TABLE_NAME;
        END IF;
    ELSIF last.kind IN ('claimed', 'handed') THEN
        RAISE EXCEPTION 'the item has left the house'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'lockers_custody_ended', TABLE = TG_TABLE_NAME;
    ELSIF NEW.position <> last.position + 1 OR NEW.kind = 'taken_in'
          OR NEW.giver_id IS DISTINCT FROM last.taker_id THEN
        RAISE EXCEPTION 'custody has no gap: % gives it next', last.taker_name
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'lockers_custody_no_gap', TABLE = TG_TABLE_NAME;
    END IF;
    IF NEW.kind = 'claimed' AND NOT EXISTS (SELECT FROM lockers_claim WHERE item_id = NEW.item_id) THEN
        RAISE EXCEPTION 'given to an owner without a claim'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'lockers_custody_claimed', TABLE = TG_TABLE_NAME;
    END IF;
    IF NEW.kind = 'handed' AND NOT EXISTS (
        SELECT FROM lockers_founditem item JOIN lockers_handingover list ON list.id = item.handing_id
        WHERE item.id = NEW.item_id AND list.state IN ('approved', 'done')
    ) THEN
        RAISE EXCEPTION 'handed on without approval'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'lockers_custody_handed', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER lockers_custody_next BEFORE INSERT ON lockers_custodystep
FOR EACH ROW EXECUTE FUNCTION lockers_custody_next();

CREATE FUNCTION lockers_custody_told() RETURNS trigger
LANGUAGE plpgsql
AS $$
BEGIN
    UPDATE lockers_founditem SET
        holder_id = NEW.taker_id, place = NEW.place, spot = NEW.spot, seal = NEW.seal,
        state = CASE NEW.kind WHEN 'claimed' THEN 'claimed' WHEN 'handed' THEN 'handed' ELSE 'kept' END
    WHERE id = NEW.item_id;
    RETURN NULL;
END $$;
CREATE TRIGGER lockers_custody_told AFTER INSERT ON lockers_custodystep
FOR EACH ROW EXECUTE FUNCTION lockers_custody_told();
"""

# The item says what its chain says, and is what was written down when it was taken in.
ITEM = """
CREATE FUNCTION lockers_item_follows() RETURNS trigger
LANGUAGE plpgsql
AS $$
DECLARE
    last lockers_custodystep%ROWTYPE;
BEGIN
    IF (OLD.document_id, OLD.store_id, OLD.category, OLD.handling, OLD.source, OLD.description, OLD.colour,
        OLD.marks, OLD."where", OLD.found_at, OLD.found_on, OLD.keep_until)
       IS DISTINCT FROM
       (NEW.document_id, NEW.store_id, NEW.category, NEW.handling, NEW.source, NEW.description, NEW.colour,
        NEW.marks, NEW."where", NEW.found_at, NEW.found_on, NEW.keep_until)
       OR OLD.cash IS DISTINCT FROM NEW.cash THEN
        RAISE EXCEPTION 'a found item stays as it was written down'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'lockers_item_stays', TABLE = TG_TABLE_NAME;
    END IF;
    SELECT * INTO last FROM lockers_custodystep WHERE item_id = NEW.id ORDER BY position DESC LIMIT 1;
    IF (NEW.holder_id, NEW.place, NEW.spot, NEW.seal) IS DISTINCT FROM
       (last.taker_id, coalesce(last.place, ''), coalesce(last.spot, ''), coalesce(last.seal, ''))
       OR NEW.state <> (CASE last.kind WHEN 'claimed' THEN 'claimed' WHEN 'handed' THEN 'handed' ELSE 'kept' END)
    THEN
        RAISE EXCEPTION 'a found item says what its custody says'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'lockers_item_follows', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER lockers_item_follows BEFORE UPDATE ON lockers_founditem
FOR EACH ROW EXECUTE FUNCTION lockers_item_follows();

CREATE FUNCTION lockers_item_has_custody() RETURNS trigger
LANGUAGE plpgsql
AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM lockers_custodystep WHERE item_id = NEW.id) THEN
        RAISE EXCEPTION 'a found item is in somebody''s custody'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'lockers_item_has_custody', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER lockers_item_has_custody AFTER INSERT ON lockers_founditem
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION lockers_item_has_custody();
"""

# What a customer signed, or security witnessed, stays; what has ended doesn't begin again.
SIGNED = """
CREATE FUNCTION lockers_stays() RETURNS trigger
LANGUAGE plpgsql
AS $$
BEGIN
    RAISE EXCEPTION 'what was signed stays as it was'
        USING ERRCODE = 'restrict_violation', CONSTRAINT = 'lockers_signed_stays', TABLE = TG_TABLE_NAME;
END $$;
CREATE TRIGGER lockers_deposit_stays BEFORE UPDATE ON lockers_deposit FOR EACH ROW
WHEN (OLD.state <> 'kept'
      OR (OLD.document_id, OLD.store_id, OLD.tag, OLD.description, OLD.look, OLD.pieces, OLD.valuables, OLD.seal,
          OLD.owner_id)
         IS DISTINCT FROM
         (NEW.document_id, NEW.store_id, NEW.tag, NEW.description, NEW.look, NEW.pieces, NEW.valuables, NEW.seal,
          NEW.owner_id))
EXECUTE FUNCTION lockers_stays();
CREATE TRIGGER lockers_deposit_kept BEFORE DELETE ON lockers_deposit FOR EACH ROW EXECUTE FUNCTION lockers_stays();
CREATE TRIGGER lockers_opening_stays BEFORE UPDATE ON lockers_opening FOR EACH ROW
WHEN (OLD.state <> 'asked'
      OR (OLD.document_id, OLD.box_id, OLD.cause, OLD.said, OLD.customer_id)
         IS DISTINCT FROM (NEW.document_id, NEW.box_id, NEW.cause, NEW.said, NEW.customer_id))
EXECUTE FUNCTION lockers_stays();
CREATE TRIGGER lockers_use_stays BEFORE UPDATE ON lockers_boxuse FOR EACH ROW
WHEN (OLD.ended_at IS NOT NULL OR (OLD.box_id, OLD.given_at) IS DISTINCT FROM (NEW.box_id, NEW.given_at))
EXECUTE FUNCTION lockers_stays();
CREATE TRIGGER lockers_claim_stays BEFORE UPDATE OR DELETE ON lockers_claim
FOR EACH ROW EXECUTE FUNCTION lockers_stays();
CREATE TRIGGER lockers_handing_stays BEFORE UPDATE ON lockers_handingover FOR EACH ROW
WHEN (OLD.state IN ('done', 'rejected', 'cancelled') OR OLD.listed IS DISTINCT FROM NEW.listed
      OR OLD.way <> NEW.way)
EXECUTE FUNCTION lockers_stays();
CREATE TRIGGER lockers_sweep_stays BEFORE UPDATE ON lockers_sweep FOR EACH ROW
WHEN (OLD.state = 'signed') EXECUTE FUNCTION lockers_stays();
"""

SWEEP = """
CREATE FUNCTION lockers_sweep_whole() RETURNS trigger
LANGUAGE plpgsql
AS $$
BEGIN
    IF EXISTS (SELECT FROM lockers_sweepline WHERE sweep_id = NEW.id AND result = '') THEN
        RAISE EXCEPTION 'a sweep is signed when every box was looked into'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'lockers_sweep_whole', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER lockers_sweep_whole BEFORE UPDATE ON lockers_sweep FOR EACH ROW
WHEN (OLD.state = 'open' AND NEW.state = 'signed') EXECUTE FUNCTION lockers_sweep_whole();

CREATE FUNCTION lockers_sweepline_open() RETURNS trigger
LANGUAGE plpgsql
AS $$
BEGIN
    IF (SELECT state FROM lockers_sweep
        WHERE id = (CASE TG_OP WHEN 'DELETE' THEN OLD.sweep_id ELSE NEW.sweep_id END) FOR SHARE) = 'signed' THEN
        RAISE EXCEPTION 'this sweep was signed'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'lockers_sweepline_open', TABLE = TG_TABLE_NAME;
    END IF;
    IF TG_OP = 'UPDATE' AND OLD.item_id IS NOT NULL THEN
        RAISE EXCEPTION 'what was found in this box is recorded'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'lockers_sweepline_left', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER lockers_sweepline_open BEFORE INSERT OR UPDATE OR DELETE ON lockers_sweepline
FOR EACH ROW EXECUTE FUNCTION lockers_sweepline_open();
"""

UNDO = """
DROP TRIGGER lockers_sweepline_open ON lockers_sweepline;
DROP TRIGGER lockers_sweep_whole ON lockers_sweep;
DROP TRIGGER lockers_sweep_stays ON lockers_sweep;
DROP TRIGGER lockers_handing_stays ON lockers_handingover;
DROP TRIGGER lockers_claim_stays ON lockers_claim;
DROP TRIGGER lockers_use_stays ON lockers_boxuse;
DROP TRIGGER lockers_opening_stays ON lockers_opening;
DROP TRIGGER lockers_deposit_kept ON lockers_deposit;
DROP TRIGGER lockers_deposit_stays ON lockers_deposit;
DROP TRIGGER lockers_item_has_custody ON lockers_founditem;
DROP TRIGGER lockers_item_follows ON lockers_founditem;
DROP TRIGGER lockers_custody_told ON lockers_custodystep;
DROP TRIGGER lockers_custody_next ON lockers_custodystep;
DROP FUNCTION lockers_sweepline_open, lockers_sweep_whole, lockers_stays, lockers_item_has_custody,
    lockers_item_follows, lockers_custody_told, lockers_custody_next;
"""


class Migration(migrations.Migration):
    dependencies = [("lockers", "0001_initial")]

    operations = [migrations.RunSQL("".join((CHAIN, ITEM, SIGNED, SWEEP)), UNDO)]
