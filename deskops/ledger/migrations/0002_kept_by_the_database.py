"""What the database itself keeps about the books: two functions write them, triggers refuse the rest.

The functions run as their owner, so that the web's role needs no right to write these tables.
"""

from django.db import migrations

# One account of a store, opened when it isn't there yet.
OPEN = """
CREATE FUNCTION ledger_open(p_store bigint, p_kind text, p_code text, p_normal smallint, p_floored boolean)
RETURNS SETOF ledger_account
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
BEGIN
    INSERT INTO ledger_account (store_id, kind, code, normal, floored)
    VALUES (p_store, p_kind, p_code, p_normal, p_floored)
    ON CONFLICT (store_id, kind, code) DO NOTHING;
    RETURN QUERY SELECT a.* FROM ledger_account a
        WHERE a.store_id = p_store AND a.kind = p_kind AND a.code = p_code;
END $$
"""

# One transfer. Locks: the key (its unique index), then the accounts in the order of their ids.
# Plans are generic, since planning for each array would cost more than running, and by index, since a
# plan made while a table was small outlives that.
# A reversal may leave out its entries, kind and store: they are the mirror of the first transfer's.
POST = """
CREATE FUNCTION ledger_post(
    p_kind text, p_document bigint, p_store bigint, p_business_date date, p_staff bigint,
    p_accounts bigint[], p_amounts numeric[], p_key uuid, p_memo text, p_reversal_of bigint
) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off
AS $$
DECLARE
    posted bigint;
    asked bytea;
    found integer;
    short bigint;
BEGIN
    IF p_reversal_of IS NOT NULL THEN
        SELECT coalesce(p_kind, m.kind), coalesce(p_store, m.store), m.accounts, m.amounts
        INTO p_kind, p_store, p_accounts, p_amounts
        FROM ledger_mirror(p_reversal_of, p_accounts, p_amounts) m;
    END IF;
    asked := sha256(convert_to(format('%L %L %L %L %L %L %L %L %L', p_kind, p_document, p_store,
        p_business_date, p_staff, p_accounts, p_amounts, p_memo, p_reversal_of), 'UTF8'));
    INSERT INTO ledger_transfer
        (key, digest, kind, business_date, store_id, document_id, staff_id, memo, reversal_of_id)
    VALUES (coalesce(p_key, gen_random_uuid()), asked, p_kind, p_business_date, p_store, p_document,
        p_staff, p_memo, p_reversal_of)
    ON CONFLICT (key) DO NOTHING RETURNING id INTO posted;
    IF posted IS NULL THEN
        SELECT id INTO posted FROM ledger_transfer WHERE key = p_key AND digest = asked;
        IF posted IS NULL THEN
            RAISE EXCEPTION 'this key was used for another transfer'
                USING ERRCODE = 'unique_violation', CONSTRAINT = 'ledger_transfer_key_key', TABLE = 'ledger_transfer';
        END IF;
        RETURN posted;
    END IF;

    SELECT count(*), min(id) FILTER (WHERE floored AND (balance + amount) * normal < 0) INTO found, short
    FROM (
        SELECT id, floored, balance, normal, p_amounts[array_position(p_accounts, id)] AS amount
        FROM ledger_account WHERE id = ANY (p_accounts) ORDER BY id FOR NO KEY UPDATE
    ) locked;
    IF found <> cardinality(p_accounts) OR found <> cardinality(p_amounts) OR found = 0 THEN
        RAISE EXCEPTION 'a transfer names each of its accounts once, each with its amount'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_transfer_accounts', TABLE = 'ledger_transfer';
    ELSIF short IS NOT NULL THEN
        PERFORM ledger_refuse_short(short, p_amounts[array_position(p_accounts, short)]);
    END IF;

    WITH moved AS (
        UPDATE ledger_account
        SET balance = balance + p_amounts[array_position(p_accounts, id)], entries = entries + 1
        WHERE id = ANY (p_accounts)
        RETURNING id, entries, balance, store_id
    )
    INSERT INTO ledger_entry (transfer_id, account_id, seq, amount, balance_after, business_date, store_id)
    SELECT posted, id, entries, p_amounts[array_position(p_accounts, id)], balance, p_business_date, store_id
    FROM moved;
    RETURN posted;
END $$
"""

# The entries that undo a transfer; entries that were given must be just these.
MIRROR = """
CREATE FUNCTION ledger_mirror(
    p_transfer bigint, p_accounts bigint[], p_amounts numeric[],
    OUT kind text, OUT store bigint, OUT accounts bigint[], OUT amounts numeric[]
)
LANGUAGE plpgsql SET search_path = public, pg_temp
AS $$
BEGIN
    SELECT t.kind, t.store_id INTO kind, store FROM ledger_transfer t WHERE t.id = p_transfer;
    IF EXISTS (SELECT FROM ledger_transfer WHERE id = p_transfer AND reversal_of_id IS NOT NULL) THEN
        RAISE EXCEPTION 'a reversal is not reversed'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_reversal_final', TABLE = 'ledger_transfer';
    END IF;
    SELECT array_agg(account_id ORDER BY account_id), array_agg(-amount ORDER BY account_id)
    INTO accounts, amounts FROM ledger_entry WHERE transfer_id = p_transfer;
    IF accounts IS NULL OR (p_accounts IS NOT NULL AND (p_accounts <> accounts OR p_amounts <> amounts)) THEN
        RAISE EXCEPTION 'a reversal undoes one transfer, all of it'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_reversal_mirrors', TABLE = 'ledger_transfer';
    END IF;
END $$
"""

