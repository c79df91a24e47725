"""The statements of ``data``. Member n has the key base + n, its papers base + 10 n and the nine after it."""

# ruff: noqa: E501 - lists of columns

NAMES = "CREATE TABLE bench_name (n int PRIMARY KEY, name text NOT NULL, keys text[] NOT NULL)"
TAILS = "CREATE TABLE bench_tail (tail text PRIMARY KEY, digest bytea NOT NULL)"

# Household, member, the ways of typing the name, identity, tier, consent, card.
PEOPLE = (
    """
    INSERT INTO members_household (id, address_index, building_index, tail_index, collective)
    SELECT %(base)s + n, sha256(('a' || n)::bytea), sha256(('b' || n / 100)::bytea),
        sha256(('t' || n %% 3000)::bytea), false FROM generate_series(%(first)s::int, %(last)s) n
    """,
    """
    CREATE TEMPORARY TABLE stretch ON COMMIT DROP AS
    SELECT m AS n, %(base)s + m AS id, %(base)s + m AS member, named.name, named.keys, %(today)s::date - (m %% 300)::int AS day,
        shops.ids[1 + m %% array_length(shops.ids, 1)] AS store_id
    FROM generate_series(%(first)s::bigint, %(last)s) m
    JOIN bench_name named ON named.n = m * 7919 %% (SELECT count(*) FROM bench_name)
    CROSS JOIN (SELECT array_agg(id ORDER BY id) AS ids FROM org_store) shops
    """,
    """
    INSERT INTO members_member (id, name, sex, mobile, home_phone, home_extension, masked_number, household_id,
        home_store_id, tier_id, joined_on, missing, by_proxy, late, state)
    SELECT id, name, CASE n %% 2 WHEN 0 THEN 'female' ELSE 'male' END, '+86139' || lpad(n::text, 8, '0'),
        CASE n %% 20 WHEN 0 THEN '+86534' || lpad(n::text, 7, '0') ELSE '' END, '',
        '371***********' || lpad((n * 37 %% 10000)::text, 4, '0'), id, store_id, %(tier)s, day, '{}', false, false,
        'active'
    FROM stretch
    """,
    "INSERT INTO members_membername (member_id, key) SELECT id, unnest(keys) FROM stretch",
    """
    INSERT INTO members_identity (member_id, paper_kind, number_sealed, residence, number_index, tail_index,
        wrapped_key, key_version)
    SELECT id, 'resident_id', '\\x00', false, sha256(('n' || n)::bytea), digest, '\\x00', 'bench'
    FROM stretch JOIN bench_tail ON tail = lpad((n * 37 %% 10000)::text, 4, '0')
    """,
    """
    INSERT INTO members_tierperiod (member_id, tier_id, starts, source, set_by_id)
    SELECT id, %(tier)s, day, 'bench', %(clerk)s FROM stretch
    """,
    """
    INSERT INTO members_consent (member_id, kind, text_id, given, at, clerk_id)
    SELECT s.id, t.kind, t.id, true, s.day::timestamptz, %(clerk)s
    FROM stretch s CROSS JOIN (SELECT * FROM members_consenttext WHERE kind = 'personal_data'
        ORDER BY id LIMIT 1) t
    """,
    """
    INSERT INTO members_membercard (id, number, member_id, household_id, slot, state, silver, store_id, issued_on,
        issued_by_id)
    SELECT id, '89' || lpad(n::text, 8, '0'), id, id, 0, 'issued', false, store_id, day, %(clerk)s FROM stretch
    """,
)

