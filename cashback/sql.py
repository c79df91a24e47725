"""The list computed by sets: a few statements, however many members and receipts.

Each statement takes the same parameters: ``cycle``, ``store``, ``first`` and ``last`` of the base month.
"""

# Purchases by member card in all stores, without what was paid with bonus money and without cards sold.
# The rate is that of the tier held on the month's last day. A return of the same month's purchase that no
# list has counted comes off; one of an earlier month corrects by the rate of the line that counted it.
COMPUTE = """
WITH rates AS (
    SELECT DISTINCT ON (tier_id) tier_id, rate FROM cashback_tierrate
    WHERE starts <= %(last)s ORDER BY tier_id, starts DESC
), held AS (
    SELECT DISTINCT ON (p.member_id) p.member_id, p.tier_id
    FROM members_tierperiod p JOIN members_member m ON m.id = p.member_id AND m.home_store_id = %(store)s
    WHERE p.starts <= %(last)s ORDER BY p.member_id, p.starts DESC
), here AS (
    SELECT m.id, coalesce(r.rate, 0) AS rate, 'number' = ANY (m.missing) AS no_id
    FROM members_member m
    LEFT JOIN held h ON h.member_id = m.id
    LEFT JOIN rates r ON r.tier_id = coalesce(h.tier_id, m.tier_id)
    WHERE m.home_store_id = %(store)s AND m.state IN ('active', 'closed')
), bonus AS (
    SELECT d.store_id, a.receipt, -sum(a.bonus) AS amount
    FROM cards_cardact a JOIN documents_document d ON d.id = a.document_id
    WHERE a.kind = 'card_redeem' AND a.bonus < 0 AND a.receipt <> ''
        AND d.business_date BETWEEN %(first)s AND %(last)s
    GROUP BY 1, 2
), less AS (
    SELECT c.member_id, sum(l.amount) AS amount
    FROM (
        SELECT r.card_number, b.amount FROM bonus b JOIN receipts_receipt r
            ON r.store_id = b.store_id AND r.number = b.receipt AND r.bought_on BETWEEN %(first)s AND %(last)s
        UNION ALL
        SELECT r.card_number, s.amount FROM cashback_cardsale s JOIN receipts_receipt r
            ON r.store_id = s.store_id AND r.id = s.receipt_id
        WHERE s.bought_on BETWEEN %(first)s AND %(last)s
    ) l JOIN members_membercard c ON c.number = l.card_number
    GROUP BY 1
), cards AS (
    SELECT card_number, sum(amount) AS amount FROM receipts_receipt
    WHERE bought_on BETWEEN %(first)s AND %(last)s AND card_number <> ''
    GROUP BY card_number
), bought AS (
    SELECT c.member_id, sum(s.amount) AS amount
    FROM cards s JOIN members_membercard c ON c.number = s.card_number GROUP BY 1
), back AS (
    SELECT r.member_id,
        coalesce(sum(r.amount) FILTER (WHERE r.bought_on >= %(first)s), 0) AS returned,
        coalesce(-sum(trunc(r.amount * old.rate, 2)) FILTER (WHERE r.bought_on < %(first)s), 0) AS correction
    FROM cashback_returned r
    LEFT JOIN LATERAL (
        SELECT o.rate FROM cashback_line o JOIN cashback_cycle k ON k.document_id = o.cycle_id
        WHERE o.member_id = r.member_id AND k.state <> 'listing'
            AND r.bought_on BETWEEN k.base_first AND k.base_last
        ORDER BY k.month DESC LIMIT 1
    ) old ON true
    WHERE r.counted_id IS NULL AND r.bought_on <= %(last)s
    GROUP BY 1
), carried AS (
    SELECT member_id, coalesce(sum(amount) FILTER (WHERE amount > 0), 0) AS brought,
        coalesce(sum(amount) FILTER (WHERE amount < 0), 0) AS correction
    FROM cashback_carry WHERE taken_id IS NULL GROUP BY 1
), summed AS (
    SELECT h.id AS member_id, h.no_id,
        h.rate,
        CASE WHEN h.rate > 0 THEN greatest(coalesce(b.amount, 0) - coalesce(l.amount, 0), 0) ELSE 0 END
            AS purchases,
        CASE WHEN h.rate > 0 THEN coalesce(k.returned, 0) ELSE 0 END AS returned,
        coalesce(c.brought, 0) AS brought,
        coalesce(c.correction, 0) + coalesce(k.correction, 0) AS correction
    FROM here h
    LEFT JOIN bought b ON b.member_id = h.id
    LEFT JOIN less l ON l.member_id = h.id
    LEFT JOIN back k ON k.member_id = h.id
    LEFT JOIN carried c ON c.member_id = h.id
    WHERE h.rate > 0 AND b.member_id IS NOT NULL OR c.brought > 0
), worked AS (
    SELECT *, trunc((purchases - returned) * rate, 2) AS earned FROM summed
), whole AS (
    SELECT *, earned + brought + correction AS whole FROM worked
)
INSERT INTO cashback_line (cycle_id, member_id, card_number, source, purchases, returned, rate, earned,
    brought, correction, added, amount, "left", state, reach, calls)
SELECT %(cycle)s, w.member_id, coalesce(card.number, ''), 'computed', w.purchases, w.returned, w.rate,
    w.earned, w.brought, w.correction, 0.00, greatest(trunc(w.whole, 1), 0)::numeric(14, 2),
    least(w.whole, 0)::numeric(14, 2),
    CASE WHEN trunc(w.whole, 1) <= 0 THEN 'nothing' WHEN w.no_id THEN 'no_id' ELSE 'due' END, 'none', 0
FROM whole w
LEFT JOIN members_membercard card ON card.member_id = w.member_id
    AND card.state IN ('issued', 'frozen', 'lost')
WHERE w.earned > 0 OR w.brought > 0
"""

