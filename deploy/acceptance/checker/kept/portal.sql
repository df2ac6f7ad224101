SELECT concat_ws(' ', 'run', agreement, period, sequence), md5(r::text) FROM statement_run r
UNION ALL
SELECT 'determination ' || id, md5(d::text) FROM determination d
UNION ALL
SELECT concat_ws(' ', 'parked record', topic, partition, kafka_offset), md5(p::text) FROM inbox_parked p;
