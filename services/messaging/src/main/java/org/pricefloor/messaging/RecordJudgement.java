package org.pricefloor.messaging;

import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Whether a record is an event, judged as the inbox judges it, for a reader that keeps no watermark: an auditor's replay. */
public final class RecordJudgement {

    private RecordJudgement() {
    }

    /** Exactly one of the two is there. */
    public record Judged(Received received, Parked parked) {
    }

    /** Without regard to what came before it: order, gaps and repetition are the caller's to look at. */
    public static Judged judge(ConsumerRecord<byte[], byte[]> record) {
        long position = Inbox.position(record);
        Inbox.Verdict verdict = position < 1
                ? Inbox.parked(record, null, "POSITION_MUST_BE_PRESENT", "it bears no position of the relay")
                : Inbox.judge(record, position);
        return new Judged(verdict.received(), verdict.parked());
    }
}
