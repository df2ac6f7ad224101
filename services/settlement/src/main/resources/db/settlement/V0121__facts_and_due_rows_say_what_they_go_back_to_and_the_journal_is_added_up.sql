-- The trace of a fact is that of the event that brought it: a run names its facts, so a posting leads back to the request that
-- brought a price. Null: the producer of the event knew none.
ALTER TABLE reference_fact ADD COLUMN trace uuid;
ALTER TABLE figure_fact    ADD COLUMN trace uuid;
ALTER TABLE agreement_fact ADD COLUMN trace uuid;
ALTER TABLE delivery_fact  ADD COLUMN trace uuid;
ALTER TABLE measure_fact   ADD COLUMN trace uuid;
ALTER TABLE decision_fact  ADD COLUMN trace uuid;
-- Of due rows that coalesce the newest cause counts. Since when it waits is the machine's time: it is watched, and nothing is computed of it.
ALTER TABLE due
    ADD COLUMN trace uuid,
    ADD COLUMN since timestamptz NOT NULL DEFAULT transaction_timestamp();

-- The journal added up, in the transaction of the transfers: a handful of rows, so that what is owed is watched without reading history.
CREATE TABLE journal_total (
    account  text    NOT NULL,
    currency text    NOT NULL,
    debit    numeric NOT NULL,
    credit   numeric NOT NULL,
    CONSTRAINT journal_total_pk PRIMARY KEY (account, currency)
);
-- The owner is held to row security as well: for this one statement it is not.
ALTER TABLE journal_transfer NO FORCE ROW LEVEL SECURITY;
INSERT INTO journal_total (account, currency, debit, credit)
SELECT account, currency, sum(debit), sum(credit)
  FROM (SELECT debit AS account, currency, amount AS debit, 0 AS credit FROM journal_transfer
        UNION ALL
        SELECT credit, currency, 0, amount FROM journal_transfer) AS side
 GROUP BY account, currency;
ALTER TABLE journal_transfer FORCE ROW LEVEL SECURITY;
GRANT SELECT, INSERT, UPDATE ON journal_total TO ${service_role};

-- How many periods are parked now is read from these alone, whatever was parked before.
CREATE INDEX parked_period_now ON parked_period (agreement, period_from) WHERE active;
