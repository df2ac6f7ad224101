-- Offsets begin again when a topic is made anew: a record that is parked then may stand where an earlier one stood. It is another one by
-- its bytes, and both are kept; the same record read twice is kept once, as before.
ALTER TABLE inbox_parked DROP CONSTRAINT inbox_parked_pk;
CREATE UNIQUE INDEX a_record_is_parked_once ON inbox_parked (topic, partition, kafka_offset, sha256(coalesce(key, '') || '/'::bytea || coalesce(body, '')));
