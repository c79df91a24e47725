"""What the database itself keeps about gifts: stock, pieces settled once, counts that are never rewritten."""

from django.db import migrations

# The stock of a gift at a place, opened when it isn't there.
OPEN = """
CREATE FUNCTION gifts_open(p_place bigint, p_item bigint) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
DECLARE
    found bigint;
BEGIN
    SELECT id INTO found FROM gifts_stock WHERE place_id = p_place AND item_id = p_item;
    IF found IS NULL THEN
        INSERT INTO gifts_stock (place_id, item_id, balance, moves) VALUES (p_place, p_item, 0, 0)
        ON CONFLICT (place_id, item_id) DO NOTHING;
        SELECT id INTO found FROM gifts_stock WHERE place_id = p_place AND item_id = p_item;
    END IF;
    RETURN found;
END $$
"""

# One movement. The row of the stock is the lock; balance and number come from it, below zero it says
# what is there under the name of the constraint that would refuse it anyway.
MOVE = """
CREATE FUNCTION gifts_move(
    p_place bigint, p_item bigint, p_change integer, p_kind text, p_document bigint, p_campaign bigint,
    p_line bigint, p_store bigint, p_day date, p_staff bigint, p_at timestamptz
) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
DECLARE
    opened bigint := gifts_open(p_place, p_item);
    s gifts_stock;
    moved bigint;
BEGIN
    SELECT * INTO s FROM gifts_stock WHERE id = opened FOR NO KEY UPDATE;
    IF s.balance + p_change < 0 THEN
        RAISE EXCEPTION 'stock % holds %, % asked', s.id, s.balance, -p_change
            USING ERRCODE = 'check_violation', CONSTRAINT = 'gifts_stock_not_negative', TABLE = 'gifts_stock',
                DETAIL = (SELECT json_build_object('item', concat_ws(' ', i.name, nullif(i.model, '')),
                    'place', p.kind, 'holds', s.balance, 'asked', -p_change)::text
                    FROM gifts_giftitem i, gifts_place p WHERE i.id = p_item AND p.id = p_place);
    END IF;
    UPDATE gifts_stock SET balance = balance + p_change, moves = moves + 1 WHERE id = s.id;
    INSERT INTO gifts_movement (stock_id, store_id, number, kind, change, balance, document_id, campaign_id,
        line_id, business_date, by_id, at)
    VALUES (s.id, p_store, s.moves + 1, p_kind, p_change, s.balance + p_change, p_document, p_campaign,
        p_line, p_day, p_staff, p_at)
    RETURNING id INTO moved;
    RETURN moved;
END $$
"""

# Whoever writes, a movement follows the one before it: the balance is always the sum of the movements.
CHAIN = """
CREATE FUNCTION gifts_movement_follows() RETURNS trigger
LANGUAGE plpgsql
AS $$
DECLARE
    before integer;
BEGIN
    SELECT m.balance INTO before FROM gifts_movement m WHERE m.stock_id = NEW.stock_id AND m.number = NEW.number - 1;
    IF NEW.balance <> coalesce(before, 0) + NEW.change OR (before IS NULL) <> (NEW.number = 1)
        OR NOT EXISTS (SELECT FROM gifts_stock s WHERE s.id = NEW.stock_id
            AND s.balance = NEW.balance AND s.moves = NEW.number) THEN
        RAISE EXCEPTION 'a movement follows the one before it'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'gifts_movement_follows', TABLE = 'gifts_movement';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER gifts_movement_follows BEFORE INSERT ON gifts_movement
FOR EACH ROW EXECUTE FUNCTION gifts_movement_follows();
CREATE FUNCTION gifts_stock_moves() RETURNS trigger
LANGUAGE plpgsql
AS $$
BEGIN
    IF NEW.place_id <> OLD.place_id OR NEW.item_id <> OLD.item_id OR NEW.moves <> OLD.moves + 1 THEN
        RAISE EXCEPTION 'stock changes by a movement'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'gifts_written_once', TABLE = 'gifts_stock';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER gifts_stock_moves BEFORE UPDATE ON gifts_stock
FOR EACH ROW EXECUTE FUNCTION gifts_stock_moves();
"""