# Says which account lacks how much, under the name of the constraint that would refuse it anyway.
SHORT = """
CREATE FUNCTION ledger_refuse_short(p_account bigint, p_amount numeric) RETURNS void
LANGUAGE plpgsql SET search_path = public, pg_temp
AS $$
DECLARE
    a ledger_account;
BEGIN
    SELECT * INTO a FROM ledger_account WHERE id = p_account;
    RAISE EXCEPTION 'account % lacks %', p_account, -(a.balance + p_amount) * a.normal
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_account_floor', TABLE = 'ledger_account',
        DETAIL = json_build_object('account', a.id, 'kind', a.kind, 'code', a.code,
            'amount', (a.balance * a.normal)::text, 'lacks', (-(a.balance + p_amount) * a.normal)::text);
END $$
"""

# By statement, with the rows just added: 100,000 transfers in one INSERT are checked in one go.
ZERO_SUM = """
CREATE FUNCTION ledger_entry_zero_sum() RETURNS trigger
LANGUAGE plpgsql
AS $$
DECLARE
    wrong numeric;
BEGIN
    SELECT total INTO wrong FROM (
        SELECT transfer_id, sum(amount) AS total, count(*) AS legs FROM added GROUP BY transfer_id
    ) a
    WHERE total <> 0 OR legs <> (SELECT count(*) FROM ledger_entry e WHERE e.transfer_id = a.transfer_id)
    LIMIT 1;
    IF wrong <> 0 THEN
        RAISE EXCEPTION 'the entries of a transfer sum to zero'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_transfer_zero_sum', TABLE = 'ledger_entry';
    ELSIF wrong = 0 THEN
        RAISE EXCEPTION 'a transfer gets its entries in one statement, nothing is added later'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_transfer_complete', TABLE = 'ledger_entry';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER ledger_entry_zero_sum AFTER INSERT ON ledger_entry
REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION ledger_entry_zero_sum();
"""

APPEND_ONLY = """
CREATE FUNCTION ledger_append_only() RETURNS trigger
LANGUAGE plpgsql
AS $$
BEGIN
    RAISE EXCEPTION 'the books are only added to: no % of %', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation', CONSTRAINT = 'ledger_append_only', TABLE = TG_TABLE_NAME;
END $$;
CREATE TRIGGER ledger_transfer_append_only BEFORE UPDATE OR DELETE ON ledger_transfer
FOR EACH STATEMENT EXECUTE FUNCTION ledger_append_only();
CREATE TRIGGER ledger_transfer_no_truncate BEFORE TRUNCATE ON ledger_transfer
FOR EACH STATEMENT EXECUTE FUNCTION ledger_append_only();
CREATE TRIGGER ledger_entry_append_only BEFORE UPDATE OR DELETE ON ledger_entry
FOR EACH STATEMENT EXECUTE FUNCTION ledger_append_only();
CREATE TRIGGER ledger_entry_no_truncate BEFORE TRUNCATE ON ledger_entry
FOR EACH STATEMENT EXECUTE FUNCTION ledger_append_only();
CREATE TRIGGER ledger_account_identity BEFORE UPDATE OF store_id, kind, code, normal, floored OR DELETE
ON ledger_account FOR EACH STATEMENT EXECUTE FUNCTION ledger_append_only();
"""

DROP = """
DROP TRIGGER ledger_account_identity ON ledger_account;
DROP TRIGGER ledger_entry_no_truncate ON ledger_entry;
DROP TRIGGER ledger_entry_append_only ON ledger_entry;
DROP TRIGGER ledger_transfer_no_truncate ON ledger_transfer;
DROP TRIGGER ledger_transfer_append_only ON ledger_transfer;
DROP FUNCTION ledger_append_only();
DROP TRIGGER ledger_entry_zero_sum ON ledger_entry;
DROP FUNCTION ledger_entry_zero_sum();
DROP FUNCTION ledger_post(text, bigint, bigint, date, bigint, bigint[], numeric[], uuid, text, bigint);
DROP FUNCTION ledger_refuse_short(bigint, numeric);
DROP FUNCTION ledger_mirror(bigint, bigint[], numeric[]);
DROP FUNCTION ledger_open(bigint, text, text, smallint, boolean);
"""


class Migration(migrations.Migration):

    dependencies = [("ledger", "0001_initial")]

    operations = [migrations.RunSQL([OPEN, SHORT, MIRROR, POST, ZERO_SUM, APPEND_ONLY], DROP)]
