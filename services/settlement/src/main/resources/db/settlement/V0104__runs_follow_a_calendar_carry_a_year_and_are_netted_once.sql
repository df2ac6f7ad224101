-- What a run states beyond a top-up and an upside share of one office, what it leaves to the next period of its calendar year, and
-- what ordered it. Null: nothing of the kind, as of every run of a simple agreement.
ALTER TABLE run
    ALTER COLUMN floor_price DROP NOT NULL,
    ADD COLUMN balances     text,
    ADD COLUMN year_to_date text,
    ADD COLUMN carried_from text,
    ADD COLUMN decision     text;
COMMENT ON COLUMN run.balances IS 'JSON list of rule, fund, amount; null where the four amounts say it all.';
COMMENT ON COLUMN run.year_to_date IS 'JSON, as in the event.';

ALTER TABLE journal_transfer ADD COLUMN fund text;
COMMENT ON COLUMN journal_transfer.fund IS 'The fund that carries the amount; null: one office pays all.';

-- The runs that are still to come, by a stored row and not by a running timer (rule 3). No fact stands here.
CREATE TABLE scheduled_run (
    agreement   text        NOT NULL,
    period_from date        NOT NULL,
    kind        text        NOT NULL,
    due_at      timestamptz NOT NULL,
    CONSTRAINT scheduled_run_pk PRIMARY KEY (agreement, period_from, kind)
);
CREATE INDEX scheduled_run_by_time ON scheduled_run (due_at);

-- What the next netting of an agreement starts from (rule 20): carried forward, and restated since the last one.
ALTER TABLE agreement_desk
    ADD COLUMN carried numeric NOT NULL DEFAULT 0,
    ADD COLUMN late    text    NOT NULL DEFAULT '[]',
    ADD CONSTRAINT what_is_carried_is_owed_by_the_producer CHECK (carried >= 0);
COMMENT ON COLUMN agreement_desk.late IS 'JSON list of run and amount, as in the event of the netting that will take them up.';

GRANT SELECT, INSERT, UPDATE, DELETE ON scheduled_run TO ${service_role};
