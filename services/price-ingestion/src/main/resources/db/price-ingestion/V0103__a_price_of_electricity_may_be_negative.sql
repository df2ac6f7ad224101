-- Whether a figure may be zero or below is a matter of its series: of a price per MWh it may, of any other it may not. The book of
-- figures judges it, with the series locked.
ALTER TABLE published_figure DROP CONSTRAINT figure_must_be_above_zero;
