-- What somebody proposes as a version. It is kept whatever becomes of it; once it is withdrawn, the number can be proposed anew.
CREATE TABLE agreement_proposal (
    agreement      text        NOT NULL REFERENCES agreement_head,
    version        integer     NOT NULL CONSTRAINT proposed_version_must_be_positive CHECK (version >= 1),
    proposal       integer     NOT NULL CONSTRAINT proposals_are_numbered_from_one CHECK (proposal >= 1),
    title          text        NOT NULL,
    producer       text        NOT NULL,
    office         text        NOT NULL,
    product        text        NOT NULL,
    currency       text        NOT NULL,
    unit           text        NOT NULL,
    period         text        NOT NULL,
    effective_from date        NOT NULL,
    effective_to   date        NOT NULL CONSTRAINT proposed_term_must_end_after_it_begins CHECK (effective_to >= effective_from),
    document       bytea       NOT NULL,
    digest         text        NOT NULL CONSTRAINT proposed_digest_must_be_that_of_the_document CHECK (digest = encode(sha256(document), 'hex')),
    proposed_by    text        NOT NULL,
    received_at    timestamptz NOT NULL,
    amends         integer     GENERATED ALWAYS AS (nullif(version - 1, 0)) STORED,
    follows        integer     GENERATED ALWAYS AS (nullif(proposal - 1, 0)) STORED,
    PRIMARY KEY (agreement, version, proposal),
    CONSTRAINT what_an_approval_repeats UNIQUE (agreement, version, proposal, producer, digest, proposed_by),
    CONSTRAINT what_a_withdrawal_repeats UNIQUE (agreement, version, proposal, producer),
    CONSTRAINT amendment_must_amend_an_approved_version FOREIGN KEY (agreement, amends) REFERENCES agreement_version
);
GRANT SELECT, INSERT ON agreement_proposal TO ${service_role};
GRANT SELECT ON agreement_proposal TO ${reader_role};

-- The second person's word. It repeats whose proposal it is, so that the database can compare the two.
CREATE TABLE agreement_approval (
    agreement   text        NOT NULL,
    version     integer     NOT NULL,
    proposal    integer     NOT NULL,
    producer    text        NOT NULL,
    digest      text        NOT NULL,
    proposed_by text        NOT NULL,
    approved_by text        NOT NULL CONSTRAINT approver_must_not_be_the_proposer CHECK (approved_by <> proposed_by),
    what_if     text        CONSTRAINT what_if_must_be_a_digest CHECK (what_if ~ '^[0-9a-f]{64}$'),
    approved_at timestamptz NOT NULL,
    PRIMARY KEY (agreement, version),
    CONSTRAINT what_a_version_repeats UNIQUE (agreement, version, digest),
    CONSTRAINT approval_must_be_of_what_was_proposed FOREIGN KEY (agreement, version, proposal, producer, digest, proposed_by)
        REFERENCES agreement_proposal (agreement, version, proposal, producer, digest, proposed_by)
);
GRANT SELECT, INSERT ON agreement_approval TO ${service_role};
GRANT SELECT ON agreement_approval TO ${reader_role};

CREATE TABLE agreement_withdrawal (
    agreement    text        NOT NULL,
    version      integer     NOT NULL,
    proposal     integer     NOT NULL,
    producer     text        NOT NULL,
    withdrawn_by text        NOT NULL,
    reason       text        NOT NULL,
    withdrawn_at timestamptz NOT NULL,
    PRIMARY KEY (agreement, version, proposal),
    CONSTRAINT withdrawal_must_be_of_a_proposal FOREIGN KEY (agreement, version, proposal, producer)
        REFERENCES agreement_proposal (agreement, version, proposal, producer)
);
GRANT SELECT, INSERT ON agreement_withdrawal TO ${service_role};
GRANT SELECT ON agreement_withdrawal TO ${reader_role};

ALTER TABLE agreement_proposal
    ADD CONSTRAINT a_number_is_proposed_anew_after_a_withdrawal FOREIGN KEY (agreement, version, follows) REFERENCES agreement_withdrawal;

-- A version is what was approved and nothing else. Who registered it alone is no longer known; what was registered so has to be started afresh.
ALTER TABLE agreement_version DROP COLUMN registered_by;
ALTER TABLE agreement_version
    ADD CONSTRAINT version_must_be_what_was_approved FOREIGN KEY (agreement, version, digest) REFERENCES agreement_approval (agreement, version, digest);

-- Every proposal with what became of it; whoever reads it sees the rows that the tables show him.
CREATE VIEW agreement_proposal_and_outcome WITH (security_invoker = true) AS
SELECT p.agreement, p.version, p.proposal, p.title, p.producer, p.office, p.product, p.currency, p.unit, p.period, p.effective_from, p.effective_to,
       p.document, p.digest, p.proposed_by, p.received_at, a.approved_by, a.approved_at, a.what_if, w.withdrawn_by, w.withdrawn_at, w.reason AS withdrawal_reason,
       CASE WHEN a.version IS NOT NULL THEN 'approved' WHEN w.version IS NOT NULL THEN 'withdrawn' ELSE 'proposed' END AS state
  FROM agreement_proposal p
  LEFT JOIN agreement_approval a USING (agreement, version, proposal)
  LEFT JOIN agreement_withdrawal w USING (agreement, version, proposal);
GRANT SELECT ON agreement_proposal_and_outcome TO ${service_role}, ${reader_role};

ALTER TABLE agreement_proposal ENABLE ROW LEVEL SECURITY;
ALTER TABLE agreement_proposal FORCE ROW LEVEL SECURITY;
CREATE POLICY proposals_are_read_by_their_party ON agreement_proposal FOR SELECT TO ${reader_role}
    USING (current_setting('pricefloor.party', true) IN ('*', producer));
CREATE POLICY proposals_are_kept_by_the_service ON agreement_proposal TO ${service_role}
    USING (true) WITH CHECK (true);

ALTER TABLE agreement_approval ENABLE ROW LEVEL SECURITY;
ALTER TABLE agreement_approval FORCE ROW LEVEL SECURITY;
CREATE POLICY approvals_are_read_by_their_party ON agreement_approval FOR SELECT TO ${reader_role}
    USING (current_setting('pricefloor.party', true) IN ('*', producer));
CREATE POLICY approvals_are_kept_by_the_service ON agreement_approval TO ${service_role}
    USING (true) WITH CHECK (true);

ALTER TABLE agreement_withdrawal ENABLE ROW LEVEL SECURITY;
ALTER TABLE agreement_withdrawal FORCE ROW LEVEL SECURITY;
CREATE POLICY withdrawals_are_read_by_their_party ON agreement_withdrawal FOR SELECT TO ${reader_role}
    USING (current_setting('pricefloor.party', true) IN ('*', producer));
CREATE POLICY withdrawals_are_kept_by_the_service ON agreement_withdrawal TO ${service_role}
    USING (true) WITH CHECK (true);
