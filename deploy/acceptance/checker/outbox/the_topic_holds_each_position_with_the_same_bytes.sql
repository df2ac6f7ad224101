-- A record may be there more than once; it is always the outbox row of its position, byte for byte.
SELECT p.topic, p.partition, p.position, o.event_id, c.kafka_offset, c.event_id AS carried
  FROM outbox_position p JOIN outbox o USING (outbox_id)
  LEFT JOIN carried c ON c.topic = p.topic AND c.partition = p.partition AND c.position = p.position
 WHERE c.position IS NULL OR c.event_id IS DISTINCT FROM o.event_id OR c.sha256 IS DISTINCT FROM encode(sha256(o.body), 'hex')
UNION ALL
-- Nothing stands on a topic of this service that is not in its outbox.
SELECT c.topic, c.partition, c.position, NULL, c.kafka_offset, c.event_id
  FROM carried c
  LEFT JOIN outbox_position p ON p.topic = c.topic AND p.partition = c.partition AND p.position = c.position
 WHERE c.topic IN (SELECT DISTINCT topic FROM outbox_position) AND p.position IS NULL;
