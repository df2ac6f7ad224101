SELECT agreement, period FROM parked_period;
