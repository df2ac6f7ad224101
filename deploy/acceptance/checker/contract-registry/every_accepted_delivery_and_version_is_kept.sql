-- What a client was told is kept stands there, in the revision that it was told; nothing stands there that nobody sent.
SELECT 'delivery' AS what, a.subject, a.item, a.number, a.document, d.revision, d.quantity
  FROM (SELECT * FROM accepted WHERE kind = 'delivery') a
  FULL JOIN delivery_revision d ON d.agreement = a.subject AND d.lot = a.item AND d.document = a.document
 WHERE a.kind IS NULL OR d.agreement IS NULL OR d.revision <> a.number OR d.quantity <> a.value
UNION ALL
SELECT 'version', a.subject, NULL, a.number, a.document, v.version, NULL
  FROM (SELECT * FROM accepted WHERE kind = 'agreement') a
  FULL JOIN agreement_version v ON v.agreement = a.subject AND v.version = a.number
 WHERE a.kind IS NULL OR v.agreement IS NULL OR v.digest <> a.document;
