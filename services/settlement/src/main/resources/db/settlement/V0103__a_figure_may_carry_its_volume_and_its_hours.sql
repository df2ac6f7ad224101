-- Null where the publisher says neither, and of FX fixes. Figures of an index are kept here as well.
ALTER TABLE figure_fact
    ADD COLUMN volume numeric,
    ADD COLUMN hourly numeric[];
