-- The fact shelf (rules 1, 2, 25). Every fact has a position, given on arrival under the lock of shelf_head, so the facts
-- up to a position are all committed and never grow. recorded_at does not run backwards, whatever the clock does.
-- Rows locked FOR UPDATE stand in tables of their own: shelf tables grant no UPDATE (rule 31).

CREATE TABLE shelf_head (
    only_row    boolean     NOT NULL DEFAULT true,
    position    bigint      NOT NULL,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT shelf_head_pk PRIMARY KEY (only_row),
    CONSTRAINT there_is_one_shelf CHECK (only_row)
);
INSERT INTO shelf_head (position, recorded_at) VALUES (0, 'epoch');

-- Series and calendars: few, kept as their event's bytes.
CREATE TABLE reference_fact (
    position    bigint      NOT NULL,
    fact_id     text        NOT NULL,
    digest      text        NOT NULL,
    kind        text        NOT NULL,
    subject     text        NOT NULL,
    version     integer     NOT NULL,
    body        bytea       NOT NULL,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT reference_fact_pk PRIMARY KEY (position),
    CONSTRAINT reference_fact_is_recorded_once UNIQUE (fact_id),
    CONSTRAINT reference_fact_is_series_or_calendar CHECK (kind IN ('series', 'calendar'))
);

-- Price assessments and FX fixes.
CREATE TABLE figure_fact (
    position     bigint      NOT NULL,
    fact_id      text        NOT NULL,
    digest       text        NOT NULL,
    series       text        NOT NULL,
    day          date        NOT NULL,
    revision     integer     NOT NULL,
    value        numeric     NOT NULL,
    published_at timestamptz NOT NULL,
    recorded_at  timestamptz NOT NULL,
    CONSTRAINT figure_fact_pk PRIMARY KEY (position),
    CONSTRAINT figure_is_recorded_once UNIQUE (fact_id),
    CONSTRAINT figure_has_one_revision_of_a_number UNIQUE (series, day, revision)
);

CREATE TABLE agreement_fact (
    position    bigint      NOT NULL,
    fact_id     text        NOT NULL,
    digest      text        NOT NULL,
    agreement   text        NOT NULL,
    version     integer     NOT NULL,
    producer    text        NOT NULL,
    body        bytea       NOT NULL,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT agreement_fact_pk PRIMARY KEY (position),
    CONSTRAINT agreement_fact_is_recorded_once UNIQUE (fact_id),
    CONSTRAINT agreement_version_is_recorded_once UNIQUE (agreement, version)
);

CREATE TABLE delivery_fact (
    position      bigint      NOT NULL,
    fact_id       text        NOT NULL,
    digest        text        NOT NULL,
    agreement     text        NOT NULL,
    lot           text        NOT NULL,
    revision      integer     NOT NULL,
    category      text        NOT NULL,
    delivery_date date        NOT NULL,
    quantity      numeric     NOT NULL,
    unit          text        NOT NULL,
    certified_at  timestamptz NOT NULL,
    recorded_at   timestamptz NOT NULL,
    CONSTRAINT delivery_fact_pk PRIMARY KEY (position),
    CONSTRAINT delivery_fact_is_recorded_once UNIQUE (fact_id),
    CONSTRAINT delivery_is_recorded_once UNIQUE (agreement, lot, revision),
    CONSTRAINT quantity_must_not_be_negative CHECK (quantity >= 0)
);
CREATE INDEX delivery_fact_by_day ON delivery_fact (agreement, delivery_date);

-- What has to be settled anew: written by intake, taken and removed by the bench. No fact stands here.
CREATE TABLE due (
    due_id    bigint GENERATED ALWAYS AS IDENTITY,
    kind      text NOT NULL,
    subject   text NOT NULL,
    agreement text,
    first_day date,
    last_day  date,
    CONSTRAINT due_pk PRIMARY KEY (due_id),
    CONSTRAINT due_kind_is_known CHECK (kind IN ('series', 'reference', 'agreement', 'period'))
);
COMMENT ON COLUMN due.agreement IS 'Only this agreement is still due for the subject; null: every agreement that depends on it.';

GRANT SELECT, UPDATE ON shelf_head TO ${service_role};
GRANT SELECT, INSERT ON reference_fact, figure_fact, agreement_fact, delivery_fact TO ${service_role};
GRANT SELECT, INSERT, UPDATE, DELETE ON due TO ${service_role};
-- No reader role is granted anything here: tenants read runs, not facts. So the shelf needs no row security, and takes COPY.
