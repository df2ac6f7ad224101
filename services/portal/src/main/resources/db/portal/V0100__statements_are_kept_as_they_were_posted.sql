-- What the portal shows, fed by the settlements topic alone. A run is kept as the bytes of its event; the columns beside
-- them are what lists are ordered and filtered by.

CREATE TABLE statement_run (
    agreement        text        NOT NULL,
    period           text        NOT NULL,
    sequence         integer     NOT NULL,
    producer         text        NOT NULL,
    office           text        NOT NULL,
    product          text        NOT NULL,
    period_from      date        NOT NULL,
    period_to        date        NOT NULL,
    kind             text        NOT NULL,
    cut_off          bigint      NOT NULL,
    recorded_at      timestamptz NOT NULL,
    quantity         numeric     NOT NULL,
    unit             text        NOT NULL,
    floor_price      numeric,
    reference_price  numeric,
    top_up           numeric     NOT NULL,
    upside_share     numeric     NOT NULL,
    net              numeric     NOT NULL,
    difference       numeric     NOT NULL,
    currency         text        NOT NULL,
    topic_position   bigint      NOT NULL,
    body             bytea       NOT NULL,
    CONSTRAINT a_run_is_told_once PRIMARY KEY (agreement, period, sequence)
);

-- The newest run of each period, so that a list of periods does not read their history.
CREATE TABLE statement (
    agreement        text        NOT NULL,
    period           text        NOT NULL,
    producer         text        NOT NULL,
    period_from      date        NOT NULL,
    sequence         integer     NOT NULL,
    topic_position   bigint      NOT NULL,
    CONSTRAINT a_period_has_one_newest_run PRIMARY KEY (agreement, period)
);
CREATE INDEX statement_newest_first ON statement (period_from DESC, agreement);
CREATE INDEX statement_of_a_producer_newest_first ON statement (producer, period_from DESC, agreement);

-- Periods that can not be computed at present. The position within the partition of the agreement decides what is newer.
CREATE TABLE parked_period (
    agreement        text        NOT NULL,
    period           text        NOT NULL,
    producer         text        NOT NULL,
    office           text        NOT NULL,
    period_from      date        NOT NULL,
    recorded_at      timestamptz NOT NULL,
    topic_position   bigint      NOT NULL,
    body             bytea       NOT NULL,
    CONSTRAINT a_period_is_parked_once PRIMARY KEY (agreement, period)
);

-- Reference prices with their workings. They hold published prices, nobody's quantities or amounts.
CREATE TABLE determination (
    id               text        NOT NULL,
    digest           text        NOT NULL,
    body             bytea       NOT NULL,
    CONSTRAINT a_determination_is_told_once PRIMARY KEY (id)
);

-- Sums of the transfers told, kept up by each new run. Debits and credits stay apart: a trial balance shows both.
CREATE TABLE account_balance (
    agreement        text        NOT NULL,
    period           text        NOT NULL,
    account          text        NOT NULL,
    currency         text        NOT NULL,
    producer         text        NOT NULL,
    office           text        NOT NULL,
    period_from      date        NOT NULL,
    debit            numeric     NOT NULL,
    credit           numeric     NOT NULL,
    CONSTRAINT an_account_has_one_balance PRIMARY KEY (agreement, period, account, currency),
    CONSTRAINT sums_of_transfers_are_not_negative CHECK (debit >= 0 AND credit >= 0)
);
CREATE INDEX account_balance_of_a_producer ON account_balance (producer, period_from);

-- Rule 31: the service's own role writes, and owns nothing; runs and determinations it can not change.
GRANT SELECT, INSERT ON statement_run, determination TO ${service_role};
GRANT SELECT, INSERT, UPDATE ON statement, account_balance TO ${service_role};
GRANT SELECT, INSERT, UPDATE, DELETE ON parked_period TO ${service_role};
GRANT SELECT ON statement_run, statement, parked_period, determination, account_balance TO ${reader_role};

ALTER TABLE statement_run   ENABLE ROW LEVEL SECURITY;
ALTER TABLE statement_run   FORCE ROW LEVEL SECURITY;
ALTER TABLE statement       ENABLE ROW LEVEL SECURITY;
ALTER TABLE statement       FORCE ROW LEVEL SECURITY;
ALTER TABLE parked_period   ENABLE ROW LEVEL SECURITY;
ALTER TABLE parked_period   FORCE ROW LEVEL SECURITY;
ALTER TABLE determination   ENABLE ROW LEVEL SECURITY;
ALTER TABLE determination   FORCE ROW LEVEL SECURITY;
ALTER TABLE account_balance ENABLE ROW LEVEL SECURITY;
ALTER TABLE account_balance FORCE ROW LEVEL SECURITY;

CREATE POLICY the_intake_writes ON statement_run   TO ${service_role} USING (true) WITH CHECK (true);
CREATE POLICY the_intake_writes ON statement       TO ${service_role} USING (true) WITH CHECK (true);
CREATE POLICY the_intake_writes ON parked_period   TO ${service_role} USING (true) WITH CHECK (true);
CREATE POLICY the_intake_writes ON determination   TO ${service_role} USING (true) WITH CHECK (true);
CREATE POLICY the_intake_writes ON account_balance TO ${service_role} USING (true) WITH CHECK (true);

-- A reader sees its own party's rows; the party * (office, auditor) sees all; unset sees nothing.
CREATE POLICY a_reader_sees_its_party ON statement_run   FOR SELECT TO ${reader_role}
    USING (current_setting('pricefloor.party', true) IN ('*', producer));
CREATE POLICY a_reader_sees_its_party ON statement       FOR SELECT TO ${reader_role}
    USING (current_setting('pricefloor.party', true) IN ('*', producer));
CREATE POLICY a_reader_sees_its_party ON parked_period   FOR SELECT TO ${reader_role}
    USING (current_setting('pricefloor.party', true) IN ('*', producer));
CREATE POLICY a_reader_sees_its_party ON account_balance FOR SELECT TO ${reader_role}
    USING (current_setting('pricefloor.party', true) IN ('*', producer));
CREATE POLICY any_known_reader_sees_prices ON determination FOR SELECT TO ${reader_role}
    USING (current_setting('pricefloor.party', true) <> '');