# Which line counted what, so that no other list does.
TAKE_RETURNS = """
UPDATE cashback_returned r SET counted_id = l.id FROM cashback_line l
WHERE l.cycle_id = %(cycle)s AND r.member_id = l.member_id AND r.counted_id IS NULL
    AND r.bought_on <= %(last)s
"""
TAKE_CARRIED = """
UPDATE cashback_carry c SET taken_id = l.id FROM cashback_line l
WHERE l.cycle_id = %(cycle)s AND c.member_id = l.member_id AND c.taken_id IS NULL
"""
FORGET = (
    """UPDATE cashback_returned SET counted_id = NULL
    WHERE counted_id IN (SELECT id FROM cashback_line WHERE cycle_id = %(cycle)s)""",
    """UPDATE cashback_carry SET taken_id = NULL
    WHERE taken_id IN (SELECT id FROM cashback_line WHERE cycle_id = %(cycle)s)""",
    "DELETE FROM cashback_line WHERE cycle_id = %(cycle)s",
)

# The notes for every line, by face, counted in jiao; the same arithmetic as core.money.break_down.
PIECES = """
SELECT sum(j / 1000), sum(j %% 1000 / 500), sum(j %% 500 / 200), sum(j %% 500 %% 200 / 100),
    sum(j %% 100 / 50), sum(j %% 50 / 10), sum(j %% 10 / 5), sum(j %% 5)
FROM (
    SELECT (amount * 10)::bigint AS j FROM cashback_line
    WHERE cycle_id = %(cycle)s AND state IN ('due', 'paid')
) lines
"""

# The list's own fingerprint, frozen with the handoff: every member with the amount, in a fixed order.
FINGERPRINT = """
SELECT encode(sha256(convert_to(
    coalesce(string_agg(member_id || ' ' || amount || ' ' || state, E'\\n' ORDER BY member_id), ''), 'UTF8'
)), 'hex') FROM cashback_line WHERE cycle_id = %(cycle)s
"""

# A file's rows beside members and the list: what each would do. `file` is the file, `month` its base's end.
JUDGE = """
WITH first AS (
    SELECT DISTINCT ON (c.member_id) r.id, c.member_id
    FROM cashback_listrow r JOIN members_membercard c ON c.number = r.card
    WHERE r.file_id = %(file)s ORDER BY c.member_id, r.row
)
UPDATE cashback_listrow r SET member_id = j.member_id, before = j.earned, why = j.why,
    outcome = CASE WHEN j.why <> '' THEN 'refused' WHEN j.earned IS NULL THEN 'added'
        WHEN j.earned = r.amount AND j.source = 'imported' THEN 'same' ELSE 'changed' END
FROM (
    SELECT r.id, m.id AS member_id, l.earned, l.source,
        CASE WHEN r.why <> '' THEN r.why WHEN m.id IS NULL THEN 'card'
            WHEN m.state NOT IN ('active', 'closed') THEN 'member'
            WHEN m.home_store_id <> %(store)s THEN 'store'
            WHEN r.name <> '' AND r.name <> m.name THEN 'name'
            WHEN f.id <> r.id THEN 'twice' ELSE '' END AS why
    FROM cashback_listrow r
    LEFT JOIN members_membercard c ON c.number = r.card
    LEFT JOIN members_member m ON m.id = c.member_id
    LEFT JOIN first f ON f.member_id = m.id
    LEFT JOIN cashback_line l ON l.cycle_id = %(cycle)s AND l.member_id = m.id
    WHERE r.file_id = %(file)s
) j WHERE j.id = r.id
"""
COUNT_ROWS = """
SELECT count(*) FILTER (WHERE outcome = 'added'), count(*) FILTER (WHERE outcome = 'changed'),
    count(*) FILTER (WHERE outcome = 'same'), count(*) FILTER (WHERE outcome = 'refused'),
    coalesce(sum(amount) FILTER (WHERE outcome <> 'refused'), 0)
FROM cashback_listrow WHERE file_id = %(file)s
"""

