"""The statements of the import, in the order in which they run, all in one transaction.

``staged`` is the file as text; ``faulty`` its rows with an error; ``purchase`` one row per receipt,
with what will become of it: "new", "same", "other" (there already with another content), "faulty".
"""

# Two files in one transaction, or a connection that a pooler hands on before it ended.
CLEAR = "DROP TABLE IF EXISTS pg_temp.staged, pg_temp.faulty, pg_temp.purchase"

# Sorting and hashing of a million rows stay in memory; on these tables compiling costs more than it saves,
# and three thousand rows tell as much about them as thirty thousand.
ROOM = """
SELECT set_config('work_mem', '128MB', true), set_config('jit', 'off', true),
    set_config('default_statistics_target', '10', true)
"""

STAGE = """
CREATE TEMPORARY TABLE staged (
    row bigint GENERATED ALWAYS AS IDENTITY,
    store text, pos text, number text, moment text, card text, position text, barcode text, name text,
    category text, floor text, quantity text, price text, amount text,
    cash text, bank_card text, stored_value text, wechat text, alipay text, bank_transfer text
) ON COMMIT DROP
"""

# Only what is joined on: samples of all twenty columns would cost as much as a check of every row.
ANALYZE_STAGED = "ANALYZE staged (store, pos, number, floor)"
ANALYZE_FAULTY = "ANALYZE faulty (store, pos, number)"
ANALYZE_PURCHASE = "ANALYZE purchase (store, pos, number, code, there)"

# A moment that does not exist answers NULL. Only past the 28th a day may be missing from its month: trying
# it costs a subtransaction, which for every receipt was a quarter of the check.
MOMENT = r"""
CREATE OR REPLACE FUNCTION pg_temp.moment(t text) RETURNS timestamptz LANGUAGE plpgsql AS $$
DECLARE
    plain text := replace(t, '/', '-');
BEGIN
    IF plain ~ '^[12]\d{3}-(0?[1-9]|1[0-2])-(0?[1-9]|1\d|2[0-8])[ T]([01]?\d|2[0-3]):[0-5]\d(:[0-5]\d)?$' THEN
        RETURN plain::timestamp AT TIME ZONE 'Asia/Shanghai';
    ELSIF plain !~ '^\d{4}-\d{1,2}-\d{1,2}[ T]\d{1,2}:\d{2}(:\d{2})?$' THEN
        RETURN NULL;
    END IF;
    BEGIN
        RETURN plain::timestamp AT TIME ZONE 'Asia/Shanghai';
    EXCEPTION WHEN datetime_field_overflow OR invalid_datetime_format THEN
        RETURN NULL;
    END;
END $$
"""

FAULTY = r"""
CREATE TEMPORARY TABLE faulty ON COMMIT DROP AS
SELECT row, coalesce(store, '') AS store, coalesce(pos, '') AS pos, coalesce(number, '') AS number, code,
       CASE code WHEN 'store_unknown' THEN store WHEN 'floor_unknown' THEN floor
                 WHEN 'position' THEN position WHEN 'quantity' THEN quantity WHEN 'price' THEN price
                 WHEN 'amount' THEN amount WHEN 'name_missing' THEN name WHEN 'too_long' THEN name
                 WHEN 'tender' THEN
                     concat_ws(' ', cash, bank_card, stored_value, wechat, alipay, bank_transfer)
                 ELSE number END AS value
FROM (
    SELECT s.*, CASE
        WHEN coalesce(s.number, '') = '' THEN 'number_missing'
        WHEN o.id IS NULL THEN 'store_unknown'
        WHEN s.position !~ '^\d{1,6}$' OR s.position IS NULL THEN 'position'
        WHEN coalesce(s.name, '') = '' THEN 'name_missing'
        WHEN length(s.name) > 200 OR length(s.number) > 40 OR length(s.pos) > 20 OR length(s.card) > 32
             OR length(s.barcode) > 40 OR length(s.category) > 60 THEN 'too_long'
        WHEN coalesce(s.floor, '') <> '' AND f.id IS NULL THEN 'floor_unknown'
        WHEN s.quantity !~ '^-?\d{1,9}(\.\d{1,3})?$' OR s.quantity IS NULL THEN 'quantity'
        WHEN s.price !~ '^-?\d{1,9}(\.\d{1,2})?$' OR s.price IS NULL THEN 'price'
        WHEN s.amount !~ '^-?\d{1,9}(\.\d{1,2})?$' OR s.amount IS NULL THEN 'amount'
        WHEN concat(s.cash, s.bank_card, s.stored_value, s.wechat, s.alipay, s.bank_transfer) <> '' AND (
             coalesce(nullif(s.cash, ''), '0') !~ '^\d{1,9}(\.\d{1,2})?$'
             OR coalesce(nullif(s.bank_card, ''), '0') !~ '^\d{1,9}(\.\d{1,2})?$'
             OR coalesce(nullif(s.stored_value, ''), '0') !~ '^\d{1,9}(\.\d{1,2})?$'
             OR coalesce(nullif(s.wechat, ''), '0') !~ '^\d{1,9}(\.\d{1,2})?$'
             OR coalesce(nullif(s.alipay, ''), '0') !~ '^\d{1,9}(\.\d{1,2})?$'
             OR coalesce(nullif(s.bank_transfer, ''), '0') !~ '^\d{1,9}(\.\d{1,2})?$') THEN 'tender'
        END AS code
    FROM staged s
    LEFT JOIN org_store o ON o.code = s.store
    LEFT JOIN org_floor f ON f.store_id = o.id AND f.code = s.floor
) checked WHERE code IS NOT NULL
"""

