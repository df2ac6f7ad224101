-- Every position of the topic read here has taken effect or is parked.
SELECT c.topic, c.partition, c.last, w.position
  FROM (SELECT topic, partition, max(position) AS last FROM carried
         WHERE position IS NOT NULL AND topic = 'pricefloor.settlements' GROUP BY topic, partition) c
  LEFT JOIN inbox_watermark w USING (topic, partition)
 WHERE coalesce(w.position, 0) < c.last;
