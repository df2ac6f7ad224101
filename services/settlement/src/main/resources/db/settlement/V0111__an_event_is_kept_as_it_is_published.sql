-- An event of some kilobytes stays in its row as it is: packed, and unpacked by the relay a moment later, it took longer than all
-- else that is written of its run. What would not fit a page goes out of line, not packed either.
ALTER TABLE outbox SET (toast_tuple_target = 8160);
ALTER TABLE outbox ALTER COLUMN body SET STORAGE EXTERNAL;
