SELECT agreement, period_from, sequence, cut_off FROM run WHERE cut_off > (SELECT position FROM shelf_head);
