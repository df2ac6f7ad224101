-- The head of a lot: what writers lock before they add to the lots that hang together. The only row of the ledger that changes.
CREATE TABLE lot_head (
    lot             text    PRIMARY KEY,
    producer        text    NOT NULL,
    newest_revision integer NOT NULL CONSTRAINT lot_revisions_are_numbered_from_one CHECK (newest_revision >= 0)
);
GRANT SELECT, INSERT, UPDATE ON lot_head TO ${service_role};
GRANT SELECT ON lot_head TO ${reader_role};

-- What a document says about a lot. contained: kilograms of oxide, rounded to the gram.
CREATE TABLE lot_revision (
    lot           text        NOT NULL REFERENCES lot_head,
    revision      integer     NOT NULL CONSTRAINT lot_revision_must_be_positive CHECK (revision >= 1),
    producer      text        NOT NULL,
    form          text        NOT NULL CONSTRAINT form_must_be_known CHECK (form IN ('concentrate', 'oxide', 'metal')),
    produced_on   date        NOT NULL,
    quantity      numeric     NOT NULL CONSTRAINT quantity_of_a_lot_must_not_be_negative CHECK (quantity >= 0),
    assay_kind    text,
    reo_share     numeric,
    content_share numeric,
    factor        numeric,
    contained     numeric     NOT NULL CONSTRAINT content_must_not_be_negative CHECK (contained >= 0),
    certified_at  timestamptz NOT NULL,
    document      text        NOT NULL,
    received_at   timestamptz NOT NULL,
    PRIMARY KEY (lot, revision),
    CONSTRAINT a_document_describes_a_lot_once UNIQUE (lot, document),
    CONSTRAINT a_concentrate_alone_has_an_assay CHECK (num_nulls(assay_kind, reo_share, content_share) = CASE form WHEN 'concentrate' THEN 0 ELSE 3 END),
    CONSTRAINT a_metal_alone_has_a_factor CHECK ((factor IS NOT NULL) = (form = 'metal'))
);
GRANT SELECT, INSERT ON lot_revision TO ${service_role};
GRANT SELECT ON lot_revision TO ${reader_role};

-- Contained kilograms that a lot consumed of a parent; the newest revision of the lot counts.
CREATE TABLE lot_parent (
    lot      text    NOT NULL,
    revision integer NOT NULL,
    parent   text    NOT NULL REFERENCES lot_head,
    producer text    NOT NULL,
    consumed numeric NOT NULL CONSTRAINT consumed_must_be_above_zero CHECK (consumed > 0),
    PRIMARY KEY (lot, revision, parent),
    CONSTRAINT parents_are_those_of_a_revision FOREIGN KEY (lot, revision) REFERENCES lot_revision,
    CONSTRAINT lot_must_not_be_its_own_parent CHECK (lot <> parent)
);
CREATE INDEX lot_parent_by_parent ON lot_parent (parent);
GRANT SELECT, INSERT ON lot_parent TO ${service_role};
GRANT SELECT ON lot_parent TO ${reader_role};

-- An election of contained kilograms of a lot for a period, category and product of an agreement, and what became of it when the lot's
-- content became known anew. Each revision is one of the delivery that it certifies.
CREATE TABLE designation_revision (
    agreement    text        NOT NULL REFERENCES agreement_head,
    lot          text        NOT NULL REFERENCES lot_head,
    number       integer     NOT NULL CONSTRAINT designations_are_numbered_from_one CHECK (number >= 1),
    revision     integer     NOT NULL CONSTRAINT designation_revision_must_be_positive CHECK (revision >= 1),
    producer     text        NOT NULL,
    period_from  date        NOT NULL,
    period_label text        NOT NULL,
    category     text        NOT NULL,
    product      text,
    delivery     text        NOT NULL,
    delivery_date date       NOT NULL,
    elected      numeric     NOT NULL CONSTRAINT elected_must_not_be_negative CHECK (elected >= 0),
    lot_content  numeric     NOT NULL CONSTRAINT an_election_needs_content CHECK (lot_content > 0),
    contained    numeric     NOT NULL CONSTRAINT designated_must_not_be_negative CHECK (contained >= 0),
    cause        text        NOT NULL CONSTRAINT cause_must_be_known CHECK (cause IN ('election', 'content')),
    document     text        NOT NULL,
    elected_at   timestamptz NOT NULL,
    received_at  timestamptz NOT NULL,
    PRIMARY KEY (agreement, lot, number, revision),
    CONSTRAINT a_document_elects_a_lot_once UNIQUE (agreement, lot, number, document),
    CONSTRAINT a_designation_certifies_one_delivery UNIQUE (agreement, delivery, revision)
);
CREATE INDEX designation_by_lot ON designation_revision (lot);
COMMENT ON COLUMN designation_revision.elected IS 'What the producer elected when the lot contained lot_content; contained = elected x content now / lot_content.';
GRANT SELECT, INSERT ON designation_revision TO ${service_role};
GRANT SELECT ON designation_revision TO ${reader_role};

ALTER TABLE lot_head ENABLE ROW LEVEL SECURITY;
ALTER TABLE lot_head FORCE ROW LEVEL SECURITY;
CREATE POLICY lot_heads_are_read_by_their_party ON lot_head FOR SELECT TO ${reader_role}
    USING (current_setting('pricefloor.party', true) IN ('*', producer));
CREATE POLICY lot_heads_are_kept_by_the_service ON lot_head TO ${service_role}
    USING (true) WITH CHECK (true);

ALTER TABLE lot_revision ENABLE ROW LEVEL SECURITY;
ALTER TABLE lot_revision FORCE ROW LEVEL SECURITY;
CREATE POLICY lots_are_read_by_their_party ON lot_revision FOR SELECT TO ${reader_role}
    USING (current_setting('pricefloor.party', true) IN ('*', producer));
CREATE POLICY lots_are_kept_by_the_service ON lot_revision TO ${service_role}
    USING (true) WITH CHECK (true);

ALTER TABLE lot_parent ENABLE ROW LEVEL SECURITY;
ALTER TABLE lot_parent FORCE ROW LEVEL SECURITY;
CREATE POLICY parents_are_read_by_their_party ON lot_parent FOR SELECT TO ${reader_role}
    USING (current_setting('pricefloor.party', true) IN ('*', producer));
CREATE POLICY parents_are_kept_by_the_service ON lot_parent TO ${service_role}
    USING (true) WITH CHECK (true);

ALTER TABLE designation_revision ENABLE ROW LEVEL SECURITY;
ALTER TABLE designation_revision FORCE ROW LEVEL SECURITY;
CREATE POLICY designations_are_read_by_their_party ON designation_revision FOR SELECT TO ${reader_role}
    USING (current_setting('pricefloor.party', true) IN ('*', producer));
CREATE POLICY designations_are_kept_by_the_service ON designation_revision TO ${service_role}
    USING (true) WITH CHECK (true);
