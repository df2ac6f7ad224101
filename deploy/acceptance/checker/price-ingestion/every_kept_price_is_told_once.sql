-- A row and its event: one of each.
SELECT f.series, f.day, f.revision, count(o.event_id) AS events
  FROM published_figure f
  LEFT JOIN outbox o ON o.type LIKE '%price-assessed%' AND o.key = f.series
       AND convert_from(o.body, 'UTF8')::jsonb ->> 'pricingDate' = f.day::text
       AND (convert_from(o.body, 'UTF8')::jsonb ->> 'revision')::integer = f.revision
 GROUP BY f.series, f.day, f.revision
HAVING count(o.event_id) <> 1;
