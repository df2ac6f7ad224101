-- One statement: lines by window function, postings from what it returns. Postgres rounds a numeric half away from zero, which of an
-- amount that is not negative is HALF_UP.
WITH reference AS (
    SELECT series, date_trunc('month', day)::date AS month, round(avg(price), 2) AS price
      FROM ground.assessment GROUP BY 1, 2
), floor AS (
    SELECT agreement, price, from_day, lead(from_day, 1, 'infinity') OVER (PARTITION BY agreement ORDER BY from_day) AS to_day
      FROM ground.floor_step
), counted AS (
    SELECT d.agreement, date_trunc('month', d.day)::date AS month, a.series, a.threshold, a.share,
           least(d.quantity, greatest(0, a.cap_per_year + d.quantity
               - sum(d.quantity) OVER (PARTITION BY d.agreement, extract(year FROM d.day) ORDER BY d.day, d.lot))) AS quantity
      FROM ground.delivery d JOIN ground.agreement a USING (agreement)
), line AS (
    INSERT INTO set_based.line (agreement, month, quantity, floor_price, reference_price, unit_difference, top_up, upside)
    SELECT c.agreement, c.month, c.quantity, f.price,
           CASE WHEN c.quantity > 0 THEN r.price END,
           CASE WHEN c.quantity > 0 THEN greatest(0, f.price - r.price) END,
           round(greatest(0, f.price - r.price) * c.quantity, 2),
           round(c.share * round(greatest(0, r.price - greatest(c.threshold, f.price)) * c.quantity, 2), 2)
      FROM counted c
      JOIN reference r ON r.series = c.series AND r.month = c.month
      JOIN floor f ON f.agreement = c.agreement AND c.month >= f.from_day AND c.month < f.to_day
    RETURNING agreement, month, top_up, upside
)
INSERT INTO set_based.posting (agreement, month, side, account, amount)
SELECT agreement, month, side, account, amount
  FROM line
 CROSS JOIN LATERAL (VALUES (1::smallint, 'top-up expense', top_up), (2::smallint, 'top-up payable', top_up),
                            (1::smallint, 'upside receivable', upside), (2::smallint, 'upside income', upside)) AS p (side, account, amount)
 WHERE amount > 0
