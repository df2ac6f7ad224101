-- The days on which lots fall, each once: who asks for the deliveries of some days finds their lots here and looks up the newest
-- revision of each. However often a delivery was revised, as much is read.
CREATE TABLE delivery_day (
    agreement     text NOT NULL,
    delivery_date date NOT NULL,
    lot           text NOT NULL,
    CONSTRAINT delivery_day_pk PRIMARY KEY (agreement, delivery_date, lot)
);
COMMENT ON TABLE delivery_day IS 'Every day that some revision of a lot names; the newest revision says whether the lot still falls on it.';
INSERT INTO delivery_day SELECT DISTINCT agreement, delivery_date, lot FROM delivery_fact;
DROP INDEX delivery_fact_by_day;

GRANT SELECT, INSERT ON delivery_day TO ${service_role};