# The sound rows become lines: what the file says is earned, net of this month's returns; what earlier
# months left comes on top, as in a computed list.
TAKE_FILE = """
WITH rates AS (
    SELECT DISTINCT ON (tier_id) tier_id, rate FROM cashback_tierrate
    WHERE starts <= %(last)s ORDER BY tier_id, starts DESC
), wanted AS (
    SELECT r.member_id, r.amount, coalesce(t.rate, 0) AS rate, 'number' = ANY (m.missing) AS no_id,
        coalesce(card.number, r.card) AS card
    FROM cashback_listrow r JOIN members_member m ON m.id = r.member_id
    LEFT JOIN rates t ON t.tier_id = m.tier_id
    LEFT JOIN members_membercard card ON card.member_id = m.id AND card.state IN ('issued', 'frozen', 'lost')
    WHERE r.file_id = %(file)s AND r.outcome IN ('added', 'changed')
), back AS (
    SELECT r.member_id, coalesce(-sum(trunc(r.amount * old.rate, 2)), 0) AS correction
    FROM cashback_returned r
    JOIN LATERAL (
        SELECT o.rate FROM cashback_line o JOIN cashback_cycle k ON k.document_id = o.cycle_id
        WHERE o.member_id = r.member_id AND k.state <> 'listing'
            AND r.bought_on BETWEEN k.base_first AND k.base_last
        ORDER BY k.month DESC LIMIT 1
    ) old ON true
    WHERE r.counted_id IS NULL AND r.bought_on < %(first)s AND r.member_id IN (SELECT member_id FROM wanted)
    GROUP BY 1
), carried AS (
    SELECT member_id, coalesce(sum(amount) FILTER (WHERE amount > 0), 0) AS brought,
        coalesce(sum(amount) FILTER (WHERE amount < 0), 0) AS correction
    FROM cashback_carry WHERE taken_id IS NULL AND member_id IN (SELECT member_id FROM wanted) GROUP BY 1
), summed AS (
    SELECT w.*, coalesce(c.brought, 0) + coalesce(l.brought, 0) AS brought,
        coalesce(c.correction, 0) + coalesce(b.correction, 0) + coalesce(l.correction, 0) AS correction
    FROM wanted w
    LEFT JOIN carried c ON c.member_id = w.member_id
    LEFT JOIN back b ON b.member_id = w.member_id
    LEFT JOIN cashback_line l ON l.cycle_id = %(cycle)s AND l.member_id = w.member_id
), whole AS (
    SELECT *, amount + brought + correction AS whole FROM summed
)
INSERT INTO cashback_line (cycle_id, member_id, card_number, source, purchases, returned, rate, earned,
    brought, correction, added, amount, "left", state, reach, calls)
SELECT %(cycle)s, member_id, card, 'imported', 0, 0, rate, amount, brought, correction, 0,
    greatest(trunc(whole, 1), 0)::numeric(14, 2), least(whole, 0)::numeric(14, 2),
    CASE WHEN trunc(whole, 1) <= 0 THEN 'nothing' WHEN no_id THEN 'no_id' ELSE 'due' END, 'none', 0
FROM whole
ON CONFLICT (cycle_id, member_id) DO UPDATE SET card_number = excluded.card_number,
    source = excluded.source, purchases = 0, returned = 0, rate = excluded.rate, earned = excluded.earned,
    brought = excluded.brought, correction = excluded.correction, amount = excluded.amount,
    "left" = excluded."left", state = excluded.state
"""

# What a closed cycle leaves to the next: unpaid lines where they are carried, and negative ones always.
CARRY = """
INSERT INTO cashback_carry (source_id, member_id, amount, owed)
SELECT id, member_id, CASE WHEN state = 'nothing' THEN "left" ELSE amount END, state IN ('due', 'waiting')
FROM cashback_line
WHERE cycle_id = %(cycle)s
    AND (state = 'nothing' AND "left" < 0
        OR %(carry)s AND state IN ('due', 'waiting', 'no_id') AND amount > 0)
"""

# Cards that a POS sold by the receipts of one import.
CARD_SALES = """
INSERT INTO cashback_cardsale (store_id, receipt_id, bought_on, amount)
SELECT r.store_id, r.id, r.bought_on, sum(l.amount)
FROM receipts_receipt r JOIN receipts_receiptline l ON l.store_id = r.store_id AND l.receipt_id = r.id
WHERE r.batch_id = %(batch)s AND l.category = ANY (%(goods)s)
GROUP BY r.store_id, r.id, r.bought_on HAVING sum(l.amount) > 0
ON CONFLICT DO NOTHING
"""

# Goods of a member's purchase came back: noted once for the refund's paper, in the refund's own act.
RETURNED = """
INSERT INTO cashback_returned (document_id, member_id, bought_on, returned_on, amount)
SELECT %(document)s, member_id, %(bought_on)s, %(returned_on)s, %(amount)s
FROM members_membercard WHERE number = %(card)s
ON CONFLICT (document_id) DO NOTHING
"""