# Every fifth member has a stored-value card: 500 paid by transfer, 50 of it spent. The k-th of them.
MONEY = (
    """
    CREATE TEMPORARY TABLE purse ON COMMIT DROP AS
    SELECT n / 5 AS k, id, id AS card, %(base)s + 2 * (n / 5) AS account, %(base)s + 10 * n AS paper,
        %(base)s + 2 * (n / 5) AS transfer, '66' || lpad(n::text, 10, '0') AS number,
        %(today)s::date - 1 - (n / 5 %% 300)::int AS day, '89' || lpad(n::text, 8, '0') AS referrer
    FROM stretch WHERE n %% 5 = 0
    """,
    """
    INSERT INTO documents_document (id, kind, number, store_id, member_id, business_date, amount, state, maker_id,
        made_at)
    SELECT paper + step, kind, prefix || '-00-' || to_char(day, 'YYMMDD') || '-9' || lpad(paper::text, 9, '0'),
        %(store)s, id, day, amount, '', %(clerk)s, day::timestamptz
    FROM purse, (VALUES (0, 'card_sale', 'SK', 500.00), (1, 'card_redeem', 'RD', 50.00))
        act (step, kind, prefix, amount)
    """,
    """
    INSERT INTO ledger_account (id, store_id, kind, code, normal, floored, balance, entries)
    SELECT account + step, %(store)s, kind, number, normal, true, balance, entries
    FROM purse, (VALUES (0, 'card_principal', -1, -450.00, 2), (1, 'card_bonus', -1, 0, 0))
        side (step, kind, normal, balance, entries)
    """,
    """
    INSERT INTO ledger_transfer (id, key, digest, kind, business_date, store_id, document_id, staff_id, memo)
    SELECT transfer + step, gen_random_uuid(), '', kind, day, %(store)s, paper + step, %(clerk)s, ''
    FROM purse, (VALUES (0, 'card_sale'), (1, 'card_redeem')) act (step, kind)
    """,
    """
    INSERT INTO ledger_entry (transfer_id, account_id, seq, amount, balance_after, business_date, store_id)
    SELECT transfer + step, coalesce(box.id, account), coalesce(box.entries + place, seq), side.amount,
        coalesce(box.balance + place * side.amount, side.amount + before), day, %(store)s
    FROM (SELECT *, row_number() OVER (ORDER BY k) AS place FROM purse) p
    CROSS JOIN (VALUES (0, 'bank_transfer', 500.00, 0, 0), (0, '', -500.00, 1, 0), (1, '', 50.00, 2, -500.00),
        (1, 'card_sales', -50.00, 0, 0)) side (step, kind, amount, seq, before)
    LEFT JOIN ledger_account box ON box.store_id = %(store)s AND box.kind = side.kind AND box.code = ''
    """,
    """
    UPDATE ledger_account a SET entries = a.entries + many, balance = a.balance + many * each
    FROM (SELECT count(*) AS many FROM purse) p, (VALUES ('bank_transfer', 500.00), ('card_sales', -50.00))
        side (kind, each)
    WHERE a.store_id = %(store)s AND a.kind = side.kind AND a.code = ''
    """,
    """
    INSERT INTO cards_storedvalue (id, holder_id, store_id, principal_id, bonus_id, referrer, state, opened_on)
    SELECT card, id, %(store)s, account, account + 1, referrer, 'active', day FROM purse
    """,
    """
    INSERT INTO cards_storedvaluecard (id, number, value_id, state, store_id, issued_on, issued_by_id)
    SELECT card, number, card, 'issued', %(store)s, day, %(clerk)s FROM purse
    """,
    """
    INSERT INTO cards_cardact (document_id, kind, value_id, card_id, principal, bonus, listed, paid, fee,
        balance_after, receipt, reason, identified_by)
    SELECT paper + step, kind, card, card, principal, 0, price, price, 0, after, '', '', ''
    FROM purse, (VALUES (0, 'card_sale', 500.00, NULL, 500.00), (1, 'card_redeem', -50.00, 50.00, 450.00))
        act (step, kind, principal, price, after)
    """,
    """
    INSERT INTO tills_payment (document_id, tender_id, amount, rounding, on_pos, slip, reference, from_name,
        from_number, to_name, to_number, payer_name, payer_paper, payer_last4, by_id, at)
    SELECT paper, t.id, 500.00, 0, false, '', '', '张三', number, '夫章商业', '6222000000000002', '', '', '',
        %(clerk)s, day::timestamptz
    FROM purse CROSS JOIN tills_tender t WHERE t.code = 'bank_transfer'
    """,
)

