"""What the database itself guards: a pass is issued only from an approved application, for the same plate, kind and enterprise."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION passes_from_approved() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.application_id IS NOT NULL AND NOT EXISTS (
        SELECT FROM passes_passapplication
        WHERE id = NEW.application_id AND state = 'approved' AND campaign_id = NEW.campaign_id AND kind = NEW.kind
              AND enterprise_id = NEW.enterprise_id AND subject = NEW.subject
    ) THEN
        RAISE EXCEPTION 'application % is not approved for this pass', NEW.application_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'pass_from_approved';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER pass_from_approved BEFORE INSERT ON passes_pass
    FOR EACH ROW EXECUTE FUNCTION passes_from_approved();
"""

BACKWARD = """
DROP TRIGGER pass_from_approved ON passes_pass;
DROP FUNCTION passes_from_approved();
"""


class Migration(migrations.Migration):
    dependencies = [("passes", "0001_initial")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
