"""What the database itself guards: a movement's lines sum to zero, are never changed, and make up what lies where."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION supplies_lines_count() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    astray record;
BEGIN
    INSERT INTO supplies_balance (campaign_id, place_id, batch_id, item, pieces, fen, real)
        SELECT DISTINCT batch.campaign_id, place.id, batch.id, batch.item, 0, 0, place.kind IN ('store', 'aside', 'way', 'firm')
        FROM new_lines line
        JOIN supplies_batch batch ON batch.id = line.batch_id
        JOIN supplies_place place ON place.id = line.place_id AND place.campaign_id = batch.campaign_id
        WHERE NOT EXISTS (SELECT FROM supplies_balance WHERE place_id = line.place_id AND batch_id = line.batch_id)
        ORDER BY place.id, batch.id
        ON CONFLICT (place_id, batch_id) DO NOTHING;
    PERFORM FROM supplies_balance  -- in one order: of two who book at once, one waits for the other, never both
        WHERE (place_id, batch_id) IN (SELECT place_id, batch_id FROM new_lines)
        ORDER BY place_id, batch_id FOR NO KEY UPDATE;
    UPDATE supplies_balance balance SET pieces = balance.pieces + line.pieces, fen = balance.fen + line.fen
        FROM (
            SELECT place_id, batch_id, sum(pieces)::bigint AS pieces, sum(fen)::bigint AS fen
            FROM new_lines GROUP BY place_id, batch_id
        ) line
        WHERE balance.place_id = line.place_id AND balance.batch_id = line.batch_id;
    SELECT place_id, batch_id INTO astray FROM new_lines line
        WHERE NOT EXISTS (SELECT FROM supplies_balance WHERE place_id = line.place_id AND batch_id = line.batch_id) LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'place % and batch % belong to different campaigns', astray.place_id, astray.batch_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'supply_line_campaign';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER supply_lines_count AFTER INSERT ON supplies_line REFERENCING NEW TABLE AS new_lines
    FOR EACH STATEMENT EXECUTE FUNCTION supplies_lines_count();

CREATE FUNCTION supplies_line_sums() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        WITH own AS MATERIALIZED (SELECT batch_id, pieces, fen FROM supplies_line WHERE movement_id = NEW.movement_id)
        SELECT FROM own GROUP BY batch_id HAVING sum(pieces) <> 0 OR sum(fen) <> 0
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
DROP TRIGGER supply_lines_count ON supplies_line;
DROP FUNCTION supplies_line_stays();
DROP FUNCTION supplies_line_sums();
DROP FUNCTION supplies_lines_count();
"""


class Migration(migrations.Migration):
    dependencies = [("supplies", "0001_initial")]

    operations = [migrations.RunSQL(FORWARD, BACK)]
