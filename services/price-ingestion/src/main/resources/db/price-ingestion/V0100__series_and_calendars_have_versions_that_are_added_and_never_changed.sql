-- Market data belong to no party: every role that may read here reads all, so these tables hold no row security and the
-- reader role is granted nothing.

-- What writers lock before they add to a calendar or a series; the only rows here that change.
CREATE TABLE calendar_head (
    calendar       text    PRIMARY KEY,
    newest_version integer NOT NULL CONSTRAINT versions_are_numbered_from_one CHECK (newest_version >= 0)
);
CREATE TABLE series_head (
    series         text    PRIMARY KEY,
    newest_version integer NOT NULL CONSTRAINT versions_are_numbered_from_one CHECK (newest_version >= 0)
);
GRANT SELECT, INSERT, UPDATE ON calendar_head, series_head TO ${service_role};

CREATE TABLE calendar_version (
    calendar      text        NOT NULL REFERENCES calendar_head,
    version       integer     NOT NULL CONSTRAINT version_must_be_positive CHECK (version >= 1),
    document      bytea       NOT NULL,
    registered_by text        NOT NULL,
    received_at   timestamptz NOT NULL,
    PRIMARY KEY (calendar, version)
);
COMMENT ON COLUMN calendar_version.document IS 'Days, weekdays and exceptions as JSON, in the order of dates.';

CREATE TABLE series_version (
    series        text        NOT NULL REFERENCES series_head,
    version       integer     NOT NULL CONSTRAINT version_must_be_positive CHECK (version >= 1),
    kind          text        NOT NULL CONSTRAINT kind_must_be_price_or_fx CHECK (kind IN ('price', 'fx')),
    publisher     text        NOT NULL,
    product       text,
    currency      text        NOT NULL,
    per           text        NOT NULL,
    tax_basis     text        NOT NULL,
    calendar      text        NOT NULL CONSTRAINT calendar_must_be_registered REFERENCES calendar_head,
    source        text        NOT NULL,
    registered_by text        NOT NULL,
    received_at   timestamptz NOT NULL,
    PRIMARY KEY (series, version)
);
GRANT SELECT, INSERT ON calendar_version, series_version TO ${service_role};
