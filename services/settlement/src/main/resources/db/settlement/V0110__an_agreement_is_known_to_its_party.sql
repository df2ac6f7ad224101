-- Whether an agreement exists, and whose it is, is asked in the reader role (rule 31): a what-if of another party's agreement is
-- answered like one of none. Of a desk the reader sees these two columns and nothing else.
GRANT SELECT (agreement, producer) ON agreement_desk TO ${reader_role};

ALTER TABLE agreement_desk ENABLE ROW LEVEL SECURITY;
ALTER TABLE agreement_desk FORCE ROW LEVEL SECURITY;
CREATE POLICY agreement_desk_is_read_by_its_party ON agreement_desk FOR SELECT TO ${reader_role}
    USING (current_setting('pricefloor.party', true) IN ('*', producer));
CREATE POLICY agreement_desk_is_kept_by_the_service ON agreement_desk TO ${service_role} USING (true) WITH CHECK (true);
