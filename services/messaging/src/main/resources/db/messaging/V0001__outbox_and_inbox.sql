-- What every service's database holds for its corridors (rule 28). Run by the owner role; ${service_role} may add and
-- read, and may move the two marks that are no facts: the relay's cursor and the inbox's watermarks.
--
-- None of these tables holds row security: the reader roles of tenants are granted nothing here.

CREATE TABLE outbox (
    outbox_id bigint GENERATED ALWAYS AS IDENTITY,
    topic     text        NOT NULL,
    key       text        NOT NULL,
    event_id  text        NOT NULL,
    type      text        NOT NULL,
    source    text        NOT NULL,
    time      timestamptz NOT NULL DEFAULT transaction_timestamp(),
    body      bytea       NOT NULL,
    CONSTRAINT outbox_pk PRIMARY KEY (outbox_id),
    CONSTRAINT event_is_written_once UNIQUE (event_id),
    CONSTRAINT key_must_not_be_empty CHECK (key <> ''),
    -- An event stays under 256 KiB (rule 27).
    CONSTRAINT event_must_stay_under_256_kib CHECK (octet_length(body) < 262144)
);
COMMENT ON TABLE outbox IS 'Events, written in the transaction of the change they tell of; never updated.';
COMMENT ON COLUMN outbox.body IS 'The exact UTF-8 JSON bytes that are published and hashed.';

-- The relay's work, appended in its own transaction before anything is published, so that a crash publishes the same
-- row under the same position again.
CREATE TABLE outbox_position (
    sequence  bigint  NOT NULL,
    topic     text    NOT NULL,
    partition integer NOT NULL,
    position  bigint  NOT NULL,
    outbox_id bigint  NOT NULL,
    CONSTRAINT outbox_position_pk PRIMARY KEY (sequence),
    CONSTRAINT position_is_given_once UNIQUE (topic, partition, position),
    CONSTRAINT row_has_one_position UNIQUE (outbox_id),
    CONSTRAINT position_starts_at_one CHECK (position >= 1)
);
COMMENT ON TABLE outbox_position IS 'Gap-free positions per topic and partition, given by the relay alone.';

CREATE TABLE outbox_cursor (
    only_row  boolean NOT NULL DEFAULT true,
    published bigint  NOT NULL,
    settled   bigint  NOT NULL,
    CONSTRAINT outbox_cursor_pk PRIMARY KEY (only_row),
    CONSTRAINT there_is_one_cursor CHECK (only_row)
);
COMMENT ON COLUMN outbox_cursor.published IS 'Every outbox_position.sequence up to this one was acknowledged by the broker.';
COMMENT ON COLUMN outbox_cursor.settled IS 'No row with an outbox_id up to this one can appear any more: all are committed and positioned, or rolled back.';
INSERT INTO outbox_cursor (published, settled) VALUES (0, 0);

CREATE TABLE inbox_watermark (
    topic        text    NOT NULL,
    partition    integer NOT NULL,
    position     bigint  NOT NULL,
    kafka_offset bigint  NOT NULL,
    CONSTRAINT inbox_watermark_pk PRIMARY KEY (topic, partition)
);
COMMENT ON COLUMN inbox_watermark.position IS 'Every position up to this one has taken effect here or is parked.';
COMMENT ON COLUMN inbox_watermark.kafka_offset IS 'Every record up to this offset is done with; -1: read from the beginning.';

CREATE TABLE inbox_parked (
    topic        text        NOT NULL,
    partition    integer     NOT NULL,
    kafka_offset bigint      NOT NULL,
    position     bigint,
    key          bytea,
    headers      jsonb       NOT NULL,
    body         bytea,
    rule         text        NOT NULL,
    reason       text        NOT NULL,
    parked_at    timestamptz NOT NULL DEFAULT transaction_timestamp(),
    CONSTRAINT inbox_parked_pk PRIMARY KEY (topic, partition, kafka_offset)
);
COMMENT ON TABLE inbox_parked IS 'Records that could not take effect, with their raw bytes; the records around them went on.';

GRANT SELECT, INSERT ON outbox, outbox_position, inbox_parked TO ${service_role};
GRANT SELECT ON SEQUENCE outbox_outbox_id_seq TO ${service_role};
GRANT SELECT, UPDATE ON outbox_cursor TO ${service_role};
GRANT SELECT, INSERT, UPDATE ON inbox_watermark TO ${service_role};
