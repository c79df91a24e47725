"""Taking a card for oneself, as one call: the account is locked, then all that is checked is read."""

from django.db import migrations

# Two statements of a function see the database each at its own moment: what is read was committed
# before the lock was got. The plan is kept, since planning six tables takes eight times as long as
# reading them, and by index, since a plan made while a table was small outlives that.
LOCK = """
CREATE FUNCTION cards_lock(p_number text)
RETURNS TABLE (card cards_storedvaluecard, value cards_storedvalue, holder members_member,
    principal ledger_account, bonus ledger_account)
LANGUAGE plpgsql SET search_path = public, pg_temp
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off
AS $$
BEGIN
    PERFORM FROM cards_storedvalue v JOIN cards_storedvaluecard c ON c.value_id = v.id
    WHERE c.number = p_number FOR NO KEY UPDATE OF v;
    RETURN QUERY SELECT c, v, m, p, b
    FROM cards_storedvaluecard c JOIN cards_storedvalue v ON v.id = c.value_id
    JOIN members_member m ON m.id = v.holder_id
    JOIN ledger_account p ON p.id = v.principal_id JOIN ledger_account b ON b.id = v.bonus_id
    WHERE c.number = p_number;
END $$
"""
DROP = "DROP FUNCTION cards_lock(text)"


class Migration(migrations.Migration):
    dependencies = [("cards", "0001_initial")]

    operations = [migrations.RunSQL(LOCK, DROP)]
