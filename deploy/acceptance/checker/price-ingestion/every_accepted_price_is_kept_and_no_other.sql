-- What a client was told is kept stands there, in the revision that it was told; nothing stands there that nobody sent.
SELECT a.subject, a.item, a.number, a.value, f.series, f.day, f.revision, f.figure, f.document
  FROM (SELECT * FROM accepted WHERE kind = 'price') a
  FULL JOIN published_figure f ON f.series = a.subject AND f.day::text = a.item AND f.document = a.document
 WHERE a.kind IS NULL OR f.series IS NULL OR f.revision <> a.number OR f.figure <> a.value;
