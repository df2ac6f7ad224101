-- The relay numbers the rows of a topic and partition 1, 2, 3, ...
SELECT topic, partition, count(*) AS rows, min(position) AS first, max(position) AS last
  FROM outbox_position
 GROUP BY topic, partition
HAVING min(position) <> 1 OR max(position) <> count(*);
