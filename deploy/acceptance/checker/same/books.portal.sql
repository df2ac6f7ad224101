SELECT agreement, period, account, currency, trim_scale(sum(debit)) AS debit, trim_scale(sum(credit)) AS credit
  FROM account_balance
 GROUP BY agreement, period, account, currency;
