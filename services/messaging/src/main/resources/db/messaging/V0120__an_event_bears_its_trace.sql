-- What an event goes back to (W3C Trace Context): the request or file that caused it. Null: nothing from outside did.
ALTER TABLE outbox ADD COLUMN trace uuid;
COMMENT ON COLUMN outbox.trace IS 'Trace id; the relay hands it on in the header ce_traceparent. Not part of the event.';
