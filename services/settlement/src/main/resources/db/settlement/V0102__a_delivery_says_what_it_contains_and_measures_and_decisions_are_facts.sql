-- What a delivery contains (rule 17): null where the quantity is what is settled.
ALTER TABLE delivery_fact
    ADD COLUMN product       text,
    ADD COLUMN form          text,
    ADD COLUMN assay_kind    text,
    ADD COLUMN reo_share     numeric,
    ADD COLUMN content_share numeric,
    ADD COLUMN hourly        numeric[],
    ADD CONSTRAINT an_assay_is_whole CHECK (num_nulls(assay_kind, reo_share, content_share) IN (0, 3));
COMMENT ON COLUMN delivery_fact.hourly IS 'Quantity of each hour of the delivery date; they add up to quantity.';

-- Figures of a calendar year: EBITDA, and what was made available.
CREATE TABLE measure_fact (
    position     bigint      NOT NULL,
    fact_id      text        NOT NULL,
    digest       text        NOT NULL,
    agreement    text        NOT NULL,
    measure      text        NOT NULL,
    day          date        NOT NULL,
    revision     integer     NOT NULL,
    value        numeric     NOT NULL,
    unit         text        NOT NULL,
    certified_at timestamptz NOT NULL,
    recorded_at  timestamptz NOT NULL,
    CONSTRAINT measure_fact_pk PRIMARY KEY (position),
    CONSTRAINT measure_fact_is_recorded_once UNIQUE (fact_id),
    CONSTRAINT measure_is_recorded_once UNIQUE (agreement, day, measure, revision)
);

-- What somebody decided about a period (rule 5).
CREATE TABLE decision_fact (
    position    bigint      NOT NULL,
    fact_id     text        NOT NULL,
    digest      text        NOT NULL,
    agreement   text        NOT NULL,
    decision    text        NOT NULL,
    kind        text        NOT NULL,
    day         date        NOT NULL,
    decided_at  timestamptz NOT NULL,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT decision_fact_pk PRIMARY KEY (position),
    CONSTRAINT decision_fact_is_recorded_once UNIQUE (fact_id),
    CONSTRAINT decision_is_recorded_once UNIQUE (agreement, decision)
);
CREATE INDEX decision_fact_by_day ON decision_fact (agreement, day);

GRANT SELECT, INSERT ON measure_fact, decision_fact TO ${service_role};
