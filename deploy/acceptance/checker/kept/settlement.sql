SELECT concat_ws(' ', 'run', agreement, period_from, sequence), md5(r::text) FROM run r
UNION ALL
SELECT concat_ws(' ', 'transfer', agreement, period_from, sequence, line), md5(t::text) FROM journal_transfer t
UNION ALL
SELECT 'determination ' || determination_id, md5(d::text) FROM determination d
UNION ALL
SELECT 'fact ' || position, md5(f::text) FROM figure_fact f
UNION ALL
SELECT 'fact ' || position, md5(f::text) FROM delivery_fact f
UNION ALL
SELECT 'fact ' || position, md5(f::text) FROM agreement_fact f
UNION ALL
SELECT 'fact ' || position, md5(f::text) FROM reference_fact f
UNION ALL
SELECT 'fact ' || position, md5(f::text) FROM measure_fact f
UNION ALL
SELECT 'fact ' || position, md5(f::text) FROM decision_fact f
UNION ALL
SELECT concat_ws(' ', 'parked record', topic, partition, kafka_offset), md5(p::text) FROM inbox_parked p
UNION ALL
SELECT 'outbox ' || outbox_id, md5(o::text) FROM outbox o
UNION ALL
SELECT concat_ws(' ', 'position', topic, partition, position), md5(p::text) FROM outbox_position p;