# Three purchases each, of one line; every tenth member once needed an approval, the next one a handoff.
PAPERS = (
    """
    INSERT INTO receipts_receipt (id, store_id, pos, number, bought_at, bought_on, card_number, amount, items,
        digest)
    SELECT %(base)s + 3 * n + k, store_id, '03', lpad((3 * n + k)::text, 11, '0'),
        %(now)s::timestamptz - (n + 100 * k) %% 300 * interval '1 day', %(today)s::date - ((n + 100 * k) %% 300)::int,
        '89' || lpad(n::text, 8, '0'), 60.00, 1, 'bench' FROM stretch, generate_series(0, 2) k
    """,
    """
    INSERT INTO receipts_receiptline (store_id, receipt_id, position, barcode, name, category, floor, quantity,
        price, amount)
    SELECT store_id, %(base)s + 3 * n + k, 1, '6900000000012', '纯牛奶 250ml', '食品', 'B1', 3, 20.00, 60.00
    FROM stretch, generate_series(0, 2) k
    """,
    """
    INSERT INTO receipts_receipttender (store_id, receipt_id, tender, amount)
    SELECT store_id, %(base)s + 3 * n + k, 'cash', 60.00 FROM stretch, generate_series(0, 2) k
    """,
    """
    INSERT INTO documents_document (id, kind, number, store_id, member_id, business_date, amount, state, maker_id,
        made_at)
    SELECT %(base)s + 10 * n + 2, kind, prefix || '-00-9' || lpad(n::text, 9, '0'), %(store)s, id, day, 299.00, '',
        %(clerk)s, day::timestamptz
    FROM stretch JOIN (VALUES (1, 'bench_slip', 'BS'), (2, 't_float', 'TF')) paper (rest, kind, prefix)
        ON n %% 10 = rest
    """,
    """
    INSERT INTO approvals_approval (document_id, round, step, role, store_id, asked_by_id, asked_at, body, digest,
        decision, decided_by_id, decided_at, note, void_reason)
    SELECT %(base)s + 10 * n + 2, 1, 1, a.role, a.store_id, a.asked_by_id, s.day::timestamptz, a.body, a.digest,
        'approved', %(supervisor)s, s.day::timestamptz + interval '1 hour', '', ''
    FROM stretch s CROSS JOIN (SELECT * FROM approvals_approval ORDER BY id LIMIT 1) a WHERE n %% 10 = 1
    """,
    """
    INSERT INTO handoffs_handoff (document_id, kind, store_id, business_date, occasion, giver_role, receiver_role,
        state, due_at, body, digest, line_count, total_amount, total_quantity, sent_by_id, sent_at, received_by_id,
        received_at, receipt_number, final_amount, final_quantity)
    SELECT %(base)s + 10 * n + 2, h.kind, h.store_id, s.day, '', h.giver_role, h.receiver_role, 'received',
        s.day::timestamptz, h.body, h.digest, h.line_count, h.total_amount, h.total_quantity, h.sent_by_id,
        s.day::timestamptz, %(finance)s, s.day::timestamptz + interval '1 hour', '', h.total_amount,
        h.total_quantity
    FROM stretch s CROSS JOIN (SELECT * FROM handoffs_handoff ORDER BY document_id LIMIT 1) h WHERE n %% 10 = 2
    """,
)

