-- Account by account: expense and payable of the top-up, income and receivable of the upside share, and what is accrued.
WITH side AS (
    SELECT agreement, period_from, debit AS account, amount FROM journal_transfer
    UNION ALL
    SELECT agreement, period_from, credit, -amount FROM journal_transfer),
balance AS (
    SELECT agreement, period_from,
           coalesce(sum(amount) FILTER (WHERE account IN ('top-up expense', 'deficiency expense', 'margin expense')), 0) AS expense,
           coalesce(sum(-amount) FILTER (WHERE account IN ('upside income', 'deficiency recovered', 'margin recovered')), 0) AS income,
           coalesce(sum(amount) FILTER (WHERE account = 'accrued top-up expense'), 0) AS accrued_expense,
           coalesce(sum(-amount) FILTER (WHERE account = 'accrued upside income'), 0) AS accrued_income,
           sum(amount) AS all_accounts
      FROM side GROUP BY agreement, period_from),
last AS (SELECT DISTINCT ON (agreement, period_from) * FROM run ORDER BY agreement, period_from, sequence DESC)
SELECT agreement, period_from, l.top_up, b.expense, l.upside, b.income, l.accrued_top_up, b.accrued_expense, l.accrued_upside, b.accrued_income
  FROM balance b FULL JOIN last l USING (agreement, period_from)
 WHERE l.agreement IS NULL OR coalesce(b.expense, 0) <> l.top_up OR coalesce(b.income, 0) <> l.upside
    OR coalesce(b.accrued_expense, 0) <> l.accrued_top_up OR coalesce(b.accrued_income, 0) <> l.accrued_upside OR coalesce(b.all_accounts, 0) <> 0;
