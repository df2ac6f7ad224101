-- So that the silence of a publisher is seen without reading figures. The row is locked by whoever adds a figure, as before.
ALTER TABLE series_head ADD COLUMN last_received_at timestamptz;
UPDATE series_head h SET last_received_at = (SELECT max(f.received_at) FROM published_figure f WHERE f.series = h.series);
