"""What the models can't say: keys across rooms, and the household of a card that follows its member."""

from django.db import migrations

FORWARD = """
ALTER TABLE documents_document
    ADD CONSTRAINT documents_document_member FOREIGN KEY (member_id) REFERENCES members_member (id)
    DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE members_membercard
    ADD CONSTRAINT members_card_household_of_member FOREIGN KEY (member_id, household_id)
    REFERENCES members_member (id, household_id) ON UPDATE CASCADE;
CREATE SEQUENCE members_card_number START 1;
"""
BACKWARD = """
DROP SEQUENCE members_card_number;
ALTER TABLE members_membercard DROP CONSTRAINT members_card_household_of_member;
ALTER TABLE documents_document DROP CONSTRAINT documents_document_member;
"""


class Migration(migrations.Migration):
    dependencies = [("members", "0001_initial"), ("documents", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
