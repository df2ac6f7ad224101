-- And runs of a period are numbered without a gap, and all runs together too.
SELECT agreement, period_from::text, moved, net, last, runs
  FROM (SELECT agreement, period_from, sum(difference) AS moved,
               (array_agg(accrued_top_up - accrued_upside + top_up - upside ORDER BY sequence DESC))[1] AS net,
               max(sequence) AS last, count(*) AS runs
          FROM run GROUP BY agreement, period_from) AS p
 WHERE moved <> net OR last <> runs
UNION ALL
SELECT 'all runs', NULL, NULL, NULL, max(position), count(*)
  FROM run
HAVING max(position) <> count(*) OR max(position) <> (SELECT position FROM books_head);
