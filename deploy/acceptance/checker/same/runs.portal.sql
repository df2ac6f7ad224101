SELECT agreement, period, sequence, kind, encode(sha256(body), 'hex') AS body FROM statement_run;
