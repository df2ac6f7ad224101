SELECT r.agreement, r.period_label AS period, r.sequence, r.kind, encode(sha256(o.body), 'hex') AS body
  FROM run r JOIN outbox o USING (event_id);
