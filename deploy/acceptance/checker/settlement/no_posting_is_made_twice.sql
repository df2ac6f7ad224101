-- A run that repeats the run before it is made only where a calendar, a decision or the end of a parking asks for it.
SELECT r.agreement, r.period_from, r.sequence, r.kind
  FROM run r JOIN run b ON b.agreement = r.agreement AND b.period_from = r.period_from AND b.sequence = r.sequence - 1
 WHERE r.derivation_digest = b.derivation_digest AND r.decision IS NULL AND r.kind IN ('accrual', 'initial', 'restatement')
   AND r.kind = b.kind
   AND NOT EXISTS (SELECT FROM parked_period p WHERE p.agreement = r.agreement AND p.period_from = r.period_from);
