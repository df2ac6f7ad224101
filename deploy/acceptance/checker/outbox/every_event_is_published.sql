-- Every committed event has its position, and the cursor stands behind the last of them.
SELECT 'event without a position' AS what, event_id
  FROM outbox o
 WHERE NOT EXISTS (SELECT FROM outbox_position p WHERE p.outbox_id = o.outbox_id)
UNION ALL
SELECT 'cursor', published::text
  FROM outbox_cursor
 WHERE published <> (SELECT coalesce(max(sequence), 0) FROM outbox_position);
