WITH fact AS (SELECT position, recorded_at FROM figure_fact UNION ALL SELECT position, recorded_at FROM delivery_fact
              UNION ALL SELECT position, recorded_at FROM agreement_fact UNION ALL SELECT position, recorded_at FROM reference_fact
              UNION ALL SELECT position, recorded_at FROM measure_fact UNION ALL SELECT position, recorded_at FROM decision_fact)
SELECT h.position AS head, count(f.position) AS facts, count(DISTINCT f.position) AS positions, max(f.position) AS last
  FROM shelf_head h LEFT JOIN fact f ON true
 GROUP BY h.position
HAVING h.position <> count(f.position) OR h.position <> count(DISTINCT f.position) OR h.position <> coalesce(max(f.position), 0);
