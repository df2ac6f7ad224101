SELECT coalesce(r.event_id, o.event_id) AS event, r.position, 'run and event' AS what
  FROM run r FULL JOIN (SELECT * FROM outbox WHERE type LIKE '%period-settled%') o ON o.event_id = r.event_id
 WHERE r.event_id IS NULL OR o.event_id IS NULL OR r.event_digest <> encode(sha256(o.body), 'hex')
UNION ALL
SELECT event, NULL, 'transfers'
  FROM (SELECT r.event_id AS event, md5(string_agg(concat_ws(' ', t.debit, t.credit, trim_scale(t.amount)), ';' ORDER BY t.line)) AS posted
          FROM run r LEFT JOIN journal_transfer t USING (agreement, period_from, sequence) GROUP BY r.event_id) AS journal
  JOIN (SELECT o.event_id AS event, md5(string_agg(concat_ws(' ', e ->> 'debit', e ->> 'credit', trim_scale((e ->> 'amount')::numeric)), ';' ORDER BY n)) AS told
          FROM outbox o LEFT JOIN LATERAL jsonb_array_elements(convert_from(o.body, 'UTF8')::jsonb -> 'transfers') WITH ORDINALITY AS t (e, n) ON true
         WHERE o.type LIKE '%period-settled%' GROUP BY o.event_id) AS events USING (event)
 WHERE posted IS DISTINCT FROM told;
