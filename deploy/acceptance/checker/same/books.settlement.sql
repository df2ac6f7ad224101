SELECT agreement, period_label AS period, account, currency, trim_scale(sum(debit)) AS debit, trim_scale(sum(credit)) AS credit
  FROM (SELECT agreement, period_from, sequence, debit AS account, currency, amount AS debit, 0 AS credit FROM journal_transfer
        UNION ALL
        SELECT agreement, period_from, sequence, credit, currency, 0, amount FROM journal_transfer) AS sides
  JOIN run USING (agreement, period_from, sequence, currency)
 GROUP BY agreement, period_label, account, currency;
