"""What the database itself guards: a stay's bed is one of its room's, and nobody orders more meals than a caterer cooks in a day."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION lodging_bed_is_there() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    most integer;
BEGIN
    SELECT beds INTO most FROM lodging_room WHERE id = NEW.room_id FOR SHARE;
    IF NEW.bed < 1 OR NEW.bed > most THEN
        RAISE EXCEPTION 'room % has % beds, there is no bed %', NEW.room_id, most, NEW.bed
            USING ERRCODE = 'check_violation', CONSTRAINT = 'stay_bed_is_there';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER stay_bed_is_there BEFORE INSERT OR UPDATE OF room_id, bed ON lodging_stay
    FOR EACH ROW EXECUTE FUNCTION lodging_bed_is_there();

CREATE FUNCTION lodging_beds_are_empty() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM lodging_stay WHERE room_id = NEW.id AND bed > NEW.beds AND state IN ('reserved', 'moved_in')) THEN
        RAISE EXCEPTION 'a bed of room % is taken', NEW.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'room_beds_are_empty';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER room_beds_are_empty BEFORE UPDATE OF beds ON lodging_room
    FOR EACH ROW WHEN (NEW.beds < OLD.beds) EXECUTE FUNCTION lodging_beds_are_empty();

CREATE FUNCTION lodging_portions_are_there() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    most bigint;
    booked bigint;
BEGIN
    SELECT capacity INTO most FROM lodging_caterer WHERE id = NEW.caterer_id FOR NO KEY UPDATE;
    SELECT coalesce(sum(count), 0) INTO booked FROM lodging_mealorder
        WHERE caterer_id = NEW.caterer_id AND day = NEW.day AND state IN ('ordered', 'accepted', 'delivered');
    IF booked > most THEN
        RAISE EXCEPTION 'caterer % cooks % portions on %, not %', NEW.caterer_id, most, NEW.day, booked
            USING ERRCODE = 'check_violation', CONSTRAINT = 'meal_order_capacity';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER meal_order_capacity AFTER INSERT OR UPDATE OF caterer_id, day, count, state ON lodging_mealorder
    FOR EACH ROW WHEN (NEW.state IN ('ordered', 'accepted', 'delivered')) EXECUTE FUNCTION lodging_portions_are_there();
"""

BACK = """
DROP TRIGGER meal_order_capacity ON lodging_mealorder;
DROP TRIGGER room_beds_are_empty ON lodging_room;
DROP TRIGGER stay_bed_is_there ON lodging_stay;
DROP FUNCTION lodging_portions_are_there();
DROP FUNCTION lodging_beds_are_empty();
DROP FUNCTION lodging_bed_is_there();
"""


class Migration(migrations.Migration):
    dependencies = [("lodging", "0001_initial")]

    operations = [migrations.RunSQL(FORWARD, BACK)]
