-- Price assessments and FX fixes: one figure of a series for one day, in the revision that a document brought.
CREATE TABLE published_figure (
    series       text        NOT NULL REFERENCES series_head,
    day          date        NOT NULL,
    revision     integer     NOT NULL CONSTRAINT revision_must_be_positive CHECK (revision >= 1),
    figure       numeric     NOT NULL CONSTRAINT figure_must_be_above_zero CHECK (figure > 0),
    published_at timestamptz NOT NULL,
    document     text        NOT NULL,
    received_at  timestamptz NOT NULL,
    PRIMARY KEY (series, day, revision),
    CONSTRAINT a_document_says_one_thing_of_a_day UNIQUE (series, day, document)
);
GRANT SELECT, INSERT ON published_figure TO ${service_role};

-- A file is known by its bytes; the answer that it got first is the answer that it gets again.
CREATE TABLE figure_upload (
    sha256      text        PRIMARY KEY,
    kind        text        NOT NULL CONSTRAINT kind_must_be_price_or_fx CHECK (kind IN ('price', 'fx')),
    document    text        NOT NULL,
    answer      bytea       NOT NULL,
    uploaded_by text        NOT NULL,
    received_at timestamptz NOT NULL
);
GRANT SELECT, INSERT ON figure_upload TO ${service_role};
