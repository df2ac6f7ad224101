-- The facts in plain tables, loaded by COPY and analysed before the clock starts. No table here is vacuumed by itself: it would
-- happen while another contender is by the clock, and all are emptied before the next run.
CREATE SCHEMA ground;
CREATE TABLE ground.assessment (
    series text    NOT NULL,
    day    date    NOT NULL,
    price  numeric NOT NULL,
    CONSTRAINT assessment_pk PRIMARY KEY (series, day)
) WITH (autovacuum_enabled = off);
CREATE TABLE ground.agreement (
    agreement    text    NOT NULL,
    series       text    NOT NULL,
    threshold    numeric NOT NULL,
    share        numeric NOT NULL,
    cap_per_year numeric NOT NULL,
    CONSTRAINT agreement_pk PRIMARY KEY (agreement)
) WITH (autovacuum_enabled = off);
CREATE TABLE ground.floor_step (
    agreement text    NOT NULL,
    from_day  date    NOT NULL,
    price     numeric NOT NULL,
    CONSTRAINT floor_step_pk PRIMARY KEY (agreement, from_day)
) WITH (autovacuum_enabled = off);
CREATE TABLE ground.delivery (
    agreement text    NOT NULL,
    lot       text    NOT NULL,
    day       date    NOT NULL,
    quantity  numeric NOT NULL,
    CONSTRAINT delivery_pk PRIMARY KEY (agreement, lot),
    CONSTRAINT quantity_must_not_be_negative CHECK (quantity >= 0)
) WITH (autovacuum_enabled = off);