# Every twenty-fifth member brought a purchase back, to a bank card and collected long ago. The k-th of them.
RETURNS = (
    """
    CREATE TEMPORARY TABLE back ON COMMIT DROP AS
    SELECT n / 25 AS k, %(base)s + n / 25 AS id, s.id AS member, %(base)s + 10 * n + 4 AS paper, s.day, s.n
    FROM stretch s WHERE n %% 25 = 3
    """,
    """
    INSERT INTO documents_document (id, kind, number, store_id, member_id, business_date, amount, state, maker_id,
        made_at, origin_id)
    SELECT paper + step, kind, prefix || '-00-9' || lpad(n::text, 9, '0'), %(store)s,
        CASE step WHEN 0 THEN member END, day, amount, state, %(clerk)s, day::timestamptz,
        CASE WHEN step > 0 THEN paper END
    FROM back, (VALUES (0, 'refund', 'TH', 20.00, 'closed'), (1, 'refund_money', 'TK', 20.00, ''),
        (2, 'goods_pickup', 'QH', NULL, 'collected')) made (step, kind, prefix, amount, state)
    """,
    """
    INSERT INTO refunds_purchase (id, store_id, pos, number, bought_at, bought_on, card_number, amount, state,
        receipt_id, mismatch, settled_how)
    SELECT id, %(store)s, '03', 'B' || lpad(n::text, 10, '0'), day::timestamptz, day, '89' || lpad(n::text, 8, '0'),
        60.00, 'verified', %(base)s + 3 * n, '', ''
    FROM back
    """,
    """
    INSERT INTO refunds_purchasetender (id, purchase_id, tender_id, paid, reserved, refunded)
    SELECT b.id, b.id, t.id, 60.00, 0, 20.00 FROM back b JOIN tills_tender t ON t.code = 'bank_card'
    """,
    """
    INSERT INTO refunds_purchaseline (id, purchase_id, position, barcode, name, category, floor_id, quantity, price,
        amount, reserved, returned, reserved_amount, returned_amount, overcharged)
    SELECT b.id, b.id, 1, '6900000000012', '纯牛奶 250ml', '食品', f.id, 3, 20.00, 60.00, 0, 1, 0, 20.00, 0
    FROM back b JOIN org_floor f ON f.store_id = %(store)s AND f.code = 'B1'
    """,
    """
    INSERT INTO refunds_refund (id, document_id, purchase_id, purpose, state, reason, condition, repairs_failed,
        words, goods_amount, deduction, deduction_why, taken_amount, to_pay, invoice, invoice_number, exception,
        checked, asked_at, paid_at, ended_why)
    SELECT id, paper, id, 'refund', 'closed', 'quality', 'defective', 0, '', 20.00, 0, '', 0, 0, 'none', '', '',
        true, day::timestamptz, day::timestamptz, ''
    FROM back
    """,
    """
    INSERT INTO refunds_refundline (refund_id, line_id, floor_id, quantity, amount, rule, holding)
    SELECT b.id, b.id, l.floor_id, 1, 20.00, '', 'final' FROM back b JOIN refunds_purchaseline l ON l.id = b.id
    """,
    """
    INSERT INTO refunds_refundtender (refund_id, document_id, paid_id, tender_id, out_tender_id, is_exception, amount,
        holding, way, state, steps_done, card, credited, slip, terminal_slip, reference, done_at, confirmed_how,
        out_words, payee_name, payee_bank, payee_account)
    SELECT b.id, b.paper + 1, b.id, p.tender_id, p.tender_id, false, 20.00, 'final', 'refund', 'done', 17, '4321', '',
        'T' || b.k, '000123', '000000004711', b.day::timestamptz, '', '', '', '', ''
    FROM back b JOIN refunds_purchasetender p ON p.id = b.id
    """,
    """
    INSERT INTO ledger_transfer (id, key, digest, kind, business_date, store_id, document_id, staff_id, memo)
    SELECT 100000000 + n, gen_random_uuid(), '', 'refund', day, %(store)s, paper + 1, %(clerk)s, '' FROM back
    """,
    """
    INSERT INTO ledger_entry (transfer_id, account_id, seq, amount, balance_after, business_date, store_id)
    SELECT t.id, a.id, a.entries + b.place, side.amount, a.balance + b.place * side.amount, b.day, %(store)s
    FROM (SELECT *, row_number() OVER (ORDER BY k) AS place FROM back) b
    JOIN ledger_transfer t ON t.document_id = b.paper + 1
    CROSS JOIN (VALUES ('refund_clearing', 20.00), ('bank_card', -20.00)) side (kind, amount)
    JOIN ledger_account a ON a.store_id = %(store)s AND a.kind = side.kind AND a.code = ''
    """,
    """
    UPDATE ledger_account a SET entries = a.entries + many, balance = a.balance + many * each
    FROM (SELECT count(*) AS many FROM back) p, (VALUES ('refund_clearing', 20.00), ('bank_card', -20.00))
        side (kind, each)
    WHERE a.store_id = %(store)s AND a.kind = side.kind AND a.code = ''
    """,
    """
    INSERT INTO tills_payment (document_id, tender_id, amount, rounding, on_pos, slip, reference, from_name,
        from_number, to_name, to_number, payer_name, payer_paper, payer_last4, by_id, at)
    SELECT paper + 1, t.id, -20.00, 0, false, 'T' || k, '000000004711', '', '', '', '', '', '', '', %(clerk)s,
        day::timestamptz
    FROM back CROSS JOIN tills_tender t WHERE t.code = 'bank_card'
    """,
    """
    INSERT INTO refunds_pickup (document_id, refund_id, floor_id, state, collected_by_id, collected_at)
    SELECT b.paper + 2, b.id, l.floor_id, 'collected', %(supervisor)s, b.day::timestamptz
    FROM back b JOIN refunds_purchaseline l ON l.id = b.id
    """,
)