# One row per receipt; sums only where every row of it can be read.
PURCHASE = """
CREATE TEMPORARY TABLE purchase ON COMMIT DROP AS
WITH sound AS (
    SELECT s.* FROM staged s
    WHERE NOT EXISTS (SELECT 1 FROM faulty f WHERE f.store = coalesce(s.store, '')
                      AND f.pos = coalesce(s.pos, '') AND f.number = coalesce(s.number, ''))
), grouped AS (
    SELECT store, coalesce(pos, '') AS pos, number, min(row) AS row, count(*) AS items,
           count(DISTINCT position::int) AS positions,
           min(moment) AS moment, max(moment) AS last_moment,
           min(coalesce(card, '')) AS card, max(coalesce(card, '')) AS last_card,
           sum(amount::numeric) AS amount,
           sum(nullif(cash, '')::numeric) AS cash, sum(nullif(bank_card, '')::numeric) AS bank_card,
           sum(nullif(stored_value, '')::numeric) AS stored_value, sum(nullif(wechat, '')::numeric) AS wechat,
           sum(nullif(alipay, '')::numeric) AS alipay,
           sum(nullif(bank_transfer, '')::numeric) AS bank_transfer,
           md5(string_agg(concat_ws('|', position::int, barcode, name, category, floor, quantity::numeric,
                                    price::numeric, amount::numeric), '|' ORDER BY position::int)) AS lines
    FROM sound GROUP BY number, store, coalesce(pos, '')  -- the number tells most of them apart at once
), dated AS (
    SELECT g.*, o.id AS store_id, pg_temp.moment(moment) AS bought_at, o.cutoff_hour,
           coalesce(cash, 0) + coalesce(bank_card, 0) + coalesce(stored_value, 0) + coalesce(wechat, 0)
           + coalesce(alipay, 0) + coalesce(bank_transfer, 0) AS paid
    FROM grouped g JOIN org_store o ON o.code = g.store
), told AS (
    SELECT d.*, md5(concat_ws('|', bought_at, card, cash, bank_card, stored_value, wechat, alipay,
                              bank_transfer, lines)) AS digest
    FROM dated d
)
SELECT t.*, r.id AS there, CASE
    WHEN t.bought_at IS NULL THEN 'moment'
    WHEN t.moment <> t.last_moment OR t.card <> t.last_card THEN 'rows_differ'
    WHEN t.positions <> t.items THEN 'position_twice'
    WHEN t.amount < 0 THEN 'negative'
    WHEN t.paid <> t.amount THEN 'paid_differs'
    WHEN r.id IS NOT NULL AND r.digest <> t.digest THEN 'other'
    END AS code,
    nextval('receipts_receipt_id_seq') AS id
FROM told t LEFT JOIN receipts_receipt r
    ON r.store_id = t.store_id AND r.number = t.number AND r.pos = t.pos
"""