WRITTEN_ONCE = """
CREATE FUNCTION gifts_written_once() RETURNS trigger
LANGUAGE plpgsql
AS $$
BEGIN
    RAISE EXCEPTION 'written once: no % of %', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation', CONSTRAINT = 'gifts_written_once', TABLE = TG_TABLE_NAME;
END $$;
"""
APPEND_ONLY = ("gifts_movement", "gifts_tally", "gifts_campaignrule", "gifts_campaignitem")
STAYS = ("gifts_stock", "gifts_giftissue", "gifts_giftissueline", "gifts_giftuse", "gifts_reclaim",
    "gifts_giftcount", "gifts_countline", "gifts_giftpurchase")
ONCE = "".join(
    f"""
CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION gifts_written_once();
CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION gifts_written_once();
"""
    for table in APPEND_ONLY
) + "".join(
    f"""
CREATE TRIGGER {table}_stays BEFORE DELETE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION gifts_written_once();
CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION gifts_written_once();
"""
    for table in STAYS
)

# Pieces that refunds hold or have settled are summed on the line; its check refuses a piece too many.
SETTLED = """
CREATE FUNCTION gifts_settled() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
DECLARE
    was integer := 0; becomes integer := 0;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF OLD.state IN ('done', 'dropped') OR (NEW.line_id, NEW.document_id, NEW.how, NEW.pieces, NEW.amount)
                IS DISTINCT FROM (OLD.line_id, OLD.document_id, OLD.how, OLD.pieces, OLD.amount) THEN
            RAISE EXCEPTION 'what was settled stays'
                USING ERRCODE = 'restrict_violation', CONSTRAINT = 'gifts_written_once', TABLE = 'gifts_reclaim';
        END IF;
        was := CASE WHEN OLD.state IN ('held', 'done') THEN OLD.pieces ELSE 0 END;
    END IF;
    becomes := CASE WHEN NEW.state IN ('held', 'done') THEN NEW.pieces ELSE 0 END;
    IF was <> becomes THEN
        UPDATE gifts_giftissueline SET settled = settled - was + becomes WHERE id = NEW.line_id;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER gifts_settled AFTER INSERT OR UPDATE ON gifts_reclaim
FOR EACH ROW EXECUTE FUNCTION gifts_settled();
CREATE TRIGGER gifts_giftissueline_kept BEFORE UPDATE ON gifts_giftissueline FOR EACH ROW
WHEN ((OLD.issue_id, OLD.item_id, OLD.quantity, OLD.value) IS DISTINCT FROM
      (NEW.issue_id, NEW.item_id, NEW.quantity, NEW.value))
EXECUTE FUNCTION gifts_written_once();
CREATE TRIGGER gifts_giftuse_kept BEFORE UPDATE ON gifts_giftuse FOR EACH ROW
WHEN (OLD.undone OR (OLD.issue_id, OLD.campaign_id, OLD.purchase_id) IS DISTINCT FROM
      (NEW.issue_id, NEW.campaign_id, NEW.purchase_id))
EXECUTE FUNCTION gifts_written_once();
CREATE TRIGGER gifts_giftissue_kept BEFORE UPDATE ON gifts_giftissue FOR EACH ROW
WHEN (OLD.state <> 'given' OR (OLD.campaign_id, OLD.rule_id, OLD.place_id, OLD.member_id, OLD.purchased)
      IS DISTINCT FROM (NEW.campaign_id, NEW.rule_id, NEW.place_id, NEW.member_id, NEW.purchased))
EXECUTE FUNCTION gifts_written_once();
"""

