-- What a contender keeps: a line for each agreement and month, and two postings for each amount.
CREATE SCHEMA ${schema};
CREATE TABLE ${schema}.line (
    agreement       text    NOT NULL,
    month           date    NOT NULL,
    quantity        numeric NOT NULL,
    floor_price     numeric NOT NULL,
    reference_price numeric,
    unit_difference numeric,
    top_up          numeric NOT NULL,
    upside          numeric NOT NULL,
    CONSTRAINT line_pk PRIMARY KEY (agreement, month),
    CONSTRAINT line_states_no_negative_balance CHECK (quantity >= 0 AND top_up >= 0 AND upside >= 0)
) WITH (autovacuum_enabled = off);
CREATE TABLE ${schema}.posting (
    agreement text     NOT NULL,
    month     date     NOT NULL,
    side      smallint NOT NULL,
    account   text     NOT NULL,
    amount    numeric  NOT NULL,
    CONSTRAINT posting_pk PRIMARY KEY (agreement, month, side),
    CONSTRAINT posting_moves_more_than_zero CHECK (amount > 0),
    CONSTRAINT posting_has_two_sides CHECK (side IN (1, 2))
) WITH (autovacuum_enabled = off);
