-- A batch of facts makes many days of an agreement due: one row names them all. And what is due of one agreement is worked off
-- together, however it is scattered over the rows of others.
ALTER TABLE due ADD COLUMN days date[];
COMMENT ON COLUMN due.days IS 'The days, where they are several and not a stretch; null: first_day to last_day.';
CREATE INDEX due_by_agreement ON due (agreement, due_id) WHERE agreement IS NOT NULL;
