SELECT concat_ws(' ', 'version', agreement, version), md5(v::text) FROM agreement_version v
UNION ALL
SELECT concat_ws(' ', 'delivery', agreement, lot, revision), md5(d::text) FROM delivery_revision d
UNION ALL
SELECT 'outbox ' || outbox_id, md5(o::text) FROM outbox o
UNION ALL
SELECT concat_ws(' ', 'position', topic, partition, position), md5(p::text) FROM outbox_position p;
