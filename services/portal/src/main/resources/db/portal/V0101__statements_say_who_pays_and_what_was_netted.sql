-- Agreements of several funds, nettings and dispute runs: what lists and books of them are ordered and summed by. The bytes of the
-- event stay the statement.

-- The netting stands on the run that made it and on no other; the decision on the dispute run that it ordered.
ALTER TABLE statement_run
    ADD COLUMN decision text,
    ADD COLUMN set_off  numeric,
    ADD COLUMN to_pay   numeric,
    ADD COLUMN carried  numeric,
    ADD CONSTRAINT a_netting_is_told_whole CHECK (num_nulls(set_off, to_pay, carried) IN (0, 3));

-- Which netting a late restatement entered: once, because a closed netting is never opened again.
CREATE TABLE netted_restatement (
    run              text        NOT NULL,
    agreement        text        NOT NULL,
    period           text        NOT NULL,
    sequence         integer     NOT NULL,
    producer         text        NOT NULL,
    CONSTRAINT a_restatement_is_netted_once PRIMARY KEY (run)
);

-- Empty: no fund is named, one office pays all. Set off is what entries between payable and receivable took from both.
ALTER TABLE account_balance
    ADD COLUMN fund     text    NOT NULL DEFAULT '',
    ADD COLUMN set_off  numeric NOT NULL DEFAULT 0,
    DROP CONSTRAINT an_account_has_one_balance,
    ADD CONSTRAINT an_account_has_one_balance PRIMARY KEY (agreement, period, account, currency, fund);

-- Rule 31: as for the tables before it.
GRANT SELECT, INSERT ON netted_restatement TO ${service_role};
GRANT SELECT ON netted_restatement TO ${reader_role};

ALTER TABLE netted_restatement ENABLE ROW LEVEL SECURITY;
ALTER TABLE netted_restatement FORCE ROW LEVEL SECURITY;

CREATE POLICY the_intake_writes ON netted_restatement TO ${service_role} USING (true) WITH CHECK (true);
CREATE POLICY a_reader_sees_its_party ON netted_restatement FOR SELECT TO ${reader_role}
    USING (current_setting('pricefloor.party', true) IN ('*', producer));
