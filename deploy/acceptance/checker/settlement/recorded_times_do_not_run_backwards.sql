SELECT 'run' AS what, position, recorded_at, before
  FROM (SELECT position, recorded_at, lag(recorded_at) OVER (ORDER BY position) AS before FROM run) AS r
 WHERE recorded_at < before
UNION ALL
SELECT 'fact', position, recorded_at, before
  FROM (SELECT position, recorded_at, lag(recorded_at) OVER (ORDER BY position) AS before
          FROM (SELECT position, recorded_at FROM figure_fact UNION ALL SELECT position, recorded_at FROM delivery_fact
                UNION ALL SELECT position, recorded_at FROM agreement_fact) AS facts) AS f
 WHERE recorded_at < before;
