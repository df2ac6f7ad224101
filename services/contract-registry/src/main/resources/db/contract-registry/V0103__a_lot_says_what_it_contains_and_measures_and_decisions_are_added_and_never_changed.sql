-- What a delivery contains; null where its certificate does not say it.
ALTER TABLE delivery_revision
    ADD COLUMN product       text,
    ADD COLUMN form          text,
    ADD COLUMN assay_kind    text,
    ADD COLUMN reo_share     numeric,
    ADD COLUMN content_share numeric,
    ADD COLUMN hourly        numeric[],
    ADD CONSTRAINT an_assay_is_whole CHECK (num_nulls(assay_kind, reo_share, content_share) IN (0, 3));

-- A certified figure of a calendar year that is no delivery.
CREATE TABLE measure_revision (
    agreement    text        NOT NULL REFERENCES agreement_head,
    measure      text        NOT NULL CONSTRAINT measure_must_be_known CHECK (measure IN ('ebitda', 'made-available')),
    day          date        NOT NULL CONSTRAINT day_must_end_a_year CHECK (extract(month FROM day) = 12 AND extract(day FROM day) = 31),
    revision     integer     NOT NULL CONSTRAINT measure_revision_must_be_positive CHECK (revision >= 1),
    producer     text        NOT NULL,
    value        numeric     NOT NULL,
    unit         text        NOT NULL,
    certified_at timestamptz NOT NULL,
    document     text        NOT NULL,
    received_at  timestamptz NOT NULL,
    PRIMARY KEY (agreement, measure, day, revision),
    CONSTRAINT a_document_certifies_a_measure_once UNIQUE (agreement, measure, day, document),
    CONSTRAINT what_was_made_available_must_not_be_negative CHECK (measure <> 'made-available' OR value >= 0)
);
GRANT SELECT, INSERT ON measure_revision TO ${service_role};
GRANT SELECT ON measure_revision TO ${reader_role};

ALTER TABLE measure_revision ENABLE ROW LEVEL SECURITY;
ALTER TABLE measure_revision FORCE ROW LEVEL SECURITY;
CREATE POLICY measures_are_read_by_their_party ON measure_revision FOR SELECT TO ${reader_role}
    USING (current_setting('pricefloor.party', true) IN ('*', producer));
CREATE POLICY measures_are_kept_by_the_service ON measure_revision TO ${service_role}
    USING (true) WITH CHECK (true);

CREATE TABLE measure_upload (
    sha256      text        PRIMARY KEY,
    document    text        NOT NULL,
    answer      bytea       NOT NULL,
    uploaded_by text        NOT NULL,
    received_at timestamptz NOT NULL
);
GRANT SELECT, INSERT ON measure_upload TO ${service_role};

-- What somebody decided about a period; its code is said once.
CREATE TABLE decision (
    agreement   text        NOT NULL REFERENCES agreement_head,
    decision    text        NOT NULL,
    producer    text        NOT NULL,
    kind        text        NOT NULL CONSTRAINT kind_of_decision_must_be_known CHECK (kind IN ('dispute-run')),
    day         date        NOT NULL,
    reason      text        NOT NULL,
    decided_by  text        NOT NULL,
    decided_at  timestamptz NOT NULL,
    recorded_by text        NOT NULL,
    received_at timestamptz NOT NULL,
    PRIMARY KEY (agreement, decision)
);
GRANT SELECT, INSERT ON decision TO ${service_role};
GRANT SELECT ON decision TO ${reader_role};

ALTER TABLE decision ENABLE ROW LEVEL SECURITY;
ALTER TABLE decision FORCE ROW LEVEL SECURITY;
CREATE POLICY decisions_are_read_by_their_party ON decision FOR SELECT TO ${reader_role}
    USING (current_setting('pricefloor.party', true) IN ('*', producer));
CREATE POLICY decisions_are_kept_by_the_service ON decision TO ${service_role}
    USING (true) WITH CHECK (true);
