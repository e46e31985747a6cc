"""What the database itself guards: a movement's lines sum to zero, are never changed, and make up what lies where."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION supplies_line_counts() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO supplies_balance (campaign_id, place_id, batch_id, item, pieces, fen, real)
        SELECT batch.campaign_id, place.id, batch.id, batch.item, 0, 0, place.kind IN ('store', 'aside', 'way', 'firm')
        FROM supplies_batch batch, supplies_place place
        WHERE batch.id = NEW.batch_id AND place.id = NEW.place_id AND place.campaign_id = batch.campaign_id
        ON CONFLICT (place_id, batch_id) DO NOTHING;
    UPDATE supplies_balance SET pieces = pieces + NEW.pieces, fen = fen + NEW.fen
        WHERE place_id = NEW.place_id AND batch_id = NEW.batch_id;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'place % and batch % belong to different campaigns', NEW.place_id, NEW.batch_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'supply_line_campaign';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER supply_line_counts AFTER INSERT ON supplies_line FOR EACH ROW EXECUTE FUNCTION supplies_line_counts();

CREATE FUNCTION supplies_line_sums() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM supplies_line WHERE movement_id = NEW.movement_id GROUP BY batch_id
        HAVING sum(pieces) <> 0 OR sum(fen) <> 0
    ) THEN
        RAISE EXCEPTION 'movement % makes pieces or fen appear or vanish', NEW.movement_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'supply_line_sums';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER supply_line_sums AFTER INSERT ON supplies_line DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION supplies_line_sums();

CREATE FUNCTION supplies_line_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'A line of the stock ledger is never changed or removed: book a movement back.'
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER supply_line_stays BEFORE UPDATE OR DELETE ON supplies_line
    FOR EACH ROW EXECUTE FUNCTION supplies_line_stays();
"""

BACK = """
DROP TRIGGER supply_line_stays ON supplies_line;
DROP TRIGGER supply_line_sums ON supplies_line;
DROP TRIGGER supply_line_counts ON supplies_line;
DROP FUNCTION supplies_line_stays();
DROP FUNCTION supplies_line_sums();
DROP FUNCTION supplies_line_counts();
"""


class Migration(migrations.Migration):
    dependencies = [("supplies", "0001_initial")]

    operations = [migrations.RunSQL(FORWARD, BACK)]
