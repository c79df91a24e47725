"""The statements of ``data``. Movement n has the key base + n, its papers base + 10 n and the nine after it."""

# ruff: noqa: E501 - lists of columns

# A third of the papers are of the last month, the rest of the year before.
STRETCH = """
CREATE TEMPORARY TABLE stretch ON COMMIT DROP AS
SELECT n, %(base)s + n AS id, NULL::bigint AS member, '王䶮' || n AS name, %(today)s::date - ((n / 20 %% 18) ^ 2)::int AS day
FROM generate_series(%(first)s::bigint, %(last)s) n
"""

# Of every twenty movements one goes with a case that is open, one with a case that was closed, one with an
# enquiry that was answered. Half of the open ones are late.
CASES = (
    """
    CREATE TEMPORARY TABLE said ON COMMIT DROP AS
    SELECT n, id, name, day, %(base)s + 10 * n AS paper, n %% 20 AS what,
        (ARRAY['quality', 'service'])[1 + n / 20 %% 2] AS kind,
        (ARRAY['quality', 'expired', 'price', 'promotion', 'attitude', 'delivery'])[1 + n / 20 %% 6] AS cause,
        (ARRAY['desk', 'floors', 'cashiers', 'security', 'warehouse'])[1 + n / 20 %% 5] AS department,
        '+86138' || lpad(n::text, 8, '0') AS telephone,
        %(now)s::timestamptz + (n / 20 %% 4000 - 2000) * interval '1 minute' AS due
    FROM stretch WHERE n %% 20 IN (1, 2, 3)
    """,
    """
    INSERT INTO documents_document (id, kind, number, store_id, business_date, amount, state, maker_id, made_at)
    SELECT paper, made.kind, prefix || '-00-9' || lpad(n::text, 9, '0'), %(store)s, day, made.amount, state, %(clerk)s,
        day::timestamptz
    FROM said JOIN (VALUES (1, 'complaint', 'KS', 'registered', NULL), (2, 'complaint', 'KS', 'closed', 20.00),
        (3, 'enquiry', 'ZX', 'answered', NULL)) made (what, kind, prefix, state, amount) USING (what)
    """,
    """
    INSERT INTO complaints_complaint (id, document_id, store_id, "on", registered_at, kind, channel, state, name, telephone,
        what, demand, receipt, department, shop, floor_id, person_name, handler_id, by_store, grounds, reasonable, cause,
        satisfaction, result, summary, closed_at, reopened, due_at)
    SELECT id, paper, %(store)s, day, day::timestamptz, kind, 'counter', CASE what WHEN 1 THEN 'registered' ELSE 'closed' END, name,
        telephone, '外套开线', '退货', '', CASE what WHEN 2 THEN department ELSE '' END, '雪中飞', %(floor)s, '',
        CASE n / 20 %% 10 WHEN 0 THEN %(clerk)s ELSE %(second)s END, false, CASE what WHEN 2 THEN true END,
        CASE what WHEN 2 THEN true END, CASE what WHEN 2 THEN cause ELSE '' END,
        CASE what WHEN 2 THEN 'satisfied' ELSE '' END, CASE what WHEN 2 THEN 'refund' ELSE '' END,
        CASE what WHEN 2 THEN '已退货' ELSE '' END, CASE what WHEN 2 THEN day::timestamptz + interval '2 days' END, 0,
        CASE what WHEN 1 THEN due END
    FROM said WHERE what IN (1, 2)
    """,
    """
    INSERT INTO complaints_enquiry (id, document_id, store_id, "on", channel, state, name, telephone, question,
        department, answer, answered_at, answered_by_id)
    SELECT id, paper, %(store)s, day, 'telephone', 'answered', name, telephone, '几点关门', '', '晚上九点半',
        day::timestamptz, %(clerk)s
    FROM said WHERE what = 3
    """,
    """
    INSERT INTO complaints_step (document_id, kind, words, way, outcome, by_id, at)
    SELECT paper, done.kind, '已处理', '', '', %(clerk)s, day::timestamptz
    FROM said JOIN (VALUES (1, 'registered'), (2, 'registered'), (2, 'judged'), (2, 'carried'), (2, 'summed_up'),
        (3, 'answered')) done (what, kind) USING (what)
    """,
    """
    INSERT INTO clocks_target (document_id, policy_id, role, store_id, person_id, started_at, due_at, warn_at, met_at,
        met_by_id, met_how, missed_at)
    SELECT paper, t.policy_id, t.role, %(store)s, CASE n / 20 %% 10 WHEN 0 THEN %(clerk)s ELSE %(second)s END,
        due - interval '1 day', due, due - interval '4 hours', CASE WHEN what > 1 THEN due - interval '1 hour' END,
        CASE WHEN what > 1 THEN %(clerk)s END, CASE WHEN what > 1 THEN '已回电' ELSE '' END,
        CASE WHEN what = 2 AND n / 20 %% 5 = 0 THEN due END
    FROM said CROSS JOIN (SELECT * FROM clocks_target ORDER BY id LIMIT 1) t
    """,
)
# Likewise a deposit that was given back and a found item that was claimed.
KEPT = (
    """
    INSERT INTO lockers_person (id, name, phone, paper, last4)
    SELECT id, name, '+86138' || lpad(n::text, 8, '0'), 'resident', '0038' FROM stretch WHERE n %% 20 IN (4, 5)
    """,
    """
    INSERT INTO documents_document (id, kind, number, store_id, business_date, state, maker_id, made_at)
    SELECT %(base)s + 10 * n, kind, prefix || '-00-9' || lpad(n::text, 9, '0'), %(store)s, day, state, %(clerk)s, day::timestamptz
    FROM stretch JOIN (VALUES (4, 'deposit', 'JC', 'returned'), (5, 'found_item', 'SW', 'claimed'))
        made (what, kind, prefix, state) ON n %% 20 = what
    """,
    """
    INSERT INTO lockers_deposit (id, document_id, store_id, tag, state, description, look, pieces, valuables, seal,
        owner_id, place, spot, how, returned_at, returned_by_id, taker_id, reason)
    SELECT id, %(base)s + 10 * n, %(store)s, 'T' || n, 'returned', '银色拉杆箱', '', 1, '', '', id, 'rack', 'A-03', 'tag',
        day::timestamptz, %(clerk)s, id, ''
    FROM stretch WHERE n %% 20 = 4
    """,
    """
    INSERT INTO lockers_founditem (id, document_id, store_id, category, handling, source, description, colour, marks,
        "where", found_at, found_on, keep_until, rule, state, finder_id, place, spot, seal)
    SELECT id, %(base)s + 10 * n, %(store)s, 'umbrella', 'ordinary', 'found', '黑色折叠伞', '黑色', '', '一层东门', day::timestamptz, day,
        day + 180, '', 'claimed', id, '', '', ''
    FROM stretch WHERE n %% 20 = 5
    """,
)
TABLES = (
    *("documents_document", "gifts_giftpurchase", "gifts_giftissue", "gifts_giftissueline", "gifts_giftuse"),
    *("gifts_movement", "gifts_stock", "complaints_complaint", "complaints_enquiry", "complaints_step"),
    *("clocks_target", "lockers_person", "lockers_deposit", "lockers_founditem"),
)
KEYED = (
    *("documents_document", "gifts_giftpurchase", "complaints_complaint", "complaints_enquiry"),
    *("lockers_person", "lockers_deposit", "lockers_founditem"),
)
