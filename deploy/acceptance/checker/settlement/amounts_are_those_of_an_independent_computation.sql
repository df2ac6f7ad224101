-- The closed months of the campaign's agreements (F...), computed again from the facts on the shelf and from nothing else:
-- the newest revision of each price and lot, the last published price of each day, the mean, the floor, the share, the cap of the year.
WITH agreement AS (
    SELECT DISTINCT ON (agreement) agreement, convert_from(body, 'UTF8')::jsonb -> 'document' AS terms
      FROM agreement_fact WHERE agreement LIKE 'F%' ORDER BY agreement, version DESC),
term AS (
    SELECT agreement, terms #>> '{referencePrice,series}' AS series,
           (terms #>> '{referencePrice,gap,maxStaleDays}')::integer AS stale,
           (terms #>> '{floor,0,price}')::numeric AS floor,
           (terms #>> '{upside,threshold}')::numeric AS threshold, (terms #>> '{upside,share}')::numeric AS share,
           (terms #>> '{caps,upsideSharePerYear}')::numeric AS cap,
           (terms ->> 'effectiveFrom')::date AS first_day, (terms ->> 'effectiveTo')::date AS last_day
      FROM agreement),
price AS (
    SELECT DISTINCT ON (series, day) series, day, value FROM figure_fact
     WHERE series IN (SELECT series FROM term) ORDER BY series, day, revision DESC),
lot AS (
    SELECT DISTINCT ON (agreement, lot) agreement, delivery_date, quantity FROM delivery_fact
     WHERE agreement IN (SELECT agreement FROM term) ORDER BY agreement, lot, revision DESC),
month AS (
    SELECT t.*, m::date AS period_from, (m + interval '1 month' - interval '1 day')::date AS period_to,
           coalesce((SELECT sum(quantity) FROM lot l WHERE l.agreement = t.agreement
                        AND l.delivery_date BETWEEN m::date AND (m + interval '1 month' - interval '1 day')::date), 0) AS quantity
      FROM term t CROSS JOIN LATERAL generate_series(t.first_day, t.last_day, interval '1 month') AS m),
mean AS (
    SELECT series, stale, period_from, sum(value) AS total, count(*) AS days, count(value) AS priced,
           (SELECT count(*) FROM price p WHERE p.series = s.series AND p.day BETWEEN s.period_from AND s.period_to) AS published
      FROM (SELECT DISTINCT series, stale, period_from, period_to FROM month WHERE quantity > 0) s
     CROSS JOIN LATERAL generate_series(period_from, period_to, interval '1 day') AS d
      LEFT JOIN LATERAL (SELECT value FROM price p WHERE p.series = s.series AND p.day <= d::date AND p.day >= d::date - s.stale
                          ORDER BY p.day DESC LIMIT 1) AS v ON true
     GROUP BY series, stale, period_from, period_to),
line AS (
    SELECT m.*, mean.days IS NULL OR mean.priced < mean.days OR mean.published = 0 AS unpriced,
           round(mean.total::numeric(60, 30) / mean.days, 2) AS reference
      FROM month m LEFT JOIN mean USING (series, stale, period_from)),
amount AS (
    SELECT agreement, period_from, quantity, cap, reference, quantity > 0 AND unpriced AS parked,
           CASE WHEN quantity = 0 OR unpriced THEN 0 ELSE round(greatest(0, floor - reference) * quantity, 2) END AS top_up,
           CASE WHEN quantity = 0 OR unpriced OR threshold IS NULL THEN 0
                ELSE round(share * round(greatest(0, reference - greatest(threshold, floor)) * quantity, 2), 2) END AS share
      FROM line),
capped AS (
    SELECT *, sum(share) OVER (PARTITION BY agreement, date_trunc('year', period_from) ORDER BY period_from) AS used FROM amount),
expected AS (
    SELECT *, CASE WHEN cap IS NULL THEN share ELSE least(cap, used) - least(cap, used - share) END AS upside FROM capped),
last AS (SELECT DISTINCT ON (agreement, period_from) * FROM run ORDER BY agreement, period_from, sequence DESC)
SELECT e.agreement, e.period_from, e.quantity AS should_be_quantity, l.quantity, e.reference AS should_be_reference, l.reference_price,
       e.top_up AS should_be_top_up, l.top_up, e.upside AS should_be_upside, l.upside, e.parked AS should_be_parked, p.active AS parked
  FROM expected e LEFT JOIN last l USING (agreement, period_from) LEFT JOIN parked_period p USING (agreement, period_from)
 WHERE l.kind IS DISTINCT FROM 'accrual'
   AND (coalesce(l.top_up, 0) <> e.top_up OR coalesce(l.upside, 0) <> e.upside OR coalesce(p.active, false) <> e.parked
        OR NOT e.parked AND coalesce(l.quantity, 0) <> e.quantity
        OR NOT e.parked AND e.quantity > 0 AND l.reference_price IS DISTINCT FROM e.reference);