# Entries are taken while the count is open; a recount is another person's; a line keeps its book.
COUNTS = """
CREATE FUNCTION gifts_tally_fits() RETURNS trigger
LANGUAGE plpgsql
AS $$
DECLARE
    found text;
BEGIN
    SELECT c.state INTO found FROM gifts_countline l JOIN gifts_giftcount c ON c.id = l.count_id
    WHERE l.id = NEW.line_id;
    IF NEW.round = 1 AND found <> 'open' OR NEW.round = 2 AND found NOT IN ('counted', 'rejected') THEN
        RAISE EXCEPTION 'this count takes no entries now'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'gifts_tally_fits', TABLE = 'gifts_tally';
    END IF;
    IF NEW.round = 2 AND EXISTS (SELECT FROM gifts_tally t
            WHERE t.line_id = NEW.line_id AND t.round = 1 AND t.by_id = NEW.by_id) THEN
        RAISE EXCEPTION 'another person counts again'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'gifts_tally_another', TABLE = 'gifts_tally';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER gifts_tally_fits BEFORE INSERT ON gifts_tally
FOR EACH ROW EXECUTE FUNCTION gifts_tally_fits();
CREATE FUNCTION gifts_countline_kept() RETURNS trigger
LANGUAGE plpgsql
AS $$
BEGIN
    IF (NEW.count_id, NEW.stock_id, NEW.item_id, NEW.book, NEW.book_moves, NEW.value)
            IS DISTINCT FROM (OLD.count_id, OLD.stock_id, OLD.item_id, OLD.book, OLD.book_moves, OLD.value)
        OR OLD.counted IS NOT NULL AND (NEW.counted, NEW.counted_moves, NEW.moved, NEW.difference)
            IS DISTINCT FROM (OLD.counted, OLD.counted_moves, OLD.moved, OLD.difference)
        OR EXISTS (SELECT FROM gifts_giftcount c WHERE c.id = NEW.count_id AND c.state IN ('asked', 'done')) THEN
        RAISE EXCEPTION 'a line of a count stays as it was counted'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'gifts_written_once', TABLE = 'gifts_countline';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER gifts_countline_kept BEFORE UPDATE ON gifts_countline
FOR EACH ROW EXECUTE FUNCTION gifts_countline_kept();
CREATE FUNCTION gifts_count_goes_on() RETURNS trigger
LANGUAGE plpgsql
AS $$
BEGIN
    IF NOT (OLD.state, NEW.state) IN (
        ('planned', 'open'), ('planned', 'cancelled'), ('open', 'counted'),
        ('counted', 'asked'), ('counted', 'done'), ('asked', 'counted'), ('asked', 'rejected'), ('asked', 'done'),
        ('rejected', 'asked'), ('rejected', 'done')
    ) THEN
        RAISE EXCEPTION 'a count does not go from % to %', OLD.state, NEW.state
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'gifts_count_goes_on', TABLE = 'gifts_giftcount';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER gifts_count_goes_on BEFORE UPDATE OF state ON gifts_giftcount
FOR EACH ROW WHEN (OLD.state <> NEW.state) EXECUTE FUNCTION gifts_count_goes_on();
"""

DROP = (
    "DROP TRIGGER gifts_count_goes_on ON gifts_giftcount; DROP FUNCTION gifts_count_goes_on();"
    "DROP TRIGGER gifts_countline_kept ON gifts_countline; DROP FUNCTION gifts_countline_kept();"
    "DROP TRIGGER gifts_tally_fits ON gifts_tally; DROP FUNCTION gifts_tally_fits();"
    "DROP TRIGGER gifts_giftissue_kept ON gifts_giftissue; DROP TRIGGER gifts_giftuse_kept ON gifts_giftuse;"
    "DROP TRIGGER gifts_giftissueline_kept ON gifts_giftissueline;"
    "DROP TRIGGER gifts_settled ON gifts_reclaim; DROP FUNCTION gifts_settled();"
    + "".join(f"DROP TRIGGER {table}_append_only ON {table}; DROP TRIGGER {table}_no_truncate ON {table};"
        for table in APPEND_ONLY)
    + "".join(f"DROP TRIGGER {table}_stays ON {table}; DROP TRIGGER {table}_no_truncate ON {table};"
        for table in STAYS)
    + "DROP FUNCTION gifts_written_once();"
    "DROP TRIGGER gifts_stock_moves ON gifts_stock; DROP FUNCTION gifts_stock_moves();"
    "DROP TRIGGER gifts_movement_follows ON gifts_movement; DROP FUNCTION gifts_movement_follows();"
    "DROP FUNCTION gifts_move(bigint, bigint, integer, text, bigint, bigint, bigint, bigint, date, bigint,"
    " timestamptz); DROP FUNCTION gifts_open(bigint, bigint);"
)


class Migration(migrations.Migration):
    dependencies = [("gifts", "0001_initial")]

    operations = [migrations.RunSQL([OPEN, MOVE, CHAIN, WRITTEN_ONCE, ONCE, SETTLED, COUNTS], DROP)]
