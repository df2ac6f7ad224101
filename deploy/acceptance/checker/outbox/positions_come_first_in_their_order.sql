-- The first record of each position follows the first record of the position before.
SELECT topic, partition, position, kafka_offset
  FROM (SELECT topic, partition, position, min(kafka_offset) AS kafka_offset,
               lag(min(kafka_offset)) OVER (PARTITION BY topic, partition ORDER BY position) AS before
          FROM carried
         WHERE position IS NOT NULL AND topic IN (SELECT DISTINCT topic FROM outbox_position)
         GROUP BY topic, partition, position) AS firsts
 WHERE kafka_offset <= before;
