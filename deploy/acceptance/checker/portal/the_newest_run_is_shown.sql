-- The newest run of a period is the one with the highest number, and the balance is that of all its runs.
SELECT r.agreement, r.period, r.last, s.sequence
  FROM (SELECT agreement, period, max(sequence) AS last, count(*) AS runs FROM statement_run GROUP BY agreement, period) r
  FULL JOIN statement s USING (agreement, period)
 WHERE r.last IS DISTINCT FROM s.sequence OR r.last <> r.runs;
