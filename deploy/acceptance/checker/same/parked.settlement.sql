SELECT agreement, period_label AS period FROM parked_period WHERE active;