# Each member moved one gift; of every fourth it was issued for a receipt, the others came in. A gift of
# the bench is only ever one or the other, so its book runs in one direction.
GIFTS = (
    """
    CREATE TEMPORARY TABLE given ON COMMIT DROP AS
    SELECT s.n, s.id, s.member, s.name, s.day, %(base)s + 10 * s.n + 7 AS paper, shelf.id AS stock, shelf.item_id AS item,
        shelf.balance, shelf.moves, row_number() OVER (PARTITION BY shelf.id ORDER BY s.n) AS place,
        CASE WHEN s.n %% 4 = 0 THEN -1 ELSE 1 END AS change
    FROM stretch s
    CROSS JOIN (SELECT array_agg(id ORDER BY id) AS ids FROM gifts_stock) shelves
    JOIN gifts_stock shelf ON shelf.id = shelves.ids[1 + s.n %% 40]
    """,
    """
    INSERT INTO documents_document (id, kind, number, store_id, member_id, business_date, amount, state, maker_id,
        made_at)
    SELECT paper, 'gift_issue', 'ZP-00-9' || lpad(n::text, 9, '0'), %(store)s, member, day, 49.00, 'given', %(clerk)s,
        day::timestamptz
    FROM given WHERE change < 0
    """,
    """
    INSERT INTO gifts_giftpurchase (id, store_id, pos, mark, number, bought_on, amount, card_number, state,
        receipt_id, mismatch, settled_how)
    SELECT id, %(store)s, '03', '3', 'G' || lpad(n::text, 10, '0'), day, 250.00, '89' || lpad(n::text, 8, '0'),
        'verified', id, '', ''
    FROM given WHERE change < 0
    """,
    """
    INSERT INTO gifts_giftissue (document_id, campaign_id, rule_id, place_id, member_id, name, telephone, purchased,
        state, undone_why)
    SELECT g.paper, r.campaign_id, r.id, p.id, g.member, g.name, '+86139' || lpad(g.n::text, 8, '0'), 250.00, 'given', ''
    FROM given g CROSS JOIN (SELECT * FROM gifts_campaignrule ORDER BY id LIMIT 1) r
    CROSS JOIN (SELECT id FROM gifts_place ORDER BY id LIMIT 1) p WHERE change < 0
    """,
    """
    INSERT INTO gifts_giftissueline (issue_id, item_id, quantity, value, settled)
    SELECT paper, item, 1, 49.00, 0 FROM given WHERE change < 0
    """,
    """
    INSERT INTO gifts_giftuse (issue_id, campaign_id, purchase_id, undone)
    SELECT g.paper, i.campaign_id, g.id, false FROM given g JOIN gifts_giftissue i ON i.document_id = g.paper
    """,
    """
    INSERT INTO gifts_movement (stock_id, store_id, number, kind, change, balance, document_id, campaign_id,
        business_date, by_id, at)
    SELECT g.stock, %(store)s, g.moves + g.place, CASE WHEN change < 0 THEN 'issued' ELSE 'arrival' END, change,
        g.balance + g.place * change, CASE WHEN change < 0 THEN g.paper ELSE a.document_id END,
        CASE WHEN change < 0 THEN c.id END, day, %(clerk)s, day::timestamptz
    FROM given g CROSS JOIN (SELECT document_id FROM gifts_giftarrival ORDER BY document_id LIMIT 1) a
    CROSS JOIN (SELECT id FROM gifts_campaign ORDER BY id LIMIT 1) c
    """,
    """
    UPDATE gifts_stock s SET moves = s.moves + many.pieces, balance = s.balance + many.change
    FROM (SELECT stock, count(*) AS pieces, sum(change) AS change FROM given GROUP BY stock) many
    WHERE many.stock = s.id
    """,
)

GROW = (*PEOPLE, *MONEY, *PAPERS, *RETURNS, *GIFTS)
TABLES = (
    *("members_household", "members_member", "members_membername", "members_identity", "members_tierperiod"),
    *("members_consent", "members_membercard", "documents_document", "ledger_account", "ledger_transfer"),
    *("ledger_entry", "cards_storedvalue", "cards_storedvaluecard", "cards_cardact", "tills_payment"),
    *("receipts_receipt", "approvals_approval", "handoffs_handoff", "refunds_purchase"),
    *("refunds_purchasetender", "refunds_purchaseline", "refunds_refund", "refunds_refundline"),
    *(
        "refunds_refundtender",
        "refunds_pickup",
        "gifts_giftpurchase",
        "gifts_giftissue",
        "gifts_giftissueline",
    ),
    *("gifts_giftuse", "gifts_movement", "gifts_stock"),
)
KEYED = (
    *("members_household", "members_member", "members_membercard", "documents_document", "ledger_account"),
    *("ledger_transfer", "cards_storedvalue", "cards_storedvaluecard", "receipts_receipt"),
    *("refunds_purchase", "refunds_purchasetender", "refunds_purchaseline", "refunds_refund"),
    *("gifts_giftpurchase",),
)
