-- The head of an agreement: what writers lock before they add to it. The only row here that changes.
CREATE TABLE agreement_head (
    agreement      text    PRIMARY KEY,
    producer       text    NOT NULL,
    newest_version integer NOT NULL CONSTRAINT versions_are_numbered_from_one CHECK (newest_version >= 0)
);
GRANT SELECT, INSERT, UPDATE ON agreement_head TO ${service_role};

-- A version as it was registered; the document's bytes are those that were published and hashed.
CREATE TABLE agreement_version (
    agreement      text        NOT NULL REFERENCES agreement_head,
    version        integer     NOT NULL CONSTRAINT version_must_be_positive CHECK (version >= 1),
    title          text        NOT NULL,
    producer       text        NOT NULL,
    office         text        NOT NULL,
    product        text        NOT NULL,
    currency       text        NOT NULL,
    unit           text        NOT NULL,
    period         text        NOT NULL,
    effective_from date        NOT NULL,
    effective_to   date        NOT NULL CONSTRAINT term_must_end_after_it_begins CHECK (effective_to >= effective_from),
    document       bytea       NOT NULL,
    digest         text        NOT NULL CONSTRAINT digest_must_be_that_of_the_document CHECK (digest = encode(sha256(document), 'hex')),
    registered_by  text        NOT NULL,
    received_at    timestamptz NOT NULL,
    PRIMARY KEY (agreement, version)
);
GRANT SELECT, INSERT ON agreement_version TO ${service_role};
GRANT SELECT ON agreement_version TO ${reader_role};

ALTER TABLE agreement_version ENABLE ROW LEVEL SECURITY;
ALTER TABLE agreement_version FORCE ROW LEVEL SECURITY;
CREATE POLICY versions_are_read_by_their_party ON agreement_version FOR SELECT TO ${reader_role}
    USING (current_setting('pricefloor.party', true) IN ('*', producer));
CREATE POLICY versions_are_kept_by_the_service ON agreement_version TO ${service_role}
    USING (true) WITH CHECK (true);
