-- What a price stands for, and the prices of its hours; null where the publisher says neither.
ALTER TABLE published_figure
    ADD COLUMN volume numeric   CONSTRAINT volume_must_be_above_zero CHECK (volume > 0),
    ADD COLUMN hourly numeric[] CONSTRAINT a_day_has_23_to_25_hours CHECK (cardinality(hourly) BETWEEN 23 AND 25);

-- An index has a figure for a month and no unit.
ALTER TABLE series_version
    DROP CONSTRAINT kind_must_be_price_or_fx,
    ADD CONSTRAINT kind_must_be_known CHECK (kind IN ('price', 'fx', 'index'));
