-- Blanks around a name and the case of its letters make no second person.
ALTER TABLE agreement_approval DROP CONSTRAINT approver_must_not_be_the_proposer;
ALTER TABLE agreement_approval ADD CONSTRAINT approver_must_not_be_the_proposer
    CHECK (lower(btrim(approved_by)) <> lower(btrim(proposed_by)));