COUNTS = """
SELECT count(*) FILTER (WHERE code IS NULL AND there IS NULL),
       coalesce(sum(items) FILTER (WHERE code IS NULL AND there IS NULL), 0),
       coalesce(sum(items) FILTER (WHERE code IS NULL AND there IS NOT NULL), 0),
       coalesce(sum(amount) FILTER (WHERE code IS NULL AND there IS NULL), 0),
       coalesce(sum(amount) FILTER (WHERE code IS NULL), 0)
FROM purchase
"""

# Every row of a receipt that can't be taken in is refused; the reason stands at the row that has it.
REFUSED_ROWS = (
    "SELECT (SELECT count(*) FROM staged) - coalesce(sum(items), 0) FROM purchase WHERE code IS NULL"
)

ERRORS = """
SELECT row, code, value FROM faulty
UNION ALL
SELECT row, code, CASE code WHEN 'moment' THEN moment WHEN 'paid_differs' THEN concat(paid, ' ≠ ', amount)
                            ELSE number END
FROM purchase WHERE code IS NOT NULL
ORDER BY row LIMIT %s
"""

ADD_RECEIPTS = """
INSERT INTO receipts_receipt (id, store_id, pos, number, bought_at, bought_on, card_number, amount, items,
                              digest, batch_id)
SELECT id, store_id, pos, number, bought_at,
       ((bought_at AT TIME ZONE 'Asia/Shanghai') - make_interval(hours => cutoff_hour::int))::date,
       card, amount, items, digest, %s
FROM purchase WHERE code IS NULL AND there IS NULL ORDER BY store_id, bought_at, number, pos
ON CONFLICT (store_id, number, pos) DO NOTHING
"""

# What another file or till has brought since it was looked at: its row is there now, the same or other.
SETTLE = """
UPDATE purchase p SET there = r.id, code = CASE WHEN r.digest <> p.digest THEN 'other' END
FROM receipts_receipt r
WHERE p.code IS NULL AND p.there IS NULL
    AND r.store_id = p.store_id AND r.number = p.number AND r.pos = p.pos AND r.id <> p.id
"""

# What became of each receipt of a till's batch: the row where its fault stands, else its first.
OUTCOMES = """
SELECT number, CASE WHEN code IS NOT NULL THEN 'refused' WHEN there IS NULL THEN 'added' ELSE 'unchanged' END,
       code, CASE code WHEN 'moment' THEN moment WHEN 'paid_differs' THEN concat(paid, ' ≠ ', amount)
                       ELSE number END
FROM purchase
UNION ALL
SELECT DISTINCT ON (number) number, 'refused', code, value FROM faulty ORDER BY 1
"""

ADD_LINES = """
INSERT INTO receipts_receiptline (store_id, receipt_id, position, barcode, name, category, floor,
                                  quantity, price, amount)
SELECT p.store_id, p.id, s.position::int, coalesce(s.barcode, ''), s.name, coalesce(s.category, ''),
       coalesce(s.floor, ''), s.quantity::numeric, s.price::numeric, s.amount::numeric
FROM staged s JOIN purchase p ON p.store = s.store AND p.number = s.number AND p.pos = coalesce(s.pos, '')
WHERE p.code IS NULL AND p.there IS NULL ORDER BY s.row
"""

ADD_TENDERS = """
INSERT INTO receipts_receipttender (store_id, receipt_id, tender, amount)
SELECT p.store_id, p.id, t.tender, t.amount
FROM purchase p CROSS JOIN LATERAL (VALUES ('cash', cash), ('bank_card', bank_card),
     ('stored_value', stored_value), ('wechat', wechat), ('alipay', alipay),
     ('bank_transfer', bank_transfer)) AS t (tender, amount)
WHERE p.code IS NULL AND p.there IS NULL AND t.amount IS NOT NULL AND t.amount <> 0
"""

MISSING_PLACES = """
SELECT DISTINCT s.store, coalesce(s.floor, '') FROM staged s
LEFT JOIN org_store o ON o.code = s.store
LEFT JOIN org_floor f ON f.store_id = o.id AND f.code = s.floor
WHERE o.id IS NULL OR (coalesce(s.floor, '') <> '' AND f.id IS NULL) ORDER BY 1, 2
"""
