-- What a client was told is kept, and what a broker acknowledged, is a fact or stands parked with its bytes.
SELECT a.kind, a.subject, a.item, a.number, a.value, f.value AS on_the_shelf
  FROM accepted a LEFT JOIN figure_fact f ON f.series = a.subject AND f.day::text = a.item AND f.revision = a.number
 WHERE a.kind = 'price' AND f.value IS DISTINCT FROM a.value
UNION ALL
SELECT a.kind, a.subject, a.item, a.number, a.value, d.quantity
  FROM accepted a LEFT JOIN delivery_fact d ON d.agreement = a.subject AND d.lot = a.item AND d.revision = a.number
 WHERE a.kind = 'delivery' AND d.quantity IS DISTINCT FROM a.value
UNION ALL
SELECT a.kind, a.subject, a.item, a.number, NULL, NULL
  FROM accepted a LEFT JOIN agreement_fact v ON v.agreement = a.subject AND v.version = a.number
 WHERE a.kind = 'agreement' AND v.agreement IS NULL
UNION ALL
-- Of a record: subject is the topic, item the partition, number the offset, document the event's id.
SELECT a.kind, a.subject, a.item, a.number, NULL, NULL
  FROM accepted a
 WHERE a.kind = 'record'
   AND NOT EXISTS (SELECT FROM inbox_parked p WHERE p.topic = a.subject AND p.partition::text = a.item AND p.kafka_offset = a.number)
   AND NOT EXISTS (SELECT FROM figure_fact WHERE fact_id = a.document)
   AND NOT EXISTS (SELECT FROM delivery_fact WHERE fact_id = a.document)
   AND NOT EXISTS (SELECT FROM agreement_fact WHERE fact_id = a.document)
   AND NOT EXISTS (SELECT FROM reference_fact WHERE fact_id = a.document)
   AND NOT EXISTS (SELECT FROM measure_fact WHERE fact_id = a.document)
   AND NOT EXISTS (SELECT FROM decision_fact WHERE fact_id = a.document);
