-- The books (rules 2, 4, 18). A run states the whole amounts of a period; the journal holds the transfers that lead from the
-- run before to this one. Runs are numbered under the lock of books_head with a time that does not run backwards, so what the
-- books said at T is what they will always have said at T.

CREATE TABLE books_head (
    only_row    boolean     NOT NULL DEFAULT true,
    position    bigint      NOT NULL,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT books_head_pk PRIMARY KEY (only_row),
    CONSTRAINT there_is_one_set_of_books CHECK (only_row)
);
INSERT INTO books_head (position, recorded_at) VALUES (0, 'epoch');

CREATE TABLE run (
    position          bigint      NOT NULL,
    agreement         text        NOT NULL,
    period_from       date        NOT NULL,
    period_to         date        NOT NULL,
    period_label      text        NOT NULL,
    sequence          integer     NOT NULL,
    kind              text        NOT NULL,
    producer          text        NOT NULL,
    office            text        NOT NULL,
    agreement_version integer     NOT NULL,
    rules_version     text        NOT NULL,
    cut_off           bigint      NOT NULL,
    recorded_at       timestamptz NOT NULL,
    accounting_date   date        NOT NULL,
    currency          text        NOT NULL,
    unit              text        NOT NULL,
    quantity          numeric     NOT NULL,
    floor_price       numeric     NOT NULL,
    reference_price   numeric,
    unit_difference   numeric,
    accrued_top_up    numeric     NOT NULL,
    accrued_upside    numeric     NOT NULL,
    top_up            numeric     NOT NULL,
    upside            numeric     NOT NULL,
    difference        numeric     NOT NULL,
    determination_id  text,
    derivation_digest text        NOT NULL,
    event_id          text        NOT NULL,
    event_digest      text        NOT NULL,
    CONSTRAINT run_pk PRIMARY KEY (position),
    CONSTRAINT run_is_recorded_once UNIQUE (agreement, period_from, sequence),
    CONSTRAINT run_states_no_negative_balance CHECK (accrued_top_up >= 0 AND accrued_upside >= 0 AND top_up >= 0 AND upside >= 0),
    CONSTRAINT accrual_and_settlement_exclude_each_other CHECK (
        (kind = 'accrual' AND top_up = 0 AND upside = 0) OR (kind <> 'accrual' AND accrued_top_up = 0 AND accrued_upside = 0))
);

CREATE TABLE journal_transfer (
    agreement       text        NOT NULL,
    period_from     date        NOT NULL,
    sequence        integer     NOT NULL,
    line            smallint    NOT NULL,
    producer        text        NOT NULL,
    office          text        NOT NULL,
    debit           text        NOT NULL,
    credit          text        NOT NULL,
    amount          numeric     NOT NULL,
    currency        text        NOT NULL,
    accounting_date date        NOT NULL,
    recorded_at     timestamptz NOT NULL,
    CONSTRAINT journal_transfer_pk PRIMARY KEY (agreement, period_from, sequence, line),
    CONSTRAINT transfer_moves_more_than_zero CHECK (amount > 0),
    CONSTRAINT transfer_needs_two_accounts CHECK (debit <> credit)
);

CREATE TABLE determination (
    determination_id text NOT NULL,
    digest           text NOT NULL,
    rule             text NOT NULL,
    period_label     text NOT NULL,
    value            numeric NOT NULL,
    CONSTRAINT determination_pk PRIMARY KEY (determination_id)
);

-- State of the bench, not of the books: what is locked, what closes next, what is parked now.
CREATE TABLE agreement_desk (
    agreement     text NOT NULL,
    producer      text NOT NULL,
    next_close    date,
    next_close_at timestamptz,
    CONSTRAINT agreement_desk_pk PRIMARY KEY (agreement)
);
CREATE INDEX agreement_desk_by_close ON agreement_desk (next_close_at) WHERE next_close_at IS NOT NULL;

CREATE TABLE agreement_series (
    agreement text NOT NULL,
    series    text NOT NULL,
    CONSTRAINT agreement_series_pk PRIMARY KEY (series, agreement)
);
CREATE INDEX agreement_series_by_agreement ON agreement_series (agreement);

CREATE TABLE parked_period (
    agreement    text        NOT NULL,
    period_from  date        NOT NULL,
    period_label text        NOT NULL,
    producer     text        NOT NULL,
    number       integer     NOT NULL,
    active       boolean     NOT NULL,
    missing      text        NOT NULL,
    cut_off      bigint      NOT NULL,
    since        timestamptz NOT NULL,
    CONSTRAINT parked_period_pk PRIMARY KEY (agreement, period_from)
);
COMMENT ON COLUMN parked_period.missing IS 'JSON list of rule, what, fix: the same bytes as in the event.';

GRANT SELECT, UPDATE ON books_head TO ${service_role};
GRANT SELECT, INSERT ON run, journal_transfer, determination TO ${service_role};
GRANT SELECT, INSERT, UPDATE ON agreement_desk, parked_period TO ${service_role};
GRANT SELECT, INSERT, DELETE ON agreement_series TO ${service_role};
GRANT SELECT ON run, journal_transfer, parked_period TO ${reader_role};

ALTER TABLE run ENABLE ROW LEVEL SECURITY;
ALTER TABLE run FORCE ROW LEVEL SECURITY;
CREATE POLICY run_is_read_by_its_party ON run FOR SELECT TO ${reader_role}
    USING (current_setting('pricefloor.party', true) IN ('*', producer));
CREATE POLICY run_is_kept_by_the_service ON run TO ${service_role} USING (true) WITH CHECK (true);

ALTER TABLE journal_transfer ENABLE ROW LEVEL SECURITY;
ALTER TABLE journal_transfer FORCE ROW LEVEL SECURITY;
CREATE POLICY transfer_is_read_by_its_party ON journal_transfer FOR SELECT TO ${reader_role}
    USING (current_setting('pricefloor.party', true) IN ('*', producer));
CREATE POLICY transfer_is_kept_by_the_service ON journal_transfer TO ${service_role} USING (true) WITH CHECK (true);

ALTER TABLE parked_period ENABLE ROW LEVEL SECURITY;
ALTER TABLE parked_period FORCE ROW LEVEL SECURITY;
CREATE POLICY parked_period_is_read_by_its_party ON parked_period FOR SELECT TO ${reader_role}
    USING (current_setting('pricefloor.party', true) IN ('*', producer));
CREATE POLICY parked_period_is_kept_by_the_service ON parked_period TO ${service_role} USING (true) WITH CHECK (true);
