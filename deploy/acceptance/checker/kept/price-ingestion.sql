SELECT concat_ws(' ', 'figure', series, day, revision), md5(f::text) FROM published_figure f
UNION ALL
SELECT 'outbox ' || outbox_id, md5(o::text) FROM outbox o
UNION ALL
SELECT concat_ws(' ', 'position', topic, partition, position), md5(p::text) FROM outbox_position p;
