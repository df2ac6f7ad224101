CREATE TABLE delivery_revision (
    agreement     text        NOT NULL REFERENCES agreement_head,
    lot           text        NOT NULL,
    revision      integer     NOT NULL CONSTRAINT revision_must_be_positive CHECK (revision >= 1),
    producer      text        NOT NULL,
    category      text        NOT NULL,
    delivery_date date        NOT NULL,
    quantity      numeric     NOT NULL CONSTRAINT quantity_must_not_be_negative CHECK (quantity >= 0),
    unit          text        NOT NULL,
    certified_at  timestamptz NOT NULL,
    document      text        NOT NULL,
    received_at   timestamptz NOT NULL,
    PRIMARY KEY (agreement, lot, revision),
    CONSTRAINT a_document_certifies_a_lot_once UNIQUE (agreement, lot, document)
);
CREATE INDEX delivery_by_day ON delivery_revision (agreement, delivery_date, lot, revision);
GRANT SELECT, INSERT ON delivery_revision TO ${service_role};
GRANT SELECT ON delivery_revision TO ${reader_role};

ALTER TABLE delivery_revision ENABLE ROW LEVEL SECURITY;
ALTER TABLE delivery_revision FORCE ROW LEVEL SECURITY;
CREATE POLICY deliveries_are_read_by_their_party ON delivery_revision FOR SELECT TO ${reader_role}
    USING (current_setting('pricefloor.party', true) IN ('*', producer));
CREATE POLICY deliveries_are_kept_by_the_service ON delivery_revision TO ${service_role}
    USING (true) WITH CHECK (true);

-- A file is known by its bytes; the answer that it got first is the answer that it gets again.
CREATE TABLE delivery_upload (
    sha256      text        PRIMARY KEY,
    document    text        NOT NULL,
    answer      bytea       NOT NULL,
    uploaded_by text        NOT NULL,
    received_at timestamptz NOT NULL
);
GRANT SELECT, INSERT ON delivery_upload TO ${service_role};
